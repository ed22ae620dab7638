// One program, two installations of the package: each has its module, its objects and its class of error.
import { cpSync } from 'node:fs'
import * as paysign from 'paysign'
import { report } from './report.js'

cpSync('node_modules/paysign', 'other/node_modules/paysign', { recursive: true })
cpSync('report.js', 'other/report.js')
cpSync('suite', 'other/suite', { recursive: true })
const { report: otherReport } = await import('./other/report.js')
const other = await import('./other/node_modules/paysign/package.json', { with: { type: 'json' } }).then(
  ({ default: { exports } }) => import(`./other/node_modules/paysign/${exports['.'].node}`),
)

const options = { base: process.argv[2] }
// One after the other: the suite counts calls of what both share, such as WebCrypto.
const one = await report(options)
const two = await otherReport(options)
const failed = [...one.failed, ...two.failed]
const expect = (condition, name) => condition || failed.push({ name, message: 'is not so' })
expect(other.PayError !== paysign.PayError, 'two classes of error')
const [mine, theirs] = [new paysign.Signer('bitcv', 'k'), new other.Signer('bitcv', 'k')]
expect(mine.sign({ a: 1 }) === theirs.sign({ a: 1 }), 'the same signature')
for (const [Class, signer] of [
  [paysign.Signer, theirs],
  [other.Signer, mine],
]) {
  try {
    Class.prototype.sign.call(signer, { a: 1 })
    expect(false, 'a method takes no object of the other copy')
  } catch (error) {
    expect(error.name === 'PayError' && error.kind === 'config', 'a method takes no object of the other copy')
  }
}
mine.free()
expect(typeof theirs.sign({ a: 1 }) === 'string', 'free frees in its own copy alone')
console.log(JSON.stringify({ passed: Math.min(one.passed, two.passed), failed }))
