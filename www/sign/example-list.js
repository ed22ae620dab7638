import { element } from '../frame/element.js'
import { addTexts, inLanguage, onLanguage, text } from '../frame/language.js'

addTexts({
  'examples.label': ['Examples', '示例'],
  'examples.printed': ['Printed in the gateways’ documentation', '网关文档中印出的例子'],
  'examples.traps': ['Where implementations part', '各家实现容易分歧之处'],
})

const GROUPS = ['printed', 'traps']

/** Links and not buttons: each example has an address of its own, and the back button works. */
export function exampleList(place, examples, onPick) {
  const links = new Map(
    examples.map((example) => {
      // At once, and not when the address has changed: picking the one that it already names starts it afresh.
      const link = element('a', { href: `#${example.id}`, onclick: () => onPick(example) })
      return [example, link]
    }),
  )
  const headings = GROUPS.map((group) => element('h2', { id: `examples-${group}` }))
  place.append(
    ...GROUPS.map((group, index) =>
      element(
        'div',
        { class: 'example-group' },
        headings[index],
        element(
          'ul',
          { 'aria-labelledby': `examples-${group}` },
          examples.filter((example) => example.group === group).map((example) => element('li', {}, links.get(example))),
        ),
      ),
    ),
  )
  const label = () => {
    for (const [index, group] of GROUPS.entries()) headings[index].textContent = text(`examples.${group}`)
    for (const [example, link] of links) link.textContent = inLanguage(example.title)
  }
  onLanguage(label)
  label()

  return {
    mark(current) {
      for (const [example, link] of links) {
        if (example === current) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
      }
    },
  }
}
