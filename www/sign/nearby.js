/**
 * Looks for the rule under which a signature from elsewhere would be right: the usual misreadings of a gateway's
 * documentation, tried alone and then two at a time.
 */

import { ALGORITHMS, ENCODINGS } from './offered.js'

const TEMPLATES = [undefined, '{}', '&key={}', '&app_secret={}', '&secret={}', '&appSecret={}', '&secretKey={}']

/** What may have been read in another way; of the algorithms, those that make a signature of so many bytes. */
const changes = (rsa, bytes) => ({
  encode: ENCODINGS,
  dropEmpty: [true, false],
  secret: rsa ? [] : TEMPLATES,
  algorithm: Object.keys(ALGORITHMS).filter((word) => {
    const { keyed, length } = ALGORITHMS[word]
    return rsa ? keyed === 'rsa' : keyed !== 'rsa' && length === bytes
  }),
  separator: ['&', ',', ''],
  last: [[], ['ts'], ['timestamp']],
})

/**
 * @returns {{ spec: object, changes: { field: string, value: unknown }[], key?: string } | undefined}
 */
export function nearbyRule(paysign, { spec, key, params }, signature) {
  const form = shapeOf(signature)
  if (!form) return undefined
  const bytes = form === 'base64' ? atob(signature).length : signature.length / 2
  const rsa = ALGORITHMS[spec.algorithm].keyed === 'rsa'
  const singles = [...changesOf(changes(rsa, bytes), spec), ...leavingOut(spec, params)]
  // An RSA key takes milliseconds to read each time, so there two misreadings at once are not looked for.
  const sets = [[], ...singles.map((change) => [change]), ...(rsa ? [] : pairs(singles))]
  for (const candidateKey of new Set([key, key.trim()])) {
    for (const changes of sets) {
      const candidate = apply(spec, changes, form)
      if (matches(paysign, candidate, candidateKey, params, signature)) {
        return { spec: candidate, changes, key: candidateKey === key ? undefined : candidateKey }
      }
    }
  }
  return undefined
}

/** The outputs that a signature may be written in, by its look. */
function shapeOf(signature) {
  if (/^[0-9a-f]+$/i.test(signature)) return signature === signature.toLowerCase() ? 'hex' : 'HEX'
  if (/^[0-9a-z+/]+={0,2}$/i.test(signature) && signature.length % 4 === 0) return 'base64'
  return undefined
}

function changesOf(fields, spec) {
  return Object.entries(fields).flatMap(([field, values]) =>
    values.filter((value) => String(value) !== String(spec[field] ?? undefined)).map((value) => ({ field, value })),
  )
}

/** Every signed name might be one that the other side does not sign, and every unsigned one might be signed there. */
function leavingOut(spec, params) {
  const names = Object.keys(params).filter((name) => name !== spec.signatureField)
  return [
    ...names.filter((name) => !spec.exclude.includes(name)).map((name) => [...spec.exclude, name]),
    ...spec.exclude.filter((name) => names.includes(name)).map((name) => spec.exclude.filter((each) => each !== name)),
  ].map((value) => ({ field: 'exclude', value }))
}

function pairs(changes) {
  return changes.flatMap((first, index) =>
    changes.slice(index + 1).flatMap((second) => (first.field === second.field ? [] : [[first, second]])),
  )
}

function apply(spec, changes, output) {
  const candidate = { ...spec, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])), output }
  if (candidate.secret === undefined) delete candidate.secret
  return candidate
}

function matches(paysign, spec, key, params, signature) {
  let signer
  try {
    signer = new paysign.Signer(spec, key)
    return signer.verify(params, signature)
  } catch {
    // Not every combination is a rule, nor every key one for it; those cannot be what the other side did.
    return false
  } finally {
    signer?.free()
  }
}
