// What WebAssembly had beyond its first version in the oldest browsers that run the module: Safari 16.4, Chrome 96 and
// Firefox 89, in the words of wasm-opt's options and of binaryen.
import binaryen from 'binaryen'

const { Features } = binaryen

export const baseline = {
  'mutable-globals': Features.MutableGlobals,
  'sign-ext': Features.SignExt,
  'nontrapping-float-to-int': Features.NontrappingFPToInt,
  'bulk-memory': Features.BulkMemory | Features.BulkMemoryOpt,
  'reference-types': Features.ReferenceTypes | Features.CallIndirectOverlong,
  multivalue: Features.Multivalue,
  simd: Features.SIMD128,
}

const all = Object.values(baseline).reduce((one, other) => one | other)

function validates(wasm, features) {
  const module = binaryen.readBinary(wasm)
  module.setFeatures(features)
  return module.validate() === 1
}

/** Whether the module uses nothing else. Where it does, binaryen prints what. */
export const keepsToBaseline = (wasm) => validates(wasm, all)

/** What the module cannot do without, of all that. */
export const featuresOf = (wasm) => Object.keys(baseline).filter((name) => !validates(wasm, all & ~baseline[name]))
