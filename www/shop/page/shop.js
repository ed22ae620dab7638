/** The shop: one page, which is the product at / and an order at /orders/…; and beside it the view behind the scenes. */

import { frame } from '../../frame/frame.js'
import '../../sign/canonical.css'
import './shop.css'
import './texts.js'
import { element } from '../../frame/element.js'
import { onLanguage, text } from '../../frame/language.js'
import { backstage } from './backstage.js'
import { orderView } from './order.js'
import { productView } from './product.js'
import { ask } from './requests.js'

const at = (id) => document.getElementById(id)
let shop
let view
let behind

frame(at('frame'))
open()

async function open() {
  at('counter').replaceChildren(element('p', { class: 'hint' }, text('shop.loading')))
  for (;;) {
    try {
      shop = await ask('/api/shop')
      break
    } catch {
      at('counter').replaceChildren(element('p', { class: 'fault', role: 'alert' }, text('shop.unreachable')))
      await new Promise((resolve) => setTimeout(resolve, 1500))
    }
  }
  if (shop.backstage) behind = backstage(at('backstage'), shop)
  else document.querySelector('footer p').dataset.text = 'shop.footer.real'
  onLanguage(() => show())
  addEventListener('popstate', () => show())
  // A page that the back button brings back as it was left has no connection any more.
  addEventListener('pagehide', () => view?.end())
  addEventListener('pageshow', (event) => event.persisted && refresh())
  show()
  document.documentElement.dataset.ready = 'true'
}

async function refresh() {
  shop = await ask('/api/shop').catch(() => shop)
  show()
}

function go(path) {
  history.pushState(null, '', path)
  show()
  scrollTo({ top: 0 })
  at('content').focus({ preventScroll: true })
}

/** Draws what the address says, anew; `then` is called with an order's view. */
function show(then) {
  view?.end()
  const no = /^\/orders\/([A-Z0-9]+)$/.exec(location.pathname)?.[1]
  const parts = { place: at('counter'), shop, say, behind, go, refresh: toProduct }
  view = no ? orderView({ ...parts, no }) : productView({ ...parts, bought })
  behind?.show(no)
  if (no) then?.(view)
}

async function toProduct() {
  history.pushState(null, '', '/')
  await refresh()
  scrollTo({ top: 0 })
}

/** The order has its address before the customer leaves for the gateway, so that the back button leads to it. */
function bought(no, method) {
  history.pushState(null, '', `/orders/${no}`)
  show((order) => order.pay(method))
}

function say(words) {
  at('status').textContent = words
}
