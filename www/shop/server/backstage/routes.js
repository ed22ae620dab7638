/** The switches, for the page. */

import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { ShopError } from '../payments.js'
import { bodyOf, refuse } from '../routes.js'

export function backstageRoutes({ backstage, shop }) {
  const app = new Hono()
  app.onError(refuse)
  app.post('/fault', async (c) => {
    const { choice } = await bodyOf(c)
    backstage.choose(getCookie(c, 'visitor'), choice)
    return c.body(null, 204)
  })
  app.post('/orders/:no/:act', async (c) => {
    const order = shop.store.order(c.req.param('no'))
    if (!order || order.visitor !== getCookie(c, 'visitor')) throw new ShopError('no-such-order')
    await backstage.act(order, c.req.param('act'))
    return c.body(null, 204)
  })
  return app
}
