/** From a fresh Node process to the first HMAC. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { answersOf } from '../agreement.js'
import * as native from '../contestants/node.js'
import { spread } from '../measure.js'
import { HMAC_KEY } from '../workloads.js'
import { firstParams, starters } from './start-child.js'

const child = fileURLToPath(new URL('start-child.js', import.meta.url))

function timed(args) {
  const begin = performance.now()
  const stdout = execFileSync(process.execPath, args, { encoding: 'utf8' })
  return { wall: performance.now() - begin, stdout }
}

export async function start({ starts, print }) {
  const [expected] = await answersOf(native.hmac[0], HMAC_KEY, [firstParams])
  const lanes = Object.keys(starters).map((name) => ({ name, wall: [], inside: [] }))
  const bare = []
  for (let i = -1; i < starts; i++) {
    const { wall } = timed(['-e', '0'])
    if (i >= 0) bare.push(wall)
    for (const lane of lanes) {
      const { wall, stdout } = timed([child, lane.name])
      const { signature, ms } = JSON.parse(stdout)
      if (lane.name !== 'nothing' && signature !== expected)
        throw new Error(`${lane.name} does not agree: ${signature}`)
      if (i < 0) continue // the first round fills the disk cache
      lane.wall.push(wall)
      lane.inside.push(ms)
    }
  }

  const [nothing] = lanes
  const rows = lanes.map(({ name, wall, inside }) => ({
    name,
    wall: spread(wall),
    inside: spread(inside),
    // Within a round, so that a busy moment of the machine falls on both.
    overNothing: spread(wall.map((ms, i) => ms - nothing.wall[i])),
    overBare: spread(wall.map((ms, i) => ms - bare[i])),
  }))
  const ms = ({ median, p10, p90 }) => `${median.toFixed(1)} (${p10.toFixed(1)}–${p90.toFixed(1)})`
  print(
    `Fresh Node process to the first HMAC, ms: median (p10–p90) of ${starts}; node -e 0 takes ${ms(spread(bare))}`,
    ['', 'import to signature', 'process, over an empty script', 'process, over node -e 0'],
    rows.map(({ name, inside, overNothing, overBare }) => [name, ms(inside), ms(overNothing), ms(overBare)]),
  )
  return { bare: spread(bare), rows }
}
