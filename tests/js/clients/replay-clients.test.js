// sqlReplay with the libraries that programs have already: each with its real databases. Those that are not on this list of
// development dependencies are in tests/package/tools/guards, and installed when they are first needed.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { buildSync } from 'esbuild'
import mysql2 from 'mysql2/promise'
import pg from 'pg'
import { sqlReplay } from '../../../pkg/lib/replay.js'
import { installTools } from '../../package/install.js'
import { Missing, nodeOf, runtimeProgram } from '../../package/places.js'
import { example } from '../../examples/read.js'
import { newFolder, startMariadb } from './databases.js'
import { freePort } from '../free-port.js'
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

/** A PostgreSQL: one backend, whichever connection is spoken to. */
async function startPostgres() {
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 40 })
  const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)))
  await server.start()
  open.push(
    () => db.close(),
    () => server.stop(),
  )
  const port = await listening
  return { db, port, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
}
const { db: pglite, port, url: postgresUrl } = await startPostgres()
const postgresAt = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', max: 2 }

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
  contract(name, async () => hosted(program, [...args, ...client])('it'), options)

/** Gives its guards by name. */
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
  return (who) =>
    remote((method, values) => {
      const answered = new Promise((give, fail) => waiting.set(++last, { give, fail }))
      child.stdin.write(`${JSON.stringify({ id: last, who, method, values })}\n`)
      return Promise.race([answered, ended])
    })
}

/** A guard whose methods run elsewhere. */
const remote = (call) =>
  Object.fromEntries(['seen', 'has', 'renew', 'release'].map((method) => [method, (...values) => call(method, values)]))

const guide = 'www/guides/en/notifications.md'

// Beside each other, because most of the time goes into waiting for claims to end.
describe('each client', { concurrency: 4 }, () => {
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
    two.hosted('Bun.sql with PostgreSQL', [bun, 'run', host], ['Bun.sql', (await startPostgres()).url], { alone: true })
    two.hosted('Bun.sql with MariaDB', [bun, 'run', host], ['Bun.sql', mariadb.socket])
    const node = await nodeOf(24).catch((error) => assert.ok(error instanceof Missing, error))
    two.hosted('node:sqlite', [node, '--no-warnings', host], ['node:sqlite', newFile()], { skip: !node })
  })

  describe('Cloudflare', async () => {
    const { Miniflare } = await named('miniflare')
    const replay = JSON.stringify(fileURLToPath(new URL('../../../pkg/lib/replay.js', import.meta.url)))
    // Answers { where, who, method, values } with what the guard `who` says. The object is the guide's, and two more.
    const contents = `
    import { DurableObject } from 'cloudflare:workers'
    import { sqlReplay } from ${replay}
    ${example(guide, 'durable-object').replace(/^import .*$/gm, '')}
    const guards = {}
    class Answering extends DurableObject {
      guards = {}
      async ask({ who, method, values }) {
        this.guards[who] ??= sqlReplay(this.of(this.ctx.storage), { table: 'handled' })
        return this.guards[who][method](...values)
      }
    }
    export class Storage extends Answering { of(storage) { return storage } }
    export class Sql extends Answering { of({ sql }) { return sql } }
    export class WithoutSql extends Answering { of(storage) { return storage } }
    export default {
      async fetch(request, env) {
        const call = await request.json()
        const { where, who, method, values } = call
        try {
          let answer
          if (where === 'D1') answer = await (guards[who] ??= sqlReplay(env.DB))[method](...values)
          else if (where === 'guide') answer = await env.GUIDE.getByName('paysign')[method](...values)
          else answer = await env[where].getByName('paysign').ask(call)
          return Response.json({ answer })
        } catch ({ message }) {
          return Response.json({ error: message })
        }
      },
    }`
    const { outputFiles } = buildSync({
      stdin: { contents, resolveDir: tools },
      bundle: true,
      write: false,
      format: 'esm',
      external: ['cloudflare:workers'],
    })
    const worker = new Miniflare({
      modules: true,
      script: outputFiles[0].text,
      compatibilityDate: '2026-04-01',
      d1Databases: ['DB'],
      kvNamespaces: ['KV'],
      durableObjects: {
        STORAGE: { className: 'Storage', useSQLite: true },
        SQL: { className: 'Sql', useSQLite: true },
        GUIDE: { className: 'Replay', useSQLite: true },
        OLD: { className: 'WithoutSql' },
      },
    })
    open.push(() => worker.dispose())
    const at = (where, who) =>
      remote(async (method, values) => {
        const body = JSON.stringify({ where, who, method, values })
        const response = await worker.dispatchFetch('http://127.0.0.1/', { method: 'POST', body })
        const { answer, error } = await response.json()
        if (error !== undefined) throw new Error(error)
        return answer
      })
    let guards = 0
    for (const where of ['D1', 'STORAGE', 'SQL']) contract(where, () => at(where, `guard ${++guards}`))
    contract("the guide's object", () => at('guide'), { alone: true })
    two('D1 from outside', () => worker.getD1Database('DB'), 'from_outside')

    test('an object without SQLite, and Workers KV, are told what to take', async () => {
      await assert.rejects(
        async () => at('OLD', 'one').seen('a', 1),
        /the object has no SQLite: .*`new_sqlite_classes`/,
      )
      const kv = await worker.getKVNamespace('KV')
      refused(kv, /Workers KV, where two places at once both find a key free\. Take D1 or a Durable Object/)
      refused(await worker.getDurableObjectNamespace('SQL'), /namespace of Durable Objects/)
    })
  })

  describe('Deno KV', async () => {
    const { program: deno } = await runtimeProgram('deno')
    const file = newFile()
    writeFileSync(join(tools, 'deno-kv.js'), example(guide, 'deno-kv'))
    // On one machine it is a file that one process has.
    const args = ['run', '-A', '--no-remote', '--unstable-kv', host, 'Deno KV', file, join(tools, 'deno-kv.js')]
    let process
    let guards = 0
    contract("the guide's guard", () => (process ??= hosted(deno, args))(`${++guards}`), { longest: 500 })
  })
})

function refused(client, message) {
  assert.throws(() => sqlReplay(client), { name: 'PayError', kind: 'config', message })
}

describe('B10: what is no client is named, with what to take instead', async () => {
  test('addresses, promises, nothing', async () => {
    refused('postgres://shop:s3cret@db.example/shop', /^sqlReplay: this is an address, not a client\. .*new pg\.Pool/)
    refused(new URL('mysql://shop:s3cret@db.example/shop'), /an address/)
    refused(Promise.resolve(new pg.Client()), /a promise\. Was `await` forgotten/)
    refused(undefined, /this is undefined \(was it made\? is it exported\?\); it takes a client of pg, PGlite/)
    refused(null, /this is null/)
    refused(7, /this is a number/)
    refused({}, /this is an object;/)
    refused(new Map(), /an object of class Map/)
  })

  test('transactions and parts of libraries', async () => {
    const { Kysely, SqliteDialect } = await named('kysely')
    const kysely = opened(
      new Kysely({ dialect: new SqliteDialect({ database: new BetterSqlite(':memory:') }) }),
      'destroy',
    )
    await kysely
      .transaction()
      .execute(async (transaction) => refused(transaction, /a transaction of Kysely\. Pass the Kysely/))

    const knex = opened(
      (await tool('knex'))({ client: 'better-sqlite3', useNullAsDefault: true, connection: ':memory:' }),
      'destroy',
    )
    await knex.transaction(async (transaction) =>
      refused(transaction, /a transaction of Knex\. Pass what knex\(\) gave/),
    )

    const { DataSource } = await named('typeorm')
    const source = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      driver: BetterSqlite,
    }).initialize()
    opened(source, 'destroy')
    const runner = source.createQueryRunner()
    for (const part of [source.manager, runner]) refused(part, /a part of TypeORM.*Pass the DataSource/)
    await runner.release()

    const { drizzle } = await named('drizzle-orm/node-postgres')
    const pool = opened(new pg.Pool(postgresAt))
    await drizzle(pool).transaction(async (transaction) =>
      refused(transaction, /Drizzle.*Pass the client that drizzle\(\) was given/),
    )

    const Client = await prismaClient('sqlite')
    const { PrismaBetterSqlite3 } = await named('@prisma/adapter-better-sqlite3')
    const prisma = opened(new Client({ adapter: new PrismaBetterSqlite3({ url: `file:${newFile()}` }) }), '$disconnect')
    await prisma.$transaction(async (transaction) =>
      refused(transaction, /a transaction of Prisma\. Pass the PrismaClient/),
    )
  })

  test('other databases', async () => {
    const { MongoClient } = await named('mongodb')
    const mongo = new MongoClient('mongodb://127.0.0.1:1')
    for (const it of [mongo, mongo.db('shop'), mongo.db('shop').collection('a')]) refused(it, /MongoDB\. Write `seen`/)
    const old = await tool('mysql')
    refused(old.createPool({ host: '127.0.0.1' }), /the package mysql, .* Take mysql2/)
    refused(old.createConnection({ host: '127.0.0.1' }), /the package mysql, .* Take mysql2/)
    const { Redis } = await import('ioredis')
    refused(new Redis({ lazyConnect: true }), /a client of Redis\. redisReplay takes it/)
    const { createClient } = await import('redis')
    refused(createClient(), /a client of Redis/)
    const { DataSource } = await named('typeorm')
    refused(new DataSource({ type: 'mongodb', url: 'mongodb://127.0.0.1:1' }), /TypeORM is for mongodb here/)
  })
})

describe('B10: why the database failed is the message', async () => {
  const failing = async (client, kind, message, how) => {
    const error = await sqlReplay(client, how)
      .seen('k', 60)
      .then(
        () => assert.fail('it did not fail'),
        (thrown) => thrown,
      )
    assert.equal(error.name, 'PayError', error.stack)
    assert.equal(error.kind, kind, error.message)
    assert.match(error.message, message)
    assert.ok(!/CREATE TABLE/.test(error.message) || /run this once/.test(message.source), error.message)
    assert.doesNotMatch(error.message, /s3cret/)
    return error
  }
  const nobody = await freePort()
  const away = /cannot be reached: .*ECONNREFUSED/

  test('nobody listens', async () => {
    const at = { host: '127.0.0.1', port: nobody, user: 'shop', password: 's3cret', database: 'shop' }
    await failing(opened(new pg.Pool(at)), 'network', away)
    await failing(opened(mysql2.createPool(at)), 'network', away)
    const url = `postgres://shop:s3cret@127.0.0.1:${nobody}/shop`
    await failing(opened((await tool('postgres'))(url, { max: 1, connect_timeout: 2 })), 'network', away)
    const { drizzle } = await named('drizzle-orm/node-postgres')
    await failing(drizzle(opened(new pg.Pool(at))), 'network', away)
    const { Sequelize } = await tool('sequelize')
    await failing(new Sequelize(url, { logging: false, dialectModule: pg }), 'network', away)
    const knex = await tool('knex')
    await failing(opened(knex({ client: 'pg', connection: at }), 'destroy'), 'network', away)
    const { Kysely, PostgresDialect } = await named('kysely')
    await failing(new Kysely({ dialect: new PostgresDialect({ pool: opened(new pg.Pool(at)) }) }), 'network', away)
    const Client = await prismaClient('postgresql')
    const { PrismaPg } = await named('@prisma/adapter-pg')
    await failing(opened(new Client({ adapter: new PrismaPg(at) }), '$disconnect'), 'network', /cannot be reached/)
    const { createClient } = await import('@libsql/client')
    await failing(createClient({ url: `http://127.0.0.1:${nobody}`, authToken: 's3cret' }), 'network', away)
  })

  test('a name that there is not', async () => {
    const at = { host: 'db.invalid', user: 'shop', password: 's3cret' }
    await failing(opened(new pg.Pool(at)), 'network', /cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/)
  })

  test('closed, ended, not yet open', async () => {
    const shut = /the client is not open: it was closed, or never opened/
    const pool = new pg.Pool(postgresAt)
    await pool.end()
    await failing(pool, 'config', shut)
    const client = new pg.Client(postgresAt)
    await client.connect()
    await client.end()
    await failing(client, 'config', shut)
    const mysqlPool = mysql2.createPool(mariadbAt)
    await mysqlPool.end()
    await failing(mysqlPool, 'config', shut)
    const connection = await mysql2.createConnection(mariadbAt)
    await connection.end()
    await failing(connection, 'config', shut)
    const sqlite = new BetterSqlite(':memory:')
    sqlite.close()
    await failing(sqlite, 'config', shut)
    const sql = (await tool('postgres'))(postgresUrl, { max: 1 })
    await sql.end()
    await failing(sql, 'config', shut)
    const { Kysely, SqliteDialect } = await named('kysely')
    const kysely = new Kysely({ dialect: new SqliteDialect({ database: new BetterSqlite(':memory:') }) })
    await kysely.selectNoFrom((it) => it.val(1).as('a')).execute()
    await kysely.destroy()
    await failing(kysely, 'config', shut)
    const { DataSource } = await named('typeorm')
    await failing(new DataSource({ type: 'postgres', url: postgresUrl, driver: pg }), 'config', shut)
    const { Sequelize } = await tool('sequelize')
    const sequelize = new Sequelize(postgresUrl, { logging: false, dialectModule: pg })
    await sequelize.close()
    await failing(sequelize, 'config', shut)
    const connector = (await tool('mariadb')).createPool(mariadbAt)
    await connector.end()
    await failing(connector, 'config', shut)
    const other = await PGlite.create()
    await other.close()
    await failing(other, 'config', shut)
    const { createClient } = await import('@libsql/client')
    const libsql = createClient({ url: ':memory:' })
    libsql.close()
    await failing(libsql, 'config', shut)
  })

  test('no such database; a file that cannot be opened', async () => {
    await failing(
      opened(mysql2.createPool({ ...mariadbAt, database: 'nowhere' })),
      'config',
      /there is no such database: .*nowhere/,
    )
    const knex = await tool('knex')
    const at = { client: 'better-sqlite3', useNullAsDefault: true, connection: { filename: '/nowhere/shop.sqlite' } }
    await failing(opened(knex(at), 'destroy'), 'config', /directory does not exist|unable to open/)
  })

  test('a database that may only be read', async () => {
    const file = newFile()
    betterSqlite(file).exec('CREATE TABLE other (a)')
    const reading = opened(new BetterSqlite(file, { readonly: true }), 'close')
    await failing(reading, 'config', /read-only.*readonly database|run this once/)
  })

  test('as the cases have it: what a client says twice is the reason', async () => {
    const down = (fields, message) => ({ query: async () => Promise.reject(Object.assign(new Error(message), fields)) })
    await failing(down({ code: 'ECONNREFUSED' }, 'connect ECONNREFUSED 127.0.0.1:5432'), 'network', away)
    const password = down({ code: '28P01' }, 'password authentication failed for user "shop"')
    await failing(
      password,
      'config',
      /does not let this user in .*password authentication failed for user "shop" \(28P01\)/,
    )
    await failing(down({}, 'Pool is closed.'), 'config', /not open: .*: Pool is closed\./)
    const both = new AggregateError(
      [Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' })],
      '',
    )
    await failing({ query: async () => Promise.reject(both) }, 'network', away)
    await failing(
      down({ code: '53300' }, 'sorry, too many clients already'),
      'network',
      /too many connections: .*\(53300\)/,
    )
    await failing(
      down({ code: '57P03' }, 'the database system is starting up'),
      'network',
      /cannot be reached: .*57P03/,
    )
    await failing(
      down({ code: 'ER_ACCESS_DENIED_ERROR' }, "Access denied for user 'shop'@'localhost' (using password: YES)"),
      'config',
      /using password: YES/,
    )
  })

  test('nothing of an address or a password is in the message, and no more than a line', async () => {
    for (const words of [
      'cannot parse postgres://shop:s3cret@db.example:5432/shop',
      'bad connection string: Server=db;User=shop;Password=s3cret;Encrypt=true',
      "failed with authToken='s3cret'",
      'pass\u0000word=s3cret and Password = "s3cret x"',
      `${'x'.repeat(5000)} s3cret`,
    ]) {
      const query = async () => Promise.reject(new Error(words))
      const { message } = await failing({ query }, 'network', /the database failed/)
      assert.ok(message.length < 300 && !/[\n\0]/.test(message), message)
    }
    const unreadable = Object.defineProperty({}, 'message', { get: () => assert.fail('read') })
    for (const thrown of [undefined, null, 'plain text', 7, {}, Object.create(null), new Error(''), unreadable]) {
      await failing({ query: async () => Promise.reject(thrown) }, 'network', /the database failed: ./)
    }
  })

  test('a table without its rights, and one that was dropped', async () => {
    const own = await PGlite.create()
    open.push(() => own.close())
    await own.query('CREATE ROLE shop_writer')
    await own.query('CREATE TABLE not_granted (id VARCHAR(255) PRIMARY KEY, owner VARCHAR(64), expires BIGINT)')
    await own.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
    await own.query('SET ROLE shop_writer')
    try {
      const { message } = await failing(own, 'config', /run this once/, { table: 'not_granted' })
      assert.match(
        message,
        /may not use the table: permission denied .*42501.*GRANT SELECT, INSERT, UPDATE, DELETE ON not_granted/,
      )
    } finally {
      await own.query('RESET ROLE')
      await own.query('GRANT CREATE ON SCHEMA public TO PUBLIC')
    }
    const guard = sqlReplay(own, { table: 'dropped' })
    assert.equal(await guard.seen('a', 60), false)
    await own.query('DROP TABLE dropped')
    await assert.rejects(guard.seen('a', 60), { kind: 'network', message: /relation "dropped" does not exist/ })
    assert.equal(await guard.seen('a', 60), false, 'it is made anew at the next try')
  })
})

test("the guide's guard for MongoDB, with what its documentation says of upserts and unique keys", async () => {
  const file = join(newFolder(), 'mongodb.mjs')
  writeFileSync(file, example(guide, 'mongodb'))
  const { mongoReplay } = await import(pathToFileURL(file).href)
  const documents = new Map()
  const matching = ({ _id, until }) => {
    const it = documents.get(_id)
    return it && (until?.$lte ? it.until <= until.$lte : !until || it.until > until.$gt) ? it : undefined
  }
  const claims = {
    async updateOne(filter, { $set }, { upsert }) {
      const found = matching(filter)
      if (found) return void Object.assign(found, $set)
      assert.equal(upsert, true)
      if (documents.has(filter._id)) throw Object.assign(new Error('E11000 duplicate key error'), { code: 11000 })
      documents.set(filter._id, { _id: filter._id, ...$set })
    },
    countDocuments: async (filter) => (matching(filter) ? 1 : 0),
    deleteOne: async ({ _id }) => ({ deletedCount: Number(documents.delete(_id)) }),
  }
  const guard = mongoReplay(claims)
  assert.deepEqual(await Promise.all([guard.seen('a', 60), guard.seen('a', 60), guard.has('a')]), [false, true, true])
  await guard.release('a')
  assert.deepEqual([await guard.has('a'), await guard.seen('a', 0.02)], [false, false])
  await sleep(40)
  assert.deepEqual([await guard.has('a'), await guard.seen('a', 60), await guard.seen('a', 60)], [false, false, true])
  claims.updateOne = async () => Promise.reject(new Error('not primary'))
  await assert.rejects(guard.seen('b', 60), /not primary/)
})

test('the types take the same clients', async () => {
  await prismaClient('sqlite')
  const types = readFileSync(new URL('../../types/guards.mts', import.meta.url), 'utf8')
  const notification = fileURLToPath(new URL('../../../pkg/notification.js', import.meta.url))
  writeFileSync(join(tools, 'guards.mts'), types.replace('../../pkg/notification.js', notification))
  const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc')
  const typeRoots = fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))
  const options = '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node --typeRoots'.split(
    ' ',
  )
  await promisify(execFile)(process.execPath, [compiler, ...options, typeRoots, 'guards.mts'], { cwd: tools }).catch(
    ({ stdout }) => assert.fail(stdout),
  )
})

test('a guard that fails says why to whoever handles notifications', async () => {
  const told = []
  const { once } = await import('../../../pkg/lib/once.js')
  const down = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' })
  const guard = { seen: async () => Promise.reject(down) }
  const options = { lease: 30, patience: 10, warn: (error) => void told.push(error) }
  await assert.rejects(
    once(guard, newKey(), () => {}, options),
    {
      kind: 'network',
      message: "the replay guard's seen failed: connect ECONNREFUSED 127.0.0.1:6379",
      cause: down,
    },
  )
})

/**
 * One connection, to a database of its own: its statements have no name, and PGlite has one such statement for all its
 * connections, where PostgreSQL has one for each.
 */
let connected
async function postgresJs() {
  connected ??= startPostgres().then(async ({ url }) => {
    const sql = (await tool('postgres'))(url, { max: 1, onnotice() {} })
    return { sql: opened(sql) } // a function: not to be awaited for itself
  })
  return (await connected).sql
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
