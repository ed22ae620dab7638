// The sandbox: five payment gateways on this machine, for trying, testing and learning. The other side of the
// conversation: it shares no code with the package that talks to it.

import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { Refusal } from './answer.js'
import { openArrivals } from './arrivals.js'
import { controlRoutes, openControl } from './control.js'
import { mountCalls, wasDropped } from './engine.js'
import { openFaults } from './faults.js'
import { bhop } from './gateways/bhop.js'
import { bitcv } from './gateways/bitcv.js'
import { hicoin } from './gateways/hicoin.js'
import { sixdu } from './gateways/sixdu.js'
import { yinqiantong } from './gateways/yinqiantong.js'
import { home } from './home.js'
import { loadKeys } from './keys.js'
import { openNotifications } from './notify.js'
import { MoveError, openOrders } from './orders.js'
import { chooseLanguage } from './page.js'
import { openStore } from './store.js'
import { openTokens } from './tokens.js'

const BODY_LIMIT = 1 << 20
const HOST = '127.0.0.1'
const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?$/

/**
 * @param {object} [options]
 * @param {string} [options.database]        SQLite file; default ':memory:'
 * @param {string} [options.keyFolder]       where RSA keys are kept; default beside the database file
 * @param {{merchantPrivate?: string, platformPrivate?: string}} [options.keys]  PEM, instead of keys made here
 * @param {() => number} [options.clock]     milliseconds; default Date.now
 * @param {number} [options.notifyScale]     1: the documented pauses between notifications; 0.001: a thousandth
 * @param {Record<string, number[]>} [options.notifySchedule]  pauses in seconds by gateway, instead of the documented
 * @param {number} [options.notifyTimeoutMs] how long a merchant may take to answer; default 5000
 * @param {number} [options.seed]            of the faults by chance; default 1
 * @param {number} [options.keepArrivals]    how many arrivals are remembered; default 100000
 * @param {string} [options.cashierUrl]      where Yinqiantong's pay_body leads; default this sandbox
 * @param {string} [options.publicUrl]       the sandbox's own address, where it is not the one it listens on
 * @param {Record<string, object>} [options.merchants]  ids, keys and addresses by gateway, over the test merchants
 * @param {(error: Error) => void} [options.onFailure]  told of mistakes of the sandbox itself; default console.error
 */
export async function createSandbox(options = {}) {
  const database = options.database ?? ':memory:'
  const onDisk = database !== ':memory:'
  if (onDisk) mkdirSync(dirname(database), { recursive: true })
  const keys = await loadKeys(options.keys, options.keyFolder ?? (onDisk ? dirname(database) : undefined))
  const css = await readFile(new URL('page.css', import.meta.url), 'utf8')

  const store = openStore(database)
  const clock = options.clock ?? Date.now
  const stop = new AbortController()
  const events = new EventEmitter()
  events.on('failure', options.onFailure ?? ((error) => console.error(error)))
  const gateways = new Map()
  let offset = Number(store.meta.get('clock offset') ?? 0)
  let port = 0
  let server

  const now = () => clock() + offset
  const faults = openFaults({ gateways, seed: options.seed ?? 1 })
  const notifications = openNotifications({
    store,
    now,
    gateways,
    faults,
    events,
    stopping: stop.signal,
    scale: options.notifyScale,
    schedules: options.notifySchedule,
    timeoutMs: options.notifyTimeoutMs,
  })

  const box = {
    options,
    store,
    keys,
    now,
    gateways,
    faults,
    notifications,
    stopping: stop.signal,
    notify: notifications.enqueue,
    arrivals: openArrivals({ store, now, events, keep: options.keepArrivals ?? 100_000 }),
    tokens: openTokens({ store, now }),
    orders: openOrders({ store, now, gateways, events, notify: notifications.enqueue }),
    url: () => options.publicUrl ?? `http://${HOST}:${port}`,
    quirk: (gateway, name) => gateway.quirks[name].value,
    /** What `act` gives, or its Refusal: written as one transaction, undone if refused. */
    try(act) {
      try {
        return store.transaction(() => {
          try {
            return act()
          } catch (error) {
            if (error instanceof Refusal && error.keep) return error
            throw error
          }
        })
      } catch (error) {
        if (error instanceof Refusal) return error
        throw error
      }
    },
    /** A move that a call asks for; what the order does not allow is refused with the gateway's code. */
    act: (gateway, order, action, code, codes) => refusing(code, codes, () => box.orders.move(gateway, order, action)),
    book: (gateway, orderId, entry, item, code) =>
      refusing(code, undefined, () => box.orders.book(gateway, orderId, entry, item)),
    /** A move by a button: the page shows afterwards what became of the order. */
    tryMove(gateway, order, action) {
      box.orders.expireDue()
      try {
        box.orders.move(gateway, order, action)
      } catch (error) {
        if (!(error instanceof MoveError)) throw error
      }
    },
    moveClock(ms) {
      offset += ms
      store.meta.set('clock offset', offset)
    },
    reset() {
      store.reset()
      offset = 0
      faults.remove()
      faults.reseed(options.seed ?? 1)
      openGateways()
    },
  }

  const app = new Hono()
  // Fake gateways are called from pages under test; only from this machine's.
  const crossOrigin = cors({
    origin: (origin) => (LOOPBACK.test(origin) ? origin : null),
    credentials: true,
    exposeHeaders: ['retry-after'],
  })
  app.use(async (c, next) => (c.req.path.startsWith('/_sandbox') ? next() : crossOrigin(c, next)))
  app.use(async (c, next) => {
    if (Number(c.req.header('content-length') ?? 0) <= BODY_LIMIT) return next()
    // The rest is never read, so nothing else can follow on this connection.
    return c.text('Payload Too Large', 413, { connection: 'close' })
  })
  app.use(async (c, next) => {
    // A page shows an order as it is now.
    if (c.req.method === 'GET') box.orders.expireDue()
    await next()
  })
  app.onError((error, c) => {
    events.emit('failure', error)
    return c.text('the sandbox failed; its log says how', 500)
  })
  app.notFound((c) => c.text(`The sandbox has no ${c.req.method} ${c.req.path}; its addresses are at /`, 404))
  app.get('/page.css', (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.post('/page-language', chooseLanguage)

  openGateways()
  const control = openControl(box)
  app.get('/', home(control))
  app.route('/_sandbox', controlRoutes(control))
  mountCalls(app, box)

  const sandbox = {
    app,
    control,
    /** 'arrival', 'delivery', 'order' and 'failure', as they happen. */
    events,
    keys,
    get url() {
      return box.url()
    },
    /** Options for the package's classes, by gateway. */
    get config() {
      return Object.fromEntries([...gateways.values()].map((gateway) => [gateway.name, gateway.config()]))
    },
    /** Answers without a network. A dropped connection is the error that fetch would give. */
    async fetch(input, init) {
      const response = await app.request(input, init)
      if (wasDropped(response)) throw new TypeError('fetch failed')
      return response
    },
    /** Listens on loopback; resolves to the address. */
    start(wanted = 0) {
      return new Promise((resolve, reject) => {
        server = serve({ fetch: app.fetch, hostname: HOST, port: wanted, overrideGlobalObjects: false }, (address) => {
          port = address.port
          notifications.wake()
          resolve(box.url())
        })
        server.on('error', reject)
      })
    },
    async stop() {
      stop.abort()
      await notifications.stop()
      if (server) {
        const closed = new Promise((resolve) => server.close(resolve))
        server.closeAllConnections()
        await closed
      }
      store.close()
    },
  }
  return sandbox

  /** Also after a reset: merchants and quirks are as at the start again. */
  function openGateways() {
    for (const gateway of [
      hicoin(box),
      yinqiantong(box, 'v1'),
      yinqiantong(box, 'v2'),
      bitcv(box),
      sixdu(box),
      bhop(box),
    ]) {
      const known = gateways.get(gateway.name)
      if (!known) gateways.set(gateway.name, gateway)
      else Object.assign(known, { merchant: gateway.merchant, quirks: gateway.quirks })
    }
  }
}

function refusing(code, codes, act) {
  try {
    return act()
  } catch (error) {
    if (error instanceof MoveError) throw new Refusal(codes?.[error.code] ?? code, error.message)
    throw error
  }
}
