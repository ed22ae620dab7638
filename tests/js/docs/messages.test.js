// The listing of all that the package says is what the sources say now.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listing, written } from '../../messages.js'

test('tests/messages.md is current: npm run messages makes it anew', () => {
  assert.equal(written(), listing())
})

test('it holds the messages of every part', () => {
  for (const text of ['签名错误', '(缺少配置)', 'onEvent returned', 'pay_body', 'nothing was sent']) {
    assert.ok(listing().includes(text), text)
  }
})
