// acceptPageUrl: where the buyer sees whom to pay, and says that it is done.

import { refusedPage } from '../page.js'
import { mountOrderPage } from '../pages.js'
import { beijing } from '../time.js'

export function sixduPages(app, box, gateway) {
  const brand = 'sixdu'
  const title = '6du OTC'
  mountOrderPage(app, box, gateway, '/sixdu/accept/:id', {
    open(c) {
      const order = box.orders.get(gateway, c.req.param('id'))
      if (order?.kind === 'payment') return { order }
      return { refused: refusedPage(c, { brand, title, why: 'missing', status: 404 }) }
    },
    look: (c, order) => ({
      brand,
      title,
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
    }),
  })
}
