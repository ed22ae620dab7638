// What the package promises, for every runtime: no test runner, no imports but the language's own.
import { equal, fails, same } from '../check.js'
import { rsaModuleCases } from './rsa-module.js'
import { trapCases } from './traps.js'
import { vectorCases } from '../vectors.js'

/**
 * @param paysign  the package's module, ready
 * @param vectors  tests/vectors as data (see read-vectors.js)
 * @param runtime.copy     `() => (entry) => Promise`: the modules of entries 'web', 'slim' and 'rsa' once more, not
 *                         initialised; those of one copy know of each other
 * @param runtime.fresh    the module of an entry in a copy of its own
 * @param runtime.wasm     the bytes of paysign.wasm
 * @param runtime.wasmOfRsa  those of rsa.wasm
 * @param runtime.wasmUrl  where `fetch` finds them
 * @returns {Promise<{ passed: number, failed: { name: string, message: string }[] }>}
 */
export function conformance(paysign, vectors, runtime = {}) {
  return runCases(conformanceCases(paysign, vectors, runtime))
}

/** Runs one after the other, whatever becomes of each. */
export async function runCases(cases) {
  const failed = []
  for (const { name, run } of cases) {
    try {
      await run()
    } catch (error) {
      failed.push({ name, message: String(error?.stack ?? error) })
    }
  }
  return { passed: cases.length - failed.length, failed }
}

/** The suite as a list of { name, run }, to be run one after the other. */
export function conformanceCases(paysign, vectors, runtime = {}) {
  return [
    ...vectorCases(paysign, vectors),
    ...signing(paysign),
    ...errors(paysign, vectors),
    ...amounts(paysign),
    ...rsa(paysign, vectors),
    ...lifetime(paysign, vectors),
    ...hicoin(paysign),
    ...(runtime.fresh ? [...loading(paysign, runtime), ...trapCases(runtime, vectors)] : []),
    ...(runtime.copy ? rsaModuleCases(runtime, vectors) : []),
  ]
}

const schemes = ['hicoin', 'hicoin-h5', 'yinqiantong-v1', 'yinqiantong-v2', 'bitcv', 'sixdu', 'bhop-org']
// Printed in Yinqiantong's signing page, November 2018.
const printed = {
  scheme: 'yinqiantong-v2',
  key: 'your_app_secret',
  params: {
    channel: 1,
    platform: 2,
    money: 1,
    client_ip: '127.0.0.1',
    subject: 'my_subject',
    ts: 1541051068,
    appid: '00000000',
  },
  signature: '65d704b3652d451355f99b173635d107',
}

function signing({ Signer, Verifier, canonicalString, scheme }) {
  return [
    {
      name: 'scheme gives a copy, and a scheme built from the copy signs the same',
      run() {
        for (const name of schemes) {
          const copy = scheme(name)
          equal(typeof copy.signatureField, 'string', name)
          equal(canonicalString(copy, printed.params), canonicalString(name, printed.params), name)
        }
        const copy = scheme(printed.scheme)
        equal(new Signer(copy, printed.key).sign(printed.params), printed.signature, 'signed with a copy')
        copy.signatureField = 'another'
        copy.exclude?.push('channel')
        equal(new Signer(printed.scheme, printed.key).sign(printed.params), printed.signature, 'after the copy changed')
      },
    },
    {
      name: 'a signer keeps the scheme that it was made with',
      run() {
        const copy = scheme(printed.scheme)
        const signer = new Signer(copy, printed.key)
        copy.exclude = ['money']
        copy.output = 'base64'
        for (let time = 0; time < 3; time++) equal(signer.sign(printed.params), printed.signature, 'signature')
      },
    },
    {
      name: 'keys as bytes are the keys as text',
      run() {
        const bytes = new TextEncoder().encode(printed.key)
        const shifted = new Uint8Array([0, ...bytes, 0]).subarray(1, -1)
        for (const key of [bytes, shifted]) {
          equal(new Signer(printed.scheme, key).sign(printed.params), printed.signature, 'bytes')
        }
        equal(new Verifier(printed.scheme, bytes).verify(printed.params, printed.signature), true, 'verifier')
      },
    },
    {
      name: 'a missing, cut or foreign signature is false, never an error',
      run() {
        const signer = new Signer(printed.scheme, printed.key)
        const { params, signature } = printed
        for (const given of [
          '',
          ' ',
          signature.slice(1),
          signature + '0',
          ` ${signature}`,
          'é'.repeat(32),
          '\0',
          'z'.repeat(32),
        ]) {
          equal(signer.verify(params, given), false, JSON.stringify(given))
        }
        equal(signer.verify(params), false, 'none')
        equal(signer.verify({ ...params, sign: null }), false, 'null among the parameters')
        equal(signer.verify({ ...params, sign: signature }), true, 'right')
        equal(signer.verify({ ...params, sign: signature }, undefined), true, 'undefined is not given')
      },
    },
    {
      name: 'a body keeps every character and every field, also __proto__',
      run() {
        const signer = new Signer('yinqiantong-v2', 'k')
        const fields = {
          amount: '1.50',
          big: '1571561027984123456',
          zero: '-0',
          exp: '1E+5',
          text: '+ %2B',
          yes: 'true',
        }
        const sign = signer.sign({ ...fields, ['__proto__']: 'p', constructor: 'c' })
        const json = `{"__proto__":"p","constructor":"c","amount":1.50,"big":1571561027984123456,"zero":-0,"exp":1E+5,"text":"+ %2B","yes":true,"gone":null,"sign":"${sign}"}`
        const read = signer.verifyBody(json, 'application/json; charset=UTF-8')
        same(
          Object.entries(read).sort(),
          Object.entries({ ...fields, ['__proto__']: 'p', constructor: 'c', gone: null, sign }).sort(),
          'fields',
        )
        equal(Object.getPrototypeOf(read), Object.prototype, 'prototype')
        equal({}.p, undefined, 'nothing polluted')
        const form = `__proto__=p&constructor=c&amount=1.50&big=1571561027984123456&zero=-0&exp=1E%2B5&text=%2B+%252B&yes=true&sign=${sign}`
        equal(signer.verifyBody(form).text, '+ %2B', 'form')
        equal(signer.verifyBody(new TextEncoder().encode(form)).exp, '1E+5', 'form as bytes')
      },
    },
    {
      name: 'explain names what was dropped and why, and masks the secret',
      run() {
        const params = { b: 2, a: 'x', sign: 'old', sign_type: 'MD5', empty: '', gone: null, off: undefined }
        const steps = new Signer('bitcv', 'the-app-secret').explain(params)
        same(
          steps.kept,
          [
            ['a', 'x'],
            ['b', '2'],
          ],
          'kept',
        )
        same(
          Object.fromEntries(steps.dropped.map(({ name, why }) => [name, why])),
          { sign: 'signature', sign_type: 'excluded', empty: 'empty', gone: 'absent', off: 'absent' },
          'dropped',
        )
        equal(steps.canonical, 'a=x&b=2', 'canonical')
        equal(steps.signed, 'a=x&b=2***', 'signed')
        equal(JSON.stringify(steps).includes('the-app-secret'), false, 'the secret is not in it')
      },
    },
  ]
}

function errors({ PayError, Signer, Verifier, canonicalString, scheme, toUnits, fromUnits }, vectors) {
  const { key, params, signature } = printed
  const signer = () => new Signer(printed.scheme, key)
  const cyclic = {}
  cyclic.itself = cyclic
  const rows = [
    ['config', /none of this name.*hicoin/s, () => scheme('wechat')],
    ['config', /none of this name/, () => new Signer('toString', key)],
    ['config', /none of this name/, () => canonicalString('', {})],
    ['config', /scheme: is not an object/, () => new Signer(null, key)],
    ['config', /signatureField is missing/, () => new Signer({ algorithm: 'md5' }, key)],
    ['config', /algorithm is none of md5/, () => new Signer({ signatureField: 'sign', algorithm: 'MD5' }, key)],
    ['config', /plain digest needs `secret`/, () => new Signer({ signatureField: 'sign', algorithm: 'md5' }, key)],
    ['config', /key: is missing.*environment variable/, () => new Signer('bitcv', undefined)],
    ['config', /key: is empty/, () => new Signer('bitcv', '')],
    ['config', /key: has a line break/, () => new Signer('bitcv', 'secret\n')],
    ['config', /is a number; a shared secret is text, bytes/, () => new Verifier('bitcv', 42)],
    ['config', /RSA public key where a private one/, () => new Signer('sixdu', vectors.keys['keys/merchant.spki.pem'])],
    [
      'config',
      /RSA private key where a public one/,
      () => new Verifier('sixdu', vectors.keys['keys/merchant.pkcs8.pem']),
    ],
    ['config', /found an EC private key/, () => new Signer('sixdu', vectors.keys['keys/ec.pkcs8.pem'])],
    ['config', /only 1024 bits/, () => new Signer('sixdu', vectors.keys['keys/weak1024.pkcs8.pem'])],
    ['params', /safe integer.*string/, () => signer().sign({ a: 1.5 })],
    ['params', /safe integer/, () => signer().sign({ a: NaN })],
    ['params', /safe integer/, () => signer().verify({ a: 2 ** 53 })],
    ['params', /object/, () => signer().explain({ a: {} })],
    ['params', /object/, () => canonicalString('bitcv', cyclic)],
    ['params', /lone surrogate/, () => signer().sign({ a: '\ud800' })],
    ['params', /lone surrogate/, () => signer().sign({ '\udc00': 'a' })],
    ['params', /Object\.fromEntries/, () => signer().sign(new Map([['a', 1]]))],
    ['params', /plain object/, () => signer().sign([['a', 1]])],
    ['params', /plain object/, () => signer().sign('a=1')],
    ['params', /plain object/, () => signer().signAsync(undefined)],
    ['params', /signature: is not a string/, () => signer().verify(params, null)],
    ['params', /plain decimal number/, () => toUnits('1e3', 8)],
    ['params', /neither a bigint nor a string/, () => fromUnits(1, 8)],
    ['body', /raw body.*express\.raw.*request\.text/s, () => signer().verifyBody(params)],
    ['body', /raw body/, () => signer().verifyBody(undefined)],
    ['body', /empty/, () => signer().verifyBody('')],
    ['body', /well-formed JSON/, () => signer().verifyBody('{"a":1,}')],
    ['body', /"a" twice/, () => signer().verifyBody('{"a":1,"a":1}')],
    ['body', /nests .*"data"/, () => signer().verifyBody('{"data":{}}')],
    ['body', /not UTF-8/, () => signer().verifyBody(new Uint8Array([0x61, 0x3d, 0xd6, 0xd0]))],
    ['body', /is XML/, () => signer().verifyBody('<a>1</a>', 'text/xml')],
    ['body', /at most 262144/, () => signer().verifyBody('a=' + 'x'.repeat(300_000))],
    ['signature', /sign is missing/, () => signer().verifyBody('a=1')],
    ['signature', /does not fit.*签名错误/, () => signer().verifyBody(`a=1&sign=${signature}`)],
  ]
  return rows.map(([kind, words, task]) => ({
    name: `${kind}: ${String(task).replace('() => ', '')}`,
    async run() {
      const error = await fails(PayError, kind, words, task)
      equal(/your_app_secret/.test(error.message + error.stack), false, 'the key in the error')
      equal(error.details === undefined, kind !== 'params', 'details are there for params alone')
      equal(signer().sign(params), signature, 'the next call')
    },
  }))
}

function amounts({ toUnits, fromUnits }) {
  return [
    {
      name: 'amounts to units and back',
      run() {
        for (const [decimal, places, units] of [
          ['1.5', 8, 150000000n],
          ['0', 0, 0n],
          ['0.00000001', 8, 1n],
          ['12345678901234567890.12345678', 8, 1234567890123456789012345678n],
          ['340282366920938463463374607431768211455', 0, 2n ** 128n - 1n],
          ['1.00', 2, 100n],
        ]) {
          equal(toUnits(decimal, places), units, decimal)
          equal(toUnits(fromUnits(units, places), places), units, `${decimal} and back`)
          equal(fromUnits(String(units), places), fromUnits(units, places), `${decimal}, units as text`)
        }
        equal(fromUnits(150000000n, 8), '1.5', '150000000n')
      },
    },
  ]
}

function rsa({ PayError, Signer, Verifier }, vectors) {
  const key = vectors.keys['keys/merchant.pkcs8.pem']
  const { params: entries, signature } = vectors.sign.find(
    (vector) => vector.scheme === 'sixdu' && vector.name === 'plain',
  )
  const params = Object.fromEntries(entries.map(([name, , value]) => [name, value]))
  const subtle = () => globalThis.crypto?.subtle

  return [
    {
      name: 'RSA: signAsync goes to WebCrypto where there is one, with a key imported once and not extractable',
      async run() {
        if (!subtle()) return
        const signer = new Signer('sixdu', key)
        const calls = await watching(subtle(), ['importKey', 'sign'], async () => {
          const results = await Promise.all([1, 2, 3, 4].map(() => signer.signAsync(params)))
          for (const result of [...results, await signer.signAsync(params)]) equal(result, signature, 'signAsync')
        })
        equal(calls.sign.length, 5, 'calls of subtle.sign')
        equal(calls.importKey.length, 1, 'calls of subtle.importKey')
        const [format, bytes, , extractable, usages] = calls.importKey[0]
        same([format, extractable, usages], ['pkcs8', false, ['sign']], 'importKey')
        equal(
          bytes.every((byte) => byte === 0),
          true,
          'the bytes handed to importKey are wiped',
        )
        equal(signer.sign(params), signature, 'sign afterwards')
      },
    },
    {
      name: 'RSA: without crypto.subtle, as on an http page, signAsync gives the same',
      async run() {
        const { getRandomValues } = globalThis.crypto
        const insecure = { getRandomValues: (array) => getRandomValues.call(real, array) }
        const real = globalThis.crypto
        const before = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
        if (before && !before.configurable) return // Next's edge runtime holds it fast
        Object.defineProperty(globalThis, 'crypto', { value: insecure, configurable: true, writable: true })
        try {
          equal(globalThis.crypto.subtle, undefined, 'crypto.subtle')
          const signer = new Signer('sixdu', key)
          equal(await signer.signAsync(params), signature, 'signAsync')
          equal(signer.sign(params), signature, 'sign')
          equal(signer.verify(params, signature), true, 'verify')
        } finally {
          if (before) Object.defineProperty(globalThis, 'crypto', before)
          else delete globalThis.crypto
        }
      },
    },
    {
      name: 'RSA: a WebCrypto that refuses the key is not needed',
      async run() {
        if (!subtle()) return
        const signer = new Signer('sixdu', key)
        const refuse = () => Promise.reject(new Error('no such algorithm'))
        await replacing(subtle(), 'importKey', refuse, async () => {
          equal(await signer.signAsync(params), signature, 'first')
          equal(await signer.signAsync(params), signature, 'second')
        })
        equal(await signer.signAsync(params), signature, 'third')
      },
    },
    {
      name: 'RSA: a caller may change the parameters or free the signer while signAsync is under way',
      async run() {
        const signer = new Signer('sixdu', key)
        const mine = { ...params }
        const pending = signer.signAsync(mine)
        for (const name in mine) delete mine[name]
        signer.free()
        equal(await pending, signature, 'signature')
        await fails(PayError, 'config', /freed/, () => signer.signAsync(params))
      },
    },
    {
      name: 'RSA: every wrapper of a key is the same key',
      async run() {
        const der = fromPem(key)
        const wrappers = {
          'PKCS#1 PEM': vectors.keys['keys/merchant.pkcs1.pem'],
          'one line of base64': key.replace(/-----.*-----|\s/g, ''),
          'line breaks as \\n': key.replace(/\n/g, '\\n'),
          'Windows line breaks': key.replace(/\n/g, '\r\n'),
          'DER bytes': der,
          'PEM as bytes': new TextEncoder().encode(key),
        }
        for (const [name, wrapped] of Object.entries(wrappers)) {
          equal(await new Signer('sixdu', wrapped).signAsync(params), signature, name)
        }
        const open = vectors.keys['keys/merchant.spki.pem']
        for (const wrapped of [open, vectors.keys['keys/merchant.pkcs1.pub.pem'], fromPem(open)]) {
          equal(new Verifier('sixdu', wrapped).verify(params, signature), true, 'verify')
          equal(new Verifier('sixdu', wrapped).verify({ ...params, x: 1 }, signature), false, 'verify something else')
        }
      },
    },
    {
      name: 'RSA: a verifier explains without a signature of its own',
      run() {
        const steps = new Verifier('sixdu', vectors.keys['keys/merchant.spki.pem']).explain(params)
        equal(steps.signature ?? 'none', 'none', 'signature')
        equal(steps.canonical, new Signer('sixdu', key).explain(params).canonical, 'canonical')
      },
    },
  ]
}

function lifetime({ PayError, HiCoin, Signer, Verifier }, vectors) {
  const makers = {
    'a shared secret': () => new Signer(printed.scheme, printed.key),
    'an RSA key': () => new Signer('sixdu', vectors.keys['keys/merchant.pkcs8.pem']),
    'a Verifier': () => new Verifier('sixdu', vectors.keys['keys/merchant.spki.pem']),
    'a Verifier of a shared secret': () => new Verifier(printed.scheme, printed.key),
  }
  const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')
  const afterwards = async (holder) => {
    for (const method of ['sign', 'signAsync', 'verify', 'verifyBody', 'explain']) {
      if (!(method in holder)) continue
      await fails(PayError, 'config', /freed; make a new one/, () => holder[method](printed.params), method)
    }
    holder.free()
    holder[dispose]()
  }
  return [
    ...Object.entries(makers).map(([name, make]) => ({
      name: `free: ${name} can no longer be used, and may be freed again`,
      async run() {
        for (const end of ['free', dispose]) {
          const used = make()
          used.sign?.(printed.params)
          used[end]()
          await afterwards(used)
          const unused = make()
          unused[end]()
          await afterwards(unused)
        }
        equal(makers['a shared secret']().sign(printed.params), printed.signature, 'another signer')
      },
    })),
    {
      name: 'free: a HiCoin can no longer be used, and may be freed again',
      async run() {
        const client = new HiCoin({ appId: 'a', mchKey: 'k', dangerouslyAllowBrowser: true })
        client.h5PayUrl({ prepay_id: '1' })
        client.free()
        await fails(PayError, 'config', /freed; make a new one/, () => client.h5PayUrl({ prepay_id: '1' }))
        client.free()
        client[dispose]()
      },
    },
    {
      name: 'free: in the middle of signing, by a getter, is an error like others',
      async run() {
        const signer = new Signer(printed.scheme, printed.key)
        signer.sign({ a: 1, b: 2 })
        const params = {
          get a() {
            signer.free()
            return 1
          },
          b: 2,
        }
        await fails(PayError, 'config', /freed/, () => signer.sign(params))
        await fails(PayError, 'config', /freed/, () => signer.sign({ a: 1 }))
        equal(new Signer(printed.scheme, printed.key).sign(printed.params), printed.signature, 'another signer')
      },
    },
    {
      name: 'methods of other objects are refused',
      async run() {
        await fails(PayError, 'config', /./, () => Signer.prototype.sign.call({}, printed.params))
        await fails(PayError, 'config', /./, () =>
          Verifier.prototype.verify.call(Object.create(Verifier.prototype), {}),
        )
      },
    },
  ]
}

function hicoin({ PayError, HiCoin, Signer }) {
  const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
  const allowed = { ...options, dangerouslyAllowBrowser: true }
  const page = { prepay_id: '1048157710522051678581' }
  return [
    {
      name: 'HiCoin refuses to be made in a page, unless told otherwise',
      async run() {
        const inPage = typeof globalThis.window === 'object' && typeof globalThis.document === 'object'
        const refused = () =>
          fails(PayError, 'config', /holds a secret.*dangerouslyAllowBrowser.*网页/s, () => new HiCoin(options))
        if (inPage) return refused()
        new HiCoin(options).h5PayUrl(page)
        // A page, for all that can be told from its globals.
        Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true })
        Object.defineProperty(globalThis, 'document', { value: {}, configurable: true })
        try {
          await refused()
          await fails(
            PayError,
            'config',
            /dangerouslyAllowBrowser/,
            () => new HiCoin({ ...options, dangerouslyAllowBrowser: false }),
          )
          new HiCoin(allowed).h5PayUrl(page)
        } finally {
          delete globalThis.window
          delete globalThis.document
        }
      },
    },
    {
      name: 'h5PayUrl takes a new nonce and the time unless given',
      run() {
        const client = new HiCoin(allowed)
        const nonces = new Set()
        const begin = Math.floor(Date.now() / 1000)
        for (let time = 0; time < 50; time++) {
          const { searchParams } = new URL(client.h5PayUrl(page))
          const params = Object.fromEntries(searchParams)
          equal(/^[0-9A-Za-z]{32}$/.test(params.nonceStr), true, params.nonceStr)
          equal(params.timeStamp >= begin && params.timeStamp <= Date.now() / 1000, true, params.timeStamp)
          equal(new Signer('hicoin-h5', options.mchKey).verify(params), true, 'paySign')
          nonces.add(params.nonceStr)
        }
        equal(nonces.size, 50, 'different nonces')
      },
    },
  ]
}

/** From nothing to ready; each case has modules of its own. */
function loading({ PayError: Ready }, { fresh, wasm, wasmUrl }) {
  const works = ({ Signer }) =>
    equal(new Signer(printed.scheme, printed.key).sign(printed.params), printed.signature, 'sign')
  const notReady = async ({ PayError, Signer, Verifier, HiCoin, canonicalString, scheme, toUnits, fromUnits }) => {
    for (const task of [
      () => scheme('hicoin'),
      () => canonicalString('hicoin', {}),
      () => new Signer('hicoin', 'k'),
      () => new Verifier('hicoin', 'k'),
      () => new HiCoin({}),
      () => toUnits('1', 0),
      () => fromUnits(1n, 0),
    ]) {
      await fails(PayError, 'config', /not ready.*await init\(\)/, task)
    }
  }
  const garbage = Uint8Array.of(0, 0x61, 0x73, 0x6d, 9, 9, 9, 9)
  // A module that is valid and not ours.
  const foreign = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  const cases = {
    async 'init: before it, everything says that it is missing'() {
      const module = await fresh('web')
      await notReady(module)
      equal(module.PayError === Ready, false, 'a module of its own')
      await module.default()
      works(module)
    },
    async 'init: twice is harmless'() {
      const module = await fresh('web')
      equal(await module.default(), undefined, 'result')
      equal(await module.default(), undefined, 'result')
      works(module)
    },
    async 'init: calls in parallel share one load'() {
      const module = await fresh('web')
      const calls = await watching(WebAssembly, ['compile'], () =>
        Promise.all([module.default(), module.default(), module.default(wasm.slice())]),
      )
      equal(calls.compile.length, 1, 'calls of WebAssembly.compile')
      works(module)
    },
    async 'init: after a failure the next call tries anew'() {
      const module = await fresh('web')
      for (const [input, words] of [
        [garbage, /could not be loaded/],
        [foreign, /another WebAssembly module/],
        [new Uint8Array(), /could not be loaded/],
        [42, /init takes the bytes/],
        [{}, /init takes the bytes/],
        [{ then: (_, reject) => reject(new Error('offline')) }, /could not be loaded/],
      ]) {
        const error = await fails(module.PayError, 'config', words, () => module.default(input), String(words))
        if (/loaded/.test(error.message)) equal(error.cause instanceof Error, true, 'cause')
        await notReady(module)
      }
      await Promise.all([1, 2, 3].map(() => fails(module.PayError, 'config', /./, () => module.default(garbage))))
      await module.default()
      works(module)
    },
    async 'init: takes bytes, a buffer, a compiled module, a response, and promises of them'() {
      const inputs = [
        wasm.slice(),
        wasm.slice().buffer,
        new DataView(wasm.slice().buffer),
        await WebAssembly.compile(wasm),
        new Response(wasm),
        Promise.resolve(wasm.slice()),
        Promise.resolve(new Response(wasm, { headers: { 'content-type': 'application/octet-stream' } })),
        ...(wasmUrl ? [wasmUrl, new URL(wasmUrl), new Request(wasmUrl), fetch(wasmUrl)] : []),
      ]
      for (const input of inputs) {
        const module = await fresh('slim')
        await notReady(module)
        await module.default(input)
        works(module)
      }
    },
    async 'init: a response that is no success says its status'() {
      const module = await fresh('slim')
      const gone = () => module.default(new Response('gone', { status: 404 }))
      await fails(module.PayError, 'config', /could not be fetched: HTTP 404/, gone)
    },
    async 'slim: init without the module says what to pass'() {
      const module = await fresh('slim')
      await fails(module.PayError, 'config', /init takes the bytes of paysign\.wasm/, () => module.default())
      await notReady(module)
    },
    async 'initSync: bytes or a module; a second call is harmless'() {
      for (const input of [wasm.slice(), wasm.slice().buffer, new WebAssembly.Module(wasm)]) {
        const module = await fresh('slim')
        equal(module.initSync(input), undefined, 'result')
        works(module)
        const signer = new module.Signer(printed.scheme, printed.key)
        module.initSync(wasm.slice())
        await module.default(wasm.slice())
        equal(signer.sign(printed.params), printed.signature, 'a signer made before the second call')
      }
    },
    async 'initSync: what is no module is refused, and the next call works'() {
      const module = await fresh('slim')
      for (const input of [garbage, foreign, 'paysign.wasm', undefined, null]) {
        await fails(module.PayError, 'config', /could not be loaded|another WebAssembly module|init takes/, () =>
          module.initSync(input),
        )
      }
      await notReady(module)
      module.initSync(wasm.slice())
      works(module)
    },
    async 'initSync: while init is under way'() {
      const module = await fresh('web')
      const pending = module.default()
      module.initSync(wasm.slice())
      const signer = new module.Signer(printed.scheme, printed.key)
      await pending
      equal(signer.sign(printed.params), printed.signature, 'a signer made before init ended')
    },
  }
  return Object.entries(cases).map(([name, run]) => ({ name, run }))
}

/** Counts calls of an object's functions while `task` runs. */
async function watching(object, names, task) {
  const calls = Object.fromEntries(names.map((name) => [name, []]))
  const wrapped = names.reduceRight((inner, name) => {
    const original = object[name]
    const watched = (...args) => (calls[name].push(args), original.apply(object, args))
    return () => replacing(object, name, watched, inner)
  }, task)
  await wrapped()
  return calls
}

async function replacing(object, name, replacement, task) {
  const before = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { value: replacement, configurable: true, writable: true })
  try {
    await task()
  } finally {
    if (before) Object.defineProperty(object, name, before)
    else delete object[name]
  }
}

function fromPem(pem) {
  return Uint8Array.from(atob(pem.replace(/-----.*-----|\s/g, '')), (character) => character.charCodeAt(0))
}
