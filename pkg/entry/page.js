// For pages: the bytes ride inside, as in web.js, and there is nothing that takes a secret.
import armoured from '../wasm/page-bytes.js'
import { bytesOf } from '../lib/armour.js'
import { init as load } from '../lib/page.js'

export { PayError } from '../lib/error.js'
export { launch } from '../lib/launch.js'
export { BhopUser, fromUnits, initSync, parsePayBody, toUnits } from '../lib/page.js'

export default function init(input) {
  return load(() => input ?? bytesOf(armoured))
}
