// Every place where the package has to work: a list of { place, fast, needs, run }. `run` gives { version, report }, where
// the report is that of suite.js, or throws. `fast` ones need nothing that the project itself does not have installed.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { INSECURE_HOST, browsers } from '../js/browsers.js'
import { example } from '../examples/read.js'
import { freePort } from '../js/free-port.js'
import { homeOf, installTools, makeProject } from './install.js'
import { tried } from './projects/frameworks/notify.js'
import { serveFolder } from './server.js'
import { unsentFaults } from './unsent.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

// ---------------------------------------------------------------------------------------------------- tools

const quiet = {
  CI: '1',
  DENO_NO_UPDATE_CHECK: '1',
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NODE_OPTIONS: '',
  NODE_TEST_CONTEXT: undefined,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  WRANGLER_SEND_METRICS: 'false',
}

/** Runs a program to its end and gives what it wrote to stdout. */
function run(command, args, { cwd, env, minutes = 4 } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { cwd, env })
    const timer = setTimeout(() => child.end(), minutes * 60_000)
    child.on('error', reject)
    child.on('close', (status) => {
      clearTimeout(timer)
      if (status === 0) resolve(child.out)
      else
        reject(new Error(`${command} ${args.join(' ')}: exit status ${status}\n${child.out}${child.err}`.slice(-6000)))
    })
  })
}

/** Starts a program in a group of its own, whose output piles up in `out` and `err`; `end` ends all of it. */
function start(command, args, { cwd, env }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  Object.assign(child, { out: '', err: '' })
  child.stdout.setEncoding('utf8').on('data', (text) => (child.out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (child.err += text))
  child.end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // it has ended
    }
  }
  return child
}

/** A program's report: the last line of what it prints. */
async function reportOf(command, args, options) {
  const out = await run(command, args, options)
  return JSON.parse(out.trimEnd().split('\n').at(-1))
}

/** Why a place cannot be had on this machine: it is skipped. */
export class Missing extends Error {}

const versionOf = (folder, name) => JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'))).version
const importFrom = (folder, name) => import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve(name)))

/** A Node of this major version: from the registry's packages, which have Linux only, or the one that runs this. */
export async function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`) && major !== 20) return process.execPath
  const tools = await installTools('runtimes')
  const program = join(tools, `node_modules/node-${major}-${process.arch}/bin/node`)
  try {
    await run(program, ['--version'])
  } catch {
    throw new Missing(`the registry has no Node ${major} for ${process.platform} ${process.arch}`)
  }
  return program
}

// ---------------------------------------------------------------------------------------------------- runtimes

const nodePrograms = {
  import: ['import.js'],
  require: ['require.cjs'],
  'four worker threads': ['worker.js'],
  'two copies of the package': ['two-copies.js'],
}

function onNode(name, program, fast) {
  return [
    ...Object.entries(nodePrograms).map(([what, args]) => ({
      place: `${name}: ${what}`,
      fast,
      async run({ tarball, gateway }) {
        const node = await program()
        const cwd = makeProject(tarball, `${name} ${what}`, undefined, { own: 'node' })
        return {
          version: (await run(node, ['--version'])).trim(),
          report: await reportOf(node, [...args, gateway], { cwd }),
        }
      },
    })),
    {
      place: `${name}: node --test`,
      fast,
      async run({ tarball, gateway }) {
        const node = await program()
        const cwd = makeProject(tarball, `${name} test`, undefined, { own: 'node' })
        await run(node, ['--test', 'suite.test.js'], { cwd, env: { GATEWAY: gateway } })
        return {
          version: (await run(node, ['--version'])).trim(),
          report: JSON.parse(readFileSync(join(cwd, 'report.json'))),
        }
      },
    },
  ]
}

export async function runtimeProgram(name) {
  const tools = await installTools('runtimes')
  const { platform, arch } = process
  const folders = {
    bun: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
    deno: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}/deno`,
  }
  return { program: join(tools, 'node_modules', folders[name]), version: versionOf(tools, name) }
}

const otherRuntimes = [
  { place: 'Bun: import', name: 'bun', args: ['run', 'import.js'] },
  { place: 'Bun: require', name: 'bun', args: ['run', 'require.cjs'] },
  { place: 'Bun: four workers', name: 'bun', args: ['run', 'worker.js'] },
  { place: 'Deno: import', name: 'deno', args: ['run', '-A', '--no-remote', 'import.js'] },
  { place: 'Deno: require', name: 'deno', args: ['run', '-A', '--no-remote', 'require.cjs'] },
].map(({ place, name, args }) => ({
  place,
  async run({ tarball, gateway }) {
    const { program, version } = await runtimeProgram(name)
    const cwd = makeProject(tarball, place, undefined, { own: 'node' })
    return { version, report: await reportOf(program, [...args, gateway], { cwd }) }
  },
}))

/** A project whose worker wrangler has built, and `node`, with which it runs. */
async function workerdProject(tarball, name) {
  const tools = await installTools('runtimes')
  const node = await nodeOf(24)
  const cwd = makeProject(tarball, name, tools, { own: 'workerd' })
  const wrangler = join(tools, 'node_modules/wrangler/bin/wrangler.js')
  const what = ['--dry-run', '--outdir', 'dist', '--name', 'paysign', '--compatibility-date', '2026-07-01']
  await run(node, [wrangler, 'deploy', 'worker.js', ...what], { cwd })
  return { node, cwd, version: `${versionOf(tools, 'workerd')}, wrangler ${versionOf(tools, 'wrangler')}` }
}

const workerd = {
  place: 'workerd, by wrangler',
  async run({ tarball, gateway }) {
    const { node, cwd, version } = await workerdProject(tarball, 'workerd')
    return { version, report: await reportOf(node, ['run.js', '/', gateway], { cwd }) }
  },
}

// ---------------------------------------------------------------------------------------------------- what was sent

const nothingSent = (runtime, tell, options) =>
  unsentFaults(runtime, tell, options).then((failed) => ({ passed: failed.length ? 0 : 1, failed }))

/** What each runtime's fetch tells of requests that never went out; for this Node it is tests/js/clients/unsent.test.js. */
const sentOrNot = [
  ...[20, 22, 24, 26].map((major) => ({
    place: `Node ${major}: whether anything was sent`,
    async run({ tarball }) {
      const node = await nodeOf(major)
      const cwd = makeProject(tarball, `node ${major} unsent`, undefined, { own: 'node' })
      const tell = (calls, env) => reportOf(node, ['unsent.js', JSON.stringify(calls)], { cwd, env })
      return {
        version: (await run(node, ['--version'])).trim(),
        report: await nothingSent('node', tell, { proxies: major >= 24 }),
      }
    },
  })),
  ...Object.entries({ bun: ['run'], deno: ['run', '-A', '--no-remote', '--deny-net=denied.example'] }).map(
    ([name, args]) => ({
      place: `${name === 'bun' ? 'Bun' : 'Deno'}: whether anything was sent`,
      async run({ tarball }) {
        const { program, version } = await runtimeProgram(name)
        const cwd = makeProject(tarball, `${name} unsent`, undefined, { own: 'node' })
        const tell = (calls, env) => reportOf(program, [...args, 'unsent.js', JSON.stringify(calls)], { cwd, env })
        return { version, report: await nothingSent(name, tell, { proxies: true }) }
      },
    }),
  ),
  {
    place: 'workerd: whether anything was sent',
    async run({ tarball }) {
      const { node, cwd, version } = await workerdProject(tarball, 'workerd unsent')
      const tell = (calls, env) => reportOf(node, ['run.js', '/unsent', JSON.stringify(calls)], { cwd, env })
      return { version, report: await nothingSent('workerd', tell) }
    },
  },
].map((place) => ({ ...place, oneCase: true }))
// ---------------------------------------------------------------------------------------------------- frameworks

/** The server of servers.js that is named, run by a program that `program` gives as { program, version, args }. */
const onServer = (place, name, program, of) => ({
  place,
  oneCase: true,
  async run({ tarball }) {
    const tools = await installTools('frameworks')
    const { program: runs, version, args = [] } = await program()
    const files = {
      'google.js': example('www/guides/en/frameworks.md', 'google'),
      'client.js': "export * from './servers.js'\n",
    }
    const cwd = makeProject(tarball, place, tools, { own: 'frameworks', files })
    const report = await reportOf(runs, [...args, 'run.js', name], { cwd })
    return { version: of ? `${versionOf(tools, of)}, on ${version}` : version, report }
  },
})
const thisNode = async () => ({ program: process.execPath, version: `Node ${process.version}` })
const bun = async () => ({ ...(await runtimeProgram('bun')), args: ['run'] })
const deno = async () => ({ ...(await runtimeProgram('deno')), args: ['run', '-A', '--no-remote'] })

const frameworks = [
  onServer('Express 4: notifications', 'Express 4', thisNode, 'express-4'),
  onServer('Express 5: notifications', 'Express 5', thisNode, 'express'),
  onServer('Nest on Express: notifications', 'Nest on Express', thisNode, '@nestjs/core'),
  onServer('Nest on Fastify: notifications', 'Nest on Fastify', thisNode, '@nestjs/core'),
  onServer('Koa behind koa-bodyparser: notifications', 'Koa behind koa-bodyparser', thisNode, 'koa'),
  onServer('Fastify: notifications', 'Fastify', thisNode, 'fastify'),
  onServer(
    'Google Cloud Functions: notifications',
    'Google Cloud Functions',
    thisNode,
    '@google-cloud/functions-framework',
  ),
  onServer('Bun: notifications', 'the web standard', bun),
  onServer('Bun: notifications by node:http', 'node:http', bun),
  onServer('Bun: notifications by Express', 'Express 5', bun, 'express'),
  onServer('Bun: notifications by Hono', 'Hono', bun, 'hono'),
  onServer('Bun: notifications by Elysia', 'Elysia', bun, 'elysia'),
  onServer('Deno: notifications', 'the web standard', deno),
  onServer('Deno: notifications by node:http', 'node:http', deno),
  onServer('Deno: notifications by Hono', 'Hono', deno, 'hono'),
  {
    place: 'TypeScript: paysign/node with the types of the frameworks',
    oneCase: true,
    async run({ tarball }) {
      const tools = await installTools('frameworks')
      const cwd = makeProject(tarball, 'frameworks types', tools, { own: 'frameworks' })
      await run(process.execPath, [join(tools, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd })
      return { version: versionOf(tools, 'typescript'), report: { passed: 1, failed: [] } }
    },
  },
]

// ---------------------------------------------------------------------------------------------------- test runners

const runners = [
  {
    place: 'Jest with --experimental-vm-modules',
    async run({ tarball, gateway }) {
      const tools = await installTools('runners')
      const cwd = makeProject(tarball, 'jest', tools, { own: 'runners' })
      const jest = join(tools, 'node_modules/jest/bin/jest.js')
      const flags = ['--experimental-vm-modules', '--no-warnings']
      await run(process.execPath, [...flags, jest, '--rootDir', '.'], { cwd, env: { GATEWAY: gateway } })
      return { version: versionOf(tools, 'jest'), report: JSON.parse(readFileSync(join(cwd, 'report.json'))) }
    },
  },
  {
    place: 'Vitest',
    async run({ tarball, gateway }) {
      const tools = await installTools('runners')
      const node = await nodeOf(24)
      const cwd = makeProject(tarball, 'vitest', tools, { own: 'runners' })
      const vitest = join(tools, 'node_modules/vitest/vitest.mjs')
      await run(node, [vitest, 'run', '--globals'], { cwd, env: { GATEWAY: gateway } })
      return { version: versionOf(tools, 'vitest'), report: JSON.parse(readFileSync(join(cwd, 'report.json'))) }
    },
  },
  {
    // What Vercel and Next do: only the files that a reader of the sources finds are deployed.
    place: 'traced by @vercel/nft, in a folder of its own',
    async run({ tarball, gateway }) {
      const tools = await installTools('runners')
      const cwd = makeProject(tarball, 'traced', tools, { own: 'node' })
      const { nodeFileTrace } = await importFrom(tools, '@vercel/nft')
      const { fileList } = await nodeFileTrace([join(cwd, 'import.js')], { base: cwd })
      const deployed = makeProject(tarball, 'traced and deployed', undefined)
      rmSync(deployed, { recursive: true })
      for (const file of fileList) cpSync(join(cwd, file), join(deployed, file))
      const files = [...fileList].filter((file) => file.startsWith('node_modules/')).length
      return {
        version: `${versionOf(tools, '@vercel/nft')}, ${files} files of the package`,
        report: await reportOf(process.execPath, ['import.js', gateway], { cwd: deployed }),
      }
    },
  },
]

// ---------------------------------------------------------------------------------------------------- browsers

// A server for development compiles the page's module only now.
const awaitReport = `
  for (let i = 0; i < 600 && !globalThis.report; i++) await new Promise((done) => setTimeout(done, 50))
  return await report`

/** Opens a page of `folder` and gives what its `report` becomes, or what `script` returns. */
async function onPage(context, name, folder, path, { headers, host = '127.0.0.1', script = awaitReport } = {}) {
  const server = await serveFolder(folder, { headers, gateway: context.gateway })
  try {
    const browser = await context.browser(name)
    await browser.open(`http://${host}:${server.port}${path}`)
    const report = await browser.run(script)
    await browser.open('about:blank')
    return { version: await browser.version, report }
  } finally {
    server.close()
  }
}

const worker = {
  dedicated: `
    const worker = new Worker('/worker.js', { type: 'module' })
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
    })`,
  shared: `
    const { port } = new SharedWorker('/worker.js', { type: 'module' })
    return await new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)))`,
  service: (options) => `
    const { serviceWorker } = navigator
    await serviceWorker.register('/service.js'${options})
    const { active } = await serviceWorker.ready
    return await new Promise((resolve) => {
      serviceWorker.onmessage = ({ data }) => resolve(data)
      serviceWorker.startMessages()
      active.postMessage('report')
    })`,
}
const policy = (sources) => ({
  headers: { '/policy.html': { 'content-security-policy': `script-src 'self' ${sources}` } },
})
const expecting = (pattern) => (text) =>
  pattern.test(text) ? { passed: 1, failed: [] } : { passed: 0, failed: [{ name: 'policy', message: String(text) }] }

const pages = {
  'a page': { path: '/' },
  'an http page, which is no secure context': { path: '/', host: INSECURE_HOST },
  'a dedicated worker': { path: '/empty.html', script: worker.dedicated },
  'a shared worker': { path: '/empty.html', script: worker.shared },
  'a service worker, bundled to a script': { path: '/empty.html', bundle: 'iife', script: worker.service('') },
  'a service worker that is a module': {
    path: '/empty.html',
    bundle: 'esm',
    script: worker.service(", { type: 'module' }"),
  },
  "a Content-Security-Policy with 'wasm-unsafe-eval'": {
    path: '/policy.html',
    ...policy("'wasm-unsafe-eval'"),
    judge: expecting(/^[0-9a-f]{32}$/),
  },
  'a Content-Security-Policy without it: the error says so': {
    path: '/policy.html',
    ...policy(''),
    judge: expecting(/^PayError config: .*Content-Security-Policy.*'wasm-unsafe-eval'/),
  },
}

const inBrowsers = Object.keys(browsers).flatMap((browser) =>
  Object.entries(pages).map(([what, { path, bundle, judge, ...how }]) => ({
    place: `${browser}: ${what}`,
    fast: true,
    oneCase: Boolean(judge),
    // Pages and workers that can import once more also run what is said of loading.
    loading: !bundle && !judge,
    async run(context) {
      const folder = makeProject(context.tarball, `${browser} ${what}`, undefined, { own: 'browser' })
      if (bundle) {
        const { build } = await import('esbuild')
        const [entryPoints, outfile] = [[join(folder, 'service-worker.js')], join(folder, 'service.js')]
        await build({ entryPoints, outfile, bundle: true, format: bundle, logLevel: 'error' })
      }
      const { version, report } = await onPage(context, browser, folder, path, how)
      return { version, report: judge ? judge(report) : report }
    },
  })),
)

// ---------------------------------------------------------------------------------------------------- bundlers

/** Each builds `main.js` (or index.html) for browsers into `dist`, with nothing set that a user would not have to. */
const bundlers = {
  async vite(tools, cwd) {
    const { build } = await importFrom(tools, 'vite')
    await build({ root: cwd, logLevel: 'error' })
  },
  async parcel(tools, cwd) {
    const parcel = join(tools, 'node_modules/parcel/lib/bin.js')
    await run(process.execPath, [parcel, 'build', 'index.html', '--no-cache', '--dist-dir', 'dist'], { cwd })
  },
  async webpack(tools, cwd, { entry = './main.js', name = 'main.js', ...more } = {}) {
    const { default: webpack } = await importFrom(tools, 'webpack')
    await packed(webpack, {
      context: cwd,
      entry,
      mode: 'production',
      output: { path: join(cwd, 'dist'), filename: name },
      ...more,
    })
    pageFor(cwd)
  },
  async '@rspack/core'(tools, cwd, { entry = './main.js', name = 'main.js', ...more } = {}) {
    const { rspack } = await importFrom(tools, '@rspack/core')
    await packed(rspack, {
      context: cwd,
      entry,
      mode: 'production',
      output: { path: join(cwd, 'dist'), filename: name },
      ...more,
    })
    pageFor(cwd)
  },
  async rollup(tools, cwd, { entry = 'main.js', resolve = { browser: true }, ...more } = {}) {
    const { rollup } = await importFrom(tools, 'rollup')
    const { default: nodeResolve } = await importFrom(tools, '@rollup/plugin-node-resolve')
    const warnings = []
    const bundle = await rollup({
      input: join(cwd, entry),
      plugins: [nodeResolve(resolve)],
      ...more,
      onwarn: ({ message }) => warnings.push(message),
    })
    await bundle.write({ dir: join(cwd, 'dist'), format: 'es', entryFileNames: 'main.js' })
    if (warnings.length) throw new Error(warnings.join('\n'))
    pageFor(cwd)
  },
  async esbuild(tools, cwd, { entry = 'main.js', ...more } = {}) {
    const { build } = tools ? await importFrom(tools, 'esbuild') : await import('esbuild')
    const { warnings } = await build({
      entryPoints: [join(cwd, entry)],
      outfile: join(cwd, 'dist/main.js'),
      bundle: true,
      minify: true,
      format: 'esm',
      logLevel: 'silent',
      ...more,
    })
    if (warnings.length) throw new Error(JSON.stringify(warnings))
    pageFor(cwd)
  },
}

const packed = (compiler, options) =>
  new Promise((resolve, reject) => {
    // They are told nothing, so they warn that the bundle is larger than they like.
    compiler({ ...options, performance: { hints: false } }, (error, stats) => {
      const { errors = [], warnings = [] } = stats?.toJson({ errors: true, warnings: true }) ?? {}
      if (error || errors.length || warnings.length)
        reject(error ?? new Error(JSON.stringify([...errors, ...warnings])))
      else resolve()
    })
  })

function pageFor(cwd) {
  mkdirSync(join(cwd, 'dist'), { recursive: true })
  cpSync(join(cwd, 'index.html'), join(cwd, 'dist/index.html'))
}

const bundled = Object.entries(bundlers).flatMap(([name, bundle]) => {
  const title = name === '@rspack/core' ? 'Rspack' : name[0].toUpperCase() + name.slice(1)
  const made = async (context, what) => {
    const tools = await installTools('bundlers')
    return [tools, makeProject(context.tarball, `${title} ${what}`, tools, { own: 'bundled' })]
  }
  const places = [
    {
      place: `${title}: built, in Chromium`,
      async run(context) {
        const [tools, cwd] = await made(context, 'built')
        await bundle(tools, cwd)
        const { version, report } = await onPage(context, 'Chromium', join(cwd, 'dist'), '/')
        return { version: `${versionOf(tools, name)}, Chromium ${version}`, report }
      },
    },
  ]
  // Vite and Parcel begin at a page, and the rest is theirs.
  if (bundle.length < 3 && !['webpack', '@rspack/core', 'rollup', 'esbuild'].includes(name)) return places
  places.push({
    place: `${title}: what is imported and not used is left out`,
    oneCase: true,
    async run(context) {
      const [tools, cwd] = await made(context, 'unused')
      await bundle(tools, cwd, { entry: './unused.js' })
      const size = readFileSync(join(cwd, 'dist/main.js')).length
      const failed = size < 5_000 ? [] : [{ name: 'size', message: `${size} bytes` }]
      return { version: `${versionOf(tools, name)}, ${size} bytes`, report: { passed: 1 - failed.length, failed } }
    },
  })
  places.push({
    place: `${title}: a bundle with one gateway holds no other`,
    oneCase: true,
    async run(context) {
      const [tools, cwd] = await made(context, 'gateway')
      await bundle(tools, cwd, { entry: './gateway.js' })
      const code = readFileSync(join(cwd, 'dist/main.js'), 'utf8')
      const held = ['HiCoin', 'Yinqiantong', 'BitCV', 'SixDu', 'BhopUser', 'BhopOrg'].filter((name) =>
        new RegExp(`["'\`]${name}["'\`]`).test(code),
      )
      const failed = held.join() === 'BitCV' ? [] : [{ name: 'gateways', message: `holds ${held.join(', ')}` }]
      return { version: versionOf(tools, name), report: { passed: 1 - failed.length, failed } }
    },
  })
  return places
})

/** As an executable has it: one file of CommonJS, and nothing beside it. */
async function bundledForSea(tools, cwd) {
  const more = { entry: 'print.js', platform: 'node', format: 'cjs', outfile: join(cwd, 'dist/main.cjs') }
  await bundlers.esbuild(tools, cwd, more)
}

const forServers = [
  {
    place: 'esbuild: bundled for Node',
    name: 'esbuild',
    bundle: (tools, cwd) => bundlers.esbuild(tools, cwd, { entry: 'print.js', platform: 'node' }),
  },
  {
    place: 'esbuild: bundled for Node, as CommonJS',
    name: 'esbuild',
    bundle: bundledForSea,
    file: 'main.cjs',
  },
  {
    place: 'Rollup: bundled for Node',
    name: 'rollup',
    bundle: (tools, cwd) =>
      bundlers.rollup(tools, cwd, {
        entry: 'print.js',
        resolve: { exportConditions: ['node'], preferBuiltins: true },
        external: /^node:/,
      }),
  },
  {
    place: 'webpack: bundled for Node',
    name: 'webpack',
    bundle: (tools, cwd) => bundlers.webpack(tools, cwd, { entry: './print.js', name: 'main.cjs', target: 'node' }),
    file: 'main.cjs',
  },
  {
    place: 'Rspack: bundled for Node',
    name: '@rspack/core',
    bundle: (tools, cwd) =>
      bundlers['@rspack/core'](tools, cwd, { entry: './print.js', name: 'main.cjs', target: 'node' }),
    file: 'main.cjs',
  },
  {
    place: 'Vite: SSR build',
    name: 'vite',
    async bundle(tools, cwd) {
      const { build } = await importFrom(tools, 'vite')
      await build({ root: cwd, logLevel: 'error', build: { ssr: 'print.js' } })
    },
    file: 'print.js',
  },
  {
    place: 'Vite: SSR build with the package inside',
    name: 'vite',
    async bundle(tools, cwd) {
      const { build } = await importFrom(tools, 'vite')
      await build({ root: cwd, logLevel: 'error', build: { ssr: 'print.js' }, ssr: { noExternal: true } })
      rmSync(join(cwd, 'node_modules'), { recursive: true })
    },
    file: 'print.js',
  },
].map(({ place, name, bundle, file = 'main.js' }) => ({
  place,
  async run({ tarball, gateway }) {
    const tools = await installTools('bundlers')
    const cwd = makeProject(tarball, place, tools, { own: 'bundled' })
    await bundle(tools, cwd)
    return {
      version: versionOf(tools, name),
      report: await reportOf(process.execPath, [join('dist', file), gateway], { cwd }),
    }
  },
}))

/** Programs of one file, moved to where nothing else is. @yao-pkg/pkg is none of them: no registry has its Nodes. */
const executables = [
  {
    place: 'Node 26: single executable',
    async make(context, cwd) {
      const node = await nodeOf(26)
      await bundledForSea(await installTools('bundlers'), cwd)
      const config = { main: 'dist/main.cjs', output: 'program', disableExperimentalSEAWarning: true }
      writeFileSync(join(cwd, 'sea.json'), JSON.stringify(config))
      await run(node, ['--build-sea', 'sea.json'], { cwd })
      return (await run(node, ['--version'])).trim()
    },
  },
  {
    place: 'Bun: single executable',
    async make(context, cwd) {
      const { program, version } = await runtimeProgram('bun')
      await run(program, ['build', '--compile', 'print.js', '--outfile', 'program'], { cwd })
      return version
    },
  },
  {
    place: 'Deno: single executable',
    async make(context, cwd) {
      const { program, version } = await runtimeProgram('deno')
      try {
        await run(program, ['compile', '-A', '--no-remote', '--output', 'program', 'print.js'], { cwd })
      } catch (error) {
        // What it puts programs into is not in its npm package.
        if (/denort|dl\.deno\.land|download/i.test(error.message)) throw new Missing('denort could not be downloaded')
        throw error
      }
      return version
    },
  },
].map(({ place, make }) => ({
  place,
  async run(context) {
    const cwd = makeProject(context.tarball, place, undefined, { own: 'bundled' })
    const version = await make(context, cwd)
    const alone = homeOf(`projects/${place.replace(/\W+/g, '-')}-alone`)
    rmSync(alone, { recursive: true, force: true })
    mkdirSync(alone, { recursive: true })
    cpSync(join(cwd, 'program'), join(alone, 'program'))
    rmSync(cwd, { recursive: true })
    return { version, report: await reportOf(join(alone, 'program'), [context.gateway], { cwd: alone }) }
  },
}))

const viteServers = [
  {
    place: 'Vite: development server, in Chromium',
    async run(context) {
      const tools = await installTools('bundlers')
      const cwd = makeProject(context.tarball, 'vite dev', tools, { own: 'bundled' })
      const { createServer } = await importFrom(tools, 'vite')
      const proxy = { '/gateway': { target: context.gateway, rewrite: (path) => path.slice('/gateway'.length) } }
      const vite = await createServer({ root: cwd, logLevel: 'error', server: { host: '127.0.0.1', port: 0, proxy } })
      try {
        await vite.listen()
        const browser = await context.browser('Chromium')
        await browser.open(vite.resolvedUrls.local[0])
        const report = await browser.run(awaitReport)
        await browser.open('about:blank')
        return { version: `${versionOf(tools, 'vite')}, Chromium ${await browser.version}`, report }
      } finally {
        await vite.close()
      }
    },
  },
  {
    place: 'Vite: SSR of the development server',
    async run({ tarball, gateway }) {
      const tools = await installTools('bundlers')
      const cwd = makeProject(tarball, 'vite ssr', tools, {
        own: 'bundled',
        files: {
          'ssr.js': `import { createServer } from 'vite'
            const vite = await createServer({ server: { middlewareMode: true, hmr: false, ws: false }, appType: 'custom', logLevel: 'error' })
            const { report } = await vite.ssrLoadModule('/server.js')
            console.log(JSON.stringify(await report({ base: process.argv[2] })))
            await vite.close()
            process.exit()`,
        },
      })
      return {
        version: versionOf(tools, 'vite'),
        report: await reportOf(process.execPath, ['ssr.js', gateway], { cwd }),
      }
    },
  },
]

// ---------------------------------------------------------------------------------------------------- Next

/** One application for each bundler of Next, built once and run as it is deployed: traced, with nothing beside it. */
const nextBuilds = { Turbopack: '--turbopack', webpack: '--webpack' }
const edge = 'a route handler of the edge runtime'
let nextRunning

async function nextServer(context, bundler) {
  if (nextRunning?.bundler === bundler) return nextRunning
  nextRunning?.server?.end()
  nextRunning = undefined
  const tools = await installTools('next')
  rmSync(join(tools, '.next'), { recursive: true, force: true })
  const cwd = makeProject(context.tarball, 'next', tools, { own: 'next', inTools: true })
  if (bundler === 'webpack') rmSync(join(cwd, 'app/api/edge'), { recursive: true })
  const program = join(tools, 'node_modules/next/dist/bin/next')
  await run(process.execPath, [program, 'build', nextBuilds[bundler]], { cwd, minutes: 6 })
  const deployed = join(homeOf('next-deployed'), bundler)
  rmSync(deployed, { recursive: true, force: true })
  cpSync(join(cwd, '.next/standalone'), deployed, { recursive: true, verbatimSymlinks: true })
  cpSync(join(cwd, '.next/static'), join(deployed, '.next/static'), { recursive: true })
  // Next takes a port of 0 for 3000, where something else may listen.
  const env = { PORT: String(await freePort()), HOSTNAME: '127.0.0.1' }
  const server = start(process.execPath, ['server.js'], { cwd: deployed, env })
  process.once('exit', () => server.end())
  const address = await new Promise((resolve, reject) => {
    const look = () => {
      const found = /http:\/\/(?:127\.0\.0\.1|localhost):[1-9]\d*/.exec(server.out)
      if (found) resolve(found[0])
    }
    server.stdout.on('data', look)
    server.on('close', () => reject(new Error(`next: ${server.out}${server.err}`)))
  })
  nextRunning = { bundler, server, address, version: `${versionOf(tools, 'next')}, React ${versionOf(tools, 'react')}` }
  return nextRunning
}

const fetched = async (address) => {
  const response = await fetch(address, { signal: AbortSignal.timeout(60_000) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 2000)}`)
  return text
}
const nextPlaces = {
  'a server component': async (url, context) => {
    const [, text] = /<pre id="report">([^<]*)</.exec(await fetched(url('/')))
    return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&'))
  },
  'a route handler': async (url) => JSON.parse(await fetched(url('/api/node'))),
  [edge]: async (url) => JSON.parse(await fetched(url('/api/edge'))),
  'a client component, in Chromium': async (url, context) => {
    const browser = await context.browser('Chromium')
    await browser.open(url('/client'))
    const text = await browser.run(
      `const shown = () => document.querySelector('#report')?.textContent
       for (let i = 0; i < 1200 && !shown(); i++) await new Promise((done) => setTimeout(done, 50))
       return shown()`,
    )
    await browser.open('about:blank')
    return JSON.parse(text)
  },
}
/** Those that take notifications have one case: see onServer. */
const nextNotifications = {
  'notifications by the app router': (url) => tried(url('/notify')),
  'notifications by the pages router': (url) => tried(url('/api/notify'), { parsed: url('/api/parsed') }),
}
const next = Object.keys(nextBuilds).flatMap((bundler) =>
  Object.entries({ ...nextPlaces, ...nextNotifications }).map(([what, read]) => ({
    place: `Next, built by ${bundler}: ${what}`,
    oneCase: what in nextNotifications,
    async run(context) {
      if (bundler === 'webpack' && what === edge) {
        throw new Missing('Next 16.4.6 itself cannot build any route handler of its edge runtime with webpack')
      }
      const { address, server, version } = await nextServer(context, bundler)
      try {
        const url = (path) => `${address}${path}?base=${encodeURIComponent(context.gateway)}`
        return { version, report: await read(url, context) }
      } catch (error) {
        throw new Error(`${error.stack}\n${server.out}${server.err}`.slice(0, 6000))
      }
    },
  })),
)

// ---------------------------------------------------------------------------------------------------- TypeScript

const typescript = [5, 6, 7].flatMap((major) =>
  ['node16', 'nodenext', 'bundler'].map((resolution) => ({
    place: `TypeScript ${major}: ${resolution}`,
    oneCase: true,
    async run({ tarball }) {
      const tools = await installTools('typescript')
      const cwd = makeProject(tarball, `typescript ${major} ${resolution}`, tools)
      cpSync(join(root, 'tests/types'), join(cwd, 'types'), { recursive: true })
      const name = `typescript-${major}`
      const { bin } = JSON.parse(readFileSync(join(tools, 'node_modules', name, 'package.json')))
      await run(process.execPath, [join(tools, 'node_modules', name, bin.tsc), '-p', `types/${resolution}.json`], {
        cwd,
      })
      return { version: versionOf(tools, name), report: { passed: 1, failed: [] } }
    },
  })),
)

// ----------------------------------------------------------------------------------------------------

export const places = [
  ...onNode('this Node', () => process.execPath, true),
  ...[20, 22, 24, 26].flatMap((major) => onNode(`Node ${major}`, () => nodeOf(major), false)),
  ...otherRuntimes,
  workerd,
  ...sentOrNot,
  ...frameworks,
  ...runners,
  ...inBrowsers,
  ...bundled,
  ...viteServers,
  ...forServers,
  ...executables,
  ...next,
  ...typescript,
]
