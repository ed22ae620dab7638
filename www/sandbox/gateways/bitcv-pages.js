// BitCV's pages: authorization, and what the wallet shows when a page calls requestPayment over the bridge.

import { refusedPage } from '../page.js'
import { mountAuthorizePage, mountOrderPage } from '../pages.js'
import { fromBeijing } from '../time.js'

export function bitcvPages(app, box, gateway) {
  const brand = 'bitcv'
  const title = 'BitCV 币威'
  const refuse = (c, why, status) => ({ refused: refusedPage(c, { brand, title, why, status }) })

  mountAuthorizePage(app, gateway, '/bitcv/oauth2/authorize', {
    brand,
    title,
    names: { application: 'appid', redirect: 'redirectUri', type: 'responseType' },
    application: () => gateway.merchant.appId,
    scope: 'userinfo',
    users: gateway.users.map(({ openId, nickname }) => [openId, nickname]),
  })

  /** The three values that the bridge's requestPayment takes, in the address. */
  function open(c) {
    const { accessToken, tradeNo, requestTime } = c.req.query()
    const token = box.tokens.read(gateway, 'access', accessToken)
    if (!token) return refuse(c, 'Illegal accessToken', 403)
    if (Number.isNaN(fromBeijing(requestTime ?? ''))) return refuse(c, 'requestTime: YYYY-MM-DD HH:MM:SS')
    const order = box.orders.get(gateway, tradeNo ?? '')
    return order?.kind === 'payment' && order.data.openid === token.openId ? { order } : refuse(c, 'missing', 404)
  }

  mountOrderPage(app, box, gateway, '/bitcv/bridge', {
    open,
    look(c, order) {
      // The bridge calls back into the page that opened it; a page of its own needs an address instead.
      const back = c.req.query('returnUrl') ?? ''
      return {
        brand,
        title,
        amount: order.data.totalAmount,
        currency: order.data.currency,
        rows: [
          ['product', order.data.productName],
          ['order', order.merchantNo],
          ['trade', order.id],
          ['payer', order.data.openid],
        ],
        back: /^https?:\/\//.test(back) && back,
      }
    },
  })
}
