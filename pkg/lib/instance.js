import { initSync as instantiate } from '../wasm/paysign.js'
import { PayError } from './error.js'

let exports
let loading

/** The module's memory. */
export const memory = () => exports.memory

/** Throws where the module is not loaded yet: better one clear word than a TypeError from inside the glue. */
export function ready() {
  if (!exports) {
    throw new PayError(
      'config',
      'paysign is not ready: `await init()` once before anything else (in Node it is ready on import) (尚未初始化)',
    )
  }
}

/** Loads the module from bytes or a compiled module, at once. A second call does nothing. */
export function initSync(input) {
  if (exports) return
  try {
    start(input instanceof WebAssembly.Module ? input : new WebAssembly.Module(bytesOf(input)))
  } catch (cause) {
    throw failure(cause)
  }
}

/**
 * Loads the module. Calls in parallel share one load; after a failure the next call tries anew.
 * @param {() => unknown} input what to load: bytes, a module, a response, an address, or a promise of one
 */
export function init(input) {
  if (exports) return Promise.resolve()
  loading ??= load(input)
    .catch((cause) => {
      throw failure(cause)
    })
    .finally(() => {
      loading = undefined
    })
  return loading
}

async function load(input) {
  let source = await input()
  if (typeof source === 'string' || source instanceof URL || isA('Request', source)) source = await fetch(source)
  if (isA('Response', source)) {
    if (!source.ok) throw new PayError('config', `the .wasm file could not be fetched: HTTP ${source.status}`)
    source = await source.arrayBuffer()
  }
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(bytesOf(source))
  if (!exports) start(module)
}

function start(module) {
  // A module that imports nothing would start, and the glue would keep it for good.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'key_signCrossed')) {
    throw new PayError('config', 'this is another WebAssembly module than paysign.wasm')
  }
  exports = instantiate({ module })
}

function isA(name, value) {
  return typeof globalThis[name] === 'function' && value instanceof globalThis[name]
}

function bytesOf(input) {
  if (input instanceof ArrayBuffer) return input
  // V8 compiles no DataView.
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  throw new PayError('config', 'init takes the bytes of paysign.wasm, a WebAssembly.Module, a Response or an address')
}

function failure(cause) {
  if (cause instanceof PayError) return cause
  const refused = /content security policy|unsafe-eval|disallowed by embedder|blocked by CSP/i.test(
    String(cause?.message),
  )
  const why = refused
    ? "the Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src (in workerd: import the .wasm as a module)"
    : 'the WebAssembly module could not be loaded'
  return new PayError('config', why, { cause })
}
