import { PayError } from './error.js'
import { reasonOf, said } from './reason.js'

const week = 7 * 86400
const clock = () => performance.now() / 1000 // does not jump when somebody sets the clock
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds))

/**
 * Runs `task` unless it was done under this key before, or is being done elsewhere: returns 'handled', 'before' or 'busy'.
 * Throws what `task` throws, and a PayError if the guard fails before the task began; `warn` is told the rest.
 *
 * A guard only has to claim a key for a time, atomically (`seen`). Two keys are used:
 *
 *   handling:KEY   held while the task runs. Whoever finds it held says "busy", and the gateway retries.
 *   KEY            the mark that the task was done, made after it has succeeded, for a week.
 *
 * Only the mark means "done", and it is made only once that is true. So a process may die at any point:
 *
 *   before the task          nothing was done; the lock expires, a retry runs the task
 *   in the task              the same; what the task had begun is why it must be idempotent
 *   after it, before mark    the task runs again: from outside, this looks like the line before
 *   after the mark           the lock expires, retries get "before"
 *
 * One key for both, held for a week and released on failure, would lose each notification whose process dies.
 *
 * The lease. It is shorter than the minute after which gateways retry, so the retry after a crash finds the lock gone.
 * A task that takes longer renews its lock, if the guard can, up to four leases: a task that hangs forever must not block
 * all other instances.
 *
 * Whose lock is it? Our clock starts before the claim is sent, so for us the lock ends before it does in the store, and the
 * time that the guard takes to answer is part of the lease. Whatever is sent to keep the lock is sent while a third of the
 * lease is left: if the guard answers within that time (`patience`), it arrives before the lock expires. So with less than a
 * third left no task starts and nothing is released, and a renewal is sent when two thirds are left, at once if fewer are.
 * Once our time has ended (a long pause, a store that did not renew) the lock may be another's.
 * The guards of this package check this in the store as well, where each claim holds its owner's name.
 */
export async function once(guard, key, task, { lease, patience, warn }) {
  const store = steady(guard, patience)
  const lock = lockOf(key)
  const hold = held(store, lock, lease, warn)
  if (await store.seen(lock, lease)) return 'busy'

  // From here on a failure leaves the lock alone: it has expired before the gateway retries.
  const done = await store.has(key)
  // Where looking is claiming, whoever has got the lock meanwhile may have been met in his look.
  if (!hold.enough() && !(done && store.looksFor)) throw hold.lapsed()
  if (done) {
    await hold.release()
    return 'before'
  }

  hold.keep()
  let noted = true
  try {
    await task()
    await mark(store, key).catch((cause) => {
      noted = false
      return warn(unmarked(cause))
    })
  } finally {
    hold.end()
    // What was handled and could not be noted stays locked: the note may still be on its way.
    if (noted) await hold.release()
  }
  return 'handled'
}

const handling = 'handling:'
const lockOf = (key) => `${handling}${key}`

/** Whether this is the key of a lock, which is not a mark. */
export const isLock = (key) => key.startsWith(handling)

function unmarked(cause) {
  const message = 'the notification was handled, but the replay guard could not note it: if the gateway repeats it, '
  return new PayError(cause.kind, `${message}it will be handled again (通知已处理, 但未能记录)`, { cause })
}

async function mark(store, key) {
  // Without `has`, what is in the way may be somebody's look (below), which lasts no longer than this.
  if ((await store.seen(key, week)) && !store.looksFor) {
    await sleep(1.1)
    await store.seen(key, week)
  }
}

/** The lock by our own clock, which starts before the claim. */
function held(store, lock, lease, warn) {
  const begun = clock()
  let until = begun + lease
  let timer
  let ended = false
  const seconds = () => Math.round(clock() - begun)
  const left = () => until - clock()
  const enough = () => left() >= lease / 3

  async function renew() {
    const sent = clock()
    if (left() <= 0) return overrun()
    try {
      const own = await store.renew(lock, lease)
      if (ended) return
      if (!own) return lost()
      until = sent + lease
      plan(left() - (2 / 3) * lease)
    } catch (error) {
      if (ended) return
      warn(error)
      plan(lease / 10)
    }
  }

  /** The next renewal, or what is to be said when the lock has ended. */
  function plan(wait) {
    const rest = begun + 3 * lease - clock()
    if (!store.renew || rest <= 0 || left() <= wait) timer = setTimeout(overrun, 1000 * left())
    else if (wait <= 0) renew()
    else timer = setTimeout(renew, 1000 * Math.min(wait, rest))
  }

  function lost() {
    until = 0
    overrun()
  }

  function overrun() {
    const message = `onEvent has been running for ${seconds()} s; the gateway's next retry may be handled in parallel`
    warn(new PayError('timeout', `${message} (处理通知超时)`))
  }

  return {
    enough,
    keep: () => plan(left() - (2 / 3) * lease),
    end() {
      ended = true
      clearTimeout(timer)
    },
    release: async () => {
      if (enough()) await store.release(lock).catch(warn)
    },
    lapsed() {
      const message = `the replay guard took ${seconds()} s to answer, and its lock has expired or is about to`
      return new PayError('timeout', `${message}; nothing was handled, the gateway retries`)
    },
  }
}

/** The guard with its answers checked, its silence limited, and a way to look where it has none. */
function steady(guard, patience) {
  if (typeof guard?.seen !== 'function') {
    throw new PayError(
      'config',
      'replay must have a method seen(key, ttlSeconds); see memoryReplay, redisReplay, sqlReplay',
    )
  }
  const call = async (name, ...values) => {
    const late = () =>
      new PayError('timeout', `the replay guard's ${name} took longer than ${patience} s; is its client connected?`)
    try {
      return await within(patience, () => guard[name](...values), late)
    } catch (cause) {
      if (cause instanceof PayError) throw cause
      throw new PayError('network', `the replay guard's ${name} failed: ${said(reasonOf(cause))}`, { cause })
    }
  }
  const ask = async (name, ...values) => {
    const answer = await call(name, ...values)
    if (typeof answer === 'boolean') return answer
    throw new PayError('config', `the replay guard's ${name} must return true or false`)
  }
  const seen = (key, ttl) => ask('seen', key, ttl)
  const has = (name) => typeof guard[name] === 'function'
  // Both of these may be missing: then the time of a claim ends it.
  const release = has('release') ? (key) => call('release', key) : async () => {}

  // Where there is only `seen`, looking is to claim for a second and give back. If that second's claim was left behind
  // by a process that died, it must not be taken for the mark: so what is there is looked at again when it would be gone.
  async function look(key) {
    for (const wait of [0, 1.1]) {
      if (wait) await sleep(wait)
      if (await seen(key, 1)) continue
      await release(key)
      return false
    }
    return true
  }

  return {
    seen,
    release,
    has: has('has') ? (key) => ask('has', key) : look,
    looksFor: has('has'), // the mark, and does not claim it for a moment
    renew: has('renew') && ((key, ttl) => ask('renew', key, ttl)),
  }
}

/** What `task` returns; if that takes longer, throws what `late` returns. */
export function within(seconds, task, late) {
  let timer
  return new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(late()), 1000 * seconds)
    new Promise((settle) => settle(task())).then(resolve, reject)
  }).finally(() => clearTimeout(timer))
}
