// The module of pages: what needs no key, and nothing that could take one.
import { freshGlue } from '../wasm/page.js'
import { bhopUser } from './bhop-user.js'
import { instanceOf } from './instance.js'

const page = /* @__PURE__ */ instanceOf(freshGlue, {
  file: 'page.wasm',
  fits: (exports) => exports.includes('parsePayBody') && !exports.includes('scheme'),
  hint: '`await init()` of paysign/page once before anything else',
})

/** Loads the module: see instance.js. */
export function init(input) {
  return page.init(input)
}

export function initSync(input) {
  page.initSync(input)
}

export class BhopUser extends /* @__PURE__ */ bhopUser(page) {}

export function parsePayBody(channel, platform, text, options) {
  return page.ready().parsePayBody(channel, platform, text, options)
}

export function toUnits(decimal, places) {
  return page.ready().toUnits(decimal, places)
}

export function fromUnits(units, places) {
  return page.ready().fromUnits(units, places)
}
