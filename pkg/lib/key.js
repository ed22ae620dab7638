// Keys in the forms that JavaScript has for them. The wasm module asks here about what is neither text nor a Uint8Array.
import { kindOf, property } from './value.js'

/** The members of an RSA key as a JWK (RFC 7518 §6.3), and nothing else that may be on it. */
const JWK = ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi']

/**
 * What `key` holds, for an RSA key or a shared secret: bytes that are nobody else's, to be wiped; or a string that says what
 * it is instead and what to do.
 */
export function keyOf(key, rsa) {
  const needed = rsa ? 'an RSA key' : 'a shared secret'
  const type = property(key, 'type')
  const otherKind = (what) => `found ${what}, where ${needed} is needed`
  const der = property(key, 'raw')
  switch (tagOf(key)) {
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      return copyOf(key)
    case 'CryptoKey':
      return ofCryptoKey(key, type, rsa)
    case 'Blob':
    case 'File':
      return 'is a file that was not read; pass new Uint8Array(await file.arrayBuffer())'
    case 'Request':
    case 'Response':
      return 'is an answer that was not read; pass await response.text()'
    case 'URL':
      return 'is a URL; read what is there and pass that, as readFileSync(url) does in Node'
    case 'String':
      return 'is a String object; pass the text itself, String(key)'
  }
  if (ArrayBuffer.isView(key)) return copyOf(key.buffer, key.byteOffset, key.byteLength)
  if (isKeyObject(key, type)) {
    return (type === 'secret') === rsa ? otherKind(`a ${type} KeyObject`) : exported(key, type)
  }
  if (typeof property(key, 'kty') === 'string') {
    return rsa
      ? new TextEncoder().encode(JSON.stringify(key, JWK))
      : otherKind("a JWK (of kty oct, pass Buffer.from(jwk.k, 'base64url'))")
  }
  // A certificate: node:crypto's X509Certificate, or what tls knows of the other side.
  if (rsa && ArrayBuffer.isView(der)) return copyOf(der.buffer, der.byteOffset, der.byteLength)
  if (Array.isArray(key)) return 'is an array; pass one key, and a list of bytes as Uint8Array.from(bytes)'
  const mistake = MISTAKES.find(({ has }) => has.every((name) => !NOTHING.includes(typeof property(key, name))))
  if (mistake) return mistake.what
  const kind = kindOf(key)
  return kind.endsWith('?') ? `is ${kind}` : `is ${kind}; ${needed} is text, bytes, or a KeyObject of node:crypto`
}

/** Types of what is not there, or is a method. */
const NOTHING = ['undefined', 'function']

/** Objects that have a key in them. */
const MISTAKES = [
  {
    has: ['key', 'passphrase'],
    what: 'is an object with a key and its passphrase; decrypt it: createPrivateKey(key) of node:crypto makes a KeyObject of it, which is taken',
  },
  { has: ['privateKey', 'publicKey'], what: 'is a pair of keys; pass its privateKey or its publicKey' },
  { has: ['keys'], what: 'is a set of keys; pass one of them' },
  { has: ['key'], what: 'is an object with a key; pass its property key' },
  { has: ['type', 'data'], what: 'is a Buffer that went through JSON; pass Buffer.from(key.data)' },
]

const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1)

/** Of whatever runtime: `instanceof` would need node:crypto, which is not everywhere. */
const isKeyObject = (key, type) =>
  ['secret', 'private', 'public'].includes(type) && typeof property(key, 'export') === 'function'

function exported(key, type) {
  const bytes = key.export(FORMS[type])
  const own = copyOf(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  bytes.fill(0)
  return own
}

const FORMS = {
  secret: undefined,
  private: { type: 'pkcs8', format: 'der' },
  public: { type: 'spki', format: 'der' },
}

let platformKeys

/** Where the runtime has node:crypto: `load` gives its KeyObject. */
export function usePlatformKeys(load) {
  platformKeys = load
}

/** WebCrypto exports only later, node:crypto at once. What shall not be exported is not, though Node would do it. */
function ofCryptoKey(key, type, rsa) {
  if (property(key, 'extractable') !== true) {
    return 'is a CryptoKey that cannot be exported; pass what it was imported from, or import it with `extractable: true`'
  }
  try {
    return keyOf(platformKeys().from(key), rsa)
  } catch {
    const form = { private: 'pkcs8', public: 'spki' }[type] ?? 'raw'
    return `is a CryptoKey; pass new Uint8Array(await crypto.subtle.exportKey('${form}', key))`
  }
}

/** A copy, in a Uint8Array of this realm. */
const copyOf = (buffer, offset, length) => new Uint8Array(buffer, offset, length).slice()
