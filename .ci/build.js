// npm run build: wasm-pack compiles pkg/bindings, and what comes out is checked before it lands in pkg/wasm; then the
// entries for Node are bundled into pkg/node. With nothing changed since the last time it does nothing.
//
// The module is compiled twice. The one for browsers is small and uses no WebAssembly that Safari 14.1 lacks. The
// one for servers, where nobody downloads it, uses SIMD, with which SHA-256 takes three quarters of the time, and bulk
// memory.
//
// npm run build -- --quick, for one's own work: a single module that is not optimised, in the place of both. What Node's
// tests need is there in seconds; the next build without it makes all of them anew.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join, relative } from 'node:path'
import { build as bundle } from 'esbuild'
import { armour } from './armour.js'

process.chdir(join(import.meta.dirname, '..'))

const target = 'wasm32-unknown-unknown'
const made = ['paysign.js', 'paysign_bg.wasm', 'bytes.js', 'paysign_simd.wasm', 'simd-bytes.js']
const madeFrom = [
  'src',
  'pkg/bindings',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  '.ci/setup',
  '.ci/build.js',
  '.ci/armour.js',
]
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
// Panic messages name source files: by paths that are the same on every machine and tell nothing of it.
const anywhere = [
  `--remap-path-prefix=${cargoHome}/registry/src=crates`,
  `--remap-path-prefix=${process.cwd()}=paysign`,
]
// The standard library that comes with rustup uses bulk memory and saturating conversions: the small module's are
// lowered (in the project's own build of std there are none). See .cargo/config.toml.
//
// The compiler is the one with the small standard library, where .ci/setup could make one. cargo would not see the
// difference to what it compiled with the usual one, so that lies elsewhere.
const { PAYSIGN_SMALL_RUST: smallRust, PATH } = process.env
const small = {
  env: smallRust && {
    PATH: `${smallRust}${delimiter}${PATH}`,
    CARGO_TARGET_DIR: join(process.cwd(), 'target/small'),
  },
  rustflags: [],
  config: [],
  optimise: ['--llvm-memory-copy-fill-lowering', '--llvm-nontrapping-fptoint-lowering'],
}
const features = ['simd128', 'bulk-memory', 'nontrapping-fptoint']
const fast = {
  rustflags: [
    `-Ctarget-feature=${features.map((feature) => `+${feature}`)}`,
    `-Clink-arg=--features=${['mutable-globals', 'sign-ext', ...features]}`,
  ],
  config: ['paysign', 'paysign-bindings'].map((name) => `profile.release.package.${name}.opt-level=3`),
  optimise: ['--enable-simd'],
}
const quick = process.argv.includes('--quick') && {
  ...fast,
  env: { CARGO_TARGET_DIR: join(process.cwd(), 'target/quick') },
  config: ['lto=false', 'codegen-units=16', 'incremental=true', 'opt-level=1'].map((set) => `profile.release.${set}`),
}
const stamp = quick ? 'target/quick.stamp' : 'target/build.stamp'

try {
  const before = digest(madeFrom) + toolVersions()
  const current = () => before + digest(made.map((name) => join('pkg/wasm', name)))
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== current()) {
    await (quick ? buildQuickly() : build())
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
    const [glue, wasm] = compile(join(folder, 'small'), small)
    const [sameGlue, wasmForServers] = compile(join(folder, 'fast'), fast)
    const { runsInOldBrowsers } = await import('./wasm-features.js') // takes half a second, so only when needed
    if (!runsInOldBrowsers(wasm)) throw new Error('a module uses WebAssembly that Safari 14.1 lacks (see above)')
    if (!glue.equals(sameGlue)) throw new Error('the two modules need different glue')
    const contents = {
      'paysign.js': renewable(glue.toString()),
      'paysign_bg.wasm': wasm,
      'bytes.js': `export default ${armour(wasm)}\n`,
      'paysign_simd.wasm': wasmForServers,
      'simd-bytes.js': `export default '${wasmForServers.toString('base64')}'\n`,
    }
    for (const name of made) write('pkg/wasm', name, contents[name])
    const bytes = (buffer) => `${buffer.length.toLocaleString('en')} bytes`
    console.error(`build: pkg/wasm has a module of ${bytes(wasm)}, and one for servers of ${bytes(wasmForServers)}`)
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

async function buildQuickly() {
  fs.mkdirSync('target', { recursive: true })
  const folder = fs.mkdtempSync('target/pkg-')
  try {
    wasmPack(folder, quick)
    const [glue, wasm] = ['paysign.js', 'paysign_bg.wasm'].map((name) => fs.readFileSync(join(folder, name)))
    write('pkg/wasm', 'paysign.js', renewable(glue.toString()))
    write('pkg/wasm', 'bytes.js', `export default ${armour(wasm)}\n`)
    write('pkg/wasm', 'simd-bytes.js', `export default '${wasm.toString('base64')}'\n`)
    for (const name of ['paysign_bg.wasm', 'paysign_simd.wasm']) write('pkg/wasm', name, wasm)
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
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

// wasm-bindgen's glue serves one instance for good. Put into a function, it serves as many as are needed: what belongs to
// one that failed (its classes, the slots of its objects, its finalisers) never meets another. The loading is left to
// pkg/lib/instance.js. The parentheses tell engines that the function will be called at once: they read it once, not twice.
function renewable(glue) {
  const at = glue.indexOf('async function __wbg_load(')
  const names = [...glue.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name)
  const [, imports, body] = /^((?:import .*\n)*)([^]*)$/.exec(
    // Views of a memory that grew have another buffer. Whether theirs is detached need not be asked, and must not: where
    // buffers cannot tell, Object.prototype may.
    glue
      .slice(0, at)
      .replace(/^export (?=class|function)/gm, '')
      .replace(
        /(\w+\.buffer)\.detached === true \|\| \(\1\.detached === undefined && (\1 !== wasm\.memory\.buffer)\)/g,
        '$2',
      ),
  )
  if (at < 0 || /^(?:export|import) |\.detached/m.test(body))
    throw new Error('wasm-bindgen writes other glue than it did')
  return `${imports}
/** Glue for one more instance. */
export const freshGlue = (() => {
${body}
  const start = (exports) => __wbg_finalize_init({ exports })
  return { imports: __wbg_get_imports(), start, ${names.join(', ')} }
})
`
}

// cargo leaves link-time optimisation out without a word when a crate is a cdylib and an rlib at once, so it is read
// from the compiler's own command line. cargo -v prints that only when it compiles: if it did not, it is made to.
function compile(folder, flavour) {
  let line = wasmPack(folder, flavour)
  if (!line) {
    run('cargo', ['clean', '--package', 'paysign-bindings', '--release', '--target', target], flavour.env)
    line = wasmPack(folder, flavour)
  }
  if (!/ -C lto(=fat)?[ `]/.test(line)) throw new Error(`link-time optimisation is off: ${line}`)
  const wasm = join(folder, 'paysign_bg.wasm')
  const known = ['--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-nontrapping-float-to-int']
  run('wasm-opt', [wasm, '-O3', '--strip-producers', ...known, ...flavour.optimise, '-o', wasm])
  return withShortNames([fs.readFileSync(join(folder, 'paysign.js')), fs.readFileSync(wasm)])
}

// Each module names its closures by a hash of how it was compiled, which would be all that sets their glue apart. Named
// by how many arguments they take, they are the same in both. Imports have a hash, too, which no compression takes out
// again: they are numbered. A name keeps its length, as the bytes around it need.
function withShortNames(contents) {
  const named = /^function \w+invoke__(h[0-9a-f]{16})\((.*)\) \{$/gm
  const imported = /(__wbg_\w+?_)([0-9a-f]{16})\b/g
  const names = new Map()
  for (const [, hash, args] of contents[0].toString().matchAll(named)) {
    names.set(hash, `h${String(args.split(',').length).padStart(16, '0')}`)
  }
  if (new Set(names.values()).size !== names.size) throw new Error('two closures take as many arguments')
  for (const [, , hash] of contents[0].toString().matchAll(imported)) {
    if (!names.has(hash)) names.set(hash, String(names.size).padStart(16, '0'))
  }
  const [glue, wasm] = contents.map((content) => {
    const text = content.toString('latin1')
    return Buffer.from(
      text
        .replace(/h[0-9a-f]{16}/g, (hash) => names.get(hash) ?? hash)
        .replace(imported, (whole, name, hash) => name + (names.get(hash) ?? hash)),
      'latin1',
    )
  })
  return [Buffer.from(glue.toString().replace(/shim_idx: \d+/g, 'shim_idx')), wasm]
}

function wasmPack(folder, { env, rustflags, config }) {
  const to = ['--target', 'web', '--out-dir', relative('pkg/bindings', folder), '--out-name', 'paysign']
  const only = ['--release', '--no-pack', '--no-typescript', '--no-opt']
  const flags = `target.${target}.rustflags=${JSON.stringify([...anywhere, ...rustflags])}`
  const cargo = [flags, ...config].flatMap((setting) => ['--config', setting])
  const output = run('wasm-pack', ['build', 'pkg/bindings', ...to, ...only, '--', '-v', ...cargo], env)
  return output.split('\n').find((line) => line.includes('--crate-name paysign_bindings '))
}

function run(command, args, env) {
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
