import { properties, put, putHidden } from './value.js'

/**
 * The one error class; see index.d.ts. The wasm module makes its errors through this constructor.
 */
export class PayError extends Error {
  constructor(kind, message, fields = {}) {
    const { cause } = properties(fields, ['cause'])
    super(message, cause === undefined ? undefined : { cause })
    const own = { kind, retryable: false, outcomeUnknown: false, ...fields }
    for (const name of Object.keys(own)) if (name !== 'cause') put(this, name, own[name])
  }
}

// On the prototype, as the built-in errors have it; a literal, because minifiers rename classes.
putHidden(PayError.prototype, 'name', 'PayError')
