import { PayError } from './error.js'
import { once, within } from './once.js'
import { refused } from './outcome.js'
import { READ_BEFORE, atFault, isOurs, remedy } from './read-before.js'
import { readStream } from './read-stream.js'
import { unpack, utf8 } from './unpack.js'

const limit = 256 * 1024
const slowest = 30 // seconds

/**
 * Verifies a notification, has it handled once, and returns the response for the gateway: success only if the event was
 * handled, now or before. The response never tells the sender why.
 *
 * `parse` returns the event of what arrived, and `fieldsOf` its fields, unverified, for `onFailure`. `lease` and `patience`
 * are seconds: how long a crash keeps a notification from being handled by a later try (see once.js), and how long the
 * guard may take to answer.
 */
export async function handleNotification(
  request,
  onEvent,
  { parse, fieldsOf, success, failure, replay, onFailure = report, lease = 30, patience = 10 },
) {
  if (typeof onEvent !== 'function') {
    throw new PayError('config', 'handleNotification(request, onEvent): onEvent must be a function')
  }
  let arrived
  const tell = async (error, more) => {
    try {
      await onFailure(error, { ...contextOf(request, arrived, fieldsOf), ...more })
    } catch {
      // If the reporter itself fails, there is nobody to tell.
    }
  }
  const answer = (status, { contentType, body }, headers) =>
    new Response(body, { __proto__: null, status, headers: { 'content-type': contentType, ...headers } })
  const refuse = async (status, error, headers) => {
    await tell(error)
    return answer(status, failure, headers)
  }

  const misuse = misused(request)
  if (misuse) return refuse(500, misuse)
  if (request.method !== 'POST') {
    discard(request.body)
    const message = `a notification is a POST, this was a ${request.method}`
    return refuse(405, new PayError('body', message), { allow: 'POST' })
  }

  let notification
  const remarks = []
  try {
    const body = await read(request)
    arrived = { body, contentType: request.headers.get('content-type') ?? undefined, headers: request.headers }
    const missing = emptied(request, body)
    if (missing) throw missing
    const unpacked = await unpack(arrived.body, request.headers.get('content-encoding'), limit, tooLong)
    arrived.body = unpacked.bytes
    notification = parse(arrived)
    remarks.push(...unpacked.remarks, ...(notification.remarks ?? []))
  } catch (error) {
    return refuse(isOurs(error) ? 500 : 400, error)
  }

  let begun = false
  const task = async () => {
    begun = true
    const error = await refused(await onEvent(notification.event))
    if (error) throw error
  }
  try {
    const outcome = await once(replay, notification.key, task, { lease, patience, warn: (error) => tell(error) })
    // Not a failure: another instance is handling it.
    if (outcome === 'busy') return answer(503, failure, { 'retry-after': String(Math.ceil(lease)) })
    if (outcome === 'handled') for (const text of remarks) await tell(new PayError('body', text), { remark: true })
    return answer(200, success)
  } catch (error) {
    return refuse(begun ? 500 : 503, error)
  }
}

// Silence would hide lost payments. Values are not shown: they hold the signature and personal data.
function report(error, { body, fields, remark }) {
  const what = remark ? 'was handled, but' : 'was not handled:'
  console.error(`paysign: a notification ${what}`, error, ...(body === undefined ? [] : [outline(body, fields)]))
}

function outline(body, fields) {
  const names = Object.keys(fields ?? {}).slice(0, 40)
  const listed = names.map((name) => name.replace(/[^\p{L}\p{N}_.-]+/gu, '?').slice(0, 40)).join(', ')
  return `(a body of ${body.length} ${typeof body === 'string' ? 'characters' : 'bytes'}${listed && `, with ${listed}`})`
}

/** What `onFailure` gets beside the error. */
function contextOf(request, arrived, fieldsOf) {
  if (!arrived) return { request, body: undefined, fields: undefined }
  let fields
  try {
    fields = fieldsOf(arrived)
  } catch {
    // The error says why it cannot be read.
  }
  return { request, body: utf8(arrived.body) ?? arrived.body, fields }
}

/** The error of something that is not a readable Request; `undefined` for a Request. */
function misused(request) {
  if (typeof request?.headers?.get !== 'function' || typeof request.arrayBuffer !== 'function') {
    return atFault('handleNotification takes a web-standard Request')
  }
  if (request.bodyUsed || request.body?.locked) return atFault(READ_BEFORE)
}

/** The error of an empty body: the fields are in the query, or a parser has read it, or neither is known. */
function emptied({ url, headers }, body) {
  // What `new Request` makes of a parser's object.
  if (body.length === 15 && String.fromCharCode(...body) === '[object Object]') return atFault(READ_BEFORE)
  if (body.length > 0) return undefined
  if (Number(headers.get('content-length')) > 0 || headers.has('transfer-encoding')) return atFault(READ_BEFORE)
  if (url?.split('#')[0].split('?')[1]) {
    const input = "{ body: new URL(request.url).search.slice(1), contentType: 'application/x-www-form-urlencoded' }"
    return new PayError(
      'body',
      `the body is empty; the fields are in the address, behind its question mark. If this gateway sends them there, parseNotification(${input}) verifies them (请求体为空, 参数在网址里)`,
    )
  }
  return new PayError('body', `the body is empty: it was sent so, or it was read before. ${remedy()}`)
}

async function read(request) {
  const { body } = request
  if (Number(request.headers.get('content-length')) > limit) {
    discard(body)
    throw tooLong()
  }
  const controller = new AbortController()
  const late = () => {
    controller.abort()
    return new PayError('timeout', `the body of the notification did not arrive within ${slowest} s`)
  }
  try {
    // Firefox's Request has no stream.
    const task = () => (body?.getReader ? readStream(body, limit, tooLong, controller.signal) : readWhole(request))
    return await within(slowest, task, late)
  } catch (cause) {
    if (cause instanceof PayError) throw cause
    throw new PayError('body', 'the body of the notification broke off', { cause })
  }
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
