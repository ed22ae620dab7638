// acceptPageUrl: where the buyer sees whom to pay, and says that it is done.

import { orderPage, refusedPage } from '../page.js'
import { beijing } from '../time.js'

export function sixduPages(app, box, gateway) {
  const brand = 'sixdu'
  const title = '6du OTC'
  const find = (c) => {
    const order = box.orders.get(gateway, c.req.param('id'))
    return order?.kind === 'payment'
      ? { order }
      : { refused: refusedPage(c, { brand, title, why: 'missing', status: 404 }) }
  }

  const show = (c, order, state = order.status) =>
    orderPage(c, {
      brand,
      title,
      state,
      amount: `¥${order.data.totalPrice}`,
      currency: 'CNY',
      rows: [
        ['product', order.data.subject],
        ['quantity', `${order.data.orderAmount} ${order.data.coinName}`],
        ['payee', order.data.acceptanceName],
        ['method', gateway.methods[order.data.paymentMethodCode]],
        ['order', order.merchantNo],
        ['trade', order.id],
        ['until', beijing(order.expiresAt)],
      ],
      buttons: [
        ['pay', 'i-paid'],
        ['cancel', 'cancel'],
      ],
    })

  app.get('/sixdu/accept/:id', (c) => {
    const { order, refused } = find(c)
    return refused ?? show(c, order)
  })
  app.post('/sixdu/accept/:id', async (c) => {
    const { order, refused } = find(c)
    if (refused) return refused
    const body = await c.req.parseBody()
    if (body.do === 'cancel') return show(c, order, order.status === 'created' ? 'cancelled' : order.status)
    box.tryMove(gateway, order, 'pay')
    return c.redirect(`/sixdu/accept/${order.id}`, 303)
  })
}
