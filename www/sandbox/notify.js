// Telling the merchant: at once, and again on the gateway's schedule until the merchant acknowledges as documented.

const CONCURRENT = 16
const ANSWER_LIMIT = 1 << 16

/**
 * State of a notification: pending → acknowledged | given-up | lost | no-address. Only pending ones have a next_at.
 */
export function openNotifications({
  store,
  now,
  gateways,
  faults,
  events,
  stopping,
  scale = 1,
  schedules = {},
  timeoutMs = 5000,
  post = fetch,
}) {
  const inFlight = new Map()
  const waiters = new Set()
  let timer

  const fromRow = (row) =>
    row && {
      id: row.id,
      gateway: row.gateway,
      orderId: row.order_id,
      event: row.event,
      state: row.state,
      attempts: row.attempts,
      nextAt: row.next_at,
      createdAt: row.created_at,
      ...JSON.parse(row.data),
    }

  const save = ({ id, state, attempts, nextAt, order, fields, fault, held }) =>
    store.update(
      'notifications',
      { state, attempts, next_at: nextAt, data: JSON.stringify({ order, fields, fault, held }) },
      { id },
    )

  /**
   * Queues a notification about the order as it is now. `fault` strikes the first attempt; `fields` replace what would
   * be said, and are signed correctly.
   */
  function enqueue(gateway, order, event, { fields, fault } = {}) {
    const at = now()
    const id = store.insert('notifications', {
      gateway: gateway.name,
      order_id: order.id,
      event,
      state: 'pending',
      attempts: 0,
      next_at: at,
      created_at: at,
      data: JSON.stringify({ order, fields, fault, held: false }),
    })
    wake()
    return id
  }

  /** Looks at the clock again: something is due, or the clock was moved. */
  function wake() {
    clearTimeout(timer)
    if (stopping.aborted) return
    // Out of the transaction that queued it; setImmediate would keep nothing waiting either.
    timer = setTimeout(run, Math.min(Math.max(nextDue() - now(), 0), 2 ** 31 - 1))
    timer.unref?.()
  }

  const due = () =>
    store
      .all(
        `select * from notifications where state = 'pending' and next_at <= ? order by next_at, id limit ?`,
        now(),
        CONCURRENT * 2,
      )
      .filter(({ id }) => !inFlight.has(id))

  function nextDue() {
    const rows = store.all(
      `select id, next_at from notifications where state = 'pending' order by next_at, id limit ?`,
      inFlight.size + 1,
    )
    return rows.find(({ id }) => !inFlight.has(id))?.next_at ?? Infinity
  }

  function run() {
    if (stopping.aborted) return
    for (const row of due()) {
      if (inFlight.size >= CONCURRENT) break
      const sending = attempt(fromRow(row))
        .catch((error) => events.emit('failure', error))
        .finally(() => {
          inFlight.delete(row.id)
          settle()
        })
      inFlight.set(row.id, sending)
    }
    settle()
  }

  function settle() {
    if (stopping.aborted) return
    if (inFlight.size < CONCURRENT) wake()
    if (!inFlight.size && nextDue() > now()) {
      for (const resolve of waiters) resolve()
      waiters.clear()
    }
  }

  async function attempt(notification) {
    const gateway = gateways.get(notification.gateway)
    const { order } = notification
    const strike = strikeOf(gateway, notification)

    if (strike?.fault === 'lost') return save({ ...notification, state: 'lost', nextAt: null, fault: undefined })
    if (strike?.fault === 'late' || strike?.fault === 'reordered') {
      const delayMs = strike.delayMs ?? (strike.fault === 'late' ? 1000 : 60_000)
      return save({ ...notification, nextAt: now() + delayMs, held: strike.fault, fault: undefined })
    }

    const url = gateway.notification.address(order, notification.event)
    if (!url) return save({ ...notification, state: 'no-address', nextAt: null })
    const kind = strike?.fault
    const message = gateway.notification.build({
      order,
      event: notification.event,
      fields: notification.fields,
      strike: kind,
      at: now(),
    })
    const heard = await deliver(gateway, notification, url, message, kind)
    // Stopped in the middle: nobody knows whether the merchant heard it, so it stays due and goes out after the restart.
    if (stopping.aborted) return
    const acknowledged = heard && kind !== 'unheard'

    notification = { ...notification, attempts: notification.attempts + 1, held: false, fault: undefined }
    if (acknowledged) {
      save({ ...notification, state: 'acknowledged', nextAt: null })
    } else {
      const pauses = schedules[gateway.name] ?? gateway.notification.schedule
      const pause = pauses[notification.attempts - 1]
      save(
        pause === undefined
          ? { ...notification, state: 'given-up', nextAt: null }
          : { ...notification, nextAt: now() + Math.round(pause * 1000 * scale) },
      )
    }
    for (let n = 0; acknowledged && kind === 'repeated' && n < (strike.times ?? 1); n++) {
      await deliver(gateway, notification, url, message, 'repeated again')
      if (stopping.aborted) return
    }
    release(gateway, notification.id)
  }

  /** Another notification of the gateway has gone out: those that waited to be overtaken may go. */
  function release(gateway, id) {
    for (const row of store.all(
      `select * from notifications where gateway = ? and state = 'pending' and id <> ?`,
      gateway.name,
      id,
    )) {
      const waiting = fromRow(row)
      if (waiting.held === 'reordered' && waiting.nextAt > now()) save({ ...waiting, nextAt: now() })
    }
  }

  /** The fault given with the notification, else one that a rule has for it; none twice for one that was held back. */
  function strikeOf(gateway, notification) {
    if (notification.fault) return notification.fault
    if (notification.held) return null
    return faults.pick('notification', {
      gateway,
      event: notification.event,
      order: [notification.orderId, notification.order.merchantNo],
    })
  }

  async function deliver(gateway, notification, url, { headers, body, canonical }, fault) {
    const started = performance.now()
    let status = null
    let answer = null
    let error = null
    try {
      const response = await post(url, {
        method: 'POST',
        headers: { 'user-agent': 'paysign-sandbox', ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]),
      })
      status = response.status
      answer = (await response.text()).slice(0, ANSWER_LIMIT)
    } catch (failure) {
      error = failure.cause?.code ?? failure.name
    }
    if (stopping.aborted) return false
    const acknowledged = error === null && gateway.notification.acknowledged(status, answer)
    const id = store.insert('deliveries', {
      notification_id: notification.id,
      at: now(),
      url,
      fault: fault ?? null,
      headers: JSON.stringify(headers.appkey ? { ...headers, appkey: '***' } : headers),
      body,
      canonical,
      status,
      answer,
      acknowledged: Number(acknowledged),
      error,
      ms: Math.round(performance.now() - started),
    })
    events.emit('delivery', {
      gateway: gateway.name,
      orderId: notification.orderId,
      event: notification.event,
      ...delivery(store.get('select * from deliveries where id = ?', id)),
    })
    return acknowledged
  }

  const delivery = (row) => ({
    id: row.id,
    notificationId: row.notification_id,
    at: row.at,
    url: row.url,
    fault: row.fault,
    headers: JSON.parse(row.headers),
    body: row.body,
    canonical: row.canonical,
    status: row.status,
    answer: row.answer,
    acknowledged: Boolean(row.acknowledged),
    error: row.error,
    ms: row.ms,
  })

  return {
    enqueue,
    wake,
    list: ({ gateway, orderId, state, event, limit }) =>
      store
        .list('notifications', { gateway, order_id: orderId, state, event }, { limit, order: 'id desc' })
        .map((row) => {
          const { order, ...notification } = fromRow(row)
          return {
            ...notification,
            merchantNo: order.merchantNo,
            deliveries: store
              .all('select * from deliveries where notification_id = ? order by id', row.id)
              .map(delivery),
          }
        }),
    /** Sends one again now, whatever became of it. */
    resend(id) {
      const row = store.get('select * from notifications where id = ?', id)
      if (!row) return false
      save({ ...fromRow(row), state: 'pending', nextAt: now() })
      wake()
      return true
    },
    /** Resolves when nothing is on its way and nothing is due. */
    idle: () =>
      new Promise((resolve) => {
        waiters.add(resolve)
        settle()
      }),
    /** After `stopping` was signalled: resolves when the last delivery has ended. */
    stop() {
      clearTimeout(timer)
      return Promise.all(inFlight.values())
    },
  }
}
