// What happens to a notification from the request to the response: each is handled once, and none is lost.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { PayError } from '../../../pkg/lib/error.js'
import { handleNotification } from '../../../pkg/lib/notification.js'
import { memoryReplay, redisReplay } from '../../../pkg/lib/replay.js'
import { browsers, serve } from '../browsers.js'
import { newFolder, startMariadb, startRedis } from './databases.js'
import { failure, notificationOf, success, texts } from './notification-of.js'

let count = 0
const newKey = () => `hicoin:10021235678:ORDER${++count}:SUCCESS:100000000`

/** Lets a request be handled; gives what came of it. */
async function handle(request, onEvent = () => {}, options = {}) {
  const told = []
  const events = []
  const response = await handleNotification(
    request,
    (event) => {
      events.push(event)
      return onEvent(event)
    },
    { ...texts, replay: memoryReplay(), onFailure: (error) => void told.push(error), ...options },
  )
  const { status, headers } = response
  return { status, headers, body: await response.text(), told, events }
}

function succeeded({ status, headers, body, told }, what) {
  assert.deepEqual([status, body, told], [200, success.body, []], what)
  assert.equal(headers.get('content-type'), success.contentType)
}

function refused({ status, headers, body, told }, expected, error) {
  assert.deepEqual([status, body], [expected, failure.body])
  assert.equal(headers.get('content-type'), failure.contentType)
  assert.equal(told.length, 1)
  if (error instanceof Error) assert.equal(told[0], error)
  else {
    assert.ok(told[0] instanceof PayError, told[0]?.stack)
    assert.equal(told[0].kind, error.kind)
    assert.match(told[0].message, error.message)
  }
}

/** A promise and its ends. */
function later() {
  const ends = {}
  const promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }))
  return { promise, ...ends }
}

describe('the answer', () => {
  test('success where the handler ended well', async () => {
    const key = newKey()
    const outcome = await handle(notificationOf(key), () => sleep(5))
    succeeded(outcome)
    assert.deepEqual(outcome.events, [{ order: key }])
  })

  test('the sender hears nothing of the reason', async () => {
    const secret = new Error('password of the database')
    const thrown = await handle(notificationOf(newKey()), () => Promise.reject(secret))
    refused(thrown, 500, secret)
    const forged = await handle(notificationOf(newKey(), { sign: 'f'.repeat(64) }))
    refused(forged, 400, { kind: 'signature', message: /wrong/ })
    assert.deepEqual(forged.events, [])
    const typed = await handle(notificationOf(newKey(), { headers: { 'content-type': 'text/html' } }))
    refused(typed, 400, { kind: 'body', message: /text\/html/ })
    for (const { headers } of [thrown, forged, typed]) assert.deepEqual([...headers.keys()], ['content-type'])
  })

  test('whatever the handler throws is told as it is', async () => {
    for (const thrown of [undefined, null, 'text', 0, { a: 1 }]) {
      const outcome = await handle(notificationOf(newKey()), () => {
        throw thrown
      })
      assert.equal(outcome.status, 500)
      assert.deepEqual(outcome.told, [thrown])
    }
  })

  test("what is not the message's fault is a 500", async () => {
    const wrong = new TypeError('a mistake of ours')
    const parse = (error) => ({
      parse() {
        throw error
      },
    })
    refused(await handle(notificationOf('a'), undefined, parse(wrong)), 500, wrong)
    const config = new PayError('config', 'paysign is not ready')
    refused(await handle(notificationOf('a'), undefined, parse(config)), 500, config)
  })

  test('only POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const outcome = await handle(new Request('http://127.0.0.1/', { method }))
      refused(outcome, 405, { kind: 'body', message: new RegExp(method) })
      assert.equal(outcome.headers.get('allow'), 'POST')
    }
  })

  test('without onFailure the console tells', async () => {
    const spy = mock.method(console, 'error', () => {})
    const error = new Error('away')
    const { status } = await handle(notificationOf(newKey()), () => Promise.reject(error), { onFailure: undefined })
    spy.mock.restore()
    assert.equal(status, 500)
    assert.equal(spy.mock.callCount(), 1)
    assert.match(spy.mock.calls[0].arguments[0], /was not handled/)
    assert.equal(spy.mock.calls[0].arguments[1], error)
  })

  test('an onFailure that fails does no harm', async () => {
    const fail = () => {
      throw new Error('the log is full')
    }
    for (const onFailure of [fail, async () => fail()]) {
      const { status, body } = await handle(notificationOf(newKey()), fail, { onFailure })
      assert.deepEqual([status, body], [500, failure.body])
    }
  })

  test('without onEvent the caller hears at once', async () => {
    await assert.rejects(handleNotification(notificationOf('a'), undefined, { ...texts, replay: memoryReplay() }), {
      name: 'PayError',
      kind: 'config',
      message: /onEvent/,
    })
  })

  test('a body of the largest size is read, byte by byte too', async () => {
    const body = '单'.repeat(Math.floor((256 * 1024) / 3)) + 'x'
    assert.equal(Buffer.byteLength(body), 256 * 1024)
    let parsed
    const parse = ({ body, contentType }) => {
      parsed = body
      assert.equal(contentType, undefined)
      return { event: {}, key: newKey() }
    }
    const bytes = Buffer.from(body)
    succeeded(await handle(post(bytes), undefined, { parse }))
    assert.ok(bytes.equals(parsed))
    let at = 0
    const trickle = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        const end = Math.min(bytes.length, at + (at % 7) + 1)
        if (at === end) return controller.close()
        controller.enqueue(new Uint8Array(bytes.subarray(at, (at = end))))
      },
    })
    succeeded(await handle(post(trickle), undefined, { parse }))
    assert.ok(bytes.equals(parsed))
  })

  test('what a body parser leaves is refused with the remedy', async () => {
    const parse = () => assert.fail('there is nothing to parse')
    for (const [rest, expected] of Object.entries({ null: 400, '': 400, '[object Object]': 500 })) {
      const failures = []
      const onFailure = (error) => void failures.push(error)
      const { status } = await handle(post(rest === 'null' ? null : rest), undefined, { parse, onFailure })
      assert.equal(status, expected)
      assert.equal(failures[0].kind, 'body')
      assert.match(failures[0].message, /was read before\..*Express.*Koa.*Fastify.*Next and Hono/)
    }
  })

  test('a longer body is refused and not read to its end', async () => {
    const tooLong = { kind: 'body', message: /256 KiB/ }
    refused(await handle(post(Buffer.alloc(256 * 1024 + 1, 'a'))), 400, tooLong)

    let pulled = 0
    let cancelled = false
    const endless = new ReadableStream(
      {
        pull(controller) {
          pulled += 1000
          controller.enqueue(new Uint8Array(1000))
        },
        cancel() {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    refused(await handle(post(endless)), 400, tooLong)
    assert.ok(cancelled)
    assert.ok(pulled < 256 * 1024 + 3000, `${pulled} bytes were read`)
  })

  test('a body that says to be longer is not read at all', async () => {
    let pulled = 0
    let cancelled = false
    const body = new ReadableStream(
      { pull: () => void pulled++, cancel: () => void (cancelled = true) },
      { highWaterMark: 0 },
    )
    const request = post(body, { 'content-length': '262145' })
    refused(await handle(request), 400, { kind: 'body', message: /256 KiB/ })
    assert.deepEqual([pulled, cancelled], [0, true])
  })

  test('a body that breaks off', async () => {
    const reset = new Error('ECONNRESET')
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(5)),
      pull: (controller) => controller.error(reset),
    })
    const outcome = await handle(post(body))
    refused(outcome, 400, { kind: 'body', message: /broke off/ })
    assert.equal(outcome.told[0].cause, reset)
  })

  test('a body that never comes', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let cancelled = false
    const body = new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => void (cancelled = true) })
    const outcome = handle(post(body))
    await new Promise(setImmediate)
    t.mock.timers.tick(30_000)
    refused(await outcome, 400, { kind: 'timeout', message: /30 s/ })
    assert.ok(cancelled)
  })

  test('a Request without a stream, as in Firefox', async () => {
    const key = newKey()
    const { method, headers } = notificationOf(key)
    const arrayBuffer = (text) => async () => new TextEncoder().encode(text).buffer
    const request = { method, headers, bodyUsed: false, arrayBuffer: arrayBuffer(key) }
    succeeded(await handle(request))
    request.arrayBuffer = arrayBuffer('a'.repeat(256 * 1024 + 1))
    refused(await handle(request), 400, { kind: 'body', message: /256 KiB/ })
  })

  test('a body that was read before, and other objects, are told with the way out', async () => {
    const ways = { kind: 'body', message: /Express: .*Koa: .*Fastify: .*Next and Hono: / }
    const read = notificationOf(newKey())
    await read.text()
    refused(await handle(read), 500, ways)
    const locked = notificationOf(newKey())
    locked.body.getReader()
    refused(await handle(locked), 500, ways)
    const express = { method: 'POST', headers: { sign: 'a' }, body: { order: 1 }, get() {} }
    for (const request of [express, undefined, null, 'text', {}]) refused(await handle(request), 500, ways)
  })
})

function post(body, headers) {
  return new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' })
}

describe('once', { concurrency: true }, () => {
  test('a repetition is acknowledged and not handled', async () => {
    const [key, replay] = [newKey(), memoryReplay()]
    for (let i = 0; i < 3; i++) {
      const outcome = await handle(notificationOf(key), undefined, { replay })
      succeeded(outcome)
      assert.equal(outcome.events.length, i ? 0 : 1)
    }
    assert.equal((await handle(notificationOf(newKey()), undefined, { replay })).events.length, 1)
  })

  test('while one is at it, another is told to come again; that is no failure', async () => {
    const [key, replay, gate] = [newKey(), memoryReplay(), later()]
    const first = handle(notificationOf(key), () => gate.promise, { replay })
    await sleep(20)
    const second = await handle(notificationOf(key), undefined, { replay })
    assert.deepEqual([second.status, second.body, second.told, second.events], [503, failure.body, [], []])
    assert.equal(second.headers.get('retry-after'), '30')
    gate.resolve()
    succeeded(await first)
    const third = await handle(notificationOf(key), undefined, { replay })
    succeeded(third)
    assert.deepEqual(third.events, [])
  })

  test('of two at the same moment one is handled', async () => {
    const [key, replay] = [newKey(), memoryReplay()]
    const outcomes = await Promise.all([1, 2].map(() => handle(notificationOf(key), () => sleep(10), { replay })))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [200, 503])
    assert.equal(outcomes.flatMap(({ events }) => events).length, 1)
  })

  test('a forged notification claims nothing', async () => {
    const [key, replay] = [newKey(), memoryReplay()]
    assert.equal((await handle(notificationOf(key, { sign: 'no' }), undefined, { replay })).status, 400)
    const outcome = await handle(notificationOf(key), undefined, { replay })
    succeeded(outcome)
    assert.equal(outcome.events.length, 1)
  })

  test('what failed is handled at the next try, at once', async () => {
    const [key, replay] = [newKey(), memoryReplay()]
    const away = new Error('away')
    for (let i = 0; i < 3; i++) {
      refused(await handle(notificationOf(key), () => Promise.reject(away), { replay }), 500, away)
    }
    const outcome = await handle(notificationOf(key), undefined, { replay })
    succeeded(outcome)
    assert.equal(outcome.events.length, 1)
  })
})

describe('a handler that takes long', { concurrency: true }, () => {
  const lease = 1

  test('keeps the others away by renewing', async () => {
    const [key, replay] = [newKey(), memoryReplay()]
    let ended = false
    const first = handle(notificationOf(key), () => sleep(3000), { replay, lease }).finally(() => (ended = true))
    await sleep(20)
    let tries = 0
    for (; !ended; tries++) {
      const { status, events } = await handle(notificationOf(key), undefined, { replay, lease })
      assert.ok(events.length === 0 && (status === 503 || ended), `try ${tries}: ${status}`)
      await sleep(20)
    }
    assert.ok(tries > 20)
    succeeded(await first)
  })

  test('does so for four leases, is then told of, and leaves the next one alone', async () => {
    const [key, replay, gates] = [newKey(), memoryReplay(), [later(), later()]]
    const told = []
    const options = { replay, lease, onFailure: (error) => void told.push(error) }
    const first = handle(notificationOf(key), () => gates[0].promise, options)
    const begun = performance.now()
    await sleep(2800)
    assert.equal((await handle(notificationOf(key), undefined, options)).status, 503)
    let second
    for (let entered = false; !entered;) {
      second = handle(notificationOf(key), () => ((entered = true), gates[1].promise), options)
      await sleep(20)
      assert.ok(performance.now() - begun < 4 * lease * 1000 + 1000, 'the lock is held for too long')
    }
    assert.equal(told.length, 1)
    assert.equal(told[0].kind, 'timeout')
    assert.match(told[0].message, /4 s.*in parallel/)

    // The first one fails late: the lock is the second one's, and stays.
    gates[0].reject(new Error('late'))
    assert.equal((await first).status, 500)
    assert.equal((await handle(notificationOf(key), undefined, options)).status, 503)
    gates[1].resolve()
    assert.equal((await second).status, 200)
    const repeated = await handle(notificationOf(key), undefined, options)
    assert.deepEqual([repeated.status, repeated.events], [200, []])
  })

  test('is told of after one lease where the guard cannot renew', async () => {
    const key = newKey()
    const { seen, has, release } = memoryReplay()
    const told = []
    const options = { replay: { seen, has, release }, lease, onFailure: (error) => void told.push(error) }
    const first = handle(notificationOf(key), () => sleep(1800), options)
    await sleep(500)
    assert.equal((await handle(notificationOf(key), undefined, options)).status, 503)
    await sleep(700)
    assert.match(told[0].message, /in parallel/)
    const second = await handle(notificationOf(key), undefined, options)
    assert.equal(second.events.length, 1)
    assert.deepEqual([second.status, (await first).status], [200, 200])
    assert.equal((await handle(notificationOf(key), undefined, options)).events.length, 0)
  })

  test('is told of where the lock got lost, and releases nothing', async () => {
    const [key, guard] = [newKey(), memoryReplay()]
    const replay = { ...guard, renew: () => false, release: () => assert.fail('released what is not ours') }
    const told = []
    const outcome = await handle(notificationOf(key), () => sleep(800), {
      replay,
      lease,
      onFailure: (error) => void told.push(error),
    })
    assert.equal(outcome.status, 200)
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['timeout'],
    )
    assert.equal(guard.has(key), true)
  })

  test('goes on renewing after a failure of the store', async () => {
    const [key, guard] = [newKey(), memoryReplay()]
    let calls = 0
    const renew = (...values) => {
      if (++calls === 1) throw new Error('away')
      return guard.renew(...values)
    }
    const told = []
    const options = { replay: { ...guard, renew }, lease, onFailure: (error) => void told.push(error) }
    const first = handle(notificationOf(key), () => sleep(2000), options)
    await sleep(1600)
    assert.equal((await handle(notificationOf(key), undefined, options)).status, 503)
    assert.equal((await first).status, 200)
    assert.deepEqual(
      told.map(({ kind, cause }) => [kind, cause.message]),
      [['network', 'away']],
    )
  })

  test('is not begun when the store was so slow that the lock has expired, or is about to', async () => {
    for (const late of [800, 1200]) {
      const guard = memoryReplay()
      const replay = { ...guard, has: (key) => sleep(late).then(() => guard.has(key)) }
      const outcome = await handle(notificationOf(newKey()), undefined, { replay, lease })
      refused(outcome, 503, { kind: 'timeout', message: /expired/ })
      assert.deepEqual(outcome.events, [])
    }
  })

  test('F6: what the store took for its answers is gone from the lease, so the first renewal comes at once', async () => {
    const [key, guard] = [newKey(), memoryReplay()]
    const slowly =
      (name, before, after) =>
      async (...values) => {
        await sleep(before)
        const answer = guard[name](...values)
        await sleep(after)
        return answer
      }
    const replay = {
      ...guard,
      seen: slowly('seen', 0, 300),
      has: slowly('has', 0, 300),
      renew: slowly('renew', 150, 0),
    }
    const first = handle(notificationOf(key), () => sleep(1200), { replay, lease })
    await sleep(1100) // the lock would have expired, with a renewal on its way
    const second = await handle(notificationOf(key), undefined, { replay: guard, lease })
    assert.deepEqual([second.status, second.events], [503, []])
    succeeded(await first)
  })
})

describe('a guard that fails', () => {
  const broken = new Error('READONLY You can not write against a read only replica')
  const fails = () => Promise.reject(broken)
  const network = { kind: 'network', message: /replay guard/ }

  for (const [name, method] of Object.entries({
    throwing: () => {
      throw broken
    },
    rejecting: fails,
  })) {
    test(`before the handler (${name}): not acknowledged, not handled, told`, async () => {
      for (const part of ['seen', 'has']) {
        const outcome = await handle(notificationOf(newKey()), undefined, {
          replay: { ...memoryReplay(), [part]: method },
        })
        refused(outcome, 503, network)
        assert.equal(outcome.told[0].cause, broken)
        assert.deepEqual(outcome.events, [])
      }
    })
  }

  test('by silence: the same', async () => {
    for (const part of ['seen', 'has']) {
      const replay = { ...memoryReplay(), [part]: () => new Promise(() => {}) }
      const outcome = await handle(notificationOf(newKey()), undefined, { replay, patience: 0.05 })
      refused(outcome, 503, { kind: 'timeout', message: new RegExp(part) })
      assert.deepEqual(outcome.events, [])
    }
  })

  test('by an answer that is neither true nor false: the same', async () => {
    for (const part of ['seen', 'has']) {
      for (const answer of [undefined, null, 0, 1, 'OK', '']) {
        const outcome = await handle(notificationOf(newKey()), undefined, {
          replay: { ...memoryReplay(), [part]: () => answer },
        })
        refused(outcome, 503, { kind: 'config', message: /true or false/ })
        assert.deepEqual(outcome.events, [])
      }
    }
  })

  test('by its absence: the same', async () => {
    for (const replay of [undefined, null, {}, { seen: true }]) {
      refused(await handle(notificationOf(newKey()), undefined, { replay }), 503, { kind: 'config', message: /seen/ })
    }
  })

  test('when the handler has ended: acknowledged, because it is handled, and told', async () => {
    const guard = memoryReplay()
    const key = newKey()
    const replay = { ...guard, seen: (id, ttl) => (id === key ? fails() : guard.seen(id, ttl)) }
    const { status, body, told, events } = await handle(notificationOf(key), undefined, { replay })
    assert.deepEqual([status, body, events.length], [200, success.body, 1])
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['network'],
    )
    assert.match(told[0].message, /was handled, but/)
    assert.equal(told[0].cause.cause, broken)
  })

  test('when it releases: the answer stays what it is, and the lock ends by itself', async () => {
    const guard = memoryReplay()
    const options = { replay: { ...guard, release: fails }, lease: 1 }
    const handled = await handle(notificationOf(newKey()), undefined, options)
    assert.deepEqual([handled.status, handled.told.length], [200, 1])

    const key = newKey()
    const away = new Error('away')
    const failed = await handle(notificationOf(key), () => Promise.reject(away), options)
    assert.equal(failed.status, 500)
    assert.deepEqual([failed.told.length, failed.told.at(-1)], [2, away])
    assert.equal((await handle(notificationOf(key), undefined, options)).status, 503)
    await sleep(1050)
    assert.equal((await handle(notificationOf(key), undefined, options)).events.length, 1)
  })
})

describe("a guard of the caller's own", { concurrency: true }, () => {
  /** The least that can be asked for, as somebody would write it. */
  function simple() {
    const ends = new Map()
    return {
      asked: [],
      async seen(key, ttlSeconds) {
        await sleep(1)
        this.asked.push([key, ttlSeconds])
        if (ends.get(key) > Date.now()) return true
        ends.set(key, Date.now() + 1000 * ttlSeconds)
        return false
      },
      async release(key) {
        ends.delete(key)
      },
    }
  }

  test('with seen and release: once, and again after a failure', async () => {
    const [key, replay] = [newKey(), simple()]
    const away = new Error('away')
    refused(await handle(notificationOf(key), () => Promise.reject(away), { replay }), 500, away)
    assert.equal((await handle(notificationOf(key), undefined, { replay })).events.length, 1)
    const repeated = await handle(notificationOf(key), undefined, { replay })
    succeeded(repeated)
    assert.deepEqual(repeated.events, [])
    for (const [id, ttl] of replay.asked) {
      assert.ok(id.endsWith(key) && Number.isInteger(ttl) && ttl >= 1, `${id} ${ttl}`)
    }
    assert.ok(replay.asked.some(([id, ttl]) => id === key && ttl === 7 * 86400))
  })

  test('with seen alone: once, and again when the claim has ended', async () => {
    const key = newKey()
    const replay = simple()
    delete replay.release
    const lease = 2
    const away = new Error('away')
    const begun = performance.now()
    refused(await handle(notificationOf(key), () => Promise.reject(away), { replay, lease }), 500, away)
    const states = []
    for (let outcome; outcome?.status !== 200; await sleep(50)) {
      outcome = await handle(notificationOf(key), undefined, { replay, lease })
      states.push(...outcome.events)
      assert.ok(performance.now() - begun < 15_000)
    }
    assert.ok(performance.now() - begun > 1900, 'the claim ended early')
    let repeated
    do repeated = await handle(notificationOf(key), undefined, { replay, lease })
    while (repeated.status === 503)
    succeeded(repeated)
    assert.equal(states.length + repeated.events.length, 1)
  })

  test("another's look is not taken for the mark", async () => {
    const [key, replay] = [newKey(), simple()]
    // Left behind by a process that died while it looked.
    assert.equal(await replay.seen(key, 1), false)
    const outcome = await handle(notificationOf(key), undefined, { replay })
    succeeded(outcome)
    assert.equal(outcome.events.length, 1)
    assert.equal((await handle(notificationOf(key), undefined, { replay })).events.length, 0)
  })
})

describe('many processes', async () => {
  const redis = await startRedis()
  const mariadb = await startMariadb()
  const file = join(newFolder(), 'replay.sqlite')
  const counts = new Redis({ path: redis.socket })
  const children = new Set()
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    counts.disconnect()
    await Promise.all([redis.stop(), mariadb.stop()])
  })

  /** Another process behind the same address. */
  async function instance(setUp) {
    const child = fork(fileURLToPath(new URL('notification-instance.js', import.meta.url)))
    children.add(child)
    const waiting = new Map()
    let last = 0
    let ready
    const ended = new Promise((resolve) => child.on('exit', (status, signal) => resolve({ signal })))
    child.on('message', ({ id, ...answer }) => (answer.ready ? ready() : (waiting.get(id)(answer), waiting.delete(id))))
    child.send({ setUp: { redis: redis.socket, socket: redis.socket, file, ...setUp } })
    await new Promise((resolve, reject) => {
      ready = resolve
      ended.then(() => reject(new Error('the instance ended')))
    })
    return {
      child,
      ended,
      /** Gives { status, body }, or { signal } where the process dies meanwhile. */
      handle(key, options) {
        const id = ++last
        const answered = new Promise((resolve) => waiting.set(id, resolve))
        child.send({ id, key, ...options })
        return Promise.race([answered, ended])
      },
      async end() {
        child.kill()
        await ended
        children.delete(child)
      },
    }
  }

  const stores = { redis: {}, mariadb: { socket: mariadb.socket }, sqlite: {} }
  for (const [store, where] of Object.entries(stores)) {
    test(`${store}: 20 at once in 4 processes, each notification handled once`, async () => {
      const instances = await Promise.all([1, 2, 3, 4].map(() => instance({ store, ...where, lease: 30 })))
      const keys = Array.from({ length: store === 'sqlite' ? 15 : 40 }, newKey)
      const statuses = { 200: 0, 500: 0, 503: 0 }
      for (const [i, key] of keys.entries()) {
        // Five in each process, all at the same time, until each has been acknowledged. One in three fails at first.
        const deliver = async (at) => {
          for (;;) {
            const { status, body } = await at.handle(key, { fails: i % 3 === 0 })
            statuses[status]++
            assert.equal(body, status === 200 ? success.body : failure.body)
            if (status === 200) return
            assert.ok(status === 503 || (status === 500 && i % 3 === 0), `status ${status}`)
            await sleep(5)
          }
        }
        await Promise.all(instances.flatMap((at) => Array.from({ length: 5 }, () => deliver(at))))
      }
      for (const [i, key] of keys.entries()) {
        assert.equal(await counts.hget('handled', key), '1', key)
        assert.equal(await counts.hget('begun', key), i % 3 ? '1' : '2', key)
      }
      assert.equal(statuses[200], 20 * keys.length)
      assert.equal(statuses[500], Math.ceil(keys.length / 3))
      assert.ok(statuses[503] > keys.length, 'hardly any met another')
      await Promise.all(instances.map(({ end }) => end()))
    })
  }

  describe('killed', { concurrency: 8 }, () => {
    const guards = {
      'all methods': undefined,
      'seen and release': ['seen', 'release'],
      'seen alone': ['seen'],
    }
    // The guard's calls in their order. The mark is made by the one that follows the handler.
    const calls = {
      'all methods': ['lock', 'look', 'mark', 'release'],
      'seen and release': ['lock', 'look', 'end of look', 'mark', 'release'],
      'seen alone': ['lock', 'look', 'mark', 'mark again'],
    }
    const lease = 2
    for (const [name, only] of Object.entries(guards)) {
      const points = calls[name].flatMap((what, i) => [
        { crash: `before ${i + 1}`, what: `before ${what}` },
        { crash: `after ${i + 1}`, what: `after ${what}` },
      ])
      for (const { crash, what } of [...points, { crash: 'handler', what: 'in the handler' }]) {
        test(`${what} (a guard with ${name}): the later try is handled`, async () => {
          const key = newKey()
          const setUp = { store: 'redis', only, lease }
          const [victim, other] = await Promise.all([instance({ ...setUp, crash }), instance(setUp)])
          assert.deepEqual(await victim.handle(key), { signal: 'SIGKILL' })
          const handledThen = Number(await counts.hget('handled', key))

          const begun = performance.now()
          let status
          for (;;) {
            ;({ status } = await other.handle(key))
            const handled = Number(await counts.hget('handled', key))
            if (status === 200) {
              // From outside it cannot be told whether the handler had ended when nothing was noted.
              const noted = handledThen && (/release|mark again/.test(what) || what === 'after mark')
              const marked = name === 'seen alone' ? /after mark again/.test(what) : noted
              assert.equal(handled, handledThen && !marked ? 2 : 1)
              break
            }
            assert.equal(status, 503)
            assert.ok(performance.now() - begun < 1000 * (lease + 10), 'the notification stays locked')
            await sleep(50)
          }
          const before = await counts.hget('handled', key)
          while ((({ status } = await other.handle(key)), status !== 200)) await sleep(50)
          assert.equal(await counts.hget('handled', key), before)
          await other.end()
        })
      }
    }
  })

  test('a Redis that stands still: nothing acknowledged, and handled once when it goes on', async () => {
    const client = new Redis({ path: redis.socket })
    const options = { replay: redisReplay(client), lease: 1, patience: 0.3 }
    const key = newKey()
    redis.pause()
    try {
      refused(await handle(notificationOf(key), undefined, options), 503, { kind: 'timeout', message: /0\.3 s/ })
    } finally {
      redis.resume()
    }
    // What was on its way arrives now, and claims the lock for nobody.
    const events = []
    for (let status, tries = 0; status !== 200; tries++) {
      assert.ok(tries < 40)
      const outcome = await handle(notificationOf(key), undefined, options)
      status = outcome.status
      events.push(...outcome.events)
      await sleep(50)
    }
    assert.equal(events.length, 1)
    client.disconnect()
  })

  test('a Redis that is gone: nothing acknowledged, nothing handled, told', async () => {
    const server = await startRedis()
    const client = new Redis({ path: server.socket, retryStrategy: () => null })
    client.on('error', () => {})
    const options = { replay: redisReplay(client) }
    succeeded(await handle(notificationOf(newKey()), undefined, options))
    await server.stop()
    await sleep(50)
    const outcome = await handle(notificationOf(newKey()), undefined, options)
    refused(outcome, 503, { kind: 'network', message: /seen failed/ })
    assert.deepEqual(outcome.events, [])
    client.disconnect()
  })
})

// In a page as in its service worker, and with nothing there but the web's own objects.
const inBrowser = `
  const [{ PayError }, { handleNotification }, { memoryReplay }] =
    await Promise.all(['error', 'notification', 'replay'].map((name) => import('/lib/' + name + '.js')))
  const replay = memoryReplay()
  const told = []
  const texts = { success: { contentType: 'text/plain', body: 'SUCCESS' }, failure: { contentType: 'text/plain', body: 'FAIL' } }
  const parse = ({ body, contentType }) => {
    const text = new TextDecoder().decode(body)
    if (text === 'forged') throw new PayError('signature', 'the signature is wrong')
    return { event: text, key: contentType + text }
  }
  const events = []
  const onEvent = (event) => {
    events.push(event)
    if (event === '订单 2' && events.length === 2) throw new Error('away')
  }
  const options = { ...texts, parse, replay, onFailure: ({ message }) => void told.push(message) }
  const handle = async (body) => {
    const request = new Request('/notify', { method: 'POST', body })
    const response = await handleNotification(request, onEvent, options)
    return response.status + ' ' + (await response.text())
  }
  const answers = []
  for (const body of ['订单 1', '订单 1', '订单 2', '订单 2', 'forged', new Uint8Array(262145)]) answers.push(await handle(body))
  return { answers, events, told }`

for (const [name, openBrowser] of Object.entries(browsers)) {
  test(name, async () => {
    const folders = { '/lib/': fileURLToPath(new URL('../../../pkg/lib/', import.meta.url)) }
    const server = await serve(folders, { '/': '<!doctype html>' })
    const browser = await openBrowser()
    try {
      await browser.open(`http://127.0.0.1:${server.port}/`)
      assert.deepEqual(await browser.run(inBrowser), {
        answers: ['200 SUCCESS', '200 SUCCESS', '500 FAIL', '200 SUCCESS', '400 FAIL', '400 FAIL'],
        events: ['订单 1', '订单 2', '订单 2'],
        told: ['away', 'the signature is wrong', 'the body of the notification is longer than 256 KiB'],
      })
    } finally {
      await browser.close()
      server.close()
    }
  })
}
