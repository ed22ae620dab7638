// Node, Bun, Deno: ready on import, and RSA by the runtime's own OpenSSL. Bundled into pkg/node (.ci/build.js), as
// slim-node.js and page.js are.
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { packed } from '../wasm/packed.js'
import { watchConnections } from '../lib/connecting.js'
import { nodeRsa } from './node-rsa.js'
import { nodeUnpacker } from './node-unpacker.js'
import { initSync } from '../lib/whole.js'
import { computeRsaBy } from '../lib/rsa.js'
import { usePlatformDigest } from '../lib/signing.js'
import { usePlatformKeys } from '../lib/key.js'
import { usePlatformUnpacker } from '../lib/unpack.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

start()
computeRsaBy(nodeRsa)
usePlatformDigest(platformDigest)
watchConnections(() => process.getBuiltinModule('node:diagnostics_channel'))
usePlatformUnpacker(nodeUnpacker)
usePlatformKeys(() => process.getBuiltinModule('node:crypto').KeyObject)

/** From the file beside this one; where that is missing, as in a bundle, or of another build, from the copy in the text. */
function start() {
  try {
    // Deno would ask whoever sits there whether the file may be read.
    if (process.versions.deno) throw undefined
    initSync(readFileSync(new URL('../wasm/paysign_bg.wasm', import.meta.url)))
  } catch {
    const { brotliDecompressSync } = process.getBuiltinModule('node:zlib')
    initSync(brotliDecompressSync(Buffer.from(packed(), 'base64')))
  }
}

/** OpenSSL digests long texts faster, and takes longer to be called: the more so without an HMAC's two blocks. */
function platformDigest(algorithm) {
  // Asked for only now: few texts are long.
  const { createHash, createHmac, createSecretKey, hash } = process.getBuiltinModule('node:crypto')
  const name = algorithm.replace('hmac-', '')
  if (name === algorithm) {
    // Node has had the faster of them since 20.12, Bun and Deno only lately.
    const digest = hash ? (text) => hash(name, text, 'buffer') : (text) => createHash(name).update(text).digest()
    return { from: 4000, digest }
  }
  let key
  return {
    from: 1000,
    digest: (text, secret) =>
      createHmac(name, (key ??= createSecretKey(secret)))
        .update(text)
        .digest(),
  }
}

export default function init() {
  return Promise.resolve()
}
