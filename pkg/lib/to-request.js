// The web's Request out of what Node, its frameworks and the clouds hand to a handler. It never throws for what a sender
// did: whatever is wrong with a body is the Request's to tell, so that it reaches `onFailure` and the sender is answered.
import { PayError } from './error.js'
import { READ_BEFORE, atFault } from './read-before.js'
import { isText } from './unpack.js'
import { properties, property } from './value.js'

export function toRequest(source) {
  const incoming = opened(source)
  const web = [
    incoming,
    within(incoming, 'request'),
    within(incoming, 'req'),
    within(incoming, 'raw'),
    within(incoming, 'req', 'raw'),
  ].find(isWeb)
  if (web) return web
  if (isEvent(incoming)) return requestOf(ofEvent(incoming))
  // The innermost one: Koa's and Fastify's objects have headers, too.
  const node = [
    within(incoming, 'req'),
    within(incoming, 'raw', 'req'),
    within(incoming, 'raw'),
    within(incoming, 'node', 'req'),
    incoming,
  ].find(isNode)
  if (node) return requestOf(ofNode(node, incoming))
  throw new PayError(
    'config',
    "toRequest takes the request of node:http, node:http2 or a framework, Koa's ctx, or a function's event; pass it whole",
  )
}

/** What lies behind these names, none of which Object.prototype may stand in for. */
const within = (value, ...names) => names.reduce(property, value)
const isWeb = (value) =>
  typeof within(value, 'headers', 'get') === 'function' && typeof within(value, 'arrayBuffer') === 'function'
const isNode = (value) => typeof within(value, 'headers') === 'object' && typeof within(value, 'method') === 'string'
const methodOf = (event) => within(event, 'httpMethod') ?? within(event, 'requestContext', 'http', 'method')
const isEvent = (value) => typeof value === 'object' && value !== null && typeof methodOf(value) === 'string'

/** Some clouds hand an event over as JSON. */
function opened(source) {
  const text = source instanceof Uint8Array ? new TextDecoder().decode(source) : source
  if (typeof text !== 'string') return source
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// ------------------------------------------------------------------------------------------------ functions' events

const EVENT = [
  ...['headers', 'multiValueHeaders', 'body', 'isBase64Encoded', 'rawPath', 'path', 'rawQueryString'],
  ...['multiValueQueryStringParameters', 'queryStringParameters'],
]

/** API Gateway's in both versions, a load balancer's, and what other clouds made after them. */
function ofEvent(event) {
  const { headers, multiValueHeaders, body, isBase64Encoded, rawPath, path, rawQueryString, ...parameters } =
    properties(event, EVENT)
  const query =
    rawQueryString ?? queryOf(parameters.multiValueQueryStringParameters ?? parameters.queryStringParameters)
  return {
    method: methodOf(event),
    url: `${rawPath ?? path ?? '/'}${query && `?${query}`}`,
    headers: multiValueHeaders ?? headers,
    body:
      typeof body !== 'string' ? body && failing(atFault(READ_BEFORE)) : isBase64Encoded ? bytesOfBase64(body) : body,
  }
}

function queryOf(parameters) {
  const query = new URLSearchParams()
  for (const [name, values] of Object.entries(parameters ?? {})) {
    for (const value of [values].flat()) query.append(name, value)
  }
  return String(query)
}

function bytesOfBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch (cause) {
    return failing(new PayError('body', 'the event says isBase64Encoded, but its body is not base64', { cause }))
  }
}

// ------------------------------------------------------------------------------------------------ Node's requests

function ofNode(node, outer) {
  return {
    method: node.method,
    url: within(node, 'originalUrl') ?? node.url,
    headers: node.headers,
    body: bodyOf(node, outer),
  }
}

/** What a parser kept of the raw body, or the stream that nobody has read; what is neither fails when it is read. */
function bodyOf(node, outer) {
  // Koa's ctx.body is the answer's.
  const holders = [isKoas(outer) ? outer.request : outer, node]
  const kept = keptIn(holders)
  if (kept !== undefined) return kept
  const isRead = within(node, 'on') ? node.readableDidRead === true : holders.some((holder) => read(holder, 'body'))
  if (isRead) return failing(atFault(READ_BEFORE, ...frameworkOf(node, outer)))
  return within(node, 'on') && !node.readableEnded ? streamOf(node) : undefined
}

const isKoas = (outer) => ['request', 'response', 'req'].every((name) => within(outer, name))

function frameworkOf(node, outer) {
  if (isKoas(outer)) return ['Koa']
  if (within(outer, 'raw') === node) return ['Fastify']
  if (within(node, 'app') || within(node, 'next')) return ['Express', 'Nest']
  return within(node, 'query') && within(node, 'cookies') ? ["Next's pages"] : []
}

/** In `rawBody`, or in `body` where that is raw: bytes or a text. */
function keptIn(holders) {
  for (const name of ['rawBody', 'body', 'payload']) {
    for (const holder of holders) {
      const value = read(holder, name)
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value) || (typeof value === 'string' && value))
        return value
    }
  }
}

/** A getter may parse, and throw at what it reads. */
function read(holder, name) {
  try {
    return within(holder, name)
  } catch {
    return undefined
  }
}

const failing = (error) => new ReadableStream({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 })

/**
 * The stream of a request of Node's, which is left alone until somebody reads. One that is cancelled runs to its end
 * unheard: destroying it would take the connection along, on which the answer is to go.
 */
function streamOf(node) {
  let forget = () => {}
  const start = (controller) => {
    const hear = {
      data(chunk) {
        controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
        node.pause()
      },
      end: () => (node.aborted ? broken() : end(() => controller.close())),
      error: (error) => broken(error),
      aborted: () => broken(),
      close: () => broken(),
    }
    const end = (close) => {
      forget()
      close()
    }
    const broken = (cause) => {
      const error = new PayError('body', 'the body of the notification broke off: the sender went away', { cause })
      end(() => controller.error(error))
    }
    if (node.destroyed || node.aborted) return broken()
    node.pause()
    for (const [event, listener] of Object.entries(hear)) node.on(event, listener)
    forget = () => {
      for (const [event, listener] of Object.entries(hear)) node.off(event, listener)
      node.on('error', () => {})
    }
  }
  let started = false
  return new ReadableStream(
    {
      pull(controller) {
        if (!started) start(controller)
        started = true
        node.resume()
      },
      cancel() {
        forget()
        node.resume()
      },
    },
    { highWaterMark: 0 },
  )
}

// ------------------------------------------------------------------------------------------------ the Request

function requestOf({ method, url, headers, body }) {
  const written = headersOf(headers)
  const bodiless = method === 'GET' || method === 'HEAD'
  const isStream = body instanceof ReadableStream
  if (!isStream) for (const name of untrue(body)) written.delete(name)
  const init = {
    __proto__: null,
    headers: written,
    ...(!bodiless && { body: body ?? null, ...(isStream && { duplex: 'half' }) }),
  }
  const address = addressOf(written, url)
  try {
    return new Request(address, { __proto__: null, method, ...init })
  } catch {
    // CONNECT, TRACE and TRACK are no methods of a Request.
    const request = new Request(address, { __proto__: null, method: 'POST', ...init })
    return Object.defineProperty(request, 'method', { __proto__: null, value: method })
  }
}

/** Headers that are not true any more of what somebody has read: its length, and that it is compressed. */
function untrue(body) {
  const isPlain = !body || typeof body === 'string' || isText(body)
  return ['content-length', 'transfer-encoding', ...(isPlain ? ['content-encoding'] : [])]
}

/** Without those of HTTP/2 that begin with a colon, and without what no header can be. */
function headersOf(given) {
  const headers = new Headers()
  for (const [name, values] of Object.entries(given ?? {})) {
    for (const value of [values].flat()) {
      if (name.startsWith(':') || value === undefined || value === null) continue
      try {
        headers.append(name, value)
      } catch {
        // A notification that needs it fails to verify.
      }
    }
  }
  return headers
}

/** Its host is of no importance here, so one that is none is left out. */
function addressOf(headers, url = '/') {
  const path = url.startsWith('/') ? url : '/'
  for (const address of [url, `http://${headers.get('host')}${path}`]) {
    if (/^https?:\/\/[^/?#@]+[/?#]/.test(address) && URL.canParse?.(address)) return address
  }
  return `http://localhost${path}`
}
