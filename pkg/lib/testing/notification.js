import { PayError } from 'paysign'
import { isRecord, kindOf, properties } from '../value.js'
import { formOf, jsonOf } from './body.js'
import { chosen } from './chosen.js'
import { keyOf, required, ruleOf } from './keys.js'
import { amountsIn, seconds, usual } from './sample.js'
import { checkBroken, sealed } from './sealed.js'
import { bySigner } from './signature.js'

const DAY = 86400
const NONE = { __proto__: null }

export function notification(of, options, fields = {}, choices) {
  const { name, broken, contentType } = properties(choices, ['name', 'broken', 'contentType'])
  checkBroken(broken)
  const spec = chosen(of, options)
  const row = notificationOf(spec, name)
  return notificationWith(spec, row, options, named(spec, row.key, fields), {
    broken,
    contentType,
    sign: undefined,
  })
}

/** The notification of a name; without one, the gateway's only or first one. */
export function notificationOf(spec, name) {
  const all = spec.notifications ?? NONE
  const known = Object.keys(all)
  const row = all[name ?? (known.includes('notification') ? 'notification' : known[0])]
  if (row) return row
  const which = name === undefined ? 'notifications' : `notification "${name}"`
  const what = known.length ? `; known are ${known.join(', ')}` : ''
  throw new PayError('config', `${spec.class} has no ${which}${what}`)
}

/** The caller's fields, once it is sure that there are names and values: a promise would look like none. */
export function named(spec, role, fields) {
  if (!isRecord(fields)) {
    throw new PayError('params', `fields: is ${kindOf(fields)}, not a plain object of names and values`)
  }
  const signatureField = role && ruleOf(spec, role).signatureField
  if (!role || !Object.hasOwn(fields, signatureField)) return fields
  throw new PayError(
    'params',
    `${signatureField}: is the signature, which is made here; for a wrong one use \`broken\``,
  )
}

/** `sign` makes the signature of names and values; `given` are fields in place of samples. */
export function notificationWith(spec, row, options, given, { broken, contentType, sign }) {
  const all = dated(
    spec,
    row,
    { ...addressed(spec, row, options, broken), ...usual(spec, row, row.fields, given), ...given },
    broken,
  )
  const { read = [], signed = [], signature: header } = row.headers ?? NONE
  const inHeaders = ([name]) => read.includes(name)
  const form = travelsAsForm(spec, contentType)
  const rule = ruleOf(spec, row.key)
  // Ids that travel in headers are not signed.
  const covered = Object.entries(all).filter((field) => !inHeaders(field) || signed.includes(field[0]))
  const { message, signature } = sealed(rule, Object.fromEntries(covered), {
    sign: sign ?? bySigner(rule, keyOf(spec, row.key, options)),
    broken,
    money: amountsIn(row.fields).concat(row.replayKey),
    inJson: !form,
  })
  const sent = Object.entries({ ...all, ...message }).filter(([, value]) => value !== undefined && value !== null)
  const carried = signature === undefined ? {} : { [header ?? rule.signatureField]: signature }
  const body = { ...Object.fromEntries(sent.filter((field) => !inHeaders(field))), ...(!header && carried) }
  const texts = sent.filter(inHeaders).map(([name, value]) => [name, String(value)])
  return posted(body, { ...Object.fromEntries(texts), ...(header && carried) }, form, contentType)
}

function posted(fields, more, form, contentType) {
  const body = form ? formOf(fields) : jsonOf(fields)
  const type = contentType ?? (form ? 'application/x-www-form-urlencoded' : 'application/json')
  const headers = { 'content-type': type, ...more }
  return {
    body,
    contentType: type,
    headers,
    request: (url = 'https://shop.example/notify') =>
      new Request(url, { __proto__: null, method: 'POST', headers: { ...headers }, body }),
  }
}

/** Whom it is for. */
function addressed(spec, row, options, broken) {
  const identity = Object.entries(row.identity ?? {})
  if (broken === 'foreign' && identity.length === 0) impossible(spec, 'names no merchant')
  const not = broken === 'foreign' ? 'not-' : ''
  return Object.fromEntries(identity.map(([name, option]) => [name, not + required(options, option)]))
}

/** With the time of sending, where it has one. */
function dated(spec, { window }, fields, broken) {
  if (broken === 'stale' && !window) impossible(spec, 'has no time window')
  if (!window) return fields
  const now = Number(seconds())
  if (broken === 'stale') return { ...fields, [window.field]: String(now - 2 * Math.max(DAY, window.seconds)) }
  return { [window.field]: String(now), ...fields }
}

/**
 * Unless a label says it, a notification travels as the gateway's orders do. Under another label than these, what it sends
 * travels in its own form.
 */
function travelsAsForm(spec, label = '') {
  if (/multipart/i.test(label)) {
    throw new PayError(
      'config',
      `contentType: ${label} is not a type of notifications; use application/x-www-form-urlencoded`,
    )
  }
  const form = Object.values(spec.calls ?? {}).some(({ effect, send }) => effect === 'money' && send === 'form')
  return /urlencoded/i.test(label) || (!/json/i.test(label) && form)
}

function impossible(spec, why) {
  throw new PayError('config', `broken: a notification of ${spec.class} ${why}`)
}
