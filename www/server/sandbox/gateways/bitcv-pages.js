// BitCV's pages: authorization, and what the wallet shows when a page calls requestPayment over the bridge.

import { orderPage, refusedPage, userPage } from '../page.js'
import { redirectTo } from '../redirect.js'
import { fromBeijing } from '../time.js'

export function bitcvPages(app, box, gateway) {
  const brand = 'bitcv'
  const title = 'BitCV 币威'
  const refuse = (c, why, extra) => refusedPage(c, { brand, title, why, ...extra })

  function application(c) {
    const { appid, redirectUri, responseType, scope, state = '' } = c.req.query()
    const wrong =
      (appid !== gateway.merchant.appId && `appid: ${appid ?? ''}?`) ||
      (!/^https?:\/\//.test(redirectUri ?? '') && 'redirectUri') ||
      (responseType !== 'code' && 'responseType: code') ||
      (scope !== 'userinfo' && 'scope: userinfo') ||
      (!/^[0-9A-Za-z]{0,128}$/.test(state) && 'state: 0-9A-Za-z, 128')
    return wrong ? { refused: refuse(c, wrong) } : { target: redirectUri, state }
  }

  app.get('/bitcv/oauth2/authorize', (c) => {
    const asked = application(c)
    return (
      asked.refused ??
      userPage(c, {
        brand,
        title,
        heading: 'authorize',
        rows: [['application', gateway.merchant.appId]],
        users: gateway.users.map(({ openId, nickname }) => [openId, nickname]),
        choose: 'authorize-as',
        decline: 'decline',
        formTo: [new URL(asked.target).origin],
      })
    )
  })
  app.post('/bitcv/oauth2/authorize', async (c) => {
    const asked = application(c)
    if (asked.refused) return asked.refused
    const { user } = await c.req.parseBody()
    const code = gateway.users.some(({ openId }) => openId === user) && gateway.issueCode(user)
    return redirectTo(c, asked.target, { code, state: asked.state })
  })

  /** The three values that the bridge's requestPayment takes, in the address. returnUrl is the sandbox's addition. */
  function open(c) {
    const { accessToken, tradeNo, requestTime } = c.req.query()
    const token = box.tokens.read(gateway, 'access', accessToken)
    if (!token) return { refused: refuse(c, 'Illegal accessToken', { status: 403 }) }
    if (Number.isNaN(fromBeijing(requestTime ?? ''))) return { refused: refuse(c, 'requestTime: YYYY-MM-DD HH:MM:SS') }
    const order = box.orders.get(gateway, tradeNo ?? '')
    return order?.kind === 'payment' && order.data.openid === token.openId
      ? { order }
      : { refused: refuse(c, 'missing', { status: 404 }) }
  }

  function show(c, order, state = order.status) {
    const back = c.req.query('returnUrl')
    return orderPage(c, {
      brand,
      title,
      state,
      amount: order.data.totalAmount,
      currency: order.data.currency,
      rows: [
        ['product', order.data.productName],
        ['order', order.merchantNo],
        ['trade', order.id],
        ['payer', order.data.openid],
      ],
      back: /^https?:\/\//.test(back ?? '') ? back : null,
    })
  }

  app.get('/bitcv/bridge', (c) => {
    const { order, refused } = open(c)
    return refused ?? show(c, order)
  })
  app.post('/bitcv/bridge', async (c) => {
    const { order, refused } = open(c)
    if (refused) return refused
    const body = await c.req.parseBody()
    if (body.do === 'cancel') return show(c, order, order.status === 'created' ? 'cancelled' : order.status)
    box.tryMove(gateway, order, 'pay')
    return c.redirect(c.req.url, 303)
  })
}
