// The caller brings the .wasm (`paysign/paysign.wasm`): its bytes, a compiled module, a response or an address.
import { init as load } from '../lib/whole.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

export default function init(input) {
  return load(() => input)
}
