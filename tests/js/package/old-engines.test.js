// The oldest browsers that are supported. None of them runs here, so what they lack is taken away: from the list of
// WebAssembly's features, from the syntax, and from the library of a browser of today, as MDN's tables have it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import tables from '@mdn/browser-compat-data' with { type: 'json' }
import binaryen from 'binaryen'
import { build } from 'esbuild'
import { browsers, serve } from '../browsers.js'
import { vectors } from '../read-vectors.js'
import { startSandbox } from '../sandbox/merchant.js'
import { runsInOldBrowsers } from '../../../.ci/wasm-features.js'

const oldest = { safari: 14.1, chrome: 87, firefox: 89 }
const folder = (path) => fileURLToPath(new URL(path, import.meta.url))
const wasm = (name) => readFileSync(folder(`../../../pkg/wasm/${name}.wasm`))

/** The exports and imports through which a bigint would have to pass: Safari 14.1 has bigints, but not at that border. */
function sixtyFourBit(bytes) {
  const module = binaryen.readBinary(bytes)
  const functions = Array.from({ length: module.getNumFunctions() }, (_, at) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(at)),
  )
  const exported = new Set(
    Array.from(
      { length: module.getNumExports() },
      (_, at) => binaryen.getExportInfo(module.getExportByIndex(at)).value,
    ),
  )
  return functions
    .filter(({ name, module }) => module || exported.has(name))
    .filter(({ params, results }) => [params, results].flatMap(binaryen.expandType).includes(binaryen.i64))
    .map(({ name, base }) => base || name)
}

describe('the modules for browsers', () => {
  test('paysign_bg.wasm uses no WebAssembly that one of them lacks, and imports functions of its glue alone', async () => {
    const bytes = wasm('paysign_bg')
    assert.ok(runsInOldBrowsers(bytes))
    assert.deepEqual(sixtyFourBit(bytes), [])
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    assert.ok(imports.length > 20)
    const { freshGlue } = await import('../../../pkg/wasm/paysign.js')
    const given = freshGlue().imports
    for (const { module, name, kind } of imports) {
      assert.equal(kind, 'function', name)
      assert.equal(typeof given[module][name], 'function', name)
    }
  })

  test('a newer one is found out', () => {
    const module = binaryen.parseText('(module (func (result i64) (i64.trunc_sat_f64_s (f64.const 1))))')
    assert.equal(runsInOldBrowsers(module.emitBinary()), false) // binaryen prints why
    const wide = binaryen.parseText(
      '(module (import "a" "b" (func (param i64))) (func (export "c") (result i64) (i64.const 1)))',
    )
    assert.equal(sixtyFourBit(wide.emitBinary()).length, 2)
  })
})

describe('the syntax', () => {
  // Chrome has had optional chaining since 80; esbuild rewrites it up to 90, where spread arguments after it go wrong.
  const supported = { 'optional-chain': true }
  const output = async (input, target) => {
    const options = { bundle: true, write: false, format: 'esm', external: ['*.wasm'] }
    const { outputFiles } = await build({ ...input, ...options, target, supported })
    return outputFiles[0].text
  }
  const targets = Object.entries(oldest).map(([name, version]) => name + version)
  const isOld = async (input) => (await output(input, targets)) === (await output(input, 'esnext'))

  for (const entry of ['web', 'slim', 'page']) {
    test(`of the entry ${entry} needs no rewriting`, async () => {
      assert.ok(await isOld({ entryPoints: [folder(`../../../pkg/entry/${entry}.js`)] }))
    })
  }

  test('is found out where it is newer', async () => {
    for (const contents of ['class A { #b() {} c() { this.#b() } } new A()', 'class A { static { A.b = 1 } } A.b()']) {
      assert.equal(await isOld({ stdin: { contents } }), false, contents)
    }
    assert.ok(await isOld({ stdin: { contents: 'let a = b?.c ?? 1n; a ??= d; class E { f = 1 } new E()' } }))
  })
})

/** Whether one of the oldest browsers lacks it. What a browser has behind a switch or in part, it lacks. */
function isLacking({ support }) {
  return Object.entries(oldest).some(([name, version]) => {
    const whole = [support[name]]
      .flat()
      .filter((has) => !has.flags && !has.partial_implementation && !has.version_removed)
    return !whole.some(({ version_added: since }) => parseFloat(String(since).replace('≤', '')) <= version)
  })
}

/** As 'Object.hasOwn' or 'AbortSignal.any_static'; of a class that is lacking, the class alone. */
function namesOf(interfaces) {
  const names = []
  for (const [name, members] of Object.entries(interfaces)) {
    if (members.__compat && isLacking(members.__compat)) names.push(name)
    else
      for (const [member, { __compat }] of Object.entries(members)) {
        if (member !== '__compat' && member !== name && __compat && isLacking(__compat)) names.push(`${name}.${member}`)
      }
  }
  return names
}

const worker = `
  const taken = []
  const take = (object, name, path) => {
    if (object && Object.hasOwnProperty.call(object, name) && Reflect.deleteProperty(object, name)) taken.push(path)
  }
  globalThis.TypedArray = Object.getPrototypeOf(Uint8Array)
  for (const path of LACKING) {
    const [name, member] = path.replace(/_static$/, '').split('.')
    if (!member) for (let at = globalThis; at; at = Object.getPrototypeOf(at)) take(at, name, path)
    else {
      take(globalThis[name], member, path)
      if (!path.endsWith('_static')) take(globalThis[name]?.prototype, member, path)
    }
  }
  onmessage = async ({ data: { vectors, broker } }) => {
    try {
      const { default: init, ...paysign } = await import('/pkg/entry/web.js')
      const { conformance } = await import('/tests/package/conformance.js')
      await init()
      const wasmUrl = new URL('/pkg/wasm/paysign_bg.wasm', location.href).href
      const wasm = new Uint8Array(await (await fetch(wasmUrl)).arrayBuffer())
      let copies = 0
      const fresh = (entry) => import('/copy-' + ++copies + '/pkg/entry/' + entry + '.js')
      const report = await conformance({ default: init, ...paysign }, vectors, { fresh, wasm, wasmUrl })
      const refusals = []
      const user = new paysign.BhopUser({ base: broker })
      const { name, kind, code, status } = await user.loadPayData({ order_id: '1' }).catch((error) => error)
      refusals.push({ name, kind, code, status })
      postMessage({ taken, report, refusals })
    } catch (error) {
      postMessage({ taken, error: String(error?.stack ?? error) })
    }
  }`

describe('the library', () => {
  // Without this one, which is V8's own, its errors would have no stack at all.
  const lacking = [...namesOf(tables.javascript.builtins), ...namesOf(tables.api)].filter(
    (path) => path !== 'Error.stackTraceLimit',
  )
  const stops = []
  let server
  let browser
  let broker

  before(async () => {
    broker = (await startSandbox({ after: (stop) => stops.push(stop) })).config.bhop.base
    const folders = { '/pkg/': folder('../../../pkg/'), '/tests/': folder('..') }
    server = await serve(folders, {
      '/': '<!doctype html><meta charset="utf-8"><title>paysign</title>',
      '/vectors.json': JSON.stringify(vectors),
      '/worker.js': worker.replace('LACKING', JSON.stringify(lacking)),
    })
    browser = await browsers.Chromium()
  })
  after(async () => {
    await browser?.close()
    server?.close()
    for (const stop of stops) await stop()
  })

  test('every vector and promise, and a call, without what one of them lacks', async () => {
    await browser.open(`http://127.0.0.1:${server.port}/`)
    const { taken, report, refusals, error } = await browser.run(`
      const vectors = await (await fetch('/vectors.json')).json()
      const worker = new Worker('/worker.js', { type: 'module' })
      return await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => resolve({ error: message })
        worker.postMessage({ vectors, broker: '${broker}' })
      })`)
    assert.equal(error, undefined)
    for (const path of [
      'Array.at',
      'Object.hasOwn',
      'TypedArray.at',
      'structuredClone',
      'AbortSignal.timeout_static',
    ]) {
      assert.ok(taken.includes(path), `${path} was not taken away`)
    }
    assert.ok(taken.length > 100, `${taken.length} were taken away`)
    assert.deepEqual(report.failed, [])
    assert.ok(report.passed > 495, `${report.passed} cases`)
    const refusal = { name: 'PayError', kind: 'gateway', code: '30000', status: 400 }
    assert.deepEqual(refusals, [refusal, refusal])
  })
})
