// npm run build: wasm-pack compiles pkg/bindings into pkg/wasm, and what came out is checked before it lands there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = join(root, 'pkg/wasm')
const stamp = join(root, 'target/build.stamp')
const files = ['paysign.js', 'paysign.d.ts', 'paysign_bg.wasm', 'paysign_bg.wasm.d.ts', 'bytes.js']
const inputs = [
  'src',
  'pkg/bindings',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  '.ci/build.js',
  '.ci/wasm-features.js',
]

process.chdir(root)
const wanted = digest(inputs.flatMap(list)) + compiler()
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted + digest(files.map((file) => join('pkg/wasm', file)))) {
  process.exit()
}
try {
  await build()
  writeFileSync(stamp, wanted + digest(files.map((file) => join('pkg/wasm', file))))
} catch (error) {
  console.error(`build: ${error.message}`)
  process.exitCode = 1
}

async function build() {
  mkdirSync('target', { recursive: true })
  const made = mkdtempSync(join(root, 'target/pkg-'))
  try {
    compile(made)
    const wasm = readFileSync(join(made, 'paysign_bg.wasm'))
    const { runsInOldBrowsers } = await import('./wasm-features.js') // half a second that an up-to-date build saves
    if (!runsInOldBrowsers(wasm))
      fail('the module needs more than Safari 14.1, Chrome 87 and Firefox 89 have (see above)')
    writeFileSync(join(made, 'bytes.js'), `export default '${wasm.toString('base64')}'\n`)
    mkdirSync(out, { recursive: true })
    // Whoever reads the folder meanwhile sees old files or new ones, never halves.
    for (const file of files) renameSync(join(made, file), join(out, file))
    console.error(`build: pkg/wasm/paysign_bg.wasm, ${wasm.length.toLocaleString('en')} bytes`)
  } finally {
    rmSync(made, { recursive: true })
  }
}

// cargo leaves link-time optimisation out without a word when a crate is both a cdylib and an rlib, so the compiler's
// own command line is looked at. cargo prints it (-v) only when it compiles: where it did not, it is made to.
function compile(made) {
  const line =
    wasmPack(made) ??
    (run('cargo', ['clean', '-p', 'paysign-bindings', '--release', '--target', 'wasm32-unknown-unknown']),
    wasmPack(made))
  if (!line) fail('cargo -v did not show how paysign-bindings is compiled')
  if (!/ -C lto(=fat)?[ `]/.test(line)) fail(`link-time optimisation is off:\n${line}`)
}

function wasmPack(made) {
  const output = run('wasm-pack', [
    ...['build', 'pkg/bindings', '--target', 'web', '--release', '--no-pack'],
    ...['--out-dir', relative('pkg/bindings', made), '--out-name', 'paysign', '--', '--locked', '-v'],
  ])
  return output.split('\n').find((line) => line.includes('--crate-name paysign_bindings '))
}

function run(command, args) {
  console.error(`build: ${command} ${args[0]} …`)
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const output = `${stdout}${stderr}`
  if (error || status !== 0) fail(`${command} failed: ${error?.message ?? ''}\n${readable(output)}`)
  const warnings = output
    .split('\n\n')
    .filter((part) => /^warning/m.test(part) && !part.includes('failed to get wasm-pack version'))
  if (warnings.length) console.error(readable(warnings.join('\n\n')))
  return output
}

// Without cargo's command lines.
function readable(output) {
  return output.replace(/^ +(Running|Fresh|Downloaded|Compiling) .*\n/gm, '').slice(-8000)
}

function fail(message) {
  throw new Error(message)
}

function list(path) {
  return /\.\w+$|Cargo.lock/.test(path)
    ? [path]
    : readdirSync(path, { recursive: true })
        .map((name) => join(path, name))
        .filter((name) => /\.\w+$/.test(name))
        .sort()
}

function digest(paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(existsSync(path) ? readFileSync(path) : '')
      .update('\0')
  return `${hash.digest('hex')}\n`
}

function compiler() {
  const rustc = spawnSync('rustc', ['-vV', '--print', 'sysroot'], { encoding: 'utf8' }).stdout
  return `${rustc}binaryen ${readFileSync('node_modules/binaryen/package.json', 'utf8').match(/"version": "(.*)"/)[1]}\n`
}
