import { PayError } from './error.js'
import { utf8 } from './unpack.js'
import { property } from './value.js'

// RFC 9113 §8.2.2: headers that HTTP/2 refuses.
const OF_CONNECTIONS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]

export async function send(target, response) {
  if (typeof response?.arrayBuffer !== 'function') {
    throw new PayError('config', 'send(res, response): response is not a web Response; was `await` forgotten?')
  }
  const way = [
    [isFastifys, byFastify],
    [isKoas, byKoa],
    [isNodes, byNode],
  ].find(([fits]) => fits(target))
  if (!way) {
    throw new PayError(
      'config',
      "send(res, response): res is neither Node's response, nor Koa's ctx, nor Fastify's reply",
    )
  }
  await way[1](target, {
    status: response.status,
    headers: headersOf(response),
    body: new Uint8Array(await response.arrayBuffer()),
  })
}

/** What a function returns behind AWS' API Gateway or load balancer, and clouds like them. */
export async function toLambda(response) {
  const headers = headersOf(response).map(([name, value]) => [name, [value].flat()])
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = utf8(bytes)
  return {
    statusCode: response.status,
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.at(-1)])),
    // A load balancer with multi-value headers reads these only.
    multiValueHeaders: Object.fromEntries(headers),
    body: text ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
    isBase64Encoded: text === undefined,
  }
}

const isNodes = (res) => typeof res?.writeHead === 'function'
const isFastifys = (reply) => typeof reply?.send === 'function' && isNodes(property(reply, 'raw'))
const isKoas = (ctx) => typeof ctx?.set === 'function' && isNodes(property(ctx, 'res')) && !isNodes(ctx)

function byFastify(reply, { status, headers, body }) {
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  reply.send(body)
}

function byKoa(ctx, answer) {
  const text = utf8(answer.body)
  if (text === undefined) {
    ctx.respond = false // Koa 2 would take the bytes for an object to write as JSON
    return byNode(ctx.res, answer)
  }
  ctx.status = answer.status
  for (const [name, value] of answer.headers) ctx.set(name, value)
  ctx.body = text
}

/** Ends when the answer was handed over, or the sender is gone and will retry. */
async function byNode(res, { status, headers, body }) {
  if (property(res, 'headersSent') || property(res, 'writableEnded')) {
    throw new PayError('config', 'send(res, response): res was already answered; let only send answer')
  }
  if (property(res, 'destroyed') || property(property(res, 'stream'), 'destroyed')) return
  res.statusCode = status
  for (const [name, value] of headers) res.setHeader(name, value)
  await new Promise((resolve) => {
    for (const event of ['finish', 'close', 'error']) res.once(event, resolve)
    if (property(property(res, 'req'), 'method') === 'HEAD' || body.length === 0) res.end()
    else res.end(body)
  })
}

/** In pairs; a name that comes more than once has a list. */
function headersOf({ headers }) {
  const cookies = headers.getSetCookie?.() ?? []
  const others = [...headers].filter(([name]) => name !== 'set-cookie' && !OF_CONNECTIONS.includes(name))
  return cookies.length ? [...others, ['set-cookie', cookies]] : others
}
