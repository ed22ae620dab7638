// The wasm module, and how it gets here.
import { build, freshGlue } from '../wasm/paysign.js'
import { instanceOf } from './instance.js'

export const whole = /* @__PURE__ */ instanceOf(freshGlue, {
  file: 'paysign.wasm',
  build,
  hint: '`await init()` once before anything else (in Node it is ready on import)',
})

/** Loads the module: see instance.js. */
export function init(input) {
  return whole.init(input)
}

export function initSync(input) {
  whole.initSync(input)
}
