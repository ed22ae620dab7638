// What a gateway says, and how it is made to say it wrongly.

import { withAmountChanged, withValueChanged } from './faults.js'
import { canonical, sign, spoil } from './signing.js'
import { pairsOf, writeJson } from './wire.js'

/**
 * A call that the gateway refuses: its own code, and a message for whoever reads the answer.
 * What the call had written is undone, unless `keep` says that the refusal itself has to be remembered.
 */
export class Refusal extends Error {
  constructor(code, message, { keep = false } = {}) {
    super(message)
    this.code = code
    this.keep = keep
  }
}

export const json = (value, status = 200) => ({
  status,
  type: 'application/json; charset=utf-8',
  text: writeJson(value),
})

/**
 * The fields of an answer or a notification with their signature.
 * `signature`: { scheme, field, key, extra? }; extra pairs are signed and travel elsewhere (headers).
 * `strike`: 'wrong-signature' (or 'forged'), 'tampered', 'amount', or nothing.
 */
export function signed(data, signature, strike, amounts) {
  if (strike === 'amount') data = withAmountChanged(data, amounts)
  const pairs = [...pairsOf(data), ...(signature.extra ?? [])]
  const text = sign(signature.scheme, pairs, signature.key)
  const wrong = strike === 'wrong-signature' || strike === 'forged'
  const value = wrong ? spoil(text) : text
  if (strike === 'tampered') data = withValueChanged(data, amounts, signature.field)
  return { data, signature: value, canonical: canonical(signature.scheme, pairs) }
}

/** A merchant's acknowledgement in JSON: this field with this number. */
export const acknowledgedBy = (field, value) => (status, text) => {
  try {
    return status === 200 && JSON.parse(text)[field] === value
  } catch {
    return false
  }
}
