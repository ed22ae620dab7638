/** What is for sale. */

import { element } from '../../frame/element.js'
import { language, text } from '../../frame/language.js'
import { methodChoice, methodsFor, money } from './methods.js'
import { ask } from './requests.js'

export function productView({ place, shop, bought, go, say }) {
  let quantity = remembered('quantity', 1)
  let method = methodsFor(shop).some(({ id }) => id === remembered('method')) ? remembered('method') : firstMethod(shop)
  let key = newKey()
  const amountOf = (currency) => shop.prices[currency][quantity - 1]

  const count = element('output', { class: 'count', id: 'quantity', 'aria-labelledby': 'quantity-label' })
  const fewer = element('button', { type: 'button', class: 'step-button', onclick: () => change(-1) }, '−')
  const more = element('button', { type: 'button', class: 'step-button', onclick: () => change(1) }, '+')
  const choice = element('div')
  const pay = element('button', { type: 'submit', class: 'primary', id: 'pay' })
  const fault = element('p', { class: 'fault', role: 'alert', hidden: true })
  fewer.setAttribute('aria-label', text('shop.fewer'))
  more.setAttribute('aria-label', text('shop.more'))

  const name = language()
  place.replaceChildren(
    element(
      'form',
      { class: 'product', onsubmit: buy },
      element('img', { class: 'picture', src: '/tea.svg', alt: '', width: 480, height: 320 }),
      element(
        'div',
        { class: 'product-words' },
        element('h1', {}, shop.name[name]),
        element('p', { class: 'lead' }, shop.detail[name]),
        element(
          'p',
          { class: 'price' },
          element('b', {}, money(shop.prices.CNY[0], 'CNY')),
          ` / ${money(shop.prices.USDT[0], 'USDT')} ${text('shop.each')}`,
        ),
      ),
      element(
        'div',
        { class: 'quantity' },
        element('span', { id: 'quantity-label' }, text('shop.quantity')),
        fewer,
        count,
        more,
      ),
      choice,
      fault,
      pay,
    ),
    earlier(shop.orders, go),
  )
  update()
  return { end() {} }

  function change(by) {
    quantity = Math.min(Math.max(quantity + by, 1), shop.mostSeats)
    remember('quantity', quantity)
    update()
    say(`${text('shop.quantity')}: ${quantity}`)
  }

  function update() {
    count.textContent = quantity
    fewer.disabled = quantity === 1
    more.disabled = quantity === shop.mostSeats
    const onChange = (chosen) => {
      method = chosen
      remember('method', method)
      label()
    }
    choice.replaceChildren(methodChoice(shop, { chosen: method, amountOf, onChange }))
    label()
  }

  function label() {
    const { currency } = shop.methods.find(({ id }) => id === method)
    pay.textContent = text('shop.pay', { amount: money(amountOf(currency), currency) })
  }

  async function buy(event) {
    event.preventDefault()
    if (pay.disabled) return
    pay.disabled = true
    pay.textContent = text('shop.paying')
    try {
      // The key makes a second click, or a second try after an answer that was lost, the same order.
      const { no } = await ask('/api/orders', { key, quantity, language: language() })
      key = newKey()
      bought(no, method)
    } catch (error) {
      fault.textContent = text(error.code === 'unreachable' ? 'shop.unreachable' : `trouble.${error.code}`)
      fault.hidden = false
      pay.disabled = false
      label()
    }
  }
}

const firstMethod = (shop) => methodsFor(shop)[0].id

function earlier(orders, go) {
  if (orders.length === 0) return ''
  return element(
    'section',
    { class: 'earlier', 'aria-labelledby': 'earlier-heading' },
    element('h2', { id: 'earlier-heading' }, text('shop.orders')),
    element(
      'ul',
      {},
      orders.map(({ no, status, quantity, createdAt, amount, currency }) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: `/orders/${no}`, onclick: (event) => follow(event, no) },
            element('span', {}, text('shop.orders.seats', { count: quantity })),
            element('span', { class: 'when' }, when(createdAt)),
            element('span', { class: 'what' }, amount ? money(amount, currency) : ''),
            element('span', { class: `tag ${status}` }, text(`status.${status}`)),
          ),
        ),
      ),
    ),
  )

  function follow(event, no) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    go(`/orders/${no}`)
  }
}

export const when = (time) =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(time)

/** Not crypto.randomUUID: a shop on a machine in the same room is no secure context. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function remembered(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? otherwise
  } catch {
    return otherwise
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
