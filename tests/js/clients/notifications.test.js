// Every notification of every gateway, delivered to a merchant's server, verified, handled once and acknowledged; and
// every way in which one can be wrong.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { merchantServer, newNumber, openGateways, orders } from './clients.js'

const GATEWAYS = ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'bitcv', 'sixdu']
const alnum = (prefix) => newNumber(prefix).replace('x', 'X')

/** A sandbox whose notifications reach `onEvent(event, gateway)` through each client's handleNotification. */
async function openMerchant(t, onEvent, { client: options, ...sandboxOptions } = {}) {
  const failures = []
  const box = await openGateways(t, {
    sandbox: sandboxOptions,
    ...options,
  })
  const clients = Object.fromEntries(
    GATEWAYS.map((name) => {
      const Class = box[name].constructor
      return [
        name,
        new Class({ ...box.sandbox.config[name], onFailure: (error) => void failures.push(error), ...options }),
      ]
    }),
  )
  const routes = Object.fromEntries(
    GATEWAYS.map((name) => [
      `/${name}`,
      (request) => clients[name].handleNotification(request, (event) => onEvent(event, name)),
    ]),
  )
  routes['/sixdu-sales'] = (request) =>
    clients.sixdu.handleSaleNotification(request, (event) => onEvent(event, 'sixdu-sales'))
  const url = await merchantServer(t, routes)
  for (const name of GATEWAYS) box.control.merchant(name, name === 'sixdu' ? {} : { notifyUrl: `${url}/${name}` })
  box.control.merchant('sixdu', { notifyUrl: `${url}/sixdu`, saleNotifyUrl: `${url}/sixdu-sales` })
  const create = async (name, more) => {
    const order = orders[name](box, alnum('Z'), {
      ...(name.startsWith('yinqiantong') && { notify_url: `${url}/${name}`, extra: 'x=1&y' }),
      ...(name === 'hicoin' && { passback_params: '{"a":"=&"}' }),
      ...(name === 'bitcv' && { memo: '备注 &=' }),
      ...more,
    })
    const created = await clients[name].createOrder(order)
    const number =
      order[{ hicoin: 'out_trade_no', bitcv: 'outTradeNo', sixdu: 'merchantOrderCode' }[name] ?? 'client_out_trade_no']
    return { order, created, number }
  }
  const settle = async () => {
    await box.control.idle()
    await sleep(5)
  }
  return { ...box, clients, failures, create, url, settle }
}

const QUIRKS = {
  hicoin: [{ notification: 'form' }, { notification: 'json' }],
  yinqiantong: ['names', 'numbers'].flatMap((notification) =>
    ['client_out_trade_no', 'cient_out_trade_no'].map((merchantNumber) => ({ notification, merchantNumber })),
  ),
  bitcv: [{ notification: 'json' }, { notification: 'form' }],
  sixdu: [{ amounts: 'string' }, { amounts: 'number' }],
}
QUIRKS['yinqiantong-v2'] = QUIRKS.yinqiantong

const EVENTS = {
  hicoin: ({ number, created }) => ({
    trade_status: 'SUCCESS',
    trade_no: created.trade_no,
    out_trade_no: number,
    openid: 'o-1',
    trade_type: 'H5',
    total_amount: 150000000n,
    settle_currency: 'USDT',
    passback_params: '{"a":"=&"}',
    body: '月卡 100% + VAT = 1&2',
    subject: '会员',
    paid: true,
  }),
  yinqiantong: ({ number, created }, { pay_time }) => ({
    out_trade_no: created.out_trade_no,
    client_out_trade_no: number,
    status: 'paid',
    money: 100n,
    channel: 'wechat',
    platform: 'h5',
    client_ip: '127.0.0.1',
    extra: 'x=1&y',
    pay_time,
    paid: true,
  }),
  bitcv: ({ number }, { timeStamp, tradeTime }) => ({
    outTradeNo: number,
    memo: '备注 &=',
    tradeStatus: 'PAY_FINISHED',
    timeStamp,
    tradeTime,
    paid: true,
  }),
  sixdu: ({ number, created }) => ({
    merchantOrderCode: number,
    orderAmount: '12.500000',
    coinName: 'USDT',
    billCode: created.billCode,
    paid: true,
  }),
}
EVENTS['yinqiantong-v2'] = EVENTS.yinqiantong

for (const name of GATEWAYS)
  for (const quirks of QUIRKS[name]) {
    test(`${name}: delivered, verified, acknowledged (${Object.values(quirks).join(', ')})`, async (t) => {
      const events = []
      const merchant = await openMerchant(t, (event, gateway) => void events.push([gateway, event]))
      const { control, settle } = merchant
      control.quirks(name, quirks)
      const made = await merchant.create(name)
      control.act(name, made.number, 'pay')
      await settle()
      assert.equal(events.length, 1)
      const [gateway, { raw, ...event }] = events[0]
      assert.equal(gateway, name)
      assert.deepEqual(event, EVENTS[name](made, event))
      for (const time of ['pay_time', 'timeStamp']) if (time in event) assert.match(event[time], /^\d{10}$/)
      const [{ state, deliveries }] = control.notifications({})
      assert.deepEqual([state, deliveries.length, deliveries[0].status], ['acknowledged', 1, 200])
      // Everything that was sent is there, numbers with the characters that they came with.
      const { body } = deliveries[0]
      const sent = body.startsWith('{')
        ? Object.fromEntries(
            [...body.matchAll(/"(\w+)":("(?:[^"\\]|\\.)*"|[0-9.]+)/g)].map(([, field, value]) => [
              field,
              value.startsWith('"') ? JSON.parse(value) : value,
            ]),
          )
        : Object.fromEntries(new URLSearchParams(body))
      assert.ok(Object.keys(sent).length > 4)
      assert.deepEqual(raw, sent)
      assert.deepEqual(merchant.failures, [])
    })
  }

test('6du: a sale that ends well, and one that fails', async (t) => {
  const events = []
  const merchant = await openMerchant(t, (event, gateway) => void events.push([gateway, event]))
  const { control, clients, settle } = merchant
  for (const [action, orderCurrentStatus, paid] of [
    ['confirm', 'success', true],
    ['fail', 'failed', false],
  ]) {
    for (const amounts of ['string', 'number']) {
      control.quirks('sixdu', { amounts })
      const merchantOrderCode = newNumber('V')
      await clients.sixdu.sell({
        merchantOrderCode,
        coinName: 'USDT',
        sellAmount: '100',
        paymentProductCode: '0001',
        mobile: '13800000000',
        reallyName: '李雷',
        account: 'li@example.com',
        bankBranch: '0001',
      })
      if (action === 'confirm') await clients.sixdu.confirmAndRelease({ merchantOrderCode })
      else control.act('sixdu', merchantOrderCode, action)
      await settle()
      const [gateway, { raw, ...event }] = events.pop()
      assert.deepEqual(events, [])
      assert.equal(gateway, 'sixdu-sales')
      assert.deepEqual(event, {
        merchantOrderCode,
        billCode: control.order('sixdu', merchantOrderCode).id,
        sellAmount: '100',
        coinName: 'USDT',
        unitPrice: '7.15',
        orderPrice: '715.00',
        orderCurrentStatus,
        paid,
      })
      assert.match(raw.merchantSign, /^[0-9A-Za-z+/]{342}==$/)
    }
  }
  assert.ok(control.notifications({}).every(({ state }) => state === 'acknowledged'))
  assert.equal(control.notifications({}).length, 4)
})

test('BitCV: each state is told', async (t) => {
  const events = []
  const merchant = await openMerchant(t, ({ tradeStatus, paid }) => void events.push([tradeStatus, paid]))
  const { control, settle } = merchant
  const { number } = await merchant.create('bitcv')
  for (const action of ['pay', 'finish']) {
    control.act('bitcv', number, action)
    await settle()
  }
  for (const action of ['fail', 'close']) {
    const other = await merchant.create('bitcv')
    control.act('bitcv', other.number, action)
    await settle()
  }
  assert.deepEqual(events, [
    ['PAY_FINISHED', true],
    ['TRADE_FINISHED', true],
    ['TRADE_FAILED', false],
    ['TRADE_CLOSED', false],
  ])
})

/** What each fault looks like to the merchant: the errors told, how often onEvent ran, and how often it was delivered. */
const RECOVERIES = {
  forged: { failures: ['signature'], handled: 1, deliveries: 2 },
  tampered: { failures: ['signature'], handled: 1, deliveries: 2 },
  stale: { failures: ['expired'], handled: 1, deliveries: 2 },
  repeated: { failures: [], handled: 1, deliveries: 4 },
  unheard: { failures: [], handled: 1, deliveries: 2 },
  late: { failures: [], handled: 1, deliveries: 1 },
  lost: { failures: [], handled: 0, deliveries: 0 },
}
for (const name of GATEWAYS)
  for (const [fault, expected] of Object.entries(RECOVERIES)) {
    // HiCoin, 6du and BitCV name no window: what an old notification can do, the guard against repetition prevents.
    if (fault === 'stale' && !name.startsWith('yinqiantong')) continue
    test(`${name}: a ${fault} notification`, async (t) => {
      const events = []
      const merchant = await openMerchant(t, (event) => void events.push(event))
      const { control, settle } = merchant
      const made = await merchant.create(name)
      control.addFault({ on: 'notification', gateway: name, fault, times: 3, delayMs: 50 })
      control.act(name, made.number, 'pay')
      // A pause that passes while nothing is due: 60 s are 60 ms, BitCV's 240 and 6du's 300 s a quarter of a second.
      for (let n = 0; n < 500 && control.notifications({})[0].state === 'pending'; n++) await sleep(20)
      await settle()
      const [{ state, deliveries }] = control.notifications({})
      assert.equal(state, fault === 'lost' ? 'lost' : 'acknowledged')
      assert.equal(deliveries.length, expected.deliveries)
      assert.equal(events.length, expected.handled)
      assert.deepEqual(
        merchant.failures.map(({ kind }) => kind),
        expected.failures,
      )
      for (const { operation, message } of merchant.failures) {
        assert.equal(operation, 'parseNotification')
        assert.doesNotMatch(message, /[0-9a-f]{32}/i)
      }
      if (expected.failures.length) {
        assert.equal(deliveries[0].status, 400)
        assert.doesNotMatch(deliveries[0].answer, /signature|expired|签名/, 'the answer does not tell why')
      }
      if (events[0]) assert.equal(events[0].paid, true)
      // The money is known all the same.
      const query = name === 'bitcv' ? { tradeNo: made.created.tradeNo } : { [numberField(name)]: made.number }
      assert.equal((await merchant.clients[name].queryOrder(query)).paid, true)
    })
  }
const numberField = (name) => ({ hicoin: 'out_trade_no', sixdu: 'merchantOrderCode' })[name] ?? 'client_out_trade_no'

for (const name of ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'sixdu']) {
  test(`${name}: another amount, signed, is the merchant's to compare`, async (t) => {
    const events = []
    const merchant = await openMerchant(t, (event) => {
      events.push(event)
      const amount = event.total_amount ?? event.money ?? event.orderAmount
      if (amount !== { hicoin: 150000000n, sixdu: '12.500000' }[name] && amount !== 100n)
        throw new Error('not our amount')
    })
    const { control, settle } = merchant
    const made = await merchant.create(name)
    control.addFault({ on: 'notification', gateway: name, fault: 'amount' })
    control.act(name, made.number, 'pay')
    for (let n = 0; n < 500 && control.notifications({})[0].state === 'pending'; n++) await sleep(20)
    await settle()
    assert.equal(events.length, 2)
    assert.deepEqual(
      control.notifications({})[0].deliveries.map(({ status, acknowledged }) => [status, acknowledged]),
      [
        [500, false],
        [200, true],
      ],
    )
    assert.deepEqual(
      merchant.failures.map(({ message }) => message),
      ['not our amount'],
    )
  })
}

test('notifications that overtake each other', async (t) => {
  const told = []
  const merchant = await openMerchant(
    t,
    ({ outTradeNo, tradeStatus }) => void told.push(`${outTradeNo} ${tradeStatus}`),
  )
  const { control, settle } = merchant
  const { number } = await merchant.create('bitcv')
  control.addFault({ on: 'notification', gateway: 'bitcv', fault: 'reordered' })
  control.act('bitcv', number, 'pay')
  await sleep(20)
  control.act('bitcv', number, 'finish')
  for (let n = 0; n < 500 && told.length < 2; n++) await sleep(20)
  await settle()
  assert.deepEqual(told, [`${number} TRADE_FINISHED`, `${number} PAY_FINISHED`])
  assert.ok(control.notifications({}).every(({ state }) => state === 'acknowledged'))
})

test('a handler that fails is asked again, and one that hangs is not asked twice', async (t) => {
  let tries = 0
  let release
  const merchant = await openMerchant(t, async () => {
    if (++tries === 1) throw new Error('the database is away')
    if (tries === 2) await new Promise((resolve) => (release = resolve))
  })
  const { control, settle } = merchant
  const made = await merchant.create('yinqiantong')
  control.act('yinqiantong', made.number, 'pay')
  for (let n = 0; n < 1000 && !release; n++) await sleep(10)
  const [{ id }] = control.notifications({})
  control.resend(id) // while the second try is still at work
  await sleep(100)
  assert.equal(tries, 2)
  release()
  for (let n = 0; n < 1000 && control.notifications({})[0].state === 'pending'; n++) await sleep(10)
  await settle()
  assert.equal(tries, 2)
  assert.equal(control.notifications({})[0].state, 'acknowledged')
  assert.deepEqual(
    merchant.failures.map(({ message }) => message),
    ['the database is away'],
  )
})

test('what is for somebody else', async (t) => {
  const merchant = await openMerchant(t, () => assert.fail('it was for somebody else'))
  const { control, sandbox, clients } = merchant
  const strangers = {
    hicoin: new HiCoin({ ...sandbox.config.hicoin, appId: 'another' }),
    yinqiantong: new Yinqiantong({ ...sandbox.config.yinqiantong, appId: '99999999' }),
    'yinqiantong-v2': new Yinqiantong({ ...sandbox.config['yinqiantong-v2'], appId: '99999999' }),
  }
  const deliveries = []
  sandbox.events.on('delivery', (delivery) => deliveries.push(delivery))
  const delivered = (name) => deliveries.find(({ gateway }) => gateway === name)
  for (const [name, stranger] of Object.entries(strangers)) {
    const { number } = await merchant.create(name, name === 'hicoin' ? {} : { notify_url: 'http://127.0.0.1:1/' })
    control.merchant(name, { notifyUrl: 'http://127.0.0.1:1/' })
    control.act(name, number, 'pay')
    for (let n = 0; n < 500 && !delivered(name); n++) await sleep(10)
    const { body, headers: kept } = delivered(name)
    // The sandbox hides appkey in what it keeps.
    const headers = { ...kept, ...(kept.appkey && { appkey: '1234567890123456' }) }
    assert.equal(clients[name].parseNotification({ body, headers }).paid, true, name)
    assert.throws(
      () => stranger.parseNotification({ body, headers }),
      (error) => {
        assert.deepEqual([error.kind, error.operation], ['identity', 'parseNotification'])
        assert.doesNotMatch(error.message, /another|99999999|10021235678|00000000/)
        return true
      },
    )
    if (name === 'yinqiantong') {
      const impostor = new Yinqiantong({ ...sandbox.config.yinqiantong, appKey: '0000000000000000' })
      assert.throws(() => impostor.parseNotification({ body, headers }), { kind: 'identity' })
      for (const header of ['ts', 'sign']) {
        const { [header]: _, ...rest } = headers
        assert.throws(() => clients[name].parseNotification({ body, headers: rest }), { kind: 'signature' }, header)
      }
      for (const header of ['appid', 'appkey']) {
        const { [header]: _, ...rest } = headers
        assert.throws(() => clients[name].parseNotification({ body, headers: rest }), { kind: 'identity' }, header)
      }
      // A body that carries a field of the headers would be read in two ways.
      const twice = body.replace('{', '{"ts":"1",')
      assert.throws(() => clients[name].parseNotification({ body: twice, headers }), { kind: 'body' })
    }
    if (name.startsWith('yinqiantong')) {
      const ts = Number(headers.ts ?? JSON.parse(body).ts)
      for (const now of [ts - 86400, ts + 86400, new Date((ts + 86400) * 1000), (ts - 86400) * 1000]) {
        assert.equal(clients[name].parseNotification({ body, headers, now }).paid, true)
      }
      for (const now of [ts - 86401, ts + 86401, new Date((ts + 86401) * 1000)]) {
        assert.throws(() => clients[name].parseNotification({ body, headers, now }), { kind: 'expired' })
      }
    }
  }
  const key = readFileSync(new URL('../../vectors/keys/merchant.spki.pem', import.meta.url))
  const stranger = new SixDu({ ...sandbox.config.sixdu, platformPublicKey: key })
  const bitcv = new BitCV({ ...sandbox.config.bitcv, appSecret: 'another' })
  for (const [name, client] of [
    ['sixdu', stranger],
    ['bitcv', bitcv],
  ]) {
    control.merchant(name, { notifyUrl: 'http://127.0.0.1:1/' })
    const { number } = await merchant.create(name)
    control.act(name, number, 'pay')
    for (let n = 0; n < 500 && !delivered(name); n++) await sleep(10)
    const { body, headers } = delivered(name)
    assert.equal(clients[name].parseNotification({ body, headers }).paid, true)
    assert.throws(() => client.parseNotification({ body, headers }), { kind: 'signature' })
  }
})

test('a paid push is no sale push, and a sale push no paid push', async (t) => {
  const merchant = await openMerchant(t, () => {})
  const { control, sandbox, clients, settle } = merchant
  const bodies = []
  sandbox.events.on('delivery', ({ body }) => bodies.push(body))
  const { number } = await merchant.create('sixdu')
  control.act('sixdu', number, 'pay')
  await settle()
  const merchantOrderCode = newNumber('V')
  await clients.sixdu.sell({
    merchantOrderCode,
    coinName: 'USDT',
    sellAmount: '100',
    paymentProductCode: '0001',
    mobile: '1',
    reallyName: '李雷',
    account: 'a',
    bankBranch: '0001',
  })
  control.act('sixdu', merchantOrderCode, 'fail')
  await settle()
  const [paid, sale] = bodies
  // The sale that failed says so in a field that a paid push has not: it must not be read as money that has arrived.
  assert.throws(() => clients.sixdu.parseNotification({ body: sale }), { kind: 'body' })
  assert.throws(() => clients.sixdu.parseSaleNotification({ body: paid }), { kind: 'body' })
})

test('without the platform’s key nothing is believed and nothing is sent', async (t) => {
  const { sandbox, control } = await openGateways(t)
  const { platformPublicKey, ...options } = sandbox.config.sixdu
  const client = new SixDu(options)
  await assert.rejects(client.createOrder(orders.sixdu()), { kind: 'config', outcomeUnknown: false })
  await assert.rejects(client.queryOrder({ merchantOrderCode: '1' }), { kind: 'config' })
  assert.throws(() => client.parseNotification({ body: '{"a":"1"}' }), { kind: 'config' })
  assert.equal(control.countArrivals({}), 0)
})
