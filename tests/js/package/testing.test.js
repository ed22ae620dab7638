// `paysign/testing`: what it makes is what the clients take, or refuse for the stated reason. That they take what the
// gateways send is shown elsewhere, against the sandbox.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { BhopOrg, BitCV, HiCoin, memoryReplay, PayError, SixDu, Yinqiantong } from 'paysign'
import { answer, notification } from 'paysign/testing'
import { random, seed } from '../random.js'
import { vectors } from '../read-vectors.js'

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const options = {
  hicoin: { appId: '10021235678', mchKey: 'mch_key_1566486321' },
  'yinqiantong-v1': { version: 'v1', appId: '00000000', appKey: '1234567890123456', appSecret: 'your_app_secret' },
  'yinqiantong-v2': { version: 'v2', appId: '00000000', appSecret: 'your_app_secret' },
  bitcv: { appId: 'bitcv-app', appSecret: 'app-secret-bitcv' },
  sixdu: { platformPrivateKey: pair.privateKey },
  'sixdu-sale': { platformPrivateKey: pair.privateKey },
}
// Both versions of Yinqiantong send the same order of the same merchant here: each client has its own guard.
const own = () => ({ replay: memoryReplay() })
const sixdu = new SixDu({
  ...own(),
  merchantId: 'M',
  privateKey: vectors.keys['keys/merchant.pkcs8.pem'],
  platformPublicKey: pair.publicKey,
})
const clients = {
  hicoin: new HiCoin({ ...options.hicoin, ...own() }),
  'yinqiantong-v1': new Yinqiantong({ ...options['yinqiantong-v1'], ...own() }),
  'yinqiantong-v2': new Yinqiantong({ ...options['yinqiantong-v2'], ...own() }),
  bitcv: new BitCV({ ...options.bitcv, ...own() }),
  sixdu,
  'sixdu-sale': sixdu,
}
/** A notification of a gateway's, by the name that this file has for it. */
const noticeOf = (gateway, fields, how) => {
  const name = gateway === 'sixdu-sale' ? 'saleNotification' : undefined
  return notification(clients[gateway].constructor, options[gateway], fields, { name, ...how })
}
const verbs = (gateway) =>
  gateway === 'sixdu-sale'
    ? ['parseSaleNotification', 'handleSaleNotification']
    : ['parseNotification', 'handleNotification']
const amounts = { hicoin: 'total_amount', bitcv: 'outTradeNo', sixdu: 'orderAmount', 'sixdu-sale': 'sellAmount' }

for (const [gateway, client] of Object.entries(clients)) {
  const [parse, handle] = verbs(gateway)
  const made = (fields, how) => noticeOf(gateway, fields, how)

  describe(gateway, () => {
    test('a genuine notification is an event, and a request that is acknowledged', async () => {
      assert.equal(client[parse](made()).paid, true)
      const field = amounts[gateway] ?? 'money'
      const event = client[parse](made({ [field]: '4242' }))
      assert.equal(String(event[field]), '4242')
      const seen = []
      const response = await client[handle](made({ [field]: '4243' }).request(), (event) => seen.push(event))
      assert.equal(response.status, 200)
      assert.equal(String(seen[0][field]), '4243')
    })

    for (const contentType of ['application/json', 'application/x-www-form-urlencoded']) {
      test(`as ${contentType}`, () => assert.equal(client[parse](made({}, { contentType })).paid, true))
    }

    const kinds = {
      forged: 'signature',
      tampered: 'signature',
      unsigned: 'signature',
      foreign: 'identity',
      stale: 'expired',
    }
    for (const [broken, kind] of Object.entries(kinds)) {
      const possible = kind === 'signature' || (broken === 'foreign' ? /hicoin|yinq/ : /yinq/).test(gateway)
      test(possible ? `${broken} ends in '${kind}'` : `${broken} is impossible`, () => {
        const task = () => client[parse](made({}, { broken }))
        assert.throws(task, (error) => error instanceof PayError && error.kind === (possible ? kind : 'config'))
      })
    }
  })
}

describe('answers', () => {
  const queried = async (how) => {
    const fetch = async () => answer(HiCoin, 'queryOrder', options.hicoin, { out_trade_no: 'A1', trade_no: '1', trade_status: 'SUCCESS', total_amount: 5, settle_currency: 'USDT' }, how) // prettier-ignore
    return new HiCoin({ ...options.hicoin, fetch }).queryOrder({ out_trade_no: 'A1', access_token: 't' })
  }
  test('of HiCoin, genuine and broken', async () => {
    const order = await queried()
    assert.equal(order.paid, true)
    assert.equal(order.total_amount, 5n)
    for (const broken of ['forged', 'tampered', 'unsigned']) {
      await assert.rejects(queried({ broken }), (error) => error.kind === 'signature')
    }
  })
  test('of 6du', async () => {
    const fetch = async () => answer(SixDu, 'queryOrder', options.sixdu, { orderAmount: '1', coinName: 'USDT', billCode: 'B1', orderStatus: 1 }) // prettier-ignore
    const client = new SixDu({ merchantId: 'M', privateKey: pair.privateKey, platformPublicKey: pair.publicKey, fetch })
    assert.equal((await client.queryOrder({ merchantOrderCode: 'M-1' })).orderStatus, 'paid')
  })
})

const types = ['application/json', 'application/x-www-form-urlencoded']
const ways = Object.keys(clients).flatMap((gateway) => types.map((contentType) => ({ gateway, contentType })))
/** The fields of the event as texts, or why there is none although the signature is right. */
function taken({ gateway, contentType }, fields, how) {
  const made = noticeOf(gateway, fields, { contentType, ...how })
  return { made, event: clients[gateway][verbs(gateway)[0]](made) }
}

describe('B08: what has no value was not signed, and is not sent', () => {
  for (const way of ways) {
    for (const nothing of [null, undefined]) {
      test(`${nothing}: ${way.gateway} as ${way.contentType}`, () => {
        const { made, event } = taken(way, { extra: nothing, passback_params: nothing })
        assert.equal(event.paid, true)
        assert.doesNotMatch(made.body, /undefined|null|extra|passback_params/)
      })
    }
    test(`'': ${way.gateway} as ${way.contentType}`, () => assert.equal(taken(way, { extra: '' }).event.paid, true))
  }

  test('the signature was made without it, by another implementation', () => {
    const made = notification(HiCoin, options.hicoin, { passback_params: null })
    const { sign, ...fields } = Object.fromEntries(new URLSearchParams(made.body))
    const pairs = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
    const text = [...pairs, `key=${options.hicoin.mchKey}`].join('&')
    assert.equal(createHmac('sha256', options.hicoin.mchKey).update(text).digest('hex').toUpperCase(), sign)
  })
})

describe('B09: a bigint is sent as the digits that were signed', () => {
  for (const way of ways) {
    for (const value of [0n, -7n, 990n, 2n ** 80n]) {
      test(`${value}: ${way.gateway} as ${way.contentType}`, () => {
        const { made, event } = taken(way, { extra: value })
        assert.equal(event.raw.extra, String(value))
        assert.match(
          made.body,
          /json/.test(way.contentType) ? new RegExp(`"extra":${value}[,}]`) : new RegExp(`extra=${value}`),
        )
      })
    }
  }
  test('an amount', () => {
    const json = 'application/json'
    assert.equal(taken({ gateway: 'yinqiantong-v2', contentType: json }, { money: 990n }).event.money, 990n)
    assert.equal(
      taken({ gateway: 'hicoin', contentType: json }, { total_amount: 2n ** 60n }).event.total_amount,
      2n ** 60n,
    )
  })
  test('in an answer, with null beside it', async () => {
    const state = { out_trade_no: 'A1', trade_no: '1', trade_status: 'SUCCESS', settle_currency: 'USDT' }
    const fetch = async () =>
      answer(HiCoin, 'queryOrder', options.hicoin, { ...state, total_amount: 2n ** 60n, extra: null, more: undefined })
    const order = await new HiCoin({ ...options.hicoin, fetch }).queryOrder({ out_trade_no: 'A1', access_token: 't' })
    assert.equal(order.total_amount, 2n ** 60n)
  })
})

describe('any fields that the types allow', () => {
  const { one, below, chance } = random()
  const texts = [
    '',
    ' ',
    '0',
    'a+b %26',
    '月卡 😀',
    'O\'Neil "x" \\',
    'https://a.example/?q=1#f',
    '\t\n',
    '{"a":[1]}',
    '+8613800000000',
    'null',
    'true',
    '1e3',
    '01',
    '=',
    'a==',
  ]
  const value = () =>
    one([
      () => one(texts),
      () => below(2 ** 31) - 2 ** 30,
      () => BigInt(below(2 ** 31)) ** BigInt(below(6)),
      () => chance(0.5),
      () => null,
      () => undefined,
      () => String(below(1e9)),
    ])()
  const names = [
    'extra',
    'note',
    '__proto__',
    'constructor',
    'toString',
    '10',
    '2',
    'x y',
    '名',
    'A',
    'a.b',
    'trade_no',
    'body',
    'subject',
  ]

  for (const way of ways) {
    test(`are genuine, and broken ones are not: ${way.gateway} as ${way.contentType} (seed ${seed})`, () => {
      let events = 0
      for (let i = 0; i < 150; i++) {
        const fields = Object.fromEntries(Array.from({ length: below(8) }, () => [one(names), value()]))
        const told = JSON.stringify(fields, (_, it) => (typeof it === 'bigint' ? `${it}n` : it))
        try {
          const { event } = taken(way, fields)
          events++
          for (const [name, it] of Object.entries(fields)) {
            const text = it === undefined || it === null ? undefined : String(it)
            const raw = Object.hasOwn(event.raw, name) ? event.raw[name] : undefined
            assert.equal(raw ?? undefined, text, `${name} of ${told}`)
          }
        } catch (error) {
          // A field of the gateway's own may hold what no event can.
          assert.match(error.message, /is genuine, but/, `${told}: ${error.stack}`)
        }
        for (const broken of ['forged', 'tampered', 'unsigned']) {
          assert.throws(() => taken(way, fields, { broken }), { kind: 'signature' }, `${broken}: ${told}`)
        }
      }
      assert.ok(events > 50, `only ${events}`)
    })
  }
})

describe('what cannot be sent is refused by its name', () => {
  const values = {
    NaN: NaN,
    'a fraction': 1.5,
    'an unsafe number': 2 ** 53,
    'an object': {},
    'an array': [1],
    'a date': new Date(),
    'a function': () => 'x',
    'a symbol': Symbol('x'),
    'a lone surrogate': '\ud800',
  }
  for (const [what, value] of Object.entries(values)) {
    test(what, () => {
      for (const { gateway, contentType } of ways) {
        assert.throws(() => noticeOf(gateway, { note: value }, { contentType }), {
          name: 'PayError',
          kind: 'params',
          message: /note/,
        })
      }
      assert.throws(() => answer(HiCoin, 'queryOrder', options.hicoin, { note: value }), {
        name: 'PayError',
        kind: 'params',
        message: /note/,
      })
    })
  }
  test('fields that are none', () => {
    for (const [fields, message] of [
      [Promise.resolve({}), /promise.*await/],
      [[], /an array/],
      [null, /null/],
      ['a=1', /a string/],
      [new Map(), /a Map/],
    ]) {
      assert.throws(() => notification(HiCoin, options.hicoin, fields), { kind: 'params', message })
      assert.throws(() => answer(HiCoin, 'queryOrder', options.hicoin, fields), { kind: 'params', message })
    }
  })
  test('a signature of the caller, a form in parts', () => {
    assert.throws(() => notification(HiCoin, options.hicoin, { sign: 'a' }), {
      kind: 'params',
      message: /sign: .*broken/,
    })
    assert.throws(() => notification(HiCoin, options.hicoin, {}, { contentType: 'multipart/form-data; boundary=x' }), {
      kind: 'config',
      message: /multipart/,
    })
  })
  test('what travels in headers goes there, wherever it was given', () => {
    const made = (fields) => noticeOf('yinqiantong-v1', fields)
    assert.equal(made({ ts: 12345 }).headers.ts, '12345')
    assert.doesNotMatch(made({ ts: 12345 }).body, /12345/)
    assert.throws(() => clients['yinqiantong-v1'].parseNotification(made({ appid: 'another' })), { kind: 'identity' })
    assert.throws(() => clients['yinqiantong-v1'].parseNotification(made({ ts: 12345 })), { kind: 'expired' })
  })
})

test('misuse is told', () => {
  const config = (task, pattern) =>
    assert.throws(task, (error) => error.kind === 'config' && pattern.test(error.message))
  config(() => notification('hicoin', {}), /a string is no gateway: it takes a class, like HiCoin, or a GatewaySpec/)
  config(() => notification(BhopOrg, {}), /BhopOrg has no notifications/)
  config(() => notification(SixDu, options.sixdu, {}, { name: 'purchase' }), /known are notification, saleNotification/)
  config(() => notification(HiCoin, { appId: 'a' }), /mchKey is missing/)
  config(() => notification(HiCoin, { mchKey: 'a' }), /appId is missing/)
  config(() => notification(Yinqiantong, {}), /version is missing; it is one of v1, v2/)
  config(() => notification(HiCoin, options.hicoin, {}, { broken: 'twice' }), /broken: is not one of forged/)
  config(() => answer(BitCV, 'queryOrder', options.bitcv, {}, { broken: 'forged' }), /BitCV does not sign this answer/)
  config(() => answer(BitCV, 'queryOrders', options.bitcv), /the call "queryOrders" is unknown; there are createOrder/)
  config(() => answer(HiCoin, 'h5PayUrl', options.hicoin), /the call "h5PayUrl" is a page, which gives no answer/)
})
