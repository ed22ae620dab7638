// What the gateways' pages have in common: an order that somebody pays or not, and a person who lets an application know
// who they are.

import { formOf, orderPage, refusedPage, userPage } from './page.js'
import { redirectTo } from './redirect.js'

/**
 * Shows an order at `path` and takes the press of a button there.
 * open(c) → { order } or { refused: the page that says why }; look(c, order) → what orderPage shows besides the state.
 */
export function mountOrderPage(app, box, gateway, path, { open, look }) {
  const show = (c, order, state = order.status) => orderPage(c, { ...look(c, order), state })
  app.get(path, (c) => {
    const { order, refused } = open(c)
    return refused ?? show(c, order)
  })
  app.post(path, async (c) => {
    const { order, refused } = open(c)
    if (refused) return refused
    const body = await formOf(c)
    // Whoever cancels has not paid, and may think better of it until the order expires.
    if (body.do === 'cancel') return show(c, order, order.status === 'created' ? 'cancelled' : order.status)
    box.tryMove(gateway, order, 'pay')
    return c.redirect(c.req.url, 303)
  })
}

/**
 * OAuth's authorize page at `path`. names: how this gateway spells the parameters; scope: the one it knows;
 * users: [identifier, label][]; silent(): whether to ask nobody; script and warning as in userPage.
 */
export function mountAuthorizePage(
  app,
  gateway,
  path,
  { brand, title, names, application, scope, users, silent = () => false, script, warning },
) {
  function asked(c) {
    const query = c.req.query()
    const state = query.state ?? ''
    const target = query[names.redirect] ?? ''
    const why =
      (query[names.application] !== application() && `${names.application}: ${query[names.application] ?? ''}?`) ||
      (!/^https?:\/\//.test(target) && `${names.redirect}: http(s)://…`) ||
      (query[names.type] !== 'code' && `${names.type}: code`) ||
      (query.scope !== scope && `scope: ${scope}`) ||
      (!/^[0-9A-Za-z]{0,128}$/.test(state) && 'state: 0-9A-Za-z, 128')
    return why ? { refused: refusedPage(c, { brand, title, why }) } : { target, state }
  }
  const granted = (c, { target, state }, user) =>
    redirectTo(c, target, { code: user && gateway.issueCode(user), state })

  app.get(path, (c) => {
    const request = asked(c)
    if (request.refused) return request.refused
    if (silent()) return granted(c, request, users[0][0])
    return userPage(c, {
      brand,
      title,
      heading: 'authorize',
      rows: [['application', application()]],
      users,
      choose: 'authorize-as',
      decline: 'decline',
      formTo: [new URL(request.target).origin],
      script,
      warning,
    })
  })
  app.post(path, async (c) => {
    const request = asked(c)
    if (request.refused) return request.refused
    const { user } = await formOf(c)
    return granted(c, request, users.some(([known]) => known === user) && user)
  })
}
