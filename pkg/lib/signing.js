import { crossing } from './crossing.js'
import { decode, encode } from './gbk.js'
import { Handle, innerOf } from './handle.js'
import { whole } from './whole.js'

// Not `import * as`: of that, bundlers make code that meets whatever stands on Object.prototype.
const gbk = { decode, encode }

/** Digests of the platform for long texts, where an entry knows some: see crossing.js. */
let platformDigest

export function usePlatformDigest(platform) {
  platformDigest = platform
}

export class Verifier extends Handle {
  constructor(scheme, key, options) {
    super(whole.ready().Key.verifier(scheme, key, options))
  }

  verify(params, signature) {
    return innerOf(this).verify(params, signature)
  }

  verifyBody(body, contentType, options) {
    return innerOf(this).verifyBody(body, contentType, options, gbk)
  }

  explain(params) {
    return innerOf(this).explain(params)
  }
}

export class Signer extends Handle {
  constructor(scheme, key, options) {
    super(new SigningKey(scheme, key, options))
  }

  sign(params) {
    // A getter among the parameters may free this signer, so what lies behind it is asked for twice.
    return innerOf(this).cross(params) ?? innerOf(this).key.sign(params)
  }

  async signAsync(params) {
    const { key, webCrypto } = innerOf(this)
    if (!webCrypto || !globalThis.crypto?.subtle) return this.sign(params)
    const text = key.text(params)
    const output = key.output()
    const imported = await webCrypto()
    if (!imported) return this.sign(params)
    const signature = await crypto.subtle.sign(imported.algorithm, imported, text)
    // The key may have been freed meanwhile; what it signs was settled before.
    return whole.ready().encode(output, new Uint8Array(signature))
  }

  verify(params, signature) {
    return innerOf(this).key.verify(params, signature)
  }

  verifyBody(body, contentType, options) {
    return innerOf(this).key.verifyBody(body, contentType, options, gbk)
  }

  explain(params) {
    return innerOf(this).key.explain(params)
  }
}

/** A key and its ways to sign beside the ordinary one. */
class SigningKey {
  constructor(scheme, secret, options) {
    const key = whole.ready().Key.signer(scheme, secret, options)
    const rsa = key.isRsa()
    let imported
    this.key = key
    // RSA takes so long that its way into wasm does not matter.
    this.cross = rsa ? () => undefined : crossing(key, platformDigest)
    this.webCrypto = rsa ? () => (imported ??= importKey(key)) : undefined
  }

  free() {
    this.key.free()
  }
}

/** The key for WebCrypto, not extractable; `undefined` where WebCrypto does not take it. */
async function importKey(key) {
  const der = key.pkcs8()
  try {
    return await crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: key.hash() }, false, ['sign'])
  } catch {
    return undefined
  } finally {
    der.fill(0)
  }
}

export function scheme(name) {
  return whole.ready().scheme(name)
}

export function canonicalString(scheme, params) {
  return whole.ready().canonicalString(scheme, params)
}

export function toUnits(decimal, places) {
  return whole.ready().toUnits(decimal, places)
}

export function fromUnits(units, places) {
  return whole.ready().fromUnits(units, places)
}
