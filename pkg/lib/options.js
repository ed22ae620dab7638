import { PayError } from './error.js'
import { hasProperties, kindOf, properties } from './value.js'

/** The options of `what` with these `names`, for destructuring. Refuses others, which are misspelt. */
export function optionsOf(what, options, names) {
  if (options !== undefined && !hasProperties(options)) {
    throw new PayError('config', `${what}: its options are not an object but ${kindOf(options)}`)
  }
  const strange = Object.keys(options ?? []).find((name) => !names.includes(name))
  if (strange !== undefined) {
    throw new PayError('config', `${what}: ${strange} is unknown here; known are ${names.join(', ')}`)
  }
  return properties(options, names)
}
