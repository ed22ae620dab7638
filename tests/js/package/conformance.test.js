// The conformance suite in Node, by its own entry and by the browsers' ones.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as paysign from 'paysign'
import { conformance, conformanceCases } from './conformance.js'
import { fresh, packageFolder } from './copies.js'
import { vectors } from '../read-vectors.js'

const wasm = new Uint8Array(readFileSync(join(packageFolder, 'wasm/paysign_bg.wasm')))
const none = { ...vectors, sign: vectors.sign.filter(({ scheme, name }) => scheme === 'sixdu' && name === 'plain') }
for (const name of ['verify', 'h5', 'more', 'random']) none[name] = []

describe('Node', () => {
  // vectors.test.js has had all vectors.
  for (const { name, run } of conformanceCases(paysign, none, { fresh, wasm })) test(name, run)
})

for (const entry of ['web', 'slim']) {
  test(`the entry ${entry} in Node, with all vectors`, async () => {
    const module = await fresh(entry)
    await module.default(wasm)
    const { passed, failed } = await conformance(module, vectors)
    assert.deepEqual(failed, [])
    assert.ok(passed > 480, `${passed} cases`)
  })
}
