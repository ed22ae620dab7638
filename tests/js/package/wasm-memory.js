// The wasm memory of every instance of the package made after this module; import it before the package.
import { RSA, watchInstances } from './instances.js'

export const memories = []
export const memoriesOfRsa = []

watchInstances(({ exports }) => memories.push(exports.memory))
watchInstances(({ exports }) => memoriesOfRsa.push(exports.memory), RSA)
