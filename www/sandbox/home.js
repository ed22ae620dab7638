import { html } from 'hono/html'
import { languageOf, page, wordsOf } from './page.js'
import { beijing } from './time.js'

const row = (name, text) =>
  html`<div>
    <dt>${name}</dt>
    <dd>${text}</dd>
  </div>`

const link = ({ payPage, merchantNo, id }) =>
  payPage ? html`<a href="${payPage}">${merchantNo ?? id}</a>` : (merchantNo ?? id)

/** The first page: which gateways there are, and the latest orders with the way to their pay pages. */
export function home(control) {
  return (c) => {
    const t = wordsOf(c)
    const { gateways } = control.info()
    const orders = control.orders({ limit: 20 })
    return page(c, {
      brand: 'sandbox',
      title: 'paysign sandbox',
      body: html`<section class="sheet">
          <h2>${t('gateways')}</h2>
          <dl>
            ${Object.values(gateways).map(({ title, config }) => row(title[languageOf(c)], config.base ?? config.apiBase))}
          </dl>
        </section>
        <section class="sheet">
          <h2>${t('orders')}</h2>
          ${orders.length ? '' : html`<p>${t('none')}</p>`}
          <dl>
            ${orders.map((order) => row(link(order), html`${order.gateway} ${order.word}<br />${beijing(order.createdAt)}`))}
          </dl>
        </section>`,
    })
  }
}
