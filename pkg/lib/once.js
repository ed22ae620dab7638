import { PayError } from './error.js'

const week = 7 * 86400
const clock = () => performance.now() / 1000 // does not jump when somebody sets the clock
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds))

/**
 * Runs `task` unless it was done under this key before, or is being done elsewhere: gives 'handled', 'before' or 'busy'.
 * Throws what `task` throws, and a PayError where the guard fails before the task began; `warn` is told the rest.
 *
 * All that is known of the guard is that `seen` claims a key for a time, atomically. Two keys are used:
 *
 *   handling:KEY   held while the task runs. Whoever meets it says "busy", which makes the gateway come again.
 *   KEY            the mark that the task was done, made after it has ended well, for a week.
 *
 * Only the mark is ever taken for "done", and it is made when it is true. So a process may die at any point:
 *
 *   before the task          nothing was done; the lock lapses, a later try runs the task
 *   in the task              the same; what the task itself had begun is the task's to be careful about
 *   after it, before mark    the task runs again: from outside, this cannot be told from the line before
 *   after the mark           the lock lapses, later tries hear "before"
 *
 * A lock with the week's term, released on failure, would be one key less and lose each notification whose process dies.
 *
 * The lease. It is shorter than the minute after which gateways come again, so the try after a crash finds the lock
 * gone. A task that takes longer keeps its lock by renewing it, if the guard can, up to four leases: a task that hangs
 * for good must not keep all the other instances from trying.
 *
 * Whose lock is it? Own time runs from before the claim was sent, so it ends before the store's does. Once it has ended
 * (a long pause, a store that did not renew) the lock may be another's: then no task is begun and nothing released.
 * The guards of this package see to it in the store as well, where each claim holds its owner's name.
 */
export async function once(guard, key, task, { lease, patience, warn }) {
  const store = steady(guard, patience)
  const lock = `handling:${key}`
  const begun = clock()
  if (await store.seen(lock, lease)) return 'busy'

  // From here on a failure leaves the lock alone: it has lapsed before the gateway comes again.
  if (await store.has(key)) {
    await store.release(lock).catch(warn)
    return 'before'
  }
  if (clock() >= begun + lease) {
    throw new PayError('timeout', 'the replay guard took so long that its lock has lapsed; nothing was handled')
  }

  const hold = keep(store, lock, begun, lease, warn)
  try {
    await task()
    await mark(store, key).catch((cause) => warn(unmarked(cause)))
  } finally {
    hold.end()
    if (hold.lasts()) await store.release(lock).catch(warn)
  }
  return 'handled'
}

function unmarked(cause) {
  const message = 'the notification was handled, but the replay guard could not note it: if the gateway repeats it, '
  return new PayError(cause.kind, `${message}it will be handled again (通知已处理, 但未能记录)`, { cause })
}

async function mark(store, key) {
  // Without `has`, what is in the way may be somebody's look (below), which lasts no longer than this.
  if ((await store.seen(key, week)) && store.looksByClaiming) {
    await sleep(1.1)
    await store.seen(key, week)
  }
}

/** Renews the lock while it is needed. */
function keep(store, lock, begun, lease, warn) {
  let until = begun + lease
  let timer = setTimeout(store.renew ? renew : overrun, (1000 * lease) / (store.renew ? 3 : 1))
  let ended = false

  async function renew() {
    const now = clock()
    if (now >= begun + 3 * lease) return void (timer = setTimeout(overrun, 1000 * (until - now)))
    try {
      const own = await store.renew(lock, lease)
      if (ended) return
      until = own ? now + lease : 0
      if (!own) return overrun()
    } catch (error) {
      if (ended) return
      warn(error)
    }
    timer = setTimeout(renew, (1000 * lease) / 3)
  }

  function overrun() {
    const seconds = Math.round(clock() - begun)
    const message = `onEvent has been running for ${seconds} s; the gateway's next try will be handled beside it`
    warn(new PayError('timeout', `${message} (处理通知超时)`))
  }

  return {
    lasts: () => clock() < until,
    end() {
      ended = true
      clearTimeout(timer)
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
    const late = () => new PayError('timeout', `the replay guard's ${name} took longer than ${patience} s`)
    try {
      return await within(patience, () => guard[name](...values), late)
    } catch (cause) {
      if (cause instanceof PayError) throw cause
      throw new PayError('network', `the replay guard's ${name} failed`, { cause })
    }
  }
  const ask = async (name, ...values) => {
    const answer = await call(name, ...values)
    if (typeof answer === 'boolean') return answer
    throw new PayError('config', `the replay guard's ${name} must give true or false`)
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
    looksByClaiming: !has('has'),
    renew: has('renew') && ((key, ttl) => ask('renew', key, ttl)),
  }
}

/** What `task` gives; where that takes longer, throws what `late` gives. */
export function within(seconds, task, late) {
  let timer
  return new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(late()), 1000 * seconds)
    new Promise((settle) => settle(task())).then(resolve, reject)
  }).finally(() => clearTimeout(timer))
}
