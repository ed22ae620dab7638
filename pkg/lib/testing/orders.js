// The orders of a sandbox: what was sent, what was answered, and how far each has come.
import { PayError } from 'paysign'
import { property } from '../value.js'
import { codeOf, codesOf, fieldsOf, paidIn, requestFields } from './chosen.js'
import { amountsIn, sample } from './sample.js'

/** How words of a gateway are told, where the caller does not say which they are. */
const USUAL = {
  created: /^(not|un|wait|creat|new|pending|init|open|process)/i,
  expired: /expire|close|cancel|timeout|overdue|revoke/i,
}

/**
 * The call that makes orders, and its field with the merchant's number: one that a notification or an answer repeats.
 * `given` says what the spec does not.
 */
export function creation(spec, given) {
  const calls = Object.entries(spec.calls ?? {})
  const makes = calls.filter(([, { effect, answer }]) => ['money', 'idempotent'].includes(effect) && answer)
  const name = given.create ?? (makes.find(([name]) => name === 'createOrder') ?? makes[0])?.[0]
  const call = spec.calls?.[name]
  if (!call) throw unsaid(spec, 'create', 'which call makes orders')
  const fields = fieldsOf(call)
  const repeated = new Set([
    ...Object.values(spec.notifications ?? {}).flatMap(({ replayKey }) => replayKey),
    ...calls.flatMap(([, { echo }]) => Object.keys(echo ?? {})),
    ...calls.filter(([, { effect }]) => effect === 'read').flatMap(([, call]) => Object.keys(fieldsOf(call))),
  ])
  const isNumber = (name) => {
    const { type, value, optional } = fields[name]
    return value === undefined && !optional && ['text', 'id', 'digits'].includes(type) && repeated.has(name)
  }
  const number = given.number ?? Object.keys(fields).find(isNumber)
  if (!fields[number]) throw unsaid(spec, 'number', `which field of ${name} is the merchant's number`)
  return { name, number, amount: given.amount ?? amountsIn(fields)[0] }
}

const unsaid = (spec, option, what) =>
  new PayError('config', `sandboxOf: ${option}: the spec of ${spec.class} does not tell ${what}; say it`)

/** The orders that there are. `same`: names under which other messages repeat a field of the order. */
export function openOrders(spec, { number, amount }, { same, states }) {
  const all = []
  const names = namesOf(spec, same)
  const known = (order, name) => names(name).map((name) => order.fields[name]).find((text) => text !== undefined) // prettier-ignore
  const valueOf = valuesOf(spec, names, known)
  return {
    all,
    create(fields, own) {
      const kept = own.filter((name) => name in fields).map((name) => [name, fields[name]])
      const order = { number: fields[number], amount: fields[amount], nth: all.length + 1, state: 'created' }
      order.fields = { __proto__: null, ...Object.fromEntries(kept) }
      all.push(order)
      return order
    },
    /** The order of a merchant's number, or of the gateway's. */
    byId: (id) => all.find((order) => order.number === id || Object.values(order.fields).includes(id)),
    /** The orders that fields of a request name; all of them where it names none. */
    named(fields, own) {
      const asked = own.filter((name) => fields[name] && all.some((order) => known(order, name) !== undefined))
      const found = all.filter((order) => asked.every((name) => String(known(order, name)) === fields[name]))
      return { asked, found }
    },
    /** What a message says of an order; of its optional fields those that are known, and `more`. */
    told(order, row, fields, more = []) {
      const paid = paidIn(row)
      const deciding = paid.map(([name]) => name)
      const decisive = [...more, ...(row.replayKey ?? [])]
      const told = {}
      for (const [name, field] of Object.entries(fields ?? {})) {
        if (deciding.includes(name)) continue
        if (field.optional && !decisive.includes(name) && known(order, name) === undefined) continue
        told[name] = valueOf(order, name, field)
      }
      return { ...told, ...stateIn(order, paid, fields, states) }
    },
    wordOf: (order, field, words) => wordOf(order.state, field, words, states),
  }
}

/** The names of a field: its own, and those that the spec's echoes and the caller say. */
function namesOf(spec, same) {
  const echoed = Object.values(spec.calls).flatMap(({ echo }) => Object.entries(echo ?? {}))
  const pairs = [...echoed, ...Object.entries(same ?? {})]
  return (name) => [name, ...pairs.filter((pair) => pair.includes(name)).flat()]
}

/** The value of a message's field: what the order has under one of its names, or a sample that it keeps. */
function valuesOf(spec, names, known) {
  const requested = requestFields(spec)
  return (order, name, field) => {
    const text = known(order, name)
    if (text === undefined || ['object', 'list'].includes(field.type)) {
      const asked = names(name).find((name) => requested[name])
      return (order.fields[name] = sample(name, field, order.nth, { [name]: requested[asked] }))
    }
    return ['units', 'integer'].includes(field.type) && /^[0-9]+$/.test(text) ? BigInt(text) : text
  }
}

/** The fields that say whether it is paid. Of several that must hold, the last one is the order's state. */
function stateIn(order, paid, fields, states) {
  const said = Object.fromEntries(paid.map(([name, words]) => [name, codeOf(fields[name], words[0])]))
  const [name, words] = paid.at(-1) ?? []
  if (name) said[name] = codeOf(fields[name], wordOf(order.state, fields[name], words, states))
  return said
}

/** The gateway's word for a state. */
function wordOf(state, field, paid, states) {
  const said = property(states, state)
  if (said) return said
  const words = [...codesOf(field).keys()]
  if (state === 'paid') return paid[0]
  const others = words.filter((word) => !paid.includes(word))
  return others.find((word) => USUAL[state].test(word)) ?? others[0] ?? state
}
