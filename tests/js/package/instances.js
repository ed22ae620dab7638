/** Tells of every instance of the package that is made from now on. Gives a function that ends it. */
export function watchInstances(tell) {
  const { Instance, instantiate } = WebAssembly
  // Node's fetch has a module of its own.
  const seen = (instance) => void (instance.exports.key_signCrossed && tell(instance))
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args)
      seen(this)
    }
  }
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate.apply(WebAssembly, args)
    seen(made.instance ?? made)
    return made
  }
  return () => Object.assign(WebAssembly, { Instance, instantiate })
}
