// Instances behind one address, a store of locks and marks, a gateway that comes again: lib/once.js, as it is shipped,
// in virtual time. Whatever takes time or goes wrong is drawn from a seed, so a schedule can be run again exactly.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { random } from '../random.js'

const lease = 30
const patience = 10

/**
 * once() with clock and timers of an instance's own, made of the shipped text. `altered` may change that text: to see
 * whether the model notices.
 */
export function compile(altered = (text) => text) {
  const file = fileURLToPath(new URL('../../../pkg/lib/once.js', import.meta.url))
  const { outputFiles } = buildSync({
    stdin: {
      contents: altered(readFileSync(file, 'utf8')),
      resolveDir: fileURLToPath(new URL('../../../pkg/lib', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'made',
  })
  return new Function('performance', 'setTimeout', 'clearTimeout', `${outputFiles[0].text}; return made.once`)
}

/** The methods that a guard may have; each is atomic at the store. */
export const guards = {
  full: ['seen', 'has', 'renew', 'release'],
  'without renew': ['seen', 'has', 'release'],
  // As somebody would write it: it frees whatever claim is there.
  'seen and release': ['seen', 'releaseAnyones'],
  'only seen': ['seen'],
}

const quick = { latency: 0.4, handler: 5 } // the latency there and back
/** Seconds at most, and shares of what goes wrong. */
export const modes = {
  calm: quick,
  crash: { ...quick, handler: 20, crashes: 0.7 },
  clock: { latency: 1, handler: 60, rates: [0.7, 1.4] },
  long: { ...quick, handler: 118 },
  'slow guard': { latency: 9.9, handler: 60 },
  lost: { ...quick, losses: 0.15 },
  'slow, lost, crash': { latency: 9.9, handler: 60, losses: 0.1, crashes: 0.5 },
  storm: { latency: 16, handler: 150, losses: 0.15, crashes: 0.7, rates: [0.7, 1.4], pauses: 0.05 },
}
/** Where a guard that has everything lets nothing be handled twice, and never two at once. */
export const exact = ['calm', 'crash', 'clock', 'long', 'slow guard']

/** Runs schedules in `rounds` of many at once. Gives what each found. */
export async function run(schedules, once, { together: rounds = 500, trace = false } = {}) {
  const results = []
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // half of the time would go into stacks
  for (let at = 0; at < schedules.length; at += rounds) {
    const worlds = schedules.slice(at, at + rounds).map((schedule) => world(schedule, once, trace))
    for (let going = worlds; going.length;) {
      going = going.filter(({ step }) => step())
      await new Promise(setImmediate) // when all that follows from the step has happened
    }
    results.push(...worlds.map(({ result }) => result()))
  }
  Error.stackTraceLimit = stackTraceLimit
  return results
}

/** One notification, three instances, and a gateway that sends it until it is satisfied, and now and then once more. */
function world({ mode, guard, seed }, once, trace) {
  const { latency, handler, crashes = 0, losses = 0, pauses = 0, rates = [1, 1] } = modes[mode]
  const { chance, one, below } = random(seed)
  const upTo = (limit) => (limit * below(1e6)) / 1e6
  // Often quick, often as slow as it gets: what lies between tries little. In the end it recovers: a store that needs the
  // whole lease for its answers may keep anybody from going on for as long as it likes.
  const takes = () =>
    tries > 12 ? upTo(latency / 20) : one([upTo(latency / 20), upTo(latency), latency - upTo(latency / 20)])
  const soon = () => upTo(one([2, 15, 60]))
  const log = []
  const problems = { lost: [], twice: [], together: [], stuck: [] }
  // Nobody reads most of it: a failing schedule is run again.
  const say = trace ? (text) => log.push(`${now.toFixed(3).padStart(9)} ${text()}`) : () => {}
  const found = (problem, text) => (problems[problem].push(text), say(() => `!! ${text}`))

  let now = 0
  let order = 0
  const events = []
  const at = (time, happens) => {
    const event = { time: Math.max(time, now), order: order++, happens }
    events.push(event)
    return event
  }
  const cancel = (event) => {
    const index = events.indexOf(event)
    if (index >= 0) events.splice(index, 1)
  }
  const step = () => {
    if (!events.length) return false
    let next = 0
    for (let i = 1; i < events.length; i++) {
      const [a, b] = [events[i], events[next]]
      if (a.time < b.time || (a.time === b.time && a.order < b.order)) next = i
    }
    const [{ time, happens }] = events.splice(next, 1)
    now = time
    happens()
    return true
  }

  const key = 'hicoin:1:A'
  const claims = new Map() // key: { owner, end }
  const held = (id) => claims.get(id)?.end > now
  let marked // when the mark was first made
  const store = {
    seen(owner, id, ttl) {
      if (held(id)) return true
      claims.set(id, { owner, end: now + ttl })
      if (id === key && ttl > 86400) marked ??= now
      return false
    },
    has: (owner, id) => held(id),
    renew(owner, id, ttl) {
      if (!held(id) || claims.get(id).owner !== owner) return false
      claims.get(id).end = now + ttl
      return true
    },
    release: (owner, id) => void (claims.get(id)?.owner === owner && claims.delete(id)),
    releaseAnyones: (owner, id) => void claims.delete(id),
  }

  const runs = [] // of the handler: { by, ended, failed }
  const instances = ['A', 'B', 'C'].map((name) => instance(name))
  // One at least goes on.
  for (const it of instances.slice(1)) if (chance(crashes)) at(upTo(90), () => it.crash())

  function instance(name) {
    const rate = rates[0] + upTo(rates[1] - rates[0])
    const start = upTo(1e5)
    let dead = false
    const alive = (task) => () => {
      if (dead) return
      // A process that stands still: everything of it comes late, its clock goes on.
      if (chance(pauses)) at(now + upTo(45), alive(task))
      else task()
    }
    const performance = { now: () => 1000 * (start + now * rate) }
    const setTimeout = (task, ms) => at(now + Math.max(0, ms) / 1000 / rate, alive(task))
    const claim = once(performance, setTimeout, cancel)

    const methods = guards[guard].map((method) => [
      method.replace('Anyones', ''),
      (...values) =>
        new Promise((resolve, reject) => {
          const both = takes()
          const there = both * one([0, 1, upTo(1)])
          const back = both - there
          const fail = () => reject(new Error('ECONNRESET'))
          const [request, answer] = [!chance(losses), !chance(losses)]
          const told = chance(0.5) // of a loss
          const what = trace && `${name} ${method} ${values.join(' ')}`
          say(() => `${what} …`)
          if (!request) return void (told && at(now + there, alive(fail)))
          at(now + there, () => {
            const result = store[method](name, ...values)
            say(() => `${what}: ${result}${answer ? '' : ', and the answer is lost'}`)
            if (answer)
              at(
                now + back,
                alive(() => resolve(result)),
              )
            else if (told) at(now + back, alive(fail))
          })
        }),
    ])

    const work = async () => {
      const run = { by: it }
      const [lasts, fails] = [upTo(handler), chance(0.2)]
      const beside = runs.filter(({ by, ended }) => ended === undefined && by.crashed === undefined)
      runs.push(run)
      say(() => `${name} handler begins`)
      if (beside.length) found('together', `${name} handles beside ${beside.map(({ by }) => by.name)}`)
      await new Promise((resolve) => at(now + lasts, alive(resolve)))
      run.ended = now
      run.failed = fails
      say(() => `${name} handler ${fails ? 'fails' : 'has handled'}`)
      if (fails) throw new Error('the database of the shop is away')
      const before = runs.filter((other) => other !== run && other.failed === false)
      // That its process died before it could say so cannot be told from dying one line before.
      const unsaid = ({ by }) => by.crashed !== undefined && !(marked <= by.crashed)
      if (!before.every(unsaid)) found('twice', `${name} has handled what was handled before`)
    }

    const it = {
      name,
      crash() {
        dead = true
        it.crashed = now
        say(() => `${name} dies`)
      },
      /** Calls back with true where the notification is acknowledged. */
      deliver(answered) {
        if (dead) return answered(false)
        const warn = (error) => say(() => `${name} warns: ${error.message}`)
        claim(Object.fromEntries(methods), key, work, { lease, patience, warn }).then(
          (outcome) => answered(outcome !== 'busy', outcome),
          (error) => answered(false, error.message),
        )
      },
    }
    return it
  }

  let acknowledged = false
  let tries = 0
  function deliver(more) {
    // Who sends to several addresses notices in the end which of them answer.
    const to = one(tries < 12 ? instances : instances.filter(({ crashed }) => crashed === undefined))
    const id = ++tries
    let over = false
    const settle = (success, why = 'no answer') => {
      if (over) return
      over = true
      cancel(giveUp)
      say(() => `#${id}: ${success ? 200 : 503} (${why})`)
      if (success) {
        acknowledged = true
        if (!runs.some(({ failed }) => failed === false))
          found('lost', `#${id} was acknowledged, and nobody has handled it`)
      }
      // The last tries are far apart, so that nothing of the earlier ones is in their way.
      if (more && (!success || chance(0.3))) at(now + 1 + (tries > 12 ? 400 : soon()), () => deliver(more - 1))
    }
    const giveUp = at(now + (tries > 12 ? 300 : 3 + soon()), () => settle(false))
    say(() => `#${id} to ${to.name}`)
    to.deliver(settle)
  }
  at(0, () => deliver(20))
  // Others at the same time, by another way.
  while (chance(0.5)) at(upTo(70), () => deliver(0))

  return {
    step,
    result() {
      if (!acknowledged) found('stuck', `never acknowledged in ${tries} tries`)
      return { mode, guard, seed, problems, log, runs: runs.length }
    },
  }
}
