// Reading requests and writing answers. A JSON number keeps the characters it arrived with, because those are what
// was signed; JSON.parse would have lost them.

import { LosslessNumber, isLosslessNumber, parse, stringify } from 'lossless-json'

/** A body that cannot be read; its message says why. */
export class BadBody extends Error {}

export function decodeUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new BadBody('the body is not UTF-8')
  }
}

/** Name-value pairs of a query or of a form-urlencoded body. */
export function readForm(text) {
  const pairs = [...new URLSearchParams(text)]
  const names = new Set()
  for (const [name] of pairs) {
    if (names.has(name)) throw new BadBody(`the name ${name} appears twice`)
    names.add(name)
  }
  return pairs
}

/** Pairs of a JSON object without nesting: every value as the text it travelled as, null where it is absent. */
export function readJson(text) {
  return Object.entries(parseObject(text)).map(([name, value]) => {
    if (value === null) return [name, null]
    if (typeof value === 'object' && !isLosslessNumber(value)) throw new BadBody(`${name} holds a nested value`)
    return [name, String(value)]
  })
}

/** A JSON object, its numbers as LosslessNumber. */
export function parseObject(text) {
  const value = parseJson(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value) || isLosslessNumber(value))
    throw new BadBody('the body is not a JSON object')
  return value
}

export function parseJson(text) {
  try {
    return parse(text, null, {
      onDuplicateKey({ key }) {
        throw new BadBody(`the name ${key} appears twice`)
      },
    })
  } catch (error) {
    // RangeError: the parser is recursive, and a body may be nested deeper than the stack.
    if (error instanceof BadBody) throw error
    throw new BadBody('the body is not JSON')
  }
}

/** JSON text in which BigInt and LosslessNumber keep their digits. */
export const writeJson = (value) => stringify(value)

/** A JSON number with exactly these characters. */
export const numeric = (text) => new LosslessNumber(String(text))

/** The pairs that a signature over this flat object covers; undefined and null are absent. */
export const pairsOf = (object) =>
  Object.entries(object).map(([name, value]) => [name, value == null ? null : String(value)])

export const writeForm = (object) => new URLSearchParams(pairsOf(object).filter(([, text]) => text !== null)).toString()
