// The fast way into wasm for an ordinary object: all values as one string, encoded straight into wasm memory, and two
// small numbers for each: which name, how long. Names never cross twice. Whatever is unusual gets `undefined` here and
// goes the ordinary way, which is the reference; pkg/crossing is the other side.
import { whole } from './whole.js'

const ABSENT = 0xffff
/** Bytes of values below which no platform's digest is faster than the module's. */
const LONG = 1000
const plainPrototype = Object.prototype
const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder()

let seen
let input
let marks
let output
let outputs
let turns = 0

/** Views of wasm memory die when it grows, and another instance has another memory. */
function view() {
  seen = whole.generation
  const [inputAt, inputLength, marksAt, marksLength, outputAt, outputLength] = whole.ready().buffers()
  const { buffer } = whole.memory()
  input = new Uint8Array(buffer, inputAt, inputLength)
  marks = new Uint16Array(buffer, marksAt, marksLength)
  output = new Uint8Array(buffer, outputAt, outputLength)
  outputs = []
}

/**
 * The fast way for a key. Gives a function that signs parameters; where it gives `undefined`, go the ordinary way, which
 * also reports what is wrong. `platformDigest(algorithm)` gives what the platform digests long texts with, if it does:
 * `digest(text, secret)`, and `from` how many bytes it is the faster of the two.
 */
export function crossing(key, platformDigest) {
  let platform
  const first = new Name(undefined)
  const names = new Map()

  return (params) => {
    const mine = whole.generation
    try {
      return sign(params, learn)
    } catch (error) {
      if (mine !== whole.generation) throw error // a trap
      return undefined // a getter or a proxy threw
    }
  }

  function sign(params, otherwise) {
    if (typeof params !== 'object' || params === null) return
    const prototype = Object.getPrototypeOf(params)
    if (prototype !== plainPrototype && prototype !== null) return
    // for-in walks up the prototypes; nobody's own enumerable property may stand there.
    for (const _ in plainPrototype) return
    // The ordinary way refuses what is iterable.
    if (params[Symbol.iterator] !== undefined) return
    if (seen !== whole.generation || input.length === 0) view()

    const turn = ++turns
    let last = first
    let text = ''
    let count = 0
    for (const name in params) {
      // Objects of one kind list their names in one order: mostly the next name is the one that came next before.
      let met = last.next
      if (met.text !== name) {
        met = names.get(name)
        if (met === undefined) return otherwise(params)
        last.next = met
      }
      last = met
      let value = params[name]
      if (typeof value !== 'string') {
        if (
          typeof value === 'number'
            ? Number.isSafeInteger(value)
            : typeof value === 'boolean' || typeof value === 'bigint'
        ) {
          value = String(value)
        } else if (value === null || value === undefined) {
          marks[count++] = met.slot
          marks[count++] = ABSENT
          continue
        } else return
      }
      marks[count++] = met.slot
      marks[count++] = value.length
      text += value
    }
    // A getter may have signed something itself, in the same buffers, or made the memory grow.
    if (turn !== turns || input.length === 0 || count > marks.length || text.length > input.length) return
    const { read, written } = encoder.encodeInto(text, input)
    if (read !== text.length) return
    return finish(count >>> 1, written)
  }

  function finish(count, written) {
    if (written >= LONG && platformDigest) platform ??= digestOf(platformDigest(key.algorithm()))
    const length =
      written >= platform?.from ? key.signCrossedBy(platform, count, written) : key.signCrossed(count, written)
    if (length !== 0) return decoder.decode((outputs[length] ??= output.subarray(0, length)))
  }

  /**
   * Gives every new name its slot, and tries once more. Names that are no Unicode text are left to the ordinary way, which
   * refuses them.
   */
  function learn(params) {
    for (const name in params) {
      if (names.has(name) || /[\ud800-\udfff]/.test(name)) continue
      const slot = key.learn(name)
      if (slot === undefined) return
      names.set(name, new Name(name, slot))
    }
    return sign(params, () => undefined)
  }
}

/** As the module calls it: with addresses, whose views are good for that call alone. */
function digestOf({ from, digest }) {
  const bytes = (at, length) => new Uint8Array(whole.memory().buffer, at, length)
  return {
    from,
    digest: (textAt, textLength, secretAt, secretLength) =>
      digest(bytes(textAt, textLength), bytes(secretAt, secretLength)),
  }
}

/** A name, its slot, and the name that came after it last time. */
class Name {
  constructor(text, slot) {
    this.text = text
    this.slot = slot
    this.next = this
  }
}
