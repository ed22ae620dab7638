// The sandbox as a whole: it forgets nothing, its clock moves, it is steered over HTTP, it holds under load.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSandbox } from '../../../www/sandbox/index.js'
import { hicoinMerchant, startSandbox, takeNotifications } from './merchant.js'

async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), 'sandbox-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

test('a restart loses no order, no token, no clock, and sends what was not acknowledged', async (t) => {
  const database = join(await folder(t), 'sandbox.db')
  let working = false
  const merchant = await takeNotifications(t, () => (working ? { body: 'SUCCESS' } : { status: 500 }))
  const merchants = { hicoin: { notifyUrl: merchant.url } }
  // A pause that is not over before the restart.
  const notifySchedule = { hicoin: [300, 300] }
  const first = await startSandbox(t, { database, merchants, notifySchedule })
  const hicoin = hicoinMerchant(first)
  const [paid, open] = [hicoin.order(), hicoin.order()]
  const tradeNo = (await hicoin.preOrder(paid)).body.data.trade_no
  await hicoin.preOrder(open)
  const token = await hicoin.baseToken()
  first.control.advance(60_000)
  first.control.act('hicoin', tradeNo, 'pay')
  await first.control.idle()
  assert.equal(merchant.seen.length, 1)
  const now = first.control.now()
  await first.stopOnce()

  working = true
  const second = await startSandbox(t, { database, merchants, notifySchedule, notifyScale: 1 })
  const again = hicoinMerchant(second)
  assert.ok(second.control.now() - now < 10_000 && second.control.now() >= now, 'the clock is still a minute ahead')
  const status = async ({ out_trade_no }) => (await again.queryOrder(out_trade_no, token)).body.data.trade_status
  assert.equal(await status(paid), 'SUCCESS')
  assert.equal(await status(open), 'NOTPAY')
  assert.equal(second.control.balance('hicoin', 'merchant', 'USDT'), '1000001')
  for (let n = 0; n < 200 && merchant.seen.length < 2; n++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(merchant.seen.length, 2, 'the notification goes on after the restart')
  await second.control.idle()
  assert.equal(second.control.notifications({})[0].state, 'acknowledged')
})

test('killed in the middle, it keeps what it had answered', async (t) => {
  const data = await folder(t)
  const bin = new URL('../../../www/sandbox/bin.js', import.meta.url).pathname
  const start = async () => {
    const child = spawn(process.execPath, [bin, '--port', '0', '--data', data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    for await (const part of child.stdout) {
      text += part
      if (text.includes('Ctrl-C ends it')) break
    }
    return { child, text, url: /paysign sandbox: (\S+)/.exec(text)[1] }
  }
  const first = await start()
  assert.match(first.text, /mchKey +mch_key_1566486321/)
  assert.doesNotMatch(first.text, /PRIVATE KEY/)
  const keyFile = /privateKey +(\S+\.pem)/.exec(first.text)[1]
  assert.equal((await stat(keyFile)).mode & 0o777, 0o600)
  const key = await readFile(keyFile, 'utf8')

  const config = (await (await fetch(`${first.url}/_sandbox`)).json()).gateways.hicoin.config
  const remote = { config: { hicoin: config }, control: {} }
  const merchant = hicoinMerchant(remote)
  const { access_token } = await (
    await fetch(`${first.url}/_sandbox/hicoin/tokens`, { method: 'POST', body: '{}' })
  ).json()
  const order = merchant.order()
  assert.equal((await merchant.preOrder(order, access_token)).body.code, '0')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await start()
  const known = await (await fetch(`${second.url}/_sandbox/hicoin/orders/${order.out_trade_no}`)).json()
  assert.equal(known.status, 'created')
  assert.equal(await readFile(keyFile, 'utf8'), key, 'and the keys')
  second.child.kill('SIGTERM')
  const [code] = await once(second.child, 'exit')
  assert.equal(code, 0)
})

test('steered over HTTP', async (t) => {
  const notified = await takeNotifications(t, () => ({ body: 'SUCCESS' }))
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const call = async (method, path, body) => {
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, { method, body: body && JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }
  const info = (await call('GET', '')).body
  assert.deepEqual(Object.keys(info.gateways), ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'bitcv', 'sixdu', 'bhop'])
  assert.equal(info.gateways.hicoin.config.apiBase, `${sandbox.url}/hicoin/oauth/api`)
  assert.equal(info.gateways.bhop.users[0].secret, undefined)

  await call('PATCH', '/hicoin/merchant', { notifyUrl: notified.url })
  const order = merchant.order()
  await merchant.preOrder(order)
  assert.equal((await call('GET', `/hicoin/orders/${order.out_trade_no}`)).body.word, 'NOTPAY')
  assert.equal((await call('POST', `/hicoin/orders/${order.out_trade_no}/pay`)).body.word, 'SUCCESS')
  assert.deepEqual(await call('POST', `/hicoin/orders/${order.out_trade_no}/pay`), {
    status: 409,
    body: { error: 'an order that is paid cannot pay', code: 'state' },
  })
  await call('POST', '/notifications/idle')
  const [notification] = (await call('GET', '/notifications?gateway=hicoin')).body
  assert.equal(notification.state, 'acknowledged')
  await call('POST', `/notifications/${notification.id}/resend`)
  await call('POST', '/notifications/idle')
  assert.equal(notified.seen.length, 2)
  assert.equal(
    (await call('POST', `/hicoin/orders/${order.out_trade_no}/notify`, { fields: { trade_status: 'CLOSED' } })).status,
    201,
  )
  await call('POST', '/notifications/idle')
  assert.equal(notified.seen.length, 3)

  assert.equal((await call('POST', '/faults', { call: 'preOrder', fault: 'error' })).status, 201)
  assert.equal((await call('GET', '/faults')).body.length, 1)
  assert.equal((await merchant.preOrder(merchant.order())).status, 500)
  assert.equal((await call('DELETE', '/faults')).body.removed, 1)
  assert.equal((await call('GET', '/arrivals/count?call=preOrder')).body.count, 2)
  assert.equal((await call('GET', '/arrivals?gateway=hicoin&limit=1')).body[0].fault, 'error before')
  const [, arrival] = (await call('GET', '/arrivals?call=preOrder')).body
  assert.equal(arrival.verified, true)
  assert.match(arrival.canonical, /^access_token=.*&version=1\.0$/)
  assert.match(arrival.answer, /"trade_no"/)

  const before = (await call('GET', '/clock')).body.now
  assert.ok((await call('POST', '/clock', { advanceMs: 5000 })).body.now >= before + 5000)
  assert.equal((await call('GET', '/hicoin/balances/merchant/USDT')).body.amount, '1000001')
  await call('PUT', '/hicoin/balances/merchant/USDT', { amount: '7' })
  assert.equal((await call('GET', '/hicoin/balances/merchant/USDT')).body.amount, '7')
  assert.equal((await call('GET', '/ledger?gateway=hicoin')).body[0].amount, '1')
  assert.match((await call('POST', '/hicoin/codes', { user: 'o-2' })).body.code, /^[0-9a-f]{32}$/)
  assert.equal((await call('DELETE', '/hicoin/tokens/access')).body.removed, 2)
  assert.match((await call('POST', '/bhop/sessions', {})).body.cookie, /^au_token=/)
  assert.equal((await call('PATCH', '/hicoin/quirks', { code: 'string' })).body.code, 'string')

  for (const [method, path, body] of [
    ['GET', '/paypal/orders/1'],
    ['GET', '/hicoin/orders/none'],
    ['POST', `/hicoin/orders/${order.out_trade_no}/explode`],
    ['POST', '/faults', { fault: 'x' }],
    ['PATCH', '/hicoin/quirks', { code: 'x' }],
    ['PATCH', '/hicoin/merchant', { x: 1 }],
    ['POST', '/clock', { advanceMs: 'x' }],
    ['POST', '/hicoin/codes', { user: 'nobody' }],
  ]) {
    const refused = await call(method, path, body)
    assert.equal(refused.status, 400, path)
    assert.equal(typeof refused.body.error, 'string')
  }

  await call('POST', '/reset')
  assert.deepEqual((await call('GET', '/orders')).body, [])
  assert.equal((await call('GET', '/hicoin/balances/merchant/USDT')).body.amount, '1000000')
  assert.equal((await call('GET', '')).body.gateways.hicoin.quirks.code, 'mixed')
})

test('only this machine steers it, and only pages of this machine call it', async (t) => {
  const sandbox = await startSandbox(t)
  const status = (headers, path = '/_sandbox') =>
    new Promise((resolve, reject) =>
      request(`${sandbox.url}${path}`, { headers }, (response) => resolve(response.resume()))
        .on('error', reject)
        .end(),
    )
  assert.equal((await status({})).statusCode, 200)
  assert.equal((await status({ host: 'evil.example' })).statusCode, 403, 'a name that was bound to loopback afterwards')
  assert.equal((await status({ origin: 'https://evil.example' })).statusCode, 403)
  const from = async (origin) =>
    (await status({ origin }, '/bhop/api/payment/orders')).headers['access-control-allow-origin']
  assert.equal(await from('http://localhost:5173'), 'http://localhost:5173')
  assert.equal(await from('https://evil.example'), undefined)
})

test('events tell what happens', async (t) => {
  const notified = await takeNotifications(t, () => ({ body: 'SUCCESS' }))
  const sandbox = await startSandbox(t, { merchants: { hicoin: { notifyUrl: notified.url } } })
  const seen = []
  for (const name of ['arrival', 'order', 'delivery'])
    sandbox.events.on(name, (event) => seen.push([name, event.call ?? event.action ?? event.acknowledged]))
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  await merchant.preOrder(order)
  sandbox.control.act('hicoin', order.out_trade_no, 'pay')
  await sandbox.control.idle()
  assert.deepEqual(seen, [
    ['order', 'create'],
    ['arrival', 'preOrder'],
    ['order', 'pay'],
    ['delivery', true],
  ])
})

test('a thousand orders at once, with faults by chance: what the gateway booked is what was paid', async (t) => {
  const heard = new Map()
  const notified = await takeNotifications(t, ({ body }) => {
    const { out_trade_no } = Object.fromEntries(new URLSearchParams(body))
    heard.set(out_trade_no, (heard.get(out_trade_no) ?? 0) + 1)
    return { body: 'SUCCESS' }
  })
  const sandbox = await startSandbox(t, { merchants: { hicoin: { notifyUrl: notified.url } }, notifyScale: 0.00001 })
  const merchant = hicoinMerchant(sandbox)
  const token = merchant.userToken()
  sandbox.control.addFault({ call: 'preOrder', fault: 'drop', when: 'after', probability: 0.1 })
  sandbox.control.addFault({ call: 'preOrder', fault: 'drop', probability: 0.1 })
  sandbox.control.addFault({ on: 'notification', fault: 'unheard', probability: 0.1 })
  const orders = Array.from({ length: 1000 }, () => merchant.order({ total_amount: 12345678 }))
  const place = async (order) => {
    for (;;) {
      try {
        return assert.equal((await merchant.preOrder(order, token)).body.code, '0')
      } catch (error) {
        if (error.cause?.code !== 'UND_ERR_SOCKET' && error.cause?.code !== 'ECONNRESET') throw error
      }
    }
  }
  const waiting = [...orders]
  const worker = async () => {
    for (let order = waiting.pop(); order; order = waiting.pop()) {
      await place(order)
      sandbox.control.act('hicoin', order.out_trade_no, 'pay')
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  for (let n = 0; n < 500 && sandbox.control.notifications({ state: 'pending', limit: 1 }).length; n++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(sandbox.control.orders({ gateway: 'hicoin', limit: 5000 }).length, 1000)
  assert.equal(sandbox.control.ledger({ gateway: 'hicoin', limit: 5000 }).length, 1000)
  assert.equal(sandbox.control.balance('hicoin', 'merchant', 'USDT'), '1000123.45678')
  assert.equal(heard.size, 1000)
  assert.ok(
    [...heard.values()].some((times) => times > 1),
    'some were heard twice',
  )
  assert.ok(sandbox.control.countArrivals({ call: 'preOrder' }) > 1100)
})

test('in one process without listening', async () => {
  const sandbox = await createSandbox({ publicUrl: 'http://127.0.0.1' })
  const { apiBase, appId, secret } = sandbox.config.hicoin
  const body = new URLSearchParams({
    app_id: appId,
    secret,
    code: sandbox.control.issueCode('hicoin'),
    grant_type: 'authorization_code',
  })
  const response = await sandbox.fetch(`${apiBase}/sns/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  })
  assert.equal((await response.json()).data.openid, 'o-1')
  await sandbox.stop()
})

test('a port that is taken is an error, not a silence', async (t) => {
  const sandbox = await startSandbox(t)
  const second = await createSandbox()
  await assert.rejects(second.start(Number(new URL(sandbox.url).port)), { code: 'EADDRINUSE' })
  await second.stop()
})
