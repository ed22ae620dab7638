// Guards that know which notifications were handled: see ../notification.d.ts for what each method promises.
import { PayError } from './error.js'
import { optionsOf } from './options.js'

/** For one process and no more. */
export function memoryReplay(options) {
  const { maxKeys = 10_000 } = optionsOf('memoryReplay', options, ['maxKeys'])
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1) {
    throw new PayError('config', 'memoryReplay: maxKeys must be a whole number from 1 on')
  }
  const ends = new Map() // in the order in which the keys were claimed
  let firstEnd = Infinity // nothing ends before
  const held = (key) => ends.get(key) > clock()

  function claim(key, ttlSeconds) {
    const now = clock()
    ends.delete(key)
    if (ends.size >= maxKeys && firstEnd <= now) {
      firstEnd = Infinity
      for (const [old, end] of ends) end <= now ? ends.delete(old) : (firstEnd = Math.min(firstEnd, end))
    }
    if (ends.size >= maxKeys) ends.delete(ends.keys().next().value)
    ends.set(key, now + ttlSeconds)
    firstEnd = Math.min(firstEnd, now + ttlSeconds)
  }

  return {
    seen(key, ttlSeconds) {
      if (held(key)) return true
      claim(key, ttlSeconds)
      return false
    },
    has: held,
    renew(key, ttlSeconds) {
      if (!held(key)) return false
      claim(key, ttlSeconds)
      return true
    },
    release(key) {
      ends.delete(key)
    },
  }
}

// Does not jump when somebody sets the clock.
const clock = () => performance.now() / 1000

// A claim holds the name of the guard that made it, so that a guard that comes late touches nobody else's. A name is
// made when it is first needed, because workerd has no random numbers before the first request.
function ownName() {
  let name
  return () => (name ??= crypto.randomUUID())
}

const milliseconds = (seconds) => Math.ceil(seconds * 1000)

// Looking is a script too: unlike EXISTS it is never sent to a replica, which may not know of the claim yet.
const lookScript = "return redis.call('EXISTS', KEYS[1])"
const ifOwn = (command) => `if redis.call('GET', KEYS[1]) == ARGV[1] then return ${command} end return 0`
const releaseScript = ifOwn("redis.call('DEL', KEYS[1])")
const renewScript = ifOwn("redis.call('PEXPIRE', KEYS[1], ARGV[2])")

/** For many processes behind one address, in Redis. */
export function redisReplay(client, options) {
  const { prefix = 'paysign:' } = optionsOf('redisReplay', options, ['prefix'])
  const { setIfAbsent, evaluate } = redisCommands(client)
  const owner = ownName()

  return {
    async seen(key, ttlSeconds) {
      const answer = await setIfAbsent(prefix + key, owner(), milliseconds(ttlSeconds))
      if (answer === null) return true
      if (String(answer) === 'OK') return false
      throw new PayError('config', 'redisReplay: SET answered neither OK nor nil; pass a client, not a transaction')
    },
    has: async (key) => Number(await evaluate(lookScript, prefix + key, [])) === 1,
    renew: async (key, ttlSeconds) =>
      Number(await evaluate(renewScript, prefix + key, [owner(), String(milliseconds(ttlSeconds))])) === 1,
    async release(key) {
      await evaluate(releaseScript, prefix + key, [owner()])
    },
  }
}

function redisCommands(client) {
  const has = (...names) => names.every((name) => typeof client?.[name] === 'function')
  if (has('call')) {
    return {
      setIfAbsent: (key, value, ms) => client.call('SET', key, value, 'PX', String(ms), 'NX'),
      evaluate: (script, key, values) => client.call('EVAL', script, '1', key, ...values),
    }
  }
  if (has('sendCommand', 'set', 'eval')) {
    // sendCommand takes other arguments in a cluster, `set` and `eval` do not. Version 4 knows the first two options,
    // later ones want the others.
    return {
      setIfAbsent: (key, value, ms) =>
        client.set(key, value, { NX: true, PX: ms, condition: 'NX', expiration: { type: 'PX', value: ms } }),
      evaluate: (script, key, values) => client.eval(script, { keys: [key], arguments: values }),
    }
  }
  if (has('set', 'eval')) {
    return {
      setIfAbsent: (key, value, ms) => client.set(key, value, { nx: true, px: ms }),
      evaluate: (script, key, values) => client.eval(script, [key], values),
    }
  }
  throw new PayError('config', 'redisReplay takes a client of ioredis, node-redis (package redis) or @upstash/redis')
}

// What differs between the databases. Only their own clock is asked: those of many machines never agree.
const ON_CONFLICT = `INSERT INTO {table} AS held (id, owner, expires) VALUES ({1}, {2}, {now} + {3})
  ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, expires = excluded.expires WHERE held.expires <= {now}
  RETURNING id`
const postgres = {
  now: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)',
  name: 'VARCHAR(255)',
  place: (n) => `$${n}`,
  claim: [[ON_CONFLICT, 'id', 'owner', 'ms']],
  returning: 'RETURNING id',
}
const sqlite = {
  ...postgres,
  now: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
  place: () => '?',
}
// MySQL's way to insert or update does not tell reliably which of the two it did. Each of these claims alone, and tells.
const mysql = {
  now: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
  name: 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin', // the usual collations take order-a for ORDER-A
  place: () => '?',
  claim: [
    ['INSERT IGNORE INTO {table} (id, owner, expires) VALUES ({1}, {2}, {now} + {3})', 'id', 'owner', 'ms'],
    ['UPDATE {table} SET owner = {1}, expires = {now} + {2} WHERE id = {3} AND expires <= {now}', 'owner', 'ms', 'id'],
  ],
  returning: '',
}

const sweepEvery = 600 // seconds

/** For many processes behind one address, in the database that is there anyway. */
export function sqlReplay(client, options) {
  const { table = 'paysign_notifications' } = optionsOf('sqlReplay', options, ['table'])
  if (!/^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/i.test(table)) {
    throw new PayError('config', 'sqlReplay: table must be a plain name: letters, digits and _, with one dot at most')
  }
  const { dialect, send } = sqlClient(client)
  const owner = ownName()
  const text = (template) =>
    template
      .replace(/\{(\d)\}/g, (_, n) => dialect.place(n))
      .replaceAll('{table}', table)
      .replaceAll('{now}', dialect.now)
  const ddl = text(
    `CREATE TABLE IF NOT EXISTS {table} (id ${dialect.name} PRIMARY KEY, owner VARCHAR(64) NOT NULL, expires BIGINT NOT NULL)`,
  )
  const claim = dialect.claim.map(([template, ...names]) => [text(template), names])
  const look = text('SELECT id FROM {table} WHERE id = {1} AND expires > {now}')
  const renew = text(`UPDATE {table} SET expires = {now} + {1} WHERE id = {2} AND owner = {3} ${dialect.returning}`)
  const release = text('DELETE FROM {table} WHERE id = {1} AND owner = {2}')
  const sweep = text('DELETE FROM {table} WHERE expires <= {now}')
  let there = false // the table
  let swept = clock()

  /** How many rows it found or changed. */
  async function run(statement, values, tells = true) {
    if (there) return send(statement, values, tells)
    // Not allowed to, or another instance does it at this moment: then what follows tells whether the table is there.
    const refused = await send(ddl, [], false).then(
      () => undefined,
      (error) => error,
    )
    try {
      const count = await send(statement, values, tells)
      there = true
      return count
    } catch (error) {
      if (refused === undefined) throw error
      throw new PayError('config', `sqlReplay: where its user may not create tables, run this once: ${ddl}`, {
        cause: refused,
      })
    }
  }

  return {
    async seen(key, ttlSeconds) {
      const values = { id: await plain(key), owner: owner(), ms: milliseconds(ttlSeconds) }
      let claimed = 0
      for (const [statement, names] of claim) {
        claimed ||= await run(
          statement,
          names.map((name) => values[name]),
        )
      }
      if (clock() - swept > sweepEvery) {
        swept = clock()
        // What stays behind goes next time; the claim is what counts.
        await run(sweep, [], false).catch(() => {})
      }
      return !claimed
    },
    has: async (key) => (await run(look, [await plain(key)])) > 0,
    renew: async (key, ttlSeconds) => (await run(renew, [milliseconds(ttlSeconds), await plain(key), owner()])) > 0,
    async release(key) {
      await run(release, [await plain(key), owner()], false)
    },
  }
}

/** Databases have their own ideas about NUL, case, accents and length: a key they could misread becomes its digest. */
async function plain(key) {
  if (/^[\w:.=+/-]{1,200}$/.test(key) && !key.startsWith('sha256:')) return key
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** `send(statement, values, tells)` gives the number of rows that it found or changed, if asked to tell. */
function sqlClient(client) {
  const has = (name) => typeof client?.[name] === 'function'
  if (has('execute') && has('query')) {
    const pool = has('promise') ? client.promise() : client
    return {
      dialect: mysql,
      async send(statement, values) {
        const [answer] = await pool.execute(statement, values)
        return Array.isArray(answer) ? answer.length : answer.affectedRows
      },
    }
  }
  if (has('prepare')) {
    return {
      dialect: sqlite,
      send: async (statement, values, tells) =>
        tells ? counted(client.prepare(statement).all(...values)) : void client.prepare(statement).run(...values),
    }
  }
  if (has('query')) {
    return {
      dialect: postgres,
      send: async (statement, values, tells) => {
        const answer = await client.query(statement, values)
        return tells ? counted(answer?.rows) : undefined
      },
    }
  }
  if (has('execute')) {
    return {
      dialect: sqlite,
      send: async (statement, values) => counted((await client.execute({ sql: statement, args: values })).rows),
    }
  }
  throw new PayError(
    'config',
    'sqlReplay takes a client of pg, PGlite, mysql2, better-sqlite3, node:sqlite, bun:sqlite, libsql or @libsql/client',
  )
}

function counted(rows) {
  if (Array.isArray(rows)) return rows.length
  throw new PayError('config', 'sqlReplay: the client gave no rows; pass one that answers with a promise of them')
}
