// Guards that know which notifications were handled: see ../notification.d.ts for what each method promises.
import { PayError } from './error.js'
import { isLock } from './once.js'
import { optionsOf } from './options.js'
import { sqlClient, sqlFailure } from './sql.js'

/** For one process and no more. */
export function memoryReplay(options) {
  const { maxKeys = 10_000 } = optionsOf('memoryReplay', options, ['maxKeys'])
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1) {
    throw new PayError('config', 'memoryReplay: maxKeys must be an integer of at least 1')
  }
  // A lock that is forgotten lets a handler run twice at once. There are no more of them than handlers at work.
  const locks = claims(maxKeys, { forgets: false })
  const marks = claims(maxKeys, { forgets: true })
  const place = (key) => (isLock(key) ? locks : marks)

  return {
    seen(key, ttlSeconds) {
      if (place(key).has(key)) return true
      place(key).claim(key, ttlSeconds)
      return false
    },
    has: (key) => place(key).has(key),
    renew(key, ttlSeconds) {
      if (!place(key).has(key)) return false
      place(key).claim(key, ttlSeconds)
      return true
    },
    release: (key) => place(key).release(key),
  }
}

// Bundlers give some programs several copies of a module, and reload one while it is worked on: all of them, and other
// versions, find the same guard here. What it holds is no secret: gateways, merchants, and orders.
const shared = Symbol.for('paysign.replay')
let ownCopy

/** The guard of all clients that were given none: the process's, not the client's, of which a route may make one each time. */
export function replayOfProcess() {
  const found = Object.getOwnPropertyDescriptor(globalThis, shared)
  if (found) return found.value
  // Where nothing can be added to the global object, each copy has its own.
  ownCopy ??= memoryReplay()
  Reflect.defineProperty(globalThis, shared, { value: ownCopy })
  return ownCopy
}

/** Keys with their ends. Beyond `limit` those that have ended go, and then, where it `forgets`, the oldest. */
function claims(limit, { forgets }) {
  const ends = new Map() // in the order in which the keys were claimed
  let firstEnd = Infinity // nothing ends before
  let told = false

  function makeRoom(now) {
    if (ends.size >= limit && firstEnd <= now) {
      firstEnd = Infinity
      for (const [key, end] of ends) end <= now ? ends.delete(key) : (firstEnd = Math.min(firstEnd, end))
    }
    if (!forgets || ends.size < limit) return
    ends.delete(ends.keys().next().value)
    if (told) return
    told = true
    console.warn(
      `paysign: memoryReplay holds ${limit} notifications (maxKeys) and forgets the oldest before its week is over: a ` +
        'repetition of it would be handled again. Set a larger maxKeys, or use redisReplay or sqlReplay',
    )
  }

  return {
    has: (key) => ends.get(key) > clock(),
    claim(key, seconds) {
      const now = clock()
      ends.delete(key)
      makeRoom(now)
      ends.set(key, now + seconds)
      firstEnd = Math.min(firstEnd, now + seconds)
    },
    release: (key) => void ends.delete(key),
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
  throw new PayError(
    'config',
    'redisReplay takes a client of ioredis, node-redis (package redis) or @upstash/redis; for a database there is sqlReplay',
  )
}

const sweepEvery = 600 // seconds

/** For many processes behind one address, in the database that you have. */
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
      .replaceAll('{returning}', dialect.returning)
  const ddl = text(
    `CREATE TABLE IF NOT EXISTS {table} (id ${dialect.name} PRIMARY KEY, owner VARCHAR(64) NOT NULL, expires BIGINT NOT NULL)`,
  )
  const claim = dialect.claim.map(([template, ...names]) => [text(template), names])
  const look = text('SELECT id FROM {table} WHERE id = {1} AND expires > {now}')
  const renew = text(`UPDATE {table} SET expires = {now} + {1} WHERE id = {2} AND owner = {3} {returning}`)
  const release = text('DELETE FROM {table} WHERE id = {1} AND owner = {2}')
  const sweep = text('DELETE FROM {table} WHERE expires <= {now}')
  let there = false // the table
  let swept = clock()

  /** How many rows it found or changed, as `wants` says. */
  async function run(statement, values, wants) {
    // Not allowed to, or another instance does it at this moment: then what follows tells whether the table is there.
    const refused = there
      ? undefined
      : await send(ddl, [], 'nothing').then(
          () => undefined,
          (error) => error,
        )
    try {
      const count = await send(statement, values, wants)
      there = true
      return count
    } catch (error) {
      there = false
      throw sqlFailure(error, refused, { table, ddl })
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
          'changes',
        )
      }
      if (clock() - swept > sweepEvery) {
        swept = clock()
        // What stays behind goes next time; the claim is what counts.
        await run(sweep, [], 'nothing').catch(() => {})
      }
      return !claimed
    },
    has: async (key) => (await run(look, [await plain(key)], 'rows')) > 0,
    renew: async (key, ttlSeconds) =>
      (await run(renew, [milliseconds(ttlSeconds), await plain(key), owner()], 'changes')) > 0,
    async release(key) {
      await run(release, [await plain(key), owner()], 'nothing')
    },
  }
}

/** Databases have their own ideas about NUL, case, accents and length: a key they could misread becomes its digest. */
async function plain(key) {
  if (/^[\w:.=+/-]{1,200}$/.test(key) && !key.startsWith('sha256:')) return key
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
