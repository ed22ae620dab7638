// The whole module, for servers and for pages that need more than paysign/page has.
import { freshGlue } from '../wasm/paysign.js'
import { instanceOf } from './instance.js'

export const whole = /* @__PURE__ */ instanceOf(freshGlue, {
  file: 'paysign.wasm',
  fits: (exports) => exports.includes('key_signCrossed'),
  hint: '`await init()` once before anything else (in Node it is ready on import)',
})

/** Loads the module: see instance.js. */
export function init(input) {
  return whole.init(input)
}

export function initSync(input) {
  whole.initSync(input)
}
