/** What the page asks of the shop's back end. */

/** `code` is one of the back end's words for what went wrong, or 'shop.unreachable'. */
export class RequestError extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

export async function ask(path, body) {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  let response
  try {
    response = await fetch(path, init)
  } catch {
    throw new RequestError('unreachable')
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}))
  if (!response.ok) throw new RequestError(answer.error ?? 'failed')
  return answer
}

const POLL_MS = 2000

/**
 * Follows an order: by server-sent events and, where those do not come through, by asking every two seconds. Gives a
 * function that ends it.
 */
export function follow(no, { onOrder, onMessage, onConnection }) {
  const path = `/api/orders/${no}`
  let source
  let timer
  let version = 0
  let failures = 0

  function listen() {
    source = new EventSource(`${path}/events`)
    source.addEventListener('open', () => {
      failures = 0
      onConnection(true)
    })
    source.addEventListener('order', ({ data }) => onOrder(JSON.parse(data)))
    source.addEventListener('message', ({ data }) => onMessage(JSON.parse(data)))
    source.addEventListener('error', () => {
      failures += 1
      onConnection(false)
      // A proxy that holds events back, or answers something else: ask instead.
      if (source.readyState === EventSource.CLOSED || failures > 2) {
        source.close()
        poll()
      }
    })
  }

  async function poll() {
    try {
      const { order, messages = [] } = await ask(`${path}?after=${version}`)
      onConnection(true)
      onOrder(order)
      for (const message of messages) {
        version = Math.max(version, message.version)
        onMessage(message)
      }
    } catch {
      onConnection(false)
    }
    if (timer !== null) timer = setTimeout(poll, POLL_MS)
  }

  if (globalThis.EventSource) listen()
  else poll()
  return () => {
    source?.close()
    clearTimeout(timer)
    timer = null
  }
}
