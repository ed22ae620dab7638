// Keys never come out: not from an object, not in an error, and not from wasm memory after `free`.
import { memories, memoriesOfRsa } from './wasm-memory.js'
import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import * as nodeEntry from 'paysign'
import { copy } from './copies.js'
import { vectors } from '../read-vectors.js'
import { found, leak, tracesOfRsa, tracesOfSecret } from '../traces.js'

const asciiSecret = () => randomBytes(16).toString('hex')
const chineseSecret = () => Array.from(randomBytes(24), (byte) => String.fromCharCode(0x4e00 + byte * 73)).join('')
const longSecret = () => randomBytes(60).toString('hex')
const rsaPem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' })

/** Everything that can be read of a value without calling it: names, symbols and values, up the prototypes. */
function reachable(value) {
  const texts = []
  const seen = new Set()
  const walk = (part) => {
    if (typeof part === 'string' || typeof part === 'symbol') return void texts.push(String(part))
    if ((typeof part !== 'object' && typeof part !== 'function') || part === null || seen.has(part)) return
    seen.add(part)
    if (ArrayBuffer.isView(part))
      texts.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1'))
    for (const name of Reflect.ownKeys(part)) {
      walk(name)
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(part, name)
      ;[value, get, set].forEach(walk)
    }
    walk(Reflect.getPrototypeOf(part))
  }
  walk(value)
  return texts.join('\n')
}

function ways(object) {
  const cloned = (() => {
    try {
      return structuredClone(object)
    } catch (error) {
      assert.equal(error.name, 'DataCloneError')
    }
  })()
  return {
    'util.inspect': inspect(object, { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity }),
    'util.inspect with proxies': inspect({ inside: [object] }, { showHidden: true, showProxy: true, depth: Infinity }),
    'JSON.stringify': JSON.stringify(object) ?? '',
    String: String(object),
    'a template': `${object}`,
    'Object.entries': JSON.stringify(Object.entries(object)),
    spread: inspect({ ...object }),
    structuredClone: inspect(cloned, { showHidden: true, depth: Infinity }),
    'every property up the prototypes': reachable(object),
  }
}

describe('objects', () => {
  const pem = rsaPem()
  const secret = asciiSecret()
  const chinese = chineseSecret()
  const { HiCoin, Signer, Verifier } = nodeEntry
  const holders = {
    'a Signer': [() => new Signer('hicoin', secret), secret],
    'a Signer with a Chinese secret': [() => new Signer('bitcv', chinese), chinese],
    'a Signer with bytes': [() => new Signer('bitcv', Buffer.from(secret)), secret],
    'an RSA Signer': [() => new Signer('sixdu', pem), pem.replace(/-----.*-----|\s/g, '')],
    'a Verifier of a shared secret': [() => new Verifier('hicoin', secret), secret],
    'a HiCoin': [() => new HiCoin({ appId: 'a', mchKey: secret }), secret],
  }
  for (const [name, [make, key]] of Object.entries(holders)) {
    test(name, async () => {
      const holder = make()
      const look = (when) => {
        for (const [way, text] of Object.entries(ways(holder)))
          assert.equal(leak(text, key), undefined, `${way}, ${when}`)
      }
      look('unused')
      const params = { a: 1, b: 'x', prepay_id: '1' }
      holder.sign?.(params)
      holder.sign?.(params)
      await holder.signAsync?.(params)
      holder.verify?.({ ...params, sign: 'x' })
      holder.h5PayUrl?.({ prepay_id: '1' })
      const explained = holder.explain?.({ ...params, secret: key, within: `<${key}>` })
      if (explained && name !== 'an RSA Signer')
        assert.equal(leak(JSON.stringify(explained), key), undefined, 'explain')
      look('used')
      assert.throws(() => holder.verifyBody(`a=1&sign=${'0'.repeat(64)}`))
      look('after an error')
      holder.free()
      look('freed')
    })
  }

  test('a clone of a Signer signs nothing', () => {
    const clone = structuredClone(new Signer('hicoin', secret))
    assert.equal(clone instanceof Signer, false)
    assert.throws(() => Signer.prototype.sign.call(clone, { a: 1 }), { name: 'PayError', kind: 'config' })
  })

  test('the check finds a key where there is one', () => {
    class Leaky {
      constructor(key) {
        Object.defineProperty(this, 'key', { value: key, enumerable: false })
      }
    }
    const texts = ways(new Leaky(secret))
    assert.equal(leak(texts['every property up the prototypes'], secret), secret.slice(0, 8))
    assert.equal(leak(texts['util.inspect'], secret), secret.slice(0, 8))
    assert.equal(leak(texts['JSON.stringify'], secret), undefined)
  })
})

// Ways to pass a key wrongly. Each gives an error of kind config, and no eight characters of the key are in it.
const badPem = rsaPem()

function badKeys() {
  const secret = asciiSecret()
  const chinese = chineseSecret()
  const pem = badPem
  const base64 = pem.replace(/-----.*-----|\s/g, '')
  const file = (name) => vectors.keys[`keys/${name}`]
  const { HiCoin, Signer, Verifier } = nodeEntry
  return {
    'line break at the end': [secret, () => new Signer('hicoin', `${secret}\n`)],
    'line break within': [secret, () => new Signer('hicoin', `${secret}\r\n${secret}`)],
    'Chinese with a line break': [chinese, () => new Signer('hicoin', `${chinese}\n`)],
    'white space at the beginning': [secret, () => new Verifier('hicoin', ` ${secret}`)],
    'a byte order mark': [secret, () => new Signer('hicoin', `\ufeff${secret}`)],
    quotes: [secret, () => new Signer('bitcv', `"${secret}"`)],
    'Chinese quotes': [chinese, () => new Signer('bitcv', `「${chinese}」`)],
    'bytes with a line break': [secret, () => new Signer('bitcv', Buffer.from(`${secret}\n`))],
    'a lone surrogate': [secret, () => new Signer('bitcv', `${secret}\ud800`)],
    'an object': [secret, () => new Signer('bitcv', { key: secret })],
    'an object with toString': [secret, () => new Signer('bitcv', { toString: () => secret })],
    'an array of text': [secret, () => new Signer('bitcv', [secret])],
    'an array of numbers': [secret, () => new Signer('bitcv', [...Buffer.from(secret)])],
    'a String object': [secret, () => new Signer('bitcv', new String(secret))],
    'key and scheme swapped': [secret, () => new Signer(secret, 'bitcv')],
    'the key as options too': [secret, () => new Signer('bitcv', secret, secret)],
    'options of the wrong type': [secret, () => new Signer('bitcv', secret, { allowWeakKeys: secret })],
    'a scheme that holds the key': [
      secret,
      () => new Signer({ signatureField: 'sign', algorithm: 'md5', secret }, secret),
    ],
    'a scheme with a word of the key': [
      secret,
      () => new Signer({ signatureField: 'sign', algorithm: secret }, secret),
    ],
    'a shared secret where RSA is due': [secret, () => new Signer('sixdu', secret)],
    'Chinese where RSA is due': [chinese, () => new Signer('sixdu', chinese)],
    'PEM cut off': [base64, () => new Signer('sixdu', pem.slice(0, 1000))],
    'base64 cut off': [base64, () => new Signer('sixdu', base64.slice(0, 1001))],
    'base64 with foreign characters': [
      base64,
      () => new Signer('sixdu', `${base64.slice(0, 500)}*${base64.slice(500)}`),
    ],
    'PEM in quotes, with a foreign character': [
      base64,
      () => new Signer('sixdu', `"${pem.slice(0, 900)}§${pem.slice(900)}"`),
    ],
    'base64 of a PEM cut off': [base64, () => new Signer('sixdu', Buffer.from(pem.slice(0, 1000)).toString('base64'))],
    'two keys': [base64, () => new Signer('sixdu', pem + file('platform.pkcs8.pem'))],
    'a JWK without a number': [
      base64,
      () => new Signer('sixdu', { ...createPrivateKey(pem).export({ format: 'jwk' }), qi: undefined }),
    ],
    'DER read as UTF-8': [base64, () => new Signer('sixdu', Buffer.from(base64, 'base64').toString())],
    'a KeyObject where a shared secret is due': [base64, () => new Signer('bitcv', createPrivateKey(pem))],
    'PEM with one character changed': [base64, () => new Signer('sixdu', changedWithin(pem))],
    'a private key where a public one is due': [base64, () => new Verifier('sixdu', pem)],
    'DER with something after it': [
      base64,
      () => new Signer('sixdu', Buffer.concat([Buffer.from(base64, 'base64'), Buffer.alloc(8)])),
    ],
    'an EC key': [bodyOf(file('ec.pkcs8.pem')), () => new Signer('sixdu', file('ec.pkcs8.pem'))],
    'a weak key': [bodyOf(file('weak1024.pkcs8.pem')), () => new Signer('sixdu', file('weak1024.pkcs8.pem'))],
    'a weaker key': [
      bodyOf(file('weak768.pkcs8.pem')),
      () => new Signer('sixdu', file('weak768.pkcs8.pem'), { allowWeakKeys: true }),
    ],
    'an encrypted key': [bodyOf(file('encrypted.pkcs8.pem')), () => new Signer('sixdu', file('encrypted.pkcs8.pem'))],
    'an OpenSSH key': [bodyOf(file('openssh.pem')), () => new Signer('sixdu', file('openssh.pem'))],
    'three primes': [bodyOf(file('three-primes.pkcs8.pem')), () => new Signer('sixdu', file('three-primes.pkcs8.pem'))],
    'HiCoin: the key alone': [secret, () => new HiCoin(secret)],
    'HiCoin: no appId': [secret, () => new HiCoin({ mchKey: secret })],
    'HiCoin: a line break': [secret, () => new HiCoin({ appId: 'a', mchKey: `${secret}\n` })],
    'HiCoin: a key of another type': [secret, () => new HiCoin({ appId: 'a', mchKey: [secret] })],
    'HiCoin: an environment that is the key': [
      secret,
      () => new HiCoin({ appId: 'a', mchKey: secret, environment: secret }),
    ],
    'HiCoin: an address that holds the key': [
      secret,
      () => new HiCoin({ appId: 'a', mchKey: secret, payPage: `https://x.example/?key=${secret}` }),
    ],
  }
}

const bodyOf = (pem) => pem.replace(/-----.*-----|\s/g, '')

function changedWithin(pem) {
  const at = 900
  return pem.slice(0, at) + (pem[at] === 'A' ? 'B' : 'A') + pem.slice(at + 1)
}

describe('errors about keys hold no key', () => {
  for (const name of Object.keys(badKeys())) {
    test(name, () => {
      const [key, make] = badKeys()[name]
      assert.throws(make, (error) => {
        assert.equal(error.name, 'PayError')
        assert.equal(error.kind, 'config')
        for (const [way, text] of Object.entries({ ...ways(error), stack: error.stack })) {
          assert.equal(leak(text, key), undefined, way)
        }
        return true
      })
    })
  }
})

test('errors about messages hold neither the right signature, nor the given one, nor the body', () => {
  const secret = asciiSecret()
  const signer = new nodeEntry.Signer('hicoin', secret)
  const body = { amount: '12345678901', note: 'only between you and me', token: asciiSecret() }
  const right = signer.sign(body)
  const given = right.replace(/./g, (c) => (c === 'A' ? 'B' : 'A'))
  const form = (fields) => String(new URLSearchParams(fields))
  for (const raw of [
    form({ ...body, sign: given }),
    form(body),
    `${form({ ...body, sign: right })}&amount=1`,
    `${form({ ...body, sign: right })}%`,
    JSON.stringify({ ...body, sign: given }),
    JSON.stringify({ ...body, sign: right }).slice(0, -1),
    JSON.stringify({ ...body, sign: right, more: { nested: body.token } }),
    `<xml>${body.token}</xml>`,
  ]) {
    assert.throws(
      () => signer.verifyBody(raw),
      (error) => {
        assert.ok(['body', 'signature'].includes(error.kind))
        for (const hidden of [secret, right, given, body.note, body.token, body.amount]) {
          for (const text of Object.values(ways(error))) assert.equal(leak(text, hidden), undefined, error.message)
        }
        return true
      },
    )
  }
  assert.throws(
    () => signer.sign({ ...body, bad: { token: body.token }, worse: `${body.token}\ud800` }),
    (error) => leak(inspect(error, { depth: Infinity }), body.token) === undefined && error.kind === 'params',
  )
})

// ---------------------------------------------------------------------------------------------------- wasm memory

const load = copy()
const web = await load('web')
await Promise.all([web.default(), load('rsa').then((rsa) => rsa.default())])
const [memoryOfRsa] = memoriesOfRsa
// In browsers RSA is computed in a module of its own.
const modules = { Node: [nodeEntry, memories[0]], browsers: [web, memories[1]] }

test('there are two memories, and one of RSA', () => {
  assert.equal(memories.length, 2)
  assert.equal(memoriesOfRsa.length, 1)
})

const order = { appid: 'wxd930ea5d5a258f4f', body: '月卡 100%', total: 1, gone: null }
const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`name${i}`, `value ${i}`]))
const long = { a: 'x'.repeat(100_000), b: '银'.repeat(20_000) }

/** What is done with a key before it is freed; each alone, since a later call would overwrite what an earlier one left. */
const uses = {
  'nothing at all': () => {},
  'sign, by the crossing': (signer) => [1, 2, 3].forEach(() => signer.sign(order)),
  'sign, the ordinary way': (signer) => signer.sign(new Proxy({ ...order }, { getPrototypeOf: () => Array.prototype })),
  'sign, long texts': (signer) => (signer.sign(order), signer.sign(long)),
  'sign, many names': (signer) => (signer.sign(order), signer.sign(many)),
  'sign, with the key among the values': (signer, key) =>
    [1, 2, 3].forEach(() => signer.sign({ ...order, secret: key })),
  signAsync: (signer) => signer.signAsync(order),
  verify: (signer) => signer.verify({ ...order, sign: 'A'.repeat(64) }, signer.sign(order)),
  explain: (signer, key) => signer.explain({ ...order, secret: key, within: `<${key}>` }),
  verifyBody: (signer, key, field) => signer.verifyBody(`a=1&b=x&${field}=${signer.sign({ a: 1, b: 'x' })}`),
  'a body that does not fit': (signer) => assert.throws(() => signer.verifyBody(`a=1&sign=${'0'.repeat(64)}`)),
  'parameters that cannot be signed': (signer) => assert.throws(() => signer.sign({ a: 1.5, b: {} })),
  'a getter that throws': (signer) =>
    assert.throws(() => signer.sign({ get a() { throw new Error('x') } })), // prettier-ignore
}

const secrets = { ASCII: asciiSecret, Chinese: chineseSecret, 'longer than a block': longSecret }
const hmacMd5 = { signatureField: 'sign', algorithm: 'hmac-md5', secret: '&key={}' }
const plain = { signatureField: 'sign', algorithm: 'sha256', secret: '&key={}' }

/** Ways in which an RSA key is read through buffers of different sorts. */
const RSA_WRAPPERS = [
  (pem) => pem,
  (pem) => Uint8Array.from(Buffer.from(bodyOf(pem), 'base64')),
  (pem) => Buffer.from(pem).toString('base64'),
  (pem) => Buffer.from(`\ufeff${pem}`, 'utf16le'),
  (pem) => Buffer.from(bodyOf(pem), 'base64').toString('hex'),
  (pem) => createPrivateKey(pem),
  (pem) => createPrivateKey(pem).export({ format: 'jwk' }),
]

for (const [place, [{ HiCoin, Signer, Verifier }, memory]] of Object.entries(modules)) {
  describe(`memory after free, as in ${place}`, () => {
    for (const [kind, make] of Object.entries(secrets)) {
      for (const [use, run] of Object.entries(uses)) {
        test(`${kind}: ${use}`, async () => {
          for (const rule of ['hicoin', 'bitcv', 'bhop-org', hmacMd5, plain]) {
            for (const bytes of [false, true]) {
              const key = make()
              const traces = tracesOfSecret(key)
              const signer = new Signer(rule, bytes ? new TextEncoder().encode(key) : key)
              assert.ok(found(memory, traces).includes('the key'), 'while it is in use, the check finds it')
              await run(signer, key, rule.signatureField ?? nodeEntry.scheme(rule).signatureField)
              signer.free()
              assert.deepEqual(found(memory, traces), [], JSON.stringify(rule))
            }
          }
        })
      }
    }

    test('the check finds the states that HMAC keeps', () => {
      const key = asciiSecret()
      const traces = tracesOfSecret(key)
      const [one, other] = [new Signer('hicoin', key), new Signer(hmacMd5, key)]
      const names = found(memory, traces)
      for (const hash of ['md5', 'sha256']) {
        for (const pad of ['inner', 'outer']) assert.ok(names.includes(`${hash} after the ${pad} pad`), names.join())
      }
      one.free()
      other.free()
      assert.deepEqual(found(memory, traces), [])
    })

    test('a Verifier, and a HiCoin', () => {
      const key = asciiSecret()
      const verifier = new Verifier('hicoin', key)
      verifier.verify({ a: 1, sign: 'x' })
      verifier.explain({ a: key })
      verifier.free()
      assert.deepEqual(found(memory, tracesOfSecret(key)), [], 'Verifier')
      const client = new HiCoin({ appId: 'a', mchKey: key, secret: key, dangerouslyAllowBrowser: true })
      client.h5PayUrl({ prepay_id: '1' })
      assert.throws(() => client.h5PayUrl({}))
      client.free()
      assert.deepEqual(found(memory, tracesOfSecret(key)), [], 'HiCoin')
    })

    test('one of two signers with the same key, and then the other', () => {
      const key = asciiSecret()
      const [one, other] = [new Signer('hicoin', key), new Signer('hicoin', key)]
      const signature = one.sign(order)
      one.free()
      assert.equal(other.sign(order), signature)
      other.free()
      assert.deepEqual(found(memory, tracesOfSecret(key)), [])
    })

    const rsaUses = [
      'nothing at all',
      'sign, by the crossing',
      'sign, long texts',
      'signAsync',
      'verify',
      'explain',
      'verifyBody',
      'parameters that cannot be signed',
    ]
    for (const use of rsaUses) {
      test(`RSA: ${use}`, async () => {
        for (const wrap of RSA_WRAPPERS) {
          const pem = rsaPem()
          const traces = tracesOfRsa(pem)
          const signer = new Signer('sixdu', wrap(pem))
          assert.ok(found(memory, traces).includes('the DER'), 'while it is in use, the check finds it')
          const body = () => JSON.stringify({ a: '1', merchantSign: signer.sign({ a: 1 }) })
          if (use === 'verifyBody') signer.verifyBody(body())
          else await uses[use](signer, 'no such thing among the values')
          if (place === 'browsers' && use.startsWith('sign,'))
            assert.ok(found(memoryOfRsa, traces).includes('p, least significant byte first'))
          signer.free()
          assert.deepEqual(found(memory, traces), [])
          assert.deepEqual(found(memoryOfRsa, traces), [], 'in the module of RSA')
        }
      })
    }

    test('garbage collection wipes as free does', async () => {
      const key = asciiSecret()
      const pem = rsaPem()
      const traces = { ...tracesOfSecret(key), ...tracesOfRsa(pem) }
      const use = () => {
        const signer = new Signer('hicoin', key)
        for (let time = 0; time < 3; time++) signer.sign(order)
        new Signer('sixdu', pem).sign(order)
        new Verifier('bitcv', key).verify({ a: 1, sign: 'x' })
        new HiCoin({ appId: 'a', mchKey: key, dangerouslyAllowBrowser: true }).h5PayUrl({ prepay_id: '1' })
      }
      use()
      const left = () => [...found(memory, traces), ...found(memoryOfRsa, traces)]
      assert.ok(left().includes('the key'))
      setFlagsFromString('--expose-gc')
      const gc = runInNewContext('gc')
      for (let turn = 0; turn < 50 && left().length; turn++) {
        gc()
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      assert.deepEqual(left(), [])
    })
  })
}

describe('memory after a constructor that failed', () => {
  for (const name of Object.keys(badKeys())) {
    test(name, () => {
      const [key, make] = badKeys()[name]
      assert.throws(make)
      const traces = { ...tracesOfSecret(key) }
      if (key.length > 200) traces.DER = Buffer.from(key, 'base64').subarray(-400)
      assert.deepEqual(found(memories[0], traces), [])
    })
  }
})

test('the bytes of a key that node:crypto is given are wiped', () => {
  const crypto = process.getBuiltinModule('node:crypto')
  const { createPrivateKey } = crypto
  const given = []
  crypto.createPrivateKey = (options) => (given.push(options.key), createPrivateKey(options))
  syncBuiltinESMExports()
  try {
    new nodeEntry.Signer('sixdu', rsaPem()).sign(order)
  } finally {
    crypto.createPrivateKey = createPrivateKey
    syncBuiltinESMExports()
  }
  assert.ok(given.length >= 1)
  for (const bytes of given) assert.ok(bytes.length > 1000 && bytes.every((byte) => byte === 0))
})
