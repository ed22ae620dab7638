/** What was in a message: the words about it, the steps of its signature, and the message itself. */

import { element } from '../../frame/element.js'
import { hasText, text } from '../../frame/language.js'
import { canonicalNodes } from '../../sign/canonical.js'
import { marked } from '../../sign/characters.js'

export function detailOf(message) {
  const { name, said, checked, signature, from, gateway } = message
  const unsignedAnswer = from === 'gateway' && name.endsWith('-answer') && gateway !== 'hicoin'
  return [
    hasText(`message.${name}.about`) && element('p', {}, text(`message.${name}.about`)),
    said && quoted('detail.said', `${said.kind ? `PayError ${said.kind}: ` : ''}${said.message}`),
    said?.outcomeUnknown && element('p', {}, text('detail.unknown')),
    message.why && quoted('detail.wire', message.why),
    checked?.why && quoted('detail.refusal', checked.why),
    ...(signature ? steps(signature, checked, name) : []),
    unsignedAnswer && element('p', { class: 'hint' }, text('detail.unsigned.answer')),
    message.action?.fields && fields(message.action.fields),
    raw(message),
  ].filter(Boolean)
}

const quoted = (title, words) =>
  element('blockquote', {}, element('b', {}, text(title)), element('p', { class: 'quote', translate: 'no' }, words))

function steps({ scheme, spec, explanation, pieces, sent, valid }, checked) {
  const { dropped, canonical, signed, algorithm, signature } = explanation
  return [
    dropped.length > 0 &&
      element(
        'p',
        { class: 'left-out' },
        `${text('detail.left-out')}: `,
        dropped.map(({ name, why }, index) => [
          index > 0 && ', ',
          element('code', { translate: 'no' }, name),
          ` (${text(`detail.why.${why}`)})`,
        ]),
      ),
    element(
      'div',
      { class: 'step-of' },
      element('h4', {}, text('detail.canonical'), ' ', element('code', { translate: 'no' }, scheme)),
      element('p', { class: 'canonical', translate: 'no' }, canonicalNodes(spec, pieces, canonical)),
    ),
    signed !== canonical &&
      element(
        'div',
        { class: 'step-of' },
        element('h4', {}, text('detail.secret')),
        element(
          'p',
          { class: 'canonical tail', translate: 'no' },
          '…',
          element(
            'span',
            { class: 'k' },
            marked(signed.startsWith(canonical) ? signed.slice(canonical.length) : signed),
          ),
        ),
      ),
    element(
      'div',
      { class: 'step-of' },
      element('h4', {}, text('detail.digest', { algorithm: algorithm.toUpperCase() })),
      element('p', { class: 'signature-line', translate: 'no' }, signature),
      element(
        'p',
        { class: valid ? 'agrees' : 'parts' },
        valid ? `✓ ${text('detail.equal')}` : `✗ ${text('detail.differs')}`,
      ),
      !valid && element('p', { class: 'signature-line other', translate: 'no' }, sent),
    ),
    typeof checked?.same === 'boolean' &&
      element(
        'p',
        { class: checked.same ? 'agrees' : 'parts' },
        `${checked.same ? '✓' : '✗'} ${text(checked.same ? 'detail.same' : 'detail.not-same')}`,
      ),
  ].filter(Boolean)
}

function fields(pairs) {
  return element(
    'details',
    {},
    element('summary', {}, text('detail.fields')),
    element(
      'pre',
      { class: 'raw', tabindex: 0, translate: 'no' },
      pairs.map(([name, value]) => `${name}: ${value}\n`),
    ),
  )
}

function raw({ http, path, headers, body, action, request }) {
  const lines = [
    path && http?.includes(' ') ? `${http.split(' ')[0]} ${path}` : http,
    path && !http?.includes(' ') && path,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    body && `\n${body}`,
    action && !action.fields && JSON.stringify(action, null, 1),
    action?.fields && `${action.method.toUpperCase()} ${action.action}`,
    request && JSON.stringify(request),
  ].filter(Boolean)
  if (lines.length === 0) return undefined
  return element(
    'div',
    { class: 'step-of' },
    element('h4', {}, text('detail.raw')),
    element('pre', { class: 'raw', tabindex: 0, translate: 'no' }, lines.join('\n')),
  )
}
