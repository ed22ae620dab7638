// Every command that a document names, typed as its reader would type it, and shortened where it is long: a command that
// nobody runs is broken one day, and its reader finds out first.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const data = mkdtempSync(join(tmpdir(), 'paysign-commands-'))
after(() => rmSync(data, { recursive: true, force: true }))

/** Ends by itself, with this status. */
const ends = (command, { status = 0, says = /./, never, env } = {}) => ({ command, status, says, never, env })
/** Serves until it is stopped. */
const serves = (command, env) => ({ command, env, serves: true })
/** Is run by something else. */
const by = (what) => ({ by: what })

const ownPorts = { PORT: '0', SANDBOX_PORT: '0' }

const COMMANDS = {
  'npm run demo': serves('npm run demo', { ...ownPorts, DATA: join(data, 'demo') }),
  'npm run docs': serves('npm run docs', ownPorts),
  'npm run sandbox': serves('npm run sandbox -- --port 0 --data ' + join(data, 'sandbox')),
  'npm start -w paysign-www': serves('npm start -w paysign-www', {
    ...ownPorts,
    DATA: join(data, 'shop'),
    PUBLIC_URL: 'https://shop.example',
    HICOIN_APP_ID: '10021',
    HICOIN_MCH_KEY: 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00',
    HICOIN_SECRET: 's3cS3cs3cS3cs3cS3cs3cS3cs3cS3c00',
  }),
  'npm run build': ends('npm run build', { says: /^/ }),
  'npm run build -- --quick': by('whoever works on it: what it leaves behind is not for the tests that follow'),
  'npm run bench': ends('npm run bench -- --quick', { says: /Written to tests\/bench\/results\.json/ }),
  'npm run bench -- --quick': by('the same'),
  'npm run bench -- --only node,sizes': ends('npm run bench -- --quick --only sizes', { says: /hash-wasm/ }),
  'npm run messages': ends('npm run messages', { says: /\d+ texts/ }),
  'npm run release -- --dry-run': ends('npm run release -- --dry-run --quick', { says: /ready to be released/ }),
  'npm test': by('.ci/run'),
  'npm test -- rust js': ends('npm test -- types-bundler', { says: /1 passed, 0 failed/ }),
  'npm run test:everywhere': by('the suites places and everywhere'),
  'npm test -- rustfmt prettier clippy': by('the same, and .ci/run'),
  'bash .ci/run': by('itself'),
  'cargo test -p paysign --test rust calls': ends('cargo test -p paysign --test rust calls -- --list', {
    says: /calls::.*: test/,
  }),
  'cargo run --example rows': ends('cargo run --example rows', { says: /^/ }),
  'cargo test -p paysign --test rust made': by('the suite rust'),
  'cargo test -p paysign --test rust schemes': by('the suite rust'),
  'cargo test -p paysign --test rust vectors': by('the suite rust'),
  'cargo doc -p paysign --open': ends('cargo doc -p paysign --no-deps', { says: /index\.html/ }),
  'node --test tests/js/docs/readme.test.js': by('the suite js'),
  'node .ci/schema.js': ends('node .ci/schema.js', { says: /^/ }),
  'node www/sandbox/bin.js --help': ends('node www/sandbox/bin.js --help', { says: /--notify-url/ }),
  'npm pack': by('the suite places'),
  'npm ci': by('.ci/setup'),
  'node tests/package/everywhere.js --fast': by('the suite places'),
  'node tests/package/everywhere.js "Node 24" deno vite': by('the suite everywhere, in two parts'),
  'node tests/package/sizes.js': by('the suite sizes'),
  // In the reader's own project.
  'cargo add paysign': by('the release, which packs the crate'),
  'npm install paysign': by('the suite places, from the tarball'),
  'npm install hono @hono/node-server': by('npm ci: both are in package-lock.json'),
  'node --test': by('tests/js/docs/own-gateway.test.js, over what the guide prints'),
  'npx paysign check gateway.json': by('tests/js/package: command.test.js, and package.test.js from the tarball'),
  'npm install --package-lock-only --ignore-scripts': by('who changes the tools of a place'),
}

describe('documents name no command that is not here', () => {
  const documents = spawnSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n')
  for (const file of documents) {
    test(file, () => {
      const unknown = commandsIn(readFileSync(join(root, file), 'utf8')).filter((command) => !COMMANDS[command])
      assert.deepEqual(unknown, [])
    })
  }
})

/** The commands in a text: in blocks of a shell and between backticks. */
function commandsIn(markdown) {
  const blocks = [...markdown.matchAll(/^```(?:sh|bash|shell|console)?\n([^]*?)^```$/gm)].flatMap(([, code]) =>
    code.split('\n'),
  )
  const inline = [...markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code)
  return [...blocks, ...inline]
    .flatMap((line) => line.replace(/(^|\s)#.*/, '').split('&&'))
    .map((command) => command.trim().replace(/^\$ /, '').replace(/\s+/g, ' '))
    .filter((command) => /^(npm|npx|node|bash|cargo) \S/.test(command))
}

describe('each command does what it says', () => {
  for (const [name, row] of Object.entries(COMMANDS)) {
    if (row.by) continue
    test(`${name}${row.command === name ? '' : ` (as ${row.command})`}`, { timeout: 15 * 60_000 }, () =>
      row.serves ? serving(row) : ending(row),
    )
  }
})

// npm takes `-w www` for a folder and starts every workspace in it: when the shop ended with an error, the documentation
// was served in its place, and whoever watched the process saw a healthy one.
describe('a shop that cannot start ends with its error, and starts nothing else', () => {
  const broken = { ...ownPorts, DATA: join(data, 'broken'), HICOIN_APP_ID: '10021', PUBLIC_URL: 'https://shop.example' }
  for (const command of ['npm start -w paysign-www', 'npm run demo']) {
    test(command, { timeout: 10 * 60_000 }, () =>
      ending({ command, env: broken, status: 1, says: /HICOIN_MCH_KEY/, never: /http:\/\/127|Missing script/ }),
    )
  }
  test('npm run sandbox', { timeout: 60_000 }, () =>
    ending({ command: 'npm run sandbox -- --port nonsense', status: 1, says: /--port/, never: /Missing script/ }),
  )
})

function start({ command, env }) {
  const [name, ...args] = command.split(' ')
  // A group of its own: npm passes no signal on to what it started.
  const child = spawn(name, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const running = { child, output: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (running.output += text))
  }
  running.closed = new Promise((resolve) => child.on('close', resolve))
  return running
}

async function ending({ status, says, never, ...row }) {
  const running = start(row)
  assert.equal(await running.closed, status, running.output)
  assert.match(running.output, says)
  if (never) assert.doesNotMatch(running.output, never)
}

async function serving(row) {
  const running = start(row)
  try {
    const address = await Promise.race([told(running), running.closed.then(() => undefined)])
    assert(address, running.output)
    const { hostname, port } = new URL(address)
    const answer = await fetch(address)
    assert.equal(answer.status, 200, `${hostname}:${port}`)
    assert.match(await answer.text(), /<title[ >]/)
  } finally {
    process.kill(-running.child.pid, 'SIGINT')
    await running.closed
  }
}

/** The first address of this machine that it prints. */
async function told(running) {
  for (;;) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/?/.exec(running.output) ?? []
    if (address) return address
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
