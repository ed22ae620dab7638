/** Holds what the other side computed against what was computed here, and says where they part. */

import { element } from '../frame/element.js'
import { addTexts, text, translate } from '../frame/language.js'
import { asInField, byteLength, marked, named } from './characters.js'
import { nearbyRule } from './nearby.js'
import { verdict } from './verdict.js'

addTexts({
  'compare.heading': ['Compare', '对照'],
  'compare.label': [
    'Signature or canonical string from the gateway or your own code',
    '网关或你自己的代码算出的签名或待签名串',
  ],
  'compare.nothing': ['Fill in the parameters and the key first.', '请先填好参数与密钥。'],
  'compare.same.signature': ['The same signature.', '签名一致。'],
  'compare.same.case': [
    'The same signature in the other letter case. Verifying ignores case here, but some gateways do not: this rule writes {output}.',
    '签名相同，只是字母大小写不同。本包验签不分大小写，但有的网关会区分：这条规则的输出是 {output}。',
  ],
  'compare.same.canonical': ['The same canonical string.', '待签名串一致。'],
  'compare.same.signed': [
    'The same canonical string, with the same secret attached.',
    '待签名串一致，接上的密钥也一致。',
  ],
  'compare.other.secret': [
    'The canonical string is the same; what follows it is not the secret as this rule attaches it.',
    '待签名串一致；但其后的部分与本规则接入密钥的方式或密钥不符。',
  ],
  'compare.other.signature': ['Not the same signature.', '签名不一致。'],
  'compare.other.length': [
    'Not the same signature, nor the same length: {theirs} characters instead of {ours}.',
    '签名不一致，长度也不同：{theirs} 个字符，应为 {ours} 个。',
  ],
  'compare.other.canonical': [
    'They part at character {character} (byte {byte}){where}: here {ours}, there {theirs}.',
    '从第 {character} 个字符（第 {byte} 字节）开始不同{where}：这里是{ours}，对方是{theirs}。',
  ],
  'compare.where': [', in {name}', '，位于 {name}'],
  'compare.end': ['the end', '结尾'],
  'compare.here': ['here', '这里'],
  'compare.there': ['there', '对方'],
  'compare.found': ['It is the signature that comes out when:', '在下列条件下正好得到这个签名：'],
  'compare.found.key': ['the key has no blanks around it', '密钥前后没有空白'],
  'compare.found.encode': ['values are encoded as {value}', '值的编码为 {value}'],
  'compare.found.dropEmpty.true': ['empty values are left out', '空值不参与签名'],
  'compare.found.dropEmpty.false': ['empty values stay', '空值保留'],
  'compare.found.secret': ['the secret joins as {value}', '密钥以 {value} 的形式接入'],
  'compare.found.secret.none': ['the secret does not join the text', '密钥不接入文本'],
  'compare.found.algorithm': ['the algorithm is {value}', '算法为 {value}'],
  'compare.found.separator': ['the separator is {value}', '分隔符为 {value}'],
  'compare.found.separator.none': ['there is no separator', '没有分隔符'],
  'compare.found.last': ['{value} comes last', '{value} 排在最后'],
  'compare.found.last.none': ['everything is sorted', '全部参与排序'],
  'compare.found.exclude': ['not signed: {value}', '不签：{value}'],
  'compare.found.exclude.none': ['every field is signed', '所有字段都签'],
  'compare.use': ['Use this rule', '采用这条规则'],
  'compare.not-found': [
    'No usual variation of the rule gives it either (encoding, empty values, secret, digest, separator, one field more or less). Compare the canonical strings, and the key.',
    '规则的常见变化（编码、空值、密钥接法、摘要、分隔符、多签或少签一个字段）也都得不到它。请再对照待签名串与密钥。',
  ],
  'hint.newline': ['There is a line break at its end.', '它的末尾多了一个换行。'],
  'hint.quoted': ['It stands in quotation marks.', '它带着引号。'],
  'hint.plus': [
    'A space is written “+” on one side and “%20” on the other: form encoding against RFC 3986.',
    '一边把空格写作“+”，另一边写作“%20”：表单编码与 RFC 3986 之别。',
  ],
  'hint.raw': ['One side encodes the values, the other does not.', '一边编码了值，另一边没有。'],
  'hint.hexcase': ['The escapes differ only in letter case: %2F against %2f.', '转义只差字母大小写：%2F 与 %2f。'],
  'hint.order': ['The same pairs in another order.', '键值对相同，只是顺序不同。'],
  'hint.normal': [
    'The same characters in another Unicode normal form (NFC against NFD).',
    '字符相同，但 Unicode 规范化形式不同（NFC 与 NFD）。',
  ],
  'hint.empty': ['There, empty values take part.', '对方把空值也算了进去。'],
})

export function compareField(place, { paysign, outcome, onRule }) {
  const field = element('textarea', {
    id: 'compare-field',
    class: 'field grows',
    rows: '2',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    translate: 'no',
    'aria-describedby': 'compare-outcome',
  })
  const result = element('div', { class: 'compare-outcome', id: 'compare-outcome', role: 'status' })
  place.append(
    element('h3', { 'data-text': 'compare.heading' }),
    element('label', { for: 'compare-field', 'data-text': 'compare.label' }),
    field,
    result,
  )
  translate(place)
  field.addEventListener('input', show)

  function show() {
    result.replaceChildren(...(field.value === '' ? [] : compared(field.value)))
  }

  function compared(pasted) {
    const current = outcome()
    if (!current?.explanation) return [element('p', { class: 'hint' }, text('compare.nothing'))]
    return looksLikeSignature(pasted.trim())
      ? comparedSignature(current, pasted.trim())
      : comparedString(current, pasted)
  }

  function comparedSignature(current, theirs) {
    const ours = current.signature
    if (!ours) return [element('p', { class: 'hint' }, text('compare.nothing'))]
    if (theirs === ours) return [verdict(true, text('compare.same.signature'))]
    const sameCase = current.spec.output !== 'base64' && theirs.toLowerCase() === ours.toLowerCase()
    if (sameCase) return [verdict(true, text('compare.same.case', { output: current.spec.output }))]
    const lengths = { theirs: theirs.length, ours: ours.length }
    const differ =
      theirs.length === ours.length ? text('compare.other.signature') : text('compare.other.length', lengths)
    return [verdict(false, differ), explained(current, theirs)]
  }

  function explained(current, theirs) {
    const found = nearbyRule(paysign(), current, theirs)
    if (!found) return element('p', {}, text('compare.not-found'))
    const reasons = found.changes.map(inWords)
    if (found.key !== undefined) reasons.unshift(text('compare.found.key'))
    return element(
      'div',
      { class: 'found' },
      element('p', {}, text('compare.found')),
      element(
        'ul',
        {},
        reasons.map((reason) => element('li', {}, reason)),
      ),
      element('button', { type: 'button', class: 'button', onclick: () => onRule(found) }, text('compare.use')),
    )
  }

  return {
    show,
    set(value) {
      field.value = value
      show()
    },
  }
}

/** One run of hexadecimal or base64 as long as a digest or more: a canonical string has at least a “=” inside. */
function looksLikeSignature(pasted) {
  return /^[0-9a-f]{32,}$/i.test(pasted) || /^[0-9a-z+/]{22,}={0,2}$/i.test(pasted)
}

export function inWords({ field, value }) {
  const plain = Array.isArray(value) ? value.join(', ') : value
  if (field === 'dropEmpty') return text(`compare.found.dropEmpty.${value}`)
  if (plain === undefined || plain === '') return text(`compare.found.${field}.none`)
  return text(`compare.found.${field}`, { value: plain })
}

function comparedString({ spec, key, explanation, pieces }, theirs) {
  const ours = asInField(explanation.canonical)
  if (theirs === ours) return [verdict(true, text('compare.same.canonical'))]
  const secret = spec.algorithm.startsWith('rsa-') ? '' : (spec.secret ?? '').replace('{}', () => key)
  if (secret !== '' && key !== '' && theirs === ours + secret) return [verdict(true, text('compare.same.signed'))]
  if (secret !== '' && theirs.startsWith(ours) && theirs.trim() !== ours) {
    // Which character differs would show part of a secret; that it does is enough.
    return [verdict(false, text('compare.other.secret')), ...hints(ours + secret, theirs, spec)]
  }
  const at = firstDifference(ours, theirs)
  const before = ours.slice(0, at)
  const name = pieceAt(pieces, spec, at)
  const message = text('compare.other.canonical', {
    character: [...before].length + 1,
    byte: byteLength(before) + 1,
    where: name === undefined ? '' : text('compare.where', { name }),
    ours: at < ours.length ? named(characterAt(ours, at)) : text('compare.end'),
    theirs: at < theirs.length ? named(characterAt(theirs, at)) : text('compare.end'),
  })
  return [verdict(false, message), sideBySide(ours, theirs, at), ...hints(ours, theirs, spec)]
}

const characterAt = (string, at) => String.fromCodePoint(string.codePointAt(at))

/** The index of the first character that differs, never in the middle of a surrogate pair. */
export function firstDifference(ours, theirs) {
  let at = 0
  while (at < ours.length && at < theirs.length && ours[at] === theirs[at]) at += 1
  return at > 0 && /[\uD800-\uDBFF]/.test(ours[at - 1]) ? at - 1 : at
}

function pieceAt(pieces, spec, at) {
  let end = 0
  for (const { name, encoded } of pieces ?? []) {
    end += name.length + 1 + encoded.length + spec.separator.length
    if (at < end) return name
  }
  return undefined
}

function sideBySide(ours, theirs, at) {
  const from = Math.max(0, at - 18)
  const line = (label, string) => {
    const character = at < string.length ? characterAt(string, at) : ''
    const rest = string.slice(at + character.length, at + 22)
    return [
      element('dt', {}, text(`compare.${label}`)),
      element(
        'dd',
        { translate: 'no' },
        from > 0 && '…',
        marked(string.slice(from, at)),
        element(
          'mark',
          {},
          character === '' ? element('span', { class: 'unseen', 'data-mark': '⌁' }) : marked(character),
        ),
        marked(rest),
        at + 22 < string.length && '…',
      ),
    ]
  }
  return element('dl', { class: 'side-by-side' }, line('here', ours), line('there', theirs))
}

/** What the difference as a whole looks like, in words; each is checked, none is guessed. */
function hints(ours, theirs, spec) {
  const decodedSame = (a, b) => a !== b && decode(a) === decode(b)
  const upper = (string) => string.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
  const pairsOf = (string) => string.split(spec.separator || '&')
  const sortedPairs = (string) => pairsOf(string).sort().join('\n')
  const noEmpty = (string) =>
    pairsOf(string)
      .filter((pair) => !pair.endsWith('=') || pair.indexOf('=') !== pair.length - 1)
      .join(spec.separator)
  const found = [
    ['newline', /[\r\n]+$/.test(theirs) && theirs.replace(/[\r\n]+$/, '') === ours],
    ['quoted', /^(["'`]).*\1$/s.test(theirs) && theirs.slice(1, -1) === ours],
    ['plus', ours.replaceAll('+', '%20') === theirs.replaceAll('+', '%20')],
    ['hexcase', upper(ours) === upper(theirs)],
    ['order', sortedPairs(ours) === sortedPairs(theirs)],
    ['normal', ours.normalize() === theirs.normalize()],
    ['empty', noEmpty(theirs) === ours],
  ].filter(([, holds]) => holds)
  if (found.length === 0 && decodedSame(ours, theirs)) found.push(['raw'])
  return found.map(([name]) => element('p', { class: 'hint' }, text(`hint.${name}`)))
}

function decode(string) {
  try {
    return decodeURIComponent(string.replaceAll('+', ' '))
  } catch {
    return string
  }
}
