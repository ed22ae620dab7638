/** On a phone the signature is a long way below the fields: a bar keeps it in sight until it is in view itself. */

import { element } from '../frame/element.js'
import { addTexts, text } from '../frame/language.js'

addTexts({
  'bar.label': ['The signature so far', '当前签名'],
  'bar.steps': ['Steps', '步骤'],
  'bar.none': ['No signature yet', '还没有签名'],
})

export function bar(place, result) {
  // Below the steps, too, there is nothing left that it could lead to.
  const passed = ({ isIntersecting, boundingClientRect }) => isIntersecting || boundingClientRect.bottom < 0
  const watched = new IntersectionObserver((entries) => (place.hidden = passed(entries.at(-1))), {
    rootMargin: '0px 0px -30% 0px',
  })
  watched.observe(result)

  return {
    show({ spec, signature }, same) {
      place.replaceChildren(
        element('code', { class: 'bar-name', translate: 'no' }, spec.signatureField),
        element(
          'code',
          { class: `bar-signature ${same ? 'same' : ''}`, translate: 'no' },
          signature ?? text('bar.none'),
        ),
        element('a', { href: '#result', class: 'button', onclick: toResult }, text('bar.steps')),
      )
    },
  }

  /** Goes there without changing the address, which names the example. */
  function toResult(event) {
    event.preventDefault()
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    result.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' })
    const heading = result.querySelector('h2')
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
}
