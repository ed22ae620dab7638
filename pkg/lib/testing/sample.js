// Values that a gateway could have sent, made from what a field may hold.
import { codeOf, paidIn, requestFields } from './chosen.js'

/** Names of amounts, also where a message says no more of them than "text". */
const AMOUNT = /amount|money|price|fee/i
const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const random = (length, alphabet) =>
  Array.from({ length }, () => alphabet[Math.floor(alphabet.length * Math.random())]).join('')

export const nonce = () => random(32, DIGITS + LETTERS)
export const seconds = () => String(Math.floor(Date.now() / 1000))
/** `YYYY-MM-DD HH:MM:SS`, UTC+8. */
const dateTime = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')

/** At the end of each stands `nth`, by which one order differs from the next. */
const counted = (name, nth, most = 64) => `${name}-${nth}`.slice(-most)
const digits = (nth, least, most) =>
  String(nth)
    .padStart(Math.max(least, Math.min(most, 12)), '0')
    .slice(-most)

const MAKERS = {
  __proto__: null,
  text: (name, { maxLength }, nth) => counted(name, nth, maxLength),
  token: (name, _, nth) => counted(name, nth),
  nonce,
  prefixed: (name, { prefix }, nth) => `${prefix}${counted(name, nth)}`,
  id: (_, { maxLength = 32 }, nth) => (maxLength > 1 ? `A${digits(nth, 1, maxLength - 1)}` : String(nth % 10)),
  digits: (_, { minLength = 1, maxLength = 19 }, nth) => digits(nth, minLength, maxLength),
  integer: (_, { minimum = 1 }) => Number(minimum),
  units: () => 100,
  decimal: (_, { places = 2 }) => (places > 0 ? `12.${'5'.padEnd(Math.min(places, 2), '0')}` : '12'),
  unixSeconds: seconds,
  unixMillis: (_, { number }) => (number ? Date.now() : String(Date.now())),
  dateTime,
  url: () => 'https://shop.example/',
  ipv4: () => '192.0.2.1',
  boolean: () => true,
  enum: (_, { words, number }) => {
    const [code] = [Object.values(words)[0]].flat()
    return number ? Number(code) : code
  },
  object: (_, { fields }, nth) => samples(fields, nth),
  list: (_, { fields }, nth) => [samples(fields, nth)],
  items: (_, { fields }, nth) => JSON.stringify([samples(fields, nth)]),
  joined: (_, { fields }, nth) => Object.values(samples(fields, nth)).join('^'),
}

/** A value of a field; `known`: what requests say of fields of these names, where a message says no more than "text". */
export function sample(name, field, nth = 1, known) {
  const requested = field.type === 'text' ? known?.[name] : undefined
  const limits = requested?.type ? requested : field
  const type = limits.type === 'text' && AMOUNT.test(name) ? 'decimal' : limits.type
  return MAKERS[type](name, limits, nth)
}

const samples = (fields, nth) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sample(name, field, nth)]))

/**
 * The fields of a message that are always there, and those that decide; not in a second spelling what the caller gives in
 * another. Where money is spoken of, it has arrived.
 */
export function usual(spec, row, fields, given) {
  const paid = new Map(paidIn(row))
  const decisive = [...(row.replayKey ?? []), ...paid.keys()]
  const known = requestFields(spec)
  const made = {}
  for (const [name, field] of Object.entries(fields ?? {})) {
    if (Object.hasOwn(given, name) || Object.hasOwn(given, field.alias ?? name)) continue
    if (field.optional && !decisive.includes(name)) continue
    made[name] = paid.has(name) ? codeOf(field, paid.get(name)[0]) : sample(name, field, 1, known)
  }
  return made
}

/** The fields that say how much. */
export const amountsIn = (fields) =>
  Object.keys(fields ?? {}).filter((name) => ['units', 'decimal'].includes(fields[name].type) || AMOUNT.test(name))
