// The clients that people have fit into the guards as they are, and other things do not.
import type { PGlite } from '@electric-sql/pglite'
import type { Client as Libsql } from '@libsql/client'
import type { Redis as Upstash } from '@upstash/redis'
import type { Cluster, Redis } from 'ioredis'
import type Database from 'libsql'
import type mysqlWithCallbacks from 'mysql2'
import type mysql from 'mysql2/promise'
import type pg from 'pg'
import { createClient, createClientPool, createCluster } from 'redis'
import { defineGateway, HiCoin, SixDu, Yinqiantong } from '../../pkg/index.js'
import { answer, notification, sandboxOf } from '../../pkg/testing.js'
import { memoryReplay, redisReplay, sqlReplay } from '../../pkg/notification.js'
import type { NotificationOptions, ReplayGuard, SqlClient } from '../../pkg/notification.js'

declare const ioredis: Redis
declare const cluster: Cluster
declare const upstash: Upstash
redisReplay(ioredis)
redisReplay(cluster, { prefix: 'shop:' })
redisReplay(upstash)
redisReplay(createClient())
redisReplay(await createClient({ RESP: 2 }).connect())
redisReplay(createClientPool())
redisReplay(createCluster({ rootNodes: [] }))

declare const sql: {
  pool: pg.Pool
  client: pg.Client
  poolClient: pg.PoolClient
  pglite: PGlite
  libsql: Libsql
  betterSqlite: InstanceType<typeof Database>
  mysqlPool: mysql.Pool
  mysqlConnection: mysql.Connection
  mysqlCallbackPool: mysqlWithCallbacks.Pool
  mysqlCallbackConnection: mysqlWithCallbacks.Connection
}
const clients: SqlClient[] = Object.values(sql)
sqlReplay(sql.pool)
sqlReplay(sql.client, { table: 'shop.notifications' })
sqlReplay(sql.poolClient)
sqlReplay(sql.pglite)
sqlReplay(sql.libsql)
sqlReplay(sql.betterSqlite)
sqlReplay(sql.mysqlPool)
sqlReplay(sql.mysqlConnection)
sqlReplay(sql.mysqlCallbackPool)
sqlReplay(sql.mysqlCallbackConnection)
for (const client of clients) sqlReplay(client)

const own: ReplayGuard = { seen: async (key, ttlSeconds) => key.length > ttlSeconds }
const options: NotificationOptions = { replay: own, onFailure: async (error: unknown) => console.error(error) }
const complete: Required<ReplayGuard> = memoryReplay({ maxKeys: 5 })
const claimed: boolean = await complete.renew('a', 1)
console.log(options, claimed)

// @ts-expect-error an address is no client
redisReplay('redis://127.0.0.1')
// @ts-expect-error nor is an object that cannot run scripts
redisReplay({ get: async () => null })
// @ts-expect-error a Redis client knows no SQL
sqlReplay(ioredis)
// @ts-expect-error seen is needed
const without: ReplayGuard = { release: () => {} }
// @ts-expect-error and says whether
const wordless: ReplayGuard = { seen: async () => 'OK' }
// @ts-expect-error a number
memoryReplay({ maxKeys: '5' })
// @ts-expect-error there is no such option
sqlReplay(sql.pool, { tableName: 'a' })
console.log(without, wordless)

notification(
  Yinqiantong,
  { version: 'v2', appId: 'a', appSecret: 'k' },
  { money: 990n, extra: null, more: undefined, flag: true },
)
notification(SixDu, {}, {}, { name: 'saleNotification', broken: 'forged' })
answer(HiCoin, 'queryOrder', { mchKey: 'k' }, { total_amount: 1n })
// @ts-expect-error an object cannot be sent
notification(HiCoin, { mchKey: 'k' }, { passback_params: {} })
// @ts-expect-error a gateway is its class or its spec
notification('hicoin', { mchKey: 'k' })

const ofClass = sandboxOf(HiCoin, { merchant: { appId: 'a' } })
new HiCoin({ ...ofClass.options, fetch: ofClass.fetch })
const ofVersions = sandboxOf(Yinqiantong, { merchant: { version: 'v1' } })
new Yinqiantong({ ...ofVersions.options, fetch: ofVersions.fetch })
const ofSpec = sandboxOf({
  class: 'Kite',
  name: 'kite',
  options: { id: { type: 'id' }, key: { type: 'secret' }, base: { type: 'base' } },
  keys: { api: { option: 'key', scheme: { signatureField: 'sign', secret: '{}', algorithm: 'md5' } } },
  calls: {},
})
const id: string = ofSpec.options.id
const Kite = defineGateway({
  class: 'Kite',
  name: 'kite',
  options: { id: { type: 'id' }, key: { type: 'secret' }, base: { type: 'base' } },
  keys: { api: { option: 'key', scheme: { signatureField: 'sign', secret: '{}', algorithm: 'md5' } } },
  calls: { look: { effect: 'read', envelope: { code: ['code'], success: ['0'] }, path: '/look' } },
})
const ofDefined = sandboxOf(Kite)
const kite = new Kite({ ...ofDefined.options, fetch: ofDefined.fetch })
ofDefined.fault('look', { drop: 'after' }, 2)
const told: Promise<{ accepted: boolean }> = ofDefined.notify('A1', (request) => fetch(request), { broken: 'stale' })
const state: 'created' | 'paid' | 'expired' = ofDefined.order('A1').state
console.log(id, kite, told, state)
// @ts-expect-error a fault has no such member
ofDefined.fault('look', { explode: true })
// @ts-expect-error nor is this a way to be broken
ofDefined.notification('A1', { broken: 'twice' })
