import { PayError } from './error.js'

/**
 * A WebAssembly module, and the instance of it that is in use.
 *
 * @param {() => object} freshGlue glue for one more instance
 * @param {{ file: string, build: string, hint: string }} module its name, the build that the glue is of (.ci/glue.js), and
 *   what to say where it is not loaded yet
 */
export function instanceOf(freshGlue, { file, build, hint }) {
  let module
  let exports
  let glue
  let loading
  const self = {
    generation: 0,
    memory: () => exports.memory,
    isLoaded: () => module !== undefined,
    ready,
    init,
    initSync,
  }
  return self

  /**
   * The glue of the instance in use. Throws where the module is not loaded yet: better one clear word than a TypeError
   * from inside the glue. After a trap it starts a fresh instance.
   */
  function ready() {
    if (exports) return glue
    if (!module) throw new PayError('config', `paysign is not ready: ${hint} (尚未初始化)`)
    startAtOnce()
    return glue
  }

  /** Loads the module from bytes or a compiled module, at once. A second call does nothing. */
  function initSync(input) {
    if (exports) return
    try {
      module ??= checked(isModule(input) ? input : new WebAssembly.Module(bytesOf(input, file)))
    } catch (cause) {
      throw failure(cause)
    }
    startAtOnce()
  }

  /**
   * Loads the module. Calls in parallel share one load; after a failure the next call tries anew.
   * @param {() => unknown} input what to load: bytes, a module, a response, an address, or a promise of one
   */
  function init(input) {
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
    const compiled = module ?? checked(await compile(await input()))
    // Chrome before 115 instantiates nothing of this size synchronously in a page.
    const fresh = freshGlue()
    const instance = await WebAssembly.instantiate(compiled, fresh.imports)
    if (exports) return // initSync came in between
    module = compiled
    start(fresh, instance)
  }

  async function compile(source) {
    if (typeof source === 'string' || source instanceof URL || isA('Request', source)) source = await fetch(source)
    if (isA('Response', source)) {
      if (!source.ok) throw new PayError('config', `the .wasm file could not be fetched: HTTP ${source.status}`)
      source = await source.arrayBuffer()
    }
    return isModule(source) ? source : WebAssembly.compile(bytesOf(source, file))
  }

  function checked(compiled) {
    // With the glue of another build it might start as well, and then do anything.
    const [section = new ArrayBuffer(0)] = WebAssembly.Module.customSections(compiled, 'build')
    if (String.fromCharCode(...new Uint8Array(section)) === build) return compiled
    throw new PayError(
      'config',
      `this is another WebAssembly module than ${file}, or that of another version of paysign`,
    )
  }

  function startAtOnce() {
    const fresh = freshGlue()
    let instance
    try {
      instance = new WebAssembly.Instance(module, fresh.imports)
    } catch (cause) {
      throw failure(cause)
    }
    start(fresh, instance)
  }

  function start(fresh, instance) {
    const mine = self.generation
    const guarded = {}
    for (const name in instance.exports) {
      const value = instance.exports[name]
      guarded[name] = typeof value === 'function' ? guard(value, mine, name.endsWith('_free')) : value
    }
    fresh.start(guarded)
    glue = fresh
    exports = instance.exports
  }

  /**
   * A trap (a panic, memory that ran out) leaves an instance in the middle of something: its stack is not unwound and its
   * objects may be locked. So it is given up, and whatever is called next gets a fresh one. Errors that are the answer to
   * a call are thrown outside, by the glue.
   */
  function guard(call, mine, frees) {
    return (...args) => {
      try {
        return call(...args)
      } catch (error) {
        // What is collected later is still wiped in the instance that failed, as far as that works. Nobody is there to catch.
        if (frees && mine !== self.generation) return
        throw isTrap(error) ? trapped(error, mine) : error
      }
    }
  }

  function trapped(cause, mine) {
    if (mine === self.generation) {
      self.generation += 1
      exports = undefined
    }
    return new PayError(
      'config',
      'paysign failed inside, which is a bug in paysign: please report it. The next call works again, with new objects (内部错误)',
      { cause },
    )
  }
}

function isTrap(error) {
  if (error instanceof WebAssembly.RuntimeError) return true
  // The glue was told to read or write where there is no memory. Not so where the caller's own recursion left no room
  // (in Firefox an InternalError): that costs a few bytes of the module's stack, and no Signer should be lost for it.
  return error instanceof RangeError && !/call stack/.test(error.message)
}

/** Of whatever realm: Next's edge runtime hands over one from outside, which `instanceof` would not know. */
function isModule(value) {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Module]'
}

function isA(name, value) {
  return typeof globalThis[name] === 'function' && value instanceof globalThis[name]
}

function bytesOf(input, file) {
  if (input instanceof ArrayBuffer) return input
  // V8 compiles no DataView.
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  throw new PayError('config', `init takes the bytes of ${file}, a WebAssembly.Module, a Response or an address`)
}

function failure(cause) {
  return cause instanceof PayError ? cause : new PayError('config', reasonOf(String(cause?.message)), { cause })
}

function reasonOf(message) {
  if (/content security policy|unsafe-eval|disallowed by embedder|blocked by CSP/i.test(message)) {
    return "the Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src (in workerd: import the .wasm as a module)"
  }
  if (typeof WebAssembly !== 'object') {
    return `WebAssembly is switched off, as by Safari's Lockdown Mode or Node's --jitless, or ${TOO_OLD}`
  }
  return WebAssembly.validate(NEWEST) ? 'the WebAssembly module could not be loaded' : TOO_OLD
}

const TOO_OLD = 'this browser is too old: Safari 16.4, Chrome 96 or Firefox 89 is needed (浏览器版本过旧)'

/** A module of what came last to those: SIMD and references. It is `(func (param externref) (result v128 v128) …)`. */
const NEWEST = /* @__PURE__ */ Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x07, 0x01, 0x60, 0x01, 0x6f, 0x02, 0x7b, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0c, 0x01, 0x0a, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
)
