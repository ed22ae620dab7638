// What a page or a server has to load, against its budget in sizes.json: kilobytes (1000 bytes), minified by esbuild, with
// gzip -9, or raw. Where a goal (`goal`) is not reached yet, the budget is what it was when last measured, plus 2 %.
//
//   node tests/package/sizes.js            fails where a budget is exceeded
//   node tests/package/sizes.js --accept   writes today's sizes as budgets
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const packageFolder = new URL('../../pkg/', import.meta.url)
const tableFile = new URL('sizes.json', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8'))
const table = JSON.parse(readFileSync(tableFile, 'utf8'))

const inPackage = (path) => fileURLToPath(new URL(path, packageFolder))
const compress = {
  'with gzip': (bytes) => gzipSync(bytes, { level: 9 }).length,
  raw: (bytes) => bytes.length,
}

async function bundled(source) {
  const { outputFiles } = await build({
    ...source,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['node:*', '*.wasm', '*.wasm?module'],
    logLevel: 'error',
  })
  return outputFiles[0].contents
}

/** The entry that `path` of the package leads a bundler for browsers to. */
const entry = (path) => bundled({ entryPoints: [inPackage(exports[path].default)] })

/** What the second entry adds to a file with the first. */
async function added(first, second) {
  const contents = [first, second]
    .map((path, at) => `export * as entry${at} from '${exports[path].default}'`)
    .join('\n')
  const both = await bundled({ stdin: { contents, resolveDir: inPackage('.') } })
  const size = compress['with gzip']
  return size(both) - size(await entry(first))
}

// What each row of the table is made of: bytes, or a size.
const contents = {
  'paysign in a browser, one file': () => entry('.'),
  'paysign/rsa on top of it': () => added('.', './rsa'),
  'the module': () => readFileSync(inPackage(exports['./paysign.wasm'])),
  'paysign/page': () => entry('./page'),
}

let failed = 0
let passed = 0
for (const [row, { budget, goal, beyond }] of Object.entries(table)) {
  const [, what, method] = /^(.*), (.*)$/.exec(row)
  const made = await contents[what]()
  const size = (typeof made === 'number' ? made : compress[method](made)) / 1000
  if (process.argv.includes('--accept')) {
    table[row].budget = size <= (goal ?? 0) ? goal : Number((size * 1.02).toFixed(1))
  }
  const fits = size <= table[row].budget
  fits ? passed++ : failed++
  const word =
    goal === undefined ? '' : size <= beyond ? ', beyond the goal' : size <= goal ? ', goal met' : ', goal NOT met'
  console.log(
    `${fits ? '✓' : '✗'} ${row.padEnd(50)} ${size.toFixed(1)} KB; budget ${table[row].budget}, goal ${goal ?? 'none'}${word}`,
  )
}
if (process.argv.includes('--accept')) writeFileSync(tableFile, `${JSON.stringify(table, null, 2)}\n`)
console.log(`\n${passed} passed, ${failed} failed`)
if (failed && !process.env.PAYSIGN_SMALL_RUST)
  console.log(
    'The modules were compiled without the small standard library that .ci/setup makes, which is a sixth of them.',
  )
else if (failed) console.log('If it is worth its size: node tests/package/sizes.js --accept')
process.exitCode = failed ? 1 : 0
