// Signatures by a SchemeSpec, written a second time for the sandbox: the text that is signed is made here, the digests are
// node:crypto's. It shares nothing with the engine, so that a mistake of the one does not agree with itself. Where there is
// no node:crypto (a page), MD5 and RSA at once are nobody's but the engine's, and both are made by paysign's Signer.
import { Signer } from 'paysign'

const crypto = globalThis.process?.getBuiltinModule?.('node:crypto')

/** The signature of names and texts. */
export const signatureOf = crypto ? signed : (rule, params, key) => bySigner(rule, key)(params)

/** Whether a signature is right. */
export const fits = crypto
  ? verified
  : (rule, params, key, signature) => withSigner(rule, key, (signer) => signer.verify(params, signature))

/** Signs by the engine. */
export const bySigner = (rule, key) => (params) => withSigner(rule, key, (signer) => signer.sign(params))

function withSigner(rule, key, act) {
  const signer = new Signer(rule, key, { allowWeakKeys: true })
  try {
    return act(signer)
  } finally {
    signer.free()
  }
}

const ENCODE = {
  raw: (text) => text,
  form: (text) => new URLSearchParams([['', text]]).toString().slice(1),
  js: encodeURIComponent,
  rfc3986: (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
}
const encoder = /* @__PURE__ */ new TextEncoder()
/** The order of the bytes of UTF-8. */
function bytewise(...texts) {
  const [one, other] = texts.map((text) => encoder.encode(text))
  const at = one.findIndex((byte, index) => byte !== other[index])
  return at < 0 ? one.length - other.length : one[at] - (other[at] ?? -1)
}
const pairwise = (one, other, written = (text) => text) => bytewise(written(one.join('=')), written(other.join('=')))
const ORDER = {
  name: ([one], [other]) => bytewise(one, other),
  pair: (one, other) => pairwise(one, other),
  'pair-nocase': (one, other) =>
    pairwise(one, other, (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase())) || pairwise(one, other),
}

/** Whether the rule signs a field of this name. */
export const covers = ({ signatureField, exclude = [], only }, name) =>
  name !== signatureField && !exclude.includes(name) && (!only || only.includes(name))

/** What is signed, before a secret joins it. */
export function canonical(rule, params) {
  const { dropEmpty = true, order = 'name', names = true, encode = 'raw', separator = '&', trim, last = [] } = rule
  const empty = dropEmpty === 'falsy' ? ['', '0', 'false'] : dropEmpty ? [''] : []
  const kept = Object.entries(params).filter(([name, text]) => covers(rule, name) && !empty.includes(text))
  const place = (list) => (one, other) => list.indexOf(one[0]) - list.indexOf(other[0])
  const sorted = kept.filter(([name]) => !last.includes(name)).sort(ORDER[order] ?? place(rule.only))
  const pairs = [...sorted, ...kept.filter(([name]) => last.includes(name)).sort(place(last))]
  const parts = pairs.map(([name, text]) => (names ? `${name}=` : '') + ENCODE[encode](text))
  let text = parts.join(separator)
  while (trim && separator && text.endsWith(separator)) text = text.slice(0, -separator.length)
  return text
}

/** With the secret where the rule puts it. */
function joined({ secret }, text, key) {
  if (secret === undefined) return text
  const filled = (part) => part.split('{}').join(key)
  return secret.includes('{text}') ? secret.split('{text}').map(filled).join(text) : text + filled(secret)
}

function signed(rule, params, key) {
  const [kind, hash] = rule.algorithm.split('-')
  const secret = typeof key === 'string' ? key : new TextDecoder().decode(key)
  const text = joined(rule, canonical(rule, params), secret)
  if (kind === 'rsa') return written(rule, crypto.createSign(hash).update(text).sign(key))
  const digest = kind === 'hmac' ? crypto.createHmac(hash, secret) : crypto.createHash(kind)
  return written(rule, digest.update(text).digest())
}

/** The digest as text; of the 16s the middle half. */
function written({ output = 'hex' }, digest) {
  const text = digest.toString(/^(hex|HEX)/.test(output) ? 'hex' : output)
  const part = output.endsWith('16') ? text.slice(8, 24) : text
  return output.startsWith('HEX') ? part.toUpperCase() : part
}

function verified(rule, params, key, signature) {
  if (!signature) return false
  const { algorithm, output = 'hex' } = rule
  if (algorithm.startsWith('rsa-')) {
    const verifier = crypto.createVerify(algorithm.slice(4)).update(canonical(rule, params))
    return verifier.verify(crypto.createPublicKey(key), signature, /^hex$/i.test(output) ? 'hex' : output)
  }
  const same = (text) => encoder.encode(/^hex/i.test(output) ? text.toLowerCase() : text)
  const [expected, given] = [same(signed(rule, params, key)), same(signature)]
  return expected.length === given.length && crypto.timingSafeEqual(expected, given)
}
