import { PayError } from './error.js'
import { putHidden } from './value.js'
import { whole } from './whole.js'

// What lies in wasm memory behind an object of the public API. Out of everybody's reach but this package's, which a
// property would not be, and understood by Firefox 89, which private members are not.
const inners = new WeakMap()

/** Lives in wasm memory until `free`, the end of its `using` block, or garbage collection. */
export class Handle {
  constructor(inner, instance = whole) {
    inners.set(this, { inner, instance, generation: instance.generation })
  }

  free() {
    const held = inners.get(this)
    inners.delete(this)
    try {
      held?.inner.free()
    } catch {
      // It is still in use, or so it seems after a call that the end of the caller's stack cut short.
    }
  }
}

putHidden(Handle.prototype, Symbol.dispose ?? Symbol.for('Symbol.dispose'), function () {
  this.free()
})

/**
 * What lies behind `handle`. An object of an instance that has failed is not made again unasked: that would need its key,
 * which is kept nowhere but in that instance's memory.
 */
export function innerOf(handle) {
  const held = inners.get(handle)
  const what = () => `this ${handle?.constructor?.name ?? 'object'}`
  if (held === undefined) throw new PayError('config', `${what()} was freed; make a new one (已释放)`)
  if (held.generation !== held.instance.generation) {
    throw new PayError('config', `${what()} was lost when paysign failed inside; make a new one (已失效, 请重新创建)`)
  }
  return held.inner
}
