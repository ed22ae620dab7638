import { drawing, element } from '../frame/element.js'

/** Two halves of a tally stick, as merchants used to check a promise: they meet, or they do not. */
const MEET = 'M3 3h13l-3 6.5 5 6.5-5 6.5 3 6.5H3zM17 3h12v26H17l-3-6.5 5-6.5-5-6.5z'
const DIFFER = 'M2 1h12l-3 6.5 5 6.5-5 6.5 3 6.5H2zM20 5h10v26H20l-3-6.5 5-6.5-5-6.5z'

export function verdict(same, ...message) {
  return element(
    'p',
    { class: `verdict ${same ? 'same' : 'other'}`, 'data-same': String(same) },
    drawing('0 0 32 32', same ? MEET : DIFFER),
    element('span', {}, message),
  )
}
