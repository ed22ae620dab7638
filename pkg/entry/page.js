// For pages: no wasm, nothing to load, and nothing that takes a secret.
export { PayError } from '../lib/error.js'
export { launch } from '../lib/launch.js'
