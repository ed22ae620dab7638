/**
 * The libraries people take, each used the way that is fastest in its own documentation, and WebCrypto. Everything
 * here runs in Node and in browsers alike.
 */
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { md5 as nobleMd5 } from '@noble/hashes/legacy.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import CryptoJS from 'crypto-js'
import { createHMAC, createMD5, createSHA256 } from 'hash-wasm'
// Their main entries hand the work to node:crypto when they see Node; these are the builds that browsers get.
import { md5 as jsMd5 } from 'js-md5/build/md5.min.mjs'
import { sha256 as jsSha256 } from 'js-sha256/build/sha256.min.mjs'
import { KJUR } from 'jsrsasign'
import forge from 'node-forge'
import { canonical, canonicalSixDu } from './canonical.js'

const encoder = new TextEncoder()

const hicoinText = (secret) => (params) => `${canonical(params)}&key=${secret}`
const yinqiantongText = (secret) => (params) => `${canonical(params)}&app_secret=${secret}`

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())
function upperHex(buffer) {
  let text = ''
  for (const byte of new Uint8Array(buffer)) text += HEX_BYTES[byte]
  return text
}

const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const der = (pem) => fromBase64(pem.replace(/-----[^-]+-----|\s/g, ''))

async function webCryptoHmac(secret) {
  const text = hicoinText(secret)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  return async (params) => upperHex(await crypto.subtle.sign('HMAC', key, encoder.encode(text(params))))
}

/** @type {import('./paysign.js').Contestant[]} */
export const hmac = [
  {
    name: 'hash-wasm',
    async prepare(secret) {
      const text = hicoinText(secret)
      const hasher = await createHMAC(createSHA256(), secret)
      return (params) => hasher.init().update(text(params)).digest('hex').toUpperCase()
    },
  },
  {
    name: 'js-sha256',
    prepare(secret) {
      const text = hicoinText(secret)
      return (params) => jsSha256.hmac(secret, text(params)).toUpperCase()
    },
  },
  {
    name: '@noble/hashes',
    prepare(secret) {
      const text = hicoinText(secret)
      const keyed = nobleHmac.create(nobleSha256, encoder.encode(secret))
      return (params) =>
        bytesToHex(
          keyed
            .clone()
            .update(encoder.encode(text(params)))
            .digest(),
        ).toUpperCase()
    },
  },
  {
    name: 'node-forge',
    prepare(secret) {
      const text = hicoinText(secret)
      const keyed = forge.hmac.create()
      keyed.start('sha256', secret)
      return (params) => {
        keyed.start(null, null) // keeps the key
        keyed.update(forge.util.encodeUtf8(text(params)))
        return keyed.digest().toHex().toUpperCase()
      }
    },
  },
  {
    name: 'crypto-js',
    prepare(secret) {
      const text = hicoinText(secret)
      const key = CryptoJS.enc.Utf8.parse(secret)
      return (params) => CryptoJS.HmacSHA256(text(params), key).toString().toUpperCase()
    },
  },
  {
    name: 'jsrsasign',
    prepare(secret) {
      const text = hicoinText(secret)
      return (params) => {
        const mac = new KJUR.crypto.Mac({ alg: 'HmacSHA256', pass: { utf8: secret } })
        return mac.doFinalString(text(params)).toUpperCase()
      }
    },
  },
  { name: 'WebCrypto, awaited', inFlight: 1, prepare: webCryptoHmac },
  { name: 'WebCrypto, 32 in flight', inFlight: 32, prepare: webCryptoHmac },
]

/** @type {import('./paysign.js').Contestant[]} */
export const md5 = [
  {
    name: 'hash-wasm',
    async prepare(secret) {
      const text = yinqiantongText(secret)
      const hasher = await createMD5()
      return (params) => hasher.init().update(text(params)).digest('hex')
    },
  },
  {
    name: 'js-md5',
    prepare(secret) {
      const text = yinqiantongText(secret)
      return (params) => jsMd5(text(params))
    },
  },
  {
    name: '@noble/hashes',
    prepare(secret) {
      const text = yinqiantongText(secret)
      return (params) => bytesToHex(nobleMd5(encoder.encode(text(params))))
    },
  },
  {
    name: 'node-forge',
    prepare(secret) {
      const text = yinqiantongText(secret)
      const hash = forge.md.md5.create()
      return (params) => hash.start().update(text(params), 'utf8').digest().toHex()
    },
  },
  {
    name: 'crypto-js',
    prepare(secret) {
      const text = yinqiantongText(secret)
      return (params) => CryptoJS.MD5(text(params)).toString()
    },
  },
  {
    name: 'jsrsasign',
    prepare(secret) {
      const text = yinqiantongText(secret)
      return (params) => KJUR.crypto.Util.hashString(text(params), 'md5')
    },
  },
]

const RSA_SHA256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** @type {import('./paysign.js').Contestant} */
export const webCryptoRsaSign = {
  name: 'WebCrypto',
  inFlight: 1,
  async prepare({ privateKey }) {
    const key = await crypto.subtle.importKey('pkcs8', der(privateKey), RSA_SHA256, false, ['sign'])
    return async (params) =>
      base64(await crypto.subtle.sign(RSA_SHA256.name, key, encoder.encode(canonicalSixDu(params))))
  },
}

/** @type {import('./paysign.js').Contestant} */
export const webCryptoRsaVerify = {
  name: 'WebCrypto',
  inFlight: 1,
  async prepare({ publicKey }) {
    const key = await crypto.subtle.importKey('spki', der(publicKey), RSA_SHA256, false, ['verify'])
    return ({ params, signature }) =>
      crypto.subtle.verify(RSA_SHA256.name, key, fromBase64(signature), encoder.encode(canonicalSixDu(params)))
  },
}
