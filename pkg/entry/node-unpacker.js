/** Node's DecompressionStream has known brotli only since 24.7 and 22.20; its zlib has always done. */
export function nodeUnpacker(format) {
  if (format !== 'brotli') return undefined
  // Asked for only now: few gateways compress anything.
  const { createBrotliDecompress } = process.getBuiltinModule('node:zlib')
  const { Duplex } = process.getBuiltinModule('node:stream')
  return Duplex.toWeb(createBrotliDecompress())
}
