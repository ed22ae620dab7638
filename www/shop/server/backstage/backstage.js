/**
 * Behind the scenes: listens on both sides of the wire and writes down what crosses, with the shop's own view of it (its
 * requests, what the package said of the answers) and the gateway's (what it verified, from a canonical string of its
 * own making). For the demo only: a shop in production has none of this.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { ShopError } from '../payments.js'
import { openExplainer } from './explain.js'
import { openJournal } from './journal.js'
import { CREATES, FAULTS, OUTAGE_MS, cheaper, forgery } from './faults.js'

/** What the sandbox calls its gateways. */
const SANDBOX_NAMES = { 'yinqiantong-v1': 'yinqiantong' }
const sandboxName = (gateway) => SANDBOX_NAMES[gateway] ?? gateway

/** Of what path is which call, for the words that the page has for it. */
const CALLS = [
  [/\/pay\/preOrder$/, 'create'],
  [/\/pay\/queryOrder$/, 'query'],
  [/\/sns\/oauth\/access_token$/, 'exchange'],
  [/\/cgi-bin\/access_token$/, 'base-token'],
  [/\/order$/, (method) => (method === 'POST' ? 'create' : 'query')],
]
const PAYMENT_NO = /S[A-Z2-9]{15}P\d+/
const SECRET = /("secret"\s*:\s*")[^"]*|(\bsecret=)[^&]*/g
const hidden = (text) => text.replace(SECRET, (_, json, form) => `${json ?? form}***`)

export function openBackstage({ file, gateway }) {
  const journal = openJournal(file)
  const options = gateway.config
  const explainer = openExplainer(options)
  const listening = new AsyncLocalStorage()
  const chosen = new Map()
  const outages = new Set()
  /** Rows that the other side's view is still to join, newest last. */
  let recent = []
  /** Calls that name no order: the codes they carry, and what happened before it was known for whom. */
  const codes = new Map()
  const states = new Map()
  let unclaimed = []
  let shop
  let notifyAt

  const add = (row) => {
    const message = journal.add(row)
    recent = [...recent.slice(-200), message]
    return message
  }
  const paymentOf = (no) => (no ? shop.store.payment(no) : undefined)
  const about = (payment) => ({ order: payment.order_no, payment: payment.no, gateway: payment.gateway })

  // The shop's side

  /** Takes the place of fetch in the package's classes. */
  async function watchedFetch(input, init = {}) {
    const method = init.method ?? 'GET'
    const url = new URL(typeof input === 'string' ? input : (input.url ?? input.href))
    const headers = Object.fromEntries(new Headers(init.headers))
    const body = init.body === undefined || init.body === null ? '' : await new Response(init.body).text()
    const found = CALLS.find(([path]) => path.test(url.pathname))?.[1]
    const name = typeof found === 'function' ? found(method) : found
    const payment = paymentOf(PAYMENT_NO.exec(decoded(url.search + body))?.[0] ?? codes.get(codeIn(body)))
    const to = payment?.gateway ?? 'hicoin'
    if (payment && name === 'create' && outages.delete(payment.no)) await goDown()

    const sign = name === 'create' || name === 'query' ? explainer.message(to, { body, headers }) : undefined
    const rows = []
    const note = (row) => {
      if (!payment) return rows.push(row)
      for (const kept of rows.splice(0)) add({ ...kept, ...about(payment) })
      return add({ ...row, ...about(payment) })
    }
    if (payment) for (const row of unclaimed.splice(0)) add({ ...row, ...about(payment) })
    const request = note({
      from: 'shop',
      to: 'gateway',
      name,
      http: `${method} ${url.pathname}`,
      path: hidden(url.pathname + url.search),
      headers: shown(headers),
      body: hidden(body),
      signature: sign,
    })
    const answer = (row) => note({ from: 'gateway', to: 'shop', name: `${name}-answer`, ...row })
    const started = Date.now()
    try {
      const response = await fetch(input, init)
      const text = await response
        .clone()
        .text()
        .catch(() => '')
      answer({
        http: String(response.status),
        body: hidden(text),
        signature: explainer.answer(to, text),
        ms: Date.now() - started,
      })
      return response
    } catch (error) {
      if (payment) journal.change(request, { lost: true, why: error.cause?.code ?? error.message })
      throw error
    } finally {
      if (!payment) unclaimed.push(...rows)
    }
  }

  /** A notification comes in: what it was, what the package said of it, what the gateway was answered. */
  async function listen(name, request, take) {
    const body = await request.clone().text()
    const headers = Object.fromEntries(request.headers)
    const payment = paymentOf(PAYMENT_NO.exec(decoded(body))?.[0])
    const stranger = headers['x-demo-stranger'] !== undefined
    const row =
      payment &&
      add({
        ...about(payment),
        from: stranger ? 'stranger' : 'gateway',
        to: 'shop',
        name: 'notify',
        http: `POST /notify/${name}`,
        headers: shown(headers),
        body,
        signature: explainer.message(payment.gateway, { body, headers }),
      })
    const heard = { outcome: undefined, error: undefined }
    const response = await listening.run(heard, () => take(request))
    if (row) {
      const { error } = heard
      const outcome = heard.outcome ?? (response.ok ? 'repeated' : 'refused')
      journal.change(row, { outcome, said: error && { kind: error.kind, message: error.message } })
      const text = await response.clone().text()
      const answer = { http: String(response.status), body: text, outcome }
      add({ ...about(payment), from: 'shop', to: row.from, name: 'notify-answer', ...answer })
    }
    return response
  }

  /** What the package says of notifications that it did not let through. */
  function onFailure(error) {
    const heard = listening.getStore()
    if (heard) heard.error = error
    else console.error(error)
  }

  function attach(openedShop) {
    shop = openedShop
    shop.events.on('step', ({ order, payment, url, code, action, ...row }) => {
      if (row.name === 'authorize') states.set(new URL(url).searchParams.get('state'), payment)
      if (code) codes.set(code, payment)
      const gateway = payment && paymentOf(payment).gateway
      const signature = row.name === 'pay-page' ? explainer.payPage(url) : undefined
      add({ order, payment, gateway, ...row, path: url, action, signature })
    })
    shop.events.on('trouble', ({ payment, error }) => {
      const row = recent.findLast((each) => each.payment === payment.no && (each.lost || each.from === 'gateway'))
      const said = { kind: error.kind, message: error.message, outcomeUnknown: error.outcomeUnknown }
      if (row) journal.change(row, { said })
    })
    shop.events.on('outcome', ({ payment, source, outcome }) => {
      const heard = listening.getStore()
      if (heard) heard.outcome = outcome
      if (source !== 'query') return
      const row = recent.findLast((each) => each.payment === payment.no && each.name === 'query-answer')
      if (row) journal.change(row, { outcome })
    })
  }

  // The gateway's side

  gateway.events.on('arrival', ({ method, path, body, verified, canonical, why, fault }) => {
    const http = `${method} ${path.split('?')[0]}`
    const row = recent.findLast((each) => each.http === http && each.body === body && !each.checked)
    if (row) journal.change(row, { checked: { verified, why, fault, same: agrees(row, canonical) } })
  })
  gateway.events.on('delivery', ({ body, canonical, fault, acknowledged }) => {
    const row = recent.findLast((each) => each.name === 'notify' && each.body === body && !each.checked)
    if (row) journal.change(row, { checked: { fault, acknowledged, same: agrees(row, canonical) } })
  })
  gateway.events.on('order', ({ order, action }) => {
    const payment = paymentOf(order.merchantNo)
    if (!payment || (action !== 'pay' && action !== 'expire')) return
    add({ ...about(payment), from: action === 'pay' ? 'browser' : 'gateway', to: 'gateway', name: `gateway-${action}` })
  })
  gateway.events.on('visit', visited)

  const agrees = ({ signature }, canonical) => signature && canonical && signature.explanation.canonical === canonical

  function visited({ method, url, body, status }) {
    if (method === 'POST' && body.includes('do=pay')) return
    const { pathname, search, searchParams } = url
    const payment = pathname.endsWith('/authorize')
      ? paymentOf(states.get(searchParams.get('state')))
      : paymentNamed(decoded(search + body) + pathname)
    if (!payment) return
    const name = pathname.endsWith('/authorize') ? 'visit-authorize' : body === 'do=cancel' ? 'cancel' : 'visit'
    const isPaid = (row) => row.payment === payment.no && row.name === 'gateway-pay'
    if (name === 'visit' && recent.some(isPaid)) return
    // WeChat's address and the form only lead on to the page itself.
    if (name === 'visit' && status === 303 && method === 'GET') return
    add({
      ...about(payment),
      from: 'browser',
      to: 'gateway',
      name,
      http: `${method} ${pathname}`,
      body: hidden(body),
      path: pathname + search,
      status,
      signature: name === 'visit' && search.includes('paySign=') ? explainer.payPage(url) : undefined,
      checked: search.includes('paySign=') || body.includes('biz_content') ? { verified: status < 400 } : undefined,
    })
  }

  /** By the gateway's own number, wherever in the text it stands. */
  function paymentNamed(text) {
    for (const [candidate] of text.matchAll(/[0-9][0-9a-f]{19,}/g)) {
      const found = shop.store.paymentByGatewayNo(candidate)
      if (found) return found
    }
    return undefined
  }

  // Faults

  const goDown = () => gateway.goDown(OUTAGE_MS)

  /** Before the order is made at the gateway: what this visitor wanted to go wrong with it. */
  function arrange(visitor, payment) {
    const wish = chosen.get(visitor) ?? 'none'
    const { notification, answer, only } = FAULTS[wish]
    if (payment.status !== 'new' || (only && !only.includes(payment.gateway) && !only.includes(payment.method))) return
    const rule = { gateway: sandboxName(payment.gateway), order: payment.no }
    const { control } = gateway.sandbox
    if (notification) control.addFault({ ...rule, on: 'notification', ...notification })
    if (answer) control.addFault({ ...rule, call: CREATES[payment.gateway], ...answer })
    if (wish === 'outage') outages.add(payment.no)
    if (wish !== 'none')
      add({ ...about(payment), from: 'shop', to: 'shop', name: 'fault', wish, seconds: OUTAGE_MS / 1000 })
  }

  function meddled(payment, action) {
    if (chosen.get(shop.store.order(payment.order_no).visitor) !== 'address') return undefined
    return cheaper(action)
  }

  function choose(visitor, wish) {
    if (!Object.hasOwn(FAULTS, wish)) throw new ShopError('bad-request')
    chosen.set(visitor, wish)
  }

  /** What can be made to happen to an order now. */
  const ACTS = {
    async forge(payment) {
      const merchant = options[payment.gateway]
      const { headers, body } = forgery(payment, merchant, shop.now())
      await fetch(notifyAt(payment.gateway), { method: 'POST', headers: { ...headers, 'x-demo-stranger': '1' }, body })
    },
    repeat(payment) {
      const { control } = gateway.sandbox
      const sent = control.notifications({ gateway: sandboxName(payment.gateway), orderId: payment.gateway_no })
      if (sent.length) control.resend(sent[0].id)
    },
    expire(payment) {
      gateway.sandbox.control.act(sandboxName(payment.gateway), payment.no, 'expire')
      shop.hurry(payment.order_no)
    },
    async outage(payment) {
      add({ ...about(payment), from: 'gateway', to: 'gateway', name: 'down' })
      const { back } = await goDown()
      back.then(() => add({ ...about(payment), from: 'gateway', to: 'gateway', name: 'up' }))
    },
  }

  async function act(order, name) {
    const payment = shop.store.paymentsOf(order.no).findLast(({ gateway_no }) => gateway_no)
    if (!payment || !Object.hasOwn(ACTS, name)) throw new ShopError('bad-request')
    await ACTS[name](payment)
  }

  return {
    events: journal.events,
    messages: journal.of,
    attach,
    listen,
    arrange,
    meddled,
    choose,
    act,
    /** For the package's classes. */
    options: { fetch: watchedFetch, onFailure },
    forPage: (visitor) => ({
      chosen: chosen.get(visitor) ?? 'none',
      choices: choices(),
      outageSeconds: OUTAGE_MS / 1000,
    }),
    /** Where gateways, and strangers, reach the shop. */
    listensAt(address) {
      notifyAt = address
    },
    close: journal.close,
  }
}

/** For looking for a number in it: what is badly escaped is looked at as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
const choices = () => Object.entries(FAULTS).map(([id, { only }]) => ({ id, only }))
const codeIn = (body) => new URLSearchParams(body).get('code')

const SHOWN_HEADERS = ['content-type', 'appid', 'ts', 'sign']
const shown = (headers) =>
  Object.fromEntries(SHOWN_HEADERS.filter((name) => headers[name]).map((name) => [name, headers[name]]))
