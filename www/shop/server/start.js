/** Puts the parts together: settings, gateways (the sandbox's, where there are no real ones), shop, pages. */

import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { sqlReplay } from 'paysign'
import { lock } from './lock.js'
import { openGateways } from './gateways.js'
import { openOrders } from './orders.js'
import { openShop } from './payments.js'
import { shopRoutes } from './routes.js'
import { pages } from './pages.js'

const PORTS_TO_TRY = 20

/** Listens, and gives `{ url, app, shop, gateway, stop }`. */
export async function start(settings) {
  const unlock = settings.data === ':memory:' ? () => {} : lock(settings.data)
  const store = openOrders(settings.data === ':memory:' ? ':memory:' : join(settings.data, 'shop.db'))
  const demo = settings.gateways ? undefined : await openDemo(settings)
  const backstage = demo?.backstage

  let url
  const address = (path) => new URL(path, settings.publicUrl ?? url).href
  const gateways = openGateways(
    settings.gateways ?? demo.gateway.config,
    { replay: sqlReplay(store.db), ...backstage?.options },
    address,
  )
  const shop = openShop({ store, gateways, now: demo ? () => demo.gateway.sandbox.control.now() : undefined })
  backstage?.attach(shop)

  const app = new Hono()
  app.use(onlyAs(() => address('/')))
  app.route('/', shopRoutes({ shop, settings, address, backstage }))
  if (backstage)
    app.route('/api/backstage', (await import('./backstage/routes.js')).backstageRoutes({ backstage, shop }))
  app.route('/', pages({ payHosts: payHosts(settings, demo) }))

  const server = await listen(app.fetch, settings)
  url = `http://${settings.host}:${server.address().port}/`
  const notifyAt = (gateway) => new URL(`/notify/${gateway}`, url).href
  demo?.gateway.announceTo(notifyAt('hicoin'))
  backstage?.listensAt(notifyAt)
  shop.start()

  return {
    url,
    app,
    shop,
    gateway: demo?.gateway,
    async stop() {
      await shop.stop()
      server.close()
      // Browsers keep connections open; without this the process would wait for them.
      server.closeAllConnections()
      await demo?.gateway.stop()
      backstage?.close()
      store.close()
      unlock()
    },
  }
}

/** The sandbox gateways and the view behind the scenes; a shop in production does not even load them. */
async function openDemo({ data, sandboxPort }) {
  const [{ openGateway }, { openBackstage }] = await Promise.all([
    import('./backstage/gateway.js'),
    import('./backstage/backstage.js'),
  ])
  const file = (name) => (data === ':memory:' ? ':memory:' : join(data, name))
  const gateway = await openGateway({ database: file('sandbox/sandbox.db'), port: sandboxPort })
  return { gateway, backstage: openBackstage({ file: file('backstage.db'), gateway }) }
}

/** Where a form of the page may lead. */
function payHosts({ gateways }, demo) {
  if (demo) return [new URL(demo.gateway.sandbox.url).origin]
  const own = Object.values(gateways).flatMap(({ payHosts = [] }) => payHosts)
  return ['https://openapi.alipay.com', 'https://*.alipay.com', ...own.map((host) => `https://${host}`)]
}

/** Under another name than its own it answers nobody: a page elsewhere must not reach it through a name of its making. */
function onlyAs(address) {
  return async (c, next) => {
    const host = c.req.header('host') ?? ''
    const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)
    if (!loopback && host !== new URL(address()).host) return c.text('Misdirected Request', 421)
    await next()
  }
}

/** Listens on the port or, in a demo, on the next free one if it is taken. */
async function listen(fetch, { host, port, fixedPort }) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await listenOn(fetch, host, port === 0 ? 0 : port + tried)
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || fixedPort || tried + 1 === PORTS_TO_TRY) throw error
    }
  }
}

function listenOn(fetch, hostname, port) {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, () => resolve(server))
    server.once('error', reject)
  })
}
