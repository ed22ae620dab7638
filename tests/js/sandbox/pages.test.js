// The pages, as a person meets them: Debian's Chromium, a phone's screen. SCREENSHOTS=<folder> keeps what was seen.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launchChromium } from '../browsers.js'
import {
  hicoinMerchant,
  merchantKey,
  postForm,
  postJson,
  signers,
  startSandbox,
  takeNotifications,
} from './merchant.js'

const shots = process.env.SCREENSHOTS

let browser
before(async () => {
  browser = await launchChromium()
})
after(() => browser?.close())

/** A page of its own; whatever the browser complains of fails the test at its end. */
async function open(t, options) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-US', ...options })
  const page = await context.newPage()
  const complaints = []
  // A refused page is told with its status, which Chromium prints as an error.
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !/status of 40[034]/.test(message.text()) && complaints.push(message.text()),
  )
  page.on('pageerror', (error) => complaints.push(error.message))
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [])
  })
  return page
}
const shoot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
const state = (page) => page.locator('[data-state]').getAttribute('data-state')

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Nothing is cut on a phone, and a screen reader finds its way. */
async function isUsable(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
  )
}

test('HiCoin: look, cancel, pay after all, go back', async (t) => {
  const html = { body: '<link rel="icon" href="data:,"><title>shop</title>', headers: { 'content-type': 'text/html' } }
  const shop = await takeNotifications(t, () => html)
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order({
    total_amount: '1234500000',
    return_url: `${shop.url}?order=1`,
    subject: '会员 <b>&年卡',
  })
  const tradeNo = (await merchant.preOrder(order)).body.data.trade_no
  const page = await open(t)
  await page.goto(merchant.payUrl(tradeNo))
  assert.equal(await page.locator('.figure').textContent(), '12.345')
  const text = await page.locator('dl').textContent()
  for (const part of [order.out_trade_no, tradeNo, '会员 <b>&年卡', '月卡 100%', 'o-1'])
    assert.ok(text.includes(part), part)
  await isUsable(page)
  await shoot(page, 'hicoin-created-en')
  await page.getByRole('button', { name: '中文' }).click()
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
  await page.getByRole('button', { name: '立即支付' }).waitFor()
  await shoot(page, 'hicoin-created-zh')

  await page.getByRole('button', { name: '取消' }).click()
  assert.equal(await state(page), 'cancelled')
  assert.equal(await page.locator('#back').getAttribute('href'), `${shop.url}?order=1`)
  await isUsable(page)
  await shoot(page, 'hicoin-cancelled-zh')
  assert.equal(sandbox.control.order('hicoin', tradeNo).status, 'created')
  await page.getByRole('link', { name: '继续支付' }).click()
  await page.getByRole('button', { name: '立即支付' }).click()
  await page.getByText('支付成功').waitFor()
  assert.equal(await state(page), 'paid')
  await isUsable(page)
  await shoot(page, 'hicoin-paid-zh')
  await page.reload()
  assert.equal(await state(page), 'paid')
  assert.equal(sandbox.control.ledger({ gateway: 'hicoin' }).length, 1)
  await page.locator('#back').click()
  await page.waitForURL(`${shop.url}?order=1`)
})

test('HiCoin: an address that was changed, another key, an order that has expired', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  const tradeNo = (await merchant.preOrder(order)).body.data.trade_no
  const page = await open(t, { locale: 'zh-CN' })
  const changed = merchant.payUrl(tradeNo, merchant.mchKey, { timeStamp: '1577105621' })
  const unsigned = merchant.payUrl(tradeNo).replace(/&paySign=.*/, '')
  for (const address of [changed, merchant.payUrl(tradeNo, 'another key'), unsigned]) {
    const response = await page.goto(address)
    assert.equal(response.status(), 403)
    await page.getByText('签名错误').waitFor()
    assert.match(await page.locator('code').textContent(), /^appId=.*&package=prepay_id%3D/)
    assert.equal(await page.getByRole('button', { name: '立即支付' }).count(), 0)
  }
  await page.locator('summary').click()
  await isUsable(page)
  await shoot(page, 'hicoin-wrong-sign-zh')
  // Posting to a changed address pays nothing either.
  assert.equal((await postForm(merchant.payUrl(tradeNo, 'another key'), { do: 'pay' })).status, 403)
  assert.equal((await page.goto(merchant.payUrl('10'))).status(), 404)
  sandbox.control.advance(600_000)
  await page.goto(merchant.payUrl(tradeNo))
  assert.equal(await state(page), 'expired')
  assert.equal(await page.getByRole('button', { name: '立即支付' }).count(), 0)
  await shoot(page, 'hicoin-expired-zh')
  assert.equal((await postForm(merchant.payUrl(tradeNo), { do: 'pay' })).status, 303)
  assert.equal(sandbox.control.order('hicoin', tradeNo).status, 'expired')
})

test('authorize at HiCoin and at BitCV: choose who you are, come back with a code', async (t) => {
  const html = { body: '<link rel="icon" href="data:,">shop', headers: { 'content-type': 'text/html' } }
  const shop = await takeNotifications(t, () => html)
  const sandbox = await startSandbox(t)
  const { authorizePage, appId, secret, apiBase } = sandbox.config.hicoin
  const page = await open(t)
  const asked = {
    app_id: appId,
    redirect_uri: `${shop.url}?a=b&c=d`,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'S1',
  }
  const address = `${authorizePage}?${new URLSearchParams(asked)}`
  await page.goto(address)
  await page.getByText('The address must end in #wallet_redirect.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Continue as' }).count(), 0)
  await page.goto('about:blank')
  await page.goto(`${address}#wallet_redirect`)
  await isUsable(page)
  await shoot(page, 'hicoin-authorize-en')
  await page.getByRole('button', { name: 'o-2' }).click()
  await page.waitForURL(/\/notify/)
  const back = new URL(page.url()).searchParams
  assert.deepEqual([back.get('a'), back.get('c'), back.get('state')], ['b', 'd', 'S1'])
  const exchange = { app_id: appId, secret, code: back.get('code'), grant_type: 'authorization_code' }
  assert.equal((await postForm(`${apiBase}/sns/oauth/access_token`, exchange)).body.data.openid, 'o-2')
  await page.goto('about:blank')
  await page.goto(`${address}#wallet_redirect`)
  await page.getByRole('button', { name: 'Decline' }).click()
  await page.waitForURL(/\/notify/)
  assert.equal(new URL(page.url()).searchParams.get('code'), null)
  assert.equal((await page.goto(address.replace('snsapi_base', 'snsapi_userinfo'))).status(), 400)

  const { base, appId: appid } = sandbox.config.bitcv
  const other = { redirectUri: shop.url, appid, responseType: 'code', scope: 'userinfo', state: 'S2' }
  await page.goto(`${base}/oauth2/authorize?${new URLSearchParams(other)}`)
  await page.getByRole('button', { name: '李雷' }).click()
  await page.waitForURL(/code=[0-9a-f]{32}&state=S2/)

  sandbox.control.quirks('hicoin', { authorize: 'silent' })
  await page.goto(`${address}#wallet_redirect`)
  await page.waitForURL(/\/notify\?.*code=/)
})

for (const version of ['v1', 'v2']) {
  test(`Yinqiantong ${version}: Alipay's form, WeChat's address, the target of a code`, async (t) => {
    const name = version === 'v1' ? 'yinqiantong' : 'yinqiantong-v2'
    let body = ''
    const shop = await takeNotifications(t, () => ({ body, headers: { 'content-type': 'text/html; charset=utf-8' } }))
    const sandbox = await startSandbox(t)
    const { base, appId, appKey, appSecret } = sandbox.config[name]
    const ts = Math.floor(sandbox.control.now() / 1000)
    const create = async (channel, platform, number) => {
      const order = {
        channel,
        platform,
        money: 1999,
        client_ip: '127.0.0.1',
        client_out_trade_no: number,
        notify_url: shop.url,
        return_url: shop.url,
        subject: "it's <b>月卡</b> & more",
      }
      const params = { ...order, appid: appId, ts }
      const answer =
        version === 'v1'
          ? await postJson(`${base}/order`, order, {
              appid: appId,
              appkey: appKey,
              ts: String(ts),
              sign: signers.yinqiantongV1(order, appSecret, ts),
            })
          : await postJson(`${base}/order`, { ...params, sign: signers.yinqiantongV2(params, appSecret) })
      return answer.body.data
    }
    const [alipay, wechat, h5] = version === 'v1' ? ['alipay', 'wx', 'h5'] : ['1', '2', '3']
    const scan = version === 'v1' ? 'scan' : '6'
    const page = await open(t)

    const form = await create(alipay, h5, 'A1')
    body = `<!doctype html><link rel="icon" href="data:,"><body>${form.pay_body}`
    await page.goto(`${shop.url}/pay`)
    await page.waitForURL(/\/cashier\/alipay\//)
    assert.equal(await page.locator('.figure').textContent(), '¥19.99')
    assert.ok((await page.locator('dl').textContent()).includes("it's <b>月卡</b> & more"))
    await isUsable(page)
    await shoot(page, `${name}-alipay-created-en`)
    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.getByText('Payment complete').waitFor()
    assert.equal(sandbox.control.order(name, 'A1').status, 'paid')
    assert.equal(await page.locator('#back').getAttribute('href'), `${shop.url}?out_trade_no=${form.out_trade_no}`)
    await shoot(page, `${name}-alipay-paid-en`)

    body = body.replace('19.99', '00.01')
    await page.goto(`${shop.url}/pay`)
    await page.getByText('The signature is wrong').waitFor()

    const address = await create(wechat, h5, 'W1')
    await page.goto(address.pay_body)
    await isUsable(page)
    await shoot(page, `${name}-wechat-created-en`)
    await page.getByRole('button', { name: 'Cancel' }).click()
    assert.equal(await state(page), 'cancelled')
    await page.getByRole('link', { name: 'Pay after all' }).click()
    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.getByText('Payment complete').waitFor()

    const code = await create(wechat, scan, 'Q1')
    await page.goto(code.pay_body)
    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.getByText('Payment complete').waitFor()
    assert.equal(sandbox.control.balance(name, 'merchant', 'CNY'), '59.97')
    assert.equal((await page.goto(`${base}/cashier/wxpay/checkmweb?prepay_id=none`)).status(), 404)
  })
}

test('6du: pay the seller; BitCV: the sheet of the bridge', async (t) => {
  const sandbox = await startSandbox(t)
  const { base, merchantId } = sandbox.config.sixdu
  const create = {
    merchantId,
    subject: '年卡',
    coinName: 'USDT',
    currencyName: 'CNY',
    orderPrice: '100',
    tradeType: 2,
    quantity: '0',
    paymentProductCode: '0003',
    requestTimestamp: sandbox.control.now(),
    merchantOrderCode: 'M1',
  }
  const { data } = (
    await postJson(`${base}/pay/v3.0/createPrePaymentBill`, {
      ...create,
      merchantSign: signers.sixdu(create, merchantKey),
    })
  ).body
  const page = await open(t)
  await page.goto(data.acceptPageUrl)
  assert.ok((await page.locator('dl').textContent()).includes('13.888888 USDT'))
  await isUsable(page)
  await shoot(page, 'sixdu-created-en')
  await page.getByRole('button', { name: 'I have paid' }).click()
  await page.getByText('Payment complete').waitFor()
  assert.equal(sandbox.control.order('sixdu', 'M1').status, 'paid')

  const bitcv = sandbox.config.bitcv
  const order = {
    accessToken: sandbox.control.issueTokens('bitcv').accessToken,
    outTradeNo: 'T1',
    totalAmount: '10.36',
    productName: '商品',
    currency: 'BCV',
    payerIp: '8.8.8.8',
    requestTime: '2026-11-21 10:00:00',
  }
  const { tradeNo } = (
    await postJson(`${bitcv.base}/api/createOrder`, { ...order, sign: signers.bitcv(order, bitcv.appSecret) })
  ).body.data
  const bridge = (token) =>
    `${bitcv.base}/bridge?${new URLSearchParams({ accessToken: token, tradeNo, requestTime: '2026-11-21 10:00:00' })}`
  assert.equal((await page.goto(bridge('x'))).status(), 403)
  assert.equal(
    (
      await page.goto(bridge(sandbox.control.issueTokens('bitcv', '5966c7bdacaa47b9bf59ca85144a8c47').accessToken))
    ).status(),
    404,
    'somebody else',
  )
  await page.goto(bridge(order.accessToken))
  await isUsable(page)
  await shoot(page, 'bitcv-created-en')
  await page.getByRole('button', { name: 'Pay now' }).click()
  await page.getByText('Payment complete').waitFor()
  assert.equal(sandbox.control.order('bitcv', 'T1').word, 'PAY_FINISHED')
})

test('BHOP: log in, a wrong code, the right one', async (t) => {
  const sandbox = await startSandbox(t)
  const { base, accessKey, secretKey } = sandbox.config.bhop
  const create = async (number, payer) => {
    const params = {
      client_order_id: number,
      payer_user_id: payer,
      pay_info: '{"pay_type":"PAY","token_id":"USDT","amount":"100"}',
      effective_time: '600',
      desc: '年卡',
    }
    return (
      await postForm(
        `${base}/api/v2/org/payment/order/create`,
        { ...params, signature: signers.bhop(params, secretKey) },
        { 'X-ACCESS-KEY': accessKey },
      )
    ).body.data.orderId
  }
  const page = await open(t, { colorScheme: 'dark' })
  const orderId = await create('B1', '83214971450163201')
  await page.goto(`${base}/pay?order_id=${orderId}`)
  await page.waitForURL(/\/bhop\/login/)
  await isUsable(page)
  await shoot(page, 'bhop-login-dark-en')
  await page.getByRole('button', { name: '83214971450163201' }).click()
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const code = await page.locator('#code').textContent()
  await isUsable(page)
  await shoot(page, 'bhop-created-dark-en')
  await page.getByLabel('Verification code').fill(code === '000000' ? '000001' : '000000')
  await page.getByRole('button', { name: 'Pay now' }).click()
  await page.getByText('The code is wrong.').waitFor()
  await shoot(page, 'bhop-wrong-code-dark-en')
  await page.getByLabel('Verification code').fill(code)
  await page.getByRole('button', { name: 'Pay now' }).click()
  await page.getByText('Payment complete').waitFor()
  assert.equal(sandbox.control.order('bhop', 'B1').word, 'COMPLETED')
  const other = await create('B2', '83214971450163200')
  assert.equal((await page.goto(`${base}/pay?order_id=${other}`)).status(), 404, "another user's order")
  await page.goto(sandbox.url)
  await page.getByText('B1').waitFor()
  await isUsable(page)
  await shoot(page, 'home-dark-en')
})
