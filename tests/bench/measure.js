/**
 * Interleaved timing. The well-kept harnesses (tinybench, mitata) run each task to its end before the next one starts;
 * on a machine with other work the contestants would then not have met the same machine. Here every round times one
 * batch of each contestant, in an order that changes from round to round, and ratios are taken within a round.
 */
import { seeded } from './workloads.js'

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(input: any) => any} run       gives a text or a boolean, or a promise of it
 * @property {any[]} inputs                  as many as a power of two
 * @property {number} [inFlight]             promises: how many calls are under way at once; absent: `run` is synchronous
 *
 * @typedef {{ median: number, p10: number, p90: number }} Spread
 * @typedef {{ name: string, micros: Spread, ratio: Spread, batch: number }} Row
 *    `ratio`: this contestant's time divided by the first one's, so above 1 means that the first one is faster
 */

/** What the contestants returned, taken in so that no engine can leave the work out. */
let taken = 0
export const proofOfWork = () => taken

const take = (result) => {
  taken = (taken + (typeof result === 'string' ? result.charCodeAt(result.length >> 1) : Number(result))) | 0
}

// One loop for all: the call in it is megamorphic, so nobody is inlined into it, as nobody is in a server's handler.
function batch({ run, inputs }, start, calls) {
  const mask = inputs.length - 1
  for (let i = 0; i < calls; i++) take(run(inputs[(start + i) & mask]))
}

async function batchAsync({ run, inputs, inFlight }, start, calls) {
  const mask = inputs.length - 1
  if (inFlight === 1) {
    for (let i = 0; i < calls; i++) take(await run(inputs[(start + i) & mask]))
    return
  }
  for (let done = 0; done < calls; done += inFlight) {
    const wave = Array.from({ length: Math.min(inFlight, calls - done) }, (_, i) =>
      run(inputs[(start + done + i) & mask]),
    )
    for (const result of await Promise.all(wave)) take(result)
  }
}

/** @returns milliseconds */
async function time(contestant, start, calls) {
  const begin = performance.now()
  if (contestant.inFlight) await batchAsync(contestant, start, calls)
  else batch(contestant, start, calls)
  return performance.now() - begin
}

/**
 * Times a batch again, a few times at most, while other processes took the processor away from it. That shows where a
 * synchronous batch took longer than this process was running; a browser does not tell, so there the medians must do.
 */
async function timeUndisturbed(contestant, start, calls) {
  if (contestant.inFlight || !globalThis.process?.cpuUsage) return time(contestant, start, calls)
  let best = { lost: Infinity }
  for (let attempt = 0; attempt < 4 && best.lost > 0.03; attempt++) {
    const before = process.cpuUsage()
    const ms = await time(contestant, start, calls)
    const { user, system } = process.cpuUsage(before)
    const lost = 1 - (user + system) / 1000 / ms
    if (lost < best.lost) best = { ms, lost }
  }
  return best.ms
}

/** Doubles the batch until it lasts; what that takes warms the contestant up as well. */
async function calibrated(contestant, batchMs) {
  let calls = 1
  for (;;) {
    const ms = await time(contestant, 0, calls)
    if (ms >= batchMs / 2) return Math.max(1, Math.round((calls * batchMs) / ms))
    calls *= 2
  }
}

export function quantile(sorted, q) {
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low)
}

/** @returns {Spread} */
export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b)
  return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9) }
}

/**
 * @param {Contestant[]} contestants  the first is the one that the others are compared with
 * @param {{ rounds: number, batchMs: number }} options
 * @returns {Promise<Row[]>}
 */
export async function race(contestants, { rounds, batchMs }) {
  // Two passes: engines settle only when all contestants have been through the code that they share.
  for (const contestant of contestants) await calibrated(contestant, batchMs)
  const lanes = []
  for (const contestant of contestants) {
    lanes.push({ contestant, calls: await calibrated(contestant, batchMs), micros: [] })
  }

  const random = seeded(20261121)
  for (let round = 0; round < rounds; round++) {
    const order = lanes.map((lane) => [random(), lane]).sort((a, b) => a[0] - b[0])
    for (const [, lane] of order) {
      const ms = await timeUndisturbed(lane.contestant, round * lane.calls, lane.calls)
      lane.micros[round] = (ms * 1000) / lane.calls
    }
  }

  const [base] = lanes
  return lanes.map(({ contestant, calls, micros }) => ({
    name: contestant.name,
    batch: calls,
    micros: spread(micros),
    ratio: spread(micros.map((value, round) => value / base.micros[round])),
  }))
}
