// The gateways' half of every signature, on node:crypto alone. Shares nothing with the package under test: if both
// sides used one implementation, one mistake would agree with itself.

import { createHash, createHmac, createSign, createVerify, timingSafeEqual } from 'node:crypto'

const md5 = (text) => createHash('md5').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest('hex')

/** application/x-www-form-urlencoded, as the WHATWG and Java's URLEncoder agree on it. */
const formEncode = (text) => new URLSearchParams([['', text]]).toString().slice(1)

const hicoin = (text, key) => hmac(key, `${text}&key=${key}`).toUpperCase()
const yinqiantong = (text, key) => md5(`${text}&app_secret=${key}`)

// omit: names that are not signed; empty: whether '' is signed; last: a name that follows the sorted ones.
const SCHEMES = {
  hicoin: { omit: ['sign'], digest: hicoin },
  'hicoin-h5': { omit: ['paySign'], encode: formEncode, digest: hicoin },
  'yinqiantong-v1': { omit: ['sign'], last: 'ts', digest: yinqiantong },
  'yinqiantong-v2': { omit: ['sign'], digest: yinqiantong },
  bitcv: { omit: ['sign', 'sign_type', 'sign_version'], digest: (text, key) => md5(text + key) },
  sixdu: { omit: ['merchantSign'], empty: true, separator: ',', rsa: true },
  'bhop-org': { omit: ['signature'], empty: true, digest: (text, key) => hmac(key, text) },
  // The cashier behind Yinqiantong signs the Alipay form with RSA2, as Alipay does: sorted, raw, `sign` left out.
  alipay: { omit: ['sign'], rsa: true },
}

const byBytes = ([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** What is signed, before the secret joins it. `pairs`: [name, text or null][]. */
export function canonical(scheme, pairs) {
  const { omit, empty = false, encode = (text) => text, separator = '&', last } = SCHEMES[scheme]
  const kept = pairs.filter(([name, text]) => text !== null && (empty || text !== '') && !omit.includes(name))
  const sorted = kept.filter(([name]) => name !== last).sort(byBytes)
  return [...sorted, ...kept.filter(([name]) => name === last)]
    .map(([name, text]) => `${name}=${encode(text)}`)
    .join(separator)
}

export function sign(scheme, pairs, key) {
  const text = canonical(scheme, pairs)
  return SCHEMES[scheme].rsa ? createSign('sha256').update(text).sign(key, 'base64') : SCHEMES[scheme].digest(text, key)
}

export function verify(scheme, pairs, key, signature) {
  if (!signature) return false
  if (SCHEMES[scheme].rsa)
    return createVerify('sha256').update(canonical(scheme, pairs)).verify(key, signature, 'base64')
  // Hexadecimal digits mean the same in either case.
  const expected = Buffer.from(sign(scheme, pairs, key).toLowerCase())
  const given = Buffer.from(signature.toLowerCase())
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** A signature that looks right and is not: one character of the true one is another. */
export function spoil(signature) {
  const first = /[0-9]/.exec(signature)
  const at = first ? first.index : 0
  return signature.slice(0, at) + (signature[at] === '7' ? '8' : '7') + signature.slice(at + 1)
}
