// As slim.js, and it reads files: Node's fetch does not, and import.meta.resolve('paysign/paysign.wasm') is one's address.
import { readFile } from 'node:fs/promises'
import { watchConnections } from '../lib/connecting.js'
import { nodeRsa } from './node-rsa.js'
import { nodeUnpacker } from './node-unpacker.js'
import { computeRsaBy } from '../lib/rsa.js'
import { usePlatformKeys } from '../lib/key.js'
import { usePlatformUnpacker } from '../lib/unpack.js'
import { init as load } from '../lib/whole.js'

export * from '../lib/index.js'
export { initSync } from '../lib/whole.js'

computeRsaBy(nodeRsa)
watchConnections(() => process.getBuiltinModule('node:diagnostics_channel'))
usePlatformUnpacker(nodeUnpacker)
usePlatformKeys(() => process.getBuiltinModule('node:crypto').KeyObject)

export default function init(input) {
  return load(async () => {
    const source = await input
    const address = typeof source === 'string' || source instanceof URL ? String(source) : ''
    return address.startsWith('file:') ? readFile(new URL(address)) : source
  })
}
