// What only a place without a bundler can offer to the suite: the package's modules once more, and the .wasm by address.
let copies = 0

export async function runtime() {
  const wasmUrl = new URL('/node_modules/paysign/wasm/paysign_bg.wasm', location.href).href
  return {
    base: new URL('/gateway', location.href).href,
    fresh: (entry) => import(`/copy-${++copies}/node_modules/paysign/entry/${entry}.js`),
    wasm: new Uint8Array(await (await fetch(wasmUrl)).arrayBuffer()),
    wasmUrl,
  }
}
