// "Nothing was sent" is said where it is true, and nowhere else: B05 and F3, and what is of their kind. With this Node's
// fetch in front of servers that count; in the other runtimes it is a place of tests/package.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PayError } from 'paysign'
import { BitCV, Yinqiantong } from '../classes.js'
import { unsentFaults } from '../../package/unsent.js'

const run = promisify(execFile)
const program = `
  import * as paysign from 'paysign'
  import { unsentCalls } from ${JSON.stringify(new URL('../../package/unsent-calls.js', import.meta.url))}
  console.log(JSON.stringify(await unsentCalls(paysign, JSON.parse(process.argv[1]))))
  process.exit()`

test('B05: this Node’s fetch, in front of servers that count what arrives', async () => {
  const tell = async (calls, env) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(calls)], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, ...env },
    })
    return JSON.parse(stdout)
  }
  const proxies = Number(process.versions.node.split('.')[0]) >= 24
  assert.deepEqual(await unsentFaults('node', tell, { proxies }), [])
})

const order = {
  client_out_trade_no: 'A1',
  channel: 'wechat',
  platform: 'h5',
  money: 100,
  client_ip: '127.0.0.1',
  notify_url: 'http://127.0.0.1:1/nobody',
}
const payout = { transNo: 'A1', tradeList: [{ payee: 'p', currency: 'BCV', amount: '1' }] }
const failureOf = (promise) =>
  promise.then(
    () => assert.fail('it was answered'),
    (error) => {
      assert.ok(error instanceof PayError, String(error))
      return error
    },
  )
/** What becomes of a call whose fetch is `fetch`, and how often that was called. */
async function failed(fetch, { options, call } = {}) {
  let calls = 0
  const counted = (...args) => (calls++, fetch(...args))
  const client = new Yinqiantong({
    version: 'v2',
    appId: 'app-1',
    appSecret: 'the secret of the application',
    base: 'http://127.0.0.1:1',
    fetch: counted,
    ...options,
  })
  const error = await failureOf(client.createOrder(order, { retries: 1, ...call }))
  return { error, calls }
}
const thrown = (name, message, fields, cause) =>
  Object.assign(new Error(message, cause && { cause }), { name, ...fields })

describe('a rejection that proves it, and siblings that do not', () => {
  const wrapped = (cause) => new TypeError('fetch failed', { cause })
  const refused = { code: 'ECONNREFUSED', syscall: 'connect' }
  const known = {
    'axios, refused': [thrown('AxiosError', 'connect ECONNREFUSED 127.0.0.1:1', refused, new Error('x')), true],
    'node-fetch, refused': [thrown('FetchError', 'request to http://x failed, reason: connect ECONNREFUSED 127.0.0.1:1', { type: 'system', code: 'ECONNREFUSED' }), true], // prettier-ignore
    'node-fetch, no route': [thrown('FetchError', 'request to http://x failed, reason: connect EHOSTUNREACH 192.0.2.1:1', { code: 'EHOSTUNREACH' }), true], // prettier-ignore
    'a lookup that may be tried again': [wrapped(thrown('Error', 'getaddrinfo EAI_AGAIN x', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })), true], // prettier-ignore
    'a lookup by c-ares': [
      wrapped(thrown('Error', 'queryA ESERVFAIL x', { code: 'ESERVFAIL', syscall: 'queryA' })),
      true,
    ],
    'a connection that took too long': [wrapped(thrown('ConnectTimeoutError', 'Connect Timeout Error', { code: 'UND_ERR_CONNECT_TIMEOUT' })), true], // prettier-ignore
    'ETIMEDOUT of connect': [wrapped(thrown('Error', 'connect ETIMEDOUT 192.0.2.1:443', { code: 'ETIMEDOUT', syscall: 'connect' })), true], // prettier-ignore
    'no address of one’s own': [wrapped(thrown('Error', 'connect EADDRNOTAVAIL', { code: 'EADDRNOTAVAIL', syscall: 'connect' })), true], // prettier-ignore
    'a firewall of this machine': [wrapped(thrown('Error', 'connect EACCES', { code: 'EACCES', syscall: 'connect' })), false], // prettier-ignore
    'no leave in Node': [wrapped(thrown('Error', 'connect ERR_ACCESS_DENIED 127.0.0.1', { code: 'ERR_ACCESS_DENIED', syscall: 'connect' })), false], // prettier-ignore
    'no leave in Deno': [
      thrown('NotCapable', 'Requires net access to "x:443", run again with the --allow-net flag'),
      false,
    ],
    'every address refused': [wrapped(Object.assign(new AggregateError([thrown('Error', 'connect ECONNREFUSED ::1:1', refused), thrown('Error', 'connect ENETUNREACH ::2:1', { code: 'ENETUNREACH', syscall: 'connect' })], ''), { code: 'ECONNREFUSED' })), true], // prettier-ignore
    'a revoked certificate': [thrown('Error', 'certificate revoked', { code: 'CERT_REVOKED' }), false],
  }
  for (const [what, [reason, retryable]] of Object.entries(known)) {
    test(`certain: ${what}`, async () => {
      const { error, calls } = await failed(() => Promise.reject(reason))
      assert.deepEqual(
        [error.kind, error.outcomeUnknown, error.retryable],
        ['network', false, retryable],
        error.message,
      )
      assert.equal(calls, retryable ? 2 : 1)
      assert.match(error.message, /; nothing was sent$/)
    })
  }

  const loop = new AggregateError([])
  loop.errors.push(loop)
  const endless = new Error('x')
  endless.cause = endless
  const unknown = {
    ECONNRESET: wrapped(thrown('Error', 'read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' })),
    'socket hang up': thrown('Error', 'socket hang up', { code: 'ECONNRESET' }),
    EPIPE: wrapped(thrown('Error', 'write EPIPE', { code: 'EPIPE', syscall: 'write' })),
    'other side closed': wrapped(thrown('SocketError', 'other side closed', { code: 'UND_ERR_SOCKET' })),
    terminated: new TypeError('terminated', { cause: thrown('Error', 'x', refused) }).cause.cause ?? new TypeError('terminated'), // prettier-ignore
    'ETIMEDOUT of read': wrapped(thrown('Error', 'read ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'read' })),
    // Linux gives the error of a router's message to a connection that was made long ago.
    'ECONNREFUSED of read': wrapped(thrown('Error', 'read ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'read' })),
    'EHOSTUNREACH of a connection': wrapped(thrown('Error', 'no route', { code: 'EHOSTUNREACH' })),
    'the handshake, as Bun says of every broken record': thrown('TypeError', 'EPROTO: The TLS handshake failed. Does the server speak TLS on this port?', { code: 'EPROTO' }), // prettier-ignore
    'a wrong version, from a library': thrown('Error', 'wrong version number', {
      code: 'ERR_SSL_WRONG_VERSION_NUMBER',
    }),
    'a broken record': wrapped(thrown('Error', 'bad record mac', { code: 'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC' })),
    'headers that took too long': wrapped(thrown('HeadersTimeoutError', 'x', { code: 'UND_ERR_HEADERS_TIMEOUT' })),
    'what browsers say': new TypeError('Failed to fetch'),
    'what Safari says': new TypeError('Load failed'),
    'what workerd says': Object.assign(new Error('Network connection lost.'), { retryable: true, remote: true }),
    'one address refused, one reset': wrapped(new AggregateError([thrown('Error', 'x', refused), thrown('Error', 'read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' })])), // prettier-ignore
    'no error in a list': wrapped(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })),
    'a list in itself': loop,
    'a list without end': Object.assign(new Error('x'), { errors: Array(1e5).fill(thrown('Error', 'x', refused)) }),
    'a cause without end': endless,
    'an answer beside it': thrown('AxiosError', 'x', { ...refused, response: { status: 502 } }),
    'a status beside it': thrown('HTTPError', 'x', { ...refused, status: 502 }),
    'a status of a cause': wrapped(thrown('Error', 'x', { ...refused, statusCode: 504 })),
    'a connection that was cut because another was refused': thrown('Error', 'x', { code: 'ECONNRESET' }, thrown('Error', 'y', refused)), // prettier-ignore
  }
  for (const [what, reason] of Object.entries(unknown)) {
    test(`unknown: ${what}`, async () => {
      const { error, calls } = await failed(() => Promise.reject(reason))
      assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable], ['network', true, false], error.message)
      assert.equal(calls, 1)
      assert.doesNotMatch(error.message, /nothing was sent/)
    })
  }
})

describe('F3: after an answer had begun', () => {
  const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const bodies = {
    'a stream that errs at once': () => new Response(new ReadableStream({ pull: (stream) => stream.error(refused()) })),
    'a stream that errs half-way': () => {
      let parts = 0
      return new Response(
        new ReadableStream({
          pull: (stream) => (parts++ ? stream.error(refused()) : stream.enqueue(new TextEncoder().encode('{"co'))),
        }),
      )
    },
    'a text that rejects': () => ({ status: 200, text: () => Promise.reject(refused()) }),
    'a text that throws': () => ({ status: 200, text: () => { throw refused() } }), // prettier-ignore
    'an arrayBuffer that rejects': () => ({ status: 200, arrayBuffer: () => Promise.reject(refused()) }),
    'a reader that throws': () => ({ status: 200, body: { getReader: () => { throw refused() } } }), // prettier-ignore
    'a read that rejects': () => ({
      status: 200,
      body: { getReader: () => ({ read: () => Promise.reject(refused()) }) },
    }),
    'a refusal whose body breaks off': () => ({ status: 503, text: () => Promise.reject(refused()) }),
  }
  for (const [what, response] of Object.entries(bodies)) {
    test(what, async () => {
      let arrived = 0
      const fetch = async () => (arrived++, response())
      const client = new BitCV({ appId: 'a', appSecret: 'the secret of the application', fetch })
      const error = await failureOf(client.transfer(payout))
      assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable, arrived], ['network', true, false, 1])
      assert.doesNotMatch(error.message, /nothing was sent/)
    })
  }
})

describe('what is found before fetch is called', () => {
  test('a header of the caller’s that cannot be written is told when the client is made', () => {
    for (const [name, value] of [
      ['x-note', '月卡'],
      ['x-note', 'a\nb'],
      ['x-note', 'a\0'],
      ['x-note', '\x7f'],
      ['x note', 'a'],
      ['', 'a'],
      ['中', 'a'],
    ]) {
      const make = () => new BitCV({ appId: 'a', appSecret: 's3cret', headers: { [name]: value } })
      assert.throws(make, { kind: 'config', outcomeUnknown: false }, JSON.stringify([name, value]))
    }
    for (const value of ['', 'é', 'a\tb', 'a b', '~!@#$%^&*()', '\xa0'])
      new BitCV({ appId: 'a', appSecret: 's3cret', headers: { 'x-note': value } }).free()
  })
  test('one of the client’s own, when it is called', async () => {
    const v1 = { version: 'v1', appKey: 'the-app-key', appId: '应用一' }
    const { error, calls } = await failed(() => assert.fail('it was called'), { options: v1 })
    assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable, calls], ['config', false, false, 0])
    assert.match(error.message, /the header appid holds a character .* percent-encode it; nothing was sent/)
  })
  test('an address that the runtime cannot read', async () => {
    const { error, calls } = await failed(() => assert.fail('it was called'), { options: { base: 'https://xn--a' } })
    assert.deepEqual([error.kind, error.outcomeUnknown, error.retryable, calls], ['config', false, false, 0])
    assert.match(error.message, /cannot read the address; nothing was sent/)
  })
  test('a hook that ends the call', async () => {
    const giveUp = new AbortController()
    const heard = []
    const { error, calls } = await failed(() => assert.fail('it was called'), {
      options: { onRequest: () => giveUp.abort(), onResponse: ({ error }) => heard.push(error) },
      call: { signal: giveUp.signal },
    })
    assert.deepEqual([error.kind, error.outcomeUnknown, calls, heard], ['aborted', false, 0, ['aborted']])
    assert.match(error.message, /before it was sent/)
  })
})
