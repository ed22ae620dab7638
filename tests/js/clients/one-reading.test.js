// One signed message, one reading: whoever writes one field of an order can cut the text that is signed anew, so that it
// says another order, amount and state. Signatures here are node:crypto's, over texts written out by this file.
import assert from 'node:assert/strict'
import { createHash, createHmac, generateKeyPairSync, sign as signRsa } from 'node:crypto'
import { describe, test } from 'node:test'
import { memoryReplay } from 'paysign'
import { BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'

const SECRET = 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00'
const NOW = 1_790_000_000
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key, type) => key.export({ type, format: 'pem' })

const byName = ([one], [other]) => (one < other ? -1 : 1)
const joined = (fields, separator = '&') =>
  Object.entries(fields)
    .filter(([, value]) => value !== '')
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join(separator)
const md5 = (text) => createHash('md5').update(text).digest('hex')

/** Per gateway: a client, the fields of a genuine message, and how it is signed and sent. */
const GATEWAYS = {
  hicoin: {
    client: (more) => new HiCoin({ appId: '10021', mchKey: SECRET, secret: SECRET, ...more }),
    genuine: {
      app_id: '10021',
      body: '月卡',
      nonce_str: 'n0nce',
      openid: 'o-1',
      out_trade_no: 'SMALL',
      passback_params: 'p',
      settle_currency: 'USDT',
      subject: '会员',
      total_amount: '1',
      trade_no: 'T1',
      trade_status: 'CLOSED',
      trade_type: 'H5',
    },
    sign: (fields) =>
      createHmac('sha256', SECRET)
        .update(`${joined(fields)}&key=${SECRET}`)
        .digest('hex')
        .toUpperCase(),
    message: (fields, sign) => ({ body: JSON.stringify({ ...fields, sign }) }),
    field: 'passback_params',
    call: 'queryOrder',
    // What the customer writes into his field: all that the forged message shall say, up to a name that swallows the rest.
    written: 'p&settle_currency=USDT&subject=s&total_amount=500000000000&trade_no=T9&trade_status=SUCCESS&zz=',
    forged: { passback_params: 'p', total_amount: '500000000000', trade_no: 'T9', trade_status: 'SUCCESS' },
  },
  'yinqiantong v2': {
    client: (more) => new Yinqiantong({ version: 'v2', appId: '10021', appSecret: SECRET, ...more }),
    genuine: {
      appid: '10021',
      channel: '2',
      client_out_trade_no: 'SMALL',
      description: 'd',
      extra: 'x',
      money: '1',
      out_trade_no: 'G1',
      platform: '3',
      status: '2',
      ts: String(NOW),
    },
    sign: (fields) => md5(`${joined(fields)}&app_secret=${SECRET}`),
    message: (fields, sign) => ({ body: JSON.stringify({ ...fields, sign }) }),
    field: 'extra',
    call: 'queryOrder',
    written: 'x&money=990000&out_trade_no=G1&platform=3&status=1&subject=',
    forged: { extra: 'x', money: '990000', status: '1' },
  },
  'yinqiantong v1': {
    client: (more) => new Yinqiantong({ version: 'v1', appId: '10021', appKey: 'k', appSecret: SECRET, ...more }),
    genuine: {
      channel: 'wx',
      client_out_trade_no: 'SMALL',
      extra: 'x',
      money: '1',
      out_trade_no: 'G1',
      platform: 'h5',
      status: 'failed',
    },
    sign: (fields) => md5(`${joined(fields)}&ts=${NOW}&app_secret=${SECRET}`),
    message: (fields, sign) => ({
      body: JSON.stringify(fields),
      headers: { appid: '10021', appkey: 'k', ts: String(NOW), sign },
    }),
    field: 'extra',
    call: 'queryOrder',
    written: 'x&money=990000&out_trade_no=G1&platform=h5&status=paid&subject=',
    forged: { extra: 'x', money: '990000', status: 'paid' },
  },
  bitcv: {
    client: (more) => new BitCV({ appId: 'a', appSecret: SECRET, ...more }),
    genuine: {
      memo: 'm',
      outTradeNo: 'SMALL',
      timeStamp: String(NOW),
      tradeStatus: 'TRADE_CLOSED',
      tradeTime: '2026-09-21 22:13:20',
    },
    sign: (fields) => md5(joined(fields) + SECRET),
    message: (fields, sign) => ({ body: JSON.stringify({ ...fields, sign }) }),
    field: 'memo',
    call: 'queryOrder',
    written: 'x&outTradeNo=BIG&tradeStatus=TRADE_FINISHED&zz=',
    forged: { memo: 'x', outTradeNo: 'BIG', tradeStatus: 'TRADE_FINISHED' },
  },
  sixdu: {
    client: (more) =>
      new SixDu({
        merchantId: 'M',
        privateKey: pem(rsa.privateKey, 'pkcs8'),
        platformPublicKey: pem(rsa.publicKey, 'spki'),
        ...more,
      }),
    genuine: { billCode: 'B1', coinName: 'USDT', merchantOrderCode: 'SMALL', orderAmount: '0.01' },
    sign: (fields) => signRsa('sha256', Buffer.from(joined(fields, ',')), rsa.privateKey).toString('base64'),
    message: (fields, merchantSign) => ({ body: JSON.stringify({ ...fields, merchantSign }) }),
    field: 'merchantOrderCode',
    call: 'queryOrder',
    written: 'SMALL,orderAmount=5000,zz=',
    forged: { merchantOrderCode: 'SMALL', orderAmount: '5000' },
  },
}

/** The message that the text of `genuine` can also be cut into: the last name swallows what is left. */
function recut({ written, forged, field, genuine }, separator) {
  const text = joined({ ...genuine, [field]: written }, separator)
  const swallower = /([^&,=]+)=$/.exec(written)[1]
  const at = text.indexOf(`${separator}${swallower}=${separator}`)
  assert.ok(at > 0, text)
  const before = Object.fromEntries(
    text
      .slice(0, at)
      .split(separator)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  for (const [name, value] of Object.entries(forged)) assert.equal(before[name], value, name)
  const fields = { ...before, [swallower]: text.slice(at + separator.length + swallower.length + 1) }
  // It is the same text, so it has the same signature.
  assert.equal(joined(fields, separator), text)
  return fields
}

const handled = async (client, { body, headers }) => {
  const failures = []
  const events = []
  const handler = client({ replay: memoryReplay(), onFailure: (error) => failures.push(error) })
  const request = new Request('http://127.0.0.1/notify', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  const response = await handler.handleNotification(request, (event) => void events.push(event))
  return { status: response.status, failures, events }
}

describe('F1: a genuine text that is cut anew', () => {
  for (const [name, gateway] of Object.entries(GATEWAYS)) {
    const { client, genuine, sign, message, field, written, call } = gateway
    const separator = name === 'sixdu' ? ',' : '&'
    const take = ({ body, headers }) =>
      client().parseNotification({ body, headers, contentType: 'application/json', now: NOW })
    const ambiguous = (error) => {
      assert.equal(error.kind, 'signature', error.message)
      assert.match(error.message, /ambiguous.*有歧义/)
      assert.match(error.message, new RegExp(`${call}\\(`), 'it says where to ask')
      assert.ok(!error.message.includes(SECRET))
      return true
    }

    test(`${name}: the genuine one is taken, and says what it says`, () => {
      const event = take(message(genuine, sign(genuine)))
      assert.equal(event.paid, name === 'sixdu')
      for (const [known, value] of Object.entries(genuine)) assert.equal(event.raw[known] ?? value, value)
    })

    test(`${name}: another order, amount or state in it is refused`, async () => {
      const attacked = { ...genuine, [field]: written }
      const signature = sign(attacked)
      const forged = recut(gateway, separator)
      assert.equal(sign(forged) === signature || name === 'sixdu', true)
      assert.throws(() => take(message(forged, signature)), ambiguous)
      // The genuine message has the text in it, too: nobody can say which of the two was meant.
      assert.throws(() => take(message(attacked, signature)), ambiguous)
      const { status, failures, events } = await handled(
        (more) => client({ ...more }),
        message(...refreshed(gateway, attacked, separator)),
      )
      assert.deepEqual([status, events, failures.map(({ kind }) => kind)], [400, [], ['signature']])
    })

    test(`${name}: a name that holds what separates`, () => {
      for (const odd of [`a${separator}b`, 'a=b', `x${separator}status=1${separator}y`]) {
        const fields = { ...genuine, [odd]: '1' }
        assert.throws(() => take(message(fields, sign(fields))), ambiguous, odd)
      }
    })

    test(`${name}: honest texts are taken`, () => {
      for (const text of HONEST) {
        if (name === 'sixdu') continue // its messages repeat no free text
        const fields = { ...genuine, [field]: text }
        assert.equal(take(message(fields, sign(fields)))[field], text, text)
      }
    })
  }

  /** The same with the present as its time: `handleNotification` asks the machine's clock. */
  function refreshed({ genuine, sign }, attacked, separator) {
    const fields = { ...attacked }
    if ('ts' in genuine) fields.ts = String(Math.floor(Date.now() / 1000))
    return [fields, sign(fields, separator)]
  }
})

const HONEST = [
  'Tom & Jerry',
  'a=b',
  'a&b',
  'x=1&y=2',
  'uid=1&channel=app',
  '{"a":1,"b":"c=d&e"}',
  'https://shop.example/paid?order=1&x=%20&lang=zh',
  'AT&T = 1, R&D',
  '&',
  '=',
  '&&==',
  '月卡 100% + VAT = 1&2',
  'q=status&sort=desc',
  'aHR0cHM6Ly9hLmV4YW1wbGUvP2E9MSZzdGF0dXM9Mg==',
  encodeURIComponent('x&status=1&money=2&outTradeNo=3'),
  'line\nbreak',
  '😀',
]

describe('F1: such a text is refused before an order is made', () => {
  const sent = []
  const fetch = async (url, init) => {
    sent.push(init.body)
    return Response.json({ code: 9, errcode: 9 })
  }
  const orders = {
    hicoin: [
      {
        access_token: 't',
        openid: 'o',
        body: 'b',
        subject: 's',
        out_trade_no: 'A1',
        total_amount: 1n,
        settle_currency: 'USDT',
        trade_type: 'H5',
        // An address may say what it likes: it is the merchant's own.
        return_url: 'https://shop.example/?a=1&out_trade_no=A1&trade_status=x',
      },
      ['passback_params', 'body', 'subject', 'openid'],
      ['&out_trade_no=B', '&trade_status=S', '&total_amount=9', 'x&app_id=1', 'x&settle_currency=B&', '&trade_no=1'],
    ],
    'yinqiantong v2': [
      {
        client_out_trade_no: 'A1',
        channel: 'wechat',
        platform: 'h5',
        money: 1,
        client_ip: '127.0.0.1',
        notify_url: 'https://shop.example/n?a=1&status=1&money=2',
      },
      ['extra', 'description', 'subject'],
      ['x&money=9', '&status=1', '&ts=1', '&client_out_trade_no=B', '&cient_out_trade_no=B', '&appid=1'],
    ],
    'yinqiantong v1': [
      {
        client_out_trade_no: 'A1',
        channel: 'wechat',
        platform: 'h5',
        money: 1,
        client_ip: '127.0.0.1',
        notify_url: 'https://shop.example/n',
      },
      ['extra', 'description', 'subject'],
      ['x&money=9', '&status=1', '&ts=1', '&out_trade_no=B'],
    ],
    bitcv: [
      {
        accessToken: 't',
        outTradeNo: 'A1',
        totalAmount: '1',
        productName: 'p',
        currency: 'BCV',
        payerIp: '127.0.0.1',
      },
      ['memo', 'productName', 'outTradeNo'],
      ['x&outTradeNo=B', '&tradeStatus=TRADE_FINISHED'],
    ],
    sixdu: [
      {
        subject: 's',
        coinName: 'USDT',
        paymentProductCode: '0001',
        merchantOrderCode: 'A1',
        by: 'quantity',
        quantity: '1',
      },
      ['merchantOrderCode', 'subject'],
      ['A,orderAmount=9', 'A,billCode=1,z=', 'A,coinName=BTC'],
    ],
  }
  for (const [name, [order, fields, texts]] of Object.entries(orders)) {
    test(name, async () => {
      const client = GATEWAYS[name].client({ fetch })
      for (const field of fields)
        for (const text of texts) {
          const error = await client.createOrder({ ...order, [field]: text }).catch((error) => error)
          assert.equal(error.kind, 'params', error.message)
          const found = error.details.find((detail) => detail.field === field)
          assert.match(found.why, /有歧义.*encode it first/, `${field} ${text}`)
          assert.equal(error.outcomeUnknown, false)
        }
      assert.equal(sent.length, 0, 'nothing was sent')
      // With what the message advises, and with honest texts, it goes out.
      for (const text of [...texts.map(encodeURIComponent), ...(name === 'sixdu' ? ['Tom & Jerry'] : HONEST)]) {
        if (fields.at(0) === 'merchantOrderCode' && text.length > 64) continue
        if (text.length > 128) continue
        const error = await client.createOrder({ ...order, [fields[0]]: text }, { retries: 0 }).catch((error) => error)
        assert.equal(error.kind, 'gateway', `${text}: ${error.message}`)
      }
      assert.ok(sent.length > 0)
      sent.length = 0
    })
  }

  test('a payout, whose words come back in a signed answer', async () => {
    const client = GATEWAYS.hicoin.client({
      fetch: async () => Response.json({ code: '0', data: { access_token: 't', expires_in: '7200' } }),
    })
    const payout = { openid: 'o', subject: 's', out_trade_no: 'A1', total_amount: 1n, settle_currency: 'USDT' }
    await assert.rejects(client.transfer({ ...payout, body: 'x&trade_status=SUCCESS' }), { kind: 'params' })
  })
})

describe('F5: an empty field hides no signed one', () => {
  const gateway = GATEWAYS['yinqiantong v2']
  const { client_out_trade_no, ...rest } = gateway.genuine
  const take = (fields, signature) =>
    gateway.client().parseNotification({
      body: JSON.stringify({ ...fields, sign: signature }),
      contentType: 'application/json',
      now: NOW,
    })
  // In the document's own spelling.
  const genuine = { ...rest, status: '1', cient_out_trade_no: 'A1' }
  const signature = gateway.sign(genuine)

  test('the number that was signed is read, whatever stands beside it empty', () => {
    for (const altered of [
      genuine,
      { ...genuine, client_out_trade_no: '' },
      { client_out_trade_no: null, ...genuine },
    ]) {
      const event = take(altered, signature)
      assert.deepEqual([event.client_out_trade_no, event.paid], ['A1', true])
    }
  })

  test('both spellings with one text are one field; with two they are refused', () => {
    const same = { ...genuine, client_out_trade_no: 'A1' }
    assert.equal(take(same, gateway.sign(same)).client_out_trade_no, 'A1')
    const other = { ...genuine, client_out_trade_no: 'B2' }
    assert.throws(() => take(other, gateway.sign(other)), {
      kind: 'body',
      message:
        'body: is genuine, but client_out_trade_no and cient_out_trade_no are two spellings of one field and differ',
    })
  })

  test('a message without the merchant’s number is nobody’s', async () => {
    const without = { ...rest, status: '1', ts: String(Math.floor(Date.now() / 1000)) }
    for (const fields of [without, { ...without, client_out_trade_no: '' }, { ...without, cient_out_trade_no: null }]) {
      const seen = []
      const guard = { seen: async (key) => seen.push(key), forget: async () => {} }
      const errors = []
      const client = gateway.client({ replay: guard, onFailure: (error) => errors.push(error) })
      const response = await client.handleNotification(
        new Request('http://127.0.0.1/n', {
          method: 'POST',
          body: JSON.stringify({
            ...fields,
            sign: gateway.sign(Object.fromEntries(Object.entries(fields).filter(([, value]) => value))),
          }),
          headers: { 'content-type': 'application/json' },
        }),
        () => assert.fail('it was handled'),
      )
      assert.deepEqual([response.status, seen], [400, []])
      assert.match(errors[0].message, /is genuine, but client_out_trade_no is missing/)
    }
  })

  test('an answer is read in the same way', async () => {
    const answers = (data) => {
      const fetch = async () =>
        Response.json({ code: 200, msg: 'ok', data: { out_trade_no: 'G1', status: 1, ...data } })
      return GATEWAYS['yinqiantong v1'].client({ fetch }).queryOrder({ client_out_trade_no: 'A1' })
    }
    for (const data of [
      { client_out_trade_no: '', cient_out_trade_no: 'A1' },
      { client_out_trade_no: null, cient_out_trade_no: 'A1' },
      { client_out_trade_no: 'A1', cient_out_trade_no: '' },
      { client_out_trade_no: 'A1', cient_out_trade_no: 'A1' },
    ])
      assert.equal((await answers(data)).client_out_trade_no, 'A1', JSON.stringify(data))
    // The answer is about another order, under whichever spelling.
    await assert.rejects(answers({ client_out_trade_no: '', cient_out_trade_no: 'B2' }), { kind: 'identity' })
    await assert.rejects(answers({ client_out_trade_no: 'A1', cient_out_trade_no: 'B2' }), /two spellings of one field/)
    await assert.rejects(answers({ return_url: 'https://a', success_url: 'https://b' }), /return_url and success_url/)
  })
})

describe('F9: a message that holds another one’s fields', () => {
  const { client, genuine, sign } = GATEWAYS.sixdu
  const sale = {
    merchantOrderCode: 'V1',
    billCode: 'S1',
    sellAmount: '1',
    coinName: 'USDT',
    orderCurrentStatus: '1',
  }
  const take = (method, fields) =>
    client()[method]({
      body: JSON.stringify({ ...fields, merchantSign: sign(fields) }),
      contentType: 'application/json',
    })
  const another = (name) => ({ kind: 'body', message: new RegExp(`is genuine, but holds ${name}, as another message`) })

  test('6du: an answer about an unpaid order is no push, though the same key signs it', () => {
    for (const [name, value] of Object.entries({
      orderStatus: '0',
      orderCurrentStatus: '2',
      sellAmount: '1',
      acceptPageUrl: 'https://pay.6du.io/x',
      acceptanceName: 'n',
      showFeeAmount: '0.1',
      afterDiscountFeeAmount: '0.1',
    }))
      assert.throws(() => take('parseNotification', { ...genuine, [name]: value }), another(name))
    // What no other message has may come any day.
    assert.equal(take('parseNotification', { ...genuine, channelNew: '1' }).paid, true)
  })

  test('6du: an order’s push is no sale’s', () => {
    assert.equal(take('parseSaleNotification', sale).paid, true)
    for (const [name, value] of Object.entries({ orderAmount: '1', orderStatus: '1', acceptPageUrl: 'https://x' }))
      assert.throws(() => take('parseSaleNotification', { ...sale, [name]: value }), another(name))
    assert.throws(() => take('parseNotification', { ...genuine, ...sale }), { kind: 'body' })
    assert.throws(() => take('parseSaleNotification', { ...genuine, ...sale }), { kind: 'body' })
  })

  test('HiCoin: a payout’s answer is no order’s notification', () => {
    const hicoin = GATEWAYS.hicoin
    const parse = (fields) =>
      hicoin.client().parseNotification({
        ...hicoin.message(fields, hicoin.sign(fields)),
        contentType: 'application/json',
      })
    assert.equal(parse({ ...hicoin.genuine, trade_status: 'SUCCESS' }).paid, true)
    for (const [name, value] of Object.entries({ settle_trans_amount: '1', reason: 'x' }))
      assert.throws(() => parse({ ...hicoin.genuine, trade_status: 'SUCCESS', [name]: value }), another(name))
    // An empty one is none.
    assert.equal(parse({ ...hicoin.genuine, reason: '' }).paid, false)
  })
})
