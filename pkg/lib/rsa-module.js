// RSA in a wasm module of its own, for places that have none.
import { build, freshGlue } from '../wasm/rsa.js'
import { Handle, innerOf } from './handle.js'
import { instanceOf } from './instance.js'
import { computeRsaBy } from './rsa.js'

const rsa = /* @__PURE__ */ instanceOf(freshGlue, {
  file: 'rsa.wasm',
  build,
  hint: "`import initRsa from 'paysign/rsa'; await initRsa()` once before",
})

class RsaKey extends Handle {
  constructor(pkcs1, isPrivate) {
    super(new (rsa.ready().RsaKey)(pkcs1, isPrivate), rsa)
  }

  sign(hash, text) {
    return innerOf(this).sign(hash, text)
  }

  verify(hash, text, signature) {
    return innerOf(this).verify(hash, text, signature)
  }
}

const bind = (pkcs1, isPrivate) => new RsaKey(pkcs1, isPrivate)

/** Loads the module, as `init` of instance.js does; from then on it computes RSA. */
export async function initRsa(input) {
  await rsa.init(input)
  computeRsaBy(bind)
}

export function initRsaSync(input) {
  rsa.initSync(input)
  computeRsaBy(bind)
}
