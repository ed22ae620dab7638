import { element } from '../frame/element.js'
import { text } from '../frame/language.js'

/** A button that copies what `content()` gives at that moment, and says so for a while. */
export function copyButton(content, attributes = {}) {
  const button = element('button', { type: 'button', class: 'copy', ...attributes, onclick: copy }, text('copy'))
  let timer

  async function copy() {
    let outcome = 'copy.done'
    try {
      await navigator.clipboard.writeText(content())
    } catch {
      outcome = 'copy.failed'
    }
    button.textContent = text(outcome)
    document.getElementById('status').textContent = text(outcome)
    clearTimeout(timer)
    timer = setTimeout(() => (button.textContent = text('copy')), 1600)
  }
  return button
}
