// A spec as text. It is read once, when a gateway is defined, so nothing that happens to the object later matters.
import { PayError } from './error.js'
import { isPlain, kindOf } from './value.js'

/** How deep a spec may go: an object in an object in … */
const DEEPEST = 64
/** How many values it may have. One object in many places counts in each. */
const MOST = 50_000

/** The JSON text of a spec. Throws for everything in it that is no plain JSON, by its place. */
export function specText(spec) {
  const seen = { faults: [], values: 0, path: [], above: [] }
  let text
  try {
    text = written(spec, seen)
  } catch (cause) {
    throw new PayError('config', 'defineGateway(spec): a spec is plain JSON; this one throws when it is read', {
      cause,
    })
  }
  if (seen.values > MOST) seen.faults.push({ field: 'spec', why: `has more than ${MOST} values` })
  if (seen.faults.length === 0 && text.startsWith('{')) return text
  const details = seen.faults.length === 0 ? [{ field: 'spec', why: `is ${kindOf(spec)}` }] : seen.faults
  const told = details.map(({ field, why }) => `${field}: ${why}`).join('; ')
  throw new PayError('config', `defineGateway(spec): a spec is an object of plain JSON; ${told}`, { details })
}

/**
 * The text of `value`, which lies at a `path` below the objects `above`. Not by JSON.stringify, which runs what it finds
 * under the name toJSON.
 */
function written(value, seen) {
  if (++seen.values > MOST) return ''
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value)) {
    return JSON.stringify(value)
  }
  const why = unfit(value, seen.above)
  if (why) return fault(why, seen)
  seen.above.push(value)
  const text = Array.isArray(value) ? items(value, seen) : members(value, seen)
  seen.above.pop()
  return text
}

function items(list, seen) {
  return `[${Array.from(list, (item, at) => below(at, seen, () => written(item, seen))).join(',')}]`
}

function members(object, seen) {
  const texts = []
  for (const name of Object.keys(object)) {
    const member = Object.getOwnPropertyDescriptor(object, name)
    const text = below(name, seen, () => {
      if (!Object.prototype.hasOwnProperty.call(member, 'value')) return fault(GETTER, seen)
      return member.value === undefined ? undefined : written(member.value, seen)
    })
    if (text !== undefined) texts.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${texts.join(',')}}`
}

const GETTER = 'is a getter, and a spec holds nothing that runs'

function below(name, seen, write) {
  seen.path.push(name)
  const text = write()
  seen.path.pop()
  return text
}

function fault(why, { faults, path }) {
  faults.push({ field: path.join('.') || 'spec', why })
  return ''
}

/** Why a value is no list and no plain object; `undefined` where it is one. */
function unfit(value, above) {
  if (above.includes(value)) return 'is an object that it lies in'
  if (above.length === DEEPEST) return `lies deeper than ${DEEPEST} objects`
  const fits = Array.isArray(value) || (typeof value === 'object' && isPlain(value))
  return fits ? undefined : `is ${kindOf(value)}`
}
