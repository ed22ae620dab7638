/** The same computation as code to paste into a server. */

import { element } from '../frame/element.js'
import { addTexts, text } from '../frame/language.js'
import { copyButton } from './copy.js'

addTexts({
  'snippet.heading': ['As code', '写成代码'],
  'snippet.copy': ['Copy the code', '复制代码'],
  'snippet.hint': ['For the server; the key comes from its environment.', '用于服务器端；密钥取自环境变量。'],
})

export function showSnippet(place, { scheme, spec, params, signature }) {
  if (!signature) {
    place.replaceChildren()
    return
  }
  const code = snippet(scheme, spec, params)
  place.replaceChildren(
    element(
      'details',
      { open: place.querySelector('details')?.open },
      element('summary', {}, text('snippet.heading')),
      element('p', { class: 'hint' }, text('snippet.hint')),
      element('pre', { class: 'code', tabindex: '0', translate: 'no' }, element('code', {}, code)),
      copyButton(() => code, { 'aria-label': text('snippet.copy') }),
    ),
  )
}

export function snippet(scheme, spec, params) {
  const rule = scheme === 'own' ? literal(spec) : quoted(scheme)
  return [
    `import { Signer } from 'paysign'`,
    ``,
    `const signer = new Signer(${rule}, process.env.PAY_KEY)`,
    `const signature = signer.sign(${literal(params)})`,
    ``,
  ].join('\n')
}

function literal(object) {
  const lines = Object.entries(object).map(([name, value]) => `  ${property(name)}: ${written(value)},`)
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`
}

/** In an object literal, `__proto__: …` would set the prototype and not a property. */
function property(name) {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}

function written(value) {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  return String(value)
}

function quoted(string) {
  return `'${JSON.stringify(string).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
