// HiCoin's pages: H5 payment (reached by a signed address) and authorization.

import { fromUnits } from '../amount.js'
import { orderPage, refusedPage, userPage } from '../page.js'
import { beijing } from '../time.js'
import { BadBody, readForm } from '../wire.js'
import { canonical, verify } from '../signing.js'
import { redirectTo } from '../redirect.js'

export function hicoinPages(app, box, gateway) {
  const brand = 'hicoin'
  const title = 'HiCoin'
  const refuse = (c, why, extra) => refusedPage(c, { brand, title, why, ...extra })

  /** The order that a signed address names, or the page that says what is wrong with it. */
  function open(c) {
    let pairs
    try {
      pairs = readForm(new URL(c.req.url).search)
    } catch (error) {
      if (error instanceof BadBody) return { refused: refuse(c, error.message) }
      throw error
    }
    const params = Object.fromEntries(pairs)
    if (params.appId !== gateway.merchant.appId) return { refused: refuse(c, `appId: ${params.appId ?? ''}?`) }
    // The address is signed over form-encoded values, unlike everything else at this gateway.
    if (!verify('hicoin-h5', pairs, gateway.merchant.mchKey, params.paySign)) {
      return { refused: refuse(c, 'wrong-sign', { canonical: canonical('hicoin-h5', pairs), status: 403 }) }
    }
    if (params.signType !== 'HMAC-SHA256') return { refused: refuse(c, 'signType: HMAC-SHA256') }
    if (!/^[0-9]{10}$/.test(params.timeStamp ?? '')) return { refused: refuse(c, 'timeStamp: 10 digits') }
    if (!params.nonceStr || params.nonceStr.length > 32) return { refused: refuse(c, 'nonceStr: 1-32') }
    const order = box.orders.get(gateway, /^prepay_id=(.+)$/.exec(params.package)?.[1] ?? '')
    return order?.kind === 'payment' ? { order } : { refused: refuse(c, 'missing', { status: 404 }) }
  }

  const show = (c, order, state = order.status) =>
    orderPage(c, {
      brand,
      title,
      state,
      amount: fromUnits(BigInt(order.data.total_amount), 8),
      currency: order.data.settle_currency,
      rows: [
        ['product', order.data.subject],
        ['details', order.data.body],
        ['order', order.merchantNo],
        ['trade', order.id],
        ['payer', order.data.openid],
        ['until', beijing(order.expiresAt)],
      ],
      back: order.data.return_url,
    })

  // The slash at the end is part of the documented address; people lose it.
  for (const path of ['/hicoin/hicoinfe/payment/', '/hicoin/hicoinfe/payment']) {
    app.get(path, (c) => {
      const { order, refused } = open(c)
      return refused ?? show(c, order)
    })
    app.post(path, async (c) => {
      const { order, refused } = open(c)
      if (refused) return refused
      const body = await c.req.parseBody()
      if (body.do === 'cancel') return show(c, order, order.status === 'created' ? 'cancelled' : order.status)
      box.tryMove(gateway, order, 'pay')
      return c.redirect(c.req.url, 303)
    })
  }

  const AUTHORIZE = '/hicoin/oauth/api/connect/oauth/authorize'

  function application(c) {
    const { app_id, redirect_uri, response_type, scope, state = '' } = c.req.query()
    const wrong =
      (app_id !== gateway.merchant.appId && `app_id: ${app_id ?? ''}?`) ||
      (!/^https?:\/\//.test(redirect_uri ?? '') && 'redirect_uri') ||
      (response_type !== 'code' && 'response_type: code') ||
      (scope !== 'snsapi_base' && 'scope: snsapi_base') ||
      (!/^[0-9A-Za-z]{0,128}$/.test(state) && 'state: 0-9A-Za-z, 128')
    return wrong ? { refused: refuse(c, wrong) } : { target: redirect_uri, state }
  }

  const granted = (c, { target, state }, openid) => redirectTo(c, target, { code: gateway.issueCode(openid), state })

  app.get(AUTHORIZE, (c) => {
    const asked = application(c)
    if (asked.refused) return asked.refused
    // snsapi_base asks nobody; the sandbox shows a page all the same, so that somebody can choose who is there.
    if (box.quirk(gateway, 'authorize') === 'silent') return granted(c, asked, gateway.users[0].openid)
    return userPage(c, {
      brand,
      title,
      heading: 'authorize',
      rows: [['application', gateway.merchant.appId]],
      users: gateway.users.map(({ openid, nickname }) => [openid, `${nickname} (${openid})`]),
      choose: 'authorize-as',
      decline: 'decline',
      formTo: [new URL(asked.target).origin],
      // A fragment never reaches a server; only the page can see it.
      script: '/hicoin/wallet-redirect.js',
      warning: 'no-wallet-redirect',
    })
  })
  app.post(AUTHORIZE, async (c) => {
    const asked = application(c)
    if (asked.refused) return asked.refused
    const { user } = await c.req.parseBody()
    if (!gateway.users.some(({ openid }) => openid === user)) return redirectTo(c, asked.target, { state: asked.state })
    return granted(c, asked, user)
  })
  app.get('/hicoin/wallet-redirect.js', (c) =>
    c.body(
      `const missing = location.hash !== '#wallet_redirect'
document.getElementById('warning').hidden = !missing
document.getElementById('choice').hidden = missing
`,
      200,
      { 'content-type': 'text/javascript; charset=utf-8' },
    ),
  )
}
