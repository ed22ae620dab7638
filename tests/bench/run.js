/**
 * The benchmark: `npm run bench`, with `-- --quick` for a short run and `-- --only node,sizes` for some of the parts.
 *
 * It fails where contestants disagree or one cannot be loaded. A goal that is not met is said, and no failure: times
 * depend on the machine, and so do their ratios a little.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { judge } from './goals.js'
import { proofOfWork } from './measure.js'
import { browsers } from './parts/browsers.js'
import { clients } from './parts/clients.js'
import { growth } from './parts/growth.js'
import { memory } from './parts/memory.js'
import { rsa } from './parts/rsa.js'
import { node } from './parts/node.js'
import { sizes } from './parts/sizes.js'
import { start } from './parts/start.js'
import { note, print, table, verdicts } from './report.js'

const parts = { sizes, start, memory, node, clients, rsa, growth, browsers }

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
const chosen = values.only?.split(',') ?? Object.keys(parts)
const unknown = chosen.filter((name) => !parts[name])
if (unknown.length > 0) {
  console.error(`bench: no such part: ${unknown.join(', ')}. The parts are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const scale = values.quick ? { rounds: 7, batchMs: 5, starts: 5 } : { rounds: 41, batchMs: 20, starts: 31 }

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  platform: `${process.platform} ${process.arch}`,
  node: process.versions.node,
  v8: process.versions.v8,
  openssl: process.versions.openssl,
}
note(`Node ${machine.node}, V8 ${machine.v8}, OpenSSL ${machine.openssl}; ${machine.cores} × ${machine.cpu}`)
note(`Medians of ${scale.rounds} interleaved rounds. A ratio above 1: the first contestant is faster by so much.`)

const results = { date: new Date().toISOString(), machine, quick: values.quick, ...scale }
for (const name of chosen) {
  results[name] = await parts[name]({ ...scale, quick: values.quick, print, table, note })
}
results.goals = judge(results).filter(({ value }) => value !== undefined || !values.only)
verdicts(results.goals)

results.proofOfWork = proofOfWork()
const file = new URL('results.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
note('Written to tests/bench/results.json.')
