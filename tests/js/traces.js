// Finding a key where no key should be: in texts, objects and memory.
import { createPrivateKey } from 'node:crypto'
import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** Eight consecutive characters of `key` that stand in `text`, if any do. */
export function leak(text, key) {
  for (let at = 0; at + 8 <= key.length; at++) {
    const part = key.slice(at, at + 8)
    if (text.includes(part)) return part
  }
}

/** All that is kept of a shared secret while it is in use, by name. */
export function tracesOfSecret(secret) {
  const bytes = Buffer.from(secret)
  const traces = { 'the key': bytes }
  for (const [hash, { create }] of Object.entries({ md5, sha256 })) {
    let short = bytes
    if (bytes.length > 64) short = Buffer.from(create().update(bytes).digest())
    for (const [name, pad] of Object.entries({ inner: 0x36, outer: 0x5c })) {
      const block = Buffer.alloc(64, pad)
      short.forEach((byte, at) => (block[at] ^= byte))
      // Equal bytes of padding say nothing.
      traces[`${name} pad of ${hash}`] = block.subarray(0, short.length)
      // The words of the state after this block, which sign as well as the key does.
      traces[`${hash} after the ${name} pad`] = Buffer.from(Uint32Array.from(create().update(block).get()).buffer)
    }
  }
  return traces
}

/** The same of an RSA private key: numbers as DER has them and as a big integer lies in memory, DER, base64. */
export function tracesOfRsa(pem) {
  const key = createPrivateKey(pem)
  const traces = { 'the PEM text': Buffer.from(pem.replace(/-----.*-----\n/g, '')) }
  traces['the base64 on one line'] = Buffer.from(pem.replace(/-----.*-----|\s/g, ''))
  traces['the DER'] = key.export({ format: 'der', type: 'pkcs1' })
  // n and e are no secret, and stand in the DER of the public key as well.
  const { p, q, d, dp, dq, qi, n } = key.export({ format: 'jwk' })
  for (const [name, number] of Object.entries({ p, q, d, dp, dq, qi })) {
    const bytes = Buffer.from(number, 'base64url')
    traces[name] = bytes
    traces[`${name}, least significant byte first`] = Buffer.from(bytes).reverse()
  }
  const open = Buffer.from(n, 'base64url')
  traces['the DER'] = withoutPublic(traces['the DER'], open)
  return traces
}

/** What follows the modulus. */
function withoutPublic(der, modulus) {
  return der.subarray(der.indexOf(modulus) + modulus.length)
}

/** The names of the traces of which `memory` holds a piece. */
export function found(memory, traces) {
  const bytes = withoutGaps(memory.buffer)
  return Object.entries(traces)
    .filter(([, trace]) => {
      // A piece of 16 bytes holds 8 that begin at a multiple of 8; short traces are searched byte by byte.
      const step = trace.length > 128 ? 8 : 1
      for (let at = 0; at + 8 <= trace.length; at += step) {
        if (bytes.includes(trace.subarray(at, at + 8))) return true
      }
      return false
    })
    .map(([name]) => name)
}

/** The same bytes with long runs of zeros cut to sixteen, since most of a memory is zeros. */
function withoutGaps(buffer) {
  const words = new Uint32Array(buffer)
  const kept = new Uint32Array(words.length)
  let zeros = 0
  let length = 0
  for (const word of words) {
    zeros = word === 0 ? zeros + 1 : 0
    if (zeros <= 4) kept[length++] = word
  }
  return Buffer.from(kept.buffer, 0, length * 4)
}
