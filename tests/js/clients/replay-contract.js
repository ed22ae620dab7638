// What every guard does, whatever it keeps its claims in.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

let count = 0
export const newKey = () => `hicoin:10021235678:ORDER${++count}:SUCCESS:100000000`

// Each line is one key; a store that takes two of them for the same one loses a notification.
const strangeKeys = [
  'order-a',
  'ORDER-A',
  'order-a ',
  ' order-a',
  'order-a\0',
  'order-a\0b',
  'order-á',
  'order-a\u0301',
  'order-ａ',
  'ордер',
  '订单',
  '😀',
  '😁',
  '',
  ' ',
  '%',
  '_',
  '*',
  'a"b',
  "a'b",
  "'); DROP TABLE paysign_notifications; --",
  'a\\b',
  'a\nb',
  'a\r\nb',
  '{a}b',
  'sha256:',
  'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  // What the guard for SQL would make of 订单, above.
  `sha256:${createHash('sha256').update('订单').digest('hex')}`,
  'k'.repeat(200),
  'k'.repeat(201),
  'k'.repeat(100_000),
  'k'.repeat(100_001),
  '单'.repeat(300),
]

/** Does with a key what must be done while a claim of `seconds` lasts; with another one, where the machine was too slow. */
async function inTime(seconds, task) {
  for (let tries = 1; ; tries++) {
    const [key, begun] = [newKey(), performance.now()]
    try {
      await task(key)
      return key
    } catch (error) {
      if (performance.now() - begun < 1000 * seconds || tries === 10) throw error
    }
  }
}

/**
 * What every guard does. `open` gives a guard; two are of two instances unless `alone`. Some stores take no key above
 * `longest`.
 */
export function contract(name, open, { alone = false, skip = false, longest = Infinity } = {}) {
  describe(name, { skip, concurrency: true }, () => {
    let one, other
    before(async () => {
      one = await open()
      other = alone ? one : await open()
    })

    test('a key is claimed once', async () => {
      const [key, another] = [newKey(), newKey()]
      assert.equal(await one.has(key), false)
      assert.equal(await one.seen(key, 60), false)
      assert.equal(await one.seen(key, 60), true)
      assert.equal(await other.seen(key, 60), true)
      assert.equal(await other.has(key), true)
      assert.equal(await other.seen(another, 60), false)
      assert.equal(await one.seen(another, 60), true)
    })

    test('looking claims nothing', async () => {
      const key = newKey()
      assert.equal(await one.has(key), false)
      assert.equal(await other.has(key), false)
      assert.equal(await other.seen(key, 60), false)
    })

    test('a claim ends with its time, a week later too', async () => {
      const long = newKey()
      assert.equal(await one.seen(long, 7 * 86400), false)
      const short = await inTime(2, async (key) => {
        assert.equal(await one.seen(key, 2), false)
        assert.equal(await other.seen(key, 60), true)
      })
      await sleep(2100)
      assert.equal(await one.has(short), false)
      assert.equal(await other.seen(short, 60), false)
      assert.equal(await one.seen(short, 60), true)
      assert.equal(await other.has(long), true)
    })

    test('releasing frees the key at once', async () => {
      const key = newKey()
      await one.release(key)
      assert.equal(await one.seen(key, 60), false)
      await one.release(key)
      assert.equal(await one.has(key), false)
      assert.equal(await other.seen(key, 60), false)
    })

    test('renewing prolongs a claim, and makes none', async () => {
      const key = newKey()
      assert.equal(await one.renew(key, 60), false)
      assert.equal(await one.has(key), false)
      const held = await inTime(2, async (key) => {
        assert.equal(await one.seen(key, 2), false)
        assert.equal(await one.renew(key, 60), true)
      })
      await sleep(2100)
      assert.equal(await other.seen(held, 60), true)
      assert.equal(await one.renew(held, 0.3), true, 'a shorter time too')
      await sleep(400)
      assert.equal(await one.has(held), false)
    })

    const together = alone ? () => {} : test
    together("nobody touches another instance's claim", async () => {
      const key = await inTime(2, async (key) => {
        assert.equal(await one.seen(key, 2), false)
        assert.equal(await other.renew(key, 60), false)
        await other.release(key)
        assert.equal(await other.has(key), true)
      })
      await sleep(2100)
      assert.equal(await other.seen(key, 60), false)
      // The first one comes late.
      assert.equal(await one.renew(key, 60), false)
      await one.release(key)
      assert.equal(await one.seen(key, 60), true)
    })

    test('of many at once exactly one gets the key', async () => {
      for (let round = 0; round < 20; round++) {
        const key = newKey()
        const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? one : other).seen(key, 60)))
        assert.equal(answers.filter((seen) => !seen).length, 1, `round ${round}`)
      }
    })

    test('of many at once exactly one gets the key whose time has ended', async () => {
      for (let round = 0; round < 5; round++) {
        const key = newKey()
        await one.seen(key, 0.05)
        await sleep(100)
        const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? one : other).seen(key, 60)))
        assert.equal(answers.filter((seen) => !seen).length, 1, `round ${round}`)
      }
    })

    test('any text is a key of its own', async () => {
      const keys = strangeKeys.filter((key) => key.length <= longest)
      for (const key of keys) {
        assert.equal(await one.seen(key, 3600), false, `${JSON.stringify(key).slice(0, 80)} was taken for another`)
      }
      for (const key of keys) assert.equal(await other.has(key), true, JSON.stringify(key).slice(0, 80))
      for (const key of keys) await one.release(key)
      for (const key of keys) assert.equal(await other.has(key), false, JSON.stringify(key).slice(0, 80))
    })
  })
}
