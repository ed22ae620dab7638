// Bad input of every sort: the kind of error, the fields that it names, the words that help, and a next call that works.
// Most of these were real questions in the issue trackers of such packages.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { describe, test } from 'node:test'
import { HiCoin, PayError, Signer, Verifier, Yinqiantong, canonicalString, fromUnits, scheme, toUnits } from 'paysign'
import { vectors } from '../read-vectors.js'

const SECRET = 'your_app_secret'
const signer = new Signer('yinqiantong-v2', SECRET)
const order = {
  channel: 1,
  platform: 2,
  money: 1,
  client_ip: '127.0.0.1',
  subject: 'my_subject',
  ts: 1541051068,
  appid: '00000000',
}
const signature = '65d704b3652d451355f99b173635d107'
const key = (name) => vectors.keys[`keys/${name}`]
const bodyOf = (pem) => pem.replace(/-----.*-----|\s/g, '')
const pem = key('merchant.pkcs8.pem')

/** The error of `task`, after making sure of its form and that the next call works. */
function errorOf(task) {
  let error
  try {
    task()
  } catch (thrown) {
    error = thrown
  }
  assert.ok(error, 'there was no error')
  assert.ok(error instanceof PayError && error instanceof Error, `not a PayError: ${error?.stack ?? error}`)
  assert.equal(error.name, 'PayError')
  assert.equal(Object.prototype.toString.call(error), '[object Error]')
  assert.match(String(error), /^PayError: ./)
  assert.match(error.stack, /errors\.test\.js/)
  assert.equal(error.retryable, false)
  assert.equal(error.outcomeUnknown, false)
  assert.ok(error.message.length < 700, `${error.message.length} characters`)
  // One of our own words, not one of the engine or of a library.
  assert.doesNotMatch(
    error.message,
    /undefined is not|cannot read prop|\[object |NaN|panick|unreachable|RuntimeError|Err\(|Some\(/i,
  )
  if (error.details !== undefined) {
    assert.ok(error.details.length > 0)
    for (const detail of error.details) {
      assert.deepEqual(Object.keys(detail), ['field', 'why'])
      assert.ok(detail.why.length > 5)
      assert.ok(error.message.includes(detail.why), 'the message says what the details say')
    }
  }
  assert.equal(signer.sign(order), signature, 'the next call')
  return error
}

/** A table of tests: name, kind, words of the message, task. */
function rows(list) {
  for (const [name, kind, words, task] of list) {
    test(name, () => {
      const error = errorOf(task)
      assert.equal(error.kind, kind, error.message)
      assert.match(error.message, words)
      if (kind !== 'params') assert.equal(error.details, undefined)
    })
  }
}

describe('values', () => {
  const integer = /is not a safe integer: pass it as a string/
  const values = {
    1.5: [1.5, integer],
    '0.1 + 0.2': [0.1 + 0.2, integer],
    NaN: [NaN, /is the result of a failed calculation, not a safe integer/],
    Infinity: [Infinity, /failed calculation, not a safe integer/],
    '-Infinity': [-Infinity, /failed calculation, not a safe integer/],
    '2 ** 53': [2 ** 53, integer],
    '-(2 ** 53)': [-(2 ** 53), integer],
    '1e21': [1e21, integer],
    'the least number': [Number.MIN_VALUE, integer],
    'the greatest number': [Number.MAX_VALUE, integer],
    'an object': [{}, /object.*pass the text that you send/],
    'an array': [['a'], /is an array; where a gateway wants JSON, pass the text/],
    'a date': [new Date(0), /is a Date; pass the text that you send/],
    'a function': [() => 1, /is a function/],
    'a symbol': [Symbol('s'), /is a symbol/],
    'a String': [new String('x'), /is a String/],
    'a Number': [new Number(1), /is a Number/],
    'a BigInt object': [Object(1n), /is a BigInt/],
    'a Boolean': [new Boolean(true), /is a Boolean/],
    'a buffer': [Buffer.from('x'), /is a Buffer/],
    'a promise': [Promise.resolve(1), /is a promise: was `await` forgotten\?$/],
    'a regular expression': [/x/, /is a RegExp/],
    'a lone high surrogate': ['a\ud800b', /lone surrogate/],
    'a lone low surrogate': ['\udc00', /lone surrogate/],
    'surrogates the wrong way round': ['\ude00\ud83d', /lone surrogate/],
    'an object without prototype': [Object.create(null), /object/],
    'a revoked proxy': [(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })(), /object/], // prettier-ignore
  }
  const calls = {
    sign: (params) => signer.sign(params),
    verify: (params) => signer.verify(params, signature),
    explain: (params) => signer.explain(params),
    canonicalString: (params) => canonicalString('hicoin', params),
    'RSA sign': (params) => rsaSigner.sign(params),
  }
  const rsaSigner = new Signer('sixdu', pem)
  for (const [name, [value, words]] of Object.entries(values)) {
    test(name, () => {
      for (const call of Object.values(calls)) {
        const error = errorOf(() => call({ fine: 'x', bad: value, 坏: value }))
        assert.equal(error.kind, 'params')
        assert.deepEqual(
          error.details.map(({ field }) => field),
          ['bad', '坏'],
          'every fault at once',
        )
        for (const { why } of error.details) assert.match(why, words)
      }
    })
  }

  test('also in signAsync, as a rejection', async () => {
    for (const made of [signer, rsaSigner]) {
      const pending = made.signAsync({ bad: 1.5 })
      await assert.rejects(
        pending,
        (error) => error instanceof PayError && error.kind === 'params' && error.details[0].field === 'bad',
      )
      await assert.rejects(made.signAsync(null), { kind: 'params' })
    }
  })

  test('values that look strange and are fine', () => {
    for (const [value, text] of [
      [-0, '0'],
      [9007199254740991, '9007199254740991'],
      [-9007199254740991, '-9007199254740991'],
      [10n ** 50n, `1${'0'.repeat(50)}`],
      [-1n, '-1'],
      [true, 'true'],
      [false, 'false'],
      ['-0', '-0'],
      ['1e21', '1e21'],
      ['\0', '\0'],
      ['�', '�'],
      ['😀', '😀'],
    ]) {
      assert.equal(canonicalString('bhop-org', { a: value }), `a=${text}`)
    }
  })

  test('names that are no Unicode text', () => {
    for (const name of ['\ud800', 'a\udfff', '\udc00b']) {
      const error = errorOf(() => signer.sign({ [name]: 1 }))
      assert.equal(error.kind, 'params')
      assert.match(error.message, /name with a lone surrogate/)
      assert.equal(error.details.length, 1)
    }
  })

  test('getters that throw', () => {
    const error = errorOf(() =>
      signer.sign({
        a: 1,
        get b() {
          throw new Error('secret text of somebody else')
        },
      }),
    )
    assert.equal(error.kind, 'params')
    assert.deepEqual(error.details, [{ field: 'b', why: 'throws when it is read' }])
  })

  test('of many faults, ten are details and the rest is their number', () => {
    const bad = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, i + 0.5]))
    const error = (() => { try { signer.sign(bad) } catch (thrown) { return thrown } })() // prettier-ignore
    assert.deepEqual(error.details.map(({ field }) => field), Object.keys(bad).slice(0, 10)) // prettier-ignore
    assert.match(error.message, /; and 10 more$/)
  })
})

describe('parameters that are no plain object', () => {
  const plain = ', not a plain object of names and values'
  const fromEntries = `${plain}; Object.fromEntries makes one of it`
  rows(
    [
      ['is undefined', plain, undefined],
      ['is null', plain, null],
      ['is a string', `${plain}; Object.fromEntries(new URLSearchParams(text)) makes one of a query`, 'a=1&b=2'],
      ['is a number', plain, 1],
      ['is a bigint', plain, 1n],
      ['is true', plain, true],
      ['is a symbol', plain, Symbol('s')],
      ['is a function', plain, () => 1],
      ['is an array', fromEntries, [['a', 1]]],
      ['is a Map', fromEntries, new Map([['a', 1]])],
      ['is a Set', plain, new Set(['a'])],
      ['is a URLSearchParams', fromEntries, new URLSearchParams('a=1')],
      ['is a FormData', fromEntries, new FormData()],
      ['is a Headers', fromEntries, new Headers()],
      ['is a Buffer', plain, Buffer.from('a=1')],
      ['is a String', plain, new String('a=1')],
    ].map(([kind, rest, params]) => [
      kind,
      'params',
      new RegExp(`^params: ${(kind + rest).replace(/[()]/g, '\\$&')}$`),
      () => signer.sign(params),
    ]),
  )

  test('a proxy that throws', () => {
    const { proxy, revoke } = Proxy.revocable({ a: 1 }, {})
    revoke()
    assert.equal(errorOf(() => signer.sign(proxy)).kind, 'params')
    assert.equal(errorOf(() => signer.sign(new Proxy({}, { ownKeys: () => { throw new Error('x') } }))).kind, 'params') // prettier-ignore
  })
})

describe('schemes', () => {
  const spec = { signatureField: 'sign', algorithm: 'hmac-sha256' }
  const md5 = { signatureField: 'sign', algorithm: 'md5', secret: '&key={}' }
  rows([
    ['no such name', 'config', /none of this name; the built-in ones are hicoin, .*bhop-org/, () => scheme('wechat')],
    ['a name in upper case', 'config', /none of this name/, () => scheme('HICOIN')],
    ['an empty name', 'config', /none of this name/, () => new Signer('', SECRET)],
    ['names of the prototype', 'config', /none of this name/, () => scheme('constructor')],
    ['no name', 'config', /is not the name of one but undefined/, () => scheme()],
    ['nothing', 'config', /scheme/, () => new Signer(undefined, SECRET)],
    ['null', 'config', /scheme: is not an object/, () => new Signer(null, SECRET)],
    ['a number', 'config', /scheme: is not an object/, () => canonicalString(7, {})],
    ['an array', 'config', /scheme: is not an object/, () => canonicalString([spec], {})],
    ['an empty object', 'config', /signatureField is missing/, () => canonicalString({}, {})],
    [
      'an empty signatureField',
      'config',
      /signatureField is empty/,
      () => canonicalString({ ...spec, signatureField: '' }, {}),
    ],
    [
      'a signatureField of another type',
      'config',
      /signatureField is not a text/,
      () => canonicalString({ ...spec, signatureField: 1 }, {}),
    ],
    ['no algorithm', 'config', /algorithm is missing/, () => canonicalString({ signatureField: 'sign' }, {})],
    [
      'an unknown algorithm',
      'config',
      /algorithm is none of md5, sha1, sha256/,
      () => canonicalString({ ...spec, algorithm: 'sha384' }, {}),
    ],
    [
      'an algorithm in upper case',
      'config',
      /algorithm is none of/,
      () => canonicalString({ ...spec, algorithm: 'MD5' }, {}),
    ],
    ['an algorithm of another type', 'config', /algorithm/, () => canonicalString({ ...spec, algorithm: ['md5'] }, {})],
    [
      'an unknown encoding',
      'config',
      /encode is none of raw, form, rfc3986/,
      () => canonicalString({ ...spec, encode: 'url' }, {}),
    ],
    [
      'an unknown output',
      'config',
      /output is none of hex, HEX, base64/,
      () => canonicalString({ ...spec, output: 'Hex' }, {}),
    ],
    [
      'a misspelt field',
      'config',
      /seperator is unknown here; did you mean separator\?/,
      () => canonicalString({ ...spec, seperator: ',' }, {}),
    ],
    ['null for a field', 'config', /separator is not a text/, () => canonicalString({ ...spec, separator: null }, {})],
    [
      'dropEmpty of another type',
      'config',
      /dropEmpty is neither true nor false/,
      () => canonicalString({ ...spec, dropEmpty: 'false' }, {}),
    ],
    [
      'exclude that is not a list',
      'config',
      /exclude is not a list of texts/,
      () => canonicalString({ ...spec, exclude: 'sign_type' }, {}),
    ],
    [
      'exclude with a number',
      'config',
      /exclude is not a list of texts/,
      () => canonicalString({ ...spec, exclude: ['a', 1] }, {}),
    ],
    [
      'exclude with a hole',
      'config',
      /exclude is not a list of texts/,
      () => canonicalString({ ...spec, exclude: [, 'a'] }, {}),
    ],
    [
      'exclude with a lone surrogate',
      'config',
      /exclude is not a list of texts/,
      () => canonicalString({ ...spec, exclude: ['\ud800'] }, {}),
    ],
    [
      'last that is not a list',
      'config',
      /last is not a list of texts/,
      () => canonicalString({ ...spec, last: { 0: 'ts' } }, {}),
    ],
    [
      'last with the signature',
      'config',
      /`last` and also left out/,
      () => canonicalString({ ...spec, last: ['sign'] }, {}),
    ],
    [
      'last with an excluded name',
      'config',
      /`last` and also left out/,
      () => canonicalString({ ...spec, exclude: ['ts'], last: ['ts'] }, {}),
    ],
    [
      'last with a name twice',
      'config',
      /twice in `last`/,
      () => canonicalString({ ...spec, last: ['ts', 'a', 'ts'] }, {}),
    ],
    [
      'a plain digest without a secret',
      'config',
      /plain digest needs `secret`.*anyone could make/,
      () => new Signer({ ...spec, algorithm: 'md5' }, SECRET),
    ],
    [
      'a template without {}',
      'config',
      /must contain \{\} once/,
      () => new Signer({ ...md5, secret: '&key=' }, SECRET),
    ],
    [
      'a template with {} twice',
      'config',
      /must contain \{\} once/,
      () => new Signer({ ...md5, secret: '{}{}' }, SECRET),
    ],
    ['an empty template', 'config', /secret is empty/, () => new Signer({ ...md5, secret: '' }, SECRET)],
    [
      'a template for RSA',
      'config',
      /RSA key does not join the text/,
      () => new Signer({ ...spec, algorithm: 'rsa-sha1', secret: '{}' }, pem),
    ],
    ['a field that throws', 'config', /signatureField|scheme/, () => canonicalString({ algorithm: 'md5', get signatureField() { throw new Error('x') } }, {})], // prettier-ignore
  ])

  test('undefined is as good as absent', () => {
    const defaults = Object.fromEntries(
      ['exclude', 'dropEmpty', 'encode', 'separator', 'last', 'secret', 'output'].map((name) => [name, undefined]),
    )
    assert.equal(canonicalString({ ...spec, ...defaults }, { b: '', a: 1, c: 2 }), 'a=1&c=2')
  })
})

describe('shared secrets', () => {
  rows([
    [
      'nothing',
      'config',
      /key: is missing; is the environment variable set\? \(缺少密钥\)/,
      () => new Signer('bitcv', undefined),
    ],
    ['no argument', 'config', /key: is missing/, () => new Signer('bitcv')],
    ['null', 'config', /key: is missing/, () => new Verifier('bitcv', null)],
    ['empty text', 'config', /key: is empty \(密钥为空\)/, () => new Signer('bitcv', '')],
    ['empty bytes', 'config', /key: is empty/, () => new Signer('bitcv', new Uint8Array())],
    ['a line break at the end', 'config', /line break.*\(密钥里有换行\)/, () => new Signer('bitcv', 'secret\n')],
    ['a line break of Windows', 'config', /line break/, () => new Signer('bitcv', 'secret\r\n')],
    [
      'a space at the end',
      'config',
      /begins or ends with white space.*\(密钥首尾有空格\)/,
      () => new Signer('bitcv', 'secret '),
    ],
    ['a tab at the beginning', 'config', /white space/, () => new Signer('bitcv', '\tsecret')],
    ['an ideographic space', 'config', /white space/, () => new Signer('bitcv', 'secret　')],
    [
      'a space without width',
      'config',
      /U\+200B ZERO WIDTH SPACE at its end.*\(密钥里有看不见的字符\)/,
      () => new Signer('bitcv', 'secret\u200b'),
    ],
    [
      'a byte order mark',
      'config',
      /U\+FEFF BYTE ORDER MARK at its beginning/,
      () => new Signer('bitcv', '\ufeffsecret'),
    ],
    ['double quotes', 'config', /quotes around it.*\(密钥带了引号\)/, () => new Signer('bitcv', '"secret"')],
    ['single quotes', 'config', /quotes around it/, () => new Signer('bitcv', "'secret'")],
    ['Chinese quotes', 'config', /quotes around it/, () => new Signer('bitcv', '“secret”')],
    ['a line break in bytes', 'config', /line break/, () => new Signer('bitcv', Buffer.from('secret\n'))],
    ['a lone surrogate', 'config', /holds a lone surrogate/, () => new Signer('bitcv', 'a\ud800')],
    ['a number', 'config', /is a number; a shared secret is text, bytes/, () => new Signer('bitcv', 123456)],
    ['an array', 'config', /is an array; pass one key/, () => new Signer('bitcv', ['secret'])],
    ['an array of bytes', 'config', /a list of bytes as Uint8Array\.from/, () => new Signer('bitcv', [1, 2, 3])],
    ['an empty ArrayBuffer', 'config', /key: is empty/, () => new Signer('bitcv', new ArrayBuffer(0))],
    ['a promise', 'config', /a promise: was `await` forgotten\?/, () => new Signer('bitcv', Promise.resolve('secret'))],
    ['options that are no object', 'config', /options: is not an object/, () => new Signer('bitcv', SECRET, true)],
    ['null for options', 'config', /options: is not an object/, () => new Signer('bitcv', SECRET, null)],
    [
      'an unknown option',
      'config',
      /options: allowWeakKey is unknown here; did you mean allowWeakKeys\?/,
      () => new Signer('bitcv', SECRET, { allowWeakKey: true }),
    ],
    [
      'an option of another type',
      'config',
      /allowWeakKeys is neither true nor false/,
      () => new Signer('bitcv', SECRET, { allowWeakKeys: 1 }),
    ],
  ])

  test('what may stand within a secret', () => {
    for (const secret of ['a b', 'a"b', '"', "'a", 'a\tb', '密钥', '😀', 'x'.repeat(10_000), '=&+%', '\\n']) {
      assert.equal(new Signer('bitcv', secret).sign({ a: 1 }).length, 32)
    }
  })

  test('random bytes are taken as they are', () => {
    for (const last of [0x0a, 0x20, 0x22]) {
      assert.equal(new Signer('bitcv', Uint8Array.of(0xff, 0xfe, 0x0a, 0x80, last)).sign({ a: 1 }).length, 32)
    }
  })
})

describe('RSA keys', () => {
  const der = Buffer.from(bodyOf(pem), 'base64')
  const weak = key('weak1024.pkcs8.pem')
  const rsa = (made) => () => new Signer('sixdu', made)
  const open = (made) => () => new Verifier('sixdu', made)
  rows([
    ['nothing', 'config', /key: is missing/, rsa(undefined)],
    ['empty text', 'config', /key: is empty/, rsa('')],
    ['white space', 'config', /key: is empty/, rsa(' \n ')],
    [
      'a public key to sign with',
      'config',
      /found an RSA public key where a private one is needed \(公钥, 需要私钥\)/,
      rsa(key('merchant.spki.pem')),
    ],
    [
      'a PKCS#1 public key to sign with',
      'config',
      /found an RSA public key where a private one/,
      rsa(key('merchant.pkcs1.pub.pem')),
    ],
    [
      'a private key to verify with',
      'config',
      /found an RSA private key where a public one is needed \(私钥, 需要公钥\)/,
      open(pem),
    ],
    ['a bare private key to verify with', 'config', /found an RSA private key where a public one/, open(bodyOf(pem))],
    ['EC', 'config', /found an EC private key/, rsa(key('ec.pkcs8.pem'))],
    ['EC, SEC1', 'config', /found an EC private key/, rsa(key('ec.sec1.pem'))],
    ['EC, public', 'config', /found an EC public key/, open(key('ec.spki.pem'))],
    ['Ed25519', 'config', /found an Ed25519/, rsa(key('ed25519.pkcs8.pem'))],
    ['DSA', 'config', /found a DSA private key/, rsa(key('dsa.traditional.pem'))],
    ['RSA-PSS', 'config', /found an RSA-PSS private key/, rsa(key('pss.pkcs8.pem'))],
    [
      'encrypted PKCS#8',
      'config',
      /found an encrypted private key \(decrypt it first: `openssl/,
      rsa(key('encrypted.pkcs8.pem')),
    ],
    ['encrypted PKCS#1', 'config', /found an encrypted private key/, rsa(key('encrypted.pkcs1.pem'))],
    [
      'encrypted, without its label',
      'config',
      /found an encrypted private key/,
      rsa(bodyOf(key('encrypted.pkcs8.pem'))),
    ],
    [
      'a certificate to sign with',
      'config',
      /found a certificate \(it holds a public key alone; the private key is in the file/,
      rsa(key('certificate.pem')),
    ],
    ['a certificate without its label', 'config', /found a certificate/, rsa(bodyOf(key('certificate.pem')))],
    ['a request', 'config', /found a certificate request/, open(key('request.pem'))],
    [
      'OpenSSH',
      'config',
      /found an OpenSSH private key \(convert a copy of it with `ssh-keygen/,
      rsa(key('openssh.pem')),
    ],
    [
      'OpenSSH, public',
      'config',
      /found an OpenSSH public key \(convert it with `ssh-keygen/,
      open(key('openssh.pub')),
    ],
    ['1024 bits', 'config', /only 1024 bits.*\(密钥太短\)/, rsa(weak)],
    ['1024 bits, public', 'config', /only 1024 bits/, open(key('weak1024.spki.pem'))],
    [
      '768 bits, allowed',
      'config',
      /768 bits; 1024 to/,
      () => new Signer('sixdu', key('weak768.pkcs8.pem'), { allowWeakKeys: true }),
    ],
    ['three primes', 'config', /more than two primes/, rsa(key('three-primes.pkcs8.pem'))],
    ['the name of a file', 'config', /name of a file; read the file/, rsa('./keys/merchant.pem')],
    ['a path of Windows', 'config', /name of a file/, rsa('C:\\keys\\private.key')],
    ['PEM without its end', 'config', /is cut off, .*1206 of its 1217 bytes/, rsa(pem.slice(0, -40))],
    ['PEM without a character', 'config', /characters of it were lost/, rsa(pem.replace(/(.{200})./s, '$1'))],
    ['base64 cut off', 'config', /600 of its 1217 bytes are there/, rsa(bodyOf(pem).slice(0, 800))],
    [
      'base64 of nothing known',
      'config',
      /is base64 of something that is not a key; that of an RSA key begins with MI/,
      rsa(Buffer.from('hello, this is no key at all. '.repeat(9)).toString('base64')),
    ],
    ['text', 'config', /is too short for an RSA key, with a length of 18/, rsa('this is not a key!')],
    ['a shared secret', 'config', /or the shared secret of another scheme\?/, rsa(SECRET)],
    ['bytes that are nothing', 'config', /neither DER nor text/, rsa(Uint8Array.of(0xff, 0xfe, 0xfd))],
    ['DER cut off', 'config', /600 of its 1217 bytes are there/, rsa(der.subarray(0, 600))],
    ['DER with something after it', 'config', /1218 bytes instead of 1217/, rsa(Buffer.concat([der, Buffer.alloc(1)]))],
    ['a damaged number', 'config', /./, rsa(Uint8Array.from(der, (byte, at) => (at === 700 ? byte ^ 1 : byte)))],
    ['two keys', 'config', /holds more than one RSA private key/, rsa(`${key('platform.pkcs8.pem')}${pem}`)],
  ])

  test('a weak key is taken when allowed, and signs', () => {
    const allowed = new Signer('sixdu', weak, { allowWeakKeys: true })
    const made = allowed.sign({ a: 1 })
    assert.equal(new Verifier('sixdu', key('weak1024.spki.pem'), { allowWeakKeys: true }).verify({ a: 1 }, made), true)
  })

  test('every damaged byte of a key is refused, or leaves the signature right', () => {
    const right = new Signer('sixdu', pem).sign({ a: 1 })
    for (let at = 0; at < der.length; at += 37) {
      const damaged = Uint8Array.from(der, (byte, place) => (place === at ? byte ^ 0x10 : byte))
      try {
        assert.equal(new Signer('sixdu', damaged).sign({ a: 1 }), right, `byte ${at}`)
      } catch (error) {
        assert.equal(error.kind, 'config', `byte ${at}: ${error.stack}`)
      }
    }
  })
})

describe('signatures', () => {
  rows([
    ['null', 'params', /signature: is not a string/, () => signer.verify(order, null)],
    ['bytes', 'params', /signature: is not a string/, () => signer.verify(order, Buffer.from(signature))],
    ['a number', 'params', /signature: is not a string/, () => signer.verify(order, 0)],
    [
      'missing from a body',
      'signature',
      /carries no signature: sign is missing or empty \(缺少签名\)/,
      () => signer.verifyBody('a=1'),
    ],
    ['empty in a body', 'signature', /sign is missing or empty/, () => signer.verifyBody('a=1&sign=')],
    ['null in a body', 'signature', /sign is missing or empty/, () => signer.verifyBody('{"a":1,"sign":null}')],
    ['under another name', 'signature', /sign is missing/, () => signer.verifyBody(`a=1&Sign=${signature}`)],
    [
      'of something else',
      'signature',
      /does not fit the body and the key \(签名错误\); `explain`/,
      () => signer.verifyBody(`a=1&sign=${signature}`),
    ],
    ['cut off', 'signature', /签名错误/, () => signer.verifyBody(`a=1&sign=${signature.slice(2)}`)],
    ['not in its form', 'signature', /签名错误/, () => signer.verifyBody('a=1&sign=hello')],
    ['a number', 'signature', /签名错误/, () => signer.verifyBody('{"a":1,"sign":1234}')],
  ])

  test('every changed character of a body is noticed', () => {
    const body = `a=12&b=x&sign=${signer.sign({ a: 12, b: 'x' })}`
    assert.deepEqual({ ...signer.verifyBody(body) }, { a: '12', b: 'x', sign: body.slice(-32) })
    for (let at = 0; at < body.length; at++) {
      // Another case of a hexadecimal digit is the same signature.
      const other = body[at] === '7' ? '8' : '7'
      const error = errorOf(() => signer.verifyBody(body.slice(0, at) + other + body.slice(at + 1)))
      assert.ok(['signature', 'body'].includes(error.kind), `${at}: ${error.message}`)
    }
  })

  test('RSA: base64 however it is wrapped, and no other', () => {
    const verifier = new Verifier('sixdu', key('merchant.spki.pem'))
    const right = new Signer('sixdu', pem).sign({ a: 1 })
    assert.equal(verifier.verify({ a: 1 }, right), true)
    for (const same of [
      right.replace(/=+$/, ''),
      `${right}\n`,
      right.replace(/.{76}/g, '$&\r\n'),
      right.replace(/\+/g, ' '),
      right.replace(/\//g, '_'),
      Buffer.from(right, 'base64').toString('base64url'),
    ]) {
      assert.equal(verifier.verify({ a: 1 }, same), true, same)
    }
    for (const other of [` ${right}`, `${right}=`, right.slice(4), '', 'AAAA']) {
      assert.equal(verifier.verify({ a: 1 }, other), false, other)
    }
  })
})

describe('bodies', () => {
  const json = 'application/json'
  const form = 'application/x-www-form-urlencoded'
  const raw =
    /is not the raw body.*Express: express\.raw.*Koa: raw-body.*Fastify.*parseAs: 'buffer'.*Next and Hono: await request\.text\(\).*\(请传原始请求体, 不要传解析后的对象\)/
  const read =
    (...args) =>
    () =>
      signer.verifyBody(...args)
  const gbk = (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xd6, 0xd0, 0xb9, 0xfa])])
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: 'a=1' })
  rows([
    ['a parsed object', 'body', raw, read({ a: '1', sign: signature })],
    ['a parsed array', 'body', raw, read([])],
    ['null', 'body', raw, read(null)],
    ['nothing', 'body', raw, read()],
    ['a number', 'body', raw, read(1)],
    ['a Request', 'body', /is a Request: give `await request\.text\(\)`/, read(request)],
    ['a promise of text', 'body', /is a promise: was `await` forgotten\?$/, read(Promise.resolve('a=1'))],
    ['URLSearchParams', 'body', /is a URLSearchParams: .*`url\.search`/, read(new URLSearchParams('a=1'))],
    ['FormData', 'body', /is a FormData: .*Object\.fromEntries/, read(new FormData())],
    ['an ArrayBuffer', 'body', /is an ArrayBuffer: give `new Uint8Array\(buffer\)`/, read(new ArrayBuffer(8))],
    ['a stream', 'body', raw, read(new ReadableStream())],
    ['a String', 'body', raw, read(new String('a=1'))],
    ['empty text', 'body', /is empty; was it read before, by a body parser\? \(请求体已被读取\)/, read('')],
    ['empty bytes', 'body', /is empty/, read(new Uint8Array())],
    ['white space', 'body', /is empty/, read(' \r\n ', json)],
    ['[object Object]', 'body', /an object that was turned into text/, read('[object Object]')],
    ['a lone surrogate', 'body', /lone surrogate/, read('a=\ud800')],
    ['GBK in a form', 'body', /is not UTF-8 \(at byte 2\)/, read(gbk('a='))],
    ['GBK in JSON', 'body', /is not UTF-8/, read(gbk('{"a":"'), json)],
    ['GBK, escaped', 'body', /not UTF-8/, read('a=%D6%D0%B9%FA')],
    ['UTF-16', 'body', /but UTF-16/, read(Buffer.from('{"a":1}', 'utf16le'))],
    ['Latin-1', 'body', /is not UTF-8/, read(Buffer.from('a=é', 'latin1'))],
    ['XML', 'body', /is XML, which is not read here; .*verify\(params\)/, read('<xml/>', 'text/xml')],
    ['multipart', 'body', /is multipart\/form-data/, read('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1')],
    ['plain text', 'body', /a text that is neither JSON nor a form/, read('ok', 'text/plain')],
    ['plain text said to be JSON', 'body', /not well-formed JSON/, read('ok', json)],
    // What can be read is, and then there is no signature in it, or a wrong one.
    ['another charset', 'signature', /sign is missing/, read('a=1', `${form}; charset=gbk`)],
    ['another content type', 'signature', /sign is missing/, read('a=1', 'text/xml')],
    ['a form said to be JSON', 'signature', /签名错误/, read(`a=1&sign=${signature}`, json)],
    ['JSON said to be a form', 'signature', /sign is missing .*; it has a$/, read('{"a":1}', form)],
    ['over 256 KiB', 'body', /is 262145 characters long; at most 262144 bytes/, read(`a=${'x'.repeat(262143)}`)],
    ['over 256 KiB, bytes', 'body', /is 262145 bytes long; at most 262144/, read(Buffer.alloc(262145, 0x61))],
    ['over 256 KiB in UTF-8', 'body', /is 300002 bytes long; at most 262144/, read(`a=${'银'.repeat(100_000)}`)],
    ['ten megabytes', 'body', /at most 262144/, read(`{"a":"${'x'.repeat(10_000_000)}"}`)],
    ['ten megabytes of bytes', 'body', /at most 262144/, read(Buffer.alloc(10_000_000, 0x61))],
    [
      'JSON cut off',
      'body',
      /not well-formed JSON; it ends in the middle: it was cut off \(near byte 11\)/,
      read('{"a":1,"b":', json),
    ],
    ['a comma too many', 'body', /not well-formed JSON/, read('{"a":1,}', json)],
    ['single quotes', 'body', /not well-formed JSON/, read("{'a':1}", json)],
    ['a comment', 'body', /not well-formed JSON/, read('{"a":1/**/}', json)],
    ['NaN', 'body', /not well-formed JSON/, read('{"a":NaN}', json)],
    ['a number with a leading zero', 'body', /not well-formed JSON/, read('{"a":01}', json)],
    ['a control character', 'body', /not well-formed JSON/, read('{"a":"\n"}', json)],
    ['a lone surrogate, escaped', 'body', /not well-formed JSON/, read('{"a":"\\ud800"}', json)],
    ['something after it', 'body', /not well-formed JSON/, read('{"a":1}{"b":2}', json)],
    ['JSON twice over', 'signature', /sign is missing/, read('"{\\"a\\":1}"', json)],
    ['JSON thrice over', 'body', /begins with the quote "/, read(JSON.stringify(JSON.stringify('{}')), json)],
    ['an array', 'body', /JSON but not an object/, read('[{"a":1}]', json)],
    ['null', 'body', /JSON but not an object/, read('null', json)],
    [
      'an object within',
      'body',
      /nests an object or array in "data", where all fields are flat/,
      read('{"a":1,"data":{"b":2}}'),
    ],
    ['an array within', 'body', /nests .* "items"/, read('{"items":[]}')],
    ['a thousand levels', 'body', /nests/, read(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`)],
    [
      'a name twice in JSON',
      'body',
      /has the name "a" twice; two readers would see two values/,
      read('{"a":1,"b":2,"a":1}'),
    ],
    ['a name twice, once escaped', 'body', /"a" twice/, read('{"a":1,"\\u0061":1}')],
    ['a name twice in a form', 'body', /"a" twice/, read('a=1&a=2')],
    ['a name twice in a form, once escaped', 'body', /"a" twice/, read('a=1&%61=1')],
    ['a name like PHP arrays, twice', 'body', /"a\[\]" twice/, read('a[]=1&a[]=2')],
    ['an empty pair', 'signature', /; it has a, b$/, read('a=1&&b=2')],
    ['an ampersand at the end', 'signature', /; it has a$/, read('a=1&')],
    ['a pair without =', 'signature', /; it has a, b$/, read('a=1&b')],
    ['a separator that was HTML-escaped', 'body', /has &amp; in it: it was HTML-escaped/, read('a=1&amp;b=2')],
    ['a pair without a name', 'body', /no name in pair 1/, read('=1')],
    ['a broken escape', 'body', /broken %-escape in pair 1/, read('a=%')],
    ['half an escape', 'body', /broken %-escape/, read('a=%4')],
    ['an escape that is none', 'body', /broken %-escape/, read('a=100%zz')],
    ['a long name in an error', 'body', /"x{40}" twice/, read(`${'x'.repeat(5000)}=1&${'x'.repeat(5000)}=2`)],
    ['a name of control characters in an error', 'body', /"\?\?\[31m" twice/, read('%00%1b[31m=1&%00%1b[31m=2')],
    ['control characters', 'body', /is binary data \(byte 0x00 at 0\)/, read('\x00\x1b[31m=1')],
  ])

  test('content types in every spelling', () => {
    const sign = signer.sign({ a: 1 })
    for (const type of [
      undefined,
      '',
      form,
      'Application/X-WWW-Form-UrlEncoded',
      `${form};charset=UTF-8`,
      `${form}; charset="utf-8"`,
    ]) {
      assert.equal(signer.verifyBody(`a=1&sign=${sign}`, type).a, '1')
    }
    for (const type of [
      undefined,
      '',
      json,
      'text/json',
      'application/problem+json',
      `${json}; charset=utf-8`,
      `${json};charset=UTF8`,
    ]) {
      assert.equal(signer.verifyBody(` {"a":1,"sign":"${sign}"}\n`, type).a, '1')
    }
    assert.equal(signer.verifyBody(Buffer.from(`\ufeff{"a":1,"sign":"${sign}"}`)).a, '1')
  })

  test('a body of just 256 KiB is read', () => {
    const a = 'x'.repeat(262144 - 'a=&sign='.length - 32)
    assert.equal(signer.verifyBody(`a=${a}&sign=${signer.sign({ a })}`).a.length, a.length)
  })

  test('views into larger buffers, and bytes of other realms', async () => {
    const text = `a=1&sign=${signer.sign({ a: 1 })}`
    const around = Buffer.from(`xxxx${text}yyyy`)
    assert.equal(signer.verifyBody(around.subarray(4, -4)).a, '1')
    const { runInNewContext } = await import('node:vm')
    const foreign = runInNewContext('(bytes) => Uint8Array.from(bytes)')([...Buffer.from(text)])
    assert.equal(signer.verifyBody(foreign).a, '1')
    const foreignKey = runInNewContext('(bytes) => Uint8Array.from([0, ...bytes, 0]).subarray(1, -1)')([
      ...Buffer.from(SECRET),
    ])
    assert.equal(new Signer('yinqiantong-v2', foreignKey).sign(order), signature)
    for (const other of ['new Uint16Array(8)', 'new ArrayBuffer(8)', 'new DataView(new ArrayBuffer(8))']) {
      assert.equal(errorOf(() => signer.verifyBody(runInNewContext(other))).kind, 'body')
    }
  })
})

describe('amounts', () => {
  const plain = /decimal: is not a plain decimal number like "12\.50"/
  const text = /decimal: is not a string but (a|an|null|undefined|true|the result of)\b/
  const units = /units: is neither a bigint nor a string of digits/
  const places = /places: is not an integer from 0 to 38/
  const decimals = [
    '',
    ' ',
    '1 ',
    ' 1',
    '+1',
    '-1',
    '1.',
    '.5',
    '1..5',
    '1.2.3',
    '1,5',
    '1,000',
    '1_000',
    '1e3',
    '1E-3',
    '0x10',
    'NaN',
    'Infinity',
    '１',
    '一',
    '1.5元',
    '¥1',
    '\n1',
    '1\0',
    '1.-5',
    '--1',
    '1/2',
  ]
  rows([
    ...decimals.map((decimal) => [`toUnits ${JSON.stringify(decimal)}`, 'params', plain, () => toUnits(decimal, 8)]),
    ...[1.5, 1, 1n, null, undefined, {}, ['1'], true, new String('1'), NaN].map((decimal) => [
      `toUnits of ${typeof decimal} ${String(decimal)}`,
      'params',
      text,
      () => toUnits(decimal, 8),
    ]),
    [
      'toUnits with more places than fit',
      'params',
      /more than 2 decimal places; nothing is rounded/,
      () => toUnits('1.005', 2),
    ],
    ['toUnits with zeros that do not fit', 'params', /more than 2 decimal places/, () => toUnits('1.000', 2)],
    ['toUnits with a fraction of whole units', 'params', /more than 0 decimal places/, () => toUnits('1.0', 0)],
    ['toUnits, too large', 'params', /larger than 2\^128 - 1/, () => toUnits(String(2n ** 128n), 0)],
    ['toUnits, too large with places', 'params', /larger than 2\^128 - 1/, () => toUnits('1'.repeat(35), 8)],
    ['toUnits, a million digits', 'params', /larger/, () => toUnits('9'.repeat(1_000_000), 0)],
    [
      'toUnits, a million places',
      'params',
      /more than 8 decimal places/,
      () => toUnits(`0.${'0'.repeat(1_000_000)}`, 8),
    ],
    ...[-1, 1.5, 39, NaN, Infinity, 2 ** 32, '8', null, undefined, 8n, {}].flatMap((number) => [
      [`toUnits, places ${typeof number} ${String(number)}`, 'params', places, () => toUnits('1', number)],
      [`fromUnits, places ${typeof number} ${String(number)}`, 'params', places, () => fromUnits(1n, number)],
    ]),
    ...[
      1,
      1.5,
      -1n,
      2n ** 128n,
      '',
      ' 1',
      '-1',
      '+1',
      '1.5',
      '1e3',
      '0x1',
      'x',
      null,
      undefined,
      {},
      [1n],
      true,
      Object(1n),
      '9'.repeat(40),
    ].map((number) => [`fromUnits of ${typeof number} ${String(number)}`, 'params', units, () => fromUnits(number, 8)]),
  ])

  test('what is fine', () => {
    for (const [decimal, count, whole, back = decimal] of [
      ['0', 0, 0n],
      ['007', 0, 7n, '7'],
      ['0.10', 2, 10n, '0.1'],
      ['1.50', 8, 150000000n, '1.5'],
      ['92233720368.54775807', 8, 9223372036854775807n],
      [String(2n ** 128n - 1n), 0, 2n ** 128n - 1n],
      ['1', 38, 10n ** 38n],
      [`0.${'0'.repeat(37)}1`, 38, 1n],
    ]) {
      assert.equal(toUnits(decimal, count), whole)
      assert.equal(fromUnits(whole, count), back)
      assert.equal(fromUnits(`00${whole}`, count), back)
    }
    assert.equal(toUnits('1', -0), 1n)
  })
})

describe('HiCoin', () => {
  const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
  const made = (more) => () => new HiCoin({ ...options, ...more })
  const client = new HiCoin(options)
  const page = (more) => () => client.h5PayUrl({ prepay_id: '1', ...more })
  rows([
    ['no options', 'config', /HiCoin: (appId|mchKey) is missing/, () => new HiCoin()],
    ['options that are no object', 'config', /HiCoin: is not an object/, () => new HiCoin('10021235678')],
    [
      'no appId',
      'config',
      /HiCoin: appId is missing; is the environment variable set\? \(缺少配置\)/,
      made({ appId: undefined }),
    ],
    ['an empty appId', 'config', /HiCoin: appId is empty/, made({ appId: '' })],
    ['an appId that is a number', 'config', /HiCoin: appId is not a text/, made({ appId: 10021235678 })],
    ['no mchKey', 'config', /HiCoin: mchKey is missing/, made({ mchKey: undefined })],
    ['a mchKey with a line break', 'config', /mchKey: .*line break/, made({ mchKey: 'key\n' })],
    ['an unknown option', 'config', /HiCoin: mch_key is unknown here; did you mean mchKey\?/, made({ mch_key: 'x' })],
    ['an unknown environment', 'config', /environment is none of production, test/, made({ environment: 'prod' })],
    ['a page that is no address', 'config', /payPage: is not an absolute address/, made({ payPage: 'payment/' })],
    ['a relative address', 'config', /payPage/, made({ payPage: '//pay.example/' })],
    [
      'a page over http',
      'config',
      /payPage: is http; use https, or set allowHttp/,
      made({ payPage: 'http://pay.example/' }),
    ],
    ['a page that is a script', 'config', /payPage/, made({ payPage: 'javascript:alert(1)' })],
    ['a page that is data', 'config', /payPage/, made({ payPage: 'data:text/html,x' })],
    ['a page with a query', 'config', /payPage: has a query/, made({ payPage: 'https://pay.example/?a=1' })],
    [
      'a page with a fragment',
      'config',
      /payPage: has a query, a fragment/,
      made({ payPage: 'https://pay.example/#x' }),
    ],
    ['a page with a user', 'config', /user name/, made({ payPage: 'https://user:pass@pay.example/' })],
    ['a page with a space', 'config', /white space/, made({ payPage: 'https://pay.example/ ' })],
    ['a page with a line break', 'config', /white space/, made({ payPage: 'https://pay.example/\n' })],
    [
      'allowHttp of another type',
      'config',
      /allowHttp is neither true nor false/,
      made({ payPage: 'http://pay.example/', allowHttp: 'yes' }),
    ],
    [
      'no page',
      'params',
      /prepay_id: is empty; it is `trade_no` of the answer to createOrder/,
      () => client.h5PayUrl(),
    ],
    ['null for a page', 'params', /is null, not a plain object/, () => client.h5PayUrl(null)],
    ['an empty prepay_id', 'params', /prepay_id: is empty/, page({ prepay_id: '' })],
    ['a prepay_id that is a number', 'params', /prepay_id/, page({ prepay_id: 1048157710522051678581 })],
    ['an unknown field', 'params', /prepayId: is unknown here; did you mean prepay_id\?/, page({ prepayId: '1' })],
    ['a long nonce', 'params', /nonceStr: does not have 1 to 32 characters/, page({ nonceStr: 'x'.repeat(33) })],
    ['an empty nonce', 'params', /nonceStr/, page({ nonceStr: '' })],
    [
      'milliseconds',
      'params',
      /timeStamp: is not Unix time in seconds \(10 digits\)/,
      page({ timeStamp: 1577105620000 }),
    ],
    ['a fraction of a second', 'params', /timeStamp/, page({ timeStamp: 1577105620.5 })],
    ['a date', 'params', /timeStamp/, page({ timeStamp: new Date(0) })],
    ['a negative time', 'params', /timeStamp/, page({ timeStamp: -157710562 })],
    ['a time with a sign', 'params', /timeStamp/, page({ timeStamp: '+577105620' })],
  ])

  test('every fault of a page at once', () => {
    const { details } = errorOf(() => client.h5PayUrl({ prepay_id: '', nonceStr: '', timeStamp: '1' }))
    assert.deepEqual(details.map(({ field }) => field), ['nonceStr', 'prepay_id', 'timeStamp']) // prettier-ignore
  })

  test('what is null is left out, as in every call', () => {
    const url = new URL(client.h5PayUrl({ prepay_id: '1', nonceStr: null, timeStamp: null }))
    assert.match(url.searchParams.get('nonceStr'), /^[0-9A-Za-z]{32}$/)
    assert.ok(Math.abs(Number(url.searchParams.get('timeStamp')) - Date.now() / 1000) < 60)
  })

  test('addresses that are fine', () => {
    const begins = (more, address) =>
      assert.ok(new HiCoin({ ...options, ...more }).h5PayUrl({ prepay_id: '1' }).startsWith(`${address}?appId=`))
    begins({}, 'https://api.hicoin.vip/hicoinfe/payment/')
    begins({ environment: 'test' }, 'http://testweb.hicoin.one/hicoinfe/payment/')
    begins({ payPage: 'https://pay.example/h5' }, 'https://pay.example/h5')
    begins({ payPage: 'http://127.0.0.1:8080/' }, 'http://127.0.0.1:8080/')
    begins({ payPage: 'http://localhost/' }, 'http://localhost/')
    begins({ payPage: 'http://[::1]:1/' }, 'http://[::1]:1/')
    begins({ payPage: 'http://pay.example/', allowHttp: true }, 'http://pay.example/')
  })

  test('what is not this machine, though it looks so', () => {
    for (const host of ['127.0.0.1.evil.example', 'localhost.evil.example', 'evil.example:127', '127.evil.example']) {
      assert.equal(errorOf(() => new HiCoin({ ...options, payPage: `http://${host}/` })).kind, 'config', host)
    }
  })

  test('values that need escaping stay one parameter each', () => {
    const url = new URL(client.h5PayUrl({ prepay_id: 'a&b=c#d e+中', nonceStr: '&=#% +\u0000中' }))
    assert.equal(url.searchParams.get('package'), 'prepay_id=a&b=c#d e+中')
    assert.equal(url.searchParams.get('nonceStr'), '&=#% +\u0000中')
    assert.deepEqual([...url.searchParams.keys()], ['appId', 'nonceStr', 'package', 'signType', 'timeStamp', 'paySign'])
    assert.equal(url.hash, '')
  })
})

describe('PayError', () => {
  test('of one’s own, for tests', () => {
    const cause = new Error('underneath')
    const error = new PayError('gateway', 'balance too low', { code: '110043', status: 200, retryable: true, cause })
    assert.deepEqual([error.name, error.kind, error.code, error.status, error.retryable, error.outcomeUnknown], ['PayError', 'gateway', '110043', 200, true, false]) // prettier-ignore
    assert.equal(error.cause, cause)
    assert.equal('cause' in new PayError('config', 'x'), false)
    assert.equal(Object.hasOwn(error, 'name'), false)
  })

  test('thrown in a loop of all kinds, the module goes on', () => {
    for (let round = 0; round < 200; round++) {
      assert.throws(() => signer.sign({ a: 1.5 }), { kind: 'params' })
      assert.throws(() => signer.verifyBody('a=1'), { kind: 'signature' })
      assert.throws(() => signer.verifyBody('{'), { kind: 'body' })
      assert.throws(() => new Signer('sixdu', 'x'), { kind: 'config' })
    }
    assert.equal(signer.sign(order), signature)
  })
})

// Objects made to hurt: wherever an argument is taken, they give a PayError or an answer, and the signer is still whole.
describe('hostile objects', () => {
  const revoked = (target) => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
  const throwing = (target) => {
    const fault = () => {
      throw new TypeError('trap')
    }
    return new Proxy(target, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, fault])))
  }
  const detached = () => {
    const bytes = new Uint8Array(8)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    return bytes
  }
  const withGetter = (object, name) =>
    Object.defineProperty(object, name, {
      get() {
        throw new TypeError('getter')
      },
    })
  const hostile = {
    'a revoked object': () => revoked({}),
    'a revoked array': () => revoked([]),
    'a revoked function': () => revoked(() => {}),
    'traps that throw': () => throwing({}),
    'traps of an array that throw': () => throwing([]),
    'traps of a function that throw': () => throwing(() => {}),
    'a proxy of bytes': () => new Proxy(new Uint8Array(8), {}),
    'an object with the prototype of bytes': () => Object.create(Uint8Array.prototype),
    'an object with the prototype of arrays': () => Object.create(Array.prototype),
    'an object with the prototype of texts': () => Object.create(String.prototype),
    'bytes whose buffer is gone': detached,
    'bytes with a length that throws': () => withGetter(new Uint8Array(8), 'length'),
    'bytes with a buffer that throws': () => withGetter(new Uint8Array(8), 'buffer'),
    'bytes that lie about their place': () =>
      Object.defineProperty(new Uint8Array(8), 'byteOffset', { value: 2 ** 40 }),
    'bytes that lie about their size': () => Object.defineProperty(new Uint8Array(8), 'byteLength', { value: -1 }),
    'bytes with another tag': () => Object.defineProperty(new Uint8Array(8), Symbol.toStringTag, { value: 'Array' }),
    'shared bytes': () => new Uint8Array(new SharedArrayBuffer(8)),
    'a tag that throws': () => withGetter({}, Symbol.toStringTag),
    'an iterator that throws': () => withGetter({}, Symbol.iterator),
    'an array that says it has 2 ** 32 - 1': () => Object.assign([], { length: 2 ** 32 - 1 }),
    'toString and valueOf that throw': () => withGetter(withGetter({}, 'toString'), 'valueOf'),
    'names that throw': () => withGetter(withGetter({}, 'signatureField'), 'prepay_id'),
    'a prototype that loops through a proxy': () => Object.create(throwing({})),
  }
  const spec = { signatureField: 'sign', algorithm: 'md5', secret: '{}' }
  const client = new HiCoin({ appId: 'a', mchKey: 'k' })
  const calls = {
    'scheme()': scheme,
    'canonicalString(scheme)': (value) => canonicalString(value, { a: 1 }),
    'canonicalString(params)': (value) => canonicalString('bitcv', value),
    'a field of a scheme': (value) => Object.keys(scheme('bitcv')).map((field) => [field, value]).forEach((pair) => canonicalString({ ...spec, ...Object.fromEntries([pair]) }, {})), // prettier-ignore
    'an item of a list': (value) => canonicalString({ ...spec, exclude: [value] }, {}),
    'a value': (value) => signer.sign({ a: 1, b: value }),
    'new Signer(scheme)': (value) => new Signer(value, 'k'),
    'new Signer(key)': (value) => new Signer('bitcv', value),
    'new Signer(RSA key)': (value) => new Signer('sixdu', value),
    'new Verifier(RSA key)': (value) => new Verifier('sixdu', value),
    'new Signer(options)': (value) => new Signer('bitcv', 'k', value),
    'an option': (value) => new Signer('bitcv', 'k', { allowWeakKeys: value }),
    'sign()': (value) => signer.sign(value),
    'verify(params)': (value) => signer.verify(value),
    'verify(signature)': (value) => signer.verify({ a: 1 }, value),
    'verifyBody(body)': (value) => signer.verifyBody(value),
    'verifyBody(contentType)': (value) => signer.verifyBody('a=1', value),
    'explain()': (value) => signer.explain(value),
    'toUnits(decimal)': (value) => toUnits(value, 8),
    'toUnits(places)': (value) => toUnits('1', value),
    'fromUnits(units)': (value) => fromUnits(value, 8),
    'fromUnits(places)': (value) => fromUnits(1n, value),
    'new HiCoin(options)': (value) => new HiCoin(value),
    'an option of HiCoin': (value) => ['appId', 'mchKey', 'environment', 'payPage', 'allowHttp'].forEach((name) => new HiCoin({ appId: 'a', mchKey: 'k', [name]: value })), // prettier-ignore
    'h5PayUrl()': (value) => client.h5PayUrl(value),
    'a field of h5PayUrl': (value) => ['prepay_id', 'nonceStr', 'timeStamp'].forEach((name) => client.h5PayUrl({ prepay_id: '1', [name]: value })), // prettier-ignore
  }
  for (const [name, call] of Object.entries(calls)) {
    test(name, () => {
      for (const [what, make] of Object.entries(hostile)) {
        try {
          call(make())
        } catch (error) {
          assert.ok(error instanceof PayError, `${what}: ${error?.stack ?? error}`)
        }
        assert.equal(signer.sign(order), signature, what)
      }
    })
  }

  test('afterwards the signers can still be freed, and learn new names', () => {
    assert.equal(signer.sign({ ...order, never: null, seen: null, before: null }), signature)
    signer.free()
    assert.throws(() => signer.sign(order), { kind: 'config' })
    client.free()
  })
})

test('every fault of an order at once, values that cannot be sent among them', async () => {
  const yinqiantong = new Yinqiantong({ version: 'v2', appId: '0', appSecret: SECRET })
  const order = {
    client_out_trade_no: 'A 1',
    channel: 'cash',
    platform: 'h5',
    money: 9.9,
    client_ip: '::1',
    notify_url: null,
    subject: new Date(),
    colour: 'red',
  }
  await assert.rejects(yinqiantong.createOrder(order), ({ kind, details, message }) => {
    assert.equal(kind, 'params')
    const fields = ['colour', 'client_out_trade_no', 'channel', 'money', 'client_ip', 'notify_url', 'subject']
    assert.deepEqual(details.map(({ field }) => field).sort(), fields.sort())
    assert.match(
      message,
      /money: is a number with decimal places; it takes an integer above 0 in fen \(分\), or in cents: toUnits/,
    )
    return true
  })
})
