import { PayError } from './error.js'
import { once, within } from './once.js'

const limit = 256 * 1024
const slowest = 30 // seconds
const rawBody =
  'Express: express.raw({ type: "*/*" }) before express.json; Koa: raw-body; Fastify: a content type parser with ' +
  'parseAs: "buffer"; then new Request(address, { method, headers, body }). Next and Hono: pass the Request before ' +
  'anything else reads it, or a request.clone() made before (请在读取请求体之前传入 Request)'

/**
 * Verifies a notification, has it handled once, and gives the response for the gateway: success only where the event
 * was handled, now or before. The response never tells the sender why.
 *
 * `lease` and `patience` are seconds: how long a crash keeps a notification from being handled by a later try (see
 * once.js), and how long the guard may take to answer.
 */
export async function handleNotification(
  request,
  onEvent,
  { parse, success, failure, replay, onFailure = report, lease = 30, patience = 10 },
) {
  if (typeof onEvent !== 'function') {
    throw new PayError('config', 'handleNotification(request, onEvent): onEvent must be a function')
  }
  const tell = async (error) => {
    try {
      await onFailure(error)
    } catch {
      // What hears of failures has nobody to tell of its own.
    }
  }
  const answer = (status, { contentType, body }, headers) =>
    new Response(body, { __proto__: null, status, headers: { 'content-type': contentType, ...headers } })
  const refuse = async (status, error, headers) => {
    await tell(error)
    return answer(status, failure, headers)
  }

  const misuse = misused(request)
  if (misuse) return refuse(500, new PayError('body', `${misuse}. ${rawBody}`))
  if (request.method !== 'POST') {
    discard(request.body)
    const message = `a notification is a POST, this was a ${request.method}`
    return refuse(405, new PayError('body', message), { allow: 'POST' })
  }

  let notification
  try {
    const body = await read(request)
    if (isRemainder(body)) throw new PayError('body', `the body of this Request was read before. ${rawBody}`)
    const contentType = request.headers.get('content-type') ?? undefined
    notification = parse({ body, contentType, headers: request.headers })
  } catch (error) {
    // What is not the message's fault is ours.
    const ours = !(error instanceof PayError) || error.kind === 'config'
    return refuse(ours ? 500 : 400, error)
  }

  let begun = false
  const task = () => {
    begun = true
    return onEvent(notification.event)
  }
  try {
    const outcome = await once(replay, notification.key, task, { lease, patience, warn: tell })
    // Not a failure: whoever handles it answers for it.
    if (outcome === 'busy') return answer(503, failure, { 'retry-after': String(Math.ceil(lease)) })
    return answer(200, success)
  } catch (error) {
    return refuse(begun ? 500 : 503, error)
  }
}

// Silence would hide lost payments.
function report(error) {
  console.error('paysign: a notification was not handled:', error)
}

/** Why this cannot be read; `undefined` where it can. */
function misused(request) {
  if (typeof request?.headers?.get !== 'function' || typeof request.arrayBuffer !== 'function') {
    return 'handleNotification takes a web-standard Request'
  }
  if (request.bodyUsed || request.body?.locked) return 'the body of this Request was read before'
}

/** Whether it is what a body parser leaves: nothing, or its object turned into text by `new Request`. */
function isRemainder(body) {
  return body.length === 0 || (body.length === 15 && String.fromCharCode(...body) === '[object Object]')
}

async function read(request) {
  const { body } = request
  if (Number(request.headers.get('content-length')) > limit) {
    discard(body)
    throw tooLong()
  }
  // Firefox's Request has no stream.
  const reader = body?.getReader?.()
  const late = () => {
    reader?.cancel().catch(() => {})
    return new PayError('timeout', `the body of the notification did not arrive within ${slowest} s`)
  }
  try {
    return await within(slowest, () => (reader ? readStream(reader) : readWhole(request)), late)
  } catch (cause) {
    if (cause instanceof PayError) throw cause
    throw new PayError('body', 'the body of the notification broke off', { cause })
  }
}

async function readStream(reader) {
  const chunks = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > limit) {
      reader.cancel().catch(() => {})
      throw tooLong()
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

async function readWhole(request) {
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > limit) throw tooLong()
  return bytes
}

function discard(body) {
  body?.cancel?.().catch(() => {})
}

const tooLong = () => new PayError('body', `the body of the notification is longer than ${limit / 1024} KiB`)
