// Every vector in Node, each as a test of its own; conformance.test.js takes them to the browsers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as paysign from 'paysign'
import { ALGORITHMS } from '../../../www/sign/offered.js'
import { peers, vectors } from '../read-vectors.js'
import { vectorCases } from '../vectors.js'

test('all the vectors are tried, and those that documentations print are among them', () => {
  const { keys, ...lists } = vectors
  const count = Object.values(lists).reduce((sum, { length }) => sum + length, 0)
  const { random, bepusdt, epay, numbers } = vectors
  const together = [random, bepusdt, epay, numbers].reduce((sum, { length }) => sum + length, 0)
  assert.ok(vectorCases(paysign, vectors).length >= count - together, 'each but those of a kind by itself')
  for (const [name, list] of Object.entries(lists)) assert.ok(list.length > 0, name)
  // Rules of one's own, with every algorithm that there is.
  assert.deepEqual(new Set(vectors.more.map(({ spec }) => spec.algorithm)), new Set(Object.keys(ALGORITHMS)))
  const printed = vectors.sign.filter(({ published }) => published).map(({ signature }) => signature)
  assert.deepEqual(printed, [
    '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6',
    '1917abc8b8908f9bef5cc86559c26edc',
    '65d704b3652d451355f99b173635d107',
  ])
})

for (const { name, run } of vectorCases(paysign, vectors)) test(name, run)

// Other people's clients of the same gateways: random messages, signed by them.
assert.equal(peers.length, 6000)
const none = Object.fromEntries(Object.keys(vectors).map((name) => [name, []]))
for (const { name, run } of vectorCases(paysign, { ...none, random: peers })) {
  if (name.startsWith('random.json')) test(`peers.json: ${name}`, run)
}
