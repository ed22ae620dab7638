// workerd (Cloudflare Workers) compiles no bytes at run time: the module is imported.
import module from '../wasm/paysign_bg.wasm'
import './rsa-workerd.js'
import { initSync } from '../lib/whole.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

initSync(module)

export default function init() {
  return Promise.resolve()
}
