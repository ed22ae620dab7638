// No input makes a trap. A stack that lies outside of the memory does: the next call fails in the middle of something.

/** The module's bytes with one export more: the first global, which is the pointer to the stack. */
export function withStack(wasm) {
  for (let at = 8; at < wasm.length;) {
    const [size, start] = number(wasm, at + 1)
    const end = start + size
    if (wasm[at] === EXPORTS) {
      const [count, first] = number(wasm, start)
      const entry = [NAME.length, ...new TextEncoder().encode(NAME), GLOBAL, 0]
      const section = [...numeral(count + 1), ...wasm.subarray(first, end), ...entry]
      return Uint8Array.from([
        ...wasm.subarray(0, at + 1),
        ...numeral(section.length),
        ...section,
        ...wasm.subarray(end),
      ])
    }
    at = end
  }
  throw new Error('the module exports nothing')
}

/** @param {WebAssembly.Instance} instance  of such a module */
export function breakStack({ exports }) {
  if (!(exports[NAME].value > 2 ** 16)) throw new Error(`the first global is ${exports[NAME].value}`)
  exports[NAME].value = -(2 ** 24)
}

const EXPORTS = 7
const GLOBAL = 3
const NAME = 'stack'

/** A number in LEB128, and where it ends. */
function number(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return [value, at]
  }
}

function numeral(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...numeral(value >>> 7)]
}
