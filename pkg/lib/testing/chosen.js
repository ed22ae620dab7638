// A gateway's spec as a merchant's options make it. Written a second time, in JavaScript: what the engine makes of a spec
// lies in wasm, and a sandbox that asked the engine would make the engine's mistakes.
import { PayError } from 'paysign'
import { isRecord, kindOf, property } from '../value.js'

/** The spec of a class, or the spec itself. */
export function specOf(of) {
  const spec = property(of, 'spec') ?? of
  if (isRecord(spec)) return spec
  throw new PayError('config', `${kindOf(of)} is no gateway: it takes a class, like HiCoin, or a GatewaySpec`)
}

/** With the patches of its choices, and with what is shared in its places. Nothing is read from Object.prototype. */
export function chosen(of, options) {
  let spec = plain(specOf(of))
  for (const [name, option] of Object.entries(spec.options ?? {})) {
    if (option.type === 'choice') spec = merged(spec, patchOf(spec, name, option, options))
  }
  return used(spec, spec.shared ?? {}, [])
}

/** What the word that was chosen changes. */
function patchOf(spec, name, { words, default: usual }, options) {
  const word = property(options, name) ?? usual
  if (Object.hasOwn(words, word)) return words[word].patch ?? {}
  const what = word === undefined ? 'is missing' : `${word} is unknown`
  throw new PayError('config', `${spec.class}: ${name} ${what}; it is one of ${Object.keys(words).join(', ')}`)
}

/** A copy that has nothing but its own members. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value)) return value
  const copy = { __proto__: null }
  for (const name of Object.keys(value)) copy[name] = plain(value[name])
  return copy
}

/** JSON Merge Patch (RFC 7396). */
function merged(target, patch) {
  if (!isRecord(patch)) return patch
  const result = { __proto__: null, ...(isRecord(target) && target) }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else result[name] = merged(result[name], value)
  }
  return result
}

/** The members of the shared objects first, then its own; an own one stands in the place of a shared one. */
function used(value, shared, within) {
  if (Array.isArray(value)) return value.map((item) => used(item, shared, within))
  if (!isRecord(value)) return value
  const result = { __proto__: null }
  for (const name of [value.$use ?? []].flat()) {
    if (within.includes(name) || !Object.hasOwn(shared, name)) {
      throw new PayError('config', `$use: ${name} is ${within.includes(name) ? 'in a circle' : 'not in shared'}`)
    }
    Object.assign(result, used(shared[name], shared, [...within, name]))
  }
  for (const name of Object.keys(value)) {
    if (name !== '$use') result[name] = used(value[name], shared, within)
  }
  return result
}

/** The fields of a call that a request may hold, by the gateway's own names. */
export function fieldsOf(call) {
  const all = { ...call.headers, ...call.fields, ...call.wrap?.fields }
  const fields = { __proto__: null }
  for (const [name, field] of Object.entries(all)) fields[field.sentAs ?? name] = field
  return fields
}

/** What the gateway's requests say of a field that an answer or a notification repeats. */
export function requestFields(spec) {
  return Object.assign({ __proto__: null }, ...Object.values(spec.calls ?? {}).map(fieldsOf))
}

/** Words and the gateway's codes for them; of several codes the first. */
export function codesOf(field) {
  const words = field?.words ?? []
  const pairs = Array.isArray(words) ? words.map((word) => [word, word]) : Object.entries(words)
  return new Map(pairs.map(([word, code]) => [word, [code].flat()[0]]))
}

/** Fields and words that must hold where money has arrived; none where a message itself says it. */
export const paidIn = ({ paid }) => (isRecord(paid) ? Object.entries(paid) : [])

/** The code of a word of an enum; of another field the word itself. */
export const codeOf = (field, word) => codesOf(field).get(word) ?? word
