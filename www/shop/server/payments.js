/**
 * From "buy" to "delivered". Whoever says that an order is paid (a notification, an answer to a query, twice, late or in
 * the middle of a restart) ends in `paid()`, which compares, books and delivers in one transaction, once.
 */

import { EventEmitter } from 'node:events'
import { PayError } from 'paysign'
import { METHODS, priceOf } from './catalogue.js'
import { randomCode } from './orders.js'

const MINUTE = 60_000
/** An order that nobody tries to pay is closed after this time. */
const ORDER_LIFE = 30 * MINUTE
/** While somebody looks at the page, and otherwise: first soon, then ever more rarely. */
const SOON = 4000
const RARELY = 10 * MINUTE
/** Of a try whose outcome was never known, after which a gateway that does not know it never had it. */
const LOST_LIFE = 15 * MINUTE

/** Of an order that was certainly not made. */
const reasonFor = ({ kind }) => (['network', 'timeout', 'http'].includes(kind) ? 'unreachable' : 'refused')

export class ShopError extends Error {
  /** @param {string} code  for the page, which has the words for it in both languages */
  constructor(code, message = code, cause) {
    super(message, { cause })
    this.code = code
  }
}

/**
 * `gateways` see gateways.js. `events`: 'order' (its number, when anything about it has changed); for whoever wants to
 * follow: 'step' (between shop and browser), 'trouble' (a call that failed), 'outcome' (what became of "it is paid").
 */
export function openShop({ store, gateways, now = Date.now, onTrouble = (error) => console.error(error) }) {
  const events = new EventEmitter().setMaxListeners(0)
  const watched = new Map()
  const opening = new Map()

  const changed = (orderNo) => events.emit('order', orderNo)
  const book = (payment, entry, { amount = payment.amount, currency = payment.currency, detail = '' } = {}) =>
    store.book({
      at: now(),
      order_no: payment.order_no,
      payment_no: payment.no,
      entry,
      amount: String(amount),
      currency,
      detail,
    })

  /** The gateways that can be paid with; Yinqiantong under whichever of its interfaces this shop speaks. */
  function gatewayFor(method, version) {
    if (!Object.hasOwn(METHODS, method)) return undefined
    const { gateway } = METHODS[method]
    if (gateway === 'hicoin') return gateways.hicoin && 'hicoin'
    return [`yinqiantong-${version}`, 'yinqiantong-v2', 'yinqiantong-v1'].find((name) => gateways[name])
  }

  /** The same key twice (a second click, a reload) is the same order. */
  function buy({ visitor, key, quantity, language }) {
    return store.transaction(() => {
      const known = store.orderByKey(visitor, key)
      if (known) return known.no
      const at = now()
      const order_no = store.addOrder({ visitor, key, quantity, language, created_at: at, closes_at: at + ORDER_LIFE })
      store.book({ at, order_no, entry: 'ordered', detail: `${quantity}` })
      return order_no
    })
  }

  /** The payment to go on with: the one that is open if it is of this method, else a new one. */
  function paymentFor(order, { method, device, version }) {
    if (order.status !== 'open') throw new ShopError(order.status === 'paid' ? 'already-paid' : 'closed')
    const gateway = gatewayFor(method, version)
    if (!gateway) throw new ShopError('no-such-method')
    const { currency, channel, platform } = METHODS[method]
    const latest = store.paymentsOf(order.no).at(-1)
    const goesOn = ['new', 'open'].includes(latest?.status) && (latest.expires_at ?? Infinity) > now()
    const same = latest?.method === method && latest.gateway === gateway
    if (goesOn && same && latest.platform === (platform?.[device] ?? null)) return latest
    const no = store.addPayment({
      order_no: order.no,
      method,
      gateway,
      channel: channel ?? null,
      platform: platform?.[device] ?? null,
      currency,
      amount: String(priceOf(currency, order.quantity)),
      created_at: now(),
    })
    return store.payment(no)
  }

  /** Makes the order at the gateway, unless that was done; two tabs at once wait for the same answer. */
  function open(payment, customer) {
    if (payment.status === 'open') return payment
    if (!opening.has(payment.no)) {
      const done = () => opening.delete(payment.no)
      opening.set(payment.no, openAtGateway(payment, customer).finally(done))
    }
    return opening.get(payment.no)
  }

  async function openAtGateway(payment, customer) {
    try {
      const order = store.order(payment.order_no)
      const answer = await gateways[payment.gateway].open(payment, {
        ...customer,
        language: order.language,
        now: now(),
      })
      store.changePayment(payment.no, { status: 'open', next_look: now() + SOON, trouble: null, ...answer })
      book(payment, 'opened', { detail: answer.gateway_no })
      return store.payment(payment.no)
    } catch (error) {
      if (!(error instanceof PayError)) throw error
      // The gateway may have it all the same: keep asking, and let the customer try again under another number.
      const trouble = JSON.stringify({ kind: error.kind, code: error.code, outcomeUnknown: error.outcomeUnknown })
      const status = error.outcomeUnknown ? 'lost' : 'refused'
      store.changePayment(payment.no, { status, trouble, next_look: now() + SOON })
      book(payment, status, { detail: error.kind })
      events.emit('trouble', { payment, error })
      throw new ShopError(error.outcomeUnknown ? 'outcome-unknown' : reasonFor(error), error.message, error)
    } finally {
      changed(payment.order_no)
    }
  }

  /**
   * The gateway says that this payment was paid, and it is really the gateway: that has been verified. Now it must be this
   * order, this amount, this currency; only then something is delivered, and only once.
   */
  function paid(payment, { amount, currency, source }) {
    const outcome = store.transaction(() => {
      const said = amount === undefined ? payment : { amount: String(amount), currency }
      if (said.amount !== payment.amount || said.currency !== payment.currency) {
        book(payment, 'mismatch', { ...said, detail: source })
        return 'mismatch'
      }
      if (!book(payment, 'paid', { detail: source })) return 'known'
      store.changePayment(payment.no, { status: 'paid', next_look: null })
      const order = store.order(payment.order_no)
      if (order.status === 'paid') {
        // Two tries, both paid: the goods go out once, the second sum goes back.
        book(payment, 'surplus')
        return 'surplus'
      }
      // Also an order that had been closed: the money is here.
      const voucher = randomCode(8)
      store.changeOrder(order.no, { status: 'paid', paid_at: now(), voucher })
      store.book({ at: now(), order_no: order.no, entry: 'delivered', detail: `${order.quantity}` })
      return 'delivered'
    })
    events.emit('outcome', { payment, source, outcome })
    changed(payment.order_no)
    if (outcome === 'mismatch') {
      throw new Error(
        `${payment.no}: the gateway says ${amount} ${currency}, ordered were ${payment.amount} ${payment.currency}; nothing was delivered`,
      )
    }
    return outcome
  }

  /** What a genuine notification says. Throwing makes the gateway send it again. */
  function heard(gateway, event) {
    const { paymentNo, paid: isPaid, ...said } = gateways[gateway].read(event)
    const payment = store.payment(paymentNo ?? '')
    if (payment?.gateway !== gateway)
      throw new Error(`${gateway} announces ${paymentNo}, which is not an order of ours`)
    if (isPaid) return paid(payment, { ...said, source: 'notification' })
    events.emit('outcome', { payment, source: 'notification', outcome: 'not-paid' })
    return 'not-paid'
  }

  /** Asks the gateway, because a notification may be late or lost. */
  async function look(payment) {
    const looks = payment.looks + 1
    const pause = watched.has(payment.order_no) ? SOON : Math.min(SOON * 2 ** Math.min(looks, 20), RARELY)
    store.changePayment(payment.no, { looks, next_look: now() + pause })
    try {
      const { state, ...said } = await gateways[payment.gateway].look(payment)
      if (state === 'paid') return paid(payment, { ...said, source: 'query' })
      if (state === 'closed') close(payment, 'closed')
    } catch (error) {
      events.emit('trouble', { payment, error })
      if (!(error instanceof PayError)) return onTrouble(error)
      const tooLate = now() > payment.created_at + LOST_LIFE
      if (payment.status === 'lost' && error.kind === 'gateway' && tooLate) close(payment, 'closed')
    }
  }

  function close(payment, detail) {
    // Meanwhile it may have been paid.
    if (!['open', 'lost', 'new'].includes(store.payment(payment.no).status)) return
    store.transaction(() => {
      store.changePayment(payment.no, { status: 'closed', next_look: null })
      book(payment, 'closed', { detail })
      const order = store.order(payment.order_no)
      if (order.status === 'open' && !has(order.no, 'open', 'lost', 'new')) closeOrder(order.no)
    })
    changed(payment.order_no)
  }

  const has = (orderNo, ...states) => store.paymentsOf(orderNo).some(({ status }) => states.includes(status))

  function closeOrder(order_no) {
    store.changeOrder(order_no, { status: 'closed' })
    store.book({ at: now(), order_no, entry: 'closed' })
    changed(order_no)
  }

  /** Once a second: asks about what may have been paid, closes what nobody will pay any more. */
  async function tick() {
    await Promise.all(store.paymentsToLookAt(now()).map(look))
    for (const order of store.openOrdersDue(now())) if (!has(order.no, 'open', 'lost')) closeOrder(order.no)
  }

  let timer
  let ticking = Promise.resolve()
  const run = () => {
    ticking = tick()
      .catch(onTrouble)
      .then(() => (timer = timer && setTimeout(run, 1000)))
  }

  return {
    events,
    store,
    gateways,
    now,
    buy,
    paymentFor,
    open,
    heard,
    tick,
    methods: () => Object.keys(METHODS).filter((method) => gatewayFor(method)),
    /** Somebody looks at this order, until the function that it gives is called: it is asked about more often. */
    watch(orderNo) {
      watched.set(orderNo, (watched.get(orderNo) ?? 0) + 1)
      hurry(orderNo)
      return () => {
        const left = watched.get(orderNo) - 1
        if (left) watched.set(orderNo, left)
        else watched.delete(orderNo)
      }
    },
    hurry,
    start() {
      timer = true
      run()
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await ticking
    },
  }

  /** Whoever just came back has probably paid: do not let the next look be far. */
  function hurry(orderNo) {
    for (const { no, status, next_look } of store.paymentsOf(orderNo)) {
      if (status === 'open' || status === 'lost')
        store.changePayment(no, { next_look: Math.min(next_look ?? Infinity, now() + SOON / 2) })
    }
  }
}
