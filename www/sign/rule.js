/** The signing rule: one of the built-in schemes, or every field of a `SchemeSpec` by hand. */

import { element } from '../frame/element.js'
import { addTexts, onLanguage, text, translate } from '../frame/language.js'
import { showFault } from './fault.js'
import { ALGORITHMS, ENCODINGS, NUMBERS, ORDERS, OUTPUTS, SCHEMES } from './offered.js'

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
  'rule.unlisted': ['Only these are signed: {names}.', '只签这些：{names}。'],
  'rule.order.pair': ['Finished pairs are sorted.', '按拼好的键值对排序。'],
  'rule.order.pair-nocase': ['Finished pairs are sorted, without regard to case.', '按拼好的键值对排序，不分大小写。'],
  'rule.order.listed': ['They stay in the order of the list.', '顺序与列表一致。'],
  'rule.trimmed': ['Separators at the end are taken off.', '去掉末尾的分隔符。'],
  'rule.numbers.go': ['Numbers of a JSON body are written as Go does.', 'JSON 中的数字按 Go 的写法。'],
  'rule.empty-stay': ['Empty values stay.', '空值保留。'],
  'rule.encoded.form': ['Values are form-encoded first.', '值先做表单编码。'],
  'rule.encoded.rfc3986': ['Values are percent-encoded first (RFC 3986).', '值先做百分号编码（RFC 3986）。'],
  'rule.encoded.js': ['Values go through encodeURIComponent first.', '值先做 encodeURIComponent。'],
  'rule.encoded.raw': ['Values go in as they are.', '值原样参与。'],
  'rule.listing': [', ', '、'],
  'rule.sentences': [' ', ''],
  'rule.field.signatureField': ['Field of the signature', '签名字段'],
  'rule.field.exclude': ['Also not signed (names, separated by spaces)', '其他不签的名称（以空格分隔）'],
  'rule.field.only': ['Only these are signed (names, separated by spaces)', '只签这些名称（以空格分隔）'],
  'rule.field.only.placeholder': ['all of them', '全部'],
  'rule.field.dropEmpty': ['Leave out empty values (falsy: 0 and false, too)', '去掉空值（falsy：0 和 false 也去掉）'],
  'rule.field.order': ['Order', '顺序'],
  'rule.field.names': ['Sign names, too: name=value', '名称也参与签名：name=value'],
  'rule.field.encode': ['Encoding of values', '值的编码'],
  'rule.field.separator': ['Separator', '分隔符'],
  'rule.field.trim': ['Take separators off the end', '去掉末尾的分隔符'],
  'rule.field.numbers': ['Numbers of a JSON body', 'JSON 中的数字'],
  'rule.field.last': ['After the sorted ones (names, in this order)', '排在最后的名称（按此顺序）'],
  'rule.field.secret': [
    'How the secret joins the text ({} is the secret, {text} the text)',
    '密钥如何接入文本（{} 代表密钥，{text} 代表文本）',
  ],
  'rule.field.secret.placeholder': ['not at all: only the key of the HMAC', '不接入：只作 HMAC 的密钥'],
  'rule.field.algorithm': ['Algorithm', '算法'],
  'rule.field.output': ['Written as', '输出格式'],
})

addTexts(Object.fromEntries(Object.entries(SCHEMES).map(([name, label]) => [`rule.${name}`, label])))

export const isRsa = (spec) => ALGORITHMS[spec.algorithm].keyed === 'rsa'

/**
 * Each field of a SchemeSpec: the control it is edited with, and how that control's content and the field convert. A rule
 * leaves out what is `unsaid`.
 */
const words = { write: (list = []) => list.join(' '), read: (value) => value.split(/\s+/).filter(Boolean) }
const FIELDS = {
  signatureField: { control: 'input' },
  exclude: { control: 'input', ...words },
  only: { control: 'input', write: words.write, read: (value) => nonEmpty(words.read(value)) },
  dropEmpty: {
    control: 'select',
    options: ['true', 'false', 'falsy'],
    write: String,
    read: (value) => (value === 'falsy' ? value : value === 'true'),
  },
  order: { control: 'select', options: ORDERS, unsaid: 'name' },
  names: { control: 'checkbox', unsaid: true },
  encode: { control: 'select', options: ENCODINGS },
  separator: { control: 'input' },
  trim: { control: 'checkbox', unsaid: false },
  numbers: { control: 'select', options: NUMBERS, unsaid: 'lexeme' },
  last: { control: 'input', ...words },
  // An empty template and none are the same to the digest; none is how a rule says it.
  secret: { control: 'input', write: (value = '') => value, read: (value) => (value === '' ? undefined : value) },
  algorithm: { control: 'select', options: Object.keys(ALGORITHMS) },
  output: { control: 'select', options: OUTPUTS },
}

const nonEmpty = (list) => (list.length === 0 ? undefined : list)

/** What a rule means where it says nothing, of what the page always says. */
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
    return element('input', {
      ...attributes,
      'data-placeholder': PLACEHOLDERS.includes(name) && `rule.field.${name}.placeholder`,
    })
  }

  function readControls() {
    const entries = Object.entries(FIELDS).map(([name, { control, read = (value) => value }]) => [
      name,
      control === 'checkbox' ? controls[name].checked : read(controls[name].value),
    ])
    return Object.fromEntries(entries.filter(([name, value]) => value !== undefined && value !== FIELDS[name].unsaid))
  }

  function show(next) {
    spec = next
    for (const [name, { control, unsaid, write = (value) => value }] of Object.entries(FIELDS)) {
      const value = spec[name] ?? unsaid
      if (control === 'checkbox') controls[name].checked = value
      else controls[name].value = write(value)
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

/** The fields that show what an empty control means. */
const PLACEHOLDERS = ['only', 'secret']

/** `HMAC-SHA256(key, a=1&b=2&key=***) → HEX` */
function formula(spec) {
  const label = (name) => [element('span', { class: 'n' }, name), element('span', { class: 'q' }, '=')]
  const pair = (name, value) => [spec.names === false ? [] : label(name), value]
  const separator = () => [element('span', { class: 's' }, spec.separator), element('wbr')]
  const { name, keyed } = ALGORITHMS[spec.algorithm]
  const last = spec.last.flatMap((name) => [separator(), pair(name, '…')])
  const template = isRsa(spec) ? '' : (spec.secret ?? '')
  const sides = template.includes('{text}') ? template.split('{text}') : ['', template]
  const [before, behind] = sides.map((side) =>
    side === '' ? [] : [element('wbr'), element('span', { class: 'k' }, side.replace('{}', '***'))],
  )
  return element(
    'p',
    { class: 'formula', translate: 'no', 'aria-label': text('rule.formula'), role: 'group' },
    element('span', { class: 'f' }, `${name}(`),
    keyed !== 'text'
      ? [element('span', { class: 'k' }, text(isRsa(spec) ? 'rule.private-key' : 'rule.key')), ', ', element('wbr')]
      : [],
    [before, pair('a', '1'), separator(), pair('b', '2'), last, behind],
    element('span', { class: 'f' }, ')'),
    ` →\u00a0${spec.output}`,
  )
}

function inWords(spec) {
  const listing = (names) => ({ names: names.join(text('rule.listing')) })
  const falsy = spec.dropEmpty === 'falsy' ? ['0', 'false'] : []
  const names = [spec.signatureField, ...spec.exclude, ...(spec.dropEmpty ? [text('rule.empty-too')] : []), ...falsy]
  const sentences = [
    ...(spec.only ? [text('rule.unlisted', listing(spec.only))] : []),
    text('rule.left-out', listing(names)),
    ...(spec.dropEmpty ? [] : [text('rule.empty-stay')]),
    ...((spec.order ?? 'name') === 'name' ? [] : [text(`rule.order.${spec.order}`)]),
    text(`rule.encoded.${spec.encode}`),
    ...(spec.trim ? [text('rule.trimmed')] : []),
    ...(spec.numbers === 'go' ? [text('rule.numbers.go')] : []),
  ]
  return sentences.join(text('rule.sentences'))
}
