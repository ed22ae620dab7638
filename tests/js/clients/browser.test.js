// The clients in a page of Chromium, in front of the sandbox gateways, which are of another origin: with test keys
// and dangerouslyAllowBrowser, as demos have it, and BHOP's user API as merchants' pages use it.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { browsers, serve } from '../browsers.js'
import { PAYERS } from './clients.js'
import { startSandbox } from '../sandbox/merchant.js'

const page = `<!doctype html><meta charset="utf-8"><title>clients</title>
<script type="importmap">{ "imports": { "paysign": "/pkg/entry/web.js", "paysign/rsa": "/pkg/entry/rsa.js" } }</script>
<script type="module">
  import init, * as paysign from 'paysign'
  import initRsa from 'paysign/rsa'
  globalThis.paysign = paysign
  globalThis.shape = ({ name, kind, code, status, retryable, outcomeUnknown, operation, message }) =>
    ({ name, kind, code, status, retryable, outcomeUnknown, operation, message })
  globalThis.failureOf = (promise) => promise.then(() => 'it was answered', shape)
  globalThis.ready = Promise.all([init(), initRsa()])
</script>`

let server
let browser
let sandbox
let control
const stops = []

before(async () => {
  sandbox = await startSandbox({ after: (stop) => stops.push(stop) })
  control = sandbox.control
  server = await serve({ '/pkg/': fileURLToPath(new URL('../../../pkg/', import.meta.url)) }, { '/': page })
  browser = await browsers.Chromium()
  await browser.open(`http://127.0.0.1:${server.port}/`)
  await run('await ready')
})
after(async () => {
  await browser?.close()
  server?.close()
  for (const stop of stops) await stop()
})

/** Runs `body` in the page, where `given` is; big integers come back as text. */
const run = (body, given = {}) =>
  browser.run(`
    const given = ${JSON.stringify({ config: sandbox.config, ...given })}
    const { HiCoin, Yinqiantong, BitCV, SixDu, BhopUser, BhopOrg } = globalThis.paysign ?? {}
    const page = { dangerouslyAllowBrowser: true }
    const result = await (async () => { ${body} })()
    return result === undefined ? null : JSON.parse(JSON.stringify(result, (_, value) => typeof value === 'bigint' ? String(value) : value))`)

test('a class that holds a secret is not made in a page unasked', async () => {
  const kinds = await run(`
    return ['hicoin', 'yinqiantong', 'bitcv', 'sixdu', 'bhop'].map((name) => {
      const { operatorUserId, ...options } = given.config[name]
      const Class = { hicoin: HiCoin, yinqiantong: Yinqiantong, bitcv: BitCV, sixdu: SixDu, bhop: BhopOrg }[name]
      try { new Class(options) } catch (error) { return [error.kind, /dangerouslyAllowBrowser/.test(error.message)] }
    })`)
  assert.deepEqual(kinds, Array(5).fill(['config', true]))
  await run('new BhopUser({ base: given.config.bhop.base }).free()')
})

test('an order and its query at each gateway', async () => {
  const answers = await run(
    `
    const hicoin = new HiCoin({ ...given.config.hicoin, ...page })
    const order = { openid: 'o-1', body: '月卡 100%', subject: '会员', settle_currency: 'USDT' }
    const made = await hicoin.createOrder({ ...order, access_token: given.hicoin, out_trade_no: 'W1',
      total_amount: 9007199254740993n, trade_type: 'H5', return_url: location.href })
    const yinqiantong = {}
    for (const name of ['yinqiantong', 'yinqiantong-v2']) {
      const client = new Yinqiantong({ ...given.config[name], ...page })
      const { out_trade_no } = await client.createOrder({ client_out_trade_no: 'W1', channel: 'alipay', platform: 'h5',
        money: 100, client_ip: '127.0.0.1', notify_url: 'http://127.0.0.1:1/' })
      yinqiantong[name] = await client.queryOrder({ out_trade_no })
    }
    const bitcv = new BitCV({ ...given.config.bitcv, ...page })
    const { tradeNo } = await bitcv.createOrder({ accessToken: given.bitcv, outTradeNo: 'W1', totalAmount: '1.5',
      productName: '手机', currency: 'BCV', payerIp: '127.0.0.1' })
    const sixdu = new SixDu({ ...given.config.sixdu, ...page })
    await sixdu.createOrder({ subject: '充值', coinName: 'USDT', paymentProductCode: '0001', merchantOrderCode: 'W1',
      by: 'quantity', quantity: '10' })
    const { operatorUserId, ...options } = given.config.bhop
    const bhop = new BhopOrg({ ...options, ...page })
    const { orderId } = await bhop.createOrder({ client_order_id: 'W1', payer_user_id: given.payer, effective_time: 600,
      pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '1' } })
    return {
      page: await (await fetch(hicoin.h5PayUrl({ prepay_id: made.trade_no }))).text(),
      hicoin: await hicoin.queryOrder({ out_trade_no: 'W1' }),
      ...yinqiantong,
      bitcv: await bitcv.queryOrder({ tradeNo }),
      sixdu: await sixdu.queryOrder({ merchantOrderCode: 'W1' }),
      bhop: await bhop.queryOrder({ order_id: orderId }),
    }`,
    {
      hicoin: control.issueTokens('hicoin', 'o-1').access_token,
      bitcv: control.issueTokens('bitcv').accessToken,
      payer: PAYERS.none,
    },
  )
  assert.match(answers.page, /data-state="created"/)
  assert.deepEqual(
    [answers.hicoin.trade_status, answers.hicoin.total_amount, answers.hicoin.body],
    ['NOTPAY', '9007199254740993', '月卡 100%'],
  )
  assert.equal(answers.yinqiantong.status, 'unpaid')
  assert.equal(answers['yinqiantong-v2'].status, 'unpaid')
  assert.equal(answers.bitcv.tradeStatus, 'WAIT_PAY')
  assert.equal(answers.sixdu.orderStatus, 'created')
  assert.equal(answers.bhop.status, 'WAIT_FOR_PAYMENT')
  for (const { paid } of [answers.hicoin, answers.yinqiantong, answers.bitcv, answers.sixdu, answers.bhop]) {
    assert.equal(paid, false)
  }
  for (const gateway of ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'bitcv', 'sixdu', 'bhop']) {
    assert.equal(control.orders({ gateway }).length, 1, gateway)
  }
  assert.equal(control.countArrivals({ call: 'baseToken' }), 1)
})

test('BHOP’s walk, with the cookie that the browser has', async () => {
  const made = await run(
    `
    const { operatorUserId, ...options } = given.config.bhop
    const bhop = new BhopOrg({ ...options, ...page })
    const ids = []
    for (let n = 0; n < 45; n++) {
      const { orderId } = await bhop.createOrder({ client_order_id: 'walk' + n, payer_user_id: given.payer,
        pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '1' }, effective_time: 600 })
      ids.unshift(orderId)
    }
    return ids`,
    { payer: PAYERS.MOBILE },
  )
  const { token } = control.issueSession(PAYERS.MOBILE)
  const walked = await run(
    `
    document.cookie = 'au_token=' + given.token + '; path=/'
    const user = new BhopUser({ base: given.config.bhop.base })
    const asked = []
    const { paid, order } = await user.payOrder({
      order_id: given.order,
      askCode: async ({ authType }) => {
        asked.push(authType)
        while (!globalThis.code) await new Promise((resolve) => setTimeout(resolve, 10))
        return globalThis.code
      },
    })
    const listed = []
    for await (const { orderId } of user.listOrders()) listed.push(orderId)
    const without = await failureOf(new BhopUser({ base: given.config.bhop.base, credentials: 'omit' }).loadPayData({ order_id: given.order }))
    return { paid, status: order.status, asked, listed, without }`,
    { token, order: made[0] },
  ).finally(watch(made[0]))
  assert.deepEqual([walked.paid, walked.status, walked.asked], [true, 'COMPLETED', ['MOBILE']])
  assert.deepEqual(walked.listed, made)
  assert.deepEqual([walked.without.kind, walked.without.code, walked.without.status], ['gateway', '30000', 400])
  assert.equal(control.order('bhop', made[0]).status, 'paid')
})

/** The user, who reads the code and types it; gives what ends the watching. */
function watch(order) {
  const timer = setInterval(() => {
    const { code } = control.verifyCode(order)
    if (code) browser.run(`globalThis.code = ${JSON.stringify(code)}`).catch(() => {})
  }, 30)
  return () => clearInterval(timer)
}

/** A 6du client of the page; `how` is its options and `what` what is done with it. */
const sixdu = (how, what, given) =>
  run(
    `
    const client = new SixDu({ ...given.config.sixdu, ...page, ...${how} })
    const buy = (merchantOrderCode, call) => client.createOrder({ subject: 's', coinName: 'USDT', paymentProductCode: '0001',
      merchantOrderCode, by: 'quantity', quantity: '10' }, call)
    const query = (merchantOrderCode, call) => client.queryOrder({ merchantOrderCode }, call)
    ${what}`,
    given,
  )
const unknown = { name: 'PayError', retryable: false, outcomeUnknown: true, operation: 'createOrder' }
const strike = (rule) => control.addFault({ gateway: 'sixdu', call: 'createOrder', ...rule })
function is({ message, ...error }, expected) {
  for (const name of Object.keys(expected)) assert.equal(error[name], expected[name], `${name}: ${message}`)
}

test('a time limit, before the answer and in the middle of it', async () => {
  control.clearArrivals()
  for (const rule of [
    { fault: 'slow', when: 'after', delayMs: 1500 },
    { fault: 'stall', delayMs: 1500 },
  ]) {
    strike(rule)
    is(await sixdu('{ timeoutMs: 300 }', `return failureOf(buy('T${rule.fault}'))`), { ...unknown, kind: 'timeout' })
  }
  await new Promise((resolve) => setTimeout(resolve, 1500))
  assert.equal(control.countArrivals({ call: 'createOrder' }), 2)
})

test('an abort, on the way and in a pause', async () => {
  control.clearArrivals()
  strike({ fault: 'slow', delayMs: 1500 })
  const aborted = await sixdu(
    '{}',
    `const giveUp = new AbortController()
     setTimeout(() => giveUp.abort(), 100)
     const begin = performance.now()
     const error = await failureOf(buy('ABORT', { signal: giveUp.signal }))
     return { ...error, ms: performance.now() - begin }`,
  )
  is(aborted, { ...unknown, kind: 'aborted' })
  assert.ok(aborted.ms < 1400)
  control.addFault({ call: 'queryOrder', gateway: 'sixdu', fault: 'rate-limit', retryAfter: 20 })
  const paused = await sixdu(
    '{}',
    `const giveUp = new AbortController()
     setTimeout(() => giveUp.abort(), 200)
     const begin = performance.now()
     const error = await failureOf(query('W1', { signal: giveUp.signal }))
     return { ...error, ms: performance.now() - begin }`,
  )
  is(paused, { kind: 'aborted', outcomeUnknown: false })
  assert.ok(paused.ms < 5000)
  assert.equal(control.countArrivals({ call: 'queryOrder' }), 1)
})

test('answers that are signed wrongly, changed, cut, or no JSON', async () => {
  for (const [rule, kind] of [
    [{ fault: 'wrong-signature' }, 'signature'],
    [{ fault: 'tampered' }, 'signature'],
    [{ fault: 'truncated' }, 'body'],
    [{ fault: 'cut' }, 'network'],
    [{ fault: 'drop', when: 'after' }, 'network'],
    [{ fault: 'html', when: 'after' }, 'http'],
    [{ fault: 'error', when: 'after' }, 'http'],
    [{ fault: 'body', when: 'after', body: '['.repeat(100_000) }, 'body'],
    [{ fault: 'body', when: 'after', body: `"${'x'.repeat(1 << 20)}"` }, 'body'],
  ]) {
    control.clearArrivals()
    strike(rule)
    const number = `F${Math.random().toString(36).slice(2)}`
    is(await sixdu('{}', 'return failureOf(buy(given.number))', { number }), { ...unknown, kind })
    assert.equal(control.countArrivals({ call: 'createOrder' }), 1, rule.fault)
  }
})

test('a redirect is not followed', async () => {
  const arrived = []
  const gateway = createServer((request, response) => {
    request.resume()
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
    arrived.push(request.url)
    response.writeHead(307, { ...cors, location: '/elsewhere' }).end()
  })
  await new Promise((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${gateway.address().port}`
  const error = await sixdu(`{ base: '${base}' }`, `return failureOf(buy('REDIRECT'))`)
  gateway.closeAllConnections()
  gateway.close()
  is(error, { ...unknown, kind: 'http' })
  assert.match(error.message, /redirect/)
  assert.deepEqual(arrived, ['/pay/v3.0/createPrePaymentBill'])
})

test('a query is asked again, and what is asked is what the gateway asks for', async () => {
  for (const rule of [
    { fault: 'drop' },
    { fault: 'error', status: 503 },
    { fault: 'cut' },
    { fault: 'rate-limit', retryAfter: 1 },
  ]) {
    control.clearArrivals()
    control.addFault({ gateway: 'sixdu', call: 'queryOrder', ...rule })
    const { status, ms } = await sixdu(
      '{}',
      `const begin = performance.now()
       const { orderStatus: status } = await query('W1')
       return { status, ms: performance.now() - begin }`,
    )
    assert.equal(status, 'created')
    assert.equal(control.countArrivals({ call: 'queryOrder' }), 2)
    if (rule.fault === 'rate-limit') assert.ok(ms >= 1000, `${ms}: Retry-After is exposed to the page`)
  }
})

test('a gateway that cannot be reached: a page does not learn whether it was', async () => {
  is(await sixdu(`{ base: 'http://127.0.0.1:9' }`, `return failureOf(buy('X'))`), { ...unknown, kind: 'network' })
  is(await sixdu(`{ base: 'http://127.0.0.1:9', retries: 1 }`, `return failureOf(query('X'))`), {
    kind: 'network',
    retryable: true,
    outcomeUnknown: false,
  })
})

test('a fetch that is a plain function', async () => {
  const asked = await sixdu(
    `{ fetch: async () => ({ status: 200, text: async () => '{"code":404,"message":"nothing"}' }) }`,
    `return failureOf(query('X'))`,
  )
  is(asked, { kind: 'gateway', code: '404', status: 200 })
})
