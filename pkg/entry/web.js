// Browsers and bundlers: the bytes ride inside the module, so no plugin, no configuration and no second file is needed.
import armoured from '../wasm/bytes.js'
import { bytesOf } from '../lib/armour.js'
import { init as load } from '../lib/whole.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

export default function init(input) {
  return load(() => input ?? bytesOf(armoured))
}
