// The orders of a sandbox: what was sent, what was answered, and how far each has come.
import { PayError } from 'paysign'
import { property } from '../value.js'
import { codeOf, codesOf, fieldsOf, paidIn } from './chosen.js'
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

/** `same`: names under which other messages repeat a field of the order. */
export function openOrders(spec, { number, amount }, { same, states }) {
  const orders = []
  const echoed = Object.values(spec.calls).flatMap(({ echo }) => Object.entries(echo ?? {}))
  const requested = Object.assign({ __proto__: null }, ...Object.values(spec.calls).map(fieldsOf))

  /** Other names of a field: those that the spec's echoes and the caller say. */
  const namesOf = (name) => [
    name,
    ...echoed.filter((pair) => pair.includes(name)).flat(),
    ...Object.entries(same ?? {})
      .filter((pair) => pair.includes(name))
      .flat(),
  ]

  const create = (fields, names) => {
    const own = Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]))
    const order = {
      number: fields[number],
      amount: fields[amount],
      state: 'created',
      fields: { __proto__: null, ...own },
    }
    orders.push(order)
    return order
  }
  const known = (order, name) =>
    namesOf(name)
      .map((name) => order.fields[name])
      .find((text) => text !== undefined)

  /** The value of a message's field: what the order has under one of its names, or a sample that it keeps. */
  function valueOf(order, name, field) {
    const text = known(order, name)
    if (text === undefined || ['object', 'list'].includes(field.type)) {
      const asked = namesOf(name).find((name) => requested[name])
      return (order.fields[name] = sample(name, field, orders.indexOf(order) + 1, { [name]: requested[asked] }))
    }
    return ['units', 'integer'].includes(field.type) && /^[0-9]+$/.test(text) ? BigInt(text) : text
  }

  return {
    all: orders,
    create,
    /** The order of a merchant's number, or of the gateway's. */
    byId: (id) => orders.find((order) => order.number === id || Object.values(order.fields).includes(id)),
    /** The orders that fields of a request name; all of them where it names none. */
    named(fields, names) {
      const asked = names.filter((name) => fields[name] && orders.some((order) => known(order, name) !== undefined))
      return {
        asked,
        found: orders.filter((order) => asked.every((name) => String(known(order, name)) === fields[name])),
      }
    },
    /** What a message says of an order. */
    told(order, row, fields, more = []) {
      const paid = paidIn(row)
      const told = {}
      for (const [name, field] of Object.entries(fields ?? {})) {
        const decides = paid.some(([known]) => known === name) || row.replayKey?.includes(name) || more.includes(name)
        if (field.optional && !decides && known(order, name) === undefined) continue
        if (!paid.some(([known]) => known === name)) told[name] = valueOf(order, name, field)
      }
      // Of several that must hold, the last one is the order's state.
      for (const [name, words] of paid) told[name] = codeOf(fields[name], words[0])
      const [name, words] = paid.at(-1) ?? []
      if (name) told[name] = codeOf(fields[name], wordOf(order.state, fields[name], words, states))
      return told
    },
    wordOf: (order, field, words) => wordOf(order.state, field, words, states),
  }
}

/** The gateway's word for a state. */
export function wordOf(state, field, paid, states) {
  const said = property(states, state)
  if (said) return said
  const words = [...codesOf(field).keys()]
  if (state === 'paid') return paid[0]
  const others = words.filter((word) => !paid.includes(word))
  return others.find((word) => USUAL[state].test(word)) ?? others[0] ?? state
}
