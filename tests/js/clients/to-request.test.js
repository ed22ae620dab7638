// paysign/node: the web's Request out of what servers hand over, and back. Requests go over sockets of this machine; the
// functions' events are those of the clouds' documentation.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import * as http from 'node:http'
import * as http2 from 'node:http2'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { PayError, memoryReplay } from 'paysign'
import { send, toLambda, toRequest } from 'paysign/node'
import { notification } from 'paysign/testing'
import { HiCoin } from '../classes.js'

const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
const form = 'application/x-www-form-urlencoded'
let last = 0
const genuine = (how) => notification(HiCoin, options, { out_trade_no: `R${process.pid}X${++last}` }, how)

/** A client and what it heard; `answer` is the handler of a server, with `use` to get the request out of what it is given. */
function shop(use = toRequest) {
  const events = []
  const told = []
  const client = new HiCoin({
    ...options,
    replay: memoryReplay(),
    onFailure: (error, context) => void told.push({ error, ...context }),
  })
  const handle = (incoming) => client.handleNotification(use(incoming), (event) => void events.push(event))
  return { events, told, handle, answer: async (req, res) => send(res, await handle(req)) }
}

async function listen(t, server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections?.()
    server.close()
  })
  return server.address().port
}

// A certificate of its own for TLS, made by openssl.
const folder = mkdtempSync(join(tmpdir(), 'paysign-tls-'))
after(() => rmSync(folder, { recursive: true }))
function certificate() {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...how, '-keyout', files.key, '-out', files.cert, ...subject], { stdio: 'ignore' })
  return { key: readFileSync(files.key), cert: readFileSync(files.cert) }
}

/** One request over HTTP/2; gives { status, headers, body }. */
async function over2(origin, { headers, body, ...connection }) {
  const session = http2.connect(origin, connection)
  try {
    const stream = session.request({ ':method': 'POST', ':path': '/notify', ...headers })
    stream.end(body)
    const [answered] = await once(stream, 'response')
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    return { status: answered[':status'], headers: answered, body: Buffer.concat(chunks).toString() }
  } finally {
    session.close()
  }
}

const servers = {
  'node:http': {
    create: (answer) => http.createServer(answer),
    post: async (port, { headers, body }) => {
      const response = await fetch(`http://127.0.0.1:${port}/notify`, { method: 'POST', headers, body })
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
    },
  },
  'node:http2': {
    create: (answer) => http2.createServer(answer),
    post: (port, message) => over2(`http://127.0.0.1:${port}`, message),
  },
  'node:http2 over TLS': {
    create: (answer) => http2.createSecureServer(certificate(), answer),
    post: (port, message) => over2(`https://localhost:${port}`, { ...message, rejectUnauthorized: false }),
  },
}

for (const [name, { create, post }] of Object.entries(servers)) {
  describe(`B04: ${name}`, () => {
    test('a genuine, a repeated, a forged, a compressed one', async (t) => {
      const { events, told, answer } = shop()
      const port = await listen(t, create(answer))
      const { headers, body } = genuine()
      for (let n = 0; n < 2; n++) {
        const answered = await post(port, { headers, body })
        assert.deepEqual([answered.status, answered.body], [200, 'SUCCESS'])
        assert.match(answered.headers['content-type'], /^text\/plain/)
      }
      assert.equal(events.length, 1)
      const forged = await post(port, genuine({ broken: 'forged' }))
      assert.deepEqual([forged.status, forged.body], [400, 'FAIL'])
      assert.deepEqual(
        told.map(({ error }) => error.kind),
        ['signature'],
      )
      const packed = genuine()
      const zipped = { headers: { ...packed.headers, 'content-encoding': 'gzip' }, body: gzipSync(packed.body) }
      assert.equal((await post(port, zipped)).status, 200)
      assert.equal(events.length, 2)
    })

    test('a body of the largest size arrives whole, a larger one is refused and answered', async (t) => {
      const { told, answer } = shop()
      const port = await listen(t, create(answer))
      const body = `${genuine().body}&filler=`.padEnd(256 * 1024, 'a')
      const fits = await post(port, { headers: { 'content-type': form }, body })
      assert.deepEqual([fits.status, told[0].error.kind, told[0].body], [400, 'signature', body])
      const larger = await post(port, { headers: { 'content-type': form }, body: `${body}b` })
      assert.deepEqual([larger.status, larger.body], [400, 'FAIL'])
      assert.match(told[1].error.message, /256 KiB/)
      // The server goes on answering.
      const { headers, body: next } = genuine()
      assert.equal((await post(port, { headers, body: next })).status, 200)
    })

    test('other methods are answered with 405', async (t) => {
      const { told, answer } = shop()
      const port = await listen(t, create(answer))
      for (const method of ['GET', 'PUT', 'TRACE', 'OPTIONS']) {
        const answered =
          name === 'node:http'
            ? await raw(port, `${method} / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
            : (
                await over2(name.includes('TLS') ? `https://localhost:${port}` : `http://127.0.0.1:${port}`, {
                  headers: { ':method': method },
                  rejectUnauthorized: false,
                })
              ).status
        assert.match(String(answered), /405/)
        assert.match(told.pop().error.message, new RegExp(`this was a ${method}`))
      }
    })

    test('HEAD is answered without a body', async (t) => {
      const port = await listen(t, create(shop().answer))
      if (name === 'node:http') {
        const text = await raw(port, 'HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
        assert.match(text, /^HTTP\/1.1 405 [^]*\r\n\r\n$/)
        return
      }
      const origin = name.includes('TLS') ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
      const { status, body } = await over2(origin, { headers: { ':method': 'HEAD' }, rejectUnauthorized: false })
      assert.deepEqual([status, body], [405, ''])
    })
  })
}

/** What a server answers to these bytes. */
async function raw(port, text, { end = false } = {}) {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  if (end) socket.end()
  let answer = ''
  for await (const chunk of socket.setEncoding('latin1')) answer += chunk
  return answer
}

describe('what senders do', () => {
  test('one who goes away in the middle is told of, at once, and nobody hangs', async (t) => {
    const { told, handle } = shop()
    const handled = []
    const server = http.createServer((req, res) => {
      handled.push(handle(req).then((response) => send(res, response)))
    })
    const port = await listen(t, server)
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\na=1`)
    while (!handled.length) await new Promise(setImmediate)
    socket.destroy()
    await handled[0]
    assert.deepEqual([told.length, told[0].error.kind], [1, 'body'])
    assert.match(told[0].error.message, /broke off: the sender went away/)
  })

  test('the same over HTTP/2, where what came seems to be all: then it does not verify', async (t) => {
    const { events, told, handle } = shop()
    const handled = []
    const port = await listen(
      t,
      http2.createServer((req, res) => void handled.push(handle(req).then((response) => send(res, response)))),
    )
    const session = http2.connect(`http://127.0.0.1:${port}`)
    t.after(() => session.destroy())
    const stream = session.request({ ':method': 'POST', 'content-type': form })
    stream.on('error', () => {})
    stream.write(genuine().body.slice(0, -3))
    while (!handled.length) await new Promise((resolve) => setTimeout(resolve, 5))
    stream.close(http2.constants.NGHTTP2_CANCEL)
    await handled[0]
    assert.equal(told.length, 1)
    assert.ok(['body', 'signature'].includes(told[0].error.kind))
    assert.deepEqual(events, [])
  })

  test('one who was gone before anybody read', async (t) => {
    const { told, handle } = shop()
    let ended
    const done = new Promise((resolve) => (ended = resolve))
    const server = http.createServer((req, res) => {
      req.socket.destroy()
      req.on('close', async () => ended(send(res, await handle(req))))
    })
    const port = await listen(t, server)
    await raw(port, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\na=1').catch(() => {})
    await done
    assert.match(told[0].error.message, /went away/)
  })

  test('repeated headers: a signature that comes twice is none', async () => {
    const { Yinqiantong } = await import('paysign')
    const v1 = { version: 'v1', appId: '1', appKey: 'k', appSecret: 'secret' }
    const { headers, body } = notification(Yinqiantong, v1)
    const told = []
    const client = new Yinqiantong({ ...v1, onFailure: (error) => void told.push(error) })
    const event = (multiValueHeaders) => ({ httpMethod: 'POST', path: '/', multiValueHeaders, body })
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
    assert.equal((await client.handleNotification(toRequest(event(lists)), () => {})).status, 200)
    const twice = { ...lists, sign: [headers.sign, headers.sign] }
    assert.equal((await client.handleNotification(toRequest(event(twice)), () => assert.fail())).status, 400)
    assert.equal(told[0].kind, 'signature')
  })

  test('B32: the fields in the address, over node:http', async (t) => {
    const { told, answer } = shop()
    const port = await listen(t, http.createServer(answer))
    const text = `POST /notify?${genuine().body} HTTP/1.1\r\nhost: shop.example\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
    assert.match(await raw(port, text), /^HTTP\/1.1 400 /)
    assert.match(told[0].error.message, /the body is empty; the fields are in the address/)
    assert.equal(new URL(told[0].request.url).host, 'shop.example')
  })

  test('addresses and hosts that are none', () => {
    const url = (url, host) => toRequest({ method: 'POST', url, headers: { host }, body: 'a=1' }).url
    assert.equal(url('/a?b=1', 'shop.example:8080'), 'http://shop.example:8080/a?b=1')
    assert.equal(url('https://shop.example/a', 'x'), 'https://shop.example/a')
    assert.equal(url('//evil.example/a', 'shop.example'), 'http://shop.example//evil.example/a')
    for (const host of [undefined, '', 'a b', 'u:p@h', '[', 'a/b?c#d', '%', '\u0000']) {
      assert.match(url('/a', host), /^http:\/\/[^/@]+\/.*a$/, host)
    }
    for (const path of ['*', undefined, 'shop.example:443', '']) assert.equal(url(path, 'h'), 'http://h/')
  })

  test('headers that are none are left out, those of HTTP/2 too', () => {
    const headers = {
      ':method': 'POST',
      ':authority': 'shop.example',
      [Symbol('sensitive')]: [],
      'x-money': '✓',
      'bad name': '1',
      'x-list': ['1', '2', undefined],
      'x-none': undefined,
      'x-number': 5,
    }
    const request = toRequest({ method: 'POST', url: '/', headers, body: 'a' })
    assert.deepEqual(
      [...request.headers],
      [
        ['content-type', 'text/plain;charset=UTF-8'],
        ['x-list', '1, 2'],
        ['x-number', '5'],
      ],
    )
  })
})

describe('bodies that somebody has read', () => {
  const stream = (didRead) => ({ on() {}, readableDidRead: didRead, readableEnded: didRead })
  const base = (body) => ({
    method: 'POST',
    url: '/',
    headers: { 'content-type': form, 'content-length': '7' },
    ...body,
  })
  const { body } = genuine()
  const kept = {
    'B30: rawBody of Google Cloud Functions, Firebase and Nest': {
      ...stream(true),
      rawBody: Buffer.from(body),
      body: { a: 1 },
    },
    "B30: rawBody as a text, Koa's parsers'": { ...stream(true), rawBody: body, body: { a: 1 } },
    'express.raw': { ...stream(true), body: Buffer.from(body) },
    'express.text': { ...stream(true), body },
    'an ArrayBuffer': { ...stream(true), body: new TextEncoder().encode(body).buffer },
    'a view': { ...stream(true), body: new DataView(new TextEncoder().encode(body).buffer) },
    'no stream at all': { body },
    'a parser that throws': {
      ...stream(true),
      rawBody: Buffer.from(body),
      get body() {
        throw new SyntaxError('Invalid JSON')
      },
    },
  }
  for (const [name, had] of Object.entries(kept)) {
    test(name, async () => {
      const request = toRequest(Object.defineProperties(base({}), Object.getOwnPropertyDescriptors(had)))
      assert.equal(await request.clone().text(), body)
      const { events, told, handle } = shop((req) => req)
      assert.equal((await handle(request)).status, 200)
      assert.deepEqual([events.length, told.length], [1, 0])
    })
  }

  test("Koa's ctx.body is the answer's, and no body of the request", async () => {
    const req = { ...base({}), ...stream(true) }
    const ctx = { req, res: {}, request: { req, headers: req.headers, rawBody: body }, response: {}, body: 'SUCCESS' }
    assert.equal(await toRequest(ctx).text(), body)
    delete ctx.request.rawBody
    await assert.rejects(toRequest(ctx).text(), { name: 'PayError', kind: 'body', message: /Koa: / })
  })

  const outer = base({})
  const parsed = { ...base({}), ...stream(true), body: { a: 1 } }
  const lost = {
    'Express, Nest': [
      { ...parsed, app: () => {}, next() {} },
      /was read before\. Express: express\.raw.*Nest: .*rawBody: true/,
    ],
    Koa: [{ req: parsed, res: {}, response: {}, request: { headers: {} } }, /Koa: .*koa-bodyparser/],
    Fastify: [
      { raw: parsed, headers: {}, method: 'POST', body: { a: 1 }, ...outer },
      /Fastify: .*onRequest.*parseAs: "buffer"/,
    ],
    "Next's pages": [{ ...parsed, query: {}, cookies: {} }, /Next's pages: .*bodyParser: false/],
    'whatever it is': [parsed, /Express: .*Koa: .*Fastify: /],
    'no stream, and an object': [{ ...base({}), body: { a: 1 } }, /Express: .*Koa: .*Fastify: /],
    'an event whose body was parsed': [{ httpMethod: 'POST', headers: {}, body: { a: 1 } }, /Express: /],
  }
  for (const [name, [incoming, words]] of Object.entries(lost)) {
    test(`nothing is left: ${name}`, async () => {
      const { told, handle } = shop()
      const { status } = await handle(incoming)
      assert.deepEqual([status, told.length, told[0].error.kind], [500, 1, 'body'])
      assert.match(told[0].error.message, words)
      assert.match(told[0].error.message, /toRequest\(req\)/)
    })
  }

  test('what was unpacked on the way is not compressed any more', async () => {
    const headers = {
      'content-type': form,
      'content-encoding': 'gzip',
      'content-length': '9',
      'transfer-encoding': 'chunked',
    }
    for (const raw of [body, Buffer.from(body)]) {
      const { told, handle } = shop()
      assert.equal((await handle({ ...base({}), headers, ...stream(true), rawBody: raw })).status, 200)
      assert.deepEqual(told, [])
    }
    const { told, handle } = shop()
    assert.equal((await handle({ ...base({}), headers, ...stream(true), body: gzipSync(genuine().body) })).status, 200)
    assert.deepEqual(told, [])
  })
})

describe('events of functions', () => {
  const { headers, body } = genuine()
  const v1 = {
    resource: '/notify',
    path: '/notify',
    httpMethod: 'POST',
    headers: { 'Content-Type': headers['content-type'] },
    multiValueHeaders: { 'Content-Type': [headers['content-type']] },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    requestContext: { stage: 'prod', httpMethod: 'POST' },
    body,
    isBase64Encoded: false,
  }
  const v2 = {
    version: '2.0',
    routeKey: 'POST /notify',
    rawPath: '/notify',
    rawQueryString: 'a=1&a=2',
    headers: { 'content-type': headers['content-type'], 'content-length': String(body.length) },
    requestContext: { http: { method: 'POST', path: '/notify', protocol: 'HTTP/1.1' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  }
  const balancer = {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:…' } },
    httpMethod: 'POST',
    path: '/notify',
    multiValueQueryStringParameters: { a: ['1', '2'] },
    multiValueHeaders: { 'content-type': [headers['content-type']] },
    body,
    isBase64Encoded: false,
  }
  const events = {
    'API Gateway, v1': v1,
    'API Gateway, v2, and a function URL': v2,
    'a load balancer': balancer,
    'an event as JSON in bytes': Buffer.from(JSON.stringify(v2)),
    'an event as JSON': JSON.stringify(v1),
    "another cloud's": { httpMethod: 'POST', path: '/notify', headers, body, queryString: {}, isBase64Encoded: false },
  }
  for (const [name, event] of Object.entries(events)) {
    test(name, async () => {
      const { told, handle } = shop()
      const result = await toLambda(await handle(event))
      assert.deepEqual(told, [])
      assert.deepEqual([result.statusCode, result.body, result.isBase64Encoded], [200, 'SUCCESS', false])
      assert.match(result.headers['content-type'], /^text\/plain/)
      assert.deepEqual(result.multiValueHeaders['content-type'], [result.headers['content-type']])
      const request = toRequest(event)
      assert.match(new URL(request.url).pathname, /^\/notify$/)
      if (name !== "another cloud's") assert.deepEqual(new URL(request.url).searchParams.getAll('a'), ['1', '2'])
    })
  }

  test('a body that is no base64, and none', async () => {
    const { told, handle } = shop()
    assert.equal((await handle({ ...v2, body: '%' })).status, 400)
    assert.match(told[0].error.message, /is not base64/)
    assert.equal((await handle({ ...v2, body: null })).status, 400)
    assert.match(told[1].error.message, /the body is empty; the fields are in the address/)
    assert.equal((await handle({ ...v1, httpMethod: 'GET', body: null })).status, 405)
  })

  test('a body that is no text goes back as base64, and cookies as lists', async () => {
    const response = new Response(Uint8Array.of(0xff, 0), { status: 201 })
    for (const cookie of ['a=1', 'b=2']) response.headers.append('set-cookie', cookie)
    assert.deepEqual(await toLambda(response), {
      statusCode: 201,
      headers: { 'set-cookie': 'b=2' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: '/wA=',
      isBase64Encoded: true,
    })
  })
})

describe('requests of the web', () => {
  test('pass through, wherever a framework keeps them', () => {
    const request = genuine().request()
    const places = [request, { request }, { req: request }, { raw: request }, { req: { raw: request, header() {} } }]
    for (const place of places) assert.equal(toRequest(place), request)
  })

  test('what is none of all is named', () => {
    for (const value of [undefined, null, 1, 'a=1', '{', {}, [], () => {}, { body: 'a' }, { headers: {} }, new Map()]) {
      assert.throws(() => toRequest(value), { name: 'PayError', kind: 'config', message: /toRequest takes/ })
    }
  })
})

describe('send', () => {
  const answered = (headers) => new Response('SUCCESS', { status: 201, headers })

  test('writes status, headers and cookies; HTTP/2 has no headers of connections', async (t) => {
    const headers = new Headers({ 'x-a': '1', connection: 'close', 'keep-alive': 'timeout=5' })
    for (const cookie of ['a=1', 'b=2']) headers.append('set-cookie', cookie)
    const port = await listen(
      t,
      http2.createServer((req, res) => send(res, answered(headers))),
    )
    const got = await over2(`http://127.0.0.1:${port}`, { body: 'a' })
    assert.deepEqual([got.status, got.body, got.headers['x-a']], [201, 'SUCCESS', '1'])
    assert.deepEqual(got.headers['set-cookie'], ['a=1', 'b=2'])
  })

  test('an answer that was given before, and what is no Response, are named', async (t) => {
    const errors = []
    const server = http.createServer(async (req, res) => {
      res.end('first')
      errors.push(await send(res, answered()).catch((error) => error))
      errors.push(await send(res, Promise.resolve(answered())).catch((error) => error))
      errors.push(await send(res, undefined).catch((error) => error))
      errors.push(await send({ res: {} }, answered()).catch((error) => error))
    })
    const port = await listen(t, server)
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'first')
    while (errors.length < 4) await new Promise(setImmediate)
    for (const error of errors) assert.ok(error instanceof PayError && error.kind === 'config')
    assert.match(errors[0].message, /already answered/)
    assert.match(errors[1].message, /`await` forgotten/)
    assert.match(errors[3].message, /Koa's ctx/)
  })

  test('to one who is gone it ends', async (t) => {
    let done
    const ended = new Promise((resolve) => (done = resolve))
    const server = http.createServer(async (req, res) => {
      req.socket.destroy()
      await once(res, 'close')
      done(send(res, answered()))
    })
    const port = await listen(t, server)
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`))
    assert.equal(await ended, undefined)
  })
})
