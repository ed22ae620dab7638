// What callers hand over that is none of what is asked for: it is named, with what to do, and nothing is signed or sent.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { notification } from 'paysign/testing'
import {
  BhopOrg,
  BhopUser,
  BitCV,
  HiCoin,
  PayError,
  Signer,
  SixDu,
  Verifier,
  Yinqiantong,
  canonicalString,
  fromUnits,
  memoryReplay,
  redisReplay,
  scheme,
  sqlReplay,
  toUnits,
} from 'paysign'
import { vectors } from '../read-vectors.js'

const SECRET = 's3cretS3cret'
const signer = new Signer('yinqiantong-v2', SECRET)
const md5 = (text) => createHash('md5').update(text).digest('hex')

function thrown(act) {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof PayError, error?.stack)
    return error
  }
  assert.fail('nothing was thrown')
}
async function rejected(act) {
  try {
    await act()
  } catch (error) {
    assert.ok(error instanceof PayError, error?.stack)
    return error
  }
  assert.fail('nothing was thrown')
}

class Private {
  #money = 1
  get money() {
    return this.#money
  }
}
class Order {
  constructor(fields) {
    Object.assign(this, fields)
  }
  get total() {
    return 'not signed'
  }
}
class Money {
  constructor() {
    this.cents = 1
  }
}

/** Objects that held no fields and were signed as the empty text, or whose fields are the platform's; with their names. */
const OTHERS = {
  'a promise: was `await` forgotten?': [
    Promise.resolve({ money: 1 }),
    { then() {} },
    Object.assign(Promise.resolve(), { money: 1 }),
    new (class Query {
      then() {}
    })(),
    new Proxy(Promise.resolve({ money: 1 }), {}),
    runInNewContext('Promise.resolve({ money: 1 })'),
  ],
  'a Date': [new Date(0), runInNewContext('new Date(0)'), Object.assign(new Date(0), { money: 1 })],
  'a RegExp': [/money=1/],
  'an Error': [new Error('money'), Object.assign(new Error('money'), { code: 'E1' })],
  'a TypeError': [new TypeError('money')],
  'a DOMException': [new DOMException('money')],
  'a URL': [new URL('https://shop.example/?money=1')],
  'a URLSearchParams': [new URLSearchParams('money=1')],
  'a FormData': [new FormData()],
  'a Headers': [new Headers({ money: '1' })],
  'a Map': [new Map([['money', 1]])],
  'a Set': [new Set(['money'])],
  'a WeakMap': [new WeakMap()],
  'a WeakSet': [new WeakSet()],
  'a Request': [new Request('https://shop.example')],
  'a Response': [new Response('money=1')],
  'a Blob': [new Blob(['money=1'])],
  'a File': [new File(['money=1'], 'order')],
  'a ReadableStream': [new ReadableStream()],
  'an AbortSignal': [new AbortController().signal],
  'an AbortController': [new AbortController()],
  'an Event': [new Event('submit')],
  'an ArrayBuffer': [new ArrayBuffer(8), runInNewContext('new ArrayBuffer(8)')],
  'a DataView': [new DataView(new ArrayBuffer(8))],
  'a Uint8Array': [new Uint8Array(8), new Uint8Array()],
  'a Buffer': [Buffer.from('money=1'), Buffer.alloc(0)],
  'an array': [[], [['money', 1]]],
  'a Boolean': [new Boolean(true)],
  'a Number': [new Number(1)],
  'a String': [new String('money=1')],
  'a BigInt': [Object(1n)],
  'a Private without fields of its own': [new Private()],
  'a Readable': [Readable.from(['money=1'])],
  'an IncomingMessage': [new IncomingMessage(null)],
  'an object without fields of its own': [Object.create({ money: 1 })],
  'a string': ['money=1'],
  'an empty string': [''],
  'a function': [() => ({ money: 1 }), class {}],
  'a number': [1],
  'a bigint': [1n],
  'a symbol': [Symbol('money')],
  true: [true],
  null: [null],
}
const others = Object.entries(OTHERS).flatMap(([kind, values]) => values.map((value) => [kind, value]))
const starts = (message, words) => assert.ok(message.startsWith(words), `${message}\n  should begin with: ${words}`)

describe('parameters that are none (B07)', () => {
  const empty = md5(`&app_secret=${SECRET}`)
  const verifier = new Verifier('sixdu', vectors.keys['keys/merchant.spki.pem'])
  const calls = {
    sign: (params) => signer.sign(params),
    'sign with RSA': (params) => new Signer('sixdu', vectors.keys['keys/merchant.pkcs8.pem']).sign(params),
    verify: (params) => signer.verify(params, empty),
    'verify with a public key': (params) => verifier.verify(params, 'AAAA'),
    explain: (params) => signer.explain(params),
    canonicalString: (params) => canonicalString('hicoin', params),
  }
  for (const [name, call] of Object.entries(calls)) {
    test(name, () => {
      for (const [kind, params] of others) {
        const { kind: sort, message } = thrown(() => call(params))
        assert.equal(sort, 'params')
        starts(message, `params: is ${kind}`)
      }
    })
  }

  test('signAsync', async () => {
    for (const [kind, params] of others) {
      starts((await rejected(() => signer.signAsync(params))).message, `params: is ${kind}`)
    }
  })

  test('what makes an object of pairs is told', () => {
    for (const pairs of [new Map(), new FormData(), new Headers(), new URLSearchParams(), [['a', 1]]]) {
      assert.match(thrown(() => signer.sign(pairs)).message, /Object\.fromEntries makes one of it$/)
    }
  })

  test('what keeps its fields is taken as it was', () => {
    const right = md5(`money=1&app_secret=${SECRET}`)
    const nothing = Object.create(null)
    nothing.money = 1
    const inherited = Object.create({ inherited: 'not signed' })
    inherited.money = 1
    for (const params of [
      { money: 1 },
      nothing,
      inherited,
      new Order({ money: 1 }),
      new (class extends Order {})({ money: 1 }),
      Object.freeze({ money: 1 }),
      new Proxy({ money: 1 }, {}),
      runInNewContext('({ money: 1 })'),
      runInNewContext('new (class Order { money = 1 })'),
      { money: 1, then: undefined },
    ]) {
      for (let time = 0; time < 3; time++) assert.equal(signer.sign(params), right)
    }
    assert.equal(signer.sign({ then: 'later' }), md5(`then=later&app_secret=${SECRET}`), 'a name like any other')
    assert.equal(signer.sign({}), empty, 'a plain object without fields is the caller’s word')
  })
})

describe('values that are none', () => {
  const values = [
    ...others.filter(
      ([, value]) => !['string', 'number', 'bigint', 'boolean'].includes(typeof value) && value !== null,
    ),
    ['an object', { money: 1 }],
    ['an Order', new Order({ a: 1 })],
    ['a Money', new Money()],
  ]
  test('in parameters, each with the field’s name', () => {
    for (const [kind, value] of values) {
      const { details, message } = thrown(() => signer.sign({ money: 1, extra: value }))
      assert.equal(details.length, 1)
      assert.equal(details[0].field, 'extra')
      // Without fields of its own or with them, it is no text.
      starts(message, `extra: is ${kind}`)
    }
  })

  test('what to do is told', () => {
    const why = (value) => thrown(() => signer.sign({ money: value })).message
    assert.match(why({}), /JSON\.stringify makes it$/)
    assert.match(why([]), /JSON\.stringify makes it$/)
    assert.match(why(new Date(0)), /is a Date; pass the text that you send$/)
    assert.match(why(Promise.resolve(1)), /is a promise: was `await` forgotten\?$/)
    assert.match(why(NaN), /is the result of a failed calculation, not a safe integer$/)
    assert.match(why(-Infinity), /failed calculation/)
    assert.match(why(1e21), /is not a safe integer: pass it as a string/)
    assert.match(why(2 ** 53), /is not a safe integer/)
    assert.equal(signer.sign({ money: -0 }), signer.sign({ money: 0 }))
  })

  test('in a call', async () => {
    const client = new Yinqiantong({ version: 'v2', appId: '1', appSecret: SECRET, fetch: () => assert.fail('sent') })
    const order = { client_out_trade_no: 'A1', channel: 'wechat', platform: 'h5', money: 1, client_ip: '127.0.0.1', notify_url: 'https://shop.example/' } // prettier-ignore
    for (const value of [Promise.resolve('x'), new Date(0), () => 'x', Symbol('x'), new URL('https://shop.example/')]) {
      const { details } = await rejected(() => client.createOrder({ ...order, subject: value }))
      assert.equal(details[0].field, 'subject')
      assert.match(details[0].why, /^is (a promise: was `await` forgotten\?|a Date|a function|a symbol|a URL)/)
    }
  })
})

describe('what calls take (B07)', () => {
  const fetch = () => assert.fail('something was sent')
  const org = new BhopOrg({ base: 'https://broker.example', accessKey: 'a', secretKey: 's', fetch })
  const user = new BhopUser({ base: 'https://broker.example', fetch })
  const bitcv = new BitCV({ appId: 'a', appSecret: SECRET, fetch })
  const hicoin = new HiCoin({ appId: 'a', mchKey: SECRET, fetch })
  const calls = {
    createOrder: (value) => bitcv.createOrder(value),
    queryOrder: (value) => bitcv.queryOrder(value),
    authorizeUrl: async (value) => bitcv.authorizeUrl(value),
    h5PayUrl: async (value) => hicoin.h5PayUrl(value),
    'listOrders of an organisation': (value) => org.listOrders(value).next(),
    'listOrders of a user': (value) => user.listOrders(value).next(),
    loadPayData: (value) => user.loadPayData(value),
  }
  for (const [name, call] of Object.entries(calls)) {
    test(name, async () => {
      for (const [kind, value] of others) {
        if (value === null && name.startsWith('listOrders')) continue // no filter
        const { kind: sort, message } = await rejected(() => call(value))
        assert.equal(sort, 'params', message)
        assert.ok(message.includes(kind), `${message}\n  should say: ${kind}`)
      }
    })
  }

  test('payOrder', async () => {
    const { message } = await rejected(() => user.payOrder(Promise.resolve({ order_id: '1' })))
    assert.match(message, /askCode must be a function.*of a promise: was `await` forgotten\?/)
    assert.match((await rejected(() => user.payOrder({ askCode: 'x' }))).message, /not a string$/)
  })

  test('options of a call', async () => {
    for (const [kind, value] of others) {
      if (kind.endsWith('without fields of its own')) continue // a class may have them as getters
      const { kind: sort, message } = await rejected(() => bitcv.queryOrder({ tradeNo: 'T' }, value))
      assert.equal(sort, 'config')
      starts(message, `call options: is not an object but ${kind}`)
    }
  })

  test('each option of a call', async () => {
    const why = async (options) => (await rejected(() => bitcv.queryOrder({ tradeNo: 'T' }, options))).message
    assert.equal(await why({ signal: new AbortController() }), 'call options: signal is not an AbortSignal but an AbortController; pass its signal') // prettier-ignore
    assert.equal(await why({ signal: new EventEmitter() }), 'call options: signal is not an AbortSignal but an EventEmitter') // prettier-ignore
    assert.match(await why({ signal: null }), /signal is not an AbortSignal but null; leave it out/)
    assert.match(await why({ timeoutMs: '10000' }), /timeoutMs is not an integer from 1 to \d+ but a string$/)
    assert.match(await why({ timeoutMs: 1.5 }), /timeoutMs is not an integer from 1 to \d+ but 1\.5$/)
    assert.match(await why({ retries: -1 }), /retries is not an integer from 0 to 100 but -1$/)
    assert.match(await why({ retries: Infinity }), /but Infinity$/)
    assert.match(await why({ retries: NaN }), /but the result of a failed calculation$/)
    assert.match(await why({ timeout: 1 }), /timeout is unknown here; did you mean timeoutMs\?$/)
    assert.match(await why({ retry: 1 }), /retry is unknown here; known are signal, timeoutMs, retries$/)
  })

  test('parsePayBody', () => {
    const { parsePayBody } = Yinqiantong.prototype
    const client = new Yinqiantong({ version: 'v2', appId: '1', appSecret: SECRET })
    const parse = (...args) => thrown(() => parsePayBody.apply(client, args)).message
    for (const [kind, value] of others) {
      if (typeof value === 'string') continue
      assert.ok(parse('alipay', 'h5', value).includes(`is not text but ${kind}`), kind)
      assert.equal(parse(value, 'h5', 'x'), `channel: is not text but ${kind}`)
    }
  })

  test('bodies', () => {
    for (const [kind, value] of others) {
      if (typeof value === 'string' || kind === 'a Buffer' || kind === 'a Uint8Array') continue
      const { kind: sort, message } = thrown(() => signer.verifyBody(value))
      assert.equal(sort, 'body')
      assert.ok(message.includes(kind), message)
    }
  })

  test('amounts', () => {
    for (const [kind, value] of others) {
      if (typeof value === 'string') continue
      starts(thrown(() => toUnits(value, 2)).message, `decimal: is not a string but ${kind}`)
      if (typeof value !== 'number') {
        starts(thrown(() => toUnits('1', value)).message, `places: is not an integer from 0 to 38 but ${kind}`)
      }
      if (typeof value === 'bigint') continue
      assert.ok(thrown(() => fromUnits(value, 2)).message.includes(kind), kind)
    }
  })

  test('schemes', () => {
    for (const [kind, value] of others) {
      if (typeof value === 'string') continue
      starts(thrown(() => scheme(value)).message, `scheme: is not the name of one but ${kind}`)
      if (kind.endsWith('without fields of its own')) continue
      starts(thrown(() => new Signer(value, 'k')).message, `scheme: is not an object but ${kind}`)
    }
    assert.match(thrown(() => scheme('hicoin-h6')).message, /did you mean hicoin(-h5)?\?$/)
    assert.match(thrown(() => scheme('bitcvv')).message, /did you mean bitcv\?$/)
  })

  test('paysign/testing', () => {
    const options = { appId: 'a', mchKey: SECRET }
    const why = (...args) => thrown(() => notification(HiCoin, ...args)).message
    assert.match(why(options, Promise.resolve({ total_amount: '1' })), /fields: is a promise: was `await` forgotten\?/)
    assert.match(why(options, new Map()), /fields: is a Map/)
    assert.match(why(Promise.resolve(options)), /is missing in a promise: was `await` forgotten\?/)
  })

  test('guards', () => {
    for (const make of [
      memoryReplay,
      (options) => redisReplay({ call() {} }, options),
      (options) => sqlReplay({ query() {} }, options),
    ]) {
      // prettier-ignore
      assert.match(thrown(() => make(Promise.resolve({}))).message, /its options are not an object but a promise/)
      assert.match(thrown(() => make(null)).message, /its options are not an object but null/)
      assert.match(thrown(() => make({ max: 1 })).message, /max is unknown here; known are (maxKeys|prefix|table)/)
    }
  })
})

describe('options of clients', () => {
  const made = (more) => thrown(() => new BitCV({ appId: 'a', appSecret: SECRET, ...more })).message

  test('what is not an object', () => {
    for (const [kind, value] of others) {
      if (kind.endsWith('without fields of its own')) continue
      for (const Class of [BitCV, HiCoin, SixDu, BhopOrg, BhopUser, Yinqiantong]) {
        starts(thrown(() => new Class(value)).message, `${Class === BhopUser ? 'BhopUser' : Class.name}: is not an object but ${kind}`) // prettier-ignore
      }
    }
  })

  test('which name was meant', () => {
    const why = (name) => made({ [name]: 'x' })
    for (const [given, meant] of [
      ['appid', 'appId'],
      ['app_id', 'appId'],
      ['AppID', 'appId'],
      ['appSecert', 'appSecret'],
      ['app-secret', 'appSecret'],
      ['timeout', 'timeoutMs'],
      ['header', 'headers'],
      ['baseUrl', 'base'],
      ['on_request', 'onRequest'],
      ['allowHTTP', 'allowHttp'],
      ['onfailure', 'onFailure'],
    ]) {
      // prettier-ignore
      assert.equal(why(given), `BitCV: ${given} is unknown here; did you mean ${meant}?`)
    }
    assert.match(why('colour'), /^BitCV: colour is unknown here; known are appId, appSecret, base, /)
  })

  test('values of another type', () => {
    assert.match(made({ appId: 10021 }), /appId is not a text but a number, which may have lost zeros or digits: write it in quotes$/) // prettier-ignore
    assert.match(made({ appId: null }), /appId is not a text but null; leave it out, or give undefined$/)
    assert.match(made({ appId: Promise.resolve('a') }), /appId is not a text but a promise: was `await` forgotten\?$/)
    assert.match(made({ fetch: Promise.resolve() }), /fetch is not a function but a promise: was `await` forgotten\?$/)
    assert.match(made({ fetch: 'https://gateway.example' }), /fetch is not a function but a string$/)
    assert.match(made({ fetch: { default: fetch } }), /fetch is not a function but an object$/)
    assert.match(made({ allowHttp: 'false' }), /allowHttp is neither true nor false but a string$/)
    assert.match(made({ timeoutMs: '10000' }), /but a string$/)
    assert.match(made({ onRequest: {} }), /onRequest is not a function but an object$/)
    const throwing = Object.defineProperty({ appId: 'a', appSecret: SECRET }, 'base', {
      get() {
        throw new Error('x')
      },
    })
    assert.match(thrown(() => new BitCV(throwing)).message, /base throws when it is read$/)
    const yinqiantong = (more) => thrown(() => new Yinqiantong({ version: 'v2', appId: '1', appSecret: SECRET, ...more })).message // prettier-ignore
    assert.match(yinqiantong({ payHosts: 'pay.example' }), /payHosts is not a list of texts but a string$/)
    assert.match(
      yinqiantong({ payHosts: ['a.example', Promise.resolve()] }),
      /is not a list of texts: there is a promise/,
    )
    assert.match(
      yinqiantong({ version: undefined }),
      /version is missing: v1 \(The interface of September 2018\), v2 \(The interface of October 2018 on\)$/,
    )
    assert.match(yinqiantong({ version: 2 }), /version is not a text but a number/)
    assert.match(
      yinqiantong({ version: 'V2' }),
      /version is none of v1, v2; did you mean v2\?|version is none of v1, v2/,
    )
    assert.match(thrown(() => new HiCoin({ appId: 'a', mchKey: SECRET, environment: 'prod' })).message, /did you mean production\?$/) // prettier-ignore
  })

  test('a message shows no value', () => {
    for (const value of [SECRET, Object.assign(() => {}, { SECRET }), { [SECRET]: SECRET }, [SECRET], Symbol(SECRET)]) {
      for (const name of ['appId', 'fetch', 'headers', 'timeoutMs', 'allowHttp', 'base', 'onRequest']) {
        const { message } = (() => { try { new BitCV({ appId: 'a', appSecret: 'other', [name]: value }); return { message: '' } } catch (error) { return error } })() // prettier-ignore
        assert.ok(!message.includes(SECRET) || name === 'headers', `${name}: ${message}`)
      }
    }
    assert.ok(!made({ headers: { authorization: `Bearer ${SECRET}\n${SECRET}` } }).includes(SECRET))
  })

  describe('headers', () => {
    const sent = async (headers) => {
      let seen
      const fetch = async (_, init) => ((seen = init.headers), { status: 400, text: () => '{}' })
      const client = new BitCV({ appId: 'a', appSecret: SECRET, fetch, headers })
      await client.queryOrder({ tradeNo: 'T' }, { retries: 0 }).catch(() => {})
      return seen
    }
    test('as a record, a Headers, a Map or a list of pairs', async () => {
      const right = await sent({ 'x-shop': 'tea', authorization: 'Bearer x' })
      assert.equal(right['x-shop'], 'tea')
      for (const headers of [
        new Headers({ 'X-Shop': 'tea', Authorization: 'Bearer x' }),
        new Map([['X-Shop', 'tea'], ['authorization', 'Bearer x']]), // prettier-ignore
        [['X-Shop', 'tea'], ['authorization', 'Bearer x']], // prettier-ignore
        { 'X-Shop': 'tea', Authorization: 'Bearer x' },
      ]) {
        assert.deepEqual(await sent(headers), right)
      }
      assert.equal((await sent({ 'content-type': 'text/plain' }))['content-type'], 'application/json', 'ours stay')
      assert.equal((await sent({ 'x-shop': 'caf\u00e9' }))['x-shop'], 'caf\u00e9')
      assert.equal((await sent({ 'x-shop': 'tea\n' }))['x-shop'], 'tea', 'as fetch sends it')
    })
    test('what no header can be', () => {
      const why = (headers) => made({ headers })
      assert.match(why({ 'x-shop': '茶' }), /headers has x-shop, which has U\+8336 as its character 1, which no header can hold; encodeURIComponent/) // prettier-ignore
      assert.match(why({ 'x-shop': 'a\nb' }), /x-shop, which has a line break as its character 2; a header is one line/)
      assert.match(why({ 'x-shop': 'a\0b' }), /x-shop, which has U\+0000 as its character 2/)
      assert.match(why({ 'x-shop': undefined }), /x-shop, which is not a text but undefined$/)
      assert.match(why({ 'x-shop': 1 }), /x-shop, which is not a text but a number$/)
      assert.match(why({ 'x-shop': Promise.resolve('x') }), /x-shop, which is not a text but a promise: was `await` forgotten\?$/) // prettier-ignore
      assert.match(why({ 'x shop': 'a' }), /has a name that no header can have/)
      assert.match(why({ '': 'a' }), /has a name that no header can have/)
      assert.match(why([['x-a', '1'], ['X-A', '2']]), /has x-a twice; only one of them can be sent$/) // prettier-ignore
      assert.match(why([['x-a']]), /is not an object of texts, a Headers or a list of pairs but an array$/)
      assert.match(why(['x-a: 1']), /but an array$/)
      assert.match(why('x-a: 1'), /but a string$/)
      assert.match(why(Promise.resolve({})), /but a promise: was `await` forgotten\?$/)
      assert.match(why(null), /but null; leave it out/)
    })
  })
})

describe('ids are held to what keys are (B13)', () => {
  const seen = [
    ['\u202a100', /appId holds a character that cannot be seen, U\+202A LEFT-TO-RIGHT EMBEDDING at its beginning/],
    ['100\u200d', /U\+200D ZERO WIDTH JOINER at its end/],
    ['1\u200b00', /U\+200B ZERO WIDTH SPACE as its character 2/],
    ['\ufeff100', /U\+FEFF BYTE ORDER MARK at its beginning/],
    ['100 ', /appId begins or ends with white space/],
    ['\t100', /begins or ends with white space/],
    ['100\n', /has a line break in it/],
    ['1\r\n00', /has a line break in it/],
    ['"100"', /has quotes around it/],
    ["'100'", /has quotes around it/],
    ['"10021235678', /has a quote at its beginning/],
    [
      'undefined',
      /is the text "undefined", which some code made of an absent value; is the environment variable set\?/,
    ],
    ['null', /is the text "null"/],
    ['[object Object]', /is the text "\[object Object\]"/],
    ['${APP_ID}', /is of the form \$\{…\}, which should have been replaced/],
    ['%APP_ID%', /is of the form %…%/],
    ['$APP_ID', /is of the form \$…/],
    ['{{ app_id }}', /is of the form \{\{…\}\}/],
    ['<your id>', /is of the form <…>/],
    ['APP_ID=100', /begins with a name and `=` or `:`/],
    ['appId: 100', /begins with a name/],
    ['', /appId is empty/],
  ]
  test('of every class', () => {
    for (const [appId, words] of seen) {
      for (const make of [
        () => new BitCV({ appId, appSecret: SECRET }),
        () => new HiCoin({ appId, mchKey: SECRET }),
        () => new Yinqiantong({ version: 'v2', appId, appSecret: SECRET }),
      ]) {
        const { kind, message } = thrown(make)
        assert.equal(kind, 'config')
        assert.match(message, words)
      }
      assert.match(thrown(() => new SixDu({ merchantId: appId, privateKey: vectors.keys['keys/merchant.pkcs8.pem'] })).message, /^SixDu: merchantId /) // prettier-ignore
      assert.match(thrown(() => new BhopOrg({ base: 'https://a.example', accessKey: appId, secretKey: 's' })).message, /^BhopOrg: accessKey /) // prettier-ignore
    }
  })
  test('a secret of a class is named by its option', () => {
    const why = (appSecret) => thrown(() => new BitCV({ appId: 'a', appSecret })).message
    assert.match(why('\u202as3cret'), /^appSecret: holds a character that cannot be seen, U\+202A/)
    assert.match(why('undefined'), /^appSecret: is the text "undefined"/)
    assert.ok(new BitCV({ appId: 'your_app_id', appSecret: 'your_app_secret' }))
  })
})

test('one list of invisible characters, which is Unicode’s', { skip: Number(process.versions.unicode) < 15.1 }, () => {
  const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u
  const told = (c) => {
    try {
      new Signer('bitcv', `s3cr${c}et`).free()
      return ''
    } catch (error) {
      return error.message
    }
  }
  const wrong = []
  let found = 0
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code === 0x20000) code = 0xe0000 // in between, and behind, there are none
    if (code === 0xe2000) code = 0x10ff00
    if (code >= 0xd800 && code < 0xe000) continue
    const c = String.fromCodePoint(code)
    // These have messages of their own; U+FFFD stands for what was lost.
    if ('\t\n\r\ufffd'.includes(c)) continue
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    const right = invisible.test(c)
    found += right
    if (told(c).includes(`${name} `) !== right) wrong.push(name)
  }
  assert.deepEqual(wrong, [])
  assert.ok(found > 4000, `${found}`)
})
