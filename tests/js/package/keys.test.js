// What may be a key in JavaScript, and what is said of what may not. The truth is node:crypto's signature with the same key.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as crypto from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { HiCoin, Signer, SixDu, Verifier } from 'paysign'
import { leak } from '../traces.js'

const { subtle } = globalThis.crypto
const file = (name) => readFileSync(new URL(`../../vectors/keys/${name}`, import.meta.url))
const pem = String(file('merchant.pkcs8.pem'))
const certificate = String(file('certificate.pem'))
const privateKey = crypto.createPrivateKey(pem)
const publicKey = crypto.createPublicKey(pem)
const base64 = pem.replace(/-----.*-----|\s/g, '')
const der = Buffer.from(base64, 'base64')
const spki = publicKey.export({ type: 'spki', format: 'der' })
const secret = 'mch_key_1566486321'

const params = { b: 2, a: 1, c: '月卡' }
const signature = crypto.sign('sha256', Buffer.from('a=1,b=2,c=月卡'), privateKey).toString('base64')
const mac = crypto.createHmac('sha256', secret).update('a=1&b=2&c=月卡').digest('hex')

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const imported = (extractable) => subtle.importKey('pkcs8', der, algorithm, extractable, ['sign'])
const importedPublic = (extractable) => subtle.importKey('spki', spki, algorithm, extractable, ['verify'])
const arrayBuffer = (bytes) => new Uint8Array(bytes).buffer
const shared = (bytes) => {
  const buffer = new SharedArrayBuffer(bytes.length)
  new Uint8Array(buffer).set(bytes)
  return buffer
}
/** A view of some bytes that begins and ends within its buffer. */
const within = (View, bytes) => {
  const size = View.BYTES_PER_ELEMENT ?? 1
  const padded = Buffer.concat([bytes, Buffer.alloc((size - (bytes.length % size)) % size, '\n')])
  const around = new Uint8Array(padded.length + 32).fill(0xff)
  around.set(padded, 16)
  return new View(around.buffer, 16, padded.length / size)
}
const elsewhere = (bytes) => runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...bytes] })

describe('a private key', () => {
  const text = Buffer.from(pem)
  const forms = {
    text: () => pem,
    'a Buffer of the text': () => text,
    'a Buffer of DER': () => der,
    'an ArrayBuffer': () => arrayBuffer(text),
    'an ArrayBuffer of DER': () => arrayBuffer(der),
    'an ArrayBuffer of another realm': () => elsewhere(der),
    'a SharedArrayBuffer': () => shared(der),
    'a Uint8Array within a buffer': () => within(Uint8Array, der),
    'a Uint8ClampedArray': () => within(Uint8ClampedArray, der),
    'an Int8Array': () => within(Int8Array, text),
    'a Uint16Array': () => within(Uint16Array, text),
    'a BigUint64Array': () => within(BigUint64Array, text),
    'a DataView': () => within(DataView, der),
    'a KeyObject': () => privateKey,
    'a KeyObject of PKCS#1': () => crypto.createPrivateKey(file('merchant.pkcs1.pem')),
    'a KeyObject that was encrypted': () =>
      crypto.createPrivateKey({ key: file('encrypted.pkcs1.pem'), passphrase: 'secret' }),
    'a CryptoKey': () => imported(true),
    'a JWK': () => privateKey.export({ format: 'jwk' }),
    'a JWK of WebCrypto': async () => subtle.exportKey('jwk', await imported(true)),
    'a JWK with more members': () => ({
      ...privateKey.export({ format: 'jwk' }),
      kid: 'x',
      key_ops: ['sign'],
      x5c: ['MIIB'],
    }),
    'a JWK without a prototype': () => Object.assign(Object.create(null), privateKey.export({ format: 'jwk' })),
    'a JWK as text': () => JSON.stringify(privateKey.export({ format: 'jwk' })),
    'base64 of the PEM': () => text.toString('base64'),
    'base64 of the PEM, read with atob': () => atob(text.toString('base64')),
    'DER, read with atob': () => atob(base64),
    'DER, read as latin1': () => der.toString('latin1'),
    'line breaks escaped twice': () => pem.replaceAll('\n', '\\\\n'),
    'a PEM bundle': () => String(file('bundle.pem')),
    'UTF-16': () => Buffer.from(`\ufeff${pem}`, 'utf16le'),
    'UTF-16, read as UTF-8': () => Buffer.from(`\ufeff${pem}`, 'utf16le').toString(),
    'the value of a query': () => new URLSearchParams(`key=${base64}`).get('key'),
    'JSON.stringify': () => JSON.stringify({ key: pem }),
    'JSON.stringify twice': () => JSON.stringify(JSON.stringify(pem)),
  }
  for (const [name, make] of Object.entries(forms)) {
    test(`may be ${name}`, async () => {
      const key = await make()
      const signer = new Signer('sixdu', key)
      assert.equal(signer.sign(params), signature)
      assert.equal(await signer.signAsync(params), signature)
      const client = new SixDu({ merchantId: 'M1', privateKey: key })
      assert.ok(client)
    })
  }
})

describe('a public key', () => {
  const jwk = publicKey.export({ format: 'jwk' })
  const forms = {
    text: () => publicKey.export({ type: 'spki', format: 'pem' }),
    'an ArrayBuffer': () => arrayBuffer(spki),
    'a KeyObject': () => publicKey,
    'a CryptoKey': () => importedPublic(true),
    'a JWK': () => jwk,
    'a certificate': () => certificate,
    'a certificate as DER': () => Buffer.from(certificate.replace(/-----.*-----|\s/g, ''), 'base64'),
    'an X509Certificate': () => new crypto.X509Certificate(certificate),
    'what tls knows of the other side': () => new crypto.X509Certificate(certificate).toLegacyObject(),
    'a certificate and the chain after it': () => String(file('chain.pem')),
  }
  for (const [name, make] of Object.entries(forms)) {
    test(`may be ${name}`, async () => {
      const key = await make()
      const verifier = new Verifier('sixdu', key)
      assert.equal(verifier.verify(params, signature), true)
      assert.equal(verifier.verify({ ...params, a: 2 }, signature), false)
      const client = new SixDu({ merchantId: 'M1', privateKey, platformPublicKey: key })
      assert.ok(client)
    })
  }
})

describe('a shared secret', () => {
  const bytes = Buffer.from(secret)
  const forms = {
    text: secret,
    'a Buffer': bytes,
    'an ArrayBuffer': arrayBuffer(bytes),
    'a DataView': within(DataView, bytes),
    'an ArrayBuffer of another realm': elsewhere(bytes),
    'a KeyObject': crypto.createSecretKey(bytes),
  }
  for (const [name, key] of Object.entries(forms)) {
    test(`may be ${name}`, () => {
      assert.equal(new Signer('bhop-org', key).sign(params), mac)
      assert.equal(new Verifier('bhop-org', key).verify(params, mac), true)
      assert.ok(new HiCoin({ appId: 'a', mchKey: key }))
    })
  }
  test('may be a CryptoKey', async () => {
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const key = await subtle.importKey('raw', bytes, hmac, true, ['sign'])
    assert.equal(new Signer('bhop-org', key).sign(params), mac)
  })
})

/** The error of a constructor; it holds no piece of any key. */
function errorOf(make) {
  try {
    make()
  } catch (error) {
    assert.equal(error.name, 'PayError', String(error.stack))
    assert.equal(error.kind, 'config')
    for (const key of [base64, secret, der.toString('hex'), der.toString('latin1')]) {
      assert.equal(leak(`${error.stack}${JSON.stringify(error)}`, key), undefined)
    }
    return error.message
  }
  assert.fail('was taken')
}

describe('what is no key is named, with what to do', () => {
  const passphrase = 'secret'
  const jwk = privateKey.export({ format: 'jwk' })
  const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rows = [
    [Promise.resolve(pem), /^key: is a promise: was `await` forgotten\?$/],
    [{ key: pem, passphrase }, /an object with a key and its passphrase; decrypt it: createPrivateKey\(key\)/],
    [{ key: pem }, /is an object with a key; pass its property key/],
    [{ privateKey, publicKey }, /is a pair of keys; pass its privateKey or its publicKey/],
    [{ keys: [jwk] }, /is a set of keys; pass one of them/],
    [JSON.parse(JSON.stringify(Buffer.from(pem))), /a Buffer that went through JSON; pass Buffer\.from\(key\.data\)/],
    [new Blob([pem]), /a file that was not read; pass new Uint8Array\(await file\.arrayBuffer\(\)\)/],
    [new File([pem], 'key.pem'), /a file that was not read/],
    [new URL('file:///key.pem'), /is a URL; read what is there and pass that/],
    [new String(pem), /is a String object; pass the text itself/],
    [new Response(pem), /an answer that was not read; pass await response\.text\(\)/],
    [[...der], /is an array; pass one key, and a list of bytes as Uint8Array\.from\(bytes\)/],
    [[pem], /is an array; pass one key/],
    [12345, /is a number; an RSA key is text, bytes, or a KeyObject of node:crypto/],
    [true, /is true; an RSA key is text/],
    [() => pem, /is a function; an RSA key is text/],
    [Symbol('key'), /is a symbol/],
    [new Map([['key', pem]]), /is a Map; an RSA key is/],
    [{}, /is an object/],
    [{ toString: () => pem }, /is an object/],
    [undefined, /is missing; is the environment variable set/],
    [null, /is missing/],
    [`${pem}\ud800`, /holds a lone surrogate/],
    [crypto.createSecretKey(Buffer.from(secret)), /found a secret KeyObject, where an RSA key is needed/],
    [publicKey, /found an RSA public key where a private one is needed/],
    [publicKey.export({ format: 'jwk' }), /found an RSA public key where a private one is needed/],
    [ec.privateKey, /found an EC private key, where an RSA private key is needed/],
    [ec.privateKey.export({ format: 'jwk' }), /found an EC key as a JWK/],
    [new crypto.X509Certificate(certificate), /found a certificate \(it holds a public key alone/],
    [crypto.createPrivateKey(file('weak1024.pkcs8.pem')), /only 1024 bits.*if it has none, set `allowWeakKeys: true`/],
  ]
  for (const [key, message] of rows) {
    test(String(message), () => {
      assert.match(
        errorOf(() => new Signer('sixdu', key)),
        message,
      )
      const ofClient = errorOf(() => new SixDu({ merchantId: 'M1', privateKey: key }))
      if (key !== null && key !== undefined) assert.match(ofClient.replace(/^(SixDu: )?privateKey: /, 'key: '), message)
    })
  }

  test('a CryptoKey that shall not be exported is not', async () => {
    const key = await imported(false)
    assert.match(
      errorOf(() => new Signer('sixdu', key)),
      /is a CryptoKey that cannot be exported; pass what it was imported from/,
    )
  })

  test('a CryptoKey where there is no node:crypto, and the advice', async () => {
    const { getBuiltinModule } = process
    process.getBuiltinModule = (name) => (name === 'node:crypto' ? undefined : getBuiltinModule(name))
    try {
      const [key, open] = [await imported(true), await importedPublic(true)]
      const message = errorOf(() => new Signer('bhop-org', key))
      assert.match(message, /is a CryptoKey; pass new Uint8Array\(await crypto\.subtle\.exportKey\('pkcs8', key\)\)/)
      assert.match(
        errorOf(() => new Verifier('bhop-org', open)),
        /exportKey\('spki', key\)/,
      )
      process.getBuiltinModule = getBuiltinModule
      assert.equal(new Signer('sixdu', new Uint8Array(await subtle.exportKey('pkcs8', key))).sign(params), signature)
      assert.ok(new Verifier('sixdu', new Uint8Array(await subtle.exportKey('spki', open))).verify(params, signature))
    } finally {
      process.getBuiltinModule = getBuiltinModule
    }
  })

  test('an ArrayBuffer that was transferred', () => {
    for (const made of [arrayBuffer(der), within(Uint8Array, der), within(DataView, der)]) {
      structuredClone(null, { transfer: [made.buffer ?? made] })
      assert.match(
        errorOf(() => new Signer('sixdu', made)),
        /cannot be read: it throws, as an ArrayBuffer does|is empty/,
      )
    }
  })

  test('an object that throws', () => {
    const thrower = new Proxy({}, { get: () => assert.fail(secret), getPrototypeOf: () => assert.fail(secret) })
    errorOf(() => new Signer('sixdu', thrower))
    errorOf(() => new Signer('sixdu', { type: 'private', export: () => assert.fail(base64) }))
    errorOf(() => new Signer('sixdu', { type: 'private', export: () => undefined }))
    errorOf(() => new Signer('sixdu', { type: 'private', export: () => pem }))
  })

  test('an RSA key where a shared secret is needed', () => {
    const shown = (key) => errorOf(() => new Signer('hicoin', key))
    assert.match(shown(privateKey), /found a private KeyObject, where a shared secret is needed/)
    assert.match(shown(publicKey), /found a public KeyObject, where a shared secret is needed/)
    assert.match(
      shown(jwk),
      /found a JWK \(of kty oct, pass Buffer\.from\(jwk\.k, 'base64url'\)\), where a shared secret/,
    )
    const oct = crypto.createSecretKey(Buffer.from(secret)).export({ format: 'jwk' })
    assert.equal(new Signer('bhop-org', Buffer.from(oct.k, 'base64url')).sign(params), mac)
    assert.match(shown(Promise.resolve(secret)), /^key: is a promise: was `await` forgotten\?$/)
    assert.match(shown(Buffer.from(secret).toJSON()), /pass Buffer\.from\(key\.data\)/)
  })

  test('names of Object.prototype are nobody’s key', () => {
    const jwkNames = { ...jwk, type: 'private', raw: der, key: pem }
    for (const [name, value] of Object.entries(jwkNames)) Object.prototype[name] = value
    try {
      assert.throws(() => new Signer('sixdu', {}), /key: is an object; an RSA key is/)
    } finally {
      for (const name of Object.keys(jwkNames)) delete Object.prototype[name]
    }
  })
})

test('what a KeyObject exports is wiped', () => {
  const given = []
  const spied = (key, form) => ({
    type: key.type,
    export: (asked) => {
      assert.deepEqual(asked, form)
      given.push(key.export(asked))
      return given.at(-1)
    },
  })
  const key = spied(privateKey, { type: 'pkcs8', format: 'der' })
  assert.equal(new Signer('sixdu', key).sign(params), signature)
  assert.equal(new Signer('bhop-org', spied(crypto.createSecretKey(Buffer.from(secret)), undefined)).sign(params), mac)
  assert.equal(given.length, 2)
  for (const bytes of given) assert.ok(bytes.length > 10 && bytes.every((byte) => byte === 0))
  assert.equal(privateKey.export({ type: 'pkcs8', format: 'pem' }), pem, 'the caller’s key is untouched')
})

test('bytes that were passed are untouched', () => {
  for (const bytes of [Buffer.from(der), arrayBuffer(der), within(DataView, der)]) {
    const before = Buffer.from(new Uint8Array(bytes.buffer ?? bytes))
    new Signer('sixdu', bytes)
    assert.deepEqual(Buffer.from(new Uint8Array(bytes.buffer ?? bytes)), before)
  }
})

// Whatever command a message names is run on the file that it was said of, and what comes out is the key.
describe('the commands in messages', () => {
  const rows = [
    ['encrypted.pkcs1.pem', 'key.pem', ['-passin', 'pass:secret'], 'plain.pem'],
    ['merchant.p12', 'key.pfx', ['-passin', 'pass:secret'], 'key.pem'],
    ['merchant.blob', 'key.blob', [], 'key.pem'],
    ['openssh.pem', '<file>', ['-P', '', '-N', ''], '<file>'],
    ['openssh.pub', '<file>', []],
    ['request.pem', 'request.pem', []],
    ['certificates.p7.pem', 'certs.p7b', []],
    ['merchant.jks', 'key.jks', ['-srcstorepass', 'secret1', '-deststorepass', 'secret1'], 'key.p12'],
  ]
  for (const [name, as, more, out] of rows) {
    test(name, (t) => {
      const message = errorOf(() => new Signer('sixdu', file(name)))
      const [, command] = /`((?:openssl|ssh-keygen|keytool) [^`]*)`/.exec(message)
      const [program, ...args] = command.split(' ')
      if (spawnSync(program, ['-help']).error) return t.skip(`there is no ${program} here`)
      const folder = mkdtempSync(join(tmpdir(), 'paysign-keys-'))
      try {
        assert.ok(args.includes(as), `${command} names ${as}`)
        writeFileSync(join(folder, as), file(name), { mode: 0o600 })
        const run = spawnSync(program, [...args, ...more], { cwd: folder })
        assert.equal(run.status, 0, `${command}: ${run.stderr}`)
        if (out === 'key.p12') {
          assert.match(
            errorOf(() => new Signer('sixdu', readFileSync(join(folder, out)))),
            /found a PKCS#12 store/,
          )
        } else if (out) {
          assert.equal(new Signer('sixdu', readFileSync(join(folder, out))).sign(params), signature)
        } else {
          assert.ok(new Verifier('sixdu', run.stdout).verify(params, signature))
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})

describe('the numbers of an RSA key', () => {
  const params = { a: 1, b: 2 }
  for (const [modulusLength, publicExponent] of [
    [1024, 3],
    [1031, 17],
    [1537, 65537],
    [2048, 4294967295],
    [3072, 65537],
  ]) {
    test(`of ${modulusLength} bits, with the exponent ${publicExponent}: taken, and refused with any of them changed`, () => {
      const pair = crypto.generateKeyPairSync('rsa', { modulusLength, publicExponent })
      const signer = new Signer('sixdu', pair.privateKey, { allowWeakKeys: true })
      const signature = crypto.sign('sha256', Buffer.from('a=1,b=2'), pair.privateKey).toString('base64')
      assert.equal(signer.sign(params), signature)
      assert.equal(new Verifier('sixdu', pair.publicKey, { allowWeakKeys: true }).verify(params, signature), true)
      const jwk = pair.privateKey.export({ format: 'jwk' })
      for (const name of ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi']) {
        const number = Buffer.from(jwk[name], 'base64url')
        number[number.length - 1] ^= 4
        assert.throws(
          () => new Signer('sixdu', { ...jwk, [name]: number.toString('base64url') }, { allowWeakKeys: true }),
          { kind: 'config', message: /numbers do not fit together; it is damaged or was edited/ },
          name,
        )
      }
    })
  }
})
