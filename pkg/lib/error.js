/**
 * The one error class; see index.d.ts. The wasm module makes its errors through this constructor.
 */
export class PayError extends Error {
  constructor(kind, message, { cause, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.retryable = false
    this.outcomeUnknown = false
    Object.assign(this, fields)
  }
}

// On the prototype, as the built-in errors have it; a literal, because minifiers rename classes.
Object.defineProperty(PayError.prototype, 'name', { value: 'PayError', writable: true, configurable: true })
