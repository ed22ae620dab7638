// The demo shop as a customer has it: its server and the sandbox gateways on loopback, paid in Chromium and Firefox.
// SCREENSHOTS=<folder> keeps what was seen.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import jsQR from 'jsqr'
import { buildIfStale } from '../../../www/shop/server/build.js'
import { settingsFrom } from '../../../www/shop/server/settings.js'
import { browsers, launchChromium } from '../browsers.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const root = new URL('../../../', import.meta.url).pathname
const shots = process.env.SCREENSHOTS

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESK = { viewport: { width: 1280, height: 900 } }
const PAID = { timeout: 15_000 }

let start
let folder
let running
let browser

before(async () => {
  await buildIfStale()
  ;({ start } = await import('../../../www/shop/server/start.js'))
  folder = mkdtempSync(join(tmpdir(), 'paysign-shop-'))
  running = await start(settingsFrom({ PORT: '0', DATA: folder }))
  browser = await launchChromium()
})

after(async () => {
  await browser?.close()
  await running?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const sandboxName = (gateway) => (gateway === 'yinqiantong-v1' ? 'yinqiantong' : gateway)
const control = () => running.gateway.sandbox.control
const store = () => running.shop.store

/** A visitor of their own; fails the test if the page complains, or asks anything of anybody but shop and gateway. */
async function visit(t, { path = '', ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...DESK, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints = []
  const allowed = [running.url, running.gateway.sandbox.url]
  context.on('console', (message) => {
    // A refusal is told with its status, which Chromium prints as an error.
    const expected = /status of (40[0-9])|ERR_(CONNECTION_REFUSED|FAILED|INCOMPLETE|EMPTY)/.test(message.text())
    if (/error|warning/.test(message.type()) && !expected) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  context.on('request', (request) => {
    if (!allowed.some((origin) => request.url().startsWith(origin))) complaints.push(`request to ${request.url()}`)
  })
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [])
  })
  await page.goto(running.url + path)
  await page.waitForSelector('[data-ready]')
  return page
}

/** Chooses and presses; ends at the gateway's page, or at the QR code. */
async function buy(page, method, { wish = 'none', v1 = false } = {}) {
  await page.locator(`input[name=method][value=${method}]`).check()
  const choice = page.locator(`input[name=fault][value=${wish}]`)
  if (!(await choice.isChecked())) {
    const heard = page.waitForResponse(/backstage\/fault/)
    await choice.check()
    await heard
  }
  if (v1) await page.locator('#speak-v1').check()
  await page.locator('#pay').click()
}

const atGateway = (page) => page.waitForSelector('[data-state]')
const numberOn = (page) => /orders\/([A-Z0-9]+)/.exec(page.url())[1]

async function payAndReturn(page) {
  await atGateway(page)
  await page.locator('button[value=pay]').click()
  await page.locator('#back').click()
}

const paidOn = (page) => page.waitForSelector('[data-status=paid] #voucher', PAID)

/** What the shop has booked is what the gateways have booked, payment by payment; and it delivered once, or not at all. */
function ledgersAgree(no) {
  const lines = store().ledgerOf(no)
  let paid = 0
  for (const payment of store().paymentsOf(no)) {
    const gateway = sandboxName(payment.gateway)
    const theirs = control()
      .orders({ gateway, merchantNo: payment.no })
      .flatMap(({ id }) => control().ledger({ gateway, orderId: id }))
      .map(({ amount, currency }) => [BigInt(Math.round(Number(amount) * 100)), currency])
    const ours = lines
      .filter(({ payment_no, entry }) => payment_no === payment.no && entry === 'paid')
      .map(({ amount, currency }) => [currency === 'CNY' ? BigInt(amount) : BigInt(amount) / 1_000_000n, currency])
    assert.deepEqual(ours, theirs, payment.no)
    paid += ours.length
  }
  const delivered = lines.filter(({ entry }) => entry === 'delivered').length
  assert.equal(delivered, Math.min(paid, 1), 'delivered once if paid, else not at all')
  assert.equal(lines.filter(({ entry }) => entry === 'surplus').length, Math.max(paid - 1, 0))
  assert.equal(store().order(no).status === 'paid', paid > 0)
  return { paid, entries: lines.map(({ entry }) => entry) }
}

async function until(what, condition, ms = 12_000) {
  for (const end = Date.now() + ms; Date.now() < end; await wait(50)) {
    const value = await condition()
    if (value) return value
  }
  throw new Error(`not within ${ms} ms: ${what}`)
}

const rows = (page, name) => page.locator(`.messages [data-name=${name}]`)
const seals = (page, name) => rows(page, name).locator('.seal').allTextContents()

const overflowing = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const wide = [...document.body.querySelectorAll('*')].filter((node) => {
      const box = node.getBoundingClientRect()
      const shown = node.checkVisibility() && box.width > 0 && !node.closest('.heard, .skip')
      return shown && (box.right > width + 0.5 || box.left < -0.5)
    })
    const names = wide.map((node) => `${node.tagName}.${node.getAttribute('class')}#${node.id}`)
    return document.documentElement.scrollWidth > width ? ['the page', ...names] : names
  })

async function usable(page, name, { heard = true } = {}) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  assert.deepEqual(await overflowing(page), [], name)
  if (!heard) return
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
    name,
  )
}

describe('from the shop page to paid', { concurrency: 6 }, () => {
  for (const [method, device, options] of [
    ['hicoin', PHONE],
    ['hicoin', DESK],
    ['alipay', PHONE],
    ['alipay', DESK],
    ['wechat', PHONE],
    ['alipay', PHONE, { v1: true }],
  ]) {
    const on = device === PHONE ? 'phone' : 'desk'
    test(`${method}, on a ${on}${options ? ', interface v1' : ''}`, async (t) => {
      const page = await visit(t, device)
      await page.getByRole('button', { name: 'One seat more' }).click()
      await buy(page, method, options)
      await atGateway(page)
      assert.equal(await page.locator('.figure').textContent(), method === 'hicoin' ? '19' : '¥136.00')
      await payAndReturn(page)
      await paidOn(page)
      const no = numberOn(page)
      assert.match(await page.locator('#voucher').textContent(), /^[A-Z2-9]{8}$/)
      assert.deepEqual(ledgersAgree(no), { paid: 1, entries: ['ordered', 'opened', 'paid', 'delivered'] })
      const [payment] = store().paymentsOf(no)
      assert.equal(payment.gateway, method === 'hicoin' ? 'hicoin' : options ? 'yinqiantong-v1' : 'yinqiantong-v2')
      if (method === 'alipay') assert.equal(payment.platform, on === 'phone' ? 'h5' : 'pc')
      assert.ok((await seals(page, 'create')).includes('verified by the gateway'))
      // On a busy machine the shop's own question may be answered just before the notification comes.
      await until('the notification', () => rows(page, 'notify-answer').count())
      const { detail } = store()
        .ledgerOf(no)
        .find(({ entry }) => entry === 'paid')
      const outcome =
        detail === 'notification' ? 'amount compared, delivered' : 'known already: nothing delivered twice'
      assert.deepEqual(await seals(page, 'notify'), ['verified by paysign', outcome])
    })
  }

  test('a QR code on a desk: the page hears of the payment without being touched', async (t) => {
    const page = await visit(t)
    await buy(page, 'wechat-qr')
    await page.waitForSelector('#qr')
    const [payment] = store().paymentsOf(numberOn(page))
    const text = await scanned(page)
    assert.equal(text, payment.pay_body)
    const phone = await visit(t, PHONE)
    await phone.goto(text)
    await phone.locator('button[value=pay]').click()
    await paidOn(page)
    ledgersAgree(numberOn(page))
  })

  test('by keyboard alone', async (t) => {
    const page = await visit(t)
    await page.locator('input[name=method]:checked').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'pay')
    await page.keyboard.press('Enter')
    await atGateway(page)
    await page.locator('button[value=pay]').press('Enter')
    await page.locator('#back').press('Enter')
    await paidOn(page)
    const row = rows(page, 'notify').locator('button').first()
    await row.press('Enter')
    assert.equal(await row.getAttribute('aria-expanded'), 'true')
    assert.match(await rows(page, 'notify').locator('.canonical').first().textContent(), /appid=00000000&/)
  })

  test('where server-sent events do not come through, the page asks', async (t) => {
    const page = await visit(t)
    await page.route('**/events', (route) => route.abort())
    await buy(page, 'alipay-qr')
    await page.waitForSelector('#qr')
    const no = numberOn(page)
    control().act('yinqiantong-v2', store().paymentsOf(no)[0].no, 'pay')
    await paidOn(page)
    assert.ok((await rows(page, 'notify').count()) > 0)
  })
})

describe('customers', { concurrency: 6 }, () => {
  test('cancels, looks again, and lets it expire', async (t) => {
    const page = await visit(t, PHONE)
    await buy(page, 'hicoin')
    await atGateway(page)
    await page.locator('button[value=cancel]').click()
    await page.locator('#back').click()
    await page.waitForSelector('[data-status=open] #go')
    const no = numberOn(page)
    assert.deepEqual(ledgersAgree(no), { paid: 0, entries: ['ordered', 'opened'] })
    await page.locator('#act-expire').click()
    await page.waitForSelector('[data-status=closed]', PAID)
    assert.deepEqual(ledgersAgree(no), { paid: 0, entries: ['ordered', 'opened', 'closed', 'closed'] })
    // Whoever pays at the last moment after all has paid.
    assert.equal(await page.locator('#voucher').count(), 0)
  })

  test('clicks twice, and has one order', async (t) => {
    const page = await visit(t)
    await page.locator('input[value=alipay-qr]').check()
    await page.locator('#pay').evaluate((button) => {
      button.click()
      button.click()
    })
    await page.waitForSelector('#qr')
    const { visitor } = store().order(numberOn(page))
    assert.equal(store().ordersOf(visitor).length, 1)
    // The same key again, as after an answer that was lost.
    const again = await page.evaluate(async () => {
      const body = JSON.stringify({ key: 'the-same-key', quantity: 1, language: 'en' })
      const send = () =>
        fetch('/api/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((r) =>
          r.json(),
        )
      return [await send(), await send()]
    })
    assert.equal(again[0].no, again[1].no)
  })

  test('pays in two tabs: the gateway takes it once', async (t) => {
    const page = await visit(t)
    await buy(page, 'hicoin')
    await atGateway(page)
    const other = await page.context().newPage()
    await other.goto(page.url())
    await page.locator('button[value=pay]').click()
    await other.locator('button[value=pay]').click()
    await other.locator('#back').click()
    await paidOn(other)
    assert.equal(ledgersAgree(numberOn(other)).paid, 1)
  })

  test('pays in two ways: delivered once, the second sum is booked for refund', async (t) => {
    const page = await visit(t)
    await buy(page, 'hicoin')
    await atGateway(page)
    const hicoin = page.url()
    await page.goBack()
    await page.locator('#other').click()
    await page.locator('input[name=method][value=alipay]').check()
    await page.locator('#go').click()
    await page.waitForURL(/cashier/)
    await payAndReturn(page)
    await paidOn(page)
    const no = numberOn(page)
    const voucher = await page.locator('#voucher').textContent()
    await page.goto(hicoin)
    await page.locator('button[value=pay]').click()
    await page.locator('#back').click()
    await page.getByText('It was paid twice').waitFor()
    assert.equal(await page.locator('#voucher').textContent(), voucher)
    assert.equal(ledgersAgree(no).paid, 2)
  })

  test('reloads in the middle, goes back, closes the tab, and finds the order again', async (t) => {
    const page = await visit(t, PHONE)
    await buy(page, 'wechat')
    await atGateway(page)
    await page.reload()
    await page.goBack()
    await page.waitForSelector('[data-status=open] #go')
    const no = numberOn(page)
    await page.reload()
    await page.waitForSelector('[data-status=open] #go')
    assert.ok((await rows(page, 'create').count()) === 1, 'the diagram is there again')
    const { context } = { context: page.context() }
    await page.close()
    const next = await context.newPage()
    await next.goto(running.url)
    await next.locator(`a[href="/orders/${no}"]`).click()
    await next.locator('#go').click()
    await payAndReturn(next)
    await paidOn(next)
    assert.equal(ledgersAgree(no).paid, 1)
    assert.equal(store().paymentsOf(no).length, 1, 'it went on with the payment that was open')
  })

  test('pays and never comes back: the shop knows all the same', async (t) => {
    const page = await visit(t)
    await buy(page, 'hicoin')
    await atGateway(page)
    const no = await until('the order', () => store().paymentByGatewayNo(prepayId(page.url()))?.order_no)
    await page.locator('button[value=pay]').click()
    await page.context().clearCookies()
    await page.goto('about:blank')
    await until('paid', () => store().order(no).status === 'paid')
    assert.equal(ledgersAgree(no).paid, 1)
  })

  test('changes the amount in the address, or in the form: the gateway refuses, the shop sold nothing', async (t) => {
    for (const [method, title] of [
      ['hicoin', /hicoinfe.*total_amount=1&/],
      ['alipay', /gateway\.do/],
    ]) {
      const page = await visit(t, PHONE)
      await buy(page, method, { wish: 'address' })
      await page.getByText('The signature is wrong').waitFor()
      assert.match(page.url(), title)
      await page.goBack()
      await page.waitForSelector('[data-status=open] #go')
      await page.waitForSelector('.messages .bad[data-name=visit]')
      assert.equal(ledgersAgree(numberOn(page)).paid, 0)
    }
  })

  test('of others see nothing: not the order, not its voucher; and other pages cannot buy', async (t) => {
    const page = await visit(t)
    await buy(page, 'alipay-qr')
    await page.waitForSelector('#qr')
    const no = numberOn(page)
    const stranger = await visit(t, { path: `orders/${no}` })
    await stranger.getByText('This order was made in another browser').waitFor()
    const order = JSON.stringify({ key: 'from-elsewhere', quantity: 1, language: 'en' })
    const headers = { 'content-type': 'application/json', origin: 'http://elsewhere.test' }
    assert.equal((await fetch(`${running.url}api/orders`, { method: 'POST', headers, body: order })).status, 400)
    for (const path of [`api/orders/${no}`, `api/orders/${no}/events`]) {
      assert.equal((await fetch(running.url + path)).status, 403)
    }
    assert.equal((await fetch(`${running.url}api/orders/S000`)).status, 404)
  })
})

const prepayId = (url) => /prepay_id=(\d+)/.exec(decodeURIComponent(url))[1]

describe('a gateway that misbehaves', { concurrency: 9 }, () => {
  for (const [method, wish, check] of [
    [
      'hicoin',
      'late',
      async (page, no) => {
        await until('the notification', () => page.locator('[data-name=notify]').count(), 20_000)
        assert.deepEqual(await seals(page, 'notify'), ['verified by paysign', 'known already: nothing delivered twice'])
        assert.equal(
          store()
            .ledgerOf(no)
            .find(({ entry }) => entry === 'paid').detail,
          'query',
        )
      },
    ],
    [
      'alipay',
      'lost',
      async (page, no) => {
        assert.equal(await rows(page, 'notify').count(), 0)
        assert.equal(
          store()
            .ledgerOf(no)
            .find(({ entry }) => entry === 'paid').detail,
          'query',
        )
      },
    ],
    [
      'hicoin',
      'repeated',
      async (page) => {
        await until('three', async () => (await rows(page, 'notify').count()) === 3)
        assert.deepEqual((await seals(page, 'notify')).filter((words) => words.startsWith('handled before')).length, 2)
        assert.deepEqual(await rows(page, 'notify-answer').locator('.label').allTextContents(), [
          '200 SUCCESS',
          '200 SUCCESS',
          '200 SUCCESS',
        ])
      },
    ],
    [
      'alipay',
      'forged',
      async (page) => {
        assert.equal((await seals(page, 'notify'))[0], 'refused by paysign')
        await rows(page, 'notify').locator('button').first().click()
        const detail = page.locator('[data-name=notify] .detail').first()
        assert.match(await detail.textContent(), /PayError signature: .*签名错误/)
        assert.match(await detail.textContent(), /In the message stood another one/)
      },
    ],
    [
      'wechat',
      'amount',
      async (page, no) => {
        assert.ok((await seals(page, 'notify')).includes('the amount differs: not delivered'))
        const [{ amount }] = store()
          .ledgerOf(no)
          .filter(({ entry }) => entry === 'mismatch')
        assert.equal(amount, '6801')
      },
    ],
  ]) {
    test(`a notification that is ${wish} (${method}) ends in paid, once`, async (t) => {
      const page = await visit(t, PHONE)
      await buy(page, method, { wish })
      await payAndReturn(page)
      await paidOn(page)
      const no = numberOn(page)
      await check(page, no)
      assert.equal(ledgersAgree(no).paid, 1)
    })
  }

  for (const [method, wish, kind] of [
    ['hicoin', 'wrong-signature', /PayError signature/],
    ['hicoin', 'answer-lost', /PayError network/],
    ['alipay-qr', 'answer-lost', /PayError network/],
  ]) {
    test(`making the order, ${wish} (${method}): nothing is trusted, the next try goes through`, async (t) => {
      const page = await visit(t)
      await buy(page, method, { wish })
      await page.getByText('cannot be trusted or did not come').waitFor()
      const no = numberOn(page)
      const bad = page.locator('.messages .bad').first()
      await bad.locator('button').click()
      assert.match(await bad.textContent(), kind)
      assert.match(await bad.textContent(), /The outcome is unknown/)
      await page.locator('input[name=fault][value=none]').evaluate((input) => input.click())
      await page.locator('#go').click()
      if (method === 'hicoin') await payAndReturn(page)
      else {
        await page.waitForSelector('#qr')
        control().act('yinqiantong-v2', store().paymentsOf(no)[1].no, 'pay')
      }
      await paidOn(page)
      assert.deepEqual(
        store()
          .paymentsOf(no)
          .map(({ status }) => status),
        ['lost', 'paid'],
      )
      assert.equal(ledgersAgree(no).paid, 1)
    })
  }

  test('a stranger forges notifications of every kind: the order stays unpaid', async (t) => {
    for (const [method, v1] of [['hicoin'], ['alipay'], ['alipay', true]]) {
      const page = await visit(t, PHONE)
      await buy(page, method, { v1 })
      await atGateway(page)
      await page.goBack()
      await page.locator('#act-forge').click()
      await rows(page, 'notify-answer').waitFor()
      assert.deepEqual(await seals(page, 'notify'), ['refused by paysign'])
      const no = numberOn(page)
      assert.equal(store().order(no).status, 'open')
      assert.equal(ledgersAgree(no).paid, 0)
    }
  })
})

describe('one at a time, because they change what all customers meet', () => {
  test('declines at HiCoin, and is told', async (t) => {
    const page = await visit(t)
    control().quirks('hicoin', { authorize: 'page' })
    t.after(() => control().quirks('hicoin', { authorize: 'silent' }))
    await buy(page, 'hicoin')
    await page.getByRole('button', { name: 'Decline' }).click()
    await page.getByText('You did not let the shop know who you are').waitFor()
    assert.equal(ledgersAgree(numberOn(page)).paid, 0)
  })

  test('the gateway is down when the order is made, and the next try goes through', async (t) => {
    const page = await visit(t)
    await buy(page, 'alipay-qr', { wish: 'outage' })
    await page.waitForSelector('#trouble')
    const no = numberOn(page)
    // Refused a connection, the package knows that nothing was sent; on one that had been kept alive it cannot know.
    const [{ status }] = store().paymentsOf(no)
    const words = { refused: /cannot be reached right now/, lost: /cannot be trusted or did not come/ }[status]
    assert.match(await page.locator('#trouble').textContent(), words)
    await page.locator('input[name=fault][value=none]').evaluate((input) => input.click())
    await until('the gateway', () => fetch(running.gateway.sandbox.url).then(Boolean, () => false))
    await page.locator('#go').click()
    await page.waitForSelector('#qr')
    control().act('yinqiantong-v2', store().paymentsOf(no).at(-1).no, 'pay')
    await paidOn(page)
    assert.equal(ledgersAgree(no).paid, 1)
  })

  test('the gateway restarts while the customer is there', async (t) => {
    const page = await visit(t, PHONE)
    await buy(page, 'hicoin')
    await atGateway(page)
    const { back } = await running.gateway.goDown(300)
    await back
    await payAndReturn(page)
    await paidOn(page)
    assert.equal(ledgersAgree(numberOn(page)).paid, 1)
  })

  test('the shop restarts: yesterday’s orders are there, and what was paid meanwhile is found', async (t) => {
    const other = mkdtempSync(join(tmpdir(), 'paysign-shop-'))
    t.after(() => rmSync(other, { recursive: true, force: true }))
    const usual = running
    t.after(() => (running = usual))
    running = await start(settingsFrom({ PORT: '0', DATA: other }))
    const port = Number(new URL(running.url).port)
    const sandboxPort = Number(new URL(running.gateway.sandbox.url).port)
    const page = await visit(t)
    await buy(page, 'alipay-qr')
    await page.waitForSelector('#qr')
    const no = numberOn(page)
    // Two on one set of orders would both deliver.
    await assert.rejects(start(settingsFrom({ PORT: '0', DATA: other })), /another shop is running/)

    await running.stop()
    await page.getByText('The connection is lost').waitFor()
    const again = { PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA: other }
    running = await start({ ...settingsFrom(again), fixedPort: true })
    control().addFault({ on: 'notification', fault: 'lost', order: store().paymentsOf(no)[0].no })
    control().act('yinqiantong-v2', store().paymentsOf(no)[0].no, 'pay')
    await paidOn(page)
    assert.equal(ledgersAgree(no).paid, 1)
    await page.goto(running.url)
    await page.locator(`.earlier a[href="/orders/${no}"] .paid`).waitFor()
    assert.throws(() => store().db.prepare('update ledger set amount = 1').run(), /append-only/)
    assert.throws(() => store().db.prepare('delete from ledger').run(), /append-only/)
    await running.stop()
  })
})

describe('the page', { concurrency: 4 }, () => {
  test('first view: little to load, no wasm, nothing from elsewhere, and a strict policy', async () => {
    const html = await (await fetch(running.url)).text()
    const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path)
    const sizes = await Promise.all(
      scripts.map(async (path) => {
        const response = await fetch(new URL(path, running.url), { headers: { 'accept-encoding': 'gzip' } })
        return existsSync(join(root, 'www/dist', `${path}.gz`))
          ? statSync(join(root, 'www/dist', `${path}.gz`)).size
          : (await response.arrayBuffer()).byteLength
      }),
    )
    const total = sizes.reduce((sum, size) => sum + size, 0)
    assert.ok(scripts.length >= 2 && total < 40_000, `${total} bytes of ${scripts}`)
    const { headers } = await fetch(running.url)
    const policy = headers.get('content-security-policy')
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /connect-src 'self'/)
    assert.match(policy, /require-trusted-types-for 'script'/)
    assert.doesNotMatch(policy, /unsafe/)
  })

  test('no key ever reaches the browser', async (t) => {
    const page = await visit(t)
    const bodies = []
    page.on('response', async (response) => {
      if (response.url().startsWith(running.url)) bodies.push(response.text().catch(() => ''))
    })
    for (const method of ['hicoin', 'alipay']) {
      await page.goto(running.url)
      await buy(page, method)
      await payAndReturn(page)
      await paidOn(page)
      for (const row of await page.locator('.messages .row').all()) await row.click()
      // Events are a stream that has no end yet: what came by it is asked for as well.
      bodies.push(await page.evaluate((no) => fetch(`/api/orders/${no}`).then((r) => r.text()), numberOn(page)))
      bodies.push(await page.locator('body').innerText())
    }
    await page.goto(running.url)
    const keys = Object.values(running.gateway.config).flatMap((options) =>
      ['mchKey', 'secret', 'appKey', 'appSecret'].map((name) => options[name]).filter(Boolean),
    )
    assert.ok(keys.length >= 5)
    const seen = (await Promise.all(bodies)).join('\n')
    assert.ok(seen.includes('app_secret=***') && seen.includes('&key=***'))
    for (const key of keys) assert.ok(!seen.includes(key), `a key reached the browser: ${key.slice(0, 4)}…`)
  })

  for (const [locale, colorScheme, device] of [
    ['en-US', 'light', { viewport: { width: 1440, height: 900 } }],
    ['zh-CN', 'dark', PHONE],
    ['zh-CN', 'light', DESK],
    ['en-US', 'dark', { ...PHONE, viewport: { width: 390, height: 844 } }],
  ]) {
    test(`each step is whole, accessible and translated: ${locale}, ${colorScheme}, ${device.viewport.width} px`, async (t) => {
      const page = await visit(t, { ...device, locale, colorScheme })
      const look = async (step) => {
        // A screen reader's view does not depend on the width; colours in either theme are looked at once.
        const heard = device.viewport.width === 1440 || device === PHONE
        await usable(page, `${locale}-${colorScheme}-${device.viewport.width}-${step}`, { heard })
        const text = await page.evaluate(() => {
          const copy = document.body.cloneNode(true)
          for (const node of copy.querySelectorAll('[translate=no], .language-button, noscript')) node.remove()
          return copy.textContent
        })
        const foreign = locale === 'en-US' ? /[\u4e00-\u9fff]+/ : /\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b/
        assert.equal(foreign.exec(text)?.[0], undefined, step)
      }
      await look('1-product')
      await buy(page, 'alipay-qr', { wish: 'forged' })
      await page.waitForSelector('#qr')
      await rows(page, 'qr-code').waitFor()
      await look('2-code')
      await page.locator('#other').click()
      await look('3-other')
      const no = numberOn(page)
      control().act('yinqiantong-v2', store().paymentsOf(no)[0].no, 'pay')
      await paidOn(page)
      await page.locator('#ledger-summary').click()
      await rows(page, 'create').locator('button').click()
      await rows(page, 'notify').locator('button').first().click()
      await look('4-paid')
      await page.locator('.language-button').click()
      await page.locator('.language-button').click()
      await page.locator('#to-product').click()
      await page.locator('.earlier a').first().waitFor()
      await buy(page, 'hicoin', { wish: 'wrong-signature' })
      await page.waitForSelector('#trouble')
      await look('5-trouble')
      await page.locator('#act-forge').waitFor()
      await page.locator('#to-product').click()
      await look('6-earlier')
    })
  }

  test('another visitor’s host name is not answered', async () => {
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      const asked = request(running.url, { headers: { host: 'elsewhere.test' } }, ({ statusCode }) =>
        resolve(statusCode),
      )
      asked.on('error', reject).end()
    })
    assert.equal(status, 421)
  })
})

describe('in Firefox', () => {
  let firefox
  before(async () => (firefox = await browsers.Firefox()))
  after(() => firefox?.close())

  const waitFor = (selector) => `
    for (let i = 0; i < 200; i += 1) {
      const found = document.querySelector(${JSON.stringify(selector)})
      if (found) return found.textContent
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(${JSON.stringify(`no ${selector} on `)} + location)`
  const press = (selector) =>
    firefox.run(`setTimeout(() => document.querySelector(${JSON.stringify(selector)}).click())`)

  for (const method of ['hicoin', 'alipay', 'alipay-qr']) {
    test(`${method}, from the shop page to paid`, async () => {
      await firefox.open(running.url)
      await firefox.run(waitFor('[data-ready] #pay'))
      await firefox.run(`document.querySelector('input[value=${method}]').click()`)
      await press('#pay')
      if (method.endsWith('-qr')) {
        await firefox.run(waitFor('#open-code'))
        await firefox.open(await firefox.run(`return document.querySelector('#open-code').href`))
      }
      await until('the gateway', () =>
        firefox.run(`return !!document.querySelector('button[value=pay]')`).catch(() => false),
      )
      await press('button[value=pay]')
      await until('paid there', () => firefox.run(`return !!document.querySelector('#back')`).catch(() => false))
      await press('#back')
      await until('the voucher', () => firefox.run(`return !!document.querySelector('#voucher')`).catch(() => false))
      const no = await firefox.run(`return location.pathname.split('/').at(-1)`)
      assert.equal(ledgersAgree(no).paid, 1)
    })
  }
})

describe('a shop in production', () => {
  const keys = {
    HICOIN_APP_ID: '1',
    HICOIN_MCH_KEY: 'mch',
    HICOIN_SECRET: 'sec',
    YINQIANTONG_APP_ID: '2',
    YINQIANTONG_APP_SECRET: 'app',
    PUBLIC_URL: 'https://shop.example',
  }

  test('takes its keys from the environment, and says which one is missing', () => {
    const { gateways, publicUrl } = settingsFrom(keys)
    assert.deepEqual(Object.keys(gateways), ['hicoin', 'yinqiantong-v2'])
    assert.equal(publicUrl, 'https://shop.example')
    for (const name of ['HICOIN_MCH_KEY', 'HICOIN_SECRET', 'YINQIANTONG_APP_SECRET', 'PUBLIC_URL']) {
      assert.throws(() => settingsFrom({ ...keys, [name]: undefined }), new RegExp(`^Error: ${name} is missing`))
    }
    assert.throws(() => settingsFrom({ ...keys, YINQIANTONG_VERSION: 'v1' }), /YINQIANTONG_APP_KEY/)
    assert.equal(settingsFrom({}).gateways, undefined)
  })

  test('has no sandbox and no view behind the scenes, and offers what it has keys for', async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'paysign-shop-'))
    const real = await start(settingsFrom({ ...keys, HICOIN_APP_ID: undefined, PORT: '0', DATA: data }))
    t.after(async () => {
      await real.stop()
      rmSync(data, { recursive: true, force: true })
    })
    const shop = await (await fetch(`${real.url}api/shop`)).json()
    assert.deepEqual(
      shop.methods.map(({ id }) => id),
      ['alipay', 'wechat', 'alipay-qr', 'wechat-qr'],
    )
    assert.equal(shop.backstage, undefined)
    assert.equal((await fetch(`${real.url}api/backstage/fault`, { method: 'POST' })).status, 404)
    assert.deepEqual(
      readdirSync(data).filter((name) => /sandbox|backstage/.test(name)),
      [],
    )
    const policy = (await fetch(real.url)).headers.get('content-security-policy')
    assert.match(policy, /form-action https:\/\/openapi\.alipay\.com https:\/\/\*\.alipay\.com/)
    const cookie = (await fetch(`${real.url}api/shop`)).headers.get('set-cookie')
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /Secure/)
  })

  test('its command says what is wrong, in one line', async () => {
    const env = { ...process.env, HICOIN_APP_ID: '1' }
    const demo = spawn(process.execPath, [join(root, 'www/shop/server/demo.js')], { env })
    let errors = ''
    demo.stderr.on('data', (data) => (errors += data))
    const code = await new Promise((resolve) => demo.once('exit', resolve))
    assert.equal(code, 1)
    assert.equal(errors.trim(), 'HICOIN_MCH_KEY is missing from the environment')
  })
})

async function scanned(page) {
  const picture = await page.locator('#qr').screenshot()
  // A page of its own reads the picture's pixels: the shop's policy would rightly refuse it.
  const reader = await browser.newPage()
  const { width, height, pixels } = await reader.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const { width, height } = picture
    const drawing = new OffscreenCanvas(width, height).getContext('2d')
    drawing.drawImage(picture, 0, 0)
    return { width, height, pixels: [...drawing.getImageData(0, 0, width, height).data] }
  }, picture.toString('base64'))
  await reader.close()
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data
}
