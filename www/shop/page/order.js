/** One order: how it stands, what to do next, and its lines in the ledger. */

import { launch } from 'paysign/page'
import { element } from '../../frame/element.js'
import { hasText, text } from '../../frame/language.js'
import { qrCode } from '../../frame/qr.js'
import { device, methodChoice, money } from './methods.js'
import { when } from './product.js'
import { ask, follow } from './requests.js'

export function orderView({ place, shop, no, say, behind, go, refresh }) {
  let order
  let trouble = location.hash.slice(1)
  let busy = false
  let connected = true
  let otherMethod
  let countdown
  // The notice has been taken over: a reload shall not repeat it.
  if (trouble) history.replaceState(null, '', location.pathname)

  const end = follow(no, {
    onOrder(fresh) {
      const news = order && order.status !== fresh.status
      order = fresh
      draw()
      if (news) say(text(`order.${fresh.status === 'open' ? 'waiting' : fresh.status}`))
    },
    onMessage: (message) => behind?.add(message),
    onConnection(state) {
      if (state === connected) return
      connected = state
      if (order) draw()
      else if (!state) find()
    },
  })
  place.replaceChildren(element('p', { class: 'hint' }, text('shop.loading')))
  return {
    pay,
    end() {
      clearInterval(countdown)
      end()
    },
  }

  /** Why nothing comes: no such order, somebody else's, or no back end. */
  async function find() {
    try {
      await ask(`/api/orders/${no}`)
    } catch ({ code }) {
      if (code !== 'no-such-order' && code !== 'not-yours') return
      end()
      place.replaceChildren(backLink(), element('p', { class: 'fault', role: 'alert' }, text(`order.${code}`)))
    }
  }

  async function pay(method) {
    if (busy) return
    busy = true
    trouble = ''
    draw()
    try {
      const { action, order: fresh } = await ask(`/api/orders/${no}/pay`, {
        method,
        device: device(),
        version: behind?.version(),
      })
      if (fresh) order = fresh
      otherMethod = undefined
      if (action.kind !== 'qr-code') return await launch(action)
    } catch (error) {
      trouble = error.code ?? 'failed'
    } finally {
      busy = false
      draw()
    }
  }

  function draw() {
    if (!order) return
    clearInterval(countdown)
    const focused = document.activeElement?.id
    const parts = { open: waiting, paid, closed }[order.status]()
    place.replaceChildren(
      backLink(),
      element(
        'article',
        { class: `order ${order.status}`, 'data-status': order.status, 'data-payment': order.payment?.status },
        parts,
        facts(),
        !connected && element('p', { class: 'hint', role: 'status' }, text('order.connection-lost')),
      ),
      ledger(),
    )
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
  }

  function backLink() {
    const onclick = (event) => {
      event.preventDefault()
      refresh()
    }
    return element('p', {}, element('a', { href: '/', id: 'to-product', onclick }, `‹ ${text('order.back')}`))
  }

  function waiting() {
    const { payment, ledger } = order
    const known = payment && hasText(`trouble.${trouble}`)
    const mismatch = ledger.some(({ entry }) => entry === 'mismatch')
    const lost = payment?.status === 'lost' || payment?.status === 'refused'
    const notice = known ? trouble : lost ? reasonOf(payment) : ''
    return [
      element('h1', {}, text('order.waiting')),
      payment?.status === 'open' && until(payment.expiresAt),
      mismatch && element('p', { class: 'fault', role: 'alert' }, text('order.mismatch')),
      notice !== '' && element('p', { class: 'fault', id: 'trouble', role: 'alert' }, text(`trouble.${notice}`)),
      payment?.code && otherMethod === undefined && code(payment),
      (!payment || otherMethod !== undefined) && choice(),
      element(
        'p',
        { class: 'actions' },
        payment &&
          !payment.code &&
          element(
            'button',
            {
              type: 'button',
              class: 'primary',
              id: 'go',
              disabled: busy,
              onclick: () => pay(otherMethod ?? payment.method),
            },
            text(busy ? 'shop.paying' : lost ? 'order.again' : 'order.go'),
          ),
        (!payment || (payment.code && otherMethod)) &&
          element(
            'button',
            {
              type: 'button',
              class: 'primary',
              id: 'go',
              disabled: busy,
              onclick: () => pay(otherMethod ?? firstMethod()),
            },
            text(busy ? 'shop.paying' : 'order.go'),
          ),
        payment &&
          otherMethod === undefined &&
          element('button', { type: 'button', class: 'quiet', id: 'other', onclick: chooseOther }, text('order.other')),
      ),
      element('p', { class: 'hint' }, text('order.waiting.text')),
    ]
  }

  const firstMethod = () => shop.methods[0].id

  function chooseOther() {
    otherMethod = order.payment.method
    draw()
    place.querySelector('input:checked')?.focus()
  }

  function choice() {
    return methodChoice(shop, {
      chosen: otherMethod ?? order.payment?.method ?? firstMethod(),
      amountOf: (currency) => shop.prices[currency][order.quantity - 1],
      onChange(id) {
        otherMethod = id
        if (order.payment?.code) draw()
      },
    })
  }

  function until(expiresAt) {
    const line = element('p', { class: 'until' })
    const tick = () => {
      const left = Math.max(0, Math.round((expiresAt - Date.now()) / 1000))
      const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
      const two = (number) => String(number).padStart(2, '0')
      const time = `${hours ? `${hours}:` : ''}${two(minutes)}:${two(seconds)}`
      line.textContent = left ? text('order.until', { time }) : text('order.asking')
    }
    tick()
    countdown = setInterval(tick, 1000)
    return line
  }

  function code({ code, method }) {
    const wallet = text(`method.${method.split('-')[0]}`)
    return element(
      'figure',
      { class: 'scan' },
      qrCode(code, text('order.scan.code')),
      element(
        'figcaption',
        {},
        element('b', {}, text('order.scan', { wallet })),
        shop.backstage &&
          element('a', { href: code, target: '_blank', rel: 'noopener', id: 'open-code' }, text('order.scan.open')),
      ),
    )
  }

  function paid() {
    const surplus = order.ledger.some(({ entry }) => entry === 'surplus')
    return [
      element('h1', {}, text('order.paid')),
      element('p', {}, text('order.paid.text')),
      element('p', { class: 'voucher', id: 'voucher', translate: 'no' }, order.voucher),
      surplus && element('p', { class: 'fault', role: 'alert' }, text('order.surplus')),
      element(
        'p',
        { class: 'actions' },
        element(
          'button',
          { type: 'button', class: 'button', id: 'buy-again', onclick: refresh },
          text('order.buy-again'),
        ),
      ),
    ]
  }

  function closed() {
    return [
      element('h1', {}, text('order.closed')),
      element('p', {}, text('order.closed.text')),
      element(
        'p',
        { class: 'actions' },
        element(
          'button',
          { type: 'button', class: 'primary', id: 'buy-again', onclick: refresh },
          text('order.buy-again'),
        ),
      ),
    ]
  }

  function facts() {
    const { amount, currency, quantity, payment } = order
    const fact = (name, value) => value && [element('dt', {}, text(`order.${name}`)), element('dd', {}, value)]
    return element(
      'dl',
      { class: 'facts' },
      fact('amount', amount && money(amount, currency)),
      fact('for', text('shop.orders.seats', { count: quantity })),
      fact('with', payment && text(`method.${payment.method}`)),
      fact('number', element('code', { translate: 'no' }, no)),
    )
  }

  function ledger() {
    return element(
      'details',
      { class: 'ledger', open: ledgerOpen, ontoggle: (event) => (ledgerOpen = event.target.open) },
      element('summary', { id: 'ledger-summary' }, text('order.ledger')),
      element('p', { class: 'hint' }, text('order.ledger.text')),
      element(
        'ol',
        {},
        order.ledger.map(({ at, payment, entry, amount, currency, detail }) =>
          element(
            'li',
            { 'data-entry': entry },
            element('time', {}, when(at)),
            element(
              'span',
              {},
              text(`ledger.${entry === 'closed' && payment ? 'payment-closed' : entry}`),
              by(entry, detail),
            ),
            element('span', { class: 'ledger-amount' }, amount ? money(amount, currency) : ''),
            element('code', { translate: 'no' }, payment.slice(no.length)),
          ),
        ),
      ),
    )
  }

  function by(entry, detail) {
    const told = (entry === 'paid' || entry === 'mismatch') && hasText(`ledger.by.${detail}`)
    return told ? ` (${text(`ledger.by.${detail}`)})` : ''
  }
}

function reasonOf({ status, trouble }) {
  if (status === 'lost') return 'outcome-unknown'
  return ['network', 'timeout', 'http'].includes(trouble) ? 'unreachable' : 'refused'
}

let ledgerOpen = false
