// Notifications: signed as documented, repeated until acknowledged as documented, and every way of sending them wrongly.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  hicoinMerchant,
  merchantKey,
  postJson,
  signers,
  sixduVerifies,
  startSandbox,
  takeNotifications,
} from './merchant.js'

const formOf = ({ body }) => Object.fromEntries(new URLSearchParams(body))
const jsonOf = ({ body }) => JSON.parse(body)

/** For each gateway: how an order comes to be, what acknowledges it, whether a message is signed rightly. */
const GATEWAYS = {
  hicoin: {
    ok: { body: 'SUCCESS' },
    notOk: [{ body: 'FAIL' }, { body: 'success' }, { status: 500, body: 'SUCCESS' }, { body: '' }],
    schedule: [15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600],
    async order(sandbox) {
      const merchant = hicoinMerchant(sandbox)
      const order = merchant.order({ passback_params: 'x=1&y=2' })
      await merchant.preOrder(order)
      return order.out_trade_no
    },
    read: formOf,
    amount: 'total_amount',
    verifies: (message) => signers.hicoin(formOf(message), 'mch_key_1566486321') === formOf(message).sign,
  },
  yinqiantong: {
    ok: { body: '{"code":200}' },
    notOk: [{ body: '{"code":500}' }, { body: 'ok' }, { status: 500, body: '{"code":200}' }],
    schedule: [60, 60, 60],
    async order(sandbox, url) {
      const { base, appId, appKey, appSecret } = sandbox.config.yinqiantong
      const body = {
        channel: 'alipay',
        platform: 'h5',
        money: 150,
        client_ip: '127.0.0.1',
        client_out_trade_no: `Y${sandbox.control.now()}`,
        notify_url: url,
        extra: 'x=1',
      }
      const ts = Math.floor(sandbox.control.now() / 1000)
      await postJson(`${base}/order`, body, {
        appid: appId,
        appkey: appKey,
        ts: String(ts),
        sign: signers.yinqiantongV1(body, appSecret, ts),
      })
      return body.client_out_trade_no
    },
    read: jsonOf,
    amount: 'money',
    dated: ({ headers }) => Number(headers.ts),
    verifies: (message) =>
      message.headers.appid === '00000000' &&
      message.headers.appkey === '1234567890123456' &&
      signers.yinqiantongV1(jsonOf(message), 'your_app_secret', message.headers.ts) === message.headers.sign,
  },
  'yinqiantong-v2': {
    ok: { body: '' },
    notOk: [{ status: 500 }, { status: 302, headers: { location: '/elsewhere' } }],
    schedule: [60, 60, 60],
    async order(sandbox, url) {
      const { base, appId, appSecret } = sandbox.config['yinqiantong-v2']
      const body = {
        appid: appId,
        ts: Math.floor(sandbox.control.now() / 1000),
        channel: '1',
        platform: '3',
        money: 150,
        client_ip: '127.0.0.1',
        client_out_trade_no: `Y${sandbox.control.now()}`,
        notify_url: url,
        subject: '商品标题',
      }
      await postJson(`${base}/order`, { ...body, sign: signers.yinqiantongV2(body, appSecret) })
      return body.client_out_trade_no
    },
    read: jsonOf,
    amount: 'money',
    dated: (message) => jsonOf(message).ts,
    verifies: (message) => signers.yinqiantongV2(jsonOf(message), 'your_app_secret') === jsonOf(message).sign,
  },
  bitcv: {
    ok: { body: '{"errcode":0,"errmsg":"","data":{}}' },
    notOk: [{ body: '{"errcode":1}' }, { body: 'SUCCESS' }],
    schedule: [240, 600, 600, 3600, 7200, 21600, 54000],
    async order(sandbox) {
      const { base, appSecret } = sandbox.config.bitcv
      const body = {
        accessToken: sandbox.control.issueTokens('bitcv').accessToken,
        outTradeNo: `T${sandbox.control.now()}`,
        totalAmount: '10.36',
        productName: 'p',
        currency: 'BCV',
        payerIp: '8.8.8.8',
        requestTime: '2026-11-21 10:00:00',
        memo: 'm',
      }
      await postJson(`${base}/api/createOrder`, { ...body, sign: signers.bitcv(body, appSecret) })
      return body.outTradeNo
    },
    read: jsonOf,
    dated: (message) => Number(jsonOf(message).timeStamp),
    verifies: (message) => signers.bitcv(jsonOf(message), 'app-secret-bitcv') === jsonOf(message).sign,
  },
  sixdu: {
    ok: { body: '{"code":200}' },
    notOk: [{ body: '{"code":"200"}' }, { body: '' }],
    schedule: [300, 300, 300],
    async order(sandbox) {
      const { base, merchantId } = sandbox.config.sixdu
      const body = {
        merchantId,
        subject: 's',
        coinName: 'USDT',
        currencyName: 'CNY',
        orderPrice: '0',
        tradeType: 1,
        quantity: '12.5',
        paymentProductCode: '1',
        requestTimestamp: sandbox.control.now(),
        merchantOrderCode: `M${sandbox.control.now()}`,
      }
      await postJson(`${base}/pay/v3.0/createPrePaymentBill`, {
        ...body,
        merchantSign: signers.sixdu(body, merchantKey),
      })
      return body.merchantOrderCode
    },
    read: jsonOf,
    amount: 'orderAmount',
    verifies: (message) => sixduVerifies(jsonOf(message)),
  },
}

/** A sandbox, a merchant's server that answers as told, and a paid order. */
async function setUp(t, name, { reply, scale = 0.00001, fault, ...options } = {}) {
  const about = GATEWAYS[name]
  const merchant = await takeNotifications(t, reply ?? (() => about.ok))
  const sandbox = await startSandbox(t, { notifyScale: scale, ...options })
  sandbox.control.merchant(name, { notifyUrl: merchant.url })
  const number = await about.order(sandbox, merchant.url)
  if (fault) sandbox.control.addFault({ on: 'notification', gateway: name, ...fault })
  sandbox.control.act(name, number, 'pay')
  return { about, sandbox, merchant, number, seen: merchant.seen }
}

const until = async (true_) => {
  for (let n = 0; n < 500 && !true_(); n++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.ok(true_(), 'in time')
}
const state = (sandbox) => sandbox.control.notifications({})[0]

for (const name of Object.keys(GATEWAYS)) {
  test(`${name}: delivered once, signed, acknowledged`, async (t) => {
    const { about, sandbox, seen } = await setUp(t, name)
    await sandbox.control.idle()
    assert.equal(seen.length, 1)
    assert.ok(about.verifies(seen[0]))
    assert.equal(state(sandbox).state, 'acknowledged')
    assert.equal(state(sandbox).deliveries[0].acknowledged, true)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(seen.length, 1, 'and never again')
  })

  test(`${name}: repeated on the documented schedule until it gives up`, async (t) => {
    const about = GATEWAYS[name]
    const { sandbox, seen } = await setUp(t, name, { reply: (_, count) => about.notOk[count % about.notOk.length] })
    await until(() => state(sandbox).state === 'given-up')
    assert.equal(seen.length, about.schedule.length + 1)
    assert.ok(seen.every(about.verifies))
    assert.ok(state(sandbox).deliveries.every(({ acknowledged }) => !acknowledged))
  })

  test(`${name}: repeated only until acknowledged`, async (t) => {
    const about = GATEWAYS[name]
    const { sandbox, seen } = await setUp(t, name, {
      reply: (_, count) => (count === 1 ? null : count === 2 ? about.notOk[0] : about.ok),
    })
    await until(() => state(sandbox).state === 'acknowledged')
    assert.equal(seen.length, 3)
    assert.equal(state(sandbox).deliveries[0].status, null, 'the first connection was closed')
  })

  test(`${name}: forged, and the next try genuine`, async (t) => {
    const about = GATEWAYS[name]
    const { seen, sandbox } = await setUp(t, name, {
      fault: { fault: 'forged' },
      reply: (message) => (about.verifies(message) ? about.ok : about.notOk[0]),
    })
    await until(() => seen.length === 2)
    assert.deepEqual(seen.map(about.verifies), [false, true])
    await sandbox.control.idle()
    assert.equal(state(sandbox).deliveries[0].fault, 'forged')
  })

  test(`${name}: changed on the way`, async (t) => {
    const { about, seen } = await setUp(t, name, { fault: { fault: 'tampered' } })
    await until(() => seen.length === 1)
    assert.equal(about.verifies(seen[0]), false)
  })

  test(`${name}: repeated byte for byte after it was acknowledged`, async (t) => {
    const { sandbox, seen } = await setUp(t, name, { fault: { fault: 'repeated', times: 2 } })
    await sandbox.control.idle()
    assert.equal(seen.length, 3)
    assert.deepEqual(new Set(seen.map(({ body }) => body)).size, 1)
    assert.deepEqual(new Set(seen.map(({ headers }) => headers.sign)).size, 1)
  })
}

test('the pauses are those of the documents, scaled', async (t) => {
  const { sandbox } = await setUp(t, 'sixdu', { reply: () => ({ status: 500 }), scale: 1 })
  await sandbox.control.idle()
  for (let n = 1; n <= 3; n++) {
    const { attempts, nextAt } = state(sandbox)
    assert.equal(attempts, n)
    assert.ok(Math.abs(nextAt - sandbox.control.now() - 300_000) < 5000, 'five minutes')
    sandbox.control.advance(nextAt - sandbox.control.now())
    await sandbox.control.idle()
  }
  assert.deepEqual([state(sandbox).state, state(sandbox).attempts], ['given-up', 4])
})

test('an own schedule for a gateway', async (t) => {
  const { sandbox, seen } = await setUp(t, 'hicoin', {
    reply: () => ({ body: 'FAIL' }),
    notifySchedule: { hicoin: [1] },
  })
  await until(() => state(sandbox).state === 'given-up')
  assert.equal(seen.length, 2)
})

for (const name of ['yinqiantong', 'yinqiantong-v2', 'bitcv']) {
  test(`${name}: stale, though signed correctly`, async (t) => {
    const { about, sandbox, seen } = await setUp(t, name, { fault: { fault: 'stale' } })
    await sandbox.control.idle()
    assert.ok(about.verifies(seen[0]))
    const age = sandbox.control.now() / 1000 - about.dated(seen[0])
    assert.ok(age > 172000 && age < 173600, `${age} s`)
  })
}

for (const name of ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'sixdu']) {
  test(`${name}: another amount, signed correctly`, async (t) => {
    const { about, sandbox, seen } = await setUp(t, name, { fault: { fault: 'amount' } })
    await sandbox.control.idle()
    assert.ok(about.verifies(seen[0]))
    assert.notEqual(
      String(about.read(seen[0])[about.amount]),
      { hicoin: '100000000', sixdu: '12.500000' }[name] ?? '150',
    )
  })
}

test('late, lost and unheard', async (t) => {
  const late = await setUp(t, 'hicoin', { fault: { fault: 'late', delayMs: 200 } })
  const paidAt = performance.now()
  await until(() => late.seen.length === 1)
  assert.ok(late.seen[0].at - paidAt > 150)

  const lost = await setUp(t, 'hicoin', { fault: { fault: 'lost' } })
  await lost.sandbox.control.idle()
  assert.equal(lost.seen.length, 0)
  assert.equal(state(lost.sandbox).state, 'lost')
  lost.sandbox.control.resend(state(lost.sandbox).id)
  await until(() => lost.seen.length === 1)

  const unheard = await setUp(t, 'hicoin', { fault: { fault: 'unheard' } })
  await until(() => unheard.seen.length === 2)
  await unheard.sandbox.control.idle()
  assert.deepEqual([state(unheard.sandbox).state, state(unheard.sandbox).attempts], ['acknowledged', 2])
})

test('reordered: the second event arrives before the first', async (t) => {
  const { sandbox, number, seen } = await setUp(t, 'bitcv', { fault: { fault: 'reordered', event: 'paid' } })
  await sandbox.control.idle()
  assert.equal(seen.length, 0, 'held back')
  sandbox.control.act('bitcv', number, 'finish')
  await until(() => seen.length === 2)
  assert.deepEqual(
    seen.map((message) => jsonOf(message).tradeStatus),
    ['TRADE_FINISHED', 'PAY_FINISHED'],
  )
  assert.ok(seen.every(GATEWAYS.bitcv.verifies))
})

test('a notification that was never true: any state, any fields, signed or forged', async (t) => {
  const about = GATEWAYS.hicoin
  const merchant = await takeNotifications(t, () => about.ok)
  const sandbox = await startSandbox(t)
  sandbox.control.merchant('hicoin', { notifyUrl: merchant.url })
  const number = await about.order(sandbox)
  sandbox.control.notify('hicoin', number, { fields: { trade_status: 'SUCCESS' }, fault: 'forged' })
  sandbox.control.notify('hicoin', number, { fields: { new_field: 'added later' } })
  await sandbox.control.idle()
  const [forged, genuine] = merchant.seen.map(formOf)
  assert.deepEqual([forged.trade_status, genuine.trade_status, genuine.new_field], ['SUCCESS', 'NOTPAY', 'added later'])
  assert.deepEqual(merchant.seen.map(about.verifies), [false, true])
  assert.throws(() => sandbox.control.notify('hicoin', number, { fault: 'stale' }), /carries no time/)
})

test('what they say, field by field', async (t) => {
  const { seen: hicoin, sandbox: s1, number } = await setUp(t, 'hicoin')
  await s1.control.idle()
  const note = formOf(hicoin[0])
  assert.deepEqual(
    Object.keys(note).sort(),
    [
      'app_id',
      'body',
      'nonce_str',
      'openid',
      'out_trade_no',
      'passback_params',
      'settle_currency',
      'sign',
      'subject',
      'total_amount',
      'trade_no',
      'trade_status',
      'trade_type',
    ].sort(),
  )
  assert.deepEqual([note.trade_status, note.out_trade_no, note.passback_params], ['SUCCESS', number, 'x=1&y=2'])
  assert.equal(hicoin[0].headers['content-type'], 'application/x-www-form-urlencoded')

  const { seen: v2, sandbox: s2, number: n2 } = await setUp(t, 'yinqiantong-v2')
  await s2.control.idle()
  const second = jsonOf(v2[0])
  assert.deepEqual(
    [second.channel, second.platform, second.status, second.cient_out_trade_no, second.money],
    ['1', '3', '1', n2, 150],
  )

  const { seen: v1, sandbox: s3, number: n3 } = await setUp(t, 'yinqiantong')
  await s3.control.idle()
  const first = jsonOf(v1[0])
  assert.deepEqual(
    [first.channel, first.platform, first.status, first.client_out_trade_no, first.extra],
    ['alipay', 'h5', 'paid', n3, 'x=1'],
  )
  assert.equal(first.sign, undefined, 'v1 signs in the headers')
})

test('the other spellings, when told so', async (t) => {
  const { sandbox, merchant, seen } = await setUp(t, 'hicoin')
  sandbox.control.quirks('hicoin', { notification: 'json' })
  sandbox.control.quirks('bitcv', { notification: 'form' })
  sandbox.control.quirks('yinqiantong-v2', { notification: 'names', merchantNumber: 'client_out_trade_no' })
  sandbox.control.merchant('bitcv', { notifyUrl: merchant.url })
  await sandbox.control.idle()
  const numbers = []
  for (const name of ['hicoin', 'bitcv', 'yinqiantong-v2']) {
    const number = await GATEWAYS[name].order(sandbox, merchant.url)
    sandbox.control.act(name, number, 'pay')
    await until(() => seen.some(({ body }) => body.includes(number)))
    numbers.push(number)
  }
  const [hicoin, bitcv, v2] = numbers.map((number) => seen.find(({ body }) => body.includes(number)))
  assert.equal(JSON.parse(hicoin.body).trade_status, 'SUCCESS')
  assert.equal(formOf(bitcv).tradeStatus, 'PAY_FINISHED')
  assert.equal(signers.bitcv(formOf(bitcv), 'app-secret-bitcv'), formOf(bitcv).sign)
  assert.deepEqual(
    [jsonOf(v2).channel, jsonOf(v2).status, 'client_out_trade_no' in jsonOf(v2)],
    ['alipay', 'paid', true],
  )
})

test("6du: a sale's result goes to its own address", async (t) => {
  const merchant = await takeNotifications(t, () => ({ body: '{"code":200}' }))
  const sandbox = await startSandbox(t)
  sandbox.control.merchant('sixdu', { saleNotifyUrl: `${merchant.url}/sale`, notifyUrl: merchant.url })
  const { base, merchantId } = sandbox.config.sixdu
  const send = (path, params) =>
    postJson(`${base}/pay/v3.0/${path}`, { ...params, merchantSign: signers.sixdu(params, merchantKey) })
  const timed = { merchantId, requestTimestamp: sandbox.control.now() }
  for (const merchantOrderCode of ['S1', 'S2']) {
    await send('initialToSellCoin', {
      ...timed,
      merchantOrderCode,
      coinName: 'USDT',
      currencyName: 'CNY',
      sellAmount: '100',
      paymentProductCode: '0001',
      mobile: '1',
      reallyName: 'n',
      account: 'a',
      bankBranch: '0001',
    })
  }
  await send('confirmedReceiptAndCoinRelease', { ...timed, merchantOrderCode: 'S1' })
  sandbox.control.act('sixdu', 'S2', 'fail')
  await sandbox.control.idle()
  assert.equal(merchant.seen[0].path, '/notify/sale')
  assert.ok(merchant.seen.every((message) => sixduVerifies(jsonOf(message))))
  const said = merchant.seen
    .map(jsonOf)
    .map(({ merchantOrderCode, orderCurrentStatus, orderPrice }) => [merchantOrderCode, orderCurrentStatus, orderPrice])
    .sort()
  assert.deepEqual(said, [
    ['S1', '1', '715.00'],
    ['S2', '2', '715.00'],
  ])
})

test('a merchant without an address, and one that never answers', async (t) => {
  const { sandbox } = await setUp(t, 'hicoin', {
    reply: () => new Promise(() => {}),
    notifyTimeoutMs: 100,
    notifySchedule: { hicoin: [] },
  })
  await until(() => state(sandbox).state === 'given-up')
  assert.equal(state(sandbox).deliveries[0].error, 'TimeoutError')
  sandbox.control.merchant('hicoin', { notifyUrl: null })
  const number = await GATEWAYS.hicoin.order(sandbox)
  sandbox.control.act('hicoin', number, 'pay')
  await sandbox.control.idle()
  assert.equal(state(sandbox).state, 'no-address')
})
