/** Behind the curtain: the switches and the sequence diagram. */

import './curtain-texts.js'
import { element } from '../../frame/element.js'
import { onLanguage, text } from '../../frame/language.js'
import { diagram } from './diagram.js'
import { ask } from './requests.js'

const ACTS = ['forge', 'repeat', 'expire', 'outage']

export function curtain(place, shop) {
  let { chosen } = shop.curtain
  let old = false
  let orderNo
  const switches = element('div', { class: 'switches' })
  const acts = element('div', { class: 'acts' })
  const drawn = diagram()
  const heading = element('h2', { id: 'curtain-heading' })
  const lead = element('p', { class: 'hint' })
  place.hidden = false
  place.append(heading, lead, switches, acts, drawn.node)
  onLanguage(label)
  label()

  return {
    show(no) {
      orderNo = no
      drawn.clear()
      // With an order there is something to see below: the switches make room.
      switches.replaceChildren()
      label()
    },
    add: drawn.add,
    version: () => (old ? 'v1' : undefined),
  }

  function label() {
    heading.textContent = text('curtain.heading')
    lead.textContent = text('curtain.lead')
    const open = switches.querySelector('details')?.open ?? orderNo === undefined
    switches.replaceChildren(
      element(
        'details',
        { class: 'mischief', open },
        element('summary', { id: 'mischief-summary' }, `${text('mischief.heading')} `, element('b', {}, wish(chosen))),
        element(
          'fieldset',
          {},
          element('legend', { class: 'heard' }, text('mischief.heading')),
          shop.curtain.choices.map(({ id }) =>
            element(
              'label',
              {},
              element('input', {
                type: 'radio',
                name: 'mischief',
                value: id,
                checked: id === chosen,
                onchange: () => choose(id),
              }),
              element('span', {}, wish(id)),
            ),
          ),
        ),
        element(
          'label',
          { class: 'old' },
          element('input', {
            type: 'checkbox',
            id: 'speak-v1',
            checked: old,
            onchange: (event) => (old = event.target.checked),
          }),
          element('span', {}, text('mischief.v1')),
        ),
        element('p', { class: 'hint' }, text('mischief.hint')),
      ),
    )
    acts.hidden = orderNo === undefined
    acts.replaceChildren(
      element('h3', {}, text('act.heading')),
      element(
        'p',
        {},
        ACTS.map((name) =>
          element(
            'button',
            { type: 'button', class: 'button small', id: `act-${name}`, onclick: () => act(name) },
            text(`act.${name}`),
          ),
        ),
      ),
    )
    drawn.label()
  }

  function wish(id) {
    return text(`mischief.${id}`, { seconds: shop.curtain.outageSeconds })
  }

  async function choose(id) {
    chosen = id
    switches.querySelector('summary b').textContent = wish(id)
    await ask('/api/curtain/mischief', { choice: id }).catch(() => {})
  }

  function act(name) {
    return ask(`/api/curtain/orders/${orderNo}/${name}`, {}).catch(() => {})
  }
}
