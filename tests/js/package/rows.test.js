// The classes have the methods of their rows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as paysign from 'paysign'
import { notification } from 'paysign/testing'
import { NOTIFICATIONS } from '../../../pkg/lib/messages.js'
import * as rows from '../../../pkg/lib/rows.js'

const ending = 'Methods'

test('a class for each list, and a list for each class of a gateway', () => {
  const named = Object.keys(rows).map((name) => name.slice(0, -ending.length))
  const classes = Object.entries(paysign).filter(([, value]) => /^class\b/.test(String(value)))
  const beside = ['PayError', 'Signer', 'Verifier']
  const gateways = classes.map(([name]) => name).filter((name) => !beside.includes(name))
  assert.deepEqual(gateways.sort(), named.sort())
})

for (const [name, { calls, lists, pages, notifications }] of Object.entries(rows)) {
  const { prototype } = paysign[name.slice(0, -ending.length)]
  for (const method of [...calls, ...lists, ...pages, ...notifications.flat()])
    test(`${name}: ${method}`, () => assert.equal(typeof prototype[method], 'function'))
}

test('paysign/testing has a message of each sort', () => {
  const keys = { appId: 'a', appKey: 'k', appSecret: 'secret', mchKey: 'key' }
  for (const gateway of Object.keys(NOTIFICATIONS).filter((name) => NOTIFICATIONS[name].key !== 'platformPrivateKey'))
    assert.ok(notification(gateway, keys).body.length > 50, gateway)
})
