// Each way in which a gateway can be told to misbehave towards a request.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  get,
  hicoinMerchant,
  merchantKey,
  postForm,
  postJson,
  signers,
  sixduVerifies,
  startSandbox,
} from './merchant.js'

test('faults that strike before the call acts leave no order', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  const strike = (fault, more) => sandbox.control.addFault({ gateway: 'hicoin', call: 'preOrder', fault, ...more })

  strike('drop')
  await assert.rejects(merchant.preOrder(order), (error) => error.cause.code === 'UND_ERR_SOCKET')
  strike('error')
  assert.equal((await merchant.preOrder(order)).status, 500)
  strike('error', { status: 503 })
  assert.equal((await merchant.preOrder(order)).status, 503)
  strike('rate-limit', { retryAfter: 7 })
  const limited = await merchant.preOrder(order)
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7'])
  strike('html')
  const html = await merchant.preOrder(order)
  assert.deepEqual([html.status, html.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
  strike('body', { body: '{"code":"0","data":[[[[', contentType: 'text/plain', status: 201 })
  const verbatim = await merchant.preOrder(order)
  assert.deepEqual(
    [verbatim.status, verbatim.text, verbatim.headers.get('content-type')],
    [201, '{"code":"0","data":[[[[', 'text/plain'],
  )

  assert.equal(sandbox.control.orders({}).length, 0)
  assert.equal(sandbox.control.countArrivals({ call: 'preOrder', merchantNo: order.out_trade_no }), 6)
  assert.deepEqual(
    sandbox.control
      .arrivals({ call: 'preOrder' })
      .map(({ acted, fault, verified }) => [acted, fault, verified])
      .reverse(),
    [
      ['no', 'drop before', null],
      ['no', 'error before', null],
      ['no', 'error before', null],
      ['no', 'rate-limit before', null],
      ['no', 'html before', null],
      ['no', 'body before', null],
    ],
  )
  assert.equal((await merchant.preOrder(order)).body.code, '0', 'each struck once')
})

test('faults that strike after the call acted leave the order', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const outcomes = {}
  for (const fault of ['drop', 'error', 'html', 'truncated', 'cut']) {
    const order = merchant.order()
    sandbox.control.addFault({
      call: 'preOrder',
      fault,
      when: ['truncated', 'cut'].includes(fault) ? undefined : 'after',
    })
    outcomes[fault] = await merchant.preOrder(order).then(
      ({ status, body }) => [status, body],
      (error) => error.cause?.code ?? error.message,
    )
    assert.equal(sandbox.control.order('hicoin', order.out_trade_no).status, 'created', fault)
    assert.equal(sandbox.control.arrivals({ call: 'preOrder', limit: 1 })[0].acted, 'done')
  }
  assert.deepEqual(outcomes, {
    drop: 'UND_ERR_SOCKET',
    error: [500, null],
    html: [200, null],
    truncated: [200, null],
    cut: 'UND_ERR_SOCKET',
  })
})

test('slow and stalled answers come whole, late', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const timed = async () => {
    const started = performance.now()
    const { body } = await merchant.preOrder(merchant.order())
    assert.equal(body.code, '0')
    return performance.now() - started
  }
  sandbox.control.addFault({ call: 'preOrder', fault: 'slow', delayMs: 150 })
  assert.ok((await timed()) >= 145)
  sandbox.control.addFault({ call: 'preOrder', fault: 'slow', when: 'after', delayMs: 150 })
  assert.ok((await timed()) >= 145)
  sandbox.control.addFault({ call: 'preOrder', fault: 'stall', delayMs: 150 })
  assert.ok((await timed()) >= 145)
})

test('a stalled answer has sent its head and half its body', async (t) => {
  const sandbox = await startSandbox(t)
  sandbox.control.addFault({ call: 'userInfo', gateway: 'bitcv', fault: 'stall', delayMs: 5000 })
  const response = await fetch(`${sandbox.config.bitcv.base}/api/userinfo?accessToken=x`)
  assert.equal(response.status, 200)
  const reader = response.body.getReader()
  const { value } = await reader.read()
  assert.match(new TextDecoder().decode(value), /^\{"errcode"/)
  await reader.cancel()
})

test('answers with a wrong signature, changed on the way, and with another amount', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  await merchant.preOrder(order)
  const token = await merchant.baseToken()
  const verifies = async () => {
    const { data } = (await merchant.queryOrder(order.out_trade_no, token)).body
    return [signers.hicoin(data, merchant.mchKey) === data.sign, data.total_amount]
  }
  for (const [fault, expected] of [
    ['wrong-signature', [false, 100000000]],
    ['tampered', [false, 100000001]],
    ['amount', [true, 100000001]],
  ]) {
    sandbox.control.addFault({ gateway: 'hicoin', call: 'queryOrder', fault })
    assert.deepEqual(await verifies(), expected, fault)
  }
  assert.deepEqual(await verifies(), [true, 100000000])

  sandbox.control.addFault({ gateway: 'hicoin', call: 'preOrder', fault: 'tampered' })
  const { data } = (await merchant.preOrder(merchant.order())).body
  assert.notEqual(signers.hicoin(data, merchant.mchKey), data.sign, 'where there is no amount another value is changed')

  const { merchantId, base } = sandbox.config.sixdu
  const create = {
    merchantId,
    subject: 's',
    coinName: 'USDT',
    currencyName: 'CNY',
    orderPrice: '0',
    tradeType: 1,
    quantity: '1',
    paymentProductCode: '1',
    requestTimestamp: 1577105620000,
    merchantOrderCode: 'M1',
  }
  const sixdu = async () =>
    (
      await postJson(`${base}/pay/v3.0/createPrePaymentBill`, {
        ...create,
        merchantSign: signers.sixdu(create, merchantKey),
      })
    ).body.data
  sandbox.control.addFault({ gateway: 'sixdu', fault: 'wrong-signature' })
  assert.equal(sixduVerifies(await sixdu()), false)
})

test('another amount, in the answers of each gateway that says one', async (t) => {
  const sandbox = await startSandbox(t)
  const { yinqiantong, bitcv, sixdu, bhop } = sandbox.config
  const ts = String(Math.floor(sandbox.control.now() / 1000))
  const head = (body) => ({
    appid: yinqiantong.appId,
    appkey: yinqiantong.appKey,
    ts,
    sign: signers.yinqiantongV1(body, yinqiantong.appSecret, ts),
  })
  const order = { channel: 'wx', platform: 'h5', money: 150, client_ip: '127.0.0.1', client_out_trade_no: 'C1' }
  const paying = {
    accessToken: sandbox.control.issueTokens('bitcv').accessToken,
    outTradeNo: 'T1',
    totalAmount: '10.36',
    productName: 'p',
    currency: 'BCV',
    payerIp: '8.8.8.8',
    requestTime: '2026-11-21 10:00:00',
  }
  const bill = {
    merchantId: sixdu.merchantId,
    subject: 's',
    coinName: 'USDT',
    currencyName: 'CNY',
    orderPrice: '0',
    tradeType: 1,
    quantity: '12.5',
    paymentProductCode: '1',
    requestTimestamp: 1577105620000,
    merchantOrderCode: 'M1',
  }
  const create = {
    client_order_id: 'B1',
    payer_user_id: '83214971450163200',
    pay_info: '{"pay_type":"PAY","token_id":"BTC","amount":"0.1575"}',
    effective_time: '600',
  }
  const rsa = (body) => ({ ...body, merchantSign: signers.sixdu(body, merchantKey) })
  const hash = (body) => ({ ...body, sign: signers.bitcv(body, bitcv.appSecret) })
  const org = (path, body) =>
    postForm(
      `${bhop.base}/api/v2/org/payment${path}`,
      { ...body, signature: signers.bhop(body, bhop.secretKey) },
      { 'x-access-key': bhop.accessKey },
    )
  await postJson(`${yinqiantong.base}/order`, order, head(order))
  const { tradeNo } = (await postJson(`${bitcv.base}/api/createOrder`, hash(paying))).body.data
  await postJson(`${sixdu.base}/pay/v3.0/createPrePaymentBill`, rsa(bill))
  await org('/order/create', create)

  const asked = { appid: bitcv.appId, secret: bitcv.appSecret, tradeNo }
  const said = {
    yinqiantong: async () =>
      (await get(`${yinqiantong.base}/order?appid=${yinqiantong.appId}&client_out_trade_no=C1`, head({}))).body.data
        .money,
    bitcv: async () => (await postJson(`${bitcv.base}/api/order`, hash(asked))).body.data.totalAmount,
    async sixdu() {
      const body = rsa({ merchantId: sixdu.merchantId, merchantOrderCode: 'M1' })
      const { data } = (await postJson(`${sixdu.base}/pay/v2.0/queryPayPreOrderStatus`, body)).body
      assert.ok(sixduVerifies(data))
      return data.orderAmount
    },
    bhop: async () => (await org('/order/detail', { client_order_id: 'B1' })).body.data.payInfo[0].amount,
  }
  const expected = {
    yinqiantong: [150, 151],
    bitcv: ['10.36', '10.37'],
    sixdu: ['12.500000', '12.500001'],
    bhop: ['0.1575', '0.1576'],
  }
  for (const [gateway, [right, wrong]] of Object.entries(expected)) {
    sandbox.control.addFault({ gateway, call: 'queryOrder', fault: 'amount' })
    assert.equal(await said[gateway](), wrong, gateway)
    assert.equal(await said[gateway](), right, gateway)
  }
})

test('a fault can name one order, skip some, strike several times', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const [one, other] = [merchant.order(), merchant.order()]
  sandbox.control.addFault({ fault: 'error', order: other.out_trade_no })
  assert.equal((await merchant.preOrder(one)).status, 200)
  assert.equal((await merchant.preOrder(other)).status, 500)
  assert.equal((await merchant.preOrder(other)).status, 200)
  sandbox.control.addFault({ call: 'preOrder', fault: 'error', skip: 1, count: 2 })
  const statuses = []
  for (let n = 0; n < 4; n++) statuses.push((await merchant.preOrder(one)).status)
  assert.deepEqual(statuses, [200, 500, 500, 200])
  assert.equal(sandbox.control.removeFaults(), 2)
})

test('faults by chance: about as often as told, the same from the same seed', async (t) => {
  const sandbox = await startSandbox(t)
  const url = `${sandbox.config.bitcv.base}/api/userinfo?accessToken=x`
  const run = async () => {
    sandbox.control.seed(42)
    const rule = sandbox.control.addFault({ gateway: 'bitcv', fault: 'error', probability: 0.3 })
    const statuses = []
    for (let n = 0; n < 200; n++) statuses.push((await fetch(url)).status)
    sandbox.control.removeFaults(rule.id)
    return statuses
  }
  const first = await run()
  const struck = first.filter((status) => status === 500).length
  assert.ok(struck > 35 && struck < 85, `${struck} of 200`)
  assert.deepEqual(await run(), first)
})

test('an instruction that makes no sense is refused, saying why', async (t) => {
  const { control } = await startSandbox(t)
  assert.throws(() => control.addFault({ fault: 'explode' }), /answer faults are slow, drop/)
  assert.throws(() => control.addFault({ gateway: 'paypal', fault: 'drop' }), /no gateway paypal/)
  assert.throws(() => control.addFault({ call: 'nothing', fault: 'drop' }), /no call nothing/)
  assert.throws(
    () => control.addFault({ gateway: 'bitcv', call: 'createOrder', fault: 'wrong-signature' }),
    /nothing to make wrong-signature/,
  )
  assert.throws(() => control.addFault({ fault: 'rate-limit', when: 'after' }), /only before/)
  assert.throws(() => control.addFault({ fault: 'drop', probability: 2 }), /between 0 and 1/)
  assert.throws(() => control.addFault({ fault: 'drop', wen: 'after' }), /no field wen/)
  assert.throws(
    () => control.addFault({ on: 'notification', gateway: 'bhop', fault: 'forged' }),
    /sends no notifications/,
  )
  assert.throws(() => control.addFault({ on: 'notification', gateway: 'hicoin', fault: 'stale' }), /carries no time/)
  assert.throws(() => control.addFault({ on: 'notification', gateway: 'bitcv', fault: 'amount' }), /carries no amount/)
})

test('without a network, a dropped connection is the error of fetch', async (t) => {
  const sandbox = await startSandbox(t)
  sandbox.control.addFault({ fault: 'drop' })
  const url = `${sandbox.config.bitcv.base}/api/userinfo?accessToken=x`
  await assert.rejects(sandbox.fetch(url), new TypeError('fetch failed'))
  assert.equal((await (await sandbox.fetch(url)).json()).errcode, 40014)
})
