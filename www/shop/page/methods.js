/** The choice among the ways to pay. */

import { element } from '../../frame/element.js'
import { text } from '../../frame/language.js'

const onPhone = () => matchMedia('(pointer: coarse) and (max-width: 48rem)').matches
export const device = () => (onPhone() ? 'phone' : 'desk')

export const money = (amount, currency) => (currency === 'CNY' ? `¥${amount}` : `${amount} ${currency}`)

/** A phone does not scan its own screen, so there the codes come last. */
export function methodsFor({ methods }) {
  const scanned = ({ id }) => id.endsWith('-qr')
  return onPhone() ? [...methods].sort((a, b) => scanned(a) - scanned(b)) : methods
}

export function methodChoice(shop, { chosen, amountOf, onChange }) {
  return element(
    'fieldset',
    { class: 'methods' },
    element('legend', {}, text('shop.method')),
    methodsFor(shop).map(({ id, currency }) =>
      element(
        'label',
        { class: 'method' },
        element('input', {
          type: 'radio',
          name: 'method',
          value: id,
          checked: id === chosen,
          onchange: () => onChange(id),
        }),
        element('span', { class: `sign sign-${id.split('-')[0]}`, 'aria-hidden': 'true' }),
        element(
          'span',
          { class: 'method-name' },
          element('b', {}, text(`method.${id}`)),
          element('small', {}, text(`method.${id}.how`)),
        ),
        element('span', { class: 'method-amount' }, money(amountOf(currency), currency)),
      ),
    ),
  )
}
