// HiCoin's pages: H5 payment (reached by a signed address) and authorization.

import { fromUnits } from '../amount.js'
import { refusedPage } from '../page.js'
import { mountAuthorizePage, mountOrderPage } from '../pages.js'
import { beijing } from '../time.js'
import { BadBody, readForm } from '../wire.js'
import { canonical, verify } from '../signing.js'

export function hicoinPages(app, box, gateway) {
  const brand = 'hicoin'
  const title = 'HiCoin'
  const refuse = (c, why, extra) => ({ refused: refusedPage(c, { brand, title, why, ...extra }) })

  /** The order that a signed address names, or the page that says what is wrong with it. */
  function open(c) {
    let pairs
    try {
      pairs = readForm(new URL(c.req.url).search)
    } catch (error) {
      if (error instanceof BadBody) return refuse(c, error.message)
      throw error
    }
    const params = Object.fromEntries(pairs)
    if (params.appId !== gateway.merchant.appId) return refuse(c, `appId: ${params.appId ?? ''}?`)
    // The address is signed over form-encoded values, unlike everything else at this gateway.
    if (!verify('hicoin-h5', pairs, gateway.merchant.mchKey, params.paySign)) {
      return refuse(c, 'wrong-sign', { canonical: canonical('hicoin-h5', pairs), status: 403 })
    }
    if (params.signType !== 'HMAC-SHA256') return refuse(c, 'signType: HMAC-SHA256')
    if (!/^[0-9]{10}$/.test(params.timeStamp ?? '')) return refuse(c, 'timeStamp: 10 digits')
    if (!params.nonceStr || params.nonceStr.length > 32) return refuse(c, 'nonceStr: 1-32')
    const order = box.orders.get(gateway, /^prepay_id=(.+)$/.exec(params.package)?.[1] ?? '')
    return order?.kind === 'payment' ? { order } : refuse(c, 'missing', { status: 404 })
  }

  const look = (c, order) => ({
    brand,
    title,
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
    mountOrderPage(app, box, gateway, path, { open, look })
  }

  mountAuthorizePage(app, gateway, '/hicoin/oauth/api/connect/oauth/authorize', {
    brand,
    title,
    names: { application: 'app_id', redirect: 'redirect_uri', type: 'response_type' },
    application: () => gateway.merchant.appId,
    scope: 'snsapi_base',
    users: gateway.users.map(({ openid, nickname }) => [openid, `${nickname} (${openid})`]),
    // snsapi_base asks nobody; the sandbox shows a page all the same, so that somebody can choose who is there.
    silent: () => box.quirk(gateway, 'authorize') === 'silent',
    // A fragment never reaches a server; only the page can see it.
    script: '/hicoin/wallet-redirect.js',
    warning: 'no-wallet-redirect',
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
