/**
 * Tells of every instance of the package's module that is made from now on, or of that of RSA. Gives a function that ends
 * it. They are told by what they export: Node's fetch has a module of its own.
 */
export function watchInstances(tell, mark = 'key_signCrossed') {
  const { Instance, instantiate } = WebAssembly
  const seen = (instance) => void (instance.exports[mark] && tell(instance))
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

/** What the module of RSA exports. */
export const RSA = 'rsakey_sign'
