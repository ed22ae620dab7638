// What happens between a call and `fetch`: time limits, retries, aborts, hooks, headers, and a `fetch` of one's own that
// may be a plain function and may give anything.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { after, before, describe, mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { PayError } from 'paysign'
import { BhopOrg, BhopUser, BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { PAYERS, clientsOf, newNumber, openGateways, orders } from './clients.js'
import { merchantKey, platformPublicKey } from '../sandbox/merchant.js'

const base = 'http://127.0.0.1:1'
const v2 = { version: 'v2', appId: 'app-1', appSecret: 'the secret of the application', base }
const order = (more) => orders.yinqiantong({}, 'A1', more)
const answer = '{"code":200,"msg":"ok","data":{"out_trade_no":"1","pay_body":"x","expire_time":1}}'
const waiting = '{"code":4201,"msg":"等待支付"}'
const json = (body, init) => new Response(body, { headers: { 'content-type': 'application/json' }, ...init })
const never = () => new Promise(() => {})
const query = { client_out_trade_no: 'A1' }
const failureOf = (promise) =>
  promise.then(
    () => assert.fail('it was answered'),
    (error) => {
      assert.ok(error instanceof PayError, inspect(error))
      return error
    },
  )
/** A client whose requests are answered by `answers`, one after the other, and counted. */
function scripted(answers, options) {
  const sent = []
  const client = new Yinqiantong({
    ...v2,
    fetch: (url, init) => {
      sent.push({ url, init })
      const next = answers[Math.min(sent.length, answers.length) - 1]
      return typeof next === 'function' ? next(url, init) : next
    },
    ...options,
  })
  return { client, sent }
}

const unhandled = []
const onUnhandled = (reason) => unhandled.push(reason)
before(() => process.on('unhandledRejection', onUnhandled))
after(() => {
  process.off('unhandledRejection', onUnhandled)
  assert.deepEqual(unhandled, [])
})

describe('retries', () => {
  const down = () => json('{}', { status: 503 })
  for (const [options, perCall, tries] of [
    [{ retries: 0 }, undefined, 1],
    [{ retries: 5 }, { retries: 0 }, 1],
    [{ retries: 0 }, { retries: 1 }, 2],
    [{}, undefined, 3],
  ]) {
    test(`${JSON.stringify(options)} and ${JSON.stringify(perCall)}: ${tries}`, async () => {
      const { client, sent } = scripted([down], options)
      assert.equal((await failureOf(client.queryOrder(query, perCall))).status, 503)
      assert.equal(sent.length, tries)
    })
  }
  test('what is no number of retries', async () => {
    for (const retries of [-1, 1.5, NaN, Infinity, '2', null, 101, 2n]) {
      assert.throws(() => scripted([down], { retries }), { kind: 'config' }, String(retries))
      const { client, sent } = scripted([down])
      await assert.rejects(async () => client.queryOrder(query, { retries }), { kind: 'config' }, String(retries))
      assert.equal(sent.length, 0)
    }
  })
  test('each attempt has a time and a nonce of its own', async () => {
    const bodies = []
    const { hicoin } = clientsOf(await nowhere(), {
      fetch: (_, { body }) => {
        bodies.push(Object.fromEntries(new URLSearchParams(body)))
        return json('{}', { status: 500 })
      },
    })
    await failureOf(hicoin.queryOrder({ out_trade_no: 'A1', access_token: 't' }))
    assert.equal(bodies.length, 3)
    assert.equal(new Set(bodies.map(({ nonce_str }) => nonce_str)).size, 3)
    assert.equal(new Set(bodies.map(({ sign }) => sign)).size, 3)
    for (const { nonce_str } of bodies) assert.match(nonce_str, /^[0-9A-Za-z]{32}$/)
  })
  test('pauses are at random, and grow', async () => {
    const pauses = []
    for (let n = 0; n < 6; n++) {
      const at = []
      const { client } = scripted([() => (at.push(performance.now()), down())])
      await failureOf(client.queryOrder(query))
      pauses.push(at[1] - at[0], at[2] - at[1])
    }
    assert.equal(new Set(pauses.map(Math.round)).size > 6, true, `${pauses}`)
    assert.ok(Math.max(...pauses) < 4000, `${pauses}`)
  })
})

describe('the time limit', () => {
  const stalled = () => {
    let cancelled = false
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode('{"code"')),
      pull: never,
      cancel: () => void (cancelled = true),
    })
    return { response: json(body), wasCancelled: () => cancelled }
  }
  const quick = { timeoutMs: 50, retries: 0 }

  test('covers the reading of the body, which is given up', async () => {
    const { response, wasCancelled } = stalled()
    const { client } = scripted([response], quick)
    const begin = performance.now()
    const error = await failureOf(client.createOrder(order()))
    assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['timeout', true, false])
    assert.ok(performance.now() - begin < 3000)
    assert.equal(wasCancelled(), true)
    assert.match(error.message, /50 ms/)
  })
  for (const [what, response] of [
    ['fetch', never],
    ['text', { status: 200, text: never }],
    ['arrayBuffer', { status: 200, arrayBuffer: never }],
    ['read', { status: 200, body: { getReader: () => ({ read: never, cancel: never }) } }],
    ['cancel', { status: 200, body: { getReader: () => ({ read: never, cancel: () => assert.fail('not now') }) } }],
  ]) {
    test(`ends a ${what} that ends never`, async () => {
      const { client } = scripted([response], quick)
      assert.equal((await failureOf(client.queryOrder(query))).kind, 'timeout')
    })
  }
  test('is told to fetch by its signal', async () => {
    let signal
    const { client } = scripted([(_, init) => ((signal = init.signal), never())], quick)
    await failureOf(client.queryOrder(query))
    assert.ok(signal instanceof AbortSignal && signal.aborted)
  })
  test('a fetch that fails after it is nobody’s', async () => {
    const { client } = scripted([() => sleep(80).then(() => Promise.reject(new Error('late')))], quick)
    assert.equal((await failureOf(client.queryOrder(query))).kind, 'timeout')
    await sleep(60)
  })
  test('is one for each attempt', async () => {
    const { client, sent } = scripted([never, never, () => json(waiting)], { timeoutMs: 200 })
    assert.equal((await client.queryOrder(query)).status, 'unpaid')
    assert.equal(sent.length, 3)
  })
  test('what is no time limit', async () => {
    for (const timeoutMs of [0, -1, 1.5, NaN, Infinity, '50', null, 2 ** 31]) {
      assert.throws(() => scripted([never], { timeoutMs }), { kind: 'config' })
      await assert.rejects(async () => scripted([never]).client.queryOrder(query, { timeoutMs }), { kind: 'config' })
    }
  })
  test('nothing is left when calls have ended', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    const { signal } = new AbortController()
    const { client } = scripted([() => json(waiting)])
    await Promise.all(Array.from({ length: 500 }, () => client.queryOrder(query, { signal })))
    const { client: broken } = scripted([() => Promise.reject(new TypeError('x'))], { retries: 0 })
    await Promise.allSettled(Array.from({ length: 500 }, () => broken.queryOrder(query, { signal })))
    assert.equal(timers(), before)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})

describe('abort', () => {
  test('before: nothing is sent', async () => {
    const { client, sent } = scripted([() => json(answer)])
    const error = await failureOf(client.createOrder(order(), { signal: AbortSignal.abort() }))
    assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['aborted', false, false])
    assert.equal(sent.length, 0)
  })
  test('on the way', async () => {
    for (const deaf of [true, false]) {
      const giveUp = new AbortController()
      const { client, sent } = scripted([
        (_, { signal }) =>
          new Promise((_, reject) => !deaf && signal.addEventListener('abort', () => reject(signal.reason))),
      ])
      setTimeout(() => giveUp.abort(), 20)
      const begin = performance.now()
      const error = await failureOf(client.createOrder(order(), { signal: giveUp.signal }))
      assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['aborted', true, false])
      assert.ok(performance.now() - begin < 3000)
      assert.equal(sent[0].init.signal.aborted, true)
      assert.equal(sent.length, 1)
    }
  })
  test('in a pause: at once', async () => {
    const limited = () => json('{}', { status: 429, headers: { 'retry-after': '20' } })
    const { client, sent } = scripted([limited])
    const giveUp = new AbortController()
    setTimeout(() => giveUp.abort(), 30)
    const begin = performance.now()
    const error = await failureOf(client.queryOrder(query, { signal: giveUp.signal }))
    assert.deepEqual([error.kind, sent.length], ['aborted', 1])
    assert.ok(performance.now() - begin < 3000)
  })
  test('while the body is read', async () => {
    const giveUp = new AbortController()
    const { client } = scripted([{ status: 200, text: never }])
    setTimeout(() => giveUp.abort(), 20)
    assert.equal((await failureOf(client.queryOrder(query, { signal: giveUp.signal }))).kind, 'aborted')
  })
  test('after: the answer stands', async () => {
    const giveUp = new AbortController()
    const { client } = scripted([() => json(answer)])
    const { out_trade_no } = await client.createOrder(order(), { signal: giveUp.signal })
    giveUp.abort()
    assert.equal(out_trade_no, '1')
  })
  test('what is no signal', async () => {
    for (const signal of [null, 1, {}, 'abort', { aborted: 'yes' }]) {
      await assert.rejects(async () => scripted([never]).client.queryOrder(query, { signal }), { kind: 'config' })
    }
  })
})

/** A sandbox's options without a sandbox. */
async function nowhere() {
  const bhop = { base, accessKey: 'the-access-key', secretKey: 'the-secret-key' }
  return {
    control: { issueSession: () => ({ cookie: 'au_token=x' }) },
    config: {
      hicoin: { appId: 'app-1', mchKey: 'the-mch-key', secret: 'the-app-secret', apiBase: base, merchantBase: base },
      yinqiantong: { version: 'v1', appId: 'app-1', appKey: 'the-app-key', appSecret: 'the-app-secret', base },
      'yinqiantong-v2': v2,
      bitcv: { appId: 'app-1', appSecret: 'the-app-secret', base },
      sixdu: { merchantId: 'm-1', privateKey: merchantKey, platformPublicKey, base },
      bhop,
    },
  }
}

/** Each call of each gateway once, with what it has to hide beside keys and signatures; `strike` is told before each. */
async function everyCall(box, strike = () => {}) {
  const { control } = box
  const alnum = () => newNumber('E').replace('x', 'X')
  const done = []
  const call = async (gateway, method, client, input, ...hidden) => {
    await strike(gateway, method)
    const result = await client[method](input).catch((error) => error)
    done.push({ gateway, method, result, hidden })
    return result
  }
  const { hicoin, bitcv, sixdu, bhop } = box
  const token = control.issueTokens('hicoin', 'o-1')
  const code = control.issueCode('hicoin', 'o-1')
  const placed = orders.hicoin(box, alnum(), { access_token: token.access_token })
  await call('hicoin', 'createOrder', hicoin, placed, token.access_token)
  await call('hicoin', 'baseToken', hicoin)
  await call('hicoin', 'queryOrder', hicoin, { out_trade_no: placed.out_trade_no })
  const payout = { openid: 'o-2', body: 'b', subject: 's', total_amount: 5n, settle_currency: 'USDT' }
  await call('hicoin', 'transfer', hicoin, { ...payout, out_trade_no: alnum() })
  await call('hicoin', 'queryTransfer', hicoin, { out_trade_no: alnum() })
  await call('hicoin', 'exchangeCode', hicoin, { code }, code)
  await call('hicoin', 'refreshToken', hicoin, { refresh_token: token.refresh_token }, token.refresh_token)
  await call('hicoin', 'userInfo', hicoin, { access_token: token.access_token, openid: 'o-1' }, token.access_token)
  for (const gateway of ['yinqiantong', 'yinqiantong-v2']) {
    const order = orders.yinqiantong(box, alnum())
    await call(gateway, 'createOrder', box[gateway], order)
    await call(gateway, 'queryOrder', box[gateway], { client_out_trade_no: order.client_out_trade_no })
  }
  const user = control.issueTokens('bitcv')
  const bitcvCode = control.issueCode('bitcv')
  const { accessToken } = user
  const { tradeNo = '1' } = await call(
    'bitcv',
    'createOrder',
    bitcv,
    orders.bitcv(box, alnum(), { accessToken }),
    accessToken,
  )
  await call('bitcv', 'queryOrder', bitcv, { tradeNo })
  const tradeList = [{ payee: '13801088888', currency: 'BCV', amount: '1' }]
  await call('bitcv', 'transfer', bitcv, { transNo: alnum(), tradeList })
  await call('bitcv', 'exchangeCode', bitcv, { code: bitcvCode }, bitcvCode)
  await call('bitcv', 'refreshToken', bitcv, { refreshToken: user.refreshToken }, user.refreshToken)
  await call('bitcv', 'userInfo', bitcv, { accessToken }, accessToken)
  const bought = orders.sixdu(box, alnum())
  await call('sixdu', 'createOrder', sixdu, bought)
  await call('sixdu', 'queryOrder', sixdu, { merchantOrderCode: bought.merchantOrderCode })
  await call('sixdu', 'cancelOrder', sixdu, { merchantOrderCode: bought.merchantOrderCode })
  const coins = { coinName: 'USDT', paymentProductCode: '0001' }
  await call('sixdu', 'quoteSale', sixdu, { ...coins, matchAmount: '1' })
  const merchantOrderCode = alnum()
  const person = { mobile: '1', reallyName: '李雷', account: 'a', bankBranch: '0001' }
  await call('sixdu', 'sell', sixdu, { ...coins, ...person, merchantOrderCode, sellAmount: '1' })
  await call('sixdu', 'confirmAndRelease', sixdu, { merchantOrderCode })
  const prepay = { pay_type: 'PREPAY', token_id: 'USDT', amount: '3' }
  const wanted = { payer_user_id: PAYERS.MOBILE, pay_info: [prepay, { ...prepay, pay_type: 'PAY' }] }
  const { orderId = '1', payInfo } = await call('bhop', 'createOrder', bhop, orders.bhop(box, alnum(), wanted))
  await call('bhop', 'queryOrder', bhop, { order_id: orderId })
  const session = control.issueSession(PAYERS.MOBILE)
  const { token: cookie } = session
  const payer = new BhopUser({ ...box.userOptions, headers: { cookie: session.cookie } })
  await call('bhop', 'loadPayData', payer, { order_id: orderId }, cookie)
  const { orderId: verify_code_order_id } = await call('bhop', 'sendVerifyCode', payer, { order_id: orderId }, cookie)
  const verify_code = (orderId !== '1' && control.verifyCode(orderId).code) || '123456'
  const verified = { order_id: orderId, verify_code_order_id, verify_code }
  await call('bhop', 'pay', payer, verified, cookie, verify_code)
  await call('bhop', 'quickPay', payer, verified, cookie, verify_code)
  const part = { order_id: orderId, token_id: 'USDT', amount: '1' }
  await call('bhop', 'settle', bhop, { ...part, settle_client_order_id: alnum() })
  await call('bhop', 'unlock', bhop, { ...part, unlock_client_order_id: alnum() })
  await call('bhop', 'refund', bhop, { ...part, item_id: payInfo?.[1].itemId ?? '1', refund_client_order_id: alnum() })
  await call('bhop', 'cancelOrder', bhop, { order_id: orderId })
  for (const [client, filter] of [
    [payer, {}],
    [bhop, { payer_user_id: PAYERS.MOBILE }],
  ]) {
    await strike('bhop', 'listOrders')
    const result = await client
      .listOrders(filter)
      .next()
      .catch((error) => error)
    done.push({ gateway: 'bhop', method: 'listOrders', result, hidden: [cookie] })
  }
  return done
}

/** Everything that must not be told, as it stands in what was sent: signatures, keys, tokens, cookies. */
function sensitive({ url, init }) {
  const found = []
  const body = init.body ?? new URL(url).search.slice(1)
  const params = body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
  for (const part of [params, init.headers])
    for (const [name, value] of Object.entries(part)) {
      if (
        /^(sign|merchantSign|signature|secret|access_?token|refresh_?token|code|verify_code|appkey|x-access-key|cookie)$/i.test(
          name,
        )
      )
        found.push(String(value))
    }
  return found
}
const keys = ({ config }) =>
  Object.values(config)
    .flatMap((options) =>
      ['mchKey', 'secret', 'appKey', 'appSecret', 'privateKey', 'accessKey', 'secretKey'].map((name) => options[name]),
    )
    .filter(Boolean)
    .concat(merchantKey.replace(/-----.*-----|\s/g, '').slice(100, 140))
/** Wherever it stands in what inspect and JSON show of a value, and in any encoding that a request could have. */
function holds(value, secret) {
  const text =
    inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }) +
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form))
}

describe('hooks', () => {
  test('hear of every attempt of every call, and of no secret', async (t) => {
    const events = []
    const sent = []
    const options = {
      onRequest: (event) => events.push(['request', event]),
      onResponse: (event) => events.push(['response', event]),
      fetch: (url, init) => (sent.push({ url, init }), fetch(url, init)),
    }
    const box = await openGateways(t, options)
    box.userOptions = { base: box.sandbox.config.bhop.base, ...options }
    const done = await everyCall(box)
    assert.equal(done.length, 36)
    const failed = done
      .filter(({ result }) => result instanceof Error)
      .map(({ method, result }) => `${method}: ${result.code}`)
    assert.deepEqual(failed, ['queryTransfer: 110011', 'cancelOrder: 33003'])
    assert.equal(events.length, 2 * sent.length)
    assert.equal(sent.length, done.length)
    const secrets = new Set([...sent.flatMap(sensitive), ...keys(box.sandbox), ...done.flatMap(({ hidden }) => hidden)])
    assert.ok(secrets.size >= 40, `${secrets.size}`)
    for (const secret of secrets) {
      for (const [when, event] of events)
        assert.ok(!holds(event, secret), `${when} of ${event.operation} tells ${secret}`)
    }
    for (const [index, { url, init }] of sent.entries()) {
      const [[first, request], [second, response]] = [events[2 * index], events[2 * index + 1]]
      assert.deepEqual([first, second], ['request', 'response'])
      const { params, ...about } = request
      assert.deepEqual(about, {
        gateway: about.gateway,
        operation: about.operation,
        attempt: 1,
        method: init.method,
        url: url.split('?')[0],
      })
      const { ms, status, error, code, said, ...rest } = response
      assert.deepEqual(rest, about)
      assert.ok(ms >= 0 && ms < 5000)
      assert.equal(status, error && about.gateway.startsWith('bhop') ? 400 : 200)
      assert.equal(error === undefined, code === undefined)
      assert.equal(error === 'gateway', said !== undefined)
      if (init.method === 'POST') assert.equal(Object.keys(params).length > 0, init.body !== '')
    }
    const masked = new Set(
      events.flatMap(([, { params = {} }]) => Object.keys(params).filter((name) => params[name] === '***')),
    )
    assert.deepEqual([...masked].sort(), [
      'X-ACCESS-KEY',
      'accessToken',
      'access_token',
      'appkey',
      'code',
      'merchantSign',
      'refreshToken',
      'refresh_token',
      'secret',
      'sign',
      'signature',
      'verify_code',
    ])
  })

  test('what they throw or reject decides nothing', async () => {
    for (const hook of [
      () => {
        throw new Error('a hook')
      },
      () => Promise.reject(new Error('a hook')),
      async () => {
        throw new Error('a hook')
      },
      never,
      (event) => {
        for (const name of Object.keys(event)) delete event[name]
        Object.freeze(event)
      },
    ]) {
      const { client, sent } = scripted([() => json(answer)], { onRequest: hook, onResponse: hook })
      assert.equal((await client.createOrder(order())).out_trade_no, '1')
      assert.equal(sent.length, 1)
    }
    await sleep(5)
    assert.deepEqual(unhandled, [])
  })

  test('may call the client that they hear of', async () => {
    const inner = []
    const { client } = scripted([() => json(waiting)], {
      onRequest: ({ operation }) => inner.length < 3 && inner.push(operation, client.queryOrder(query)),
    })
    assert.equal((await client.queryOrder(query)).status, 'unpaid')
    for (const one of inner) if (typeof one !== 'string') assert.equal((await one).status, 'unpaid')
  })

  test('tell of each attempt, of its status and of what came of it', async () => {
    const heard = []
    const { client } = scripted(
      [
        () => json('{}', { status: 503 }),
        () => Promise.reject(new TypeError('x')),
        () => json('{"code":4404,"msg":"no"}'),
      ],
      { onResponse: ({ attempt, status, error, code }) => heard.push([attempt, status, error, code]) },
    )
    await failureOf(client.queryOrder(query))
    assert.deepEqual(heard, [
      [1, 503, 'http', undefined],
      [2, undefined, 'network', undefined],
      [3, 200, 'gateway', '4404'],
    ])
  })
})

describe('errors', () => {
  // What a gateway said is repeated, but no more than the beginning of it.
  test('of every call hold no secret, no signature and no whole body', async (t) => {
    const sent = []
    const options = { fetch: (url, init) => (sent.push({ url, init }), fetch(url, init)), retries: 0, timeoutMs: 2000 }
    const box = await openGateways(t, options)
    box.userOptions = { base: box.sandbox.config.bhop.base, ...options }
    const whole = `${'much is said before '.repeat(11)}unique-text-of-a-body`
    const page = `<!doctype html><p>Bad gateway: ${whole}`
    let errors = 0
    for (const rule of [
      { fault: 'body', status: 502, contentType: 'text/html', body: page },
      { fault: 'body', body: page },
      { fault: 'body', body: `{"data":"${whole}` },
      { fault: 'body', body: `{"unique":"${whole}"}` },
      { fault: 'body', body: `["${whole}"]` },
      { fault: 'drop' },
      { fault: 'truncated' },
    ]) {
      sent.length = 0
      box.control.addFault({ ...rule, count: 1000 })
      const done = await everyCall(box)
      box.control.removeFaults()
      const secrets = [...sent.flatMap(sensitive), ...keys(box.sandbox), 'unique-text-of-a-body', page]
      for (const { method, result } of done) {
        // Where nothing of the answer is needed, what it holds is no matter.
        if (!(result instanceof Error)) continue
        errors++
        assert.ok(result instanceof PayError)
        for (const secret of secrets) assert.ok(!holds(result, secret), `${rule.fault}, ${method}: ${result.message}`)
        assert.ok(result.message.length < 800) // of which 200 may be what the gateway said
      }
    }
    assert.ok(errors > 200, `${errors}`)
  })

  test('a gateway that repeats a secret does not make them tell it', async () => {
    const { config } = await nowhere()
    const names = ['mchKey', 'secret', 'appKey', 'appSecret', 'accessKey', 'secretKey']
    for (const [gateway, task, more] of [
      ['hicoin', (it) => it.queryOrder({ out_trade_no: 'a', access_token: 'the-access-token' }), 'the-access-token'],
      ['hicoin', (it) => it.exchangeCode({ code: 'the-code-of-the-user' }), 'the-code-of-the-user'],
      ['hicoin', (it) => it.baseToken()],
      ['yinqiantong', (it) => it.createOrder(order())],
      ['yinqiantong-v2', (it) => it.createOrder(order())],
      ['bitcv', (it) => it.queryOrder({ tradeNo: '1' })],
      ['bitcv', (it) => it.exchangeCode({ code: 'the-code-of-the-user' }), 'the-code-of-the-user'],
      ['bhop', (it) => it.queryOrder({ order_id: '1' })],
    ]) {
      const secrets = names.map((name) => config[gateway][name]).filter(Boolean)
      const sent = []
      const echo = (url, init) => {
        sent.push(...sensitive({ url, init }))
        const said = `sign wrong: ${sent.join(' ')} is not that of a=1&key=${secrets.join('+')} ${'x'.repeat(99)}`
        return json(JSON.stringify({ code: 4001, errcode: 105, msg: said, errmsg: said, message: said }))
      }
      const error = await failureOf(task(clientsOf(await nowhere(), { fetch: echo })[gateway]))
      assert.equal(error.kind, 'gateway')
      assert.match(error.message, /sign wrong: \*\*\*.* is not that of a=1&key=\*\*\*/)
      assert.ok(secrets.length && sent.length)
      for (const secret of [...secrets, ...sent, ...(more ? [more] : [])]) {
        assert.ok(!holds(error, secret), `${gateway} ${error.operation}: ${error.message}`)
      }
    }
  })

  test('and what a gateway says is short and of one line', async () => {
    const { client } = scripted([
      () => json(JSON.stringify({ code: 'x'.repeat(500), msg: `a\n\u001b[31m${'长'.repeat(9999)}` })),
    ])
    const { message, code } = await failureOf(client.createOrder(order()))
    assert.ok(message.length < 500 && code.length <= 40)
    assert.doesNotMatch(message, /[\u0000-\u001f]/)
  })
})

describe('headers', () => {
  test('a caller’s own go along, and replace none of the client’s', async () => {
    const seen = []
    const headers = {
      'X-Trace': '1',
      'Content-Type': 'text/plain',
      ACCEPT: 'text/html',
      AppId: 'another',
      APPKEY: 'another',
      Ts: '1',
      Sign: 'another',
      'x-access-key': 'another',
    }
    const recorded = (url, init) => {
      const request = new Request('http://127.0.0.1/', { ...init, body: undefined, method: 'GET' })
      seen.push({ sent: Object.fromEntries(request.headers), init })
      return json('{}', { status: 400 })
    }
    const box = clientsOf(await nowhere(), { fetch: recorded, headers })
    await failureOf(box.yinqiantong.createOrder(order()))
    const [{ sent }] = seen
    assert.match(sent.ts, /^\d{10}$/)
    assert.match(sent.sign, /^[0-9a-f]{32}$/)
    assert.deepEqual(
      [sent['x-trace'], sent['content-type'], sent.accept, sent.appid, sent.appkey],
      ['1', 'application/json', 'application/json', 'app-1', 'the-app-key'],
    )
    await failureOf(box.bhop.queryOrder({ order_id: '1' }))
    assert.deepEqual(
      [seen[1].sent['x-access-key'], seen[1].sent['content-type']],
      ['the-access-key', 'application/x-www-form-urlencoded'],
    )
  })
  test('cookies go along for the user’s API alone', async () => {
    const inits = []
    const options = { fetch: (_, init) => (inits.push(init), json('{}', { status: 400 })) }
    const { bhop, yinqiantong } = clientsOf(await nowhere(), options)
    for (const credentials of [undefined, 'include', 'omit', 'same-origin']) {
      const user = new BhopUser({ base, credentials, ...options })
      await failureOf(user.loadPayData({ order_id: '1' }))
    }
    await failureOf(bhop.queryOrder({ order_id: '1' }))
    await failureOf(yinqiantong.createOrder(order()))
    assert.deepEqual(
      inits.map(({ credentials }) => credentials),
      ['include', 'include', 'omit', 'same-origin', undefined, undefined],
    )
    assert.ok(inits.every(({ redirect }) => redirect === 'manual'))
  })
  test('what is no header', async () => {
    for (const headers of [null, 1, 'a: b', [['a']], [['a', 'b', 'c']], { a: 1 }, { a: null }]) {
      assert.throws(() => new Yinqiantong({ ...v2, headers }), { kind: 'config' })
    }
  })
})

describe('a fetch of one’s own', () => {
  const bytes = (text) => new TextEncoder().encode(text)
  for (const [what, response] of Object.entries({
    'a Response': () => json(waiting),
    'a Response at once': json(waiting),
    'status and text': { status: 200, text: () => waiting },
    'a promise of text': { status: 200, text: async () => waiting },
    'with headers': {
      status: 200,
      headers: { get: (name) => (name === 'content-type' ? 'application/json' : null) },
      text: () => waiting,
    },
    'a Map of headers': { status: 200, headers: new Map([['content-type', 'application/json']]), text: () => waiting },
    'plain headers': { status: 200, headers: { 'content-type': 'application/json' }, text: () => waiting },
    arrayBuffer: { status: 200, arrayBuffer: async () => bytes(waiting).buffer },
    'a Buffer as arrayBuffer': { status: 200, arrayBuffer: () => Buffer.from(waiting) },
    'an older body without a stream': {
      status: 200,
      body: { pipe() {} },
      arrayBuffer: async () => bytes(waiting).buffer,
    },
    'a stream in small parts': () =>
      json(
        new ReadableStream({
          start(stream) {
            for (const byte of bytes(waiting)) stream.enqueue(Uint8Array.of(byte))
            stream.close()
          },
        }),
      ),
  })) {
    test(`that gives ${what}`, async () => {
      const { client } = scripted([response])
      assert.equal((await client.queryOrder(query)).status, 'unpaid')
    })
  }

  const hostile = new Proxy(
    {},
    {
      get(_, name) {
        if (name === 'then') return undefined
        throw new Error('nothing for you')
      },
    },
  )
  for (const [what, response] of Object.entries({
    undefined: undefined,
    null: null,
    'a number': 42,
    'a text': 'ok',
    'an empty object': {},
    'an array': [],
    'a function': () => () => {},
    'no status': { text: () => waiting },
    'a status that is text': { status: '200', text: () => waiting },
    'a status of 0': { status: 0, text: () => waiting },
    'a status of NaN': { status: NaN, text: () => waiting },
    'a status of 1000': { status: 1000, text: () => waiting },
    'no body': { status: 200 },
    'a text that is no text': { status: 200, text: () => 42 },
    'a text that is nothing': { status: 200, text: () => undefined },
    'an arrayBuffer that is an object': { status: 200, arrayBuffer: () => ({}) },
    'a reader without read': { status: 200, body: { getReader: () => ({}) } },
    'no reader': { status: 200, body: { getReader: () => undefined } },
    'a read that gives nothing': { status: 200, body: { getReader: () => ({ read: () => undefined }) } },
    'a read that gives text': { status: 200, body: { getReader: () => ({ read: () => ({ value: 'x' }) }) } },
    'a status that throws': { get status() { throw new Error('x') } }, // prettier-ignore
    'something that throws at everything': hostile,
  })) {
    test(`that gives ${what}`, async () => {
      const { client, sent } = scripted([typeof response === 'function' ? response : () => response], { retries: 1 })
      const error = await failureOf(client.createOrder(order()))
      assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['http', true, false], error.message)
      assert.equal(sent.length, 1)
      assert.equal((await failureOf(client.queryOrder(query))).kind, 'http')
    })
  }
  for (const [what, response] of Object.entries({
    'throws': () => { throw new TypeError('x') }, // prettier-ignore
    'throws nothing': () => { throw undefined }, // prettier-ignore
    'rejects with text': () => Promise.reject('x'),
    'rejects with nothing': () => Promise.reject(),
    'rejects with null': () => Promise.reject(null),
    'rejects with what throws': () => Promise.reject(hostile),
    'rejects with what is its own cause': () => {
      const error = new Error('x')
      error.cause = error
      return Promise.reject(error)
    },
    'gives a text that throws': { status: 200, text: () => { throw new Error('x') } }, // prettier-ignore
    'gives a getReader that throws': { status: 200, body: { getReader: () => { throw new Error('x') } } }, // prettier-ignore
    'gives a read that throws': { status: 200, body: { getReader: () => ({ read: () => { throw new Error('x') } }) } }, // prettier-ignore
    'gives a read that rejects': { status: 200, body: { getReader: () => ({ read: () => Promise.reject(new Error('x')), cancel: () => Promise.reject(new Error('y')) }) } }, // prettier-ignore
  })) {
    test(`that ${what}`, async () => {
      const { client, sent } = scripted([response], { retries: 1 })
      const error = await failureOf(client.createOrder(order()))
      assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['network', true, false], error.message)
      assert.equal(sent.length, 1)
      const asked = await failureOf(client.queryOrder(query))
      assert.deepEqual([asked.kind, asked.retryable, sent.length], ['network', true, 3])
    })
  }
  test('its headers may throw', async () => {
    const headers = { get: () => { throw new Error('x') } } // prettier-ignore
    const { client } = scripted([{ status: 200, headers, text: () => waiting }])
    assert.equal((await client.queryOrder(query)).status, 'unpaid')
  })
  test('after all that the client goes on working', async () => {
    const { client } = scripted([hostile, undefined, () => Promise.reject(hostile), () => json(waiting)], {
      retries: 0,
    })
    for (let n = 0; n < 3; n++) await failureOf(client.queryOrder(query))
    assert.equal((await client.queryOrder(query)).status, 'unpaid')
  })
  test('is called as a plain function, with plain values', async () => {
    let self
    let init
    const client = new Yinqiantong({
      ...v2,
      fetch: function (url, given) {
        self = this
        init = given
        return json(answer)
      },
    })
    await client.createOrder(order())
    assert.equal(self, undefined)
    assert.deepEqual(Object.keys(init).sort(), ['body', 'headers', 'method', 'redirect', 'signal'])
    assert.equal(typeof init.body, 'string')
  })
  test('without one, the runtime’s as it is at each call', async () => {
    const client = new Yinqiantong(v2)
    const own = mock.method(globalThis, 'fetch', () => Promise.resolve(json(waiting)))
    try {
      assert.equal((await client.queryOrder(query)).status, 'unpaid')
      assert.equal(own.mock.callCount(), 1)
    } finally {
      own.mock.restore()
    }
    const { fetch: kept } = globalThis
    try {
      delete globalThis.fetch
      assert.equal((await failureOf(client.createOrder(order()))).kind, 'config')
    } finally {
      globalThis.fetch = kept
    }
  })
  test('what is no fetch', () => {
    for (const fetch of [null, 'fetch', {}, 1])
      assert.throws(() => new Yinqiantong({ ...v2, fetch }), { kind: 'config' })
  })
  test('a client that is freed meanwhile ends what it has begun', async () => {
    const { client } = scripted([() => sleep(30).then(() => json(waiting))])
    const asked = client.queryOrder(query)
    client.free()
    assert.equal((await asked).status, 'unpaid')
    await assert.rejects(async () => client.queryOrder(query), { kind: 'config' })
  })
})

describe('answers', () => {
  test('a page of an error that is too long has a status all the same, and is asked for again', async () => {
    const long = 'x'.repeat(1 << 20)
    const { client, sent } = scripted([() => json(long, { status: 502 }), () => json(waiting)])
    assert.equal((await client.queryOrder(query)).status, 'unpaid')
    assert.equal(sent.length, 2)
  })
  test('in bounded time and memory', async () => {
    const parts = (count) =>
      new ReadableStream({
        pull: (stream) => (count-- > 0 ? stream.enqueue(new Uint8Array(65536).fill(0x20)) : stream.close()),
      })
    for (const body of [
      () => `{"code":4201,"a":${'['.repeat(200_000)}`,
      () => `{"code":4201,"a":${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)}}`,
      () => `{${Array.from({ length: 20_000 }, (_, n) => `"n${n}":1`).join()}`,
      () => '1'.repeat(500_000),
      () => '"'.repeat(500_000),
      () => `{"code":${'9'.repeat(400_000)}}`,
      () => '\u0000'.repeat(1000),
      () => parts(1e6),
    ]) {
      const { client } = scripted([() => json(body())])
      const begin = performance.now()
      const error = await failureOf(client.queryOrder(query))
      assert.ok(['body', 'http', 'gateway'].includes(error.kind), error.kind)
      assert.ok(error.message.length < 500)
      assert.ok(performance.now() - begin < 2000, `${body}: ${performance.now() - begin} ms`)
    }
  })
  test('just within the limit are read', async () => {
    const pad = (length) => `{"code":4201,"msg":"${'x'.repeat(length)}"}`
    const limit = 512 * 1024
    const room = limit - pad(0).length
    assert.equal((await scripted([() => json(pad(room))]).client.queryOrder(query)).status, 'unpaid')
    assert.equal((await failureOf(scripted([() => json(pad(room + 1))]).client.queryOrder(query))).kind, 'body')
  })
})

test('http addresses, and secrets in pages', () => {
  const outside = 'http://gateway.example'
  for (const make of [
    (more) => new Yinqiantong({ ...v2, base: outside, ...more }),
    (more) => new BitCV({ appId: 'a', appSecret: 's', base: outside, ...more }),
    (more) => new SixDu({ merchantId: 'm', privateKey: merchantKey, base: outside, ...more }),
    (more) => new BhopUser({ base: outside, ...more }),
    (more) => new BhopOrg({ base: outside, accessKey: 'a', secretKey: 's', ...more }),
    (more) => new HiCoin({ appId: 'a', mchKey: 'k', apiBase: outside, ...more }),
  ]) {
    assert.throws(
      () => make({}),
      (error) => error instanceof PayError && error.kind === 'config' && /http/.test(error.message),
    )
    make({ allowHttp: true }).free()
  }
  new HiCoin({ appId: 'a', mchKey: 'k', environment: 'test' }).free()
})
