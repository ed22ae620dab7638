/** The shop's back end over HTTP: what its page calls, where gateways and customers come back to. */

import { randomBytes } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { streamSSE } from 'hono/streaming'
import { clientIp } from './settings.js'
import { METHODS, MOST_SEATS, amountText, forPage, priceOf } from './catalogue.js'
import { randomCode } from './orders.js'
import { ShopError } from './payments.js'

const YEAR = 365 * 86400
const HEARTBEAT = 15_000
/** What becomes of an error; also of those of the routes behind the scenes. */
export function refuse(error, c) {
  if (error instanceof ShopError) return c.json({ error: error.code }, STATUS[error.code] ?? 409)
  console.error(error)
  return c.json({ error: 'failed' }, 500)
}

/** The object that a page has sent. */
export async function bodyOf(c) {
  const body = await c.req.json().catch(() => undefined)
  if (body === null || typeof body !== 'object') throw new ShopError('bad-request')
  return body
}

const STATUS = { 'no-such-order': 404, 'not-yours': 403, 'bad-request': 400 }

/**
 * `address(path)`: this shop's own, as gateways and browsers reach it. `backstage`, in the demo only, is asked what it has
 * seen of an order, and may change the way to the pay page.
 */
export function shopRoutes({ shop, settings, address, backstage }) {
  const { store, gateways, events } = shop
  const app = new Hono()

  app.onError(refuse)

  // Requests that change something come from this shop's own page, or do not come in.
  app.use('/api/*', async (c, next) => {
    const origin = c.req.header('origin')
    if (c.req.method !== 'GET' && origin && origin !== new URL(address('/')).origin) {
      throw new ShopError('bad-request')
    }
    await next()
    c.header('cache-control', 'no-store')
  })
  app.use('/api/*', bodyLimit({ maxSize: 4096, onError: (c) => c.json({ error: 'bad-request' }, 413) }))

  const visitorOf = (c) => getCookie(c, 'visitor')
  function visitorFor(c) {
    const known = visitorOf(c)
    if (known) return known
    const visitor = randomBytes(18).toString('base64url')
    const secure = address('/').startsWith('https:')
    setCookie(c, 'visitor', visitor, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: YEAR })
    return visitor
  }
  const ipOf = (c) =>
    clientIp(getConnInfo(c).remote.address, settings.addressHeader && c.req.header(settings.addressHeader))

  function orderOf(c) {
    const order = store.order(c.req.param('no'))
    if (!order) throw new ShopError('no-such-order')
    if (order.visitor !== visitorOf(c)) throw new ShopError('not-yours')
    return order
  }

  const step = (order, from, to, name, more = {}) => events.emit('step', { order, from, to, name, ...more })

  // The page asks

  app.get('/api/shop', (c) => {
    const visitor = visitorFor(c)
    const prices = Object.fromEntries(
      ['CNY', 'USDT'].map((currency) => [
        currency,
        Array.from({ length: MOST_SEATS }, (_, index) => amountText(priceOf(currency, index + 1), currency)),
      ]),
    )
    const orders = store.ordersOf(visitor).map(summary)
    const methods = shop.methods().map((id) => ({ id, currency: METHODS[id].currency }))
    return c.json({ ...forPage(), prices, methods, orders, backstage: backstage?.forPage(visitor) })
  })

  app.post('/api/orders', async (c) => {
    const { key, quantity, language } = await bodyOf(c)
    const well =
      typeof key === 'string' &&
      /^[0-9a-zA-Z-]{8,64}$/.test(key) &&
      Number.isInteger(quantity) &&
      quantity >= 1 &&
      quantity <= MOST_SEATS &&
      ['en', 'zh-CN'].includes(language)
    if (!well) throw new ShopError('bad-request')
    const no = shop.buy({ visitor: visitorFor(c), key, quantity, language })
    step(no, 'browser', 'shop', 'buy', { request: { quantity } })
    return c.json({ no }, 201)
  })

  app.get('/api/orders/:no', (c) => {
    // A poll counts as looking until the next one is due.
    const order = orderOf(c)
    const leave = shop.watch(order.no)
    setTimeout(leave, 5000).unref()
    return c.json({ order: view(order), messages: backstage?.messages(order.no, Number(c.req.query('after') ?? 0)) })
  })

  app.get('/api/orders/:no/events', (c) => {
    const { no } = orderOf(c)
    const after = Number(c.req.header('last-event-id') ?? 0)
    return streamSSE(c, async (stream) => {
      const send = (event, data, id) => stream.writeSSE({ event, data: JSON.stringify(data), id }).catch(() => {})
      const sendOrder = () => send('order', view(store.order(no)))
      const onOrder = (changed) => changed === no && sendOrder()
      const onMessage = (message) => message.order === no && send('message', message, String(message.version))
      const leave = shop.watch(no)
      // Proxies end a connection on which nothing comes.
      const alive = setInterval(() => send('alive', {}), HEARTBEAT).unref()
      events.on('order', onOrder)
      backstage?.events.on('message', onMessage)
      const gone = new Promise((resolve) => stream.onAbort(resolve))
      await sendOrder()
      for (const message of backstage?.messages(no, after) ?? [])
        await send('message', message, String(message.version))
      await gone
      clearInterval(alive)
      events.off('order', onOrder)
      backstage?.events.off('message', onMessage)
      leave()
    })
  })

  /** Where to pay: HiCoin by an address of this shop, which redirects; Yinqiantong by an action for the page. */
  app.post('/api/orders/:no/pay', async (c) => {
    const order = orderOf(c)
    const { method, device, version } = await bodyOf(c)
    if (!['phone', 'desk'].includes(device)) throw new ShopError('bad-request')
    const payment = shop.paymentFor(order, { method, device, version })
    backstage?.arrange(visitorOf(c), payment)
    if (payment.gateway === 'hicoin')
      return c.json({ action: { kind: 'redirect', url: address(`/pay/${payment.no}`) } })
    const opened = await shop.open(payment, { ip: ipOf(c) })
    let action = gateways[opened.gateway].payAction(opened)
    action = backstage?.meddled(opened, action) ?? action
    step(order.no, 'shop', 'browser', action.kind, { payment: opened.no, action })
    return c.json({ action, order: view(store.order(order.no)) })
  })

  // The customer on the way to HiCoin and back

  app.get('/pay/:payment', async (c) => {
    const payment = store.payment(c.req.param('payment'))
    const visitor = visitorOf(c)
    const order = payment && store.order(payment.order_no)
    if (payment?.gateway !== 'hicoin' || order.visitor !== visitor) return c.redirect('/', 302)
    const back = (trouble) => c.redirect(`/orders/${order.no}${trouble ? `#${trouble}` : ''}`, 302)
    if (order.status !== 'open' || !['new', 'open'].includes(payment.status)) return back()
    const wallet = store.wallet(visitor, shop.now())
    if (payment.status === 'new' && !wallet) {
      const state = randomCode(32)
      store.expectAuthorization({ state, visitor, payment_no: payment.no, ends_at: shop.now() + 600_000 })
      const url = gateways.hicoin.authorizeAddress(state)
      step(order.no, 'shop', 'browser', 'authorize', { payment: payment.no, url })
      return c.redirect(url, 302)
    }
    try {
      const opened = await shop.open(payment, { wallet })
      let url = gateways.hicoin.payAddress(opened)
      url = backstage?.meddled(opened, { kind: 'redirect', url })?.url ?? url
      step(order.no, 'shop', 'browser', 'pay-page', { payment: payment.no, url })
      return c.redirect(url, 302)
    } catch (error) {
      if (!(error instanceof ShopError)) throw error
      // The token may be what the gateway refuses: ask for another one next time.
      if (error.cause?.kind === 'gateway') store.forgetWallet(visitor)
      return back(error.code)
    }
  })

  app.get('/hicoin/authorized', async (c) => {
    const { code, state = '' } = c.req.query()
    const visitor = visitorOf(c)
    const expected = gateways.hicoin && visitor && store.takeAuthorization(state, visitor, shop.now())
    if (!expected) return c.redirect('/', 302)
    const payment = store.payment(expected.payment_no)
    step(payment.order_no, 'browser', 'shop', 'authorized', { payment: payment.no, code })
    if (!code) return c.redirect(`/orders/${payment.order_no}#declined`, 302)
    try {
      const wallet = await gateways.hicoin.authorized(code, shop.now())
      store.keepWallet({ visitor, ...wallet })
    } catch (error) {
      events.emit('trouble', { payment, error })
      return c.redirect(`/orders/${payment.order_no}#unreachable`, 302)
    }
    return c.redirect(`/pay/${payment.no}`, 302)
  })

  /** Coming back proves nothing: the page shows what the shop knows, and the shop asks the gateway soon. */
  app.get('/back/:payment', (c) => {
    const payment = store.payment(c.req.param('payment'))
    if (!payment) return c.redirect('/', 302)
    step(payment.order_no, 'browser', 'shop', 'back', { payment: payment.no })
    shop.hurry(payment.order_no)
    return c.redirect(`/orders/${payment.order_no}`, 302)
  })

  // Gateways announce payments

  app.post('/notify/:gateway', (c) => {
    const name = c.req.param('gateway')
    // Not for the names that every object has.
    if (!Object.hasOwn(gateways, name)) return c.notFound()
    const take = (request) => gateways[name].client.handleNotification(request, (event) => void shop.heard(name, event))
    return backstage ? backstage.listen(name, c.req.raw, take) : take(c.req.raw)
  })

  return app

  // What the page may know

  function summary(order) {
    const latest = store.paymentsOf(order.no).at(-1)
    const { no, status, quantity, created_at } = order
    const amount = latest && amountText(latest.amount, latest.currency)
    return { no, status, quantity, createdAt: created_at, method: latest?.method, amount, currency: latest?.currency }
  }

  function view(order) {
    const payments = store.paymentsOf(order.no)
    const payment = payments.findLast(({ status }) => status === 'paid') ?? payments.at(-1)
    return {
      ...summary(order),
      voucher: order.voucher,
      paidAt: order.paid_at,
      closesAt: order.closes_at,
      payment: payment && {
        no: payment.no,
        method: payment.method,
        status: payment.status,
        expiresAt: payment.expires_at,
        trouble: payment.trouble && JSON.parse(payment.trouble).kind,
        code: payment.platform === 'scan' && payment.status === 'open' ? codeOf(payment) : undefined,
      },
      ledger: store.ledgerOf(order.no).map(({ seq, at, payment_no, entry, amount, currency, detail }) => ({
        seq,
        at,
        payment: payment_no,
        entry,
        amount: amount && currency && amountText(amount, currency),
        currency,
        detail,
      })),
    }
  }

  function codeOf(payment) {
    return gateways[payment.gateway].payAction(payment).text
  }
}
