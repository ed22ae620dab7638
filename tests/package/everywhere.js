// Runs the suite in every place that this machine can offer, and prints them as a table.
//
//   node tests/package/everywhere.js                 all
//   node tests/package/everywhere.js --fast          those that need no further tools
//   node tests/package/everywhere.js --rest          the others
//   node tests/package/everywhere.js Vite Deno       those whose name has one of these words
//
// Ends with the sum, and with status 1 if a place fails.
import { createSandbox } from '../../www/sandbox/index.js'
import * as paysign from 'paysign'
import { browsers } from '../js/browsers.js'
import { vectors } from '../js/read-vectors.js'
import { installTarball } from './install.js'
import { Missing, places } from './places.js'
import { suiteCases } from './suite.js'

const args = process.argv.slice(2)
const words = args.filter((arg) => !arg.startsWith('--')).map((word) => word.toLowerCase())
const chosen = places.filter(
  ({ place, fast = false }) =>
    (!args.includes('--fast') || fast) &&
    (!args.includes('--rest') || !fast) &&
    (!words.length || words.some((word) => place.toLowerCase().includes(word))),
)

const sandbox = await createSandbox()
await sandbox.start()
const opened = {}
const context = {
  tarball: await installTarball(),
  gateway: sandbox.url,
  browser: (name) => (opened[name] ??= browsers[name]()),
}
// A place that leaves cases out has not passed.
const least = suiteCases(paysign, vectors).length
const withLoading = suiteCases(paysign, vectors, { fresh: true, copy: true }).length

const minutes = 8
const limited = (task) =>
  Promise.race([
    task,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`not done after ${minutes} minutes`)), minutes * 60_000).unref()
    }),
  ])

const sum = { passed: 0, failed: 0, skipped: 0 }
const width = Math.max(...chosen.map(({ place }) => place.length))
for (const { place, run, oneCase, loading } of chosen) {
  const begin = performance.now()
  const expected = oneCase ? 1 : loading ? withLoading : least
  const {
    verdict,
    version = '',
    detail,
  } = await limited(run(context)).then(
    ({ version, report: { passed, failed } }) => {
      if (failed.length)
        return { verdict: 'failed', version, detail: failed.map(({ name, message }) => `${name}: ${message}`) }
      if (passed !== expected) return { verdict: 'failed', version, detail: [`${passed} cases ran, not ${expected}`] }
      return { verdict: 'passed', version }
    },
    (error) => ({
      verdict: error instanceof Missing ? 'skipped' : 'failed',
      detail: [error instanceof Missing ? error.message : String(error?.stack ?? error)],
    }),
  )
  sum[verdict]++
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const cases = verdict === 'passed' && !oneCase ? `, ${expected} cases` : ''
  const mark = { passed: '✓', failed: '✗', skipped: '–' }[verdict]
  console.log(`${mark} ${place.padEnd(width)}  ${verdict}${cases}  ${version}  (${seconds} s)`)
  if (detail) console.log(detail.join('\n').slice(0, 2000).replace(/^/gm, '    '))
}

for (const browser of Object.values(opened)) await (await browser).close()
await sandbox.stop()
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
// What hung is left behind.
process.exit(sum.failed || !sum.passed ? 1 : 0)
