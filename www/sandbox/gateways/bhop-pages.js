// The broker's own pages, for whoever has none yet: log in as one of the sandbox's users, and pay an order.

import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { Refusal } from '../answer.js'
import { formOf, orderPage, refusedPage, userPage, wordsOf } from '../page.js'
import { beijing } from '../time.js'

export function bhopPages(app, box, gateway) {
  const brand = 'bhop'
  const title = 'BHOP'
  const refuse = (c, why, status) => refusedPage(c, { brand, title, why, status })

  app.get('/bhop/login', (c) =>
    userPage(c, {
      brand,
      title,
      heading: 'login',
      users: gateway.users.map(({ userId, authType, need2FA }) => [userId, `${userId} (${need2FA ? authType : '—'})`]),
      choose: 'login-as',
    }),
  )
  app.post('/bhop/login', async (c) => {
    const { user } = await formOf(c)
    if (!gateway.users.some(({ userId }) => userId === user)) return refuse(c, 'login')
    setCookie(c, 'au_token', gateway.issueSession(user), { path: '/', httpOnly: true, sameSite: 'Lax' })
    const next = c.req.query('next') ?? ''
    return c.redirect(/^\/bhop\/pay\?/.test(next) ? next : '/bhop/login', 303)
  })

  /** The payer's order, or the way to become its payer. */
  function open(c) {
    const session = box.tokens.read(gateway, 'session', getCookie(c, 'au_token'))
    const url = new URL(c.req.url)
    if (!session)
      return { refused: c.redirect(`/bhop/login?next=${encodeURIComponent(url.pathname + url.search)}`, 303) }
    const order = box.orders.get(gateway, c.req.query('order_id') ?? '')
    if (order?.data.payer !== session.userId) return { refused: refuse(c, 'missing', 404) }
    return { order, user: gateway.users.find(({ userId }) => userId === session.userId) }
  }

  function show(c, order, user, { state = order.status, note } = {}) {
    const t = wordsOf(c)
    const { code } = gateway.currentCode(order)
    const sends = user.need2FA && user.authType !== 'GA'
    const first = order.data.payInfo[0]
    const back = c.req.query('returnUrl')
    const above = user.need2FA
      ? html`<label
            >${t('code')}<input
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              pattern="[0-9]{6}"
              maxlength="6"
          /></label>
          ${code ? html`<p class="hint">${t(sends ? 'code-sent' : 'code-app')} <strong id="code">${code}</strong></p>` : ''}`
      : ''
    return orderPage(c, {
      brand,
      title,
      state,
      note,
      amount: first.amount,
      currency: first.tokenId,
      rows: [
        ...order.data.payInfo.slice(1).map(({ amount, tokenId }) => ['amount', `${amount} ${tokenId}`]),
        ...(order.data.productInfo ?? []).map(({ amount, tokenId }) => ['quantity', `${amount} ${tokenId}`]),
        ['details', order.data.desc],
        ['order', order.merchantNo],
        ['trade', order.id],
        ['payer', user.userId],
        ['until', beijing(order.expiresAt)],
      ],
      above,
      buttons: [['pay', 'pay'], ...(sends ? [['send', 'send-code']] : []), ['cancel', 'cancel']],
      back: /^https?:\/\//.test(back ?? '') ? back : null,
    })
  }

  app.get('/bhop/pay', (c) => {
    const { order, user, refused } = open(c)
    return refused ?? show(c, order, user)
  })
  app.post('/bhop/pay', async (c) => {
    const { order, user, refused } = open(c)
    if (refused) return refused
    const body = await formOf(c)
    if (order.status !== 'created') return c.redirect(c.req.url, 303)
    if (body.do === 'cancel') return show(c, order, user, { state: 'cancelled' })
    if (body.do === 'send') {
      gateway.sendCode(order)
      return c.redirect(c.req.url, 303)
    }
    const refusal = box.try(() =>
      user.need2FA
        ? gateway.payWithCode(order, user, order.data.verifyId, String(body.code ?? ''))
        : box.act(gateway, order, 'pay', gateway.codes.state, { balance: gateway.codes.balance }),
    )
    if (!(refusal instanceof Refusal)) return c.redirect(c.req.url, 303)
    const note = refusal.code === gateway.codes.balance ? 'balance' : 'code-wrong'
    return show(c, box.orders.get(gateway, order.id), user, { note })
  })
}
