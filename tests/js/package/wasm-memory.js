// The wasm memory of every instance of the package made after this module; import it before the package.
import { watchInstances } from './instances.js'

export const memories = []

watchInstances(({ exports }) => memories.push(exports.memory))
