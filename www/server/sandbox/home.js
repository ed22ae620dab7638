import { html } from 'hono/html'
import { languageOf, page, wordsOf } from './page.js'
import { beijing } from './time.js'

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
          <h1>${t('gateways')}</h1>
          <table>
            ${Object.values(gateways).map(
              ({ title, config }) =>
                html`<tr>
                  <td>${title[languageOf(c)]}</td>
                  <td>${config.base ?? config.apiBase}</td>
                </tr>`,
            )}
          </table>
        </section>
        <section class="sheet">
          <h2>${t('orders')}</h2>
          ${orders.length ? '' : html`<p>${t('none')}</p>`}
          <table>
            ${orders.map(
              (order) =>
                html`<tr>
                  <td>${beijing(order.createdAt)}</td>
                  <td>${order.gateway}</td>
                  <td>
                    ${order.payPage ? html`<a href="${order.payPage}">${order.merchantNo ?? order.id}</a>` : (order.merchantNo ?? order.id)}
                  </td>
                  <td>${order.word}</td>
                </tr>`,
            )}
          </table>
        </section>`,
    })
  }
}
