// Each way in which a gateway can misbehave towards each call: the error that it ends in, or the recovery, and how often
// the call arrived.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { PayError } from 'paysign'
import { BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { PAYERS, flows, newNumber, openGateways, orders, queryOf } from './clients.js'

const alnum = (prefix) => newNumber(prefix).replace('x', 'X')
const TIMEOUT = 300 // ms, in which a busy machine answers what is not held back
const sums = { calls: 0, faults: 0, arrivals: 0 }
after(() => console.log(`# ${sums.calls} calls, ${sums.faults} faults, ${sums.arrivals} arrivals`))

/** What is looked at of an error. */
const shape = (error) => {
  assert.ok(error instanceof PayError, error?.stack)
  const { kind, status, code, retryable, outcomeUnknown } = error
  return { kind, status, code, retryable, outcomeUnknown }
}
const failureOf = async (promise) =>
  promise.then(
    (answer) => assert.fail(`it was answered: ${Object.keys(answer)}`),
    (error) => error,
  )

/** Calls that move or promise money: `make` prepares what they need, and gives what sends one. */
const MONEY = [
  {
    gateway: 'hicoin',
    call: 'preOrder',
    operation: 'createOrder',
    signed: true,
    make: (box) => box.hicoin.createOrder.bind(box.hicoin, orders.hicoin(box, alnum('A'))),
    advice: /queryOrder\(\{ out_trade_no \}\) tells/,
  },
  {
    gateway: 'hicoin',
    call: 'transfer',
    signed: true,
    async make(box) {
      await box.hicoin.baseToken()
      const payout = { openid: 'o-2', body: 'b', subject: 's', total_amount: 5n, settle_currency: 'USDT' }
      return box.hicoin.transfer.bind(box.hicoin, { ...payout, out_trade_no: alnum('T') })
    },
    advice: /queryTransfer\(\{ out_trade_no \}\) tells/,
  },
  ...['yinqiantong', 'yinqiantong-v2'].map((gateway) => ({
    gateway,
    call: 'createOrder',
    make: (box) => box[gateway].createOrder.bind(box[gateway], orders[gateway](box, alnum('Y'))),
    advice: /queryOrder\(\{ client_out_trade_no \}\) tells/,
  })),
  {
    gateway: 'bitcv',
    call: 'createOrder',
    make: (box) => box.bitcv.createOrder.bind(box.bitcv, orders.bitcv(box)),
    advice: /another outTradeNo/,
  },
  {
    gateway: 'bitcv',
    call: 'transfer',
    make: (box) =>
      box.bitcv.transfer.bind(box.bitcv, {
        transNo: newNumber('T'),
        tradeList: [{ payee: '13801088888', currency: 'BCV', amount: '1' }],
      }),
    advice: /console/,
  },
  {
    gateway: 'sixdu',
    call: 'createOrder',
    signed: true,
    make: (box) => box.sixdu.createOrder.bind(box.sixdu, orders.sixdu()),
    advice: /queryOrder\(\{ merchantOrderCode \}\) tells/,
  },
  {
    gateway: 'sixdu',
    call: 'cancelOrder',
    async make(box) {
      const { merchantOrderCode } = orders.sixdu()
      await box.sixdu.createOrder(orders.sixdu(box, merchantOrderCode))
      return box.sixdu.cancelOrder.bind(box.sixdu, { merchantOrderCode })
    },
    advice: /queryOrder/,
  },
  {
    gateway: 'sixdu',
    call: 'sell',
    make: (box) => box.sixdu.sell.bind(box.sixdu, saleOf()),
    advice: /wait for the notification/,
  },
  {
    gateway: 'sixdu',
    call: 'confirmAndRelease',
    async make(box) {
      const sale = saleOf()
      await box.sixdu.sell(sale)
      return box.sixdu.confirmAndRelease.bind(box.sixdu, { merchantOrderCode: sale.merchantOrderCode })
    },
    advice: /wait for the notification/,
  },
  ...['settle', 'unlock', 'refund'].map((call) => ({
    gateway: 'bhop',
    call,
    async make(box) {
      const pay_type = call === 'refund' ? 'PAY' : 'PREPAY'
      const pay_info = { pay_type, token_id: 'USDT', amount: '2' }
      const { orderId, payInfo } = await box.bhop.createOrder(orders.bhop(box, undefined, { pay_info }))
      box.control.act('bhop', orderId, 'pay')
      const step = { order_id: orderId, token_id: 'USDT', amount: '1', [`${call}_client_order_id`]: newNumber('X') }
      return box.bhop[call].bind(box.bhop, { ...step, ...(call === 'refund' && { item_id: payInfo[0].itemId }) })
    },
    advice: /queryOrder\(\{ order_id \}\) tells/,
  })),
  {
    gateway: 'bhop',
    call: 'cancelOrder',
    async make(box) {
      const { orderId } = await box.bhop.createOrder(orders.bhop(box))
      return box.bhop.cancelOrder.bind(box.bhop, { order_id: orderId })
    },
    advice: /queryOrder/,
  },
  {
    gateway: 'bhop',
    call: 'pay',
    async make(box) {
      const { orderId } = await box.bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS.GA }))
      const user = box.user(PAYERS.GA)
      return user.pay.bind(user, { order_id: orderId, verify_code: box.control.verifyCode(orderId).code })
    },
    advice: /loadPayData\(\{ order_id \}\) tells/,
  },
  {
    gateway: 'bhop',
    call: 'quickPay',
    async make(box) {
      const { orderId } = await box.bhop.createOrder(orders.bhop(box))
      const user = box.user(PAYERS.none)
      return user.quickPay.bind(user, { order_id: orderId })
    },
    advice: /loadPayData\(\{ order_id \}\) tells/,
  },
]

function saleOf() {
  return {
    merchantOrderCode: newNumber('V'),
    coinName: 'USDT',
    sellAmount: '1',
    paymentProductCode: '0001',
    mobile: '13800000000',
    reallyName: '李雷',
    account: 'li@example.com',
    bankBranch: '0001',
  }
}

const nested = `{"code":0,"errcode":0,"data":${'['.repeat(100_000)}`
const large = `{"code":0,"data":{"x":"${'x'.repeat(1 << 20)}"}}`
/** After these a call that moves money may have been carried out, and is not sent again. */
const UNKNOWN = [
  [{ fault: 'drop', when: 'before' }, { kind: 'network' }],
  [{ fault: 'drop', when: 'after' }, { kind: 'network' }],
  [{ fault: 'cut' }, { kind: 'network' }],
  [{ fault: 'slow', when: 'before', delayMs: 3 * TIMEOUT }, { kind: 'timeout' }],
  [{ fault: 'slow', when: 'after', delayMs: 3 * TIMEOUT }, { kind: 'timeout' }],
  [{ fault: 'stall', delayMs: 3 * TIMEOUT }, { kind: 'timeout' }],
  [
    { fault: 'error', when: 'before' },
    { kind: 'http', status: 500 },
  ],
  [
    { fault: 'error', when: 'after' },
    { kind: 'http', status: 500 },
  ],
  [
    { fault: 'error', when: 'after', status: 504 },
    { kind: 'http', status: 504 },
  ],
  [{ fault: 'rate-limit' }, { kind: 'http', status: 429 }],
  [
    { fault: 'html', when: 'after' },
    { kind: 'http', status: 200 },
  ],
  [
    { fault: 'html', when: 'after', status: 502 },
    { kind: 'http', status: 502 },
  ],
  [{ fault: 'truncated' }, { kind: 'body', status: 200 }],
  [
    { fault: 'body', when: 'after', body: large },
    { kind: 'body', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: nested },
    { kind: 'body', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '' },
    { kind: 'body', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '[]' },
    { kind: 'http', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '{"a":1,"a":2}' },
    { kind: 'body', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '[]', contentType: 'application/json; charset=gbk' },
    { kind: 'http', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '<ok/>', contentType: 'application/xml' },
    { kind: 'http', status: 200 },
  ],
  [
    { fault: 'body', when: 'after', body: '', status: 302 },
    { kind: 'http', status: 302 },
  ],
]
const SIGNED = [
  [{ fault: 'wrong-signature' }, { kind: 'signature', status: 200 }],
  [{ fault: 'tampered' }, { kind: 'signature', status: 200 }],
]
/** After these it was not. */
const REFUSED = [
  [
    { fault: 'body', when: 'before', body: 'no', status: 404 },
    { kind: 'http', status: 404 },
  ],
  [
    { fault: 'body', when: 'before', body: 'no', status: 403 },
    { kind: 'http', status: 403 },
  ],
  [
    { fault: 'html', when: 'before', status: 400 },
    { kind: 'http', status: 400 },
  ],
]

describe('a call that moves money arrives once', { concurrency: true }, () => {
  for (const { gateway, call, operation = call, make, advice, signed } of MONEY) {
    test(`${gateway} ${operation}`, async (t) => {
      const box = await openGateways(t, { timeoutMs: 5000 })
      const { control } = box
      for (const [list, outcomeUnknown] of [
        [signed ? [...UNKNOWN, ...SIGNED] : UNKNOWN, true],
        [REFUSED, false],
      ]) {
        for (const [rule, expected] of list) {
          const send = await make(box)
          control.clearArrivals()
          const { id } = control.addFault({ gateway, call, ...rule })
          const timeoutMs = expected.kind === 'timeout' ? TIMEOUT : 5000
          const begin = performance.now()
          const error = await failureOf(send({ timeoutMs }))
          const what = `${rule.fault} ${rule.when ?? ''} ${rule.status ?? ''}: ${error.message}`
          assert.deepEqual(
            shape(error),
            { code: undefined, status: undefined, ...expected, retryable: false, outcomeUnknown },
            what,
          )
          assert.equal(error.operation, operation)
          assert.equal(advice.test(error.message), outcomeUnknown, error.message)
          assert.ok(performance.now() - begin < timeoutMs + 3000, what)
          if (expected.kind === 'timeout') await sleep(2.5 * TIMEOUT) // the sandbox is still at it
          assert.equal(control.countArrivals({ gateway, call }), 1, what)
          assert.equal(control.faults().find((fault) => fault.id === id).hits, 1)
          sums.calls++
          sums.faults++
          sums.arrivals += control.countArrivals({ gateway, call })
        }
      }
      // And when nothing is wrong, it is answered and arrives once.
      const send = await make(box)
      control.clearArrivals()
      await send()
      assert.equal(control.countArrivals({ gateway, call }), 1)
    })
  }
})

describe('a query is asked again', { concurrency: true }, () => {
  const recovers = UNKNOWN.filter(([, { kind, status }]) => ['network', 'timeout'].includes(kind) || status >= 429)
  for (const gateway of Object.keys(flows)) {
    test(gateway, async (t) => {
      const box = await openGateways(t, { timeoutMs: 5000 })
      const { control } = box
      const client = box[gateway]
      const number = alnum('Q')
      const created = await client.createOrder(orders[gateway](box, number))
      if (gateway === 'hicoin') await client.baseToken()
      const query = queryOf(gateway, number, created)
      const call = 'queryOrder'
      const strike = (rule) => control.addFault({ gateway, call, ...rule })
      for (const [rule, expected] of recovers) {
        const timeoutMs = expected.kind === 'timeout' ? TIMEOUT : 5000
        control.clearArrivals()
        strike({ retryAfter: 0, ...rule })
        const again = await client.queryOrder(query, { timeoutMs, retries: 1 })
        assert.equal(again.paid, false)
        assert.equal(control.countArrivals({ call }), 2, rule.fault)
        control.clearArrivals()
        strike(rule)
        const error = await failureOf(client.queryOrder(query, { timeoutMs, retries: 0 }))
        assert.deepEqual(shape(error), {
          code: undefined,
          status: undefined,
          ...expected,
          retryable: true,
          outcomeUnknown: false,
        })
        assert.equal(control.countArrivals({ call }), 1, rule.fault)
        sums.calls += 2
        sums.faults += 2
        sums.arrivals += 3
      }
      for (const [rule, expected] of [...UNKNOWN, ...REFUSED]) {
        if (recovers.some(([other]) => other === rule)) continue
        control.clearArrivals()
        strike(rule)
        const error = await failureOf(client.queryOrder(query))
        const unanswered = { code: undefined, status: undefined, retryable: false, outcomeUnknown: false }
        assert.deepEqual(shape(error), { ...unanswered, ...expected }, `${rule.fault}: ${error.message}`)
        assert.equal(control.countArrivals({ call }), 1, rule.fault)
        sums.calls++
        sums.faults++
        sums.arrivals++
      }
      if (gateway === 'hicoin' || gateway === 'sixdu')
        for (const [rule] of SIGNED) {
          strike(rule)
          const error = await failureOf(client.queryOrder(query))
          assert.deepEqual([error.kind, error.retryable, error.outcomeUnknown], ['signature', false, false])
          assert.doesNotMatch(error.message, /[0-9A-F]{32}|[0-9A-Za-z+/]{64}/)
        }
      // Twice is the default, and no more.
      control.clearArrivals()
      strike({ fault: 'error', status: 503, count: 9 })
      assert.equal((await failureOf(client.queryOrder(query))).status, 503)
      assert.equal(control.countArrivals({ call }), 3)
      control.removeFaults()
      assert.equal((await client.queryOrder(query)).paid, false)
    })
  }
})

/** Calls that use something up, and calls that only ask: how often each arrives where its answer is lost. */
test('codes are used once, and what only asks is asked again', async (t) => {
  const box = await openGateways(t)
  const { control, hicoin, bitcv, sixdu, bhop } = box
  const user = box.user(PAYERS.MOBILE)
  const order = await bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS.MOBILE }))
  const order_id = order.orderId
  const tokens = () => control.issueTokens('hicoin', 'o-1')
  const { access_token } = tokens()
  const { accessToken } = control.issueTokens('bitcv')
  const out_trade_no = alnum('T')
  await hicoin.transfer({
    openid: 'o-2',
    body: 'b',
    subject: 's',
    total_amount: 5n,
    settle_currency: 'USDT',
    out_trade_no,
  })
  const fresh = new HiCoin(box.sandbox.config.hicoin)
  const list = async (client, filter) => (await client.listOrders(filter).next()).value
  for (const [gateway, call, times, send] of [
    ['hicoin', 'exchangeCode', 1, () => hicoin.exchangeCode({ code: control.issueCode('hicoin', 'o-1') })],
    ['hicoin', 'refreshToken', 1, () => hicoin.refreshToken({ refresh_token: tokens().refresh_token })],
    ['hicoin', 'userInfo', 2, () => hicoin.userInfo({ access_token, openid: 'o-1' })],
    ['hicoin', 'baseToken', 2, () => fresh.baseToken()],
    ['hicoin', 'queryTransfer', 2, () => hicoin.queryTransfer({ out_trade_no })],
    ['bitcv', 'exchangeCode', 1, () => bitcv.exchangeCode({ code: control.issueCode('bitcv') })],
    ['bitcv', 'refreshToken', 1, () => bitcv.refreshToken({ refreshToken: control.issueTokens('bitcv').refreshToken })],
    ['bitcv', 'userInfo', 2, () => bitcv.userInfo({ accessToken })],
    [
      'sixdu',
      'quoteSale',
      2,
      () => sixdu.quoteSale({ coinName: 'USDT', matchAmount: '1', paymentProductCode: '0001' }),
    ],
    ['bhop', 'sendVerifyCode', 1, () => user.sendVerifyCode({ order_id })],
    ['bhop', 'loadPayData', 2, () => user.loadPayData({ order_id })],
    ['bhop', 'listOrders', 2, () => list(user, {})],
    ['bhop', 'orgOrders', 2, () => list(bhop, { payer_user_id: PAYERS.MOBILE })],
  ]) {
    control.clearArrivals()
    control.addFault({ gateway, call, fault: 'drop', when: 'after' })
    const result = await send().catch(shape)
    assert.equal(control.countArrivals({ gateway, call }), times, `${gateway} ${call}`)
    const lost = { kind: 'network', status: undefined, code: undefined, retryable: false, outcomeUnknown: false }
    if (times === 1) assert.deepEqual(result, lost, call)
    else assert.ok(!('outcomeUnknown' in result), call)
  }
})

test('an answer about another order, or another amount of the same', async (t) => {
  const box = await openGateways(t)
  const { control } = box
  control.addFault({ gateway: 'yinqiantong', call: 'createOrder', fault: 'amount' })
  const error = await failureOf(box.yinqiantong.createOrder(orders.yinqiantong(box, alnum('Y'))))
  assert.deepEqual([error.kind, error.outcomeUnknown], ['identity', true])

  const answered = async (gateway, other) => {
    // The answer to the one query, given to the other.
    const numbers = [alnum('Q'), alnum('Q')]
    const made = []
    for (const number of numbers) made.push(await box[gateway].createOrder(orders[gateway](box, number)))
    await box[gateway].queryOrder(queryOf(gateway, numbers[0], made[0]))
    const [{ answer }] = control.arrivals({ call: 'queryOrder' })
    control.addFault({ gateway, call: 'queryOrder', fault: 'body', body: answer })
    return failureOf(box[gateway].queryOrder(queryOf(gateway, numbers[1], made[1])))
  }
  for (const gateway of ['hicoin', 'yinqiantong', 'bitcv']) {
    assert.deepEqual(shape(await answered(gateway)), {
      kind: 'identity',
      status: 200,
      code: undefined,
      retryable: false,
      outcomeUnknown: false,
    })
  }
  assert.equal((await answered('bhop')).kind, 'identity')
})

test('codes that leave it open whether an order was made', async (t) => {
  const box = await openGateways(t)
  for (const [gateway, code, unknown] of [
    ['yinqiantong', 5000, true],
    ['yinqiantong', 4016, true],
    ['yinqiantong', 4000, false],
    ['yinqiantong-v2', 4500, true],
    ['yinqiantong-v2', 4414, false],
  ]) {
    const body = JSON.stringify({ code, msg: '服务器错误' })
    for (const call of ['createOrder', 'queryOrder']) {
      box.control.clearArrivals()
      box.control.addFault({ gateway, call, fault: 'body', body, count: 3 })
      const send = () =>
        call === 'createOrder'
          ? box[gateway].createOrder(orders[gateway](box, alnum('Y')))
          : box[gateway].queryOrder({ client_out_trade_no: 'a' }, { retries: 1 })
      assert.deepEqual(shape(await failureOf(send())), {
        kind: 'gateway',
        status: 200,
        code: String(code),
        retryable: unknown && call === 'queryOrder',
        outcomeUnknown: unknown && call === 'createOrder',
      })
      const asked = unknown && call === 'queryOrder' ? 2 : 1
      assert.equal(box.control.countArrivals({ gateway, call }), asked)
      box.control.removeFaults()
    }
  }
})

describe('an order with an idempotency key', () => {
  for (const payee_user_id of [undefined, PAYERS.GA]) {
    const call = payee_user_id ? 'createOrderV2' : 'createOrder'
    test(`is sent again, and stays one order (${call})`, async (t) => {
      const box = await openGateways(t)
      const { control, bhop } = box
      for (const rule of [
        { fault: 'drop', when: 'before' },
        { fault: 'drop', when: 'after' },
        { fault: 'cut' },
        { fault: 'error', when: 'after' },
        { fault: 'rate-limit', retryAfter: 0 },
        { fault: 'slow', when: 'after', delayMs: 3 * TIMEOUT, timeoutMs: TIMEOUT },
      ]) {
        const { timeoutMs = 5000, ...fault } = rule
        const order = orders.bhop(box, undefined, { payee_user_id })
        control.clearArrivals()
        control.addFault({ gateway: 'bhop', call, ...fault })
        const { clientOrderId } = await bhop.createOrder(order, { timeoutMs })
        assert.equal(clientOrderId, order.client_order_id)
        assert.equal(control.countArrivals({ call }), 2)
        assert.equal(control.orders({ merchantNo: order.client_order_id }).length, 1)
      }
      control.clearArrivals()
      control.addFault({ gateway: 'bhop', call, fault: 'drop', when: 'after', count: 3 })
      const order = orders.bhop(box, undefined, { payee_user_id })
      const error = await failureOf(bhop.createOrder(order))
      assert.deepEqual([error.kind, error.retryable, error.outcomeUnknown], ['network', true, true])
      assert.equal(control.countArrivals({ call }), 3)
      assert.equal((await bhop.createOrder(order)).clientOrderId, order.client_order_id, 'it may be tried again')
      assert.equal(control.orders({ merchantNo: order.client_order_id }).length, 1)
      control.addFault({ gateway: 'bhop', call, fault: 'drop', when: 'after' })
      control.clearArrivals()
      await failureOf(bhop.createOrder(orders.bhop(box, undefined, { payee_user_id }), { retries: 0 }))
      assert.equal(control.countArrivals({ call }), 1)
    })
  }

  test('whose first try may have made it is unknown, whatever ends the second', async (t) => {
    const box = await openGateways(t)
    const { control, bhop } = box
    const giveUp = new AbortController()
    control.addFault({ gateway: 'bhop', call: 'createOrder', fault: 'rate-limit', retryAfter: 20 })
    setTimeout(() => giveUp.abort(), 100)
    const aborted = await failureOf(bhop.createOrder(orders.bhop(box), { signal: giveUp.signal }))
    assert.deepEqual([aborted.kind, aborted.outcomeUnknown], ['aborted', true])

    let tries = 0
    const { operatorUserId, ...options } = box.sandbox.config.bhop
    const other = new bhop.constructor({
      ...options,
      fetch: async (...args) => {
        if (++tries === 1) {
          await fetch(...args)
          throw new TypeError('reset')
        }
        throw Object.assign(new TypeError('no'), { cause: { code: 'ECONNREFUSED', syscall: 'connect' } })
      },
      retries: 1,
    })
    const order = orders.bhop(box)
    const refused = await failureOf(other.createOrder(order))
    assert.equal(control.order('bhop', order.client_order_id).status, 'created', 'the first try made it')
    assert.deepEqual([refused.kind, refused.outcomeUnknown, tries], ['network', true, 2])
  })
})

describe('Retry-After', { concurrency: true }, () => {
  const ask = async (t, retryAfter, options) => {
    const { control, bhop } = await openGateways(t)
    const order = orders.bhop()
    await bhop.createOrder(order)
    control.clearArrivals()
    control.addFault({ call: 'queryOrder', fault: 'rate-limit', retryAfter })
    const begin = performance.now()
    const result = await bhop
      .queryOrder({ client_order_id: order.client_order_id }, options)
      .then(({ status }) => status, shape)
    return { result, ms: performance.now() - begin, arrivals: control.countArrivals({ call: 'queryOrder' }) }
  }
  const limited = { kind: 'http', status: 429, code: undefined, retryable: true, outcomeUnknown: false }

  test('seconds', async (t) => {
    const { result, ms, arrivals } = await ask(t, 1)
    assert.deepEqual([result, arrivals], ['WAIT_FOR_PAYMENT', 2])
    assert.ok(ms >= 1000 && ms < 5000, `${ms}`)
  })
  test('a date', async (t) => {
    const at = Math.ceil((Date.now() + 1500) / 1000) * 1000
    const { result, arrivals } = await ask(t, new Date(at).toUTCString())
    assert.deepEqual([result, arrivals], ['WAIT_FOR_PAYMENT', 2])
    assert.ok(Date.now() >= at && Date.now() < at + 5000, `${Date.now() - at}`)
  })
  test('a date that has passed', async (t) => {
    const { result, ms } = await ask(t, 'Wed, 21 Oct 2015 07:28:00 GMT')
    assert.equal(result, 'WAIT_FOR_PAYMENT')
    assert.ok(ms < 5000)
  })
  for (const longer of [31, '99999999999999999999', 'Wed, 21 Oct 2099 07:28:00 GMT']) {
    test(`longer than is worth waiting: ${longer}`, async (t) => {
      const { result, ms, arrivals } = await ask(t, longer)
      assert.deepEqual([result, arrivals], [limited, 1])
      assert.ok(ms < 2000)
    })
  }
  for (const odd of ['soon', '-1', '1.5', '']) {
    test(`what says nothing: "${odd}"`, async (t) => {
      const { result, ms, arrivals } = await ask(t, odd)
      assert.deepEqual([result, arrivals], ['WAIT_FOR_PAYMENT', 2])
      assert.ok(ms < 5000)
    })
  }
})

describe('a gateway that cannot be reached', { concurrency: true }, () => {
  /** An address where nobody listens, until `listen`. */
  async function silent(t, answer) {
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        server.arrived.push(body)
        response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
      })
    })
    server.arrived = []
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address()
    await new Promise((resolve) => server.close(resolve))
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    return { server, base: `http://127.0.0.1:${port}`, listen: () => server.listen(port, '127.0.0.1') }
  }
  const answer = '{"code":200,"msg":"ok","data":{"out_trade_no":"1","pay_body":"x","expire_time":1}}'
  const options = { version: 'v2', appId: '1', appSecret: 's' }

  test('a call that moves money is sent when it answers, once', async (t) => {
    const { server, base, listen } = await silent(t, answer)
    const tries = []
    const client = new Yinqiantong({ ...options, base, retries: 20, onRequest: ({ attempt }) => tries.push(attempt) })
    setTimeout(listen, 200)
    const { out_trade_no } = await client.createOrder(orders.yinqiantong({}, 'A1'))
    assert.equal(out_trade_no, '1')
    assert.ok(tries.length > 1, `${tries}`)
    assert.deepEqual(
      tries,
      tries.map((_, index) => index + 1),
    )
    assert.equal(server.arrived.length, 1)
  })

  test('and otherwise it is known that it was not', async (t) => {
    const { base } = await silent(t, answer)
    let tries = 0
    const client = new Yinqiantong({ ...options, base, retries: 1, onRequest: () => tries++ })
    const error = await failureOf(client.createOrder(orders.yinqiantong({}, 'A1')))
    assert.deepEqual(shape(error), {
      kind: 'network',
      status: undefined,
      code: undefined,
      retryable: true,
      outcomeUnknown: false,
    })
    assert.equal(error.cause.cause.code, 'ECONNREFUSED')
    assert.equal(tries, 2)
    assert.match(error.message, /nothing was sent/)
    const unresolved = new Yinqiantong({ ...options, base: 'https://gateway.invalid', retries: 0 })
    assert.deepEqual(
      await failureOf(unresolved.createOrder(orders.yinqiantong({}, 'A1'))).then(shape),
      shape(error),
      'a name that nobody has',
    )
  })

  test('one that takes connections and answers nothing', async (t) => {
    const server = createServer(() => {})
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const client = new Yinqiantong({ ...options, base: `http://127.0.0.1:${server.address().port}`, timeoutMs: 100 })
    const begin = performance.now()
    const error = await failureOf(client.createOrder(orders.yinqiantong({}, 'A1')))
    assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['timeout', true, false])
    assert.ok(performance.now() - begin < 1000)
  })

  test('a connection that was kept and is closed under the next request', async (t) => {
    // The request may have been read before the end: it is not sent again, though the connection ended.
    const arrived = []
    const server = createServer((request, response) => {
      arrived.push(request.url)
      if (arrived.length > 1) return request.socket.destroy()
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const client = new Yinqiantong({ ...options, base: `http://127.0.0.1:${server.address().port}` })
    await client.createOrder(orders.yinqiantong({}, 'A1'))
    const error = await failureOf(client.createOrder(orders.yinqiantong({}, 'A2')))
    assert.deepEqual([error.kind, error.outcomeUnknown], ['network', true])
    assert.equal(arrived.length, 2)
  })
})

test('bytes that are no text, a status without a body, and a redirect that leads somewhere', async (t) => {
  let reply
  const elsewhere = []
  const server = createServer((request, response) => {
    request.resume()
    if (request.url.startsWith('/elsewhere')) elsewhere.push(request.url)
    reply(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const base = `http://127.0.0.1:${server.address().port}`
  const { merchantKey, platformPublicKey } = await import('../sandbox/merchant.js')
  const client = new SixDu({ base, merchantId: 'M', privateKey: merchantKey, platformPublicKey })
  const json = { 'content-type': 'application/json' }
  for (const [answer, kind, status] of [
    [(response) => response.writeHead(200, json).end(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 'body', 200],
    [(response) => response.writeHead(200, json).end(Buffer.from('{"message":"中文"}', 'utf16le')), 'body', 200],
    [(response) => response.writeHead(204).end(), 'body', 204],
    [(response) => response.writeHead(302, { location: `${base}/elsewhere` }).end(), 'http', 302],
    [(response) => response.writeHead(307, { location: `${base}/elsewhere` }).end(), 'http', 307],
    [
      (response) =>
        response
          .writeHead(200, { ...json, 'content-length': '99' })
          .write('x', () => setTimeout(() => response.destroy(), 10)),
      'network',
      undefined,
    ],
    [
      (response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('not gzip'),
      'network',
      undefined,
    ],
  ]) {
    reply = answer
    const error = await failureOf(client.createOrder(orders.sixdu(), { timeoutMs: 1000 }))
    assert.deepEqual([error.kind, error.status, error.outcomeUnknown], [kind, status, true], error.message)
  }
  assert.deepEqual(elsewhere, [])
  // A stream without an end is given up at the limit, and its connection with it.
  let ended
  reply = (response) => {
    response.writeHead(200, json)
    const more = setInterval(() => response.write('x'.repeat(65536)), 1)
    ended = new Promise((resolve) => response.on('close', () => (clearInterval(more), resolve())))
  }
  const before = process.memoryUsage().rss
  const error = await failureOf(client.queryOrder({ merchantOrderCode: '1' }))
  assert.deepEqual([error.kind, error.retryable], ['body', false])
  await ended
  assert.ok(process.memoryUsage().rss - before < 64 << 20)
})

// Libraries that stand in for fetch put the address into what they throw, and BitCV wants its secret in one.
test('what fetch threw tells no secret, in whatever it is packed', async () => {
  const secret = 'Secret/of+32 characters & a half='
  const reasons = {
    'in a message': (url) => Object.assign(new TypeError(`request to ${url} failed`), { code: 'ECONNRESET' }),
    'in a cause': (url) => new TypeError('fetch failed', { cause: new Error(`cannot reach ${url}`) }),
    'in a stack': (url) => Object.assign(new Error('no'), { stack: `Error: no\n    at ${url}` }),
    'as a text': (url) => `no answer from ${url}`,
    'not encoded': () => new Error(`no answer to ${secret}`),
  }
  for (const [how, reason] of Object.entries(reasons)) {
    let sent
    const fetch = async (url) => {
      sent = String(url)
      throw reason(sent)
    }
    const client = new BitCV({ appId: 'a', appSecret: secret, fetch, retries: 0 })
    const error = await failureOf(client.exchangeCode({ code: 'the-code-1' }))
    assert.equal(error.kind, 'network')
    assert.ok(new URL(sent).search.includes(encodeURIComponent('Secret/of')), sent)
    const told = [inspect(error, { depth: 9, showHidden: true }), error.cause.message, error.cause.stack].join()
    for (const part of [secret, 'Secret', 'of+32', 'of%2B32', 'the-code-1'])
      assert.ok(!told.includes(part), `${how}: ${told}`)
    assert.match((error.cause.cause ?? error.cause).message, /request to|cannot reach|no|\*\*\*/, how)
    if (how === 'in a message') {
      assert.equal(error.cause.code, 'ECONNRESET')
      assert.equal(error.cause.name, 'TypeError')
    }
  }
  const plain = new TypeError('fetch failed', { cause: new Error('other side closed') })
  const client = new BitCV({
    appId: 'a',
    appSecret: secret,
    fetch: async () => {
      throw plain
    },
    retries: 0,
  })
  const { cause } = await failureOf(client.exchangeCode({ code: 'the-code-1' }))
  assert.deepEqual([cause.name, cause.message, cause.cause.message], ['TypeError', 'fetch failed', 'other side closed'])
})
