// The guards that know which notifications were handled, each with the real clients of a real database.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, describe, mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { createClient as createLibsql } from '@libsql/client'
import { Redis as Upstash } from '@upstash/redis'
import { Cluster, Redis } from 'ioredis'
import Database from 'libsql'
import mysqlWithCallbacks from 'mysql2'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { createClient, createCluster } from 'redis'
import { PayError } from '../../../pkg/lib/error.js'
import { memoryReplay, redisReplay, sqlReplay } from '../../../pkg/lib/replay.js'
import { newFolder, startMariadb, startRedis } from './databases.js'
import { contract, newKey } from './replay-contract.js'

const { DatabaseSync } = await import('node:sqlite').catch(() => ({}))

/** Servers and clients, closed in the opposite order of their opening. */
const open = []
after(async () => {
  for (const close of open.reverse()) await close()
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc')
  const shared = memoryReplay()
  contract('the guard', () => shared, { alone: true })

  test('holds no more than maxKeys, and forgets the oldest first', () => {
    const guard = memoryReplay({ maxKeys: 1000 })
    for (let i = 0; i < 3000; i++) assert.equal(guard.seen(`${i}`, 3600), false)
    for (let i = 0; i < 2000; i++) assert.equal(guard.has(`${i}`), false, `${i}`)
    for (let i = 2000; i < 3000; i++) assert.equal(guard.has(`${i}`), true, `${i}`)
  })

  test('forgets what has expired before anything else', async () => {
    const guard = memoryReplay({ maxKeys: 100 })
    for (let i = 0; i < 50; i++) guard.seen(`long ${i}`, 3600)
    for (let i = 0; i < 50; i++) guard.seen(`short ${i}`, 0.05)
    await sleep(100)
    for (let i = 0; i < 50; i++) guard.seen(`later ${i}`, 3600)
    for (let i = 0; i < 50; i++) assert.equal(guard.has(`long ${i}`), true, `${i}`)
    for (let i = 0; i < 50; i++) assert.equal(guard.has(`later ${i}`), true, `${i}`)
  })

  test('a renewed claim is not the oldest', () => {
    const guard = memoryReplay({ maxKeys: 2 })
    guard.seen('lock', 30)
    guard.seen('a', 3600)
    guard.renew('lock', 30)
    guard.seen('b', 3600)
    assert.equal(guard.has('lock'), true)
    assert.equal(guard.has('a'), false)
  })

  test('holds 10000 unless told otherwise', () => {
    const guard = memoryReplay()
    for (let i = 0; i <= 10_000; i++) guard.seen(`${i}`, 3600)
    assert.equal(guard.has('0'), false)
    assert.equal(guard.has('1'), true)
  })

  test('a million keys do not make the heap grow', () => {
    const guard = memoryReplay({ maxKeys: 1000 })
    const fill = (from, to) => {
      // One in three is released, as after a failure, and some expire at once.
      for (let i = from; i < to; i++) {
        guard.seen(`hicoin:10021235678:ORDER${i}`, i % 7 ? 3600 : 0.0001)
        if (i % 3 === 0) guard.release(`hicoin:10021235678:ORDER${i}`)
      }
    }
    fill(0, 100_000)
    gc()
    const heap = process.memoryUsage().heapUsed
    fill(100_000, 1_100_000)
    gc()
    const grown = process.memoryUsage().heapUsed - heap
    assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`)
  })

  test('F12: the lock of a handler at work is not forgotten, however many notifications come', () => {
    const guard = memoryReplay({ maxKeys: 100 })
    assert.equal(guard.seen('handling:hicoin:1:A', 30), false)
    for (let i = 0; i < 1000; i++) guard.seen(`hicoin:1:${i}`, 3600)
    assert.equal(guard.has('handling:hicoin:1:A'), true)
    assert.equal(guard.seen('handling:hicoin:1:A', 30), true)
    guard.release('handling:hicoin:1:A')
    assert.equal(guard.has('handling:hicoin:1:A'), false)
  })

  test('F12: more locks than maxKeys are all held, and those that lapsed are gone', async () => {
    const guard = memoryReplay({ maxKeys: 100 })
    for (let i = 0; i < 1000; i++) guard.seen(`handling:short ${i}`, 0.05)
    await sleep(100)
    const heap = (gc(), process.memoryUsage().heapUsed)
    for (let i = 0; i < 300; i++) assert.equal(guard.seen(`handling:${i}`, 30), false)
    for (let i = 0; i < 300; i++) assert.equal(guard.seen(`handling:${i}`, 30), true)
    assert.ok((gc(), process.memoryUsage().heapUsed) < heap + 100_000)
  })

  test('says once that it forgets a notification before its time, and nothing of what has ended', async (t) => {
    const warn = t.mock.method(console, 'warn', () => {})
    const guard = memoryReplay({ maxKeys: 10 })
    for (let i = 0; i < 10; i++) guard.seen(`short ${i}`, 0.05)
    await sleep(100)
    for (let i = 0; i < 10; i++) guard.seen(`long ${i}`, 3600)
    assert.equal(warn.mock.callCount(), 0)
    for (let i = 0; i < 10; i++) guard.seen(`more ${i}`, 3600)
    assert.equal(warn.mock.callCount(), 1)
    assert.match(warn.mock.calls[0].arguments[0], /10 notifications .*maxKeys.*redisReplay/)
  })

  for (const maxKeys of [0, -1, 1.5, NaN, Infinity, '5', null]) {
    test(`maxKeys ${maxKeys} is refused`, () => {
      assert.throws(() => memoryReplay({ maxKeys }), { name: 'PayError', kind: 'config' })
    })
  }
})

describe('Redis', async () => {
  const server = await startRedis()
  const cluster = await startRedis({ cluster: true })
  open.push(server.stop, cluster.stop)
  const path = server.socket
  const ioredis = new Redis({ path })
  open.push(() => ioredis.quit())

  contract('ioredis', () => redisReplay(ioredis, { prefix: 'one:' }))

  contract('ioredis with a prefix of its own', () => {
    const client = new Redis({ path, keyPrefix: 'shop:' })
    open.push(() => client.quit())
    return redisReplay(client)
  })

  contract('a cluster of ioredis', async () => {
    await formCluster(cluster)
    const client = new Cluster([{ host: '127.0.0.1', port: cluster.port }])
    open.push(() => client.quit())
    return redisReplay(client)
  })

  contract('node-redis', async () => {
    const client = await createClient({ socket: { path } }).connect()
    open.push(() => client.close())
    return redisReplay(client, { prefix: 'two:' })
  })

  contract('node-redis with RESP 2', async () => {
    const client = await createClient({ socket: { path }, RESP: 2 }).connect()
    open.push(() => client.close())
    return redisReplay(client, { prefix: 'three:' })
  })

  contract('a cluster of node-redis', async () => {
    await formCluster(cluster)
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${cluster.port}` }] })
    await client.connect()
    open.push(() => client.close())
    return redisReplay(client, { prefix: 'four:' })
  })

  contract('Upstash', async () => {
    const url = await restBridge(ioredis)
    return redisReplay(new Upstash({ url, token: 'token', enableTelemetry: false }), { prefix: 'five:' })
  })

  test('keys begin with the prefix, hold the name of the guard, and end by themselves', async () => {
    const [one, other] = [redisReplay(ioredis), redisReplay(ioredis)]
    await one.seen('hicoin:1:a', 30)
    await one.seen('hicoin:1:b', 30)
    await other.seen('hicoin:1:c', 7 * 86400)
    const [a, b, c] = await ioredis.mget('paysign:hicoin:1:a', 'paysign:hicoin:1:b', 'paysign:hicoin:1:c')
    assert.match(a, /^[\da-f-]{36}$/)
    assert.equal(b, a)
    assert.notEqual(c, a)
    const left = await ioredis.pttl('paysign:hicoin:1:a')
    assert.ok(left > 25_000 && left <= 30_000, `${left} ms are left`)
    const week = await ioredis.pttl('paysign:hicoin:1:c')
    assert.ok(week > 604_700_000 && week <= 604_800_000, `${week} ms are left`)
  })

  test('a client in a transaction is refused', async () => {
    const queued = { call: async () => 'QUEUED' }
    await assert.rejects(redisReplay(queued).seen('a', 1), { name: 'PayError', kind: 'config' })
  })

  for (const client of [undefined, null, {}, 'redis://127.0.0.1', { set() {} }]) {
    test(`${JSON.stringify(client)} is no client`, () => {
      assert.throws(() => redisReplay(client), { name: 'PayError', kind: 'config', message: /ioredis.*upstash/ })
    })
  }
})

describe('SQL', async () => {
  const mariadb = await startMariadb()
  const file = join(newFolder(), 'shop.sqlite')
  const pglite = await PGlite.create()
  open.push(mariadb.stop, () => pglite.close())

  contract('libsql, as better-sqlite3', () => sqlReplay(sqliteAt(file)))

  contract('@libsql/client', () => {
    const client = createLibsql({ url: `file:${file}` })
    open.push(() => client.close())
    return sqlReplay(client, { table: 'by_libsql_client' })
  })

  contract('node:sqlite', () => sqlReplay(new DatabaseSync(file), { table: 'by_node' }), { skip: !DatabaseSync })

  contract('PGlite', () => sqlReplay(pglite))

  contract('PGlite with a schema', async () => {
    await pglite.query('CREATE SCHEMA IF NOT EXISTS shop')
    return sqlReplay(pglite, { table: 'shop.Handled_1' })
  })

  contract('pg', async () => {
    const server = new PGLiteSocketServer({ db: pglite, host: '127.0.0.1', port: 0 })
    const port = new Promise((resolve) => {
      server.addEventListener('listening', ({ detail }) => resolve(detail.port))
    })
    await server.start()
    const client = new pg.Pool({ host: '127.0.0.1', port: await port, max: 1, database: 'postgres', user: 'postgres' })
    open.push(
      () => server.stop(),
      () => client.end(),
    )
    return sqlReplay(client, { table: 'by_pg' })
  })

  const mysqlOptions = { socketPath: mariadb.socket, user: 'root', database: 'test', connectionLimit: 8 }
  const mysqlPool = (options) => {
    const pool = mysql.createPool({ ...mysqlOptions, ...options })
    open.push(() => pool.end())
    return pool
  }
  contract('mysql2', () => sqlReplay(mysqlPool()))
  contract('mysql2 that counts changed rows only', () =>
    sqlReplay(mysqlPool({ flags: ['-FOUND_ROWS'] }), { table: 'by_changes' }),
  )
  contract('mysql2 with callbacks', () => {
    const pool = mysqlWithCallbacks.createPool(mysqlOptions)
    open.push(() => pool.promise().end())
    return sqlReplay(pool, { table: 'by_callbacks' })
  })

  const databases = {
    SQLite: async (table, options) => {
      const client = sqliteAt(join(newFolder(), 'a.sqlite'))
      return { guard: sqlReplay(client, options), rows: () => client.prepare(`SELECT * FROM ${table}`).all() }
    },
    PostgreSQL: async (table, options) => ({
      guard: sqlReplay(pglite, options),
      rows: async () => (await pglite.query(`SELECT * FROM ${table}`)).rows,
    }),
    MariaDB: async (table, options) => {
      const pool = mysqlPool()
      return { guard: sqlReplay(pool, options), rows: async () => (await pool.query(`SELECT * FROM ${table}`))[0] }
    },
  }
  for (const [name, use] of Object.entries(databases)) {
    test(`${name}: what has expired is deleted now and then`, async () => {
      const { guard, rows } = await use('swept', { table: 'swept' })
      await guard.seen('short', 0.05)
      await guard.seen('long', 3600)
      await sleep(100)
      await guard.seen('soon-after', 3600)
      assert.equal((await rows()).length, 3)
      const { now } = performance
      mock.method(performance, 'now', () => now.call(performance) + 601_000)
      await guard.seen('ten-minutes-later', 3600)
      mock.restoreAll()
      assert.deepEqual((await rows()).map(({ id }) => id).sort(), ['long', 'soon-after', 'ten-minutes-later'])
    })

    test(`${name}: an ordinary key can be read, a row says when it ends`, async () => {
      const { guard, rows } = await use('plain', { table: 'plain' })
      const key = newKey()
      await guard.seen(key, 100)
      const [{ id, owner, expires }] = await rows()
      assert.equal(id, key)
      assert.match(owner, /^[\da-f-]{36}$/)
      const left = Number(expires) - Date.now()
      assert.ok(left > 95_000 && left < 101_000, `${left} ms are left`)
    })
  }

  test('instances that start at the same time all find the table', async () => {
    for (let round = 0; round < 5; round++) {
      const guards = Array.from({ length: 6 }, () => sqlReplay(mysqlPool(), { table: `new_${round}` }))
      const answers = await Promise.all(guards.map((guard) => guard.seen('first', 60)))
      assert.equal(answers.filter((seen) => !seen).length, 1)
    }
  })

  test('where the table cannot be created, the error says how to', async () => {
    await pglite.query('CREATE ROLE shop_role')
    await pglite.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
    await pglite.query('SET ROLE shop_role')
    const guard = sqlReplay(pglite, { table: 'not_there' })
    let error
    try {
      error = await guard.seen('a', 60).catch((thrown) => thrown)
    } finally {
      await pglite.query('RESET ROLE')
    }
    assert.ok(error instanceof PayError)
    assert.equal(error.kind, 'config')
    assert.match(error.message, /run this once: (CREATE TABLE IF NOT EXISTS not_there .*)$/)
    assert.match(error.cause.message, /permission denied/)

    // Somebody does that, and the guard needs nothing more.
    await pglite.query(error.message.match(/CREATE TABLE.*/)[0])
    await pglite.query('GRANT SELECT, INSERT, UPDATE, DELETE ON not_there TO shop_role')
    await pglite.query('SET ROLE shop_role')
    try {
      assert.equal(await guard.seen('a', 60), false)
      assert.equal(await guard.seen('a', 60), true)
      await guard.release('a')
      assert.equal(await guard.has('a'), false)
    } finally {
      await pglite.query('RESET ROLE')
    }
  })

  test('a database that was away at first is used when it is back', async () => {
    const client = sqliteAt(join(newFolder(), 'b.sqlite'))
    let away = true
    const guard = sqlReplay({
      prepare(text) {
        if (away) throw new Error('connection refused')
        return client.prepare(text)
      },
    })
    await assert.rejects(async () => guard.seen('a', 60), /connection refused|run this once/)
    away = false
    assert.equal(await guard.seen('a', 60), false)
    assert.equal(await guard.seen('a', 60), true)
  })

  for (const table of [
    '',
    '1a',
    'a b',
    'a;b',
    'a"b',
    'a.b.c',
    '.a',
    'a.',
    "a'; DROP TABLE x; --",
    'a\n',
    'ä',
    'a'.repeat(64),
  ]) {
    test(`the table name ${JSON.stringify(table)} is refused`, () => {
      assert.throws(() => sqlReplay(pglite, { table }), { name: 'PayError', kind: 'config', message: /table/ })
    })
  }

  for (const client of [undefined, null, {}, 'postgres://127.0.0.1', { set() {} }]) {
    test(`${JSON.stringify(client)} is no client`, () => {
      assert.throws(() => sqlReplay(client), {
        name: 'PayError',
        kind: 'config',
        message: /^sqlReplay: this is .*(pg.*mysql2.*sqlite|new pg\.Pool)/,
      })
    })
  }

  test('a client that answers by callback only is refused', async () => {
    const guard = sqlReplay({ query: () => undefined })
    await assert.rejects(guard.seen('a', 60), { name: 'PayError', kind: 'config', message: /rows/ })
  })
})

function sqliteAt(file) {
  const client = new Database(file)
  client.pragma('busy_timeout = 5000')
  open.push(() => client.close())
  return client
}

let formed
function formCluster({ socket }) {
  formed ??= (async () => {
    const client = new Redis({ path: socket })
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    while (!/cluster_state:ok/.test(await client.call('CLUSTER', 'INFO'))) await sleep(50)
    await client.quit()
  })()
  return formed
}

/** Upstash's REST interface in front of a real Redis: a command as a JSON array, or an array of them at /pipeline. */
async function restBridge(redis) {
  const run = async ([command, ...values]) => {
    try {
      return { result: await redis.call(String(command), ...values.map(String)) }
    } catch (error) {
      return { error: error.message }
    }
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const commands = JSON.parse(body)
    const answer = request.url === '/' ? await run(commands) : await Promise.all(commands.map(run))
    // The client asks for base64 where it can decode it, and takes plain text as well.
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))))
  return `http://127.0.0.1:${server.address().port}`
}
