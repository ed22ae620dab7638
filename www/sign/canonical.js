/** The canonical string as people read it: names, values and separators told apart. */

import { element } from '../frame/element.js'
import { marked } from './characters.js'

/**
 * The pairs of a canonical string, each as the package writes it alone: no second implementation of the encoding, and
 * no guessing where a value that contains a separator ends. `undefined` if the pairs do not make up the whole.
 */
export function piecesOf(canonicalString, spec, { kept, canonical }) {
  const pieces = kept.map(([name, value]) => {
    const written = canonicalString({ ...spec, last: [] }, Object.fromEntries([[name, value]]))
    return { name, value, encoded: written.slice(name.length + 1) }
  })
  const whole = pieces.map(({ name, encoded }) => `${name}=${encoded}`).join(spec.separator)
  return whole === canonical ? pieces : undefined
}

/** The coloured canonical string. Lines break between pairs first, and within one only if it is longer than a line. */
export function canonicalNodes(spec, pieces, canonical) {
  if (!pieces) return marked(canonical)
  return pieces.map(({ name, encoded }, index) =>
    element(
      'span',
      // A line break inside would turn a block of its own into a stack of two lines beside its neighbours.
      { class: /[\r\n]/.test(encoded) ? '' : 'unit' },
      element(
        'span',
        { class: 'pair', 'data-name': name },
        element('span', { class: 'n' }, marked(name)),
        element('span', { class: 'q' }, '='),
        element('span', { class: 'v' }, marked(encoded)),
      ),
      index + 1 < pieces.length && element('span', { class: 's' }, marked(spec.separator)),
    ),
  )
}
