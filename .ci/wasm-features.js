// The WebAssembly that the oldest supported browsers (Safari 14.1, Chrome 87, Firefox 89) have in common.
import binaryen from 'binaryen'

const { MVP, SignExt, MutableGlobals } = binaryen.Features

// True if the module uses nothing else. Where it does, binaryen prints what.
export function runsInOldBrowsers(wasm) {
  const module = binaryen.readBinary(wasm)
  module.setFeatures(MVP | SignExt | MutableGlobals)
  return module.validate() === 1
}
