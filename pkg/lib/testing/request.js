// What a gateway makes of a request: which call it is, what it says, and what is wrong with it.
import { readForm, readJson } from './body.js'
import { fieldsOf } from './chosen.js'
import { ruleOf } from './keys.js'
import { fits } from './signature.js'

/** The call that a request is for, with what it says; `undefined` where the gateway has no such call. */
export async function callIn(spec, request, addressOf) {
  const body = await request.text()
  const path = trimmed(new URL(request.url).pathname)
  for (const [name, call] of Object.entries(spec.calls)) {
    const base = trimmed(addressOf(call.base ?? 'base'))
    const paths = [call.path ?? '', ...Object.values(call.pathWith ?? {})]
    if (request.method !== methodOf(call) || !paths.some((below) => trimmed(base + below) === path)) continue
    const said = read(spec, call, request, body)
    if (isMeant(call, said.fields)) return { name, call, ...said }
  }
  return undefined
}

const trimmed = (path) => path.replace(/\/+$/, '')
const methodOf = ({ method, send }) => (send === 'page' ? 'GET' : (method ?? 'POST'))

/** Two calls at one address differ by a constant. */
function isMeant(call, fields) {
  const constants = Object.entries(fieldsOf(call)).filter(([, { value }]) => typeof value === 'string')
  return constants.every(([name, { value }]) => (fields[name] ?? value) === value)
}

/** `fields`: all that it says, by the gateway's names; `signed`: what its signature covers. Texts, not yet believed. */
function read(spec, call, request, body) {
  const rule = call.sign && ruleOf(spec, call.sign.key)
  const headers = Object.entries(call.headers ?? {}).map(([name, field]) => [name, field, request.headers.get(name)])
  const there = headers.filter(([, , text]) => text !== null)
  const of = (list) => Object.fromEntries(list.map(([name, , text]) => [name, text]))
  let carried
  try {
    carried = bodyOf(call, request, body, rule?.numbers)
    const inside = call.wrap && readJson(carried[call.wrap.name] ?? '{}')
    // What travels in the query is not signed, as the engine has it.
    const covered = call.send === 'query' ? {} : carried
    const signed = { ...covered, ...of(there.filter(([, { signed }]) => signed)) }
    return {
      fields: { __proto__: null, ...carried, ...inside, ...of(there) },
      signed,
      signature: signatureIn(call, rule, request, carried),
      unreadable: false,
    }
  } catch {
    return { fields: { __proto__: null }, signed: {}, signature: undefined, unreadable: true }
  }
}

function bodyOf({ send = 'json' }, request, body, numbers) {
  if (send === 'json') return readJson(body, numbers)
  return readForm(send === 'form' ? body : new URL(request.url).search)
}

function signatureIn({ sign }, rule, request, carried) {
  if (!sign) return undefined
  return sign.in === 'header' ? request.headers.get(rule.signatureField) : carried[rule.signatureField]
}

/** Why the gateway refuses it: `signature` or `params`, and in words; `undefined` where nothing is wrong. */
export function faultIn(spec, call, { fields, signed, signature, unreadable }, keyOf, options) {
  if (unreadable) return ['params', 'the body cannot be read']
  if (call.sign && !fits(ruleOf(spec, call.sign.key), signed, keyOf(call.sign.key), signature)) {
    return ['signature', 'the signature is wrong (签名错误)']
  }
  for (const [name, field] of Object.entries(fieldsOf(call))) {
    const absent = fields[name] === undefined || fields[name] === ''
    if (absent && !field.optional) return ['params', `${name} is missing`]
    const expected = field.value?.option && options[field.value.option]
    if (expected !== undefined && fields[name] !== String(expected)) return ['params', `${name} is another merchant's`]
  }
  return undefined
}
