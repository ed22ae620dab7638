// One call, from its arrival to its answer: read, note, misbehave if told to, act in one transaction, answer.

import { setTimeout as wait } from 'node:timers/promises'
import { Refusal } from './answer.js'
import { ANSWER_FAULTS } from './faults.js'
import { canonical, verify } from './signing.js'
import { BadBody, decodeUtf8, readForm, readJson } from './wire.js'

const READERS = {
  form: { type: 'application/x-www-form-urlencoded', read: readForm },
  json: { type: 'application/json', read: readJson },
}

/** Told to the server that this connection is over and nothing must be written to it. */
const DROPPED = 'x-hono-already-sent'
export const wasDropped = (response) => response.headers.has(DROPPED)

export function mountCalls(app, box) {
  for (const gateway of box.gateways.values()) {
    for (const call of gateway.calls)
      app.on(call.method, gateway.prefix + call.path, (c) => serve(box, gateway, call, c))
    gateway.pages(app)
  }
}

async function serve(box, gateway, call, c) {
  const started = performance.now()
  const request = await receive(box, gateway, call, c)
  const arrival = { acted: 'no', fault: null }
  const close = (response, answer) => {
    box.arrivals.close(request, {
      ...arrival,
      status: answer?.status ?? null,
      answer: answer?.text ?? null,
      ms: Math.round(performance.now() - started),
    })
    return response
  }

  const fault = box.faults.pick('answer', { gateway, call, order: request.named })
  const when = fault && (fault.when ?? ANSWER_FAULTS[fault.fault].at)
  arrival.fault = fault && (when === 'answer' ? fault.fault : `${fault.fault} ${when}`)

  if (when === 'before') {
    const instead = await disturb(box, fault, null, c)
    if (instead) return close(instead.response, instead.answer)
  }

  let answer
  box.orders.expireDue()
  const result = box.try(() => {
    if (request.unreadable) throw new Refusal(gateway.codes.params, request.unreadable)
    return call.act(gateway.authenticate(call, request))
  })
  if (result instanceof Refusal) {
    arrival.acted = 'refused'
    request.why ??= result.message
    answer = gateway.refuse(result, call)
  } else {
    arrival.acted = 'done'
    request.orderId = result.order?.id
    request.merchantNo = result.order?.merchantNo ?? request.merchantNo
    answer = gateway.answer(call, result.data, when === 'answer' ? fault.fault : undefined)
  }

  if (when === 'after') {
    const instead = await disturb(box, fault, answer, c)
    if (instead) return close(instead.response, instead.answer)
  }
  return close(respond(c, answer), answer)
}

/** Reads a request without yet believing it, and notes that it arrived. */
async function receive(box, gateway, call, c) {
  const url = new URL(c.req.url)
  const request = {
    headers: c.req.header(),
    cookies: Object.fromEntries((c.req.header('cookie') ?? '').split(/; */).map((text) => text.split('='))),
    pairs: [],
    params: Object.create(null),
    /** Verifies, and remembers for the list of arrivals what was verified and how it went. */
    check(scheme, pairs, key, signature) {
      this.canonical = canonical(scheme, pairs)
      this.verified = verify(scheme, pairs, key, signature)
      return this.verified
    },
  }
  let text = ''
  try {
    if (call.body === 'query') {
      request.pairs = readForm(url.search)
    } else {
      const { type, read } = READERS[call.body]
      text = decodeUtf8(await c.req.arrayBuffer())
      const given = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase()
      if (given !== type) throw new BadBody(`the Content-Type is ${given || 'missing'}, not ${type}`)
      request.pairs = read(text)
    }
    for (const [name, value] of request.pairs) if (value !== null) request.params[name] = value
  } catch (error) {
    if (!(error instanceof BadBody)) throw error
    request.unreadable = error.message
  }
  // Named in the request, though nothing is verified yet: so that a fault can strike one order only, and a request that
  // is dropped before it is looked at is still counted for its order.
  request.named = orderNames(request.params)
  request.merchantNo = request.named[0]
  request.arrivalId = box.arrivals.open({
    gateway,
    call,
    method: c.req.method,
    path: url.pathname + url.search,
    headers: request.headers,
    body: text,
  })
  return request
}

const ORDER_NAMES = [
  'client_out_trade_no',
  'client_order_id',
  'outTradeNo',
  'merchantOrderCode',
  'transNo',
  'out_trade_no',
  'tradeNo',
  'order_id',
]

/** The merchant's number first, where there is one. */
function orderNames(params) {
  const inside = /"out_trade_no"\s*:\s*"([^"]*)"/.exec(params.biz_content ?? '')
  return [inside?.[1], ...ORDER_NAMES.map((name) => params[name])].filter(Boolean)
}

const respond = (c, { status, type, text, headers = {} }) =>
  c.body(text, status, { 'content-type': type, 'cache-control': 'no-store', ...headers })

/** What is sent instead of the answer, or nothing where the answer is only late. */
async function disturb(box, fault, answer, c) {
  const instead = (replacement) => ({ answer: replacement, response: respond(c, replacement) })
  const pause = () => wait(fault.delayMs ?? 1000, undefined, { signal: box.stopping }).catch(() => {})
  switch (fault.fault) {
    case 'slow':
      await pause()
      return null
    case 'drop':
      return drop(c)
    case 'error':
      return instead({
        status: fault.status ?? 500,
        type: 'text/plain; charset=utf-8',
        text: fault.body ?? 'Internal Server Error',
      })
    case 'rate-limit':
      return instead({
        status: 429,
        type: 'text/plain; charset=utf-8',
        text: 'Too Many Requests',
        headers: { 'retry-after': String(fault.retryAfter ?? 1) },
      })
    case 'html':
      return instead({
        status: fault.status ?? 200,
        type: 'text/html; charset=utf-8',
        text: '<!doctype html><title>502</title><h1>502 Bad Gateway</h1>',
      })
    case 'body':
      return instead({
        status: fault.status ?? 200,
        type: fault.contentType ?? 'application/json; charset=utf-8',
        text: fault.body ?? '',
      })
    case 'truncated':
      return instead({ ...answer, text: half(answer.text) })
    case 'cut':
    case 'stall':
      return { answer, response: partly(c, answer, fault.fault === 'stall' && pause) }
  }
}

const half = (text) => text.slice(0, Math.ceil(text.length / 2))

/** The first half, and then either an end of the connection or, after a pause, the rest. */
function partly(c, answer, pause) {
  const bytes = new TextEncoder().encode(answer.text)
  const middle = Math.ceil(bytes.length / 2)
  const body = new ReadableStream({
    async start(stream) {
      stream.enqueue(bytes.slice(0, middle))
      if (!pause) {
        // The first half must be on its way before the connection ends, or this would look like no answer at all.
        await wait(20)
        if (!c.env?.outgoing) return stream.error(new Error('cut'))
        c.env.outgoing.destroy()
        return stream.close()
      }
      await pause()
      stream.enqueue(bytes.slice(middle))
      stream.close()
    },
  })
  return c.body(body, answer.status, { 'content-type': answer.type, 'transfer-encoding': 'chunked' })
}

function drop(c) {
  c.env?.incoming?.socket.destroy()
  return { answer: null, response: new Response(null, { headers: { [DROPPED]: 'true' } }) }
}
