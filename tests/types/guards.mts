// sqlReplay with the types of the libraries themselves: compiled in the folder that has them, see replay-clients.test.js.

import { sqlReplay } from '../../pkg/notification.js'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { drizzle as overPg } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgres } from 'drizzle-orm/postgres-js'
import { drizzle as overMysql } from 'drizzle-orm/mysql2'
import { drizzle as overSqlite } from 'drizzle-orm/better-sqlite3'
import knex from 'knex'
import { Kysely } from 'kysely'
import mariadb from 'mariadb'
import pgPromise from 'pg-promise'
import postgres from 'postgres'
import { Sequelize } from 'sequelize'
import { open } from 'sqlite'
import sqlite3 from 'sqlite3'
import { DataSource } from 'typeorm'
import { PrismaClient } from './prisma/sqlite/client/index.js'

declare const d1: DrizzleD1Database & { $client: unknown }
sqlReplay(d1)
sqlReplay(overPg('postgres://'))
sqlReplay(overPostgres('postgres://'))
sqlReplay(overMysql('mysql://'))
sqlReplay(overSqlite(':memory:'))
sqlReplay(knex({ client: 'pg' }))
declare const kysely: Kysely<{ orders: { id: string } }>
sqlReplay(kysely)
sqlReplay(mariadb.createPool('mariadb://'))
sqlReplay(pgPromise()('postgres://'))
sqlReplay(postgres('postgres://'))
sqlReplay(new Sequelize('postgres://'))
sqlReplay(await open({ filename: ':memory:', driver: sqlite3.Database }))
sqlReplay(new sqlite3.Database(':memory:'))
sqlReplay(new DataSource({ type: 'postgres' }))
declare const prisma: PrismaClient
sqlReplay(prisma)
// @ts-expect-error an address is no client
sqlReplay('postgres://')
// @ts-expect-error nor is a promise
sqlReplay(Promise.resolve(postgres('postgres://')))
