// `sandboxOf`: a gateway that nobody has written down anywhere but in its spec, and its client against its sandbox.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { defineGateway, memoryReplay, PayError } from 'paysign'
import { sandboxOf } from 'paysign/testing'
import { kite } from './kite.js'

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
