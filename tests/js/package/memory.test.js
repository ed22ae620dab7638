// A million calls leave the wasm memory as large as it was, and the heap too.
import { memories } from './wasm-memory.js'
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { HiCoin, Signer, Verifier, canonicalString, fromUnits, scheme, toUnits } from 'paysign'
import { vectors } from '../read-vectors.js'

const [memory] = memories
setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')

const order = (i) => ({
  appid: 'wxd930ea5d5a258f4f',
  body: '月卡 100%',
  mch_id: '10000100',
  total_amount: 100000000n + BigInt(i),
  nonce_str: `nonce${i}`,
  note: null,
})

/**
 * Calls `call` a tenth of `times` to warm up, and then `times`: neither memory may be larger than before. Single samples of
 * the heap differ by some hundred KB, and what leaks grows in every one of them.
 */
async function stays(times, call) {
  await growth(times / 10, call)
  for (let sample = 1; ; sample++) {
    const { wasm, heap } = await growth(times, call)
    assert.equal(wasm, 0, 'bytes of wasm memory')
    if (heap < 1_000_000) return
    assert.ok(sample < 3, `the heap grew by ${heap} bytes in ${times} calls, for the third time`)
  }
}

async function growth(times, call) {
  await settled()
  const wasm = memory.buffer.byteLength
  const heap = process.memoryUsage().heapUsed
  for (let i = 0; i < times; i++) {
    const pending = call(i)
    if (pending) await pending
  }
  const grown = memory.buffer.byteLength - wasm
  await settled()
  return { wasm: grown, heap: process.memoryUsage().heapUsed - heap }
}

/** Twice, with a pause for finalizers. */
async function settled() {
  for (let time = 0; time < 2; time++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const fails = (task) => {
  try {
    task()
  } catch (error) {
    if (error.name === 'PayError') return
    throw error
  }
  assert.fail('no error')
}

describe('the memory stays as large as it is', () => {
  const signer = new Signer('hicoin', '192006250b4c09247ec02edce69f6a2d')
  const rsa = new Signer('sixdu', vectors.keys['keys/merchant.pkcs8.pem'])
  const verifier = new Verifier('sixdu', vectors.keys['keys/merchant.spki.pem'])
  const signature = signer.sign(order(1))
  const form = String(new URLSearchParams({ a: '1', b: '银', sign: signer.sign({ a: 1, b: '银' }) }))

  test('a million signatures', () => stays(1_000_000, (i) => void signer.sign(order(i))))
  test('the ordinary way', () =>
    stays(30_000, (i) => void signer.sign(Object.create(null, { [`n${i}`]: { value: i, enumerable: true } }))))
  test('names that never come twice', () => stays(30_000, (i) => void signer.sign({ [`name${i}`]: i })))
  test('long texts', () => stays(300, (i) => void signer.sign({ a: 'x'.repeat(200_000), i })))
  test('signAsync', () => stays(10_000, async (i) => void (await signer.signAsync(order(i)))))
  test('RSA', () => stays(300, (i) => void rsa.sign(order(i))))
  test('RSA by WebCrypto', () => stays(1_000, async (i) => void (await rsa.signAsync(order(i)))))
  test('RSA, verifying', () => stays(2_000, (i) => void verifier.verify(order(i), 'A'.repeat(344))))
  test('verify', () => stays(30_000, (i) => void assert.equal(signer.verify(order(i), signature), i === 1)))
  test('explain', () => stays(10_000, (i) => void signer.explain(order(i))))
  test('verifyBody', () => stays(10_000, () => void signer.verifyBody(form)))
  test('bodies that are far too long, which are not even copied', () => {
    const text = `a=${'x'.repeat(20_000_000)}`
    const bytes = Buffer.from(text)
    return stays(30, () => {
      fails(() => signer.verifyBody(text))
      fails(() => signer.verifyBody(bytes))
      assert.ok(memory.buffer.byteLength < 10_000_000, `${memory.buffer.byteLength} bytes of wasm memory`)
    })
  })
  test('canonicalString, scheme and amounts', () =>
    stays(10_000, (i) => {
      canonicalString(scheme('bitcv'), order(i))
      fromUnits(toUnits(`${i}.5`, 8), 8)
    }))
  test('errors of every kind', () =>
    stays(10_000, (i) => {
      fails(() => signer.sign({ a: 1.5, b: {}, [`n${i}`]: '\ud800' }))
      fails(() => signer.sign(new Map()))
      fails(() => signer.verifyBody(`a=${i}`))
      fails(() => signer.verifyBody(`{"a":${i},"a":1}`))
      fails(() => new Signer('hicoin', `secret ${i}\n`))
      fails(() => new Signer('sixdu', 'no key'))
      fails(() => new HiCoin({}))
      fails(() => toUnits('1e3', 8))
    }))
  test('ten thousand signers, freed', () =>
    stays(10_000, (i) => {
      const brief = new Signer(i % 2 ? 'hicoin' : 'bitcv', `secret number ${i}`)
      brief.sign({ a: i })
      brief.sign({ a: i })
      brief.free()
    }))
  test('signers with many names, freed', () =>
    stays(300, () => {
      const brief = new Signer('hicoin', 'k')
      brief.sign(Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`name${i}`, i])))
      brief.free()
    }))
  test('RSA signers and verifiers, freed', () =>
    stays(200, () => {
      const key = new Signer('sixdu', vectors.keys['keys/merchant.pkcs8.pem'])
      const open = new Verifier('sixdu', vectors.keys['keys/merchant.spki.pem'])
      assert.equal(open.verify({ a: 1 }, key.sign({ a: 1 })), true)
      key.free()
      open.free()
    }))
  test('HiCoin, freed', () =>
    stays(3_000, () => {
      const client = new HiCoin({ appId: 'a', mchKey: 'k' })
      client.h5PayUrl({ prepay_id: '1' })
      client.free()
    }))
  test('signers left to the garbage collector', () =>
    stays(10_000, async (i) => {
      new Signer('hicoin', `secret number ${i}`).sign({ a: i })
      if (i % 500 === 0) await settled()
    }))
})
