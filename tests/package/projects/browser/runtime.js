// What only a place without a bundler can offer to the suite: the package's modules once more, and the .wasm by address.
let copies = 0

export async function runtime() {
  const [wasmUrl, urlOfRsa] = ['paysign', 'rsa'].map(
    (name) => new URL(`/node_modules/paysign/wasm/${name}_bg.wasm`, location.href).href,
  )
  const bytesAt = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer())
  const copy = () => {
    const folder = `/copy-${++copies}/node_modules/paysign/entry`
    return (entry) => import(`${folder}/${entry}.js`)
  }
  return {
    base: new URL('/gateway', location.href).href,
    copy,
    fresh: (entry) => copy()(entry),
    wasm: await bytesAt(wasmUrl),
    wasmOfRsa: await bytesAt(urlOfRsa),
    wasmUrl,
  }
}
