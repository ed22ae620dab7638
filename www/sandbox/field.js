// The limits of a request's fields, as data: { name: rule }. A rule says what is wrong with a text, in the words of
// someone looking for the mistake.

import { isIPv4 } from 'node:net'
import { Refusal } from './answer.js'

/**
 * @typedef {object} Rule
 * @property {boolean} [optional]
 * @property {number} [max]      characters
 * @property {RegExp} [pattern]
 * @property {string[]} [oneOf]
 * @property {boolean} [integer] above zero, as a signed 64-bit number holds it
 * @property {boolean} [decimal] plain decimal above zero; `zero` allows 0
 * @property {boolean} [ipv4]
 * @property {boolean | 'bare'} [url] absolute http(s) address; 'bare': without a query
 */

const CHECKS = {
  max: (limit, text) => [...text].length > limit && `longer than ${limit} characters`,
  pattern: (pattern, text) => !pattern.test(text) && `does not match ${pattern}`,
  oneOf: (words, text) => !words.includes(text) && `is none of ${words.join(', ')}`,
  integer: (_, text) =>
    !(/^[1-9][0-9]{0,18}$/.test(text) && BigInt(text) < 2n ** 63n) &&
    'is not a whole number above zero that fits 64 bits',
  decimal: (_, text, { zero }) =>
    !(/^(0|[1-9][0-9]*)(\.[0-9]{1,18})?$/.test(text) && (zero || /[1-9]/.test(text))) && 'is not a decimal above zero',
  ipv4: (_, text) => !isIPv4(text) && 'is not an IPv4 address',
  url: (kind, text) => {
    const url = URL.canParse(text) && new URL(text)
    if (!url || !/^https?:$/.test(url.protocol)) return 'is not an absolute http or https address'
    return kind === 'bare' && text.includes('?') && 'must not carry a query'
  },
}

/** Every fault found, as "name why"; an empty list is a good request. */
export function faultsOf(rules, params) {
  const found = []
  for (const [name, rule] of Object.entries(rules)) {
    const text = params[name] ?? ''
    if (text === '') {
      if (!rule.optional) found.push(`${name} is missing`)
      continue
    }
    for (const [check, value] of Object.entries(rule)) {
      const why = CHECKS[check]?.(value, text, rule)
      if (why) found.push(`${name} ${why}`)
    }
  }
  return found
}

/** Refuses a request with all its faults at once. */
export function refuseFaults(found, code, prefix = '') {
  if (found.length) throw new Refusal(code, prefix + found.join('; '))
}
