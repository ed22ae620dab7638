/** A sequence diagram that grows: three lifelines, a row for each message, and under each row what was in it. */

import { element } from '../../frame/element.js'
import { text } from '../../frame/language.js'
import { detailOf } from './detail.js'

const LANES = ['browser', 'shop', 'gateway']
const lane = (party) => LANES.indexOf(party === 'stranger' ? 'gateway' : party)

export function diagram() {
  const messages = new Map()
  const rows = new Map()
  const opened = new Set()
  const heads = element('div', { class: 'heads', 'aria-hidden': 'true' })
  const list = element('ol', { class: 'messages' })
  const empty = element('p', { class: 'hint empty' })
  const node = element('div', { class: 'diagram' }, heads, list, empty)
  let pending

  return {
    node,
    add(message) {
      messages.set(message.id, message)
      // Messages come in bunches: one drawing for all of them.
      pending ??= requestAnimationFrame(draw)
    },
    clear() {
      messages.clear()
      rows.clear()
      list.replaceChildren()
      draw()
    },
    label() {
      heads.replaceChildren(...LANES.map((party) => element('span', {}, nameOf(party))))
      empty.textContent = text('backstage.empty')
      list.setAttribute('aria-label', text('backstage.list'))
      rows.clear()
      list.replaceChildren()
      draw()
    },
  }

  function draw() {
    pending = undefined
    empty.hidden = messages.size > 0
    heads.hidden = messages.size === 0
    const shown = grouped([...messages.values()].sort((a, b) => a.id - b.id))
    let next = list.firstChild
    for (const { message, count } of shown) {
      const state = `${message.version}/${count}`
      let row = rows.get(message.id)
      if (row?.dataset.state !== state) {
        const fresh = drawRow(message, count)
        fresh.dataset.state = state
        if (row) {
          const focused = row.contains(document.activeElement)
          row.replaceWith(fresh)
          if (next === row) next = fresh
          if (focused) fresh.querySelector('button')?.focus({ preventScroll: true })
        }
        row = fresh
        rows.set(message.id, row)
      }
      if (row === next) next = next.nextSibling
      else list.insertBefore(row, next)
    }
    const kept = new Set(shown.map(({ message }) => rows.get(message.id)))
    for (const row of [...list.children]) if (!kept.has(row)) row.remove()
  }

  function drawRow(message, count) {
    const { id, from, to } = message
    const [a, b] = [lane(from), lane(to)]
    const isOpen = opened.has(id)
    const detail = element('div', { class: 'detail', id: `detail-${id}`, hidden: !isOpen })
    if (isOpen) detail.append(...detailOf(message))
    const toggle = element(
      'button',
      { type: 'button', class: 'row', 'aria-expanded': String(isOpen), 'aria-controls': `detail-${id}`, onclick },
      element('span', { class: 'heard' }, `${text('backstage.route', { from: nameOf(from), to: nameOf(to) })}: `),
      element('span', { class: 'label' }, titleOf(message), count > 1 && element('i', {}, ` ×${count}`)),
      a !== b && element('span', { class: 'arrow', 'aria-hidden': 'true' }),
      element('span', { class: 'seals' }, sealsOf(message)),
    )
    const kind = a === b ? 'note' : a < b ? 'right' : 'left'
    return element(
      'li',
      {
        class: `message ${kind} lanes-${Math.min(a, b)}${Math.max(a, b)} ${moodOf(message)}`,
        'data-name': message.name,
        'data-from': from,
        'data-outcome': message.outcome,
      },
      toggle,
      detail,
    )

    function onclick() {
      const open = detail.hidden
      detail.hidden = !open
      toggle.setAttribute('aria-expanded', String(open))
      if (open) opened.add(id)
      else opened.delete(id)
      detail.replaceChildren(...(open ? detailOf(message) : []))
    }
  }
}

const nameOf = (party) => text(`backstage.lane.${party}`)

/** Asking again and again with the same answer is one pair of rows. */
function grouped(messages) {
  const shown = []
  const uneventful = ({ outcome, said, lost }) => !outcome && !said && !lost
  for (const message of messages) {
    const [earlierQuery, earlierAnswer] = shown.slice(-2)
    const again =
      message.name === 'query' &&
      earlierQuery?.message.name === 'query' &&
      earlierAnswer?.message.name === 'query-answer' &&
      uneventful(earlierQuery.message) &&
      uneventful(earlierAnswer.message)
    if (again) shown.splice(-2)
    shown.push({ message, count: again ? earlierQuery.count + 1 : 1 })
  }
  return shown
}

function titleOf(message) {
  const { name, from, body, wish, seconds, checked, signature, http } = message
  if (name === 'fault') return text('message.fault', { wish: text(`fault.${wish}`, { seconds }) })
  if (name === 'notify-answer') return `${http} ${body}`
  if (name === 'notify' && from === 'stranger') return text('message.notify.stranger')
  if (name === 'visit' && checked?.verified === false) return text('message.visit.refused')
  if (name === 'pay-page' && signature?.valid === false) return text('message.pay-page.changed')
  if (name === 'create-answer' && (message.said || signature?.valid === false))
    return text('message.create-answer.failed')
  if (name === 'query-answer') return [text('message.query-answer'), ' ', element('code', {}, stateIn(body))]
  return text(`message.${name}`)
}

/** In the gateway's own word: HiCoin's and v1's state, v2's code. */
const stateIn = (body = '') =>
  /"(?:trade_)?status"\s*:\s*"?(\w+)/.exec(body)?.[1] ?? /"code"\s*:\s*"?(\w+)/.exec(body)?.[1] ?? ''

/** Who vouches for what. */
function sealsOf({ from, to, name, signature, checked, lost, said, outcome }) {
  const seals = []
  const seal = (good, words) => seals.push(element('span', { class: `seal ${good ? 'good' : 'bad'}` }, words))
  if (to === 'shop' && signature) seal(signature.valid, text(`seal.paysign.${signature.valid}`))
  else if (to === 'gateway' && typeof checked?.verified === 'boolean')
    seal(checked.verified, text(`seal.gateway.${checked.verified}`))
  else if (from === 'shop' && signature && !lost) seal(signature.valid, text('seal.signed'))
  if (lost) seal(false, text('seal.lost'))
  // That it was refused is said already.
  const told = name === 'notify-answer' || (outcome === 'refused' && signature?.valid === false)
  if (outcome && !told) seal(!['mismatch', 'refused', 'surplus'].includes(outcome), text(`outcome.${outcome}`))
  if (said && !signature && !lost && !outcome) seal(false, text('seal.paysign.false'))
  return seals
}

function moodOf({ from, signature, checked, lost, said, outcome, name }) {
  const bad = lost || signature?.valid === false || checked?.verified === false || said || from === 'stranger'
  if (bad || outcome === 'mismatch' || outcome === 'refused' || name === 'down') return 'bad'
  return outcome === 'delivered' ? 'good' : ''
}
