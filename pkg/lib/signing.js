import * as glue from '../wasm/paysign.js'
import { Crossing } from './crossing.js'
import { PayError } from './error.js'
import { ready } from './instance.js'

/** RSA of the platform, where an entry knows one: see `platformRsa` in entry/node.js. */
let platform

export function usePlatformRsa(make) {
  platform = make
}

/** What `Signer` and `Verifier` share: one key in wasm memory. */
class Holder {
  #key

  constructor(key) {
    this.#key = key
  }

  verify(params, signature) {
    return keyOf(this).verify(params, signature)
  }

  verifyBody(body, contentType) {
    return keyOf(this).verifyBody(body, contentType)
  }

  explain(params) {
    return keyOf(this).explain(params)
  }

  free() {
    this.#key?.free()
    this.#key = undefined
  }

  static key(holder) {
    return holder.#key ?? fail(holder)
  }
}

// The key must be within this module's reach but not within a subclass's or a caller's.
const keyOf = Holder.key
delete Holder.key
Object.defineProperty(Holder.prototype, Symbol.dispose ?? Symbol.for('Symbol.dispose'), {
  value: Holder.prototype.free,
  writable: true,
  configurable: true,
})

function fail(holder) {
  throw new PayError('config', `this ${holder.constructor.name} was freed; make a new one`)
}

export class Signer extends Holder {
  #crossing
  #imported

  constructor(scheme, key, options) {
    ready()
    const made = glue.Key.signer(scheme, key, options, platform)
    super(made)
    if (made.crosses()) this.#crossing = new Crossing(made)
  }

  sign(params) {
    return this.#crossing?.sign(params) ?? keyOf(this).sign(params)
  }

  async signAsync(params) {
    const key = keyOf(this)
    if (key.crosses() || !globalThis.crypto?.subtle) return this.sign(params)
    const text = key.text(params)
    this.#imported ??= importOnce(key)
    const imported = await this.#imported
    if (!imported) return this.sign(params)
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', imported, text)
    return keyOf(this).encode(new Uint8Array(signature))
  }

  free() {
    this.#crossing = undefined
    this.#imported = undefined
    super.free()
  }
}

export class Verifier extends Holder {
  constructor(scheme, key, options) {
    ready()
    super(glue.Key.verifier(scheme, key, options, platform))
  }
}

/** The key for WebCrypto, not extractable; `undefined` where WebCrypto does not take it. */
async function importOnce(key) {
  const der = key.takePkcs8()
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: key.hash() }
  try {
    return await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  } catch {
    return undefined
  } finally {
    der?.fill(0)
  }
}

export function scheme(name) {
  ready()
  return glue.scheme(name)
}

export function canonicalString(scheme, params) {
  ready()
  return glue.canonicalString(scheme, params)
}

export function toUnits(decimal, places) {
  ready()
  return glue.toUnits(decimal, places)
}

export function fromUnits(units, places) {
  ready()
  return glue.fromUnits(units, places)
}
