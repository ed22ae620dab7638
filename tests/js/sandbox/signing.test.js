// The sandbox's signing against vectors that neither it nor the package made.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createPublicKey } from 'node:crypto'
import { canonical, sign, spoil, verify } from '../../../www/sandbox/signing.js'
import { merchantKey } from './merchant.js'

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'))
const text = (type, value) =>
  type === 'null' ? null : type === 'boolean' ? String(value === true || value === 'true') : String(value)
const pairsOf = (params) => params.map(([name, type, value]) => [name, text(type, value)])

for (const scheme of ['hicoin', 'hicoin-h5', 'yinqiantong-v1', 'yinqiantong-v2', 'bitcv', 'sixdu', 'bhop-org']) {
  test(`${scheme}: canonical string, signature and verification`, () => {
    const cases = vectors('sign.json').filter((row) => row.scheme === scheme)
    assert.ok(cases.length >= 12)
    for (const row of cases) {
      const key = scheme === 'sixdu' ? merchantKey : row.secret
      const pairs = pairsOf(row.params)
      assert.equal(canonical(scheme, pairs), row.canonical, row.name)
      assert.equal(sign(scheme, pairs, key), row.signature, row.name)
      const checkKey = scheme === 'sixdu' ? createPublicKey(merchantKey) : key
      assert.equal(verify(scheme, pairs, checkKey, row.signature), true)
      assert.equal(verify(scheme, pairs, checkKey, spoil(row.signature)), false)
      assert.equal(verify(scheme, [...pairs, ['zz', 'added']], checkKey, row.signature), false)
      assert.equal(verify(scheme, pairs, checkKey, undefined), false)
    }
  })
}

test('the printed pay-page address is reproduced', () => {
  const [row] = vectors('hicoin-h5-url.json')
  assert.equal(canonical('hicoin-h5', pairsOf(row.params)), row.canonical)
  assert.equal(sign('hicoin-h5', pairsOf(row.params), row.secret), row.paySign)
})
