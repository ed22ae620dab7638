/** What a byte more costs: it must not cost more the more of them there are. */
import { canonical } from '../contestants/canonical.js'
import { agreed, answersOf } from '../agreement.js'
import * as native from '../contestants/node.js'
import * as paysign from '../contestants/paysign.js'
import { race } from '../measure.js'
import { HMAC_KEY, longer, wider } from '../workloads.js'

const series = [
  {
    id: 'longer',
    title: 'longer values (10 params)',
    // Steps of whole SHA-256 blocks, so that the padding is the same for all.
    pools: () => [0, 640, 1280, 2560, 5120, 10240, 20480].map(longer),
  },
  { id: 'wider', title: 'more params (34 bytes each)', pools: () => [10, 20, 40, 80].map(wider) },
]

const meanBytes = (inputs) =>
  inputs.reduce((sum, params) => sum + Buffer.byteLength(canonical(params)), 0) / inputs.length

/**
 * The cost of each byte beyond the first size, and by how much it rises at worst: above the dearest of the sizes before.
 * It may fall, as it does where node:crypto takes over.
 */
export function perByte(points) {
  const [first, ...rest] = points
  const nanos = rest.map(({ bytes, micros }) => (1000 * (micros - first.micros)) / (bytes - first.bytes))
  const rises = nanos.slice(1).map((value, i) => value / Math.max(...nanos.slice(0, i + 1)) - 1)
  return { nanos, rise: Math.max(0, ...rises) }
}

export async function growth({ rounds, batchMs, print }) {
  const results = {}
  for (const { id, title, pools } of series) {
    const contestants = []
    for (const inputs of pools()) {
      const expected = await answersOf(native.hmac[0], HMAC_KEY, inputs)
      contestants.push(...(await agreed(paysign.hmac, HMAC_KEY, inputs, expected)))
    }
    const rows = await race(contestants, { rounds, batchMs })
    const points = rows.map(({ micros }, i) => ({ bytes: meanBytes(contestants[i].inputs), micros: micros.median }))
    const { nanos, rise } = perByte(points)
    results[id] = { points, nanosPerByte: nanos, rise }
    print(
      `Growth, HMAC-SHA256, ${title}`,
      ['bytes', 'µs', 'ns for each byte beyond the first size'],
      points.map(({ bytes, micros }, i) => [bytes.toFixed(0), micros.toFixed(2), i ? nanos[i - 1].toFixed(2) : '']),
    )
  }
  return results
}
