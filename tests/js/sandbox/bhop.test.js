import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { postForm, signers, startSandbox } from './merchant.js'

const [GA, MOBILE, EMAIL, FREE] = ['83214971450163200', '83214971450163201', '83214971450163202', '83214971450163203']

function broker(sandbox) {
  const { base, accessKey, secretKey } = sandbox.config.bhop
  const org = (path, params, { changes, headers } = {}) =>
    postForm(
      `${base}/api/v2/org/payment${path}`,
      { ...params, signature: signers.bhop(params, secretKey), ...changes },
      { 'X-ACCESS-KEY': accessKey, ...headers },
    )
  let count = 0
  return {
    org,
    order: (payer, changes) => ({
      client_order_id: `N_${++count}`,
      payer_user_id: payer,
      pay_info: JSON.stringify({ pay_type: 'PAY', token_id: 'USDT', amount: '100' }),
      effective_time: '600',
      ...changes,
    }),
    async create(payer, changes) {
      const { body } = await org('/order/create', this.order(payer, changes))
      assert.equal(body.status, 0, JSON.stringify(body))
      return body.data
    },
    /** The user's page: the session's cookie and no signature. */
    user(userId) {
      const { cookie } = sandbox.control.issueSession(userId)
      return (path, params = {}) => postForm(`${base}/api/payment${path}`, params, { cookie })
    },
  }
}

test('create is idempotent, in every form that pay_info can have', async (t) => {
  const sandbox = await startSandbox(t)
  const { org, order, create } = broker(sandbox)
  const params = order(GA, { desc: '说明', extend_info: '{"a":"b"}' })
  const first = await org('/order/create', params)
  assert.deepEqual([first.body.status, first.body.msg], [0, 'Success'])
  const { data } = first.body
  assert.match(data.orderId, /^\d{18,19}$/)
  assert.ok(BigInt(data.orderId) > 2n ** 53n)
  assert.equal(data.payeeUserId, sandbox.config.bhop.operatorUserId)
  assert.deepEqual(
    [data.status, data.statusDesc, data.desc, data.extendInfo, data.isMapping],
    ['WAIT_FOR_PAYMENT', '待支付', '说明', '{"a":"b"}', false],
  )
  assert.equal(Number(data.expired) - Number(data.created), 600_000)
  assert.deepEqual(
    { ...data.payInfo[0], itemId: '' },
    {
      itemId: '',
      payType: 'PAY',
      tokenId: 'USDT',
      amount: '100',
      paidAmount: '0',
      refundedAmount: '0',
      unlockedAmount: '0',
    },
  )
  assert.deepEqual((await org('/order/create', params)).body.data, data)
  assert.equal(sandbox.control.orders({ gateway: 'bhop' }).length, 1)

  const several = await create.call(broker(sandbox), GA, {
    client_order_id: 'L|1*',
    pay_info:
      '[{"pay_type":"PAY","token_id":"BTC","amount":0.1575},{"pay_type":"PREPAY","token_id":"USDT","amount":"1"}]',
  })
  assert.equal(several.payInfo[0].amount, '0.1575')
  const payee = await org('/order/createv2', order(GA, { payee_user_id: MOBILE, client_order_id: 'V2' }))
  assert.equal(payee.body.data.payeeUserId, MOBILE)
  const long = await create.call(broker(sandbox), GA, { client_order_id: 'long', effective_time: '3600' })
  assert.equal(Number(long.expired) - Number(long.created), 600_000, 'ten minutes at most')
})

test('what the org API refuses', async (t) => {
  const sandbox = await startSandbox(t)
  const { org, order } = broker(sandbox)
  const refused = async (answer, code) => {
    const { status, body } = await answer
    assert.deepEqual([status, body.code], [400, code], body.msg)
  }
  await refused(org('/order/create', order(GA), { changes: { signature: '0'.repeat(64) } }), 30001)
  await refused(org('/order/create', order(GA), { changes: { payer_user_id: MOBILE } }), 30001)
  await refused(org('/order/create', order(GA), { headers: { 'X-ACCESS-KEY': 'x' } }), 30001)
  for (const change of [
    { client_order_id: 'a b' },
    { client_order_id: 'x'.repeat(33) },
    { pay_info: '{' },
    { pay_info: '[]' },
    { pay_info: '{"pay_type":"GIFT","token_id":"BTC","amount":"1"}' },
    { pay_info: '{"pay_type":"PAY","token_id":"BTC","amount":"0"}' },
    { effective_time: '0' },
    { payer_user_id: '1' },
    { desc: 'x'.repeat(201) },
  ]) {
    await refused(org('/order/create', order(GA, change)), 30003)
  }
  await refused(
    org(
      '/order/create',
      order(GA, {
        pay_info: '{"pay_type":"PREPAY","token_id":"BTC","amount":"1"}',
        product_info: '{"pay_type":"PAY","token_id":"BTC","amount":"1"}',
      }),
    ),
    30003,
  )
  await refused(org('/order/createv2', order(GA)), 30003)
  await refused(org('/order/detail', { order_id: '1' }), 33002)
  await refused(org('/order/detail', {}), 30003)
  await refused(org('/orders', {}), 30003)
})

test('an empty value is signed, an absent one is not', async (t) => {
  const sandbox = await startSandbox(t)
  const { org, order } = broker(sandbox)
  assert.equal((await org('/order/create', order(GA, { desc: '' }))).body.status, 0)
  const params = order(GA)
  assert.equal((await org('/order/create', params, { changes: { desc: '' } })).body.code, 30001)
})

test('MOBILE and EMAIL: send a code, pay with it; the wrong one three times ends the order', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  for (const userId of [MOBILE, EMAIL]) {
    const page = merchant.user(userId)
    const order = await merchant.create(userId)
    const loaded = (await page('/order/load_pay_data', { order_id: order.orderId })).body
    assert.deepEqual(
      [loaded.need2FA, loaded.authType, loaded.orderInfo.orderId],
      [true, userId === MOBILE ? 'MOBILE' : 'EMAIL', order.orderId],
    )
    const sent = (await page('/order/send_payment_verify_code', { order_id: order.orderId })).body
    assert.match(sent.orderId, /^\d+$/)
    const { code, verifyCodeOrderId } = sandbox.control.verifyCode(order.orderId)
    assert.equal(verifyCodeOrderId, sent.orderId)
    const wrong = code === '000000' ? '000001' : '000000'
    const pay = (verify_code, id = sent.orderId) =>
      page('/order/pay', { order_id: order.orderId, verify_code_order_id: id, verify_code })
    assert.equal((await pay(wrong)).body.code, 33004)
    assert.equal((await pay(code, '1')).body.code, 33004)
    const paid = (await pay(code)).body
    assert.deepEqual([paid.status, paid.payInfo[0].paidAmount], ['COMPLETED', '100'])
    assert.equal((await pay(code)).body.status, 'COMPLETED', 'paying twice')
    assert.equal(sandbox.control.balance('bhop', userId, 'USDT'), '9900')

    const second = await merchant.create(userId)
    await page('/order/send_payment_verify_code', { order_id: second.orderId })
    const now = sandbox.control.verifyCode(second.orderId)
    const again = now.code === '000000' ? '000001' : '000000'
    const attempt = (verify_code) =>
      page('/order/pay', { order_id: second.orderId, verify_code_order_id: now.verifyCodeOrderId, verify_code })
    for (let n = 0; n < 3; n++) assert.equal((await attempt(again)).body.code, 33004)
    assert.equal((await attempt(now.code)).body.code, 33003, 'the right one comes too late')
    assert.equal((await merchant.org('/order/detail', { order_id: second.orderId })).body.data.status, 'CANCELLED')
  }
})

test('GA: a code of RFC 6238, no code is sent', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const page = merchant.user(GA)
  const order = await merchant.create(GA)
  assert.equal((await page('/order/send_payment_verify_code', { order_id: order.orderId })).body.code, 30003)
  const step = Buffer.from(
    Math.floor(sandbox.control.now() / 30000)
      .toString(16)
      .padStart(16, '0'),
    'hex',
  )
  const mac = createHmac('sha1', 'sandbox authenticator').update(step).digest()
  const offset = mac[19] % 16
  const code = String((mac.readUInt32BE(offset) % 2 ** 31) % 1e6).padStart(6, '0')
  const paid = (await page('/order/pay', { order_id: order.orderId, verify_code_order_id: '0', verify_code: code }))
    .body
  assert.equal(paid.status, 'COMPLETED')
})

test('an order expires after ten minutes; sessions and owners are checked; a balance can be too low', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const page = merchant.user(FREE)
  const order = await merchant.create(FREE)
  sandbox.control.advance(600_000)
  assert.equal((await page('/order/quick_pay', { order_id: order.orderId })).body.code, 33003)
  assert.equal((await page('/order/load_pay_data', { order_id: order.orderId })).body.orderInfo.status, 'EXPIRED')

  const other = await merchant.create(GA)
  assert.equal((await page('/order/load_pay_data', { order_id: other.orderId })).body.code, 33002)
  const stranger = await postForm(`${sandbox.config.bhop.base}/api/payment/orders`, {}, { cookie: 'au_token=x' })
  assert.deepEqual([stranger.status, stranger.body.code], [400, 30000])

  const dear = await merchant.create(FREE, { pay_info: '{"pay_type":"PAY","token_id":"USDT","amount":"10000.01"}' })
  assert.equal((await page('/order/quick_pay', { order_id: dear.orderId })).body.code, 33001)
  assert.equal(sandbox.control.balance('bhop', FREE, 'USDT'), '10000')
})

test('quick_pay answers in texts: done, or a code is needed', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const free = merchant.user(FREE)
  const order = await merchant.create(FREE, { product_info: '{"pay_type":"PAY","token_id":"BTC","amount":"0.5"}' })
  assert.equal(order.isMapping, true)
  assert.deepEqual((await free('/order/quick_pay', { order_id: order.orderId })).body, {
    processIsEnd: 'true',
    need2FA: 'false',
  })
  assert.equal(sandbox.control.balance('bhop', FREE, 'BTC'), '10000.5')
  const page = merchant.user(MOBILE)
  const second = await merchant.create(MOBILE)
  assert.deepEqual((await page('/order/quick_pay', { order_id: second.orderId })).body, {
    processIsEnd: 'false',
    need2FA: 'true',
  })
  await page('/order/send_payment_verify_code', { order_id: second.orderId })
  const { code, verifyCodeOrderId } = sandbox.control.verifyCode(second.orderId)
  assert.deepEqual(
    (
      await page('/order/quick_pay', {
        order_id: second.orderId,
        verify_code_order_id: verifyCodeOrderId,
        verify_code: code,
      })
    ).body,
    { processIsEnd: 'true', need2FA: 'false' },
  )
})

test('pages of orders: newest first, from_id older, to_id newer, filters', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const page = merchant.user(MOBILE)
  const ids = []
  for (let n = 0; n < 25; n++) ids.push((await merchant.create(MOBILE)).orderId)
  await merchant.create(GA)
  const list = async (params) => (await page('/orders', params)).body.data.map(({ orderId }) => orderId)
  const newest = [...ids].reverse()
  assert.deepEqual(await list(), newest.slice(0, 20))
  assert.deepEqual(await list({ from_id: newest[19] }), newest.slice(20))
  assert.deepEqual(await list({ to_id: ids[20] }), newest.slice(0, 4))
  assert.deepEqual(await list({ to_id: ids[0], limit: '3' }), [ids[3], ids[2], ids[1]], 'those next to it')
  assert.deepEqual(await list({ from_id: ids[10], to_id: ids[2], limit: '3' }), [ids[9], ids[8], ids[7]])
  assert.deepEqual(await list({ limit: '100' }), newest)
  sandbox.control.act('bhop', ids[5], 'pay')
  sandbox.control.act('bhop', ids[6], 'process')
  assert.deepEqual(await list({ status: '1' }), [ids[5]])
  assert.deepEqual(await list({ status: '2' }), [ids[6]])
  const { created } = (await merchant.org('/order/detail', { order_id: ids[5] })).body.data
  assert.ok(
    (await list({ start_time: created, end_time: created, limit: '100' })).includes(ids[5]),
    'both ends included',
  )
  assert.equal((await page('/orders', { limit: '101' })).body.code, 30003)
  assert.equal((await page('/orders', { status: '9' })).body.code, 30003)
  const org = async (params) => (await merchant.org('/orders', params)).body.data
  assert.equal((await org({ payee_user_id: sandbox.config.bhop.operatorUserId, limit: '100' })).length, 26)
  assert.equal((await org({ payer_user_id: GA })).length, 1)
})

test('settle, unlock and refund: once for each key, never more than there is', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const { operatorUserId } = sandbox.config.bhop
  const balance = (account) => sandbox.control.balance('bhop', account, 'USDT')
  const order = await merchant.create(FREE, {
    pay_info:
      '[{"pay_type":"PREPAY","token_id":"USDT","amount":"100"},{"pay_type":"PAY","token_id":"USDT","amount":"50"}]',
  })
  const part = (amount, more) => ({ order_id: order.orderId, token_id: 'USDT', amount, ...more })
  const settle = (amount, key) => merchant.org('/order/settle', part(amount, { settle_client_order_id: key }))
  const unlock = (amount, key) => merchant.org('/order/unlock', part(amount, { unlock_client_order_id: key }))
  const refund = (amount, key, item_id) =>
    merchant.org('/order/refund', part(amount, { refund_client_order_id: key, item_id }))
  assert.equal((await settle('1', 'early')).body.code, 33003)
  await merchant.user(FREE)('/order/quick_pay', { order_id: order.orderId })
  assert.deepEqual([balance(FREE), balance(`${FREE}:frozen`), balance(operatorUserId)], ['9850', '100', '1000050'])

  assert.equal((await settle('60.5', 'k1')).body.data.status, 'COMPLETED')
  assert.equal((await settle('60.5', 'k1')).body.status, 0, 'the same key again')
  assert.equal((await settle('60', 'k1')).body.code, 30003, 'the same key for something else')
  assert.equal((await settle('39.6', 'k2')).body.code, 30003, 'more than is left')
  const unlocked = (await unlock('39.5', 'k1')).body.data
  assert.equal(unlocked.payInfo[0].unlockedAmount, '39.5')
  assert.deepEqual([balance(FREE), balance(`${FREE}:frozen`), balance(operatorUserId)], ['9889.5', '0', '1000110.5'])

  const [prepay, pay] = unlocked.payInfo.map(({ itemId }) => itemId)
  assert.equal((await refund('1', 'r0', prepay)).body.code, 30003)
  assert.equal((await refund('20', 'r1', pay)).body.data.payInfo[1].refundedAmount, '20')
  assert.equal((await refund('20', 'r1', pay)).body.data.payInfo[1].refundedAmount, '20')
  assert.equal((await refund('30.01', 'r2', pay)).body.code, 30003)
  assert.deepEqual([balance(FREE), balance(operatorUserId)], ['9909.5', '1000090.5'])
})

test('cancel before payment, not after', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const order = await merchant.create(FREE)
  const cancel = (id) => merchant.org('/order/cancel', { client_order_id: id })
  assert.equal((await cancel(order.clientOrderId)).body.data.status, 'CANCELLED')
  assert.equal((await cancel(order.clientOrderId)).body.data.status, 'CANCELLED')
  const paid = await merchant.create(FREE)
  await merchant.user(FREE)('/order/quick_pay', { order_id: paid.orderId })
  assert.equal((await cancel(paid.clientOrderId)).body.code, 33003)
})

test('answers bare, in status, in code 0, in code OK; booleans as texts', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = broker(sandbox)
  const page = merchant.user(FREE)
  const order = await merchant.create(FREE)
  const load = async () => (await page('/order/load_pay_data', { order_id: order.orderId })).body
  assert.equal((await load()).authType, 'GA')
  for (const [wrap, code] of [
    ['status', undefined],
    ['code', 0],
    ['OK', 'OK'],
  ]) {
    sandbox.control.quirks('bhop', { wrap })
    const body = await load()
    assert.equal(body.code, code)
    assert.equal(body.data.authType, 'GA')
  }
  sandbox.control.quirks('bhop', { wrap: 'bare', booleans: 'string' })
  assert.equal((await load()).need2FA, 'false')
  assert.ok(Array.isArray((await page('/orders')).body))
})
