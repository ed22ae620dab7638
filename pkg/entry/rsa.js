// Browsers and bundlers: the bytes ride inside the module, as those of paysign do.
import armoured from '../wasm/rsa-bytes.js'
import { bytesOf } from '../lib/armour.js'
import { initRsa as load, initRsaSync as loadSync } from '../lib/rsa-module.js'

export default function initRsa(input) {
  return load(() => input ?? bytesOf(armoured))
}

export function initRsaSync(input) {
  loadSync(input ?? bytesOf(armoured))
}
