/** Runs the package over what was typed and sorts its errors by the field that they belong beside. */

import { piecesOf } from './canonical.js'
import { faultText } from './fault.js'
import { isRsa } from './rule.js'

/**
 * @param {typeof import('paysign')} paysign
 * @param {{ spec: object, key: string, entries: [string, unknown][], faults: object[] }} input
 */
export function compute(paysign, { spec, key, entries, faults }) {
  // fromEntries and not assignment: a parameter may be called __proto__.
  const params = Object.fromEntries(entries)
  const outcome = { spec, key, params, faults: { rule: '', key: '', rows: [...faults] } }
  if (faults.length > 0) return outcome

  try {
    outcome.explanation = withoutKey(paysign, spec, params)
    outcome.pieces = piecesOf(paysign.canonicalString, spec, outcome.explanation)
  } catch (error) {
    if (error.kind === 'params') {
      const details = error.details?.length ? error.details : [{ field: undefined, why: faultText(error) }]
      outcome.faults.rows.push(...details.map(({ field, why }) => ({ field, message: why })))
    } else {
      outcome.faults.rule = faultText(error)
    }
    return outcome
  }

  if (key === '') return outcome
  let signer
  try {
    signer = new paysign.Signer(spec, key)
    outcome.explanation = signer.explain(params)
    outcome.pieces = piecesOf(paysign.canonicalString, spec, outcome.explanation)
    outcome.signature = outcome.explanation.signature
  } catch (error) {
    // Some contradictions of a rule show only with a key of its kind.
    outcome.faults[error.message.startsWith('scheme: ') ? 'rule' : 'key'] = faultText(error)
  } finally {
    signer?.free()
  }
  return outcome
}

/**
 * The steps before the key comes in, which are the same under any key: so they are there while the key is still
 * missing or wrong. For RSA a digest stands in, because a made-up secret is a key and a made-up RSA key is not.
 */
function withoutKey(paysign, spec, params) {
  const standIn = isRsa(spec) ? { ...spec, algorithm: 'hmac-sha256', secret: undefined } : spec
  const { secret, ...rest } = standIn
  const signer = new paysign.Signer(secret === undefined ? rest : standIn, 'stands in until there is a key')
  try {
    return { ...signer.explain(params), signature: undefined }
  } finally {
    signer.free()
  }
}
