// Vercel's edge runtime, like workerd, compiles no bytes at run time; `?module` is how its bundlers import a module.
import module from '../wasm/paysign_bg.wasm?module'
import './rsa-edge.js'
import { initSync } from '../lib/whole.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

initSync(module)

export default function init() {
  return Promise.resolve()
}
