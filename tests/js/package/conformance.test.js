// The conformance suite in Node, by its own entry and by the browsers' ones.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as paysign from 'paysign'
import { conformance, conformanceCases } from './conformance.js'
import { copy, fresh, packageFolder } from './copies.js'
import { vectors } from '../read-vectors.js'

const [wasm, wasmOfRsa] = ['paysign', 'rsa'].map(
  (name) => new Uint8Array(readFileSync(join(packageFolder, `wasm/${name}_bg.wasm`))),
)
const none = { ...vectors, sign: vectors.sign.filter(({ scheme, name }) => scheme === 'sixdu' && name === 'plain') }
for (const name of ['verify', 'h5', 'more', 'random']) none[name] = []

describe('Node', () => {
  // vectors.test.js has had all vectors.
  for (const { name, run } of conformanceCases(paysign, none, { copy, fresh, wasm, wasmOfRsa })) test(name, run)
})

for (const entry of ['web', 'slim']) {
  test(`the entry ${entry} in Node, with all vectors`, async () => {
    const load = copy()
    const [module, rsa] = [await load(entry), await load('rsa')]
    await module.default(wasm)
    await rsa.default()
    const { passed, failed } = await conformance(module, vectors)
    assert.deepEqual(failed, [])
    assert.ok(passed > 480, `${passed} cases`)
  })
}
