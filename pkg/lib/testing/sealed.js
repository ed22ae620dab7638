// A message with its signature, right or broken as asked.
import { PayError } from 'paysign'
import { goNumber } from './body.js'
import { covers } from './signature.js'

export const BROKEN = ['forged', 'tampered', 'unsigned', 'foreign', 'stale']

export function checkBroken(broken) {
  if (broken !== undefined && !BROKEN.includes(broken)) {
    throw new PayError('config', `broken: is not one of ${BROKEN.join(', ')}`)
  }
}

/**
 * The fields as they are sent, and their signature. `sign` makes it of names and values; `money` are names of what a thief
 * would change first.
 */
export function sealed(rule, fields, { sign, broken, money, inJson }) {
  const params = rule.numbers === 'go' && inJson ? goNumbers(fields) : fields
  const signature = broken === 'unsigned' ? undefined : sign(broken === 'forged' ? others(params) : params)
  return { message: broken === 'tampered' ? tampered(rule, fields, money) : { ...fields }, signature }
}

const isNumber = (value) => typeof value === 'number' || typeof value === 'bigint'
const isThere = (value) => value !== undefined && value !== null

const goNumbers = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isNumber(value) ? goNumber(value) : value]))

/** Other fields under the same names, whose signature has the form of the right one. */
const others = (fields) => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isThere(value) ? `${value}0` : value])),
  forged: 'yes',
})

function tampered(rule, fields, money) {
  const names = Object.keys(fields).filter((name) => isThere(fields[name]) && covers(rule, name))
  const name = names.find((name) => money.includes(name)) ?? names[0]
  return { ...fields, [name]: `${fields[name]}0` }
}
