// Steering the sandbox: what a tester sees and does, as an object for the same process and over HTTP under /_sandbox.

import { Hono } from 'hono'
import { ControlError } from './faults.js'
import { MoveError } from './orders.js'

export function openControl(box) {
  const { orders, arrivals, notifications, faults, tokens } = box

  const gatewayOf = (name) => {
    const gateway = box.gateways.get(name)
    if (!gateway) throw new ControlError(`no gateway ${name}: there are ${[...box.gateways.keys()].join(', ')}`)
    return gateway
  }

  const find = (name, ref) => {
    const gateway = gatewayOf(name)
    orders.expireDue()
    const kinds = ['payment', 'transfer', 'sale']
    const order = orders.get(gateway, ref) ?? kinds.map((kind) => orders.byNumber(gateway, kind, ref)).find(Boolean)
    if (!order) throw new ControlError(`${name} has no order ${ref}`)
    return { gateway, order }
  }

  const view = (order) => {
    const gateway = gatewayOf(order.gateway)
    return { ...order, word: gateway.words[order.status], payPage: gateway.payPage(order) }
  }

  const userOf = (gateway, user) => {
    const keys = ['openid', 'openId', 'userId']
    const found = gateway.users?.find((one) => !user || keys.some((key) => one[key] === user))
    if (!found) throw new ControlError(`${gateway.name} has no user ${user}`)
    return keys.map((key) => found[key]).find(Boolean)
  }

  const needs = (gateway, method) => {
    if (!gateway[method]) throw new ControlError(`${gateway.name} has no such thing`)
    return gateway[method]
  }

  const control = {
    info: () => ({
      url: box.url(),
      now: box.now(),
      gateways: Object.fromEntries(
        [...box.gateways.values()].map((gateway) => [
          gateway.name,
          {
            title: gateway.title,
            config: gateway.config(),
            users: gateway.users?.map(({ secret, ...user }) => user) ?? [],
            quirks: control.quirks(gateway.name),
            actions: Object.keys(orders.moves(gateway)),
            calls: gateway.calls.map(({ name, method, path }) => ({ name, method, path: gateway.prefix + path })),
          },
        ]),
      ),
    }),

    orders(filter = {}) {
      orders.expireDue()
      return orders.list(filter).map(view)
    },
    order: (name, ref) => view(find(name, ref).order),
    /** What the person at the pay page, the gateway or time would do: pay, expire, close, fail, … */
    act(name, ref, action) {
      const { gateway, order } = find(name, ref)
      if (!orders.moves(gateway)[action])
        throw new ControlError(`${name} orders can ${Object.keys(orders.moves(gateway)).join(', ')}`)
      return view(orders.move(gateway, order, action))
    },
    /** Sends a notification about the order as it is, whatever its state. */
    notify(name, ref, { event = 'manual', fields, fault } = {}) {
      const { gateway, order } = find(name, ref)
      const strike = typeof fault === 'string' ? { fault } : fault
      if (!gateway.notification) throw new ControlError(`${name} sends no notifications`)
      if (strike) faults.checkNotification(gateway, strike.fault)
      return { id: box.notify(gateway, order, event, { fields, fault: strike }) }
    },

    arrivals: (filter = {}) => arrivals.list(filter),
    countArrivals: (filter = {}) => arrivals.count(filter),
    clearArrivals: () => arrivals.clear(),

    notifications: (filter = {}) => notifications.list(filter),
    resend(id) {
      if (!notifications.resend(Number(id))) throw new ControlError(`no notification ${id}`)
    },
    /** Resolves when no notification is due or on its way. */
    idle: () => notifications.idle(),

    addFault: (rule) => faults.add(rule),
    faults: () => faults.list(),
    removeFaults: (id) => faults.remove(id),
    seed: (seed) => faults.reseed(seed),

    now: () => box.now(),
    /** Moves the clock of all gateways; orders expire and notifications become due as time would have it. */
    advance(ms) {
      if (!Number.isSafeInteger(ms)) throw new ControlError('advanceMs is a whole number of milliseconds')
      box.moveClock(ms)
      orders.expireDue()
      notifications.wake()
      return box.now()
    },

    ledger: (filter = {}) => orders.ledger(filter),
    balance: (name, account, currency) => orders.balance(gatewayOf(name), account, currency),
    setBalance(name, account, currency, amount) {
      if (typeof amount !== 'string' || !/^\d+(\.\d+)?$/.test(amount)) throw new ControlError('amount is decimal text')
      orders.setBalance(gatewayOf(name), account, currency, amount)
    },

    merchant(name, changes = {}) {
      const { merchant } = gatewayOf(name)
      for (const key of Object.keys(changes))
        if (!Object.hasOwn(merchant, key))
          throw new ControlError(`${name}'s merchant has ${Object.keys(merchant).join(', ')}`)
      return Object.assign(merchant, changes)
    },

    quirks(name, changes = {}) {
      const { quirks = {} } = gatewayOf(name)
      for (const [key, value] of Object.entries(changes)) {
        if (!Object.hasOwn(quirks, key) || !quirks[key].choices.includes(value))
          throw new ControlError(
            `${name} quirks: ${
              Object.entries(quirks)
                .map(([quirk, { choices }]) => `${quirk} (${choices.join(' | ')})`)
                .join(', ') || 'none'
            }`,
          )
        quirks[key].value = value
      }
      return Object.fromEntries(Object.entries(quirks).map(([key, { value }]) => [key, value]))
    },

    /** An authorization code, as the authorize page would give it. */
    issueCode(name, user) {
      const gateway = gatewayOf(name)
      return needs(gateway, 'issueCode')(userOf(gateway, user))
    },
    /** A user's tokens, without the authorize page. */
    issueTokens(name, user) {
      const gateway = gatewayOf(name)
      return needs(gateway, 'issueTokens')(userOf(gateway, user))
    },
    /** Ends every token of a kind: 'access', 'refresh', 'base', 'code', 'session'. */
    revokeTokens: (name, kind) => tokens.revoke(gatewayOf(name), kind),
    /** A logged-in user of the broker's page. */
    issueSession(user) {
      const gateway = gatewayOf('bhop')
      const userId = userOf(gateway, user)
      const token = gateway.issueSession(userId)
      return { userId, token, cookie: `au_token=${token}` }
    },
    /** The verification code that the payer of an order would see now. */
    verifyCode(ref) {
      const { gateway, order } = find('bhop', ref)
      return gateway.currentCode(order)
    },

    reset: () => box.reset(),
  }
  return control
}

/** The same over HTTP. Only for this machine: a page from elsewhere must not steer somebody's sandbox. */
export function controlRoutes(control) {
  const app = new Hono()
  app.use(async (c, next) => {
    const host = new URL(c.req.url).hostname
    const origin = c.req.header('origin')
    if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(host))
      return c.json({ error: 'the sandbox is steered by a loopback address only' }, 403)
    if (origin && origin !== new URL(c.req.url).origin)
      return c.json({ error: 'the sandbox is not steered from other pages' }, 403)
    await next()
  })
  app.onError((error, c) => {
    if (error instanceof ControlError) return c.json({ error: error.message }, 400)
    if (error instanceof MoveError) return c.json({ error: error.message, code: error.code }, 409)
    if (error instanceof SyntaxError) return c.json({ error: 'the body is not JSON' }, 400)
    throw error
  })

  const body = async (c) => {
    const text = await c.req.text()
    const given = text ? JSON.parse(text) : {}
    if (given === null || typeof given !== 'object' || Array.isArray(given)) {
      throw new ControlError('the body is a JSON object')
    }
    return given
  }
  const filter = (c) => {
    const { limit, ...query } = c.req.query()
    if (limit !== undefined && !/^\d{1,9}$/.test(limit)) throw new ControlError('limit is a whole number')
    return { ...query, limit: limit === undefined ? undefined : Number(limit) }
  }

  app.get('/', (c) => c.json(control.info()))
  app.get('/orders', (c) => c.json(control.orders(filter(c))))
  app.get('/arrivals', (c) => c.json(control.arrivals(filter(c))))
  app.get('/arrivals/count', (c) => c.json({ count: control.countArrivals(filter(c)) }))
  app.delete('/arrivals', (c) => c.json({ removed: control.clearArrivals() }))
  app.get('/notifications', (c) => c.json(control.notifications(filter(c))))
  app.post('/notifications/idle', async (c) => {
    await control.idle()
    return c.json({})
  })
  app.post('/notifications/:id/resend', (c) => {
    control.resend(c.req.param('id'))
    return c.json({})
  })
  app.get('/faults', (c) => c.json(control.faults()))
  app.post('/faults', async (c) => c.json(control.addFault(await body(c)), 201))
  app.post('/faults/seed', async (c) => {
    control.seed((await body(c)).seed)
    return c.json({})
  })
  app.delete('/faults', (c) => c.json({ removed: control.removeFaults() }))
  app.delete('/faults/:id', (c) => c.json({ removed: control.removeFaults(c.req.param('id')) }))
  app.get('/clock', (c) => c.json({ now: control.now() }))
  app.post('/clock', async (c) => c.json({ now: control.advance((await body(c)).advanceMs) }))
  app.get('/ledger', (c) => c.json(control.ledger(filter(c))))
  app.post('/reset', (c) => {
    control.reset()
    return c.json({})
  })

  app.get('/bhop/orders/:ref/code', (c) => c.json(control.verifyCode(c.req.param('ref'))))
  app.post('/bhop/sessions', async (c) => c.json(control.issueSession((await body(c)).user), 201))
  app.get('/:gateway/orders/:ref', (c) => c.json(control.order(c.req.param('gateway'), c.req.param('ref'))))
  app.post('/:gateway/orders/:ref/notify', async (c) =>
    c.json(control.notify(c.req.param('gateway'), c.req.param('ref'), await body(c)), 201),
  )
  app.post('/:gateway/orders/:ref/:action', (c) =>
    c.json(control.act(c.req.param('gateway'), c.req.param('ref'), c.req.param('action'))),
  )
  app.get('/:gateway/balances/:account/:currency', (c) => {
    const { gateway, account, currency } = c.req.param()
    return c.json({ amount: control.balance(gateway, account, currency) })
  })
  app.put('/:gateway/balances/:account/:currency', async (c) => {
    const { gateway, account, currency } = c.req.param()
    control.setBalance(gateway, account, currency, (await body(c)).amount)
    return c.json({})
  })
  app.patch('/:gateway/merchant', async (c) => c.json(control.merchant(c.req.param('gateway'), await body(c))))
  app.patch('/:gateway/quirks', async (c) => c.json(control.quirks(c.req.param('gateway'), await body(c))))
  app.post('/:gateway/codes', async (c) =>
    c.json({ code: control.issueCode(c.req.param('gateway'), (await body(c)).user) }, 201),
  )
  app.post('/:gateway/tokens', async (c) =>
    c.json(control.issueTokens(c.req.param('gateway'), (await body(c)).user), 201),
  )
  app.delete('/:gateway/tokens/:kind', (c) =>
    c.json({ removed: control.revokeTokens(c.req.param('gateway'), c.req.param('kind')) }),
  )
  return app
}
