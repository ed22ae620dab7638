import { PayError } from './error.js'

// What lies in wasm memory behind an object of the public API. Out of everybody's reach but this package's, which a
// property would not be, and understood by Firefox 89 and Safari 14.1, which private members are not.
const inners = new WeakMap()

/** Lives in wasm memory until `free`, the end of its `using` block, or garbage collection. */
export class Handle {
  constructor(inner) {
    inners.set(this, inner)
  }

  free() {
    const inner = inners.get(this)
    inners.delete(this)
    inner?.free()
  }
}

Object.defineProperty(Handle.prototype, Symbol.dispose ?? Symbol.for('Symbol.dispose'), {
  value() {
    this.free()
  },
  writable: true,
  configurable: true,
})

/** What lies behind `handle`. */
export function innerOf(handle) {
  const inner = inners.get(handle)
  if (inner === undefined) {
    throw new PayError('config', `this ${handle?.constructor?.name ?? 'object'} was freed; make a new one (已释放)`)
  }
  return inner
}
