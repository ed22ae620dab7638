// The wasm memory of every instance made after this module; import it before the package.

export const memories = []

const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args)
    memories.push(this.exports.memory)
  }
}
