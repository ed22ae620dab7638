// What the build makes of wasm-bindgen's glue (.ci/glue.js).
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { renewable, withBuild } from '../../../.ci/glue.js'

const glue = `import { PayError } from '../lib/error.js'

let wasm;
let seen = null;
function view() {
    if (seen === null || seen.buffer.detached === true || (seen.buffer.detached === undefined && seen.buffer !== wasm.memory.buffer)) {
        seen = new DataView(wasm.memory.buffer);
    }
    return seen;
}
export class Counter {
    next() { return wasm.next(); }
}
export function sizes() { return view().byteLength; }
function __wbg_get_imports() { return { env: { PayError } }; }
function __wbg_finalize_init(instance) { wasm = instance.exports; }
async function __wbg_load(module, imports) {}
export { initSync, __wbg_init as default };
`

/** The module that the text is. */
const imported = (text) =>
  import(`data:text/javascript,${encodeURIComponent(text.replace(/^import .*/, 'const PayError = class {}'))}`)

describe('the glue', () => {
  test('serves as many instances as are needed, each with views of its own memory', async () => {
    const { freshGlue, build } = await imported(renewable(glue, 'abc'))
    assert.equal(build, 'abc')
    const [one, other] = [1, 2].map((pages) => {
      let n = 10 * pages
      const fresh = freshGlue()
      const memory = new WebAssembly.Memory({ initial: pages })
      fresh.start({ memory, next: () => ++n })
      return { ...fresh, memory }
    })
    assert.notEqual(one.Counter, other.Counter)
    assert.deepEqual([new one.Counter().next(), new other.Counter().next()], [11, 21])
    assert.deepEqual([one.sizes(), other.sizes()], [0x10000, 0x20000])
    one.memory.grow(2)
    assert.equal(one.sizes(), 0x30000)
    assert.equal(typeof one.imports.env.PayError, 'function')
  })

  test('asks no buffer whether it is detached, which Object.prototype might answer', () => {
    assert.doesNotMatch(renewable(glue, 'abc'), /detached/)
  })

  test('is refused where wasm-bindgen writes it in another manner', () => {
    for (const [what, changed] of Object.entries({
      'no loader': glue.replace('__wbg_load', '__wbg_fetch'),
      'another export': glue.replace('export class', 'export const Extra = 1\nexport class'),
      'another question': glue.replace('.detached === true ||', '.detached ||'),
      // Of which bundlers make code that meets whatever stands on Object.prototype.
      'a whole module': `import * as import1 from '../lib/error.js'\n${glue}`,
      'an import between': glue.replace('let wasm;', "let wasm;\nimport './other.js'"),
    })) {
      assert.throws(() => renewable(changed, 'abc'), /other glue/, what)
    }
  })
})

test('a module says of which build it is', () => {
  const empty = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  const module = new WebAssembly.Module(withBuild(empty, '0123456789abcdef'))
  const [section] = WebAssembly.Module.customSections(module, 'build')
  assert.equal(Buffer.from(section).toString(), '0123456789abcdef')
})
