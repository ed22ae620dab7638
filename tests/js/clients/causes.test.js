// What an error carries of what was thrown and of what a gateway said: everything that helps, and no secret. F7, F8, B37,
// B38, and the reason of an abort.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { PayError } from 'paysign'
import { BhopOrg, BitCV, HiCoin, Yinqiantong } from '../classes.js'
import { leak } from '../traces.js'

const secret = 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00'
const failureOf = (promise) =>
  promise.then(
    () => assert.fail('it was answered'),
    (error) => {
      assert.ok(error instanceof PayError, inspect(error))
      return error
    },
  )
const bitcv = (fetch, options) => new BitCV({ appId: 'a', appSecret: secret, retries: 0, fetch, ...options })
/** Everything of an error that a log or a debugger shows. */
const shown = (error) =>
  inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null, getters: true }) +
  JSON.stringify(error)

describe('F7: what was thrown is told again without what hangs on it', () => {
  const config = ({ url, init }) => ({
    url,
    method: 'post',
    headers: init.headers,
    data: init.body,
    auth: { key: secret },
  })
  const deep = (error, depth) => (depth ? new Error(`level ${depth}`, { cause: deep(error, depth - 1) }) : error)
  const reasons = {
    'an error of axios': (sent) => Object.assign(new TypeError('failed'), { config: config(sent), request: sent }),
    'an object': (sent) => ({ url: sent.url, body: sent.init.body, headers: sent.init.headers }),
    'an object with a message': (sent) => ({ message: `no answer to ${sent.init.body}` }),
    'an array': (sent) => [sent.init.body],
    'a text': (sent) => sent.init.body,
    'bytes': (sent) => Buffer.from(sent.init.body), // prettier-ignore
    'a function': (sent) => Object.assign(() => {}, { body: sent.init.body }),
    'a symbol': (sent) => Symbol(sent.init.body),
    'a class of its own': (sent) =>
      new (class Odd extends Error {
        #body = sent.init.body
        get body() {
          return this.#body
        }
        toJSON() {
          return { body: this.#body }
        }
        [inspect.custom]() {
          return this.#body
        }
      })('failed'),
    'the sixth cause': (sent) => deep(new Error(sent.init.body), 6),
    'the thirtieth cause': (sent) => deep(new Error(sent.init.body), 30),
    'the hundredth cause': (sent) => deep(new Error(sent.init.body), 100),
    'a cause that is no error': (sent) => new Error('failed', { cause: { data: sent.init.body } }),
    'a list of errors': (sent) => new AggregateError([new Error(sent.init.body), Object.assign(new Error('x'), { sent })], 'all'), // prettier-ignore
    'a list in a cause': (sent) => new Error('x', { cause: new AggregateError([new Error(sent.init.body)]) }),
    'a code': () => Object.assign(new Error('failed'), { code: secret }),
    'a code that is an object': (sent) => Object.assign(new Error('failed'), { code: { body: sent.init.body } }),
    'a name': () => Object.assign(new Error('failed'), { name: `Error of ${secret}` }),
    'a stack': (sent) =>
      Object.assign(new Error('failed'), { stack: `Error\n${sent.init.body}\n    at ${sent.init.body}` }),
    'a stack whose lines cut it': () => Object.assign(new Error('failed'), { stack: `Error: ${secret.slice(0, 16)}\n${secret.slice(16)}` }), // prettier-ignore
    'a property of a prototype': (sent) => Object.create({ body: sent.init.body, message: sent.init.body }),
    'a symbol of an error': (sent) => Object.assign(new Error('failed'), { [Symbol('sent')]: sent }),
  }
  for (const [what, reason] of Object.entries(reasons)) {
    test(what, async () => {
      const fetch = async (url, init) => {
        throw reason({ url, init })
      }
      const error = await failureOf(bitcv(fetch).queryOrder({ tradeNo: 'T' }))
      assert.equal(error.kind, 'network')
      assert.equal(leak(shown(error), secret), undefined)
    })
  }

  test('name, message, code and stack stay, and so do causes and lists', async () => {
    const inner = Object.assign(new RangeError('the inner'), { code: 'E_INNER', errno: -5 })
    const list = new AggregateError([inner, new Error('another')], 'several')
    const thrown = Object.assign(new TypeError('the outer', { cause: list }), { code: 42 })
    const error = await failureOf(bitcv(() => Promise.reject(thrown)).queryOrder({ tradeNo: 'T' }))
    const { cause } = error
    assert.ok(cause instanceof Error)
    assert.notEqual(cause, thrown)
    assert.deepEqual([cause.name, cause.message, cause.code], ['TypeError', 'the outer', 42])
    assert.match(cause.stack, /^TypeError: the outer\n +at .*causes\.test\.js:\d+/)
    assert.deepEqual(
      [cause.cause.name, cause.cause.message, cause.cause.errors.length],
      ['AggregateError', 'several', 2],
    )
    const [first, second] = cause.cause.errors
    assert.deepEqual(
      [first.name, first.message, first.code, first.errno],
      ['RangeError', 'the inner', 'E_INNER', undefined],
    )
    assert.equal(second.message, 'another')
    assert.deepEqual(Object.keys(cause), ['code'])
    // As Node shows any error.
    assert.match(inspect(error), /\[cause\]: Error \[TypeError\]: the outer/)
  })
  test('in bounded length, however long and deep it was', async () => {
    const endless = new Error('a')
    endless.cause = endless
    const wide = new AggregateError(
      Array.from({ length: 10_000 }, () => new Error('x'.repeat(100_000))),
      'y'.repeat(1e6),
    )
    const tree = (depth) => new AggregateError(depth ? [tree(depth - 1), tree(depth - 1)] : [], 'z')
    for (const thrown of [endless, wide, tree(12), { length: 1e9, errors: { length: 1e9 } }]) {
      const begin = performance.now()
      const error = await failureOf(bitcv(() => Promise.reject(thrown)).queryOrder({ tradeNo: 'T' }))
      assert.ok(shown(error).length < 200_000, `${shown(error).length}`)
      assert.ok(error.message.length < 600)
      assert.ok(performance.now() - begin < 3000)
    }
  })
  test('what throws when it is read', async () => {
    const trap = () => {
      throw new Error(secret)
    }
    const hostile = new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap, ownKeys: trap })
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    for (const thrown of [hostile, proxy, Object.assign(new Error('x'), { errors: proxy, cause: hostile })]) {
      const error = await failureOf(bitcv(() => Promise.reject(thrown)).queryOrder({ tradeNo: 'T' }))
      assert.equal(error.kind, 'network')
      assert.equal(leak(shown(error), secret), undefined)
    }
  })
})

describe('every spelling of a secret', () => {
  const odd = 'Secret/of+32 "characters" & 中文='
  const utf8 = Buffer.from(odd)
  const spellings = {
    itself: odd,
    'JSON': JSON.stringify(odd), // prettier-ignore
    'JSON in JSON': JSON.stringify(JSON.stringify(odd)),
    'JSON as PHP writes it': JSON.stringify(odd).replaceAll('/', '\\/').replace('中文', '\\u4e2d\\u6587'),
    'a form': new URLSearchParams({ a: odd }).toString().slice(2),
    'a form in lower case': new URLSearchParams({ a: odd })
      .toString()
      .slice(2)
      .replace(/%../g, (hex) => hex.toLowerCase()),
    encodeURIComponent: encodeURIComponent(odd),
    encodeURI: encodeURI(odd),
    'encoded twice': encodeURIComponent(encodeURIComponent(odd)),
    'HTML': odd.replaceAll('&', '&amp;').replaceAll('"', '&quot;'), // prettier-ignore
    base64: utf8.toString('base64'),
    base64url: utf8.toString('base64url'),
    'basic authentication': `Basic ${Buffer.from(`a:${odd}`).toString('base64')}`,
    'basic authentication, another user': `Basic ${Buffer.from(`ab:${odd}`).toString('base64')}`,
    'the body in base64': Buffer.from(`{"key":"${odd}"}`).toString('base64'),
    hexadecimal: utf8.toString('hex'),
    'capital hexadecimal': utf8.toString('hex').toUpperCase(),
    'with a line break in it': `${odd.slice(0, 5)}\r\n${odd.slice(5)}`,
    'with zero-width spaces in it': [...odd].join('\u200b'),
    'with an escape sequence in it': `${odd.slice(0, 5)}\u001b${odd.slice(5)}`,
    'cut off': odd.slice(0, 20),
  }
  const pieces = [odd, 'Secret/of', '32 "char', 'U2VjcmV0L29m', 'NlY3JldC9vZis', 'TZWNyZXQvb2Yr', '5365637265742f6f66', 'Secret%2Fof', 'Secret%2fof', 'Secret\\/of', 'Secret%252Fof'] // prettier-ignore
  const none = (text, what) => {
    for (const piece of pieces)
      assert.ok(!text.toLowerCase().includes(piece.toLowerCase()), `${what}: ${piece} in ${text}`)
  }
  for (const [how, spelling] of Object.entries(spellings)) {
    test(how, async () => {
      const events = []
      const options = {
        appSecret: odd,
        onRequest: (event) => events.push(event),
        onResponse: (event) => events.push(event),
      }
      const thrown = () => {
        throw Object.assign(new TypeError(`no: ${spelling}`, { cause: new Error(spelling) }), {
          code: spelling,
          name: spelling,
        })
      }
      none(shown(await failureOf(bitcv(thrown, options).queryOrder({ tradeNo: 'T' }))), 'thrown')
      // F8: as the gateway's words and as its code.
      for (const answer of [
        { errcode: '105', errmsg: `no: ${spelling}` },
        { errcode: spelling, errmsg: 'no' },
      ]) {
        const said = async () => Response.json(answer)
        const error = await failureOf(bitcv(said, options).queryOrder({ tradeNo: 'T' }))
        assert.equal(error.kind, 'gateway')
        if (answer.errcode === '105') none(shown(error), 'said')
      }
      none(JSON.stringify(events), 'hooks')
    })
  }
  test('what is short is no secret, and what is like one is none', async () => {
    const fetch = () => Promise.reject(new Error('Secret, 32 characters, a=b&c=d, 100%, \\x, a'))
    const { cause } = await failureOf(bitcv(fetch, { appSecret: odd }).queryOrder({ tradeNo: 'T' }))
    assert.equal(cause.message, 'Secret, 32 characters, a=b&c=d, 100%, \\x, a')
  })
  test('signatures in the other case, tokens, codes and numbers', async () => {
    let sent
    const fetch = (_, { body }) => {
      sent = Object.fromEntries(new URLSearchParams(body))
      return Promise.reject(new Error(`bad: ${sent.sign.toLowerCase()} ${sent.sign} ${sent.access_token}`))
    }
    const hicoin = new HiCoin({ appId: 'a', mchKey: secret, retries: 0, fetch })
    const { cause } = await failureOf(hicoin.queryOrder({ out_trade_no: 'A1', access_token: 'the-access-token' }))
    assert.match(sent.sign, /^[0-9A-F]{64}$/)
    assert.equal(cause.message, 'bad: *** *** ***')
    for (const code of [1234567890, 1234567890n, { code: 1234567890 }]) {
      const error = await failureOf(bitcv(() => Promise.reject(code), { appSecret: '1234567890' }).queryOrder({ tradeNo: 'T' })) // prettier-ignore
      assert.ok(!shown(error).includes('1234567890'), shown(error))
    }
  })
  test('headers of the caller’s own that identify him', async () => {
    const headers = {
      Authorization: 'Bearer the-bearer-token',
      Cookie: 'session=the-session-1; theme=dark; token=the-session-2',
      'X-Relay-Key': 'the-relay-key',
      'X-Trace': 'the-trace-1',
    }
    const events = []
    const fetch = async (_, init) => {
      throw new Error(`${Object.values(init.headers).join(' ')} the-bearer-token the-session-1 the-session-2`)
    }
    const error = await failureOf(bitcv(fetch, { headers, onRequest: (event) => events.push(event) }).queryOrder({ tradeNo: 'T' })) // prettier-ignore
    const text = shown(error) + JSON.stringify(events)
    for (const word of ['the-bearer', 'the-session', 'the-relay']) assert.ok(!text.includes(word), text)
    assert.match(error.cause.message, /the-trace-1/)
  })
})

describe('B37: an error says which address', () => {
  const v2 = { version: 'v2', appId: 'a', appSecret: secret, retries: 0 }
  const notFound = async () => new Response('<h1>404</h1>', { status: 404, headers: { 'content-type': 'text/html' } })
  const order = { client_out_trade_no: 'A1', channel: 'wechat', platform: 'h5', money: 1, client_ip: '127.0.0.1', notify_url: 'https://shop.example/' } // prettier-ignore

  test('of a base that already holds the path of the call', async () => {
    for (const [make, call, address, hint] of [
      [
        { base: 'https://api.yqtapi.com/order' },
        'createOrder',
        'POST https://api.yqtapi.com/order/order',
        'base ends in /order',
      ],
      [
        { base: 'https://api.yqtapi.com/order/' },
        'createOrder',
        'POST https://api.yqtapi.com/order/order',
        'base ends in /order',
      ],
      [{ base: 'https://api.yqtapi.com/v2' }, 'createOrder', 'POST https://api.yqtapi.com/v2/order', undefined],
      [{ base: 'https://order' }, 'createOrder', 'POST https://order/order', undefined],
    ]) {
      const error = await failureOf(new Yinqiantong({ ...v2, ...make, fetch: notFound })[call](order))
      assert.deepEqual([error.kind, error.status], ['http', 404])
      assert.ok(error.message.startsWith(`${address}: the gateway answered with HTTP 404`), error.message)
      assert.equal(/ends in/.test(error.message), hint !== undefined, error.message)
      if (hint) assert.ok(error.message.includes(`${hint}, which the call adds itself`), error.message)
    }
    const hicoin = new HiCoin({
      appId: 'a',
      mchKey: secret,
      apiBase: 'https://api.example/pay',
      retries: 0,
      fetch: notFound,
    })
    const { message } = await failureOf(hicoin.queryOrder({ out_trade_no: 'A1', access_token: 'the-access-token' }))
    assert.match(message, /^POST https:\/\/api\.example\/pay\/pay\/queryOrder: .*apiBase ends in \/pay, which/)
    const bhop = new BhopOrg({ base: 'https://api.example/api/v2', accessKey: secret, secretKey: secret, retries: 0, fetch: notFound }) // prettier-ignore
    assert.match((await failureOf(bhop.queryOrder({ order_id: '1' }))).message, /base ends in \/api\/v2, which/)
  })
  test('without its query, and without what may be secret in it', async () => {
    const down = async () => new Response('', { status: 502 })
    const error = await failureOf(
      bitcv(down, { base: `https://relay.example/${secret}` }).exchangeCode({ code: 'the-code' }),
    )
    assert.match(
      error.message,
      /^GET https:\/\/relay\.example\/\*\*\*\/oauth2\/accessToken: the gateway answered with HTTP 502/,
    )
    assert.equal(leak(shown(error), secret), undefined)
    assert.ok(!shown(error).includes('the-code'))
  })
  test('whatever became of it', async () => {
    const answers = {
      network: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('other side closed') })),
      timeout: () => new Promise(() => {}),
      http: () => Promise.resolve(42),
      body: async () => Response.json('{"code'),
    }
    for (const [kind, fetch] of Object.entries(answers)) {
      const client = new Yinqiantong({ ...v2, base: 'https://api.example', timeoutMs: 50, fetch })
      const error = await failureOf(client.queryOrder({ client_out_trade_no: 'A1' }))
      assert.match(error.message, /^(GET|POST) https:\/\/api\.example\/order/, kind)
    }
    const client = new Yinqiantong({ ...v2, base: 'https://api.example', fetch: answers.network })
    assert.match((await failureOf(client.createOrder(order))).message, /order: the connection failed: other side closed; it may still have been/) // prettier-ignore
  })
  test('of a redirect where it would have led', async () => {
    for (const [location, told] of [
      ['https://login.example/sso?token=abcdefgh#x', 'https://login.example/sso'],
      ['/login?next=1', 'https://api.example/login'],
      ['//other.example/', 'https://other.example/'],
      ['https://user:password@other.example/x', 'https://other.example/x'],
      [`https://other.example/${secret}`, 'https://other.example/***'],
      [`https://other.example/${'x'.repeat(9999)}`, `https://other.example/${'x'.repeat(178)}`],
    ]) {
      const fetch = async () => new Response('', { status: 302, headers: { location } })
      const error = await failureOf(new Yinqiantong({ ...v2, base: 'https://api.example', fetch }).createOrder(order))
      assert.deepEqual([error.kind, error.status, error.outcomeUnknown], ['http', 302, true])
      assert.ok(error.message.includes(`redirects to ${told} (HTTP 302)`), error.message)
      assert.doesNotMatch(error.message, /token|password|next/)
      assert.equal(leak(error.message, secret), undefined)
    }
    const nowhere = async () => new Response('', { status: 302 })
    const { message } = await failureOf(
      new Yinqiantong({ ...v2, base: 'https://api.example', fetch: nowhere }).createOrder(order),
    )
    assert.match(message, /address redirects \(HTTP 302\)/)
  })
  test('B38: an answer that cannot be read is in the message, or the message says how it can be looked at', async () => {
    for (const [response, said] of [
      [() => new Response('error code: 1042'), /it said: error code: 1042/],
      [() => Response.json({ error: '签名错误' }), /it said: 签名错误/],
      [() => new Response('bad request', { status: 400 }), /it said: bad request/],
      [() => Response.json({ wait: 1 }), /a `fetch` of your own can look at what came/],
      [() => new Response('', { status: 502 }), /a `fetch` of your own can look at what came/],
    ]) {
      let looked
      // What the message advises.
      const fetch = async () => {
        const answer = response()
        looked = await answer.clone().text()
        return answer
      }
      const error = await failureOf(new Yinqiantong({ ...v2, fetch }).createOrder(order))
      assert.match(error.message, said)
      assert.equal(looked, await response().text())
    }
  })
})

describe('an abort', () => {
  const never = () => new Promise(() => {})
  const reason = new Error('the customer left')
  test('has the caller’s reason as its cause', async () => {
    const hicoin = (fetch, more) => new HiCoin({ appId: 'a', mchKey: secret, secret, fetch, ...more })
    const query = { out_trade_no: 'A1', access_token: 'the-access-token' }
    const before = await failureOf(hicoin(never).queryOrder(query, { signal: AbortSignal.abort(reason) }))
    assert.deepEqual([before.kind, before.cause], ['aborted', reason])
    assert.match(before.message, /before it was sent$/)
    const later = new AbortController()
    setTimeout(() => later.abort(reason), 20)
    const under = await failureOf(hicoin(never).queryOrder(query, { signal: later.signal }))
    assert.deepEqual([under.kind, under.cause], ['aborted', reason])
    assert.doesNotMatch(under.message, /sent/)
    const busy = async () => new Response('', { status: 429, headers: { 'retry-after': '20' } })
    const pausing = new AbortController()
    setTimeout(() => pausing.abort('no reason'), 20)
    const paused = await failureOf(hicoin(busy).queryOrder(query, { signal: pausing.signal }))
    assert.deepEqual([paused.kind, paused.cause], ['aborted', 'no reason'])
    assert.match(paused.message, /before it was sent again$/)
    const timed = await failureOf(hicoin(never).queryOrder(query, { signal: AbortSignal.timeout(20) }))
    assert.deepEqual([timed.kind, timed.cause.name], ['aborted', 'TimeoutError'])
  })
  test('in the wait for a token does not say that nothing was sent', async () => {
    let asked = 0
    const fetch = () => (asked++, never())
    const giveUp = new AbortController()
    setTimeout(() => giveUp.abort(reason), 20)
    const hicoin = new HiCoin({ appId: 'a', mchKey: secret, secret, fetch })
    const error = await failureOf(hicoin.queryOrder({ out_trade_no: 'A1' }, { signal: giveUp.signal }))
    assert.deepEqual(
      [error.kind, error.operation, error.outcomeUnknown, error.cause],
      ['aborted', 'queryOrder', false, reason],
    )
    assert.equal(asked, 1)
    assert.match(error.message, /while it waited for a token/)
  })
})
