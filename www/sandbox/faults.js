// How a gateway is told to misbehave: rules that say what goes wrong, where, and how often.

import { spoil } from './signing.js'
import { seeded } from './identifiers.js'

/** A refused instruction to the sandbox itself. */
export class ControlError extends Error {}

/** What can go wrong with an answer. `at`: where by default; 'answer' are faults in what is said, not in how it travels. */
export const ANSWER_FAULTS = {
  slow: { at: 'before', about: 'waits delayMs (1000) and then goes on' },
  drop: { at: 'before', about: 'the connection is closed without an answer' },
  error: { at: 'before', about: 'HTTP status (500) with a text' },
  'rate-limit': { at: 'before', only: 'before', about: 'HTTP 429 with Retry-After: retryAfter (1)' },
  html: { at: 'before', about: 'an HTML page with HTTP status (200)' },
  body: { at: 'before', about: 'the given body, contentType and status, verbatim' },
  truncated: { at: 'after', only: 'after', about: 'half of the answer, as if it were whole' },
  cut: { at: 'after', only: 'after', about: 'half of the answer, then the connection is closed' },
  stall: { at: 'after', only: 'after', about: 'half of the answer, a pause of delayMs (1000), the rest' },
  'wrong-signature': { at: 'answer', needs: 'signed', about: 'the answer is signed wrongly' },
  tampered: { at: 'answer', needs: 'signed', about: 'a value is changed after the answer was signed' },
  amount: { at: 'answer', needs: 'amounts', about: 'another amount, signed correctly' },
}

/** What can go wrong with a notification. */
export const NOTIFICATION_FAULTS = {
  forged: 'signed wrongly',
  tampered: 'the amount or another value is changed after signing',
  amount: 'another amount, signed correctly',
  stale: 'signed correctly, but two days old',
  repeated: 'delivered `times` (1) more after it was acknowledged, byte for byte',
  reordered: 'held back until a later notification of the gateway has gone out, at most delayMs (60000)',
  late: 'sent delayMs (1000) late',
  lost: 'never sent',
  unheard: 'sent, but the merchant’s acknowledgement does not reach the gateway',
}

const FIELDS = new Set(
  'on gateway call event order fault when count probability skip delayMs status retryAfter body contentType times'.split(
    ' ',
  ),
)

export function openFaults({ gateways, seed }) {
  let chance = seeded(seed)
  let rules = []
  let lastId = 0

  const callsOf = (rule) =>
    [...gateways.values()]
      .filter((gateway) => !rule.gateway || gateway.name === rule.gateway)
      .flatMap((gateway) =>
        gateway.calls.filter((call) => !rule.call || call.name === rule.call).map((call) => ({ gateway, call })),
      )

  const can = (fault, { call }) => !ANSWER_FAULTS[fault].needs || Boolean(call[ANSWER_FAULTS[fault].needs])

  function check(rule) {
    for (const name of Object.keys(rule)) if (!FIELDS.has(name)) throw new ControlError(`a fault has no field ${name}`)
    if (rule.gateway && !gateways.has(rule.gateway)) throw new ControlError(`no gateway ${rule.gateway}`)
    if (rule.on !== 'answer' && rule.on !== 'notification') throw new ControlError(`on is 'answer' or 'notification'`)
    const table = rule.on === 'answer' ? ANSWER_FAULTS : NOTIFICATION_FAULTS
    if (!Object.hasOwn(table, rule.fault))
      throw new ControlError(`${rule.on} faults are ${Object.keys(table).join(', ')}`)
    if (rule.on === 'answer') {
      const calls = callsOf(rule)
      if (!calls.length) throw new ControlError(`no call ${rule.call}`)
      if (!calls.some((call) => can(rule.fault, call)))
        throw new ControlError(`${rule.gateway ?? ''} ${rule.call ?? ''}: the answer has nothing to make ${rule.fault}`)
      const { only } = ANSWER_FAULTS[rule.fault]
      if (rule.when && (only || ANSWER_FAULTS[rule.fault].at === 'answer') && rule.when !== only)
        throw new ControlError(`${rule.fault} happens only ${only ?? 'in the answer'}`)
      if (rule.when && !['before', 'after'].includes(rule.when))
        throw new ControlError(`when is 'before' or 'after' the call acts`)
    } else if (rule.gateway) {
      checkNotification(gateways.get(rule.gateway), rule.fault)
    }
    for (const name of ['count', 'skip', 'delayMs', 'times']) {
      if (rule[name] !== undefined && !(Number.isInteger(rule[name]) && rule[name] >= 0))
        throw new ControlError(`${name} is a whole number`)
    }
    if (rule.probability !== undefined && !(rule.probability >= 0 && rule.probability <= 1))
      throw new ControlError('probability is between 0 and 1')
  }

  /** Refuses what a gateway's notification cannot do. */
  function checkNotification(gateway, fault) {
    if (!gateway.notification) throw new ControlError(`${gateway.name} sends no notifications`)
    if (!Object.hasOwn(NOTIFICATION_FAULTS, fault))
      throw new ControlError(`notification faults are ${Object.keys(NOTIFICATION_FAULTS).join(', ')}`)
    if (fault === 'stale' && !gateway.notification.dated)
      throw new ControlError(`${gateway.name}'s notification carries no time, so it cannot be stale`)
    if (fault === 'amount' && !gateway.notification.amounts)
      throw new ControlError(`${gateway.name}'s notification carries no amount`)
  }

  return {
    checkNotification,
    add(rule) {
      rule = { on: 'answer', ...rule }
      check(rule)
      const once = rule.count === undefined && rule.probability === undefined
      const added = { ...rule, id: ++lastId, left: once ? 1 : (rule.count ?? null), seen: 0, hits: 0 }
      rules.push(added)
      return added
    },
    list: () => rules,
    remove(id) {
      const before = rules.length
      rules = id === undefined ? [] : rules.filter((rule) => rule.id !== Number(id))
      return before - rules.length
    },
    /** Starts the sequence of chance again, from this seed. */
    reseed(value) {
      chance = seeded(value)
    },
    /** The fault that strikes now, if any; at most one. `order`: the merchant's number or the gateway's id. */
    pick(on, { gateway, call, event, order = [] }) {
      for (const rule of rules) {
        if (rule.on !== on || rule.left === 0) continue
        if (rule.gateway && rule.gateway !== gateway.name) continue
        if (rule.call && rule.call !== call?.name) continue
        if (rule.event && rule.event !== event) continue
        if (rule.order && !order.includes(rule.order)) continue
        if (on === 'answer' && !can(rule.fault, { call })) continue
        if (on === 'notification' && rule.fault === 'stale' && !gateway.notification.dated) continue
        if (on === 'notification' && rule.fault === 'amount' && !gateway.notification.amounts) continue
        if (rule.seen++ < (rule.skip ?? 0)) continue
        if (rule.probability !== undefined && chance() >= rule.probability) continue
        if (rule.left !== null) rule.left--
        rule.hits++
        return rule
      }
      return null
    },
  }
}

/** The object with its amounts one unit of their last place higher. Names may reach inside: 'payInfo.0.amount'. */
export function withAmountChanged(data, names) {
  const copy = structuredCloneLossless(data)
  for (const name of names) {
    const path = name.split('.')
    const last = path.pop()
    const holder = path.reduce((value, key) => value?.[key], copy)
    if (holder?.[last] != null && holder[last] !== '') holder[last] = nextAmount(holder[last])
  }
  return copy
}

/** One value changed, as somebody on the way would: an amount if there is one, else the first long text. */
export function withValueChanged(data, names, signatureField) {
  const present = names?.filter((name) => data[name] != null && data[name] !== '')
  if (present?.length) return withAmountChanged(data, present)
  const name = Object.keys(data).find(
    (key) => key !== signatureField && typeof data[key] === 'string' && data[key] !== '',
  )
  return { ...data, [name]: spoil(data[name]) }
}

function nextAmount(value) {
  const text = String(value)
  const units = String(BigInt(text.replace('.', '')) + 1n)
  const places = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
  const padded = units.padStart(places + 1, '0')
  const next = places ? `${padded.slice(0, -places)}.${padded.slice(-places)}` : units
  if (typeof value === 'string') return next
  if (typeof value === 'bigint') return BigInt(next)
  if (typeof value === 'number') return Number(next)
  return new value.constructor(next) // LosslessNumber
}

const structuredCloneLossless = (value) =>
  Array.isArray(value)
    ? value.map(structuredCloneLossless)
    : value && Object.getPrototypeOf(value) === Object.prototype
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, structuredCloneLossless(inner)]))
      : value
