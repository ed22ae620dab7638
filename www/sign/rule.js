/** The signing rule: one of the built-in schemes, or every field of a `SchemeSpec` by hand. */

import { element } from '../frame/element.js'
import { addTexts, onLanguage, text, translate } from '../frame/language.js'
import { showFault } from './fault.js'
import { ALGORITHMS, ENCODINGS, OUTPUTS, SCHEMES } from './offered.js'

addTexts({
  'rule.heading': ['Scheme', '签名规则'],
  'rule.choose': ['Scheme', '签名规则'],
  'rule.own': ['A rule of one’s own', '自定义规则'],
  'rule.edit': ['Change the rule', '修改规则'],
  'rule.formula': ['The rule in one line', '一行看懂这条规则'],
  'rule.key': ['key', '密钥'],
  'rule.private-key': ['private key', '私钥'],
  'rule.left-out': ['Left out: {names}.', '不参与签名：{names}。'],
  'rule.empty-too': ['empty values', '空值'],
  'rule.empty-stay': ['Empty values stay.', '空值保留。'],
  'rule.encoded.form': ['Values are form-encoded first.', '值先做表单编码。'],
  'rule.encoded.rfc3986': ['Values are percent-encoded first (RFC 3986).', '值先做百分号编码（RFC 3986）。'],
  'rule.encoded.raw': ['Values go in as they are.', '值原样参与。'],
  'rule.listing': [', ', '、'],
  'rule.sentences': [' ', ''],
  'rule.field.signatureField': ['Field of the signature', '签名字段'],
  'rule.field.exclude': ['Also not signed (names, separated by spaces)', '其他不签的名称（以空格分隔）'],
  'rule.field.dropEmpty': ['Leave out empty values', '去掉空值'],
  'rule.field.encode': ['Encoding of values', '值的编码'],
  'rule.field.separator': ['Separator', '分隔符'],
  'rule.field.last': ['After the sorted ones (names, in this order)', '排在最后的名称（按此顺序）'],
  'rule.field.secret': ['How the secret joins the text ({} is the secret)', '密钥如何接入文本（{} 代表密钥）'],
  'rule.field.secret.placeholder': ['not at all: only the key of the HMAC', '不接入：只作 HMAC 的密钥'],
  'rule.field.algorithm': ['Algorithm', '算法'],
  'rule.field.output': ['Written as', '输出格式'],
})

addTexts(Object.fromEntries(Object.entries(SCHEMES).map(([name, label]) => [`rule.${name}`, label])))

export const isRsa = (spec) => ALGORITHMS[spec.algorithm].keyed === 'rsa'

/** Each field of a SchemeSpec: the control it is edited with, and how that control's content and the field convert. */
const words = { write: (list = []) => list.join(' '), read: (value) => value.split(/\s+/).filter(Boolean) }
const FIELDS = {
  signatureField: { control: 'input' },
  exclude: { control: 'input', ...words },
  dropEmpty: { control: 'checkbox' },
  encode: { control: 'select', options: ENCODINGS },
  separator: { control: 'input' },
  last: { control: 'input', ...words },
  // An empty template and none are the same to the digest; none is how a rule says it.
  secret: { control: 'input', write: (value = '') => value, read: (value) => (value === '' ? undefined : value) },
  algorithm: { control: 'select', options: Object.keys(ALGORITHMS) },
  output: { control: 'select', options: OUTPUTS },
}

/** What a rule means where it says nothing. */
const DEFAULTS = { exclude: [], dropEmpty: true, encode: 'raw', separator: '&', last: [], output: 'hex' }

export const complete = (spec) => ({ ...DEFAULTS, ...spec })

/**
 * @param {HTMLElement} place
 * @param {(name: string) => object} builtIn gives the SchemeSpec of a built-in scheme
 */
export function ruleEditor(place, builtIn, onChange) {
  const choice = element(
    'select',
    { id: 'scheme', class: 'field', 'data-label': 'rule.choose', 'aria-describedby': 'rule-summary' },
    [...Object.keys(SCHEMES), 'own'].map((name) => element('option', { value: name, 'data-text': `rule.${name}` })),
  )
  const summary = element('div', { class: 'rule-summary', id: 'rule-summary' })
  const controls = {}
  const fields = Object.entries(FIELDS).map(([name, field]) => {
    const control = controlFor(name, field)
    controls[name] = control
    const label = element(
      'label',
      { for: control.id },
      element('span', { 'data-text': `rule.field.${name}` }),
      element('code', { translate: 'no' }, name),
    )
    return element(
      'div',
      { class: `rule-field ${field.control}` },
      field.control === 'checkbox' ? [control, label] : [label, control],
    )
  })
  const fault = element('p', { class: 'fault', id: 'rule-fault', hidden: true })
  const editor = element(
    'details',
    { class: 'rule-editor' },
    element('summary', { 'data-text': 'rule.edit' }),
    element('div', { class: 'rule-fields' }, fields),
  )
  place.append(choice, summary, fault, editor)
  translate(place)

  let spec

  choice.addEventListener('change', () => {
    if (choice.value === 'own') editor.open = true
    else show(complete(builtIn(choice.value)))
    onChange()
  })
  editor.addEventListener('input', () => {
    choice.value = 'own'
    spec = readControls()
    summarise()
    onChange()
  })
  onLanguage(() => {
    if (spec) summarise()
  })

  function controlFor(name, { control, options }) {
    const attributes = {
      id: `rule-${name}`,
      name,
      class: 'field',
      translate: 'no',
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
    }
    if (control === 'select')
      return element(
        'select',
        attributes,
        options.map((each) => element('option', { value: each }, ALGORITHMS[each]?.name ?? each)),
      )
    if (control === 'checkbox') return element('input', { ...attributes, class: 'check', type: 'checkbox' })
    return element('input', { ...attributes, 'data-placeholder': name === 'secret' && 'rule.field.secret.placeholder' })
  }

  function readControls() {
    const entries = Object.entries(FIELDS).map(([name, { control, read = (value) => value }]) => [
      name,
      control === 'checkbox' ? controls[name].checked : read(controls[name].value),
    ])
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }

  function show(next) {
    spec = next
    for (const [name, { control, write = (value) => value }] of Object.entries(FIELDS)) {
      if (control === 'checkbox') controls[name].checked = spec[name]
      else controls[name].value = write(spec[name])
    }
    summarise()
  }

  function summarise() {
    summary.replaceChildren(formula(spec), element('p', { class: 'hint' }, inWords(spec)))
  }

  return {
    /** The scheme's name, or 'own'. */
    name: () => choice.value,
    spec: () => spec,
    choose(name, own) {
      choice.value = name
      show(complete(own ?? builtIn(name)))
      if (own) editor.open = true
    },
    showFault: (message) => showFault(fault, message, choice),
  }
}

/** `HMAC-SHA256(key, a=1&b=2&key=***) → HEX` */
function formula(spec) {
  const pair = (name, value) => [element('span', { class: 'n' }, name), element('span', { class: 'q' }, '='), value]
  const separator = () => [element('span', { class: 's' }, spec.separator), element('wbr')]
  const { name, keyed } = ALGORITHMS[spec.algorithm]
  const last = spec.last.flatMap((name) => [separator(), pair(name, '…')])
  const secret =
    isRsa(spec) || !spec.secret
      ? []
      : [element('wbr'), element('span', { class: 'k' }, spec.secret.replace('{}', '***'))]
  return element(
    'p',
    { class: 'formula', translate: 'no', 'aria-label': text('rule.formula'), role: 'group' },
    element('span', { class: 'f' }, `${name}(`),
    keyed !== 'text'
      ? [element('span', { class: 'k' }, text(isRsa(spec) ? 'rule.private-key' : 'rule.key')), ', ', element('wbr')]
      : [],
    [pair('a', '1'), separator(), pair('b', '2'), last, secret],
    element('span', { class: 'f' }, ')'),
    ` →\u00a0${spec.output}`,
  )
}

function inWords(spec) {
  const names = [spec.signatureField, ...spec.exclude, ...(spec.dropEmpty ? [text('rule.empty-too')] : [])]
  const sentences = [
    text('rule.left-out', { names: names.join(text('rule.listing')) }),
    ...(spec.dropEmpty ? [] : [text('rule.empty-stay')]),
    text(`rule.encoded.${spec.encode}`),
  ]
  return sentences.join(text('rule.sentences'))
}
