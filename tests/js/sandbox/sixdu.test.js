import assert from 'node:assert/strict'
import { test } from 'node:test'
import { merchantKey, platformKey, postJson, signers, sixduVerifies, startSandbox } from './merchant.js'

function sixdu(sandbox) {
  const { merchantId, base } = sandbox.config.sixdu
  const call = async (path, params, changes, key = merchantKey) => {
    const body = { merchantId, ...params }
    return (await postJson(`${base}${path}`, { ...body, merchantSign: signers.sixdu(body, key), ...changes })).body
  }
  const now = () => sandbox.control.now()
  return {
    call,
    order: (changes) => ({
      subject: '会员',
      coinName: 'USDT',
      currencyName: 'CNY',
      orderPrice: '0',
      tradeType: 1,
      quantity: '12.5',
      paymentProductCode: '0002',
      requestTimestamp: now(),
      merchantOrderCode: 'M1',
      ...changes,
    }),
    create: (params, ...rest) => call('/pay/v3.0/createPrePaymentBill', params, ...rest),
    query: (merchantOrderCode) => call('/pay/v2.0/queryPayPreOrderStatus', { merchantOrderCode }),
    cancel: (merchantOrderCode) => call('/pay/v3.0/merchantCancelTakeOrder', { merchantOrderCode }),
    quote: (changes) =>
      call('/pay/v3.0/queryMatchingTotalPrice', {
        coinName: 'USDT',
        currencyName: 'CNY',
        matchAmount: '10',
        paymentProductCode: '0003',
        requestTimestamp: now(),
        ...changes,
      }),
    sell: (changes) =>
      call('/pay/v3.0/initialToSellCoin', {
        merchantOrderCode: 'S1',
        coinName: 'USDT',
        currencyName: 'CNY',
        sellAmount: '100',
        paymentProductCode: '0001',
        requestTimestamp: now(),
        mobile: '13800000000',
        reallyName: '李雷',
        account: 'a@b.c',
        bankBranch: '0001',
        ...changes,
      }),
    confirm: (merchantOrderCode) =>
      call('/pay/v3.0/confirmedReceiptAndCoinRelease', { merchantOrderCode, requestTimestamp: now() }),
  }
}

test('an order by quantity and one by amount, answers signed by the platform', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = sixdu(sandbox)
  const { code, data } = await merchant.create(merchant.order())
  assert.equal(code, 200)
  assert.ok(sixduVerifies(data))
  assert.equal(data.orderAmount, '12.500000')
  assert.equal(data.unitPrice, '7.20')
  assert.equal(data.totalPrice, '90.00')
  assert.equal(data.showFeeAmount, '0.025000')
  assert.equal(data.afterDiscountFeeAmount, '0.012500')
  assert.equal(data.paymentMethodCode, '0002')
  assert.deepEqual(Object.keys(data).sort(), [
    'acceptPageUrl',
    'acceptanceName',
    'afterDiscountFeeAmount',
    'billCode',
    'coinName',
    'merchantSign',
    'orderAmount',
    'paymentMethodCode',
    'showFeeAmount',
    'totalPrice',
    'unitPrice',
  ])

  const byAmount = await merchant.create(
    merchant.order({ merchantOrderCode: 'M2', tradeType: 2, quantity: '0', orderPrice: '100' }),
  )
  assert.equal(byAmount.data.orderAmount, '13.888888', 'rounded down')
  assert.equal(byAmount.data.totalPrice, '100.00')

  const before = await merchant.query('M1')
  assert.ok(sixduVerifies(before.data))
  assert.equal(before.data.orderStatus, 0)
  sandbox.control.act('sixdu', 'M1', 'pay')
  const paid = await merchant.query('M1')
  assert.deepEqual([paid.data.orderStatus, paid.data.orderAmount, paid.data.billCode], [1, '12.500000', data.billCode])
  assert.equal(sandbox.control.balance('sixdu', 'merchant', 'USDT'), '1000012.5')

  const older = await merchant.call('/pay/v2.0/createPrePaymentBill', merchant.order({ merchantOrderCode: 'M3' }))
  assert.deepEqual(Object.keys(older.data), ['billCode', 'merchantSign'])
  assert.ok(sixduVerifies(older.data))
})

test('amounts as JSON numbers are signed with the characters that travel', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = sixdu(sandbox)
  sandbox.control.quirks('sixdu', { amounts: 'number' })
  const { merchantId, base } = sandbox.config.sixdu
  await merchant.create(merchant.order())
  const body = { merchantId, merchantOrderCode: 'M1' }
  const { text } = await postJson(`${base}/pay/v2.0/queryPayPreOrderStatus`, {
    ...body,
    merchantSign: signers.sixdu(body, merchantKey),
  })
  assert.match(text, /"orderAmount":12\.500000,/)
  const data = JSON.parse(text).data
  assert.ok(sixduVerifies({ ...data, orderAmount: '12.500000' }))
  assert.equal(sixduVerifies(data), false)
})

test('cancel, expiry and what is refused', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = sixdu(sandbox)
  const code = async (answer) => (await answer).code
  assert.equal(await code(merchant.create(merchant.order(), {}, platformKey)), 401)
  assert.equal(await code(merchant.create(merchant.order(), { quantity: '1' })), 401)
  assert.equal(await code(merchant.create(merchant.order(), { merchantSign: '***' })), 401)
  assert.equal(await code(merchant.create(merchant.order(), { merchantId: 'x' })), 403)
  for (const change of [
    { tradeType: 3 },
    { tradeType: 2 },
    { quantity: '0' },
    { orderPrice: '5' },
    { coinName: 'DOGE' },
    { currencyName: 'USD' },
    { requestTimestamp: '1' },
    { quantity: '-1' },
    { subject: '' },
  ]) {
    const answer = await merchant.create(merchant.order(change))
    assert.equal(answer.code, 400, JSON.stringify(change))
    assert.deepEqual(answer.data, {})
  }
  assert.equal(await code(merchant.create(merchant.order())), 200)
  assert.equal(await code(merchant.create(merchant.order())), 409)
  assert.deepEqual((await merchant.cancel('M1')).data, {})
  assert.equal((await merchant.query('M1')).data.orderStatus, 2)
  assert.equal(await code(merchant.cancel('M1')), 200, 'cancelling twice')
  await merchant.create(merchant.order({ merchantOrderCode: 'M2' }))
  sandbox.control.act('sixdu', 'M2', 'pay')
  assert.equal(await code(merchant.cancel('M2')), 409)
  await merchant.create(merchant.order({ merchantOrderCode: 'M3' }))
  sandbox.control.advance(900_000)
  assert.equal((await merchant.query('M3')).data.orderStatus, 2)
  assert.equal(await code(merchant.query('M4')), 404)
})

test('a sale: quote, sell, confirm once', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = sixdu(sandbox)
  assert.deepEqual((await merchant.quote()).data, { unitPrice: '7.15', totalPrice: '71.50', methodCode: '0003' })
  assert.deepEqual(await merchant.sell(), { code: 200, message: '请求成功', data: {} })
  assert.equal((await merchant.sell()).code, 409)
  assert.equal((await merchant.sell({ merchantOrderCode: 'S9', reallyName: undefined })).code, 400)
  assert.equal((await merchant.confirm('none')).code, 404)
  assert.equal((await merchant.confirm('S1')).code, 200)
  assert.equal((await merchant.confirm('S1')).code, 200, 'a second confirmation is heard')
  assert.equal(sandbox.control.balance('sixdu', 'merchant', 'USDT'), '999900', 'and releases nothing')
  assert.equal((await merchant.sell({ merchantOrderCode: 'S2', sellAmount: '99999999' })).code, 200)
  assert.equal((await merchant.confirm('S2')).code, 402)
  sandbox.control.act('sixdu', 'S2', 'fail')
  assert.equal((await merchant.confirm('S2')).code, 409)
})
