// Every call of every gateway, answered by its sandbox in each of the shapes that gateways answer in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BhopOrg, HiCoin, Yinqiantong } from '../classes.js'
import { PAYERS, newNumber, openGateways, orders } from './clients.js'

/** Without `raw`, of which is checked that it holds texts only. */
function plain({ raw, ...fields }) {
  assert.ok(raw && typeof raw === 'object')
  for (const [name, text] of Object.entries(raw)) assert.ok(text === null || typeof text === 'string', name)
  return fields
}
const failed = (outcomeUnknown) => (code, words) => (error) => {
  assert.equal(error.name, 'PayError')
  assert.deepEqual([error.kind, error.code, error.outcomeUnknown], ['gateway', code, outcomeUnknown], error.message)
  assert.match(error.message, words)
  return true
}
/** With a code that the gateway documents as a refusal, or of a call that moves no money. */
const refused = failed(false)
/** With a code of the sandbox's own, or one that tells of an order that is there: what became of the call is open. */
const leftOpen = failed(true)

for (const code of ['mixed', 'string', 'number']) {
  test(`HiCoin, codes ${code}`, async (t) => {
    const box = await openGateways(t)
    const { control, hicoin } = box
    control.quirks('hicoin', { code })
    const number = newNumber('A').replace('x', 'X')
    const order = orders.hicoin(box, number, { total_amount: 9007199254740993n, passback_params: 'x=1&y=2' })

    const created = await hicoin.createOrder(order)
    const { id } = control.order('hicoin', number)
    assert.deepEqual(plain(created), { out_trade_no: number, trade_no: id, trade_type: 'H5' })
    assert.match(created.raw.sign, /^[0-9A-F]{64}$/)

    const queried = await hicoin.queryOrder({ out_trade_no: number })
    const { trade_time, timeout_express, ...rest } = plain(queried)
    assert.deepEqual(rest, {
      out_trade_no: number,
      trade_no: id,
      trade_type: 'H5',
      trade_status: 'NOTPAY',
      total_amount: 9007199254740993n,
      settle_currency: 'USDT',
      settle_trans_amount: 0n,
      subject: '会员',
      body: '月卡 100% + VAT = 1&2',
      openid: 'o-1',
      paid: false,
    })
    assert.match(trade_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    assert.equal(Date.parse(`${timeout_express}Z`) - Date.parse(`${trade_time}Z`), 600_000)
    assert.equal(queried.raw.total_amount, '9007199254740993')

    control.act('hicoin', number, 'pay')
    const paid = await hicoin.queryOrder({ out_trade_no: number })
    assert.deepEqual([paid.trade_status, paid.paid, paid.settle_trans_amount], ['SUCCESS', true, 9007199254740993n])
    assert.equal(control.countArrivals({ call: 'baseToken' }), 1)
    const own = await hicoin.baseToken()
    assert.deepEqual(plain(own), { access_token: own.access_token, expires_in: 7200 })
    assert.equal(control.countArrivals({ call: 'baseToken' }), 1, 'it is kept')
    assert.equal((await hicoin.queryOrder({ out_trade_no: number, access_token: own.access_token })).paid, true)

    const closed = await hicoin.createOrder(orders.hicoin(box, undefined, { trade_type: 'JSAPI' }))
    assert.equal(closed.trade_type, 'JSAPI')
    control.act('hicoin', closed.out_trade_no, 'close')
    const { trade_status, paid: none } = await hicoin.queryOrder({ out_trade_no: closed.out_trade_no })
    assert.deepEqual([trade_status, none], ['CLOSED', false])
    const failed = await hicoin.createOrder(orders.hicoin(box))
    control.act('hicoin', failed.out_trade_no, 'fail')
    assert.equal((await hicoin.queryOrder({ out_trade_no: failed.out_trade_no })).trade_status, 'UNKNOW')

    const payout = { body: '提现', subject: '返佣', settle_currency: 'USDT' }
    const transfer = {
      ...payout,
      openid: 'o-2',
      out_trade_no: newNumber('T').replace('x', 'X'),
      total_amount: '500000',
    }
    const taken = await hicoin.transfer(transfer)
    assert.deepEqual(plain(taken), {
      out_trade_no: transfer.out_trade_no,
      trade_no: control.order('hicoin', transfer.out_trade_no).id,
      trade_type: 'TRANSFER',
    })
    const known = await hicoin.queryTransfer({ out_trade_no: transfer.out_trade_no })
    assert.deepEqual(
      [known.trade_status, known.paid, known.total_amount, known.openid, known.trade_no],
      ['SUCCESS', true, 500000n, 'o-2', taken.trade_no],
    )
    const frozen = { ...transfer, openid: 'o-frozen', out_trade_no: newNumber('T').replace('x', 'X') }
    await hicoin.transfer(frozen)
    const lost = await hicoin.queryTransfer({ out_trade_no: frozen.out_trade_no })
    assert.deepEqual([lost.trade_status, lost.paid, typeof lost.reason], ['FAILED', false, 'string'])
    assert.equal(control.balance('hicoin', 'o-2', 'USDT'), '0.005')

    await assert.rejects(
      hicoin.transfer({ ...transfer, out_trade_no: newNumber('T').replace('x', 'X'), total_amount: 10n ** 18n }),
      refused('110043', /balance/),
    )
    await assert.rejects(hicoin.createOrder({ ...order, subject: '另一个' }), leftOpen('110010', /110010/))
    await assert.rejects(hicoin.queryOrder({ out_trade_no: 'nothing' }), refused('110011', /no order/))
    const wrong = new HiCoin({ ...box.sandbox.config.hicoin, mchKey: 'another' })
    await assert.rejects(wrong.createOrder(orders.hicoin(box)), leftOpen('110002', /签名错误/))
    for (const { why, verified } of control.arrivals({}).filter(({ call }) => call !== 'baseToken')) {
      assert.ok(verified || /sign is wrong/.test(why), why)
    }
  })
}

test('HiCoin: a user authorizes, and pays', async (t) => {
  const box = await openGateways(t)
  const { control, hicoin, sandbox } = box
  control.quirks('hicoin', { authorize: 'silent' })
  const redirect_uri = 'http://127.0.0.1:9/back?a=1&b=%E4%BC%9A'
  const url = hicoin.authorizeUrl({ redirect_uri, state: 'Abc123' })
  assert.equal(
    url,
    `${sandbox.config.hicoin.authorizePage}?app_id=10021235678&redirect_uri=${encodeURIComponent(redirect_uri)}` +
      '&response_type=code&scope=snsapi_base&state=Abc123#wallet_redirect',
  )
  const { status, headers } = await fetch(url, { redirect: 'manual' })
  assert.equal(status, 302)
  const back = new URL(headers.get('location'))
  assert.equal(back.searchParams.get('state'), 'Abc123')

  const tokens = await hicoin.exchangeCode({ code: back.searchParams.get('code') })
  const { access_token, refresh_token, openid, ...rest } = plain(tokens)
  assert.deepEqual(rest, { expires_in: 7200, scope: 'snsapi_base' })
  await assert.rejects(
    hicoin.exchangeCode({ code: back.searchParams.get('code') }),
    refused('110003', /used or expired/),
  )
  const fresh = await hicoin.refreshToken({ refresh_token })
  assert.notEqual(fresh.access_token, access_token)
  const user = await hicoin.userInfo({ access_token: fresh.access_token, openid })
  assert.deepEqual(plain(user), {
    openid,
    nickname: '李雷',
    mobile_number: '13800000001',
    country_code: '86',
    origin: 'sandbox',
    role: '0',
  })
  assert.equal(user.raw.parent_email, '')

  const order = await hicoin.createOrder(orders.hicoin(box, undefined, { access_token: fresh.access_token, openid }))
  const page = await fetch(hicoin.h5PayUrl({ prepay_id: order.trade_no }))
  assert.match(await page.text(), /data-state="created"/)
  const forged = hicoin.h5PayUrl({ prepay_id: order.trade_no }).replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))
  assert.doesNotMatch(await (await fetch(forged)).text(), /data-state="created"/)
})

for (const [gateway, quirks] of [
  ['yinqiantong', { answers: 'numbers', merchantNumber: 'client_out_trade_no' }],
  ['yinqiantong', { answers: 'numbers', merchantNumber: 'cient_out_trade_no' }],
  ['yinqiantong', { answers: 'names', merchantNumber: 'client_out_trade_no' }],
  ['yinqiantong', { answers: 'names', merchantNumber: 'cient_out_trade_no' }],
]) {
  test(`Yinqiantong v1, ${Object.values(quirks).join(' and ')}`, async (t) => {
    const box = await openGateways(t)
    const { control } = box
    const client = box[gateway]
    control.quirks(gateway, quirks)
    for (const [channel, platform] of [
      ['alipay', 'h5'],
      ['alipay', 'pc'],
      ['alipay', 'scan'],
      ['wechat', 'h5'],
      ['wechat', 'app'],
    ]) {
      const more = { channel, platform, subject: '会员', description: 'd', extra: 'e&x=1' }
      const order = orders.yinqiantong(box, undefined, { ...more, return_url: 'https://shop.example/back' })
      const created = await client.createOrder(order)
      const { pay_body, create_time, expire_time, pay_time, ...rest } = plain(created)
      assert.deepEqual(rest, {
        out_trade_no: control.order(gateway, order.client_out_trade_no).id,
        client_out_trade_no: order.client_out_trade_no,
        status: 'unpaid',
        channel,
        platform,
        money: 100n,
        client_ip: '127.0.0.1',
        subject: '会员',
        description: 'd',
        notify_url: order.notify_url,
        return_url: 'https://shop.example/back',
        extra: 'e&x=1',
        paid: false,
      })
      assert.equal(typeof pay_body, 'string')
      assert.equal(Number(expire_time) - Number(create_time), 7200)
      assert.equal(pay_time, '0')
      const queried = await client.queryOrder({ out_trade_no: created.out_trade_no })
      assert.deepEqual(plain(queried), plain(created))
    }
    const order = orders.yinqiantong(box, undefined, { channel: 'wechat', platform: 'mp', open_id: 'wx-1' })
    assert.equal((await client.createOrder(order)).open_id, 'wx-1')
    const query = { client_out_trade_no: order.client_out_trade_no }
    for (const [action, status, paid] of [
      ['pay', 'paid', true],
      ['start-refund', 'refunding', false],
      ['refund', 'refunded', false],
    ]) {
      control.act(gateway, order.client_out_trade_no, action)
      const answer = await client.queryOrder(query)
      assert.deepEqual([answer.status, answer.paid], [status, paid])
    }
    const old = orders.yinqiantong(box)
    await client.createOrder(old)
    control.act(gateway, old.client_out_trade_no, 'expire')
    assert.equal((await client.queryOrder({ client_out_trade_no: old.client_out_trade_no })).status, 'expired')
    await assert.rejects(client.createOrder(old), leftOpen('4008', /订单已存在/))
    await assert.rejects(client.queryOrder({ client_out_trade_no: 'nothing' }), refused('4010', /4010/))
    const wrong = new Yinqiantong({ ...box.sandbox.config[gateway], appSecret: 'another' })
    await assert.rejects(wrong.createOrder(orders.yinqiantong(box)), refused('4001', /签名错误/))
    for (const { why, verified } of control.arrivals({})) assert.ok(verified || /sign is wrong/.test(why), why)
  })
}

test('Yinqiantong v2', async (t) => {
  const box = await openGateways(t)
  const { control, 'yinqiantong-v2': client } = box
  for (const [channel, platform] of [
    ['alipay', 'h5'],
    ['alipay', 'pc'],
    ['alipay', 'app'],
    ['wechat', 'h5'],
    ['qq', 'scan'],
    ['jd', 'scan'],
  ]) {
    const order = orders.yinqiantong(box, undefined, { channel, platform, money: 12345n, subject: '会员' })
    const created = await client.createOrder(order)
    const { pay_body, expire_time, ...rest } = plain(created)
    const { id, data } = control.order('yinqiantong-v2', order.client_out_trade_no)
    assert.deepEqual(rest, { out_trade_no: id, paid: false })
    assert.match(expire_time, /^\d{10}$/)
    assert.equal(typeof pay_body, 'string')
    const channelOfGateway = { alipay: 'alipay', wechat: 'wx', qq: 'qq', jd: 'jd' }[channel]
    assert.deepEqual([data.channel, data.platform, data.money], [channelOfGateway, platform, '12345'])
    assert.deepEqual(plain(await client.queryOrder({ out_trade_no: id })), { status: 'unpaid', paid: false })
  }
  for (const [action, status, paid] of [
    ['pay', 'paid', true],
    ['expire', 'expired', false],
    ['fail', 'failed', false],
  ]) {
    const order = orders.yinqiantong(box)
    await client.createOrder(order)
    control.act('yinqiantong-v2', order.client_out_trade_no, action)
    const answer = await client.queryOrder({ client_out_trade_no: order.client_out_trade_no })
    assert.deepEqual(plain(answer), { status, paid })
  }
  const mp = orders.yinqiantong(box, undefined, { platform: 'mini_app', open_id: 'wx-1' })
  await client.createOrder(mp)
  await assert.rejects(client.createOrder(mp), leftOpen('4409', /订单已存在/))
  await assert.rejects(client.queryOrder({ client_out_trade_no: 'nothing' }), refused('4404', /没有找到/))
  const wrong = new Yinqiantong({ ...box.sandbox.config['yinqiantong-v2'], appSecret: 'another' })
  await assert.rejects(wrong.createOrder(orders.yinqiantong(box)), refused('4403', /签名不正确/))
})

for (const oauth of ['bare', 'data']) {
  test(`BitCV, OAuth answers ${oauth}`, async (t) => {
    const box = await openGateways(t)
    const { control, bitcv, sandbox } = box
    control.quirks('bitcv', { oauth })

    const redirectUri = 'https://shop.example/back?a=1'
    assert.equal(
      bitcv.authorizeUrl({ redirectUri, state: 's&1' }),
      `${sandbox.config.bitcv.base}/oauth2/authorize?redirectUri=${encodeURIComponent(redirectUri)}` +
        '&appid=bitcv-app&responseType=code&scope=userinfo&state=s%261',
    )
    const code = control.issueCode('bitcv', '5966c7bdacaa47b9bf59ca85144a8c47')
    const { accessToken, refreshToken, ...rest } = plain(await bitcv.exchangeCode({ code }))
    assert.deepEqual(rest, { expiresIn: 7200, openId: '5966c7bdacaa47b9bf59ca85144a8c47' })
    await assert.rejects(bitcv.exchangeCode({ code }), refused('40029', /invalid code/))
    const fresh = await bitcv.refreshToken({ refreshToken })
    assert.notEqual(fresh.accessToken, accessToken)
    assert.deepEqual(plain(await bitcv.userInfo({ accessToken: fresh.accessToken })), {
      openId: '5966c7bdacaa47b9bf59ca85144a8c47',
      nickname: '韩梅梅',
      inviteCode: 'SANDBOX',
    })

    const order = orders.bitcv(box, undefined, { accessToken: fresh.accessToken, memo: 'm=1&n' })
    const created = await bitcv.createOrder({ ...order, requestTime: '2018-07-11 18:01:17' })
    assert.deepEqual(plain(created), {
      tradeNo: control.order('bitcv', order.outTradeNo).id,
      requestPayment: {
        accessToken: fresh.accessToken,
        tradeNo: created.tradeNo,
        requestTime: '2018-07-11 18:01:17',
      },
    })
    const { orderTime, ...queried } = plain(await bitcv.queryOrder({ tradeNo: created.tradeNo }))
    assert.deepEqual(queried, {
      tradeNo: created.tradeNo,
      outTradeNo: order.outTradeNo,
      totalAmount: '1.50',
      productName: '手机 phone',
      currency: 'BCV',
      tradeStatus: 'WAIT_PAY',
      openid: '5966c7bdacaa47b9bf59ca85144a8c47',
      payerIp: '127.0.0.1',
      paid: false,
    })
    assert.match(orderTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    for (const [action, tradeStatus] of [
      ['pay', 'PAY_FINISHED'],
      ['finish', 'TRADE_FINISHED'],
    ]) {
      control.act('bitcv', order.outTradeNo, action)
      const answer = await bitcv.queryOrder({ tradeNo: created.tradeNo })
      assert.deepEqual([answer.tradeStatus, answer.paid, typeof answer.tradeTime], [tradeStatus, true, 'string'])
    }
    for (const [action, tradeStatus] of [
      ['close', 'TRADE_CLOSED'],
      ['fail', 'TRADE_FAILED'],
    ]) {
      const ended = orders.bitcv(box)
      const { tradeNo } = await bitcv.createOrder(ended)
      control.act('bitcv', ended.outTradeNo, action)
      const answer = await bitcv.queryOrder({ tradeNo })
      assert.deepEqual([answer.tradeStatus, answer.paid], [tradeStatus, false])
    }

    const before = control.balance('bitcv', '070dbc07002226b2', 'BCV')
    const transNo = newNumber('T')
    const tradeList = [
      { payee: '13801088888', currency: 'BCV', amount: '1.25' },
      { payee: '5966c7bdacaa47b9bf59ca85144a8c47', currency: 'USDT', amount: '2' },
    ]
    assert.deepEqual(plain(await bitcv.transfer({ transNo, tradeList })), {})
    assert.equal(
      control.order('bitcv', transNo).data.tradeList,
      '13801088888^BCV^1.25~5966c7bdacaa47b9bf59ca85144a8c47^USDT^2',
    )
    assert.deepEqual([before, control.balance('bitcv', '070dbc07002226b2', 'BCV')], ['0', '1.25'])
    await assert.rejects(bitcv.transfer({ transNo, tradeList }), refused('100', /exists/))
    const badToken = orders.bitcv(box, undefined, { accessToken: 'x' })
    await assert.rejects(bitcv.createOrder(badToken), refused('40014', /accessToken/))
  })
}

for (const amounts of ['string', 'number']) {
  test(`6du, amounts as ${amounts}s`, async (t) => {
    const box = await openGateways(t)
    const { control, sixdu } = box
    control.quirks('sixdu', { amounts })

    const order = orders.sixdu(box)
    const created = await sixdu.createOrder(order)
    const { billCode, acceptPageUrl, ...rest } = plain(created)
    assert.equal(billCode, control.order('sixdu', order.merchantOrderCode).id)
    assert.equal(acceptPageUrl, control.order('sixdu', order.merchantOrderCode).payPage)
    assert.deepEqual(rest, {
      unitPrice: '7.20',
      totalPrice: '90.00',
      coinName: 'USDT',
      orderAmount: '12.500000',
      acceptanceName: '承兑商001',
      paymentMethodCode: 'alipay',
      showFeeAmount: '0.025000',
      afterDiscountFeeAmount: '0.012500',
    })
    const { by, quantity, ...other } = order
    const spent = {
      ...other,
      merchantOrderCode: newNumber('S'),
      by: 'amount',
      orderPrice: '720',
      paymentProductCode: '0003',
    }
    const second = await sixdu.createOrder(spent)
    assert.deepEqual(
      [second.orderAmount, second.totalPrice, second.paymentMethodCode],
      ['100.000000', '720.00', 'bank_card'],
    )

    const query = { merchantOrderCode: order.merchantOrderCode }
    const unpaid = { orderAmount: '12.500000', coinName: 'USDT', billCode, orderStatus: 'created', paid: false }
    assert.deepEqual(plain(await sixdu.queryOrder(query)), unpaid)
    control.act('sixdu', order.merchantOrderCode, 'pay')
    assert.deepEqual(plain(await sixdu.queryOrder(query)), { ...unpaid, orderStatus: 'paid', paid: true })
    assert.deepEqual(plain(await sixdu.cancelOrder({ merchantOrderCode: spent.merchantOrderCode })), {})
    assert.equal((await sixdu.queryOrder({ merchantOrderCode: spent.merchantOrderCode })).orderStatus, 'failed')
    await assert.rejects(sixdu.cancelOrder(query), leftOpen('409', /paid/))

    const coins = { coinName: 'ETH', paymentProductCode: '0003' }
    assert.deepEqual(plain(await sixdu.quoteSale({ ...coins, matchAmount: '0.5' })), {
      unitPrice: '23900.00',
      totalPrice: '11950.00',
      methodCode: 'bank_card',
    })
    const sale = {
      ...coins,
      merchantOrderCode: newNumber('S'),
      sellAmount: '0.5',
      mobile: '13800000000',
      reallyName: '李雷',
      account: '6222020000000000000',
      bankBranch: '工商银行 海淀支行',
    }
    assert.deepEqual(plain(await sixdu.sell(sale)), {})
    assert.deepEqual(plain(await sixdu.confirmAndRelease({ merchantOrderCode: sale.merchantOrderCode })), {})
    assert.equal(control.order('sixdu', sale.merchantOrderCode).status, 'paid')
    assert.equal(control.balance('sixdu', 'merchant', 'ETH'), '999999.5')
    await assert.rejects(sixdu.sell(sale), leftOpen('409', /exists/))
    await assert.rejects(sixdu.confirmAndRelease({ merchantOrderCode: 'nothing' }), leftOpen('404', /no order/))
  })
}

for (const wrap of ['documented', 'bare', 'status', 'code', 'OK'])
  for (const booleans of ['documented', 'boolean', 'string']) {
    test(`BHOP, ${wrap} answers and ${booleans} booleans`, async (t) => {
      const box = await openGateways(t)
      const { control, bhop } = box
      control.quirks('bhop', { wrap, booleans })
      const user = box.user(PAYERS.none)

      const order = orders.bhop(box, undefined, { desc: 'd', extend_info: '{"a":1}' })
      const created = await bhop.createOrder(order)
      const { orderId, expired, created: made, updated, payInfo, ...rest } = plain(created)
      assert.equal(orderId, control.order('bhop', order.client_order_id).id)
      assert.match(orderId, /^\d{18,19}$/)
      assert.deepEqual(rest, {
        clientOrderId: order.client_order_id,
        payerUserId: PAYERS.none,
        payeeUserId: '231215678785585152',
        isMapping: false,
        status: 'WAIT_FOR_PAYMENT',
        statusDesc: '待支付',
        desc: 'd',
        extendInfo: '{"a":1}',
        paid: false,
      })
      assert.equal(Number(expired) - Number(made), 600_000)
      const nothing = { paidAmount: '0', refundedAmount: '0', unlockedAmount: '0' }
      const [{ itemId }] = payInfo
      assert.deepEqual(payInfo, [{ itemId, payType: 'PAY', tokenId: 'USDT', amount: '10.50', ...nothing }])
      assert.deepEqual(await bhop.createOrder(order), created, 'the same number is the same order')

      const loaded = await user.loadPayData({ order_id: orderId })
      assert.deepEqual([loaded.need2FA, loaded.authType, loaded.orderInfo.status], [false, 'GA', 'WAIT_FOR_PAYMENT'])
      assert.deepEqual(loaded.userInfo, {
        userId: PAYERS.none,
        registerType: 1,
        mobile: '186****0004',
        nationalCode: '86',
        email: 'f********e@163.com',
        bindGA: true,
        bindTradePwd: true,
        userType: 1,
        verifyStatus: 2,
        source: 'sandbox',
      })
      assert.deepEqual(plain(await user.quickPay({ order_id: orderId })), { processIsEnd: true, need2FA: false })
      const paid = await bhop.queryOrder({ order_id: orderId })
      assert.deepEqual([paid.status, paid.paid, paid.payInfo[0].paidAmount], ['COMPLETED', true, '10.50'])
      assert.deepEqual(await bhop.queryOrder({ client_order_id: order.client_order_id }), paid)
      const refund = { order_id: orderId, item_id: itemId, token_id: 'USDT', amount: '0.5' }
      const refunded = await bhop.refund({ ...refund, refund_client_order_id: newNumber('R') })
      assert.equal(refunded.payInfo[0].refundedAmount, '0.5')

      const held = orders.bhop(box, undefined, {
        payee_user_id: PAYERS.GA,
        pay_info: [{ pay_type: 'PREPAY', token_id: 'USDT', amount: '3' }],
      })
      const prepaid = await bhop.createOrder(held)
      assert.equal(prepaid.payeeUserId, PAYERS.GA)
      assert.equal(control.countArrivals({ call: 'createOrderV2' }), 1)
      const prepaying = { order_id: prepaid.orderId, askCode: () => assert.fail('this user needs none') }
      assert.equal((await user.payOrder(prepaying)).paid, true)
      const part = { client_order_id: held.client_order_id, token_id: 'USDT' }
      await bhop.settle({ ...part, amount: '1', settle_client_order_id: newNumber('X') })
      const rest2 = await bhop.unlock({ ...part, amount: '2', unlock_client_order_id: newNumber('U') })
      assert.deepEqual([rest2.payInfo[0].unlockedAmount, rest2.payInfo[0].payType], ['2', 'PREPAY'])
      assert.equal(control.balance('bhop', PAYERS.GA, 'USDT'), '10001')
      await assert.rejects(
        bhop.unlock({ ...part, amount: '1', unlock_client_order_id: newNumber('U') }),
        refused('30003', /more than is left/),
      )

      const mapped = orders.bhop(box, undefined, {
        product_info: [{ pay_type: 'PAY', token_id: 'BTC', amount: '0.1' }],
      })
      const mapping = await bhop.createOrder(mapped)
      assert.deepEqual([mapping.isMapping, mapping.productInfo[0].tokenId], [true, 'BTC'])
      const cancelled = await bhop.cancelOrder({ order_id: mapping.orderId })
      assert.deepEqual([cancelled.status, cancelled.paid], ['CANCELLED', false])

      const listed = []
      for await (const one of user.listOrders({ limit: 2 })) listed.push([one.orderId, one.status, one.paid])
      assert.deepEqual(listed, [
        [mapping.orderId, 'CANCELLED', false],
        [prepaid.orderId, 'COMPLETED', true],
        [orderId, 'COMPLETED', true],
      ])
      const completed = []
      for await (const one of bhop.listOrders({ payee_user_id: PAYERS.GA, status: 'COMPLETED' })) completed.push(one)
      assert.deepEqual(
        completed.map((one) => one.clientOrderId),
        [held.client_order_id],
      )
    })
  }

test('BHOP: refusals', async (t) => {
  const box = await openGateways(t)
  const { control, bhop } = box
  const user = box.user(PAYERS.GA)
  const poor = await bhop.createOrder(
    orders.bhop(box, undefined, {
      payer_user_id: PAYERS.GA,
      pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '99999' },
    }),
  )
  const { code } = control.verifyCode(poor.orderId)
  await assert.rejects(user.pay({ order_id: poor.orderId, verify_code: code }), refused('33001', /balance/))
  await assert.rejects(user.loadPayData({ order_id: '1' }), refused('33002', /no such order/))
  control.revokeTokens('bhop', 'session')
  await assert.rejects(user.loadPayData({ order_id: poor.orderId }), (error) => {
    assert.equal(error.status, 400)
    return refused('30000', /重新登录/)(error)
  })
})

test('an organisation whose values are signed form-encoded', async (t) => {
  const { sandbox, control } = await openGateways(t)
  const { operatorUserId, ...options } = sandbox.config.bhop
  const client = new BhopOrg({ ...options, encode: 'form' })
  // The sandbox signs raw values: the two agree until there is something to encode.
  await assert.rejects(client.queryOrder({ client_order_id: 'a-b' }), refused('33002', /no such order/))
  await assert.rejects(client.queryOrder({ client_order_id: 'a|b' }), refused('30001', /签名错误/))
  assert.deepEqual(
    control.arrivals({}).map(({ canonical, verified }) => [canonical, verified]),
    [
      ['client_order_id=a|b', false],
      ['client_order_id=a-b', true],
    ],
  )
})

test('all orders, page by page', async (t) => {
  const box = await openGateways(t)
  const { control, bhop } = box
  const ids = []
  for (let n = 0; n < 260; n++) {
    const { orderId } = await bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS.MOBILE }))
    ids.unshift(orderId)
  }
  const user = box.user(PAYERS.MOBILE)
  const read = async (orders) => {
    const found = []
    for await (const { orderId } of orders) found.push(orderId)
    return found
  }
  for (const [limit, pages] of [
    [undefined, 14], // 260 = 13 pages of 20, and one to see that there are no more
    [100, 4],
    [37, 9],
  ]) {
    control.clearArrivals()
    assert.deepEqual(await read(user.listOrders({ limit })), ids)
    assert.equal(control.countArrivals({ call: 'listOrders' }), pages)
  }
  assert.deepEqual(await read(bhop.listOrders({ payer_user_id: PAYERS.MOBILE, limit: 100 })), ids)
  const asking = (what, instead) => (url, init) => fetch(url, { ...init, body: init.body.replace(what, instead) })
  const capped = box.user(PAYERS.MOBILE, { fetch: asking('limit=100', 'limit=30') })
  control.clearArrivals()
  assert.deepEqual(await read(capped.listOrders({ limit: 100 })), ids, 'of a broker that gives at most 30 at once')
  assert.equal(control.countArrivals({ call: 'listOrders' }), 10)
  const deaf = box.user(PAYERS.MOBILE, { fetch: asking(/from_id=\d+/, '') })
  await assert.rejects(read(deaf.listOrders({ limit: 100 })), { kind: 'http', message: /the same page/ })
  assert.deepEqual(await read(user.listOrders({ from_id: ids[99], limit: 50 })), ids.slice(100))
  assert.deepEqual(await read(user.listOrders({ from_id: ids[9], to_id: ids[50], limit: 7 })), ids.slice(10, 50))
  assert.deepEqual(await read(user.listOrders({ to_id: ids[45], limit: 10 })), ids.slice(0, 45), 'to_id alone')
  assert.deepEqual(await read(user.listOrders()), ids)
  control.clearArrivals()
  for await (const { orderId } of user.listOrders({ limit: 10 })) if (orderId === ids[14]) break
  assert.equal(control.countArrivals({ call: 'listOrders' }), 2, 'nothing is asked for that nobody reads')
})

test('the payment with a code, from where each user has it', async (t) => {
  const box = await openGateways(t)
  const { control, bhop } = box
  for (const authType of ['GA', 'MOBILE', 'EMAIL', 'none']) {
    const user = box.user(PAYERS[authType])
    const { orderId } = await bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS[authType] }))
    control.clearArrivals()
    const asked = []
    const { paid, order } = await user.payOrder({
      order_id: orderId,
      askCode: async (about) => {
        asked.push(about)
        return control.verifyCode(orderId).code
      },
    })
    assert.deepEqual([paid, order.status, order.orderId], [true, 'COMPLETED', orderId], authType)
    assert.equal(control.order('bhop', orderId).status, 'paid')
    const walk = control
      .arrivals({})
      .map(({ call }) => call)
      .reverse()
    assert.deepEqual(
      walk,
      {
        GA: ['loadPayData', 'pay'],
        MOBILE: ['loadPayData', 'sendVerifyCode', 'pay'],
        EMAIL: ['loadPayData', 'sendVerifyCode', 'pay'],
        none: ['loadPayData', 'quickPay', 'loadPayData'],
      }[authType],
    )
    if (authType === 'none') assert.equal(asked.length, 0)
    else {
      assert.equal(asked.length, 1)
      assert.equal(asked[0].authType, authType)
      assert.equal(asked[0].orderInfo.orderId, orderId)
      assert.equal(asked[0].userInfo.userId, PAYERS[authType])
    }
    control.clearArrivals()
    const again = await user.payOrder({ order_id: orderId, askCode: () => assert.fail('it is paid') })
    assert.deepEqual([again.paid, control.countArrivals({})], [true, 1])
  }

  const user = box.user(PAYERS.MOBILE)
  const { orderId } = await bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS.MOBILE }))
  control.clearArrivals()
  for (const input of [{ order_id: orderId }, undefined, { order_id: orderId, askCode: '123456' }]) {
    await assert.rejects(user.payOrder(input), { name: 'PayError', kind: 'config' })
  }
  assert.equal(control.countArrivals({}), 0)
  const wrong = { order_id: orderId, askCode: () => '000000' }
  for (let n = 0; n < 2; n++) await assert.rejects(user.payOrder(wrong), leftOpen('33004', /验证码错误/))
  await assert.rejects(user.payOrder(wrong), leftOpen('33004', /订单已失败/))
  assert.equal(control.balance('bhop', PAYERS.MOBILE, 'USDT'), '9989.5')
  const other = await bhop.createOrder(orders.bhop(box, undefined, { payer_user_id: PAYERS.MOBILE }))
  const reason = new Error('the user closed the window')
  await assert.rejects(
    user.payOrder({ order_id: other.orderId, askCode: () => Promise.reject(reason) }),
    (error) => error === reason,
  )
  assert.equal(control.order('bhop', other.orderId).status, 'created')
})
