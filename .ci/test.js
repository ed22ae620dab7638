// npm test: runs every suite, goes on when one fails, and ends with the sum of their counts.
//
//   npm test                  all suites
//   npm test -- rust js       some
//   npm test -- --lints       all suites and the lints
//   npm test -- --lints --everywhere   and the packed package in every place that the registries have (what .ci/run calls)
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { cargo, nodeTest, one, places } from './counts.js'

process.chdir(join(import.meta.dirname, '..'))

const wasmTests = 'cargo test --workspace --lib --tests --no-fail-fast --target wasm32-unknown-unknown'.split(' ')
const browser = { WASM_BINDGEN_USE_BROWSER: '1', WASM_BINDGEN_TEST_TIMEOUT: '300' }
const clippy = ['cargo-clippy', 'clippy', '--workspace']
const deny = ['--', '-D', 'warnings']
const tools = true
const shop = join('tests/js/page', 'shop.test.js')
// With the libraries of others, compiled where they have to be: minutes that the other tests need not wait.
const guards = join('tests/js/clients', 'replay-clients.test.js')
// Those that take the gateways' classes from where they may be defined anew.
const takesClasses = (file) => /from '(\.\.\/classes|\.\/clients)\.js'/.test(readFileSync(file, 'utf8'))

// In the order of their running. `count` reads { passed, failed, skipped } from what was printed; null if it cannot.
// The rows of one `same` run the same tests and must count the same number. `needs` is run before, even if not asked for.
// `tools`: wants what .ci/setup calls tests, such as browsers, which is installed behind the suites before.
const suites = [
  {
    name: 'cargo-lock',
    lint: true,
    run: 'cargo metadata --locked --quiet --format-version 1'.split(' '),
    count: one,
  },
  { name: 'build', run: ['node', '.ci/build.js'], count: one },
  { name: 'rust', run: 'cargo test --workspace --no-fail-fast'.split(' '), count: cargo },
  { name: 'wasm-node', tools, run: wasmTests, count: cargo, same: 'wasm' },
  {
    name: 'wasm-chromium',
    tools,
    run: wasmTests,
    env: { ...browser, GECKODRIVER: undefined },
    count: cargo,
    same: 'wasm',
  },
  {
    name: 'wasm-firefox',
    tools,
    run: wasmTests,
    env: { ...browser, CHROMEDRIVER: undefined },
    count: cargo,
    same: 'wasm',
  },
  ...['node16', 'nodenext', 'bundler', 'clients'].map((resolution) => ({
    name: `types-${resolution}`,
    run: ['tsc', '-p', `tests/types/${resolution}.json`],
    count: one,
  })),
  {
    name: 'js',
    tools,
    run: [
      'node',
      '--test',
      '--test-concurrency=2',
      '--test-reporter=tap',
      ...testFiles('tests/js').filter((file) => file !== shop && file !== guards),
    ],
    count: nodeTest,
    needs: 'build',
    minutes: 25,
  },
  {
    name: 'defined',
    tools,
    run: [
      'node',
      '--test',
      '--test-concurrency=2',
      '--test-reporter=tap',
      ...testFiles('tests/js/clients').filter(takesClasses),
    ],
    env: { PAYSIGN_CLASSES: 'defined' },
    count: nodeTest,
    needs: 'build',
  },
  // By itself: it opens many pages at a time, and waits for them as long as a customer would.
  { name: 'shop', tools, run: ['node', '--test', '--test-reporter=tap', shop], count: nodeTest, needs: 'build' },
  {
    name: 'places',
    tools,
    run: ['node', 'tests/package/everywhere.js', '--fast'],
    count: places,
    needs: 'build',
  },
  {
    name: 'everywhere',
    tools,
    everywhere: true,
    run: ['node', 'tests/package/everywhere.js', '--rest'],
    count: places,
    needs: 'build',
    shows: true,
    minutes: 40,
  },
  {
    name: 'guards',
    tools,
    everywhere: true,
    run: ['node', '--test', '--test-reporter=tap', guards],
    count: nodeTest,
    needs: 'build',
    minutes: 25,
  },
  {
    name: 'commands',
    minutes: 30,
    tools,
    everywhere: true,
    run: ['node', '--test', '--test-reporter=tap', 'tests/commands/commands.test.js'],
    count: nodeTest,
    needs: 'build',
  },
  { name: 'sizes', run: ['node', 'tests/package/sizes.js'], count: places, needs: 'build', shows: true },

  { name: 'rustfmt', lint: true, run: [process.env.CARGO_FMT ?? 'cargo-fmt', '--all', '--check'], count: one },
  { name: 'prettier', lint: true, run: ['prettier', '--check', '--log-level=warn', '.'], count: one },
  { name: 'clippy', lint: true, run: [...clippy, '--all-targets', ...deny], count: one },
  {
    name: 'clippy-wasm',
    lint: true,
    tools,
    run: [...clippy, '--lib', '--tests', '--target', 'wasm32-unknown-unknown', ...deny],
    count: one,
  },
  {
    name: 'rustdoc',
    lint: true,
    run: 'cargo doc --workspace --no-deps --document-private-items'.split(' '),
    env: { RUSTDOCFLAGS: '-D warnings' },
    count: one,
  },
]

const patience = 15 // minutes after which a suite is taken to hang, unless it says how long it takes
const total = { passed: 0, failed: 0, skipped: 0 }
const counted = {}
let stop = () => {} // kills what runs

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => (stop(), process.exit(1)))
const chosen = choose(process.argv.slice(2))
const installing = chosen.some(({ tools }) => tools) && installTools()
for (const suite of chosen) {
  const installed = suite.tools && (await installing)
  const begin = performance.now()
  if (process.stdout.isTTY) process.stdout.write(`… ${suite.name}\r`)
  const { status, output } = await execute(suite, installed)
  const count = { passed: 0, failed: 0, skipped: 0, ...suite.count(output, status) }
  const problem = whatIsWrong(suite, status, count)
  if (problem && !count.failed) count.failed = 1
  for (const key in total) total[key] += count[key]

  if (problem || suite.shows) console.log(`\n${output.trimEnd()}\n`)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  console.log(
    `${problem ? '✗' : '✓'} ${suite.name.padEnd(14)} ${sum(count)} (${seconds} s)${problem ? `: ${problem}` : ''}`,
  )
}

console.log(`\n${sum(total)}`)
process.exitCode = total.failed || !total.passed ? 1 : 0

function whatIsWrong({ same, minutes = patience }, status, { passed, failed }) {
  if (status === null) return `killed, after ${minutes} minutes or from outside`
  if (failed) return 'see above'
  if (status !== 0) return `exit status ${status}`
  // A runner that skips everything says so and exits with 0.
  if (!passed) return 'no test ran, or none was counted'
  if (same) {
    counted[same] ??= passed
    if (counted[same] !== passed) return `${counted[same]} tests ran elsewhere, ${passed} here`
  }
}

/** What .ci/setup adds to the environment. */
function installTools() {
  return new Promise((resolve) => {
    const child = spawn('bash', ['.ci/setup', 'tests', '--', 'env', '-0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('close', (status) => {
      if (status !== 0) process.exit(1) // it has said why
      resolve(
        Object.fromEntries(
          // A name that is empty is one too many for Node: no worker thread starts beside it.
          output
            .split('\0')
            .filter(Boolean)
            .map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
        ),
      )
    })
  })
}

function execute({ run: [command, ...args], env, minutes = patience }, installed) {
  return new Promise((resolve) => {
    // A group of its own, so that no browser outlives a suite that hangs.
    const child = spawn(command, args, {
      env: { ...process.env, ...installed, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    stop = () => process.kill(-child.pid, 'SIGKILL')
    const timer = setTimeout(stop, minutes * 60_000)
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', (error) => (output += error.message))
    child.on('close', (status) => {
      clearTimeout(timer)
      stop = () => {}
      resolve({ status, output })
    })
  })
}

function choose(args) {
  const flags = ['--lints', '--everywhere']
  const names = args.filter((arg) => !flags.includes(arg))
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length) {
    console.error(`no such suite: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}`)
    process.exit(2)
  }
  if (!names.length) {
    return suites.filter(
      ({ lint, everywhere }) => (!lint || args.includes('--lints')) && (!everywhere || args.includes('--everywhere')),
    )
  }
  const wanted = suites.filter(({ name }) => names.includes(name))
  return suites.filter((suite) => wanted.includes(suite) || wanted.some(({ needs }) => needs === suite.name))
}

// node --test of Node 20 takes no patterns, and without a file it looks for some everywhere.
function testFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : []
  const files = names.filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name))
  return files.length ? files.sort() : [folder]
}

function sum({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}
