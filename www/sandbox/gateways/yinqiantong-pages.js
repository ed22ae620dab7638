// The cashiers behind Yinqiantong: Alipay's, reached by a signed form; WeChat's, by an address; and the target of a QR code.

import { refusedPage } from '../page.js'
import { mountOrderPage } from '../pages.js'
import { withQuery } from '../redirect.js'
import { canonical, verify } from '../signing.js'
import { beijing } from '../time.js'
import { BadBody, readForm } from '../wire.js'

const NAMES = { alipay: 'Alipay 支付宝', wx: 'WeChat Pay 微信支付', qq: 'QQ 钱包', jd: 'JD Pay 京东支付' }

export function yinqiantongPages(app, box, gateway) {
  const root = `${gateway.prefix}/cashier`
  const refuse = (c, brand, why, extra) =>
    refusedPage(c, { brand, title: NAMES[brand] ?? gateway.title.en, why, ...extra })

  /** Alipay's own check of the form: whoever changes the amount in it breaks the signature. */
  app.post(`${root}/gateway.do`, async (c) => {
    let pairs
    try {
      pairs = readForm(await c.req.text())
    } catch (error) {
      if (error instanceof BadBody) return refuse(c, 'alipay', error.message)
      throw error
    }
    const form = Object.fromEntries(pairs)
    if (!verify('alipay', pairs, box.keys.platformPublic, form.sign)) {
      return refuse(c, 'alipay', 'wrong-sign', { canonical: canonical('alipay', pairs), status: 403 })
    }
    return c.redirect(`${root}/alipay/${JSON.parse(form.biz_content).out_trade_no}`, 303)
  })

  app.get(`${root}/wxpay/checkmweb`, (c) => {
    const id = /^wx(.+)$/.exec(c.req.query('prepay_id') ?? '')?.[1] ?? ''
    return box.orders.get(gateway, id)
      ? c.redirect(`${root}/wx/${id}`, 303)
      : refuse(c, 'wx', 'missing', { status: 404 })
  })

  mountOrderPage(app, box, gateway, `${root}/:channel/:id`, {
    open(c) {
      const { channel, id } = c.req.param()
      const order = box.orders.get(gateway, id)
      return order?.data.channel === channel ? { order } : { refused: refuse(c, channel, 'missing', { status: 404 }) }
    },
    look: (c, order) => ({
      brand: order.data.channel,
      title: NAMES[order.data.channel],
      amount: `¥${gateway.yuan(order)}`,
      currency: 'CNY',
      rows: [
        ['product', order.data.subject],
        ['details', order.data.description],
        ['order', order.merchantNo],
        ['trade', order.id],
        ['until', beijing(order.expiresAt)],
      ],
      // The gateway adds its own order number to the address it returns to.
      back: order.data.return_url && withQuery(order.data.return_url, { out_trade_no: order.id }),
    }),
  })
}
