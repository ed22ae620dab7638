// What a handler gives back, what onFailure hears, and bodies that come in a wrapping. Each is tried with a client's own
// handleNotification, and what is expected is what a gateway has to be told.
import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import * as zlib from 'node:zlib'
import { PayError, Verifier, memoryReplay } from 'paysign'
import { notification } from 'paysign/testing'
import { BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { merchantKey, platformKey, platformPublicKey } from '../sandbox/merchant.js'

const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
const form = 'application/x-www-form-urlencoded'
let last = 0

/** A genuine notification of an order of its own. */
function genuine(how) {
  return notification(HiCoin, options, { out_trade_no: `H${process.pid}X${++last}` }, how)
}

/** A client with a guard of its own, and what it told. */
function open(more) {
  const told = []
  const onFailure = (error, context) => void told.push({ error, ...context })
  return { client: new HiCoin({ ...options, replay: memoryReplay(), onFailure, ...more }), told }
}

async function handle(request, onEvent = () => {}, more) {
  const { client, told } = open(more)
  const response = await client.handleNotification(request, onEvent)
  return { status: response.status, body: await response.text(), told }
}

describe('B39: what a handler gives back', () => {
  const foreign = createContext({})
  const record = { id: 7, out_trade_no: 'A1', status: 'paid', message: 'thank you', updatedAt: new Date(0) }
  const success = {
    nothing: undefined,
    true: true,
    success: 'success',
    SUCCESS: ' SUCCESS\n',
    ok: 'OK',
    'rows that were changed': 1,
    'the id of a row': 4711n,
    'an id that looks like a status': 500,
    'a saved record': record,
    'a record without a prototype': Object.assign(Object.create(null), record),
    'a saved record of a waiting order': { ...record, status: 'waiting', code: 12, error: null, errors: {} },
    "a driver's result": { rowCount: 0, rows: [], command: 'UPDATE' },
    "another driver's": [{ affectedRows: 1, errno: 0 }, undefined],
    'lists of nothing': [undefined, null, 0, ''],
    'no list': [],
    'ok: true': { ok: true },
    'success: true': { success: true, error: '' },
    'status: 200': { status: 200 },
    'a code of 0': { code: 0, msg: 'ok' },
    'a Response': new Response(null, { status: 204 }),
    'a Response with a text': new Response('SUCCESS'),
    'a Response with much': new Response(`fail${' '.repeat(5000)}`),
    'a Response with JSON': Response.json({ code: 200, error: null }),
    'a settled list': [{ status: 'fulfilled', value: 1 }],
    'an Either on the right': { _tag: 'Right', right: 1 },
    'a Result that is one': { isErr: () => false, value: 1 },
    'a Date': new Date(0),
    'a response of node:http': { statusCode: 200, writeHead() {} },
  }
  const failure = {
    false: [false, /returned false\./],
    null: [null, /returned null: was nothing found\?/],
    0: [0, /returned 0: was nothing changed\?/],
    '0n': [0n, /returned 0:/],
    '-1': [-1, /returned -1:/],
    NaN: [NaN, /returned NaN/],
    'an empty text': ['', /the text ""/],
    fail: ['fail', /the text "fail"/],
    FAIL: ['FAIL', /the text "FAIL"/],
    failure: ['failure', /"failure"/],
    error: ['error', /"error"/],
    'a sentence': ['no such order\u0007\n', /the text "no such order "/],
    'a long text': ['a'.repeat(500), /"a{60}…"/],
    失败: ['失败', /"失败"/],
    'a symbol': [Symbol('ok'), /a symbol/],
    'an Error': [new Error('no such order'), /an error instead of throwing it \("no such order"\)/],
    'a PayError': [new PayError('network', 'away'), /"away"/],
    'an Error of another realm': [runInContext('new TypeError("elsewhere")', foreign), /"elsewhere"/],
    'an Error that was JSON': [{ name: 'TypeError', message: 'as JSON' }, /"as JSON"/],
    'a DOMException': [new DOMException('gone', 'AbortError'), /"gone"/],
    'a Response of 500': [new Response('', { status: 500 }), /a Response of status 500/],
    'a Response of 400': [new Response(null, { status: 400 }), /a Response of status 400/],
    'a redirect': [Response.redirect('https://shop.example/'), /a Response of status 302/],
    "fetch's own failure": [Response.error(), /a Response of status 0/],
    'a Response that says fail': [new Response('FAIL'), /a Response that says "FAIL"/],
    'a Response of JSON that says so': [Response.json({ code: 500 }), /a Response with an object with code: 500/],
    'ok: false': [{ ok: false }, /an object with ok: false/],
    'success: false': [{ success: false, data: null }, /an object with success: false/],
    'an error in it': [{ data: null, error: { message: 'no row' } }, /an object with error: "no row"/],
    'a text as error': [{ error: 'no row' }, /an object with error: "no row"/],
    'errors in it': [{ errors: [{ message: 'no row' }] }, /errors: an object/],
    'status: 500': [{ status: 500 }, /status: 500/],
    'statusCode: 404': [{ statusCode: 404 }, /statusCode: 404/],
    'a response of node:http': [{ statusCode: 503, writeHead() {} }, /statusCode: 503/],
    'status: fail': [{ status: 'fail' }, /status: "fail"/],
    "a gateway's own word": [{ code: 'FAIL', message: '失败' }, /code: "FAIL"/],
    "another gateway's": [{ return_code: 'FAIL' }, /return_code: "FAIL"/],
    'a negative code': [{ code: -1 }, /code: -1/],
    errcode: [{ errcode: 40001, errmsg: 'x' }, /errcode: 40001/],
    'a settled list': [
      [{ status: 'fulfilled' }, { status: 'rejected', reason: new Error('x') }],
      /a list with .*"rejected"/,
    ],
    'a list with false': [[true, false], /a list with false/],
    'error first': [[new Error('first'), undefined], /a list with an error .*"first"/],
    'an Either on the left': [{ _tag: 'Left', left: 'x' }, /_tag: "Left"/],
    'a Result that is none': [{ isErr: () => true, error: 'x' }, /isErr: true/],
    'a boxed false': [Object(false), /returned false\./],
    'a function': [() => {}, /a function that nobody called/],
    'a generator': [(function* () {})(), /a generator that was not run/],
    'an asynchronous generator': [(async function* () {})(), /a generator/],
    'an Observable': [{ subscribe() {}, pipe() {} }, /an Observable/],
    'a query that was built': [{ compile() {}, execute() {} }, /a query that was not executed/],
    'a statement': [{ bind() {}, run() {} }, /a statement that was not run/],
  }

  for (const [name, value] of Object.entries(success)) {
    test(`acknowledged: ${name}`, async () => {
      for (const onEvent of [() => value, async () => value]) {
        const { status, body, told } = await handle(genuine().request(), onEvent)
        assert.deepEqual([status, body, told], [200, 'SUCCESS', []])
      }
    })
  }

  for (const [name, [value, words]] of Object.entries(failure)) {
    test(`not acknowledged, and handled again: ${name}`, async () => {
      for (const onEvent of [() => value, () => Promise.resolve(value)]) {
        const { client, told } = open()
        const one = genuine()
        const response = await client.handleNotification(one.request(), onEvent)
        assert.deepEqual([response.status, await response.text()], [500, 'FAIL'])
        assert.equal(told.length, 1)
        const [{ error, body, remark }] = told
        assert.ok(error instanceof PayError)
        assert.deepEqual([error.kind, body, remark], ['config', one.body, undefined])
        assert.match(error.message, words)
        assert.match(error.message, /not acknowledged.*throw/)
        // What was refused is neither marked nor locked: the next try is handled, and only that.
        const events = []
        for (let n = 0; n < 2; n++) {
          assert.equal((await client.handleNotification(one.request(), (event) => void events.push(event))).status, 200)
        }
        assert.equal(events.length, 1)
      }
    })
  }

  test('an Error that was given back is the cause', async () => {
    const given = new Error('no such order')
    const { told } = await handle(genuine().request(), async () => given)
    assert.equal(told[0].error.cause, given)
  })

  test('what throws when it is looked at has failed', async () => {
    const thrown = new Error('lazy')
    const value = {
      get ok() {
        throw thrown
      },
    }
    const { status, told } = await handle(genuine().request(), () => value)
    assert.deepEqual([status, told[0].error], [500, thrown])
  })

  test('a Response whose body never comes counts by its status', async () => {
    const { status } = await handle(genuine().request(), () => new Response(new ReadableStream({ pull() {} })))
    assert.equal(status, 200)
  })

  test('thenables that run when they are awaited are', async () => {
    let runs = 0
    const query = { then: (done) => done((runs++, [{ affectedRows: 1 }])) }
    const { status } = await handle(genuine().request(), () => query)
    assert.deepEqual([status, runs], [200, 1])
  })
})

describe('onFailure', () => {
  test('B47: hears the raw body and the fields, with which its advice can be followed', async () => {
    const { request, body } = genuine()
    const wrong = { ...options, mchKey: 'another key' }
    const { told } = await handle(request(), undefined, wrong)
    const [{ error, request: given, body: raw, fields }] = told
    assert.equal(error.kind, 'signature')
    assert.ok(given instanceof Request)
    assert.equal(raw, body)
    assert.deepEqual(fields, Object.fromEntries(new URLSearchParams(body)))
    assert.match(error.message, /new Verifier\('hicoin', mchKey\)\.explain\(fields\)/)
    // The right key makes of them the signature that came.
    assert.equal(new Verifier('hicoin', options.mchKey).explain(fields).signature, fields.sign)
    assert.equal(open().client.parseNotification({ body: raw, contentType: form }).out_trade_no, fields.out_trade_no)
  })

  const others = {
    'yinqiantong-v1': [Yinqiantong, { version: 'v1', appId: '1', appKey: 'k', appSecret: 'secret' }, 'appSecret'],
    'yinqiantong-v2': [Yinqiantong, { version: 'v2', appId: '1', appSecret: 'secret' }, 'appSecret'],
    bitcv: [BitCV, { appId: '1', appSecret: 'secret' }, 'appSecret'],
    sixdu: [
      SixDu,
      { merchantId: 'm', privateKey: merchantKey, platformPublicKey, platformPrivateKey: platformKey },
      'platformPublicKey',
    ],
  }
  for (const [name, [Class, { platformPrivateKey, ...given }, key]] of Object.entries(others)) {
    test(`B47: and what to call for ${name}`, async () => {
      const { request } = notification(Class, { ...given, platformPrivateKey }, {}, { broken: 'tampered' })
      const told = []
      const client = new Class({ ...given, onFailure: (error, context) => void told.push({ error, ...context }) })
      assert.equal((await client.handleNotification(request(), () => {})).status, 400)
      const [{ error, request: arrived, fields }] = told
      assert.equal(error.kind, 'signature')
      const [, call] = /(new Verifier\(.*\)\.explain\(.*?\)) shows/.exec(error.message)
      assert.ok(call.startsWith(`new Verifier('${name}', ${key}).explain(`), call)
      const follow = new Function('Verifier', key, 'fields', 'request', `return ${call}`)
      const { canonical } = follow(Verifier, given[key], fields, arrived)
      assert.ok(canonical.length > 20, canonical)
    })
  }

  test('JSON keeps its digits and names', async () => {
    const body = '{"a":12345678901234567890.10,"b":null,"__proto__":"x","sign":"0"}'
    const request = new Request('http://127.0.0.1/', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const { told } = await handle(request)
    assert.equal(told[0].body, body)
    assert.deepEqual(Object.entries(told[0].fields), [
      ['a', '12345678901234567890.10'],
      ['b', null],
      ['__proto__', 'x'],
      ['sign', '0'],
    ])
  })

  test('a body that is no text is given as bytes, one that never came not at all', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x61])
    const request = (body, method = 'POST') => new Request('http://127.0.0.1/', { method, body })
    const [{ body, fields }] = (await handle(request(bytes))).told
    assert.ok(body instanceof Uint8Array && bytes.equals(body))
    assert.equal(fields, undefined)
    const [{ body: text, fields: none }] = (await handle(request('a&&\u0001=%%'))).told
    assert.deepEqual([text, none], ['a&&\u0001=%%', undefined])
    const [got] = (await handle(request(undefined, 'GET'))).told
    assert.deepEqual([got.body, got.fields], [undefined, undefined])
    const [long] = (await handle(request('a'.repeat(256 * 1024 + 1)))).told
    assert.deepEqual([long.body, long.fields], [undefined, undefined])
  })

  test('hears them when the handler fails, too', async () => {
    const { request, body } = genuine()
    const failed = new Error('away')
    const { told } = await handle(request(), () => Promise.reject(failed))
    assert.deepEqual([told[0].error, told[0].body, told[0].fields.app_id], [failed, body, options.appId])
  })

  test('without one the console tells the names of the fields, and no value', async () => {
    const spy = mock.method(console, 'error', () => {})
    const { request, body } = genuine({ broken: 'tampered' })
    await new HiCoin(options).handleNotification(request(), () => {})
    spy.mock.restore()
    const [[head, error, outline]] = spy.mock.calls.map(({ arguments: values }) => values)
    assert.match(head, /^paysign: a notification was not handled:$/)
    assert.equal(error.kind, 'signature')
    assert.match(outline, /^\(a body of \d+ characters, with [a-z_, ]+\)$/)
    assert.match(outline, /out_trade_no/)
    for (const [name, value] of new URLSearchParams(body)) {
      assert.ok(value.length < 4 || !`${outline}${error.message}`.includes(value), name)
    }
  })

  test('names out of a foreign body keep to their line', async () => {
    const spy = mock.method(console, 'error', () => {})
    const body = new URLSearchParams({ 'a\n\u001b[31mpaysign: all is well': '1', ['b'.repeat(1000)]: '2', sign: '3' })
    await new HiCoin(options).handleNotification(new Request('http://127.0.0.1/', { method: 'POST', body }), () => {})
    spy.mock.restore()
    const [, , outline] = spy.mock.calls[0].arguments
    assert.match(outline, /^[ -~]{1,200}$/)
    assert.match(outline, /a\?31mpaysign\?all\?is\?well, b{40}, sign\)$/)
  })
})

describe('B30, B32: a body that is not there', () => {
  const post = (body, headers, search = '') =>
    new Request(`http://127.0.0.1/notify${search}`, { method: 'POST', body, headers })

  test('B32: the fields are in the address: that is said, and the advice works', async () => {
    const one = genuine()
    const search = `?${one.body}`
    for (const body of [undefined, '']) {
      const request = post(body, {}, search)
      const { status, told } = await handle(request)
      const [{ error }] = told
      assert.deepEqual([status, error.kind], [400, 'body'])
      assert.match(error.message, /the body is empty; the fields are in the address/)
      assert.doesNotMatch(error.message, /read before/)
      const [, input] = /parseNotification\((\{.*\})\)/.exec(error.message)
      const follow = new Function('request', `return ${input}`)
      assert.match(open().client.parseNotification(follow(request)).out_trade_no, /^H\d/)
      for (const [, value] of new URLSearchParams(one.body))
        assert.ok(value.length < 6 || !error.message.includes(value))
    }
  })

  test('B32: not even that: it is empty', async () => {
    for (const request of [
      post(),
      post(''),
      post('', { 'content-length': '0' }),
      post('', {}, '#a=1'),
      post('', {}, '?'),
    ]) {
      const { status, told } = await handle(request)
      assert.deepEqual([status, told[0].error.kind, told[0].body], [400, 'body', ''])
      assert.match(told[0].error.message, /the body is empty: it was sent so, or it was read before\. Express: /)
    }
  })

  test('B30: a parser has left nothing: the set-up is wrong, and the remedy of each framework is named', async () => {
    const headers = { 'content-length': '312', 'content-type': form }
    const chunked = { 'transfer-encoding': 'chunked' }
    for (const request of [post('', headers), post('', headers, '?a=1'), post('', chunked), post('[object Object]')]) {
      const { status, told } = await handle(request)
      assert.deepEqual([status, told[0].error.kind], [500, 'body'])
      assert.match(
        told[0].error.message,
        /was read before\. Express: .*Nest: .*Firebase: req\.rawBody.*Koa: .*Fastify: .*paysign\/node.*Hono: /,
      )
    }
  })
})

describe('bodies that were compressed', () => {
  const compress = {
    gzip: zlib.gzipSync,
    'x-gzip': zlib.gzipSync,
    deflate: zlib.deflateSync,
    'deflate, as old servers send it': zlib.deflateRawSync,
    br: zlib.brotliCompressSync,
    identity: (body) => body,
    'gzip, identity': zlib.gzipSync,
    'deflate, gzip': (body) => zlib.gzipSync(zlib.deflateSync(body)),
    'br, GZIP': (body) => zlib.gzipSync(zlib.brotliCompressSync(body)),
  }
  const post = (body, encoding) =>
    new Request('http://127.0.0.1/', {
      method: 'POST',
      body,
      headers: { 'content-type': form, ...(encoding && { 'content-encoding': encoding.split(', as')[0] }) },
    })

  for (const [name, pack] of Object.entries(compress)) {
    test(`${name}: unpacked, verified and handled`, async () => {
      const { body } = genuine()
      const events = []
      const { status, told } = await handle(post(pack(Buffer.from(body)), name), (event) => void events.push(event))
      assert.deepEqual([status, told, events.length], [200, [], 1])
    })
  }

  test('a body that was altered is refused in each of them', async () => {
    for (const [name, pack] of Object.entries(compress)) {
      const { body } = genuine({ broken: 'tampered' })
      const { status, told } = await handle(post(pack(Buffer.from(body)), name), () => assert.fail())
      assert.deepEqual([status, told[0].error.kind, told[0].body], [400, 'signature', body])
    }
  })

  const atOdds = [
    ['gzip', (body) => body, /content-encoding says "gzip", but the body is not compressed/],
    ['br', (body) => body, /"br", but the body is not compressed/],
    ['utf-8', (body) => body, /"utf-8", but the body is not compressed/],
    ['aws-chunked\u00e9', (body) => body, /"aws-chunked ", but the body is not compressed/],
    ['deflate', zlib.gzipSync, /"deflate", but the body was gzip/],
    ['gzip', zlib.deflateSync, /"gzip", but the body was deflate/],
    ['zstd', zlib.gzipSync, /"zstd", but the body was gzip/],
    ['', zlib.gzipSync, /no header says so, but the body was gzip/],
    ['', zlib.deflateSync, /no header says so, but the body was deflate/],
    ['gzip', (body) => zlib.gzipSync(zlib.gzipSync(body)), /no header says so, but the body was gzip/],
  ]
  for (const [encoding, pack, words] of atOdds) {
    test(`${pack.name} under "${encoding}": handled, with a remark`, async () => {
      const { body } = genuine()
      const events = []
      const { status, told } = await handle(post(pack(Buffer.from(body)), encoding), (event) => void events.push(event))
      assert.deepEqual([status, events.length, told.length], [200, 1, 1])
      const [{ error, remark, body: raw, fields }] = told
      assert.deepEqual([error.kind, remark, raw], ['body', true, body])
      assert.equal(fields.app_id, options.appId)
      assert.match(error.message, words)
    })
  }

  test('a remark is told once, and after the handling', async () => {
    const { body } = genuine()
    const { client, told } = open()
    let toldBefore
    for (let n = 0; n < 3; n++) {
      const onEvent = () => void (toldBefore = told.length)
      assert.equal((await client.handleNotification(post(body, 'gzip'), onEvent)).status, 200)
    }
    assert.deepEqual([toldBefore, told.length], [0, 1])
    const spy = mock.method(console, 'error', () => {})
    await new HiCoin(options).handleNotification(post(genuine().body, 'gzip'), () => {})
    spy.mock.restore()
    assert.match(spy.mock.calls[0].arguments[0], /^paysign: a notification was handled, but$/)
  })

  test('what cannot be unpacked is named by its label', async () => {
    const body = Buffer.from(genuine().body)
    const cut = (pack) => pack(body).subarray(0, -12)
    for (const [encoding, bytes, words] of [
      [
        'gzip',
        cut(zlib.gzipSync),
        /"gzip", but the body cannot be unpacked as that: it is broken, cut off, or holds nothing/,
      ],
      ['deflate', cut(zlib.deflateSync), /"deflate", but/],
      ['br', cut(zlib.brotliCompressSync), /"br", but/],
      ['br', Buffer.from([0xff, 0xff, 0xff]), /"br", but/],
      ['gzip', zlib.gzipSync(''), /"gzip", but the body .* holds nothing/],
      [
        'compress',
        Buffer.from([0x1f, 0x9d, 0x90]),
        /"compress", which is not unpacked here \(gzip, deflate and br are known\)/,
      ],
      ['gzip, gzip, gzip, gzip', Buffer.from([0xff]), /"gzip", but/],
    ]) {
      const { status, told } = await handle(post(bytes, encoding), () => assert.fail())
      assert.deepEqual([status, told[0].error.kind], [400, 'body'], encoding)
      assert.match(told[0].error.message, words)
      assert.ok(Buffer.from(bytes).equals(told[0].body))
    }
  })

  test('the limit holds for what comes out', async () => {
    const filled = (length) => `${genuine().body}&filler=`.padEnd(length, 'a')
    for (const [name, pack] of Object.entries(compress)) {
      if (name === 'identity') continue
      const bomb = pack(Buffer.alloc(64 << 20, 'a'))
      const { status, told } = await handle(
        post(bomb.length > 256 << 10 ? pack(Buffer.alloc(1 << 20, 'a')) : bomb, name),
      )
      assert.deepEqual([status, told[0].error.kind], [400, 'body'])
      assert.match(told[0].error.message, /longer than 256 KiB/)
      const fits = await handle(post(pack(Buffer.from(filled(256 * 1024))), name))
      assert.equal(fits.told[0].error.kind, 'signature')
      assert.match(
        (await handle(post(pack(Buffer.from(filled(256 * 1024 + 1))), name))).told[0].error.message,
        /256 KiB/,
      )
    }
  })

  test('what unpacks to more and more layers ends', async () => {
    let body = Buffer.from(genuine().body)
    for (let n = 0; n < 9; n++) body = zlib.gzipSync(body)
    const { status, told } = await handle(post(body), () => assert.fail())
    assert.deepEqual([status, told[0].error.kind], [400, 'body'])
  })
})
