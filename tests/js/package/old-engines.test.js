// The oldest browsers that are supported: by what needs the module, and by the page that only pays. None of them runs here,
// so what they lack is taken away: from the list of WebAssembly's features, from the syntax, and from the library of a
// browser of today, as MDN's tables have it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import tables from '@mdn/browser-compat-data' with { type: 'json' }
import binaryen from 'binaryen'
import { build } from 'esbuild'
import { instanceOf } from '../../../pkg/lib/instance.js'
import { browsers, serve } from '../browsers.js'
import { vectors } from '../read-vectors.js'
import { startSandbox } from '../sandbox/merchant.js'
import { featuresOf, keepsToBaseline } from '../../../.ci/wasm-features.js'

const oldest = { safari: 16.4, chrome: 96, firefox: 89 }
const oldestPages = { safari: 14.1, chrome: 87, firefox: 89 }
const folder = (path) => fileURLToPath(new URL(path, import.meta.url))

describe('the module', () => {
  const bytes = readFileSync(folder('../../../pkg/wasm/paysign_bg.wasm'))

  test('uses the WebAssembly that all of them have, and no other', () => {
    assert.ok(keepsToBaseline(bytes))
    assert.deepEqual(featuresOf(bytes), [
      'sign-ext',
      'nontrapping-float-to-int',
      'bulk-memory',
      'reference-types',
      'multivalue',
      'simd',
    ])
  })

  test('imports functions of its glue alone', async () => {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    assert.ok(imports.length > 20)
    const { freshGlue } = await import('../../../pkg/wasm/paysign.js')
    const given = freshGlue().imports
    for (const { module, name, kind } of imports) {
      assert.equal(kind, 'function', name)
      assert.equal(typeof given[module][name], 'function', name)
    }
  })

  test('is found out where it is newer, or uses less', () => {
    const made = (text) => binaryen.parseText(`(module ${text})`).emitBinary()
    const simd = made('(func (result v128) (v128.const i64x2 1 2))')
    assert.deepEqual([keepsToBaseline(simd), featuresOf(simd)], [true, ['simd']])
    // binaryen prints why
    assert.equal(keepsToBaseline(made('(func $loop (return_call $loop))')), false)
    assert.equal(keepsToBaseline(made('(memory i64 1)')), false)
  })
})

describe('an engine that is too old', () => {
  const tooOld = /^this browser is too old: Safari 16\.4, Chrome 96 or Firefox 89 is needed/
  const own = globalThis.WebAssembly
  const bytes = readFileSync(folder('../../../pkg/wasm/paysign_bg.wasm'))
  const error = new own.CompileError('invalid opcode 253')

  /** As in Safari 14.1: nothing validates or compiles that has what came later. */
  const withoutSimd = {
    __proto__: own,
    validate: (module) => !module.includes(0xfd),
    compile: () => Promise.reject(error),
    Module: Object.assign(
      function () {
        throw error
      },
      { customSections: own.Module.customSections },
    ),
  }

  async function failures(WebAssembly, input) {
    const whole = instanceOf(() => assert.fail('nothing is started'), { file: 'a.wasm', build: '', hint: '' })
    globalThis.WebAssembly = WebAssembly
    try {
      return [await whole.init(() => input).catch((error) => error), thrown(() => whole.initSync(input))]
    } finally {
      globalThis.WebAssembly = own
    }
  }

  const thrown = (task) => {
    try {
      task()
    } catch (error) {
      return error
    }
  }

  test('is told which is needed', async () => {
    for (const { kind, message, cause } of await failures(withoutSimd, bytes)) {
      assert.equal(kind, 'config')
      assert.match(message, tooOld)
      assert.equal(cause, error)
    }
    for (const { kind, message } of await failures(undefined, bytes)) {
      assert.equal(kind, 'config')
      assert.match(message, /^WebAssembly is switched off, as by Safari's Lockdown Mode .*Safari 16\.4, Chrome 96/)
    }
  })

  test('is not what bytes that are broken, and a policy, are taken for', async () => {
    for (const { message } of await failures(own, bytes.subarray(0, 1000))) {
      assert.equal(message, 'the WebAssembly module could not be loaded')
    }
    const compile = () => Promise.reject(new own.CompileError("violates 'unsafe-eval' of the Content Security Policy"))
    const [{ message }] = await failures({ __proto__: withoutSimd, compile }, bytes)
    assert.match(message, /^the Content-Security-Policy forbids WebAssembly/)
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
  const isOld = async (input, browsers) => {
    const targets = Object.entries(browsers).map(([name, version]) => name + version)
    return (await output(input, targets)) === (await output(input, 'esnext'))
  }

  for (const [entry, browsers] of Object.entries({ web: oldest, slim: oldest, page: oldestPages })) {
    test(`of the entry ${entry} needs no rewriting`, async () => {
      assert.ok(await isOld({ entryPoints: [folder(`../../../pkg/entry/${entry}.js`)] }, browsers))
    })
  }

  test('is found out where it is newer', async () => {
    for (const contents of ['class A { #b() {} c() { this.#b() } } new A()', 'class A { static { A.b = 1 } } A.b()']) {
      for (const browsers of [oldest, oldestPages]) {
        assert.equal(await isOld({ stdin: { contents } }, browsers), false, contents)
      }
    }
    const contents = 'let a = b?.c ?? 1n; a ??= d; class E { f = 1 } new E()'
    assert.ok(await isOld({ stdin: { contents } }, oldestPages))
  })
})

/** Whether one of the browsers lacks it. What a browser has behind a switch or in part, it lacks. */
function isLacking({ support }, browsers) {
  return Object.entries(browsers).some(([name, version]) => {
    const whole = [support[name]]
      .flat()
      .filter((has) => !has.flags && !has.partial_implementation && !has.version_removed)
    return !whole.some(({ version_added: since }) => parseFloat(String(since).replace('≤', '')) <= version)
  })
}

/** As 'Object.hasOwn' or 'AbortSignal.any_static'; of a class that is lacking, the class alone. */
function namesOf(interfaces, browsers) {
  const names = []
  for (const [name, members] of Object.entries(interfaces)) {
    if (members.__compat && isLacking(members.__compat, browsers)) names.push(name)
    else
      for (const [member, { __compat }] of Object.entries(members)) {
        if (member !== '__compat' && member !== name && __compat && isLacking(__compat, browsers))
          names.push(`${name}.${member}`)
      }
  }
  return names
}

/** A worker that takes away what is lacking and answers a message with what `task` makes of it. */
const worker = (lacking, task) => `
  const taken = []
  const take = (object, name, path) => {
    if (object && Object.hasOwnProperty.call(object, name) && Reflect.deleteProperty(object, name)) taken.push(path)
  }
  globalThis.TypedArray = Object.getPrototypeOf(Uint8Array)
  for (const path of ${JSON.stringify(lacking)}) {
    const [name, member] = path.replace(/_static$/, '').split('.')
    if (!member) for (let at = globalThis; at; at = Object.getPrototypeOf(at)) take(at, name, path)
    else {
      take(globalThis[name], member, path)
      if (!path.endsWith('_static')) take(globalThis[name]?.prototype, member, path)
    }
  }
  const task = ${task}
  onmessage = ({ data }) =>
    task(data).then(
      (done) => postMessage({ taken, done }),
      (error) => postMessage({ taken, error: String(error?.stack ?? error) }),
    )`

async function signAndCall({ vectors, broker }) {
  const { default: init, ...paysign } = await import('/pkg/entry/web.js')
  const { default: initRsa } = await import('/pkg/entry/rsa.js')
  const { conformance } = await import('/tests/package/conformance.js')
  await Promise.all([init(), initRsa()])
  const wasmUrl = new URL('/pkg/wasm/paysign_bg.wasm', location.href).href
  const wasm = new Uint8Array(await (await fetch(wasmUrl)).arrayBuffer())
  let copies = 0
  const fresh = (entry) => import(`/copy-${++copies}/pkg/entry/${entry}.js`)
  const report = await conformance({ default: init, ...paysign }, vectors, { fresh, wasm, wasmUrl })
  const user = new paysign.BhopUser({ base: broker })
  const { name, kind, code, status } = await user.loadPayData({ order_id: '1' }).catch((error) => error)
  return { report, refusal: { name, kind, code, status } }
}

async function pay() {
  const { launch, PayError } = await import('/pkg/entry/page.js')
  const gone = []
  const page = { document: { defaultView: globalThis }, location: { assign: (address) => gone.push(address) } }
  await launch({ kind: 'redirect', url: 'https://pay.example/1?a=%20b' }, page)
  const refused = await launch({ kind: 'redirect', url: 'javascript:alert(1)' }, page).catch((error) => error)
  return { gone, refused: refused instanceof PayError && refused.message }
}

describe('the library', () => {
  // Without this one, which is V8's own, its errors would have no stack at all.
  const lackingIn = (browsers) =>
    [...namesOf(tables.javascript.builtins, browsers), ...namesOf(tables.api, browsers)].filter(
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
      '/sign.js': worker(lackingIn(oldest), signAndCall),
      '/pay.js': worker(lackingIn(oldestPages), pay),
    })
    browser = await browsers.Chromium()
  })
  after(async () => {
    await browser?.close()
    server?.close()
    for (const stop of stops) await stop()
  })

  async function done(script, lacking) {
    await browser.open(`http://127.0.0.1:${server.port}/`)
    const { taken, done, error } = await browser.run(`
      const vectors = await (await fetch('/vectors.json')).json()
      const worker = new Worker('${script}', { type: 'module' })
      return await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => resolve({ error: message })
        worker.postMessage({ vectors, broker: '${broker}' })
      })`)
    assert.equal(error, undefined)
    for (const path of lacking) assert.ok(taken.includes(path), `${path} was not taken away`)
    assert.ok(taken.length > 100, `${taken.length} were taken away`)
    return done
  }
  const lacking = ['Array.at', 'Object.hasOwn', 'TypedArray.at', 'structuredClone', 'AbortSignal.timeout_static']

  test('every vector and promise, and a call, without what one of them lacks', async () => {
    const { report, refusal } = await done('/sign.js', lacking)
    assert.deepEqual(report.failed, [])
    assert.ok(report.passed > 495, `${report.passed} cases`)
    assert.deepEqual(refusal, { name: 'PayError', kind: 'gateway', code: '30000', status: 400 })
  })

  test('a page pays without what one of the older ones lacks', async () => {
    const { gone, refused } = await done('/pay.js', [...lacking, 'BroadcastChannel'])
    assert.deepEqual(gone, ['https://pay.example/1?a=%20b'])
    assert.match(refused, /a complete https address/)
  })
})
