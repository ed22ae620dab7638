// npm run build: wasm-pack compiles each module (pkg/bindings), and what comes out is checked before it lands in pkg/wasm;
// then the entries for Node are bundled into pkg/node. With nothing changed since the last time it does nothing.
//
// npm run build -- --quick, for one's own work: modules that are not optimised. What Node's tests need is there in seconds;
// the next build without it makes them anew.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join, relative } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build as bundle } from 'esbuild'
import { armour } from './armour.js'
import { renewable, withBuild } from './glue.js'

process.chdir(join(import.meta.dirname, '..'))

const target = 'wasm32-unknown-unknown'
// `inText` is for browsers: the bytes as armour.js writes them. `packed` is for Node, where the file itself is not there.
const modules = [
  { folder: 'pkg/bindings', crate: 'paysign_bindings', name: 'paysign', inText: 'bytes.js', packed: 'packed.js' },
  { folder: 'pkg/rsa', crate: 'paysign_rsa', name: 'rsa', inText: 'rsa-bytes.js' },
]
const made = modules.flatMap(({ name, inText, packed }) =>
  [`${name}.js`, `${name}_bg.wasm`, inText, packed].filter(Boolean),
)
const madeFrom = [
  'src',
  ...modules.map(({ folder }) => folder),
  'pkg/crossing',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  '.ci/setup',
  '.ci/build.js',
  '.ci/armour.js',
  '.ci/glue.js',
]
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
// Panic messages name source files: by paths that are the same on every machine and tell nothing of it.
const anywhere = [
  `--remap-path-prefix=${cargoHome}/registry/src=crates`,
  `--remap-path-prefix=${process.cwd()}=paysign`,
]
const quick = process.argv.includes('--quick')
const stamp = quick ? 'target/quick.stamp' : 'target/build.stamp'
// The compiler is the one with the small standard library, where .ci/setup could make one. cargo would not see the
// difference to what it compiled with the usual one, so that lies elsewhere.
const { PAYSIGN_SMALL_RUST: smallRust, PATH } = process.env
const env = {
  PATH: smallRust ? `${smallRust}${delimiter}${PATH}` : PATH,
  CARGO_TARGET_DIR: join(process.cwd(), smallRust ? 'target/small' : 'target'),
}
const unoptimised = ['lto=false', 'codegen-units=16', 'incremental=true', 'opt-level=1']
const profile = quick ? unoptimised.map((set) => `profile.release.${set}`) : []

try {
  const before = digest(madeFrom) + toolVersions()
  const current = () => before + digest(made.map((name) => join('pkg/wasm', name)))
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== current()) {
    await build()
    fs.writeFileSync(stamp, current())
  }
  await bundleForNode()
} catch (error) {
  console.error(`build: ${error.message}`)
  process.exitCode = 1
}

async function build() {
  fs.mkdirSync('target', { recursive: true })
  const folder = fs.mkdtempSync('target/pkg-')
  try {
    for (const module of modules) await buildModule(module, join(folder, module.name))
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

async function buildModule(module, folder) {
  const { name, inText, packed } = module
  const file = join(folder, `${name}_bg.wasm`)
  if (quick) wasmPack(module, folder)
  else await compile(module, folder, file)
  const [glue, bare] = [join(folder, `${name}.js`), file].map((path) => fs.readFileSync(path))
  const id = createHash('sha256').update(glue).update(bare).digest('hex').slice(0, 32)
  const wasm = withBuild(bare, id)
  write('pkg/wasm', `${name}.js`, renewable(glue.toString(), id))
  write('pkg/wasm', `${name}_bg.wasm`, wasm)
  write('pkg/wasm', inText, `export default ${armour(wasm)}\n`)
  // A function, so that engines only skim the text until it is called.
  if (packed) write('pkg/wasm', packed, `export const packed = () => '${compressed(wasm).toString('base64')}'\n`)
  console.error(`build: pkg/wasm/${name}_bg.wasm has ${wasm.length.toLocaleString('en')} bytes`)
}

function compressed(wasm) {
  const quality = quick ? 4 : 11
  return brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
}

// Node takes half a millisecond for each module that it loads, however short, and a first signature would wait for
// fourteen. Bundled, the entries are a file each, and what several of them share is in files of its own: so a class is the
// same class, whichever entry it came from. Nothing is minified, because people read stack traces.
async function bundleForNode() {
  const { outputFiles } = await bundle({
    entryPoints: {
      index: 'pkg/entry/node.js',
      slim: 'pkg/entry/slim-node.js',
      page: 'pkg/entry/page.js',
      rsa: 'pkg/entry/rsa-node.js',
      http: 'pkg/entry/node-http.js',
    },
    outdir: 'pkg/node',
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    charset: 'utf8',
    logLevel: 'warning',
    write: false,
  })
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const there = fs.existsSync('pkg/node') ? fs.readdirSync('pkg/node') : []
  const same = (name) => there.includes(name) && fs.readFileSync(join('pkg/node', name), 'utf8') === texts.get(name)
  // Those that are shared come first, and those that nobody needs any more go last.
  for (const name of [...texts.keys()].sort().reverse()) if (!same(name)) write('pkg/node', name, texts.get(name))
  for (const name of there) if (!texts.has(name)) fs.rmSync(join('pkg/node', name))
}

/** Who reads the folder meanwhile sees whole files. */
function write(folder, name, content) {
  fs.mkdirSync(folder, { recursive: true })
  const whole = join('target', `${name}.${process.pid}`)
  fs.writeFileSync(whole, content)
  fs.renameSync(whole, join(folder, name))
}

// cargo leaves link-time optimisation out without a word when a crate is a cdylib and an rlib at once, so it is read
// from the compiler's own command line. cargo -v prints that only when it compiles: if it did not, it is made to.
async function compile(module, folder, file) {
  let line = wasmPack(module, folder)
  if (!line) {
    run('cargo', ['clean', '--package', module.crate.replace('_', '-'), '--release', '--target', target])
    line = wasmPack(module, folder)
  }
  if (!/ -C lto(=fat)?[ `]/.test(line)) throw new Error(`link-time optimisation is off: ${line}`)
  const { baseline, keepsToBaseline } = await import('./wasm-features.js') // takes half a second, so only when needed
  const known = Object.keys(baseline).map((feature) => `--enable-${feature}`)
  run('wasm-opt', [file, '-O3', '--strip-producers', ...known, '-o', file])
  if (!keepsToBaseline(fs.readFileSync(file))) throw new Error('a module uses WebAssembly that is too new (see above)')
}

function wasmPack({ folder, crate, name }, to) {
  const output = ['--target', 'web', '--out-dir', relative(folder, to), '--out-name', name]
  const only = ['--release', '--no-pack', '--no-typescript', '--no-opt']
  const flags = `target.${target}.rustflags=${JSON.stringify(anywhere)}`
  const cargo = [flags, ...profile].flatMap((setting) => ['--config', setting])
  const told = run('wasm-pack', ['build', folder, ...output, ...only, '--', '-v', ...cargo])
  return told.split('\n').find((line) => line.includes(`--crate-name ${crate} `))
}

function run(command, args) {
  console.error(`build: ${command} ${args[0]} …`)
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, ...env } }
  const { status, stdout, stderr, error } = spawnSync(command, args, options)
  const output = `${stdout}${stderr}`
  const readable = output.replace(/^ +(Running|Fresh|Dirty|Compiling|process didn't exit) .*\n/gm, '')
  if (error || status !== 0) throw new Error(`${command} failed ${error?.message ?? ''}\n${readable}`)
  const warnings = readable.split('\n\n').filter((part) => /^warning/m.test(part))
  if (warnings.length) console.error(warnings.join('\n\n'))
  return output
}

// Of files and, in folders, of all files.
function digest(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const inside =
      fs.existsSync(path) && fs.statSync(path).isDirectory() ? fs.readdirSync(path, { recursive: true }) : []
    for (const file of [path, ...inside.sort().map((name) => join(path, name))]) {
      const content = fs.existsSync(file) && fs.statSync(file).isFile() ? fs.readFileSync(file) : ''
      hash.update(`${file} ${content.length}\n`).update(content)
    }
  }
  return `${hash.digest('hex')}\n`
}

function toolVersions() {
  const rustc = spawnSync('rustc', ['-vV', '--print', 'sysroot'], { encoding: 'utf8' }).stdout
  return `${rustc}${smallRust}\nbinaryen ${JSON.parse(fs.readFileSync('node_modules/binaryen/package.json', 'utf8')).version}\n`
}
