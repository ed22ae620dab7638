// Node, Bun, Deno: ready on import, without reading a file beside it, and RSA by the runtime's own OpenSSL.
import { Buffer } from 'node:buffer'
import { constants, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import base64 from '../wasm/simd-bytes.js'
import { initSync } from '../lib/instance.js'
import { usePlatformRsa } from '../lib/signing.js'

export * from '../lib/index.js'
export { initSync } from '../lib/instance.js'

initSync(Buffer.from(base64, 'base64'))
usePlatformRsa(platformRsa)

/** Some thirty times as fast as RSA in wasm, with the same bytes. */
function platformRsa(der, isPrivate, hash) {
  const bytes = { key: Buffer.from(der), format: 'der', type: isPrivate ? 'pkcs8' : 'spki' }
  const key = isPrivate ? createPrivateKey(bytes) : createPublicKey(bytes)
  bytes.key.fill(0)
  const own = { key, padding: constants.RSA_PKCS1_PADDING }
  const open = isPrivate ? { key: createPublicKey(key), padding: constants.RSA_PKCS1_PADDING } : own
  return {
    sign: (text) => sign(hash, text, own),
    verify: (text, signature) => verify(hash, text, open, signature),
  }
}

export default function init() {
  return Promise.resolve()
}
