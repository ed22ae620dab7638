// HiCoin's base token, which the client fetches and keeps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HiCoin } from '../classes.js'
import { newNumber, openGateways, orders } from './clients.js'

const number = () => newNumber('A').replace('x', 'X')
const payout = () => ({
  openid: 'o-2',
  body: '提现',
  subject: '返佣',
  out_trade_no: number(),
  total_amount: 5n,
  settle_currency: 'USDT',
})

/** A sandbox with an order, and what a query of it counts. */
async function open(t, options) {
  const box = await openGateways(t, options)
  const { out_trade_no } = await box.hicoin.createOrder(orders.hicoin(box, number()))
  box.control.clearArrivals()
  const { control } = box
  const count = (call) => control.countArrivals({ call })
  return { ...box, count, query: (options) => box.hicoin.queryOrder({ out_trade_no }, options), out_trade_no }
}

test('one fetch, however many wait', async (t) => {
  const { control, count, query } = await open(t)
  control.addFault({ call: 'baseToken', fault: 'slow', delayMs: 50 })
  const answers = await Promise.all(Array.from({ length: 50 }, () => query()))
  assert.equal(answers.length, 50)
  assert.deepEqual([count('baseToken'), count('queryOrder')], [1, 50])
  await query()
  assert.equal(count('baseToken'), 1)
})

test('renewed before it ends', async (t) => {
  const begin = Date.now()
  const { count, query } = await open(t, { sandbox: { clock: () => begin } })
  t.mock.timers.enable({ apis: ['Date'], now: begin })
  await query()
  t.mock.timers.setTime(begin + 6895_000)
  await query()
  assert.equal(count('baseToken'), 1)
  t.mock.timers.setTime(begin + 6905_000)
  await Promise.all([query(), query(), query()])
  assert.equal(count('baseToken'), 2)
  t.mock.timers.setTime(begin + 2 * 6895_000)
  await query()
  assert.equal(count('baseToken'), 2)
})

test('a query whose token is refused takes a new one', async (t) => {
  const { control, count, query } = await open(t)
  await query()
  control.revokeTokens('hicoin', 'base')
  assert.equal((await query()).trade_status, 'NOTPAY')
  assert.deepEqual([count('baseToken'), count('queryOrder')], [2, 3])
})

test('many queries whose token is refused share one new one', async (t) => {
  const { control, count, query } = await open(t)
  await query()
  control.revokeTokens('hicoin', 'base')
  control.clearArrivals()
  const answers = await Promise.all(Array.from({ length: 50 }, () => query()))
  assert.equal(answers.length, 50)
  assert.deepEqual([count('baseToken'), count('queryOrder')], [1, 100])
})

test('a payout whose token is refused is not sent again by itself; the next one takes a new token', async (t) => {
  const { control, count, query, hicoin } = await open(t)
  await query()
  control.revokeTokens('hicoin', 'base')
  const order = payout()
  await assert.rejects(hicoin.transfer(order), {
    kind: 'gateway',
    code: '110003',
    operation: 'transfer',
    retryable: false,
    // The platform documents no code for it.
    outcomeUnknown: true,
  })
  assert.equal(count('transfer'), 1)
  assert.equal((await hicoin.transfer(order)).out_trade_no, order.out_trade_no)
  assert.deepEqual([count('baseToken'), count('transfer')], [2, 2])
})

test('a refusal for another reason keeps the token', async (t) => {
  const { count, query, hicoin } = await open(t)
  await query()
  for (let n = 0; n < 3; n++) await assert.rejects(hicoin.queryOrder({ out_trade_no: 'nothing' }), { code: '110011' })
  await query()
  assert.equal(count('baseToken'), 1)
})

test('a fetch that fails is told to all who wait, and made again for the next', async (t) => {
  const { control, count, query, hicoin } = await open(t, { retries: 0 })
  control.addFault({ call: 'baseToken', fault: 'error', status: 503 })
  const told = await Promise.allSettled([query(), query(), hicoin.transfer(payout())])
  for (const { status, reason } of told) {
    assert.equal(status, 'rejected')
    assert.deepEqual(
      [reason.kind, reason.status, reason.operation, reason.retryable, reason.outcomeUnknown],
      ['http', 503, 'baseToken', true, false],
    )
  }
  assert.deepEqual([count('baseToken'), count('transfer')], [1, 0])
  assert.equal((await query()).paid, false)
  assert.equal(count('baseToken'), 2)
})

test('whoever waits can give up alone', async (t) => {
  const { control, count, query } = await open(t)
  control.addFault({ call: 'baseToken', fault: 'slow', delayMs: 1500 })
  const giveUp = new AbortController()
  const begin = performance.now()
  const first = query({ signal: giveUp.signal })
  const second = query()
  setTimeout(() => giveUp.abort(), 30)
  await assert.rejects(first, { kind: 'aborted', operation: 'queryOrder', outcomeUnknown: false })
  assert.ok(performance.now() - begin < 1400)
  assert.equal((await second).paid, false)
  assert.deepEqual([count('baseToken'), count('queryOrder')], [1, 1])
})

test('what is wrong with an order is told before a token is fetched', async (t) => {
  const { count, hicoin } = await open(t)
  await assert.rejects(hicoin.transfer({ ...payout(), total_amount: '1.5' }), { kind: 'params' })
  await assert.rejects(hicoin.queryOrder({}), { kind: 'params' })
  assert.equal(count('baseToken'), 0)
})

test('a token of one’s own is used, and an answer of baseToken cannot be spoilt for others', async (t) => {
  const { control, count, hicoin, out_trade_no, query } = await open(t)
  const { access_token } = await hicoin.baseToken()
  control.clearArrivals()
  assert.equal((await hicoin.queryOrder({ out_trade_no, access_token })).paid, false)
  const mine = await hicoin.baseToken()
  mine.access_token = 'spoilt'
  assert.equal((await query()).paid, false)
  await assert.rejects(hicoin.queryOrder({ out_trade_no, access_token: 'wrong' }), { code: '110003' })
  assert.equal(count('baseToken'), 0)
})

test('each client keeps its own', async (t) => {
  const { control, count, query, sandbox, out_trade_no } = await open(t)
  await query()
  const other = new HiCoin(sandbox.config.hicoin)
  await other.queryOrder({ out_trade_no })
  assert.equal(count('baseToken'), 2)
  const { secret, ...without } = sandbox.config.hicoin
  const poor = new HiCoin(without)
  await assert.rejects(poor.queryOrder({ out_trade_no }), (error) => {
    assert.equal(error.kind, 'config')
    assert.match(error.message, /secret/)
    return true
  })
  await sleep(0)
  assert.equal(control.countArrivals({ call: 'baseToken' }), 2)
})
