// RSA is not computed in the module of paysign, but by the platform (entry/node-rsa.js), or in a module of its own
// (rsa-module.js). The module asks here when a key is first used.
import { PayError } from './error.js'

/** @type {undefined | ((pkcs1: Uint8Array, isPrivate: boolean) => { sign, verify, free })} */
let bind

export function computeRsaBy(platform) {
  bind = platform
}

/** The key where it is computed with. `pkcs1` is wiped afterwards. */
export function bindRsa(pkcs1, isPrivate) {
  if (bind) return bind(pkcs1, isPrivate)
  throw new PayError(
    'config',
    "RSA is in a module of its own here: `import initRsa from 'paysign/rsa'; await initRsa()` once before; signAsync goes without where there is WebCrypto (需要先加载 RSA 模块)",
  )
}
