// `sandboxOf`: a gateway that nobody has written down anywhere but in its spec, and its client against its sandbox.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import * as paysign from 'paysign'
import { sandboxOf } from 'paysign/testing'
import { freePort } from '../free-port.js'
import { kite } from './kite.js'

const { defineGateway, memoryReplay, PayError } = paysign

const Kite = defineGateway(kite)
const order = { order_no: 'A1', amount: 1990n, subject: '月卡 & tea', notify_url: 'https://shop.example/notify' }

function open(settings, options) {
  const sandbox = sandboxOf(Kite, settings)
  const more = { replay: memoryReplay(), onFailure: (error) => failures.push(error), ...options }
  const failures = []
  const client = new Kite({ ...sandbox.options, fetch: sandbox.fetch, ...more })
  const events = []
  const shop = (request) => client.handleNotification(request, (event) => void events.push(event))
  return { sandbox, client, events, failures, shop }
}

describe('an order', () => {
  test('is made, paid, told once and found paid', async () => {
    const { sandbox, client, events, shop } = open()
    const made = await client.createOrder({ ...order, attach: 'x' })
    assert.equal(made.order_no, 'A1')
    assert.equal((await client.queryOrder({ order_no: 'A1' })).paid, false)
    sandbox.pay('A1')
    assert.deepEqual(await sandbox.notify('A1', shop), { accepted: true, status: 200, body: 'success' })
    assert.deepEqual(await sandbox.notify(made.trade_no, shop), { accepted: true, status: 200, body: 'success' })
    assert.equal(events.length, 1)
    const { paid, amount, order_no, trade_no, attach, state } = events[0]
    assert.deepEqual([paid, amount, order_no, trade_no, attach, state], [true, 1990n, 'A1', made.trade_no, 'x', 'paid'])
    const found = await client.queryOrder({ order_no: 'A1' })
    assert.deepEqual([found.paid, found.amount, found.trade_no], [true, 1990n, made.trade_no])
    assert.equal(sandbox.order('A1').state, 'paid')
  })

  test('expires, and is told so', async () => {
    const { sandbox, client, events, shop } = open()
    await client.createOrder(order)
    sandbox.expire('A1')
    assert.equal((await sandbox.notify('A1', shop)).accepted, true)
    assert.deepEqual([events[0].paid, events[0].state], [false, 'closed'])
    assert.equal((await client.queryOrder({ order_no: 'A1' })).state, 'closed')
    assert.throws(() => sandbox.pay('A1'), { kind: 'config', message: /A1 is expired/ })
  })

  test('of a number that is taken is refused, and it is not said that there is none', async () => {
    const { client } = open()
    await client.createOrder(order)
    await assert.rejects(client.createOrder(order), { kind: 'gateway', code: '409', outcomeUnknown: true })
  })

  test('that the gateway does not know is refused', async () => {
    const { client } = open()
    await assert.rejects(client.queryOrder({ order_no: 'A9' }), { kind: 'gateway', code: '1001' })
    await client.createOrder(order)
    await assert.rejects(client.queryOrder({ order_no: 'A9' }), { kind: 'gateway', code: '1001' })
  })

  test('of an idempotent call is the same when it is sent again', async () => {
    const spec = structuredClone(kite)
    const { advice, ...createOrder } = { ...spec.calls.createOrder, effect: 'idempotent' }
    const Idempotent = defineGateway({ ...spec, calls: { ...spec.calls, createOrder } })
    const sandbox = sandboxOf(Idempotent)
    const client = new Idempotent({ ...sandbox.options, fetch: sandbox.fetch })
    const [one, other] = [await client.createOrder(order), await client.createOrder(order)]
    assert.equal(one.trade_no, other.trade_no)
    assert.equal(sandbox.orders().length, 1)
  })
})

describe('what is wrong is refused', () => {
  test('another key, another merchant', async () => {
    const { client } = open({}, { key: 'another key, by which nobody signs' })
    await assert.rejects(client.createOrder(order), { kind: 'gateway', code: '1001', said: /签名错误/ })
    const stranger = open({}, { mchId: 'stranger' })
    await assert.rejects(stranger.client.createOrder(order), { kind: 'gateway', said: /another merchant/ })
  })
  test('codes are the caller’s, where it says them', async () => {
    const { client } = open({ codes: { signature: '77' } }, { key: 'another' })
    await assert.rejects(client.createOrder(order), { kind: 'gateway', code: '77' })
  })
  test('a path that the gateway does not have', async () => {
    const { sandbox } = open()
    assert.equal((await sandbox.fetch(`${sandbox.options.base}/nothing`)).status, 404)
  })
})

test('it signs by the documentation: sorted, &key=, MD5 in capitals', async () => {
  const { sandbox, client } = open()
  await client.createOrder(order)
  const { sign, ...fields } = JSON.parse(sandbox.pay('A1').body)
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`) // prettier-ignore
  const expected = createHash('md5')
    .update(`${text.join('&')}&key=${sandbox.options.key}`)
    .digest('hex')
  assert.equal(sign, expected.toUpperCase())
})

describe('faults', () => {
  const made = async (fault, options) => {
    const opened = open({}, { retries: 0, ...options })
    opened.sandbox.fault('createOrder', fault)
    const error = await opened.client.createOrder(order).then(() => undefined, (error) => error) // prettier-ignore
    return { ...opened, error, orders: opened.sandbox.orders().length }
  }
  for (const [fault, kind, orders] of [
    [{ drop: 'before' }, 'network', 0],
    [{ drop: 'after' }, 'network', 1],
    [{ status: 503 }, 'http', 0],
    [{ status: 503, when: 'after' }, 'http', 1],
    [{ garble: true }, 'body', 1],
    [{ broken: 'forged' }, 'signature', 1],
    [{ broken: 'tampered' }, 'signature', 1],
    [{ broken: 'unsigned' }, 'signature', 1],
    [{ code: '1002' }, 'gateway', 0],
  ]) {
    test(`${JSON.stringify(fault)} is '${kind}'${orders ? ', and the order is there' : ''}`, async () => {
      const { error, orders: there, client } = await made(fault)
      assert.ok(error instanceof PayError, error)
      assert.equal(error.kind, kind)
      assert.equal(there, orders)
      assert.equal(error.outcomeUnknown, fault.code === undefined)
      if (orders) assert.equal((await client.queryOrder({ order_no: 'A1' })).order_no, 'A1')
    })
  }
  test('a late answer is given up, and the order is there', async () => {
    const { error, orders } = await made({ delayMs: 2000 }, { timeoutMs: 30 })
    assert.deepEqual([error.kind, error.outcomeUnknown, orders], ['timeout', true, 1])
  })
  test('happen as often as they were asked for, and a query is asked again', async () => {
    const { sandbox, client } = open()
    await client.createOrder(order)
    sandbox.fault('queryOrder', { status: 503 }, 2)
    assert.equal((await client.queryOrder({ order_no: 'A1' })).order_no, 'A1')
  })
  test('of notifications', async () => {
    const { sandbox, client, shop, events, failures } = open()
    await client.createOrder(order)
    sandbox.pay('A1')
    for (const broken of ['forged', 'tampered', 'unsigned', 'foreign', 'stale']) {
      assert.equal((await sandbox.notify('A1', shop, { broken })).accepted, false)
    }
    assert.deepEqual(failures.map(({ kind }) => kind), ['signature', 'signature', 'signature', 'identity', 'expired']) // prettier-ignore
    assert.equal((await sandbox.notify('A1', shop, { fields: { amount: 1 } })).accepted, true)
    assert.equal(events[0].amount, 1n)
  })
})

/** Orders of the built-in gateways, and by what they are queried. */
const BUILT_IN = [
  ['HiCoin', {}, { access_token: 't', openid: 'o', body: '月卡', subject: 's', out_trade_no: 'A1', total_amount: 2n ** 60n, settle_currency: 'USDT', trade_type: 'H5', return_url: 'https://shop.example/' }, ({ out_trade_no }) => ({ out_trade_no })], // prettier-ignore
  ...['v1', 'v2'].map((version) => ['Yinqiantong', { version }, { client_out_trade_no: 'A1', channel: 'wechat', platform: 'h5', money: 990, client_ip: '192.0.2.1', notify_url: 'https://shop.example/' }, ({ client_out_trade_no }) => ({ client_out_trade_no })]), // prettier-ignore
  ['BitCV', {}, { accessToken: 't', outTradeNo: 'A1', totalAmount: '10.36', productName: 'p', currency: 'BCV', payerIp: '192.0.2.1' }, ({ tradeNo }) => ({ tradeNo })], // prettier-ignore
  ['SixDu', {}, { by: 'quantity', quantity: '1', coinName: 'USDT', subject: 's', paymentProductCode: '0001', merchantOrderCode: 'A1' }, () => ({ merchantOrderCode: 'A1' })], // prettier-ignore
  ['BhopOrg', {}, { client_order_id: 'A1', payer_user_id: '1', pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '1' }, effective_time: 600 }, ({ clientOrderId }) => ({ client_order_id: clientOrderId })], // prettier-ignore
]

describe('the gateways of the package against sandboxes of their specs', () => {
  for (const [name, merchant, made, find] of BUILT_IN) {
    test(`${name} ${merchant.version ?? ''}`, async () => {
      const Gateway = paysign[name]
      const sandbox = sandboxOf(Gateway, { merchant })
      const told = Gateway.spec.notifications ? { replay: memoryReplay(), onFailure() {} } : {}
      const client = new Gateway({ ...sandbox.options, ...told, fetch: sandbox.fetch })
      const answer = await client.createOrder(made)
      assert.equal((await client.queryOrder(find(answer))).paid, false)
      const paid = sandbox.pay('A1')
      assert.equal((await client.queryOrder(find(answer))).paid, true)
      assert.equal(paid !== undefined, Boolean(Gateway.spec.notifications))
      if (!paid) return
      const events = []
      const shop = (request) => client.handleNotification(request, (event) => void events.push(event))
      for (let n = 0; n < 2; n++) assert.equal((await sandbox.notify('A1', shop)).accepted, true)
      assert.equal((await sandbox.notify('A1', shop, { broken: 'tampered' })).accepted, false)
      assert.deepEqual(events.map(({ paid }) => paid), [true]) // prettier-ignore
    })
  }

  test('a list of orders, newest first, by pages', async () => {
    const { BhopOrg } = paysign
    const sandbox = sandboxOf(BhopOrg)
    const client = new BhopOrg({ ...sandbox.options, fetch: sandbox.fetch })
    const [, , made] = BUILT_IN.at(-1)
    for (const client_order_id of ['A1', 'A2', 'A3']) await client.createOrder({ ...made, client_order_id })
    const found = []
    for await (const { clientOrderId } of client.listOrders({ payer_user_id: '1' })) found.push(clientOrderId)
    assert.deepEqual(found, ['A3', 'A2', 'A1'])
  })
})

test('as a server: `handle` takes what came over the network, and a dropped connection breaks', async (t) => {
  const port = await freePort()
  const sandbox = sandboxOf(Kite, { url: `http://127.0.0.1:${port}/kite` })
  const server = serve({ fetch: sandbox.handle, port, hostname: '127.0.0.1', overrideGlobalObjects: false })
  t.after(() => (server.closeAllConnections(), server.close()))
  const client = new Kite({ ...sandbox.options, retries: 0 })
  assert.equal((await client.createOrder(order)).order_no, 'A1')
  sandbox.fault('queryOrder', { drop: 'after' })
  await assert.rejects(client.queryOrder({ order_no: 'A1' }), { kind: 'network' })
  assert.equal((await client.queryOrder({ order_no: 'A1' })).order_no, 'A1')
})

describe('misuse is told', () => {
  for (const [act, message] of [
    [() => sandboxOf('kite'), /a string is no gateway/],
    [() => sandboxOf(Kite, 'x'), /settings is a string/],
    [() => sandboxOf(Kite, { create: 'nothing' }), /create: .*which call makes orders/],
    [() => sandboxOf(Kite).fault('nothing', { drop: 'before' }), /no call nothing; there are createOrder, queryOrder/],
    [() => sandboxOf(Kite).fault('createOrder', { explode: true }), /explode is unknown/],
    [() => sandboxOf(Kite).fault('createOrder', {}), /says nothing/],
    [() => sandboxOf(Kite).fault('createOrder', { drop: 'now' }), /drop is one of before, after/],
    [() => sandboxOf(Kite).fault('createOrder', { drop: 'after' }, 0), /times/],
    [() => sandboxOf(Kite).pay('A1'), /no order A1/],
  ]) {
    test(String(message), () => assert.throws(act, { name: 'PayError', kind: 'config', message }))
  }
})
