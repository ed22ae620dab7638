// sqlReplay with the libraries that programs have already: each with its real databases. Those that are not on this list of
// development dependencies are in tests/package/tools/guards, and installed when they are first needed.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { buildSync } from 'esbuild'
import mysql2 from 'mysql2/promise'
import pg from 'pg'
import { sqlReplay } from '../../pkg/lib/replay.js'
import { installTools } from '../package/install.js'
import { Missing, nodeOf, runtimeProgram } from '../package/places.js'
import { newFolder, startMariadb } from './databases.js'
import { contract, newKey } from './replay-contract.js'

const tools = await installTools('guards', { compiled: ['better-sqlite3', 'sqlite3'] })
const resolve = createRequire(join(tools, 'package.json'))
/** A package of the tools: its default export where it has one. */
async function tool(name) {
  const found = await import(pathToFileURL(resolve.resolve(name)).href)
  return found.default ?? found
}
const named = async (name) => import(pathToFileURL(resolve.resolve(name)).href)

/** Clients and servers, closed in the opposite order of their opening. */
const open = []
after(async () => {
  for (const close of open.reverse()) await close()
})

const mariadb = await startMariadb()
open.push(mariadb.stop)
const mariadbAt = { socketPath: mariadb.socket, user: 'root', database: 'test' }

const pglite = await PGlite.create()
const postgres = new PGLiteSocketServer({ db: pglite, host: '127.0.0.1', port: 0, maxConnections: 40 })
const port = await new Promise((listening) => {
  postgres.addEventListener('listening', ({ detail }) => listening(detail.port))
  postgres.start()
})
open.push(
  () => pglite.close(),
  () => postgres.stop(),
)
const postgresAt = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', max: 2 }
const postgresUrl = `postgres://postgres@127.0.0.1:${port}/postgres`

const newFile = () => join(newFolder(), 'shop.sqlite')
const BetterSqlite = await tool('better-sqlite3')
function betterSqlite(file) {
  const client = new BetterSqlite(file, { timeout: 5000 })
  open.push(() => client.close())
  return client
}

/** Two guards of one store, each with a client of its own. */
const two = (name, make, table = 'handled') => contract(name, async () => sqlReplay(await make(), { table }))

/** The same, in other runtimes: see guard-host.js. */
const host = fileURLToPath(new URL('guard-host.js', import.meta.url))
two.hosted = (name, [program, ...args], client, options) =>
  contract(name, async () => hosted(program, [...args, ...client]), options)

function hosted(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  open.push(() => child.kill())
  const waiting = new Map()
  let last = 0
  const ended = new Promise((_, fail) => child.on('exit', (status) => fail(new Error(`${args}: ended with ${status}`))))
  ended.catch(() => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, answer, error } = JSON.parse(line)
    const { give, fail } = waiting.get(id)
    waiting.delete(id)
    if (error) fail(Object.assign(new Error(error.message), error))
    else give(answer)
  })
  return remote((method, values) => {
    const answered = new Promise((give, fail) => waiting.set(++last, { give, fail }))
    child.stdin.write(`${JSON.stringify({ id: last, method, values })}\n`)
    return Promise.race([answered, ended])
  })
}

/** A guard whose methods run elsewhere. */
const remote = (call) =>
  Object.fromEntries(['seen', 'has', 'renew', 'release'].map((method) => [method, (...values) => call(method, values)]))

describe('better-sqlite3', () => {
  const file = newFile()
  two('the guard', () => betterSqlite(file))
})

describe('sqlite3 and sqlite', async () => {
  const sqlite3 = await tool('sqlite3')
  const { open: openSqlite } = await named('sqlite')
  const file = newFile()
  two('sqlite3', () => {
    const client = new sqlite3.Database(file)
    client.configure('busyTimeout', 5000)
    open.push(() => new Promise((closed) => client.close(closed)))
    return client
  })
  two(
    'sqlite',
    async () => {
      const client = await openSqlite({ filename: file, driver: sqlite3.Database })
      client.configure('busyTimeout', 5000)
      open.push(() => client.close())
      return client
    },
    'by_sqlite',
  )
})

describe('Drizzle', async () => {
  const file = newFile()
  const drivers = {
    'better-sqlite3': async (drizzle) => drizzle(betterSqlite(file)),
    'node-postgres': async (drizzle) => drizzle(opened(new pg.Pool(postgresAt))),
    'postgres-js': async (drizzle) => drizzle(await postgresJs()),
    pglite: async (drizzle) => drizzle(pglite),
    mysql2: async (drizzle) => drizzle(opened(mysql2.createPool(mariadbAt))),
  }
  for (const [driver, make] of Object.entries(drivers)) {
    const { drizzle } = await named(`drizzle-orm/${driver}`)
    two(driver, () => make(drizzle), `drizzle_${driver.replace(/\W/g, '_')}`)
  }
})

describe('Kysely', async () => {
  const { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, CamelCasePlugin } = await named('kysely')
  const { createPool } = await import('mysql2')
  const file = newFile()
  const made = (dialect) => opened(new Kysely({ dialect, plugins: [new CamelCasePlugin()] }), 'destroy')
  two('SQLite', () => made(new SqliteDialect({ database: new BetterSqlite(file, { timeout: 5000 }) })))
  two('PostgreSQL', () => made(new PostgresDialect({ pool: new pg.Pool(postgresAt) })), 'by_kysely')
  two('MySQL', () => made(new MysqlDialect({ pool: createPool(mariadbAt) })), 'by_kysely')
})

describe('Knex', async () => {
  const knex = await tool('knex')
  const file = newFile()
  const made = (config) => opened(knex({ useNullAsDefault: true, ...config }), 'destroy')
  two('better-sqlite3', () => made({ client: 'better-sqlite3', connection: { filename: file } }))
  two('sqlite3', () => made({ client: 'sqlite3', connection: { filename: newFileOf('knex') } }))
  two('pg', () => made({ client: 'pg', connection: postgresAt, pool: { min: 0, max: 2 } }), 'by_knex')
  two('mysql2', () => made({ client: 'mysql2', connection: mariadbAt }), 'by_knex')
})

describe('Sequelize', async () => {
  const { Sequelize } = await tool('sequelize')
  const file = newFile()
  const quiet = { logging: false, pool: { max: 2 } }
  const made = (...options) => opened(new Sequelize(...options), 'close')
  const sqlite3 = await tool('sqlite3')
  two('SQLite', () => made({ ...quiet, dialect: 'sqlite', dialectModule: sqlite3, storage: file }))
  two('PostgreSQL', () => made(postgresUrl, { ...quiet, dialectModule: pg }), 'by_sequelize')
  const socket = {
    dialect: 'mysql',
    username: 'root',
    database: 'test',
    dialectOptions: { socketPath: mariadb.socket },
  }
  const callbacks = (await import('mysql2')).default
  two('MySQL', () => made({ ...quiet, ...socket, dialectModule: callbacks }), 'by_sequelize')
})

describe('TypeORM', async () => {
  const { DataSource } = await named('typeorm')
  const file = newFile()
  const made = async (options) => opened(await new DataSource(options).initialize(), 'destroy')
  two('better-sqlite3', () => made({ type: 'better-sqlite3', database: file, driver: BetterSqlite }))
  two('PostgreSQL', () => made({ type: 'postgres', url: postgresUrl, driver: pg, poolSize: 2 }), 'by_typeorm')
  const callbacks = (await import('mysql2')).default
  two('MySQL', () => made({ type: 'mysql', ...mariadbAt, username: 'root', driver: callbacks }), 'by_typeorm')
})

describe('Prisma', async () => {
  const providers = {
    sqlite: async (file) =>
      new (await named('@prisma/adapter-better-sqlite3')).PrismaBetterSqlite3({ url: `file:${file}` }),
    postgresql: async () => new (await named('@prisma/adapter-pg')).PrismaPg(postgresAt),
    mysql: async () => new (await named('@prisma/adapter-mariadb')).PrismaMariaDb(mariadbAt),
  }
  const file = newFile()
  for (const [provider, adapter] of Object.entries(providers)) {
    const Client = await prismaClient(provider)
    two(provider, async () => opened(new Client({ adapter: await adapter(file) }), '$disconnect'), 'by_prisma')
  }
})

describe('other clients', async () => {
  two('postgres', postgresJs, 'by_postgres')
  const pgp = (await tool('pg-promise'))({ noWarnings: true })
  open.push(() => pgp.end())
  two('pg-promise', () => pgp(postgresAt, Math.random()), 'by_pg_promise')
  const connector = await tool('mariadb')
  two('mariadb', () => opened(connector.createPool(mariadbAt)), 'by_mariadb')
})

describe('other runtimes', async () => {
  const { program: bun } = await runtimeProgram('bun')
  two.hosted('bun:sqlite', [bun, 'run', host], ['bun:sqlite', newFile()])
  two.hosted('Bun.sql with SQLite', [bun, 'run', host], ['Bun.sql', `sqlite://${newFile()}`])
  two.hosted('Bun.sql with PostgreSQL', [bun, 'run', host], ['Bun.sql', postgresUrl], { alone: true })
  two.hosted('Bun.sql with MariaDB', [bun, 'run', host], ['Bun.sql', 'mysql://'], { skip: true })
  const node = await nodeOf(24).catch((error) => assert.ok(error instanceof Missing, error))
  two.hosted('node:sqlite', [node, '--no-warnings', host], ['node:sqlite', newFile()], { skip: !node })
})

/**
 * One connection for all: PGlite is one backend behind all its connections, and has one statement without a name, where
 * PostgreSQL has one for each.
 */
let connected
async function postgresJs() {
  connected ??= opened((await tool('postgres'))(postgresUrl, { max: 1, onnotice() {} }))
  return connected
}

/** To be closed at the end. */
function opened(client, close = 'end') {
  open.push(() => client[close]())
  return client
}

const files = {}
function newFileOf(name) {
  return (files[name] ??= newFile())
}

/** Prisma makes its client of a schema. That needs none of the engines that it would like to download. */
async function prismaClient(provider) {
  const folder = join(tools, 'prisma', provider)
  mkdirSync(folder, { recursive: true })
  const schema = `generator client {
    provider = "prisma-client-js"
    output = "./client"
  }
  datasource db {
    provider = "${provider}"
  }
  model Order {
    id String @id
  }`
  writeFileSync(join(folder, 'schema.prisma'), schema)
  const args = [
    join(tools, 'node_modules/prisma/build/index.js'),
    'generate',
    '--schema',
    join(folder, 'schema.prisma'),
  ]
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  }
  await promisify(execFile)(process.execPath, args, { cwd: folder, env })
  return createRequire(join(folder, 'x.js'))('./client').PrismaClient
}
