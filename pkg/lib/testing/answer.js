import { PayError } from 'paysign'
import { properties } from '../value.js'
import { jsonOf } from './body.js'
import { chosen } from './chosen.js'
import { keyOf, ruleOf } from './keys.js'
import { named } from './notification.js'
import { amountsIn, usual } from './sample.js'
import { checkBroken, sealed } from './sealed.js'
import { bySigner } from './signature.js'

export function answer(of, callName, options, fields = {}, choices) {
  const { broken } = properties(choices, ['broken'])
  checkBroken(broken)
  const spec = chosen(of, options)
  const call = callOf(spec, callName)
  const given = named(spec, call.verify, fields)
  const state = statesIn(call) && { [call.envelope.states.field]: Object.keys(statesIn(call))[0] }
  const data = { ...usual(spec, call, call.answer, given), ...state, ...given }
  const sign = call.verify && bySigner(ruleOf(spec, call.verify), keyOf(spec, call.verify, options))
  const text = answerText(spec, call, data, sign, broken)
  return new Response(text, { __proto__: null, headers: { 'content-type': 'application/json' } })
}

function callOf(spec, name) {
  const call = spec.calls?.[name]
  if (call && call.send !== 'page') return call
  const what = call
    ? 'is a page, which gives no answer'
    : `is unknown; there are ${Object.keys(spec.calls ?? {}).join(', ')}`
  throw new PayError('config', `${spec.class}: the call "${name}" ${what}`)
}

/** The words that the envelope's code says. */
const statesIn = (call) => call.envelope?.states?.codes

/** What a call answers with these fields; a list of them where it answers a list. */
export function answerText(spec, call, data, sign, broken) {
  if (broken && !sign) throw new PayError('config', `broken: ${spec.class} does not sign this answer`)
  const states = call.envelope?.states
  if (states && Object.hasOwn(states.codes, data[states.field])) {
    return wrapped(call, states.codes[data[states.field]], 'ok')
  }
  const told = sign ? withSignature(spec, call, data, sign, broken) : data
  return wrapped(call, call.envelope?.success?.[0], 'success', told)
}

/** What a call answers that the gateway refuses, with its code. */
export const refusalText = (call, code, why) => wrapped(call, code, why)

function withSignature(spec, call, data, sign, broken) {
  const rule = ruleOf(spec, call.verify)
  const { message, signature } = sealed(rule, data, { sign, broken, money: amountsIn(call.answer), inJson: true })
  return signature === undefined ? message : { ...message, [rule.signatureField]: signature }
}

function wrapped(call, code, message, data) {
  const { envelope } = call
  if (!envelope) return jsonOf(data ?? {})
  const said = envelope.message?.length ? { [envelope.message[0]]: message } : {}
  const number = /^(0|[1-9][0-9]{0,8})$/.test(code) ? Number(code) : code
  return jsonOf({ [envelope.code[0]]: number, ...said, ...(data !== undefined && { [envelope.data ?? 'data']: data }) })
}
