/** Behind the scenes: the switches and the sequence diagram. */

import './backstage-texts.js'
import { element } from '../../frame/element.js'
import { onLanguage, text } from '../../frame/language.js'
import { diagram } from './diagram.js'
import { ask } from './requests.js'

const ACTS = ['forge', 'repeat', 'expire', 'outage']

export function backstage(place, shop) {
  let { chosen } = shop.backstage
  let old = false
  let orderNo
  const switches = element('div', { class: 'switches' })
  const acts = element('div', { class: 'acts' })
  const drawn = diagram()
  const heading = element('h2', { id: 'backstage-heading' })
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
    heading.textContent = text('backstage.heading')
    lead.textContent = text('backstage.lead')
    const open = switches.querySelector('details')?.open ?? orderNo === undefined
    switches.replaceChildren(
      element(
        'details',
        { class: 'faults', open },
        element('summary', { id: 'faults-summary' }, `${text('fault.heading')} `, element('b', {}, wish(chosen))),
        element(
          'fieldset',
          {},
          element('legend', { class: 'heard' }, text('fault.heading')),
          shop.backstage.choices.map(({ id }) =>
            element(
              'label',
              {},
              element('input', {
                type: 'radio',
                name: 'fault',
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
          element('span', {}, text('fault.v1')),
        ),
        element('p', { class: 'hint' }, text('fault.hint')),
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
    return text(`fault.${id}`, { seconds: shop.backstage.outageSeconds })
  }

  async function choose(id) {
    chosen = id
    switches.querySelector('summary b').textContent = wish(id)
    await ask('/api/backstage/fault', { choice: id }).catch(() => {})
  }

  function act(name) {
    return ask(`/api/backstage/orders/${orderNo}/${name}`, {}).catch(() => {})
  }
}
