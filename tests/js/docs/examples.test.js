// The complete shops of the guides, one for each gateway: run as they are printed, against the sandbox gateways. A user
// pays, the gateway tells it, the shop knows it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../browsers.js'
import { freePort } from '../free-port.js'
import { merchantKey, platformKey, platformPublicKey } from '../sandbox/merchant.js'
import { createSandbox } from '../../../www/sandbox/index.js'
import { blocks, example, withoutComments } from '../../examples/read.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const preload = new URL('../../examples/real-addresses.js', import.meta.url).href
const BROKER = 'https://broker.example'
const guide = (gateway, language = 'en') => `www/guides/${language}/${gateway}.md`

const sandbox = await createSandbox({
  keys: { merchantPrivate: merchantKey, platformPrivate: platformKey },
  notifyScale: 0.001,
  cashierUrl: 'https://wx.tenpay.com',
})
before(() => sandbox.start())
after(() => sandbox.stop())

/** Where each address that an example, or the user's browser, goes to is on this machine. */
function addresses() {
  const { hicoin, yinqiantong, 'yinqiantong-v2': v2, bitcv, sixdu, bhop } = sandbox.config
  return {
    'https://oauth.hicoin.vip/api': hicoin.apiBase,
    'https://avenger.hicoin.vip/api': hicoin.merchantBase,
    'https://api.hicoin.vip/hicoinfe/payment/': hicoin.payPage,
    'https://yinqiantong.com': yinqiantong.base,
    'https://api.yqtapi.com': v2.base,
    'https://wx.tenpay.com': sandbox.url,
    'https://open.bitcv.com': bitcv.base,
    'https://pay.6du.io': sixdu.base,
    [BROKER]: bhop.base,
  }
}

/** The user's browser as far as a redirect needs one: gives where it ends up. */
async function visit(address, headers) {
  const [real, local] = Object.entries(addresses()).find(([real]) => address.startsWith(real)) ?? ['', '']
  const url = local + address.slice(real.length)
  const response = await fetch(url, { headers, redirect: 'manual' })
  if (![302, 303].includes(response.status)) return { url, status: response.status, text: await response.text() }
  return visit(new URL(response.headers.get('location'), url).href, headers)
}

/** Starts the shop of a gateway's guide; gives its address once it answers. */
async function open(t, name, env) {
  const PORT = await freePort()
  const PUBLIC_URL = `http://127.0.0.1:${PORT}`
  const child = spawn(process.execPath, ['--import', preload, '--input-type=module', '-'], {
    cwd: root,
    env: { PATH: process.env.PATH, ADDRESSES: JSON.stringify(addresses()), PUBLIC_URL, PORT, ...env },
    stdio: ['pipe', 'inherit', 'pipe'],
  })
  child.stdin.end(example(guide(name), name))
  const shop = { url: PUBLIC_URL, errors: '' }
  child.stderr.setEncoding('utf8').on('data', (text) => (shop.errors += text))
  t.after(() => child.kill())
  for (let n = 0; ; n++) {
    if (child.exitCode !== null || n > 200) assert.fail(`${name} did not start:\n${shop.errors}`)
    const up = await fetch(PUBLIC_URL, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (up) return shop
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const paid = async (shop, number) => (await fetch(`${shop.url}/orders/${number}`)).json()
const ordersOf = (gateway) => sandbox.control.orders({ gateway })
const wait = () => new Promise((resolve) => setTimeout(resolve, 20))

/** Pays, and sees that the shop was told, believed it, and takes no forgery. */
async function settles(shop, gateway, order) {
  const { control } = sandbox
  assert.deepEqual(await paid(shop, order.merchantNo), { paid: false })
  control.act(gateway, order.id, 'pay')
  const told = () => control.notifications({ gateway, orderId: order.id })[0]
  for (let n = 0; n < 200 && told().state === 'pending'; n++) await wait()
  const { state, deliveries } = told()
  assert.equal(state, 'acknowledged', shop.errors)
  assert.equal(deliveries.length, 1, shop.errors)
  const { body, headers } = deliveries[0]
  const forged = body.replace(order.merchantNo, order.merchantNo.replace(/.$/, 'x'))
  assert.notEqual(forged, body)
  const type = headers['content-type']
  const answer = await fetch(`${shop.url}/notify`, { method: 'POST', headers: { 'content-type': type }, body: forged })
  assert.equal(answer.status, 400)
  for (let n = 0; n < 100 && !shop.errors; n++) await wait()
  assert.match(shop.errors, /was not handled: PayError: /)
  assert.deepEqual(await paid(shop, order.merchantNo), { paid: true })
}

describe('the shop of each guide', () => {
  test('HiCoin', async (t) => {
    const { appId, mchKey, secret } = sandbox.config.hicoin
    const env = { HICOIN_APP_ID: appId, HICOIN_MCH_KEY: mchKey, HICOIN_SECRET: secret }
    const shop = await open(t, 'hicoin', env)
    sandbox.control.merchant('hicoin', { notifyUrl: `${shop.url}/notify` })
    sandbox.control.quirks('hicoin', { authorize: 'silent' })
    const { url, status } = await visit(`${shop.url}/pay`)
    const [order] = ordersOf('hicoin')
    assert.ok(url.startsWith(sandbox.config.hicoin.payPage), url)
    assert.equal(status, 200) // the sandbox has verified paySign
    assert.equal(new URL(url).searchParams.get('package'), `prepay_id=${order.id}`)
    await settles(shop, 'hicoin', order)
  })

  for (const [version, gateway] of [
    ['v1', 'yinqiantong'],
    ['v2', 'yinqiantong-v2'],
  ]) {
    test(`Yinqiantong ${version}`, async (t) => {
      const { appId, appKey, appSecret } = sandbox.config[gateway]
      const shop = await open(t, 'yinqiantong', {
        YINQIANTONG_VERSION: version,
        YINQIANTONG_APP_ID: appId,
        YINQIANTONG_APP_SECRET: appSecret,
        ...(appKey && { YINQIANTONG_APP_KEY: appKey }),
      })
      const { url, status } = await visit(`${shop.url}/pay`, { 'x-real-ip': '192.0.2.1' })
      const [order] = ordersOf(gateway)
      assert.equal(status, 200)
      assert.ok(url.endsWith(`/cashier/wx/${order.id}`), url)
      await settles(shop, gateway, order)
    })
  }

  test('BitCV', async (t) => {
    const { appId, appSecret } = sandbox.config.bitcv
    const shop = await open(t, 'bitcv', { BITCV_APP_ID: appId, BITCV_APP_SECRET: appSecret })
    sandbox.control.merchant('bitcv', { notifyUrl: `${shop.url}/notify` })
    const authorize = await visit(shop.url)
    assert.equal(authorize.status, 200)
    assert.equal(new URL(authorize.url).searchParams.get('redirectUri'), `${shop.url}/shop`)
    const code = sandbox.control.issueCode('bitcv')
    const answer = await fetch(`${shop.url}/pay?code=${code}`, {
      method: 'POST',
      headers: { 'x-real-ip': '192.0.2.1' },
    })
    const [order] = ordersOf('bitcv')
    const bridge = new URLSearchParams(await answer.json()) // what the wallet's bridge makes of it
    assert.equal(bridge.get('tradeNo'), order.id)
    assert.equal((await visit(`${sandbox.config.bitcv.base}/bridge?${bridge}`)).status, 200)
    await settles(shop, 'bitcv', order)
  })

  test('6du', async (t) => {
    const { merchantId } = sandbox.config.sixdu
    const shop = await open(t, 'sixdu', {
      SIXDU_MERCHANT_ID: merchantId,
      SIXDU_PRIVATE_KEY: merchantKey,
      SIXDU_PLATFORM_PUBLIC_KEY: platformPublicKey,
    })
    sandbox.control.merchant('sixdu', { notifyUrl: `${shop.url}/notify` })
    const { url, status } = await visit(`${shop.url}/pay`)
    const [order] = ordersOf('sixdu')
    assert.equal(status, 200)
    assert.equal(url, order.payPage)
    await settles(shop, 'sixdu', order)
  })

  for (const [where, payer] of [
    ['no code', '83214971450163203'],
    ['a code by message', '83214971450163201'],
  ]) {
    test(`BHOP, in Chromium, with ${where}`, async (t) => {
      const { accessKey, secretKey } = sandbox.config.bhop
      const shop = await open(t, 'bhop', { BHOP_BASE: BROKER, BHOP_ACCESS_KEY: accessKey, BHOP_SECRET_KEY: secretKey })
      const page = await openPage(t, shop, example(guide('bhop'), 'bhop-page'), { order: `A${payer}`, payer })
      const { cookie } = sandbox.control.issueSession(payer)
      await page.route(`${BROKER}/**`, async (route) => {
        const request = route.request()
        const response = await fetch(request.url().replace(BROKER, sandbox.config.bhop.base), {
          method: request.method(),
          headers: { ...request.headers(), cookie },
          body: request.postData(),
        })
        await route.fulfill({
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await response.text(),
        })
      })
      let asked = 0
      page.on('dialog', (dialog) => {
        asked++
        dialog.accept(sandbox.control.verifyCode(`A${payer}`).code)
      })
      await page.click('#pay')
      await page.waitForURL(`${shop.url}/orders/A${payer}`)
      assert.equal(await page.textContent('body'), '{"paid":true}')
      assert.equal(asked, where === 'no code' ? 0 : 1)
      assert.equal(shop.errors, '')
    })
  }
})

/** A page of the shop's with a button and the example's script, in Chromium. */
async function openPage(t, shop, script, data) {
  const browser = await launchChromium()
  t.after(() => browser.close())
  const page = await browser.newPage()
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${value}"`)
  const html = `<!doctype html><meta charset="utf-8"><title>Shop</title>
    <script type="importmap">{"imports":{"paysign":"/pkg/entry/web.js","paysign/page":"/pkg/entry/page.js"}}</script>
    <button id="pay" ${attributes.join(' ')}>Pay</button><script type="module">${script}</script>`
  await page.route(`${shop.url}/shop`, (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }),
  )
  await page.route(`${shop.url}/pkg/**`, (route) => {
    const body = readFileSync(new URL(`../../..${new URL(route.request().url()).pathname}`, import.meta.url))
    return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body })
  })
  await page.goto(`${shop.url}/shop`)
  await page.waitForFunction(() => document.querySelector('#pay').onclick)
  return page
}

test('each example is complete in fewer than 30 lines, and the same in all that show it', () => {
  for (const names of [['hicoin'], ['yinqiantong'], ['bitcv'], ['sixdu'], ['bhop', 'bhop-page']]) {
    const [gateway] = names
    const lines = names.map((name) => example(guide(gateway), name).trimEnd().split('\n').length)
    assert.ok(lines.reduce((sum, n) => sum + n) < 30, `${gateway}: ${lines}`)
    for (const name of names) {
      const [english, chinese] = ['en', 'zh'].map((language) =>
        withoutComments(example(guide(gateway, language), name)),
      )
      assert.equal(chinese, english, name)
    }
  }
})

for (const [readme, language] of [
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
]) {
  test(`the shop of ${readme} is that of its guide, to the letter`, () => {
    const shops = blocks(readme).filter(({ info }) => info.startsWith('example:'))
    assert.equal(shops.length, 1)
    const [{ info, code }] = shops
    const gateway = info.slice('example:'.length)
    assert.equal(code, example(guide(gateway, language), gateway))
  })
}
