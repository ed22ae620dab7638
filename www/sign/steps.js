/** From parameters to signature, a step at a time. */

import { element } from '../frame/element.js'
import { addTexts, text } from '../frame/language.js'
import { canonicalNodes } from './canonical.js'
import { byteLength, bytes, marked } from './characters.js'
import { copyButton } from './copy.js'
import { ALGORITHMS } from './offered.js'
import { isRsa } from './rule.js'
import { verdict } from './verdict.js'

addTexts({
  'steps.heading': ['From parameters to signature', '从参数到签名'],
  'steps.take': ['Take what is signed', '取出参与签名的参数'],
  'steps.take.all': ['All {count} take part.', '{count} 个参数全部参与。'],
  'steps.take.some': ['{kept} of {count} take part.', '{count} 个参数中 {kept} 个参与。'],
  'steps.why.signature': ['the signature itself', '签名本身'],
  'steps.why.excluded': ['not signed by this rule', '规则规定不签'],
  'steps.why.empty': ['empty', '空值'],
  'steps.why.absent': ['absent', '不存在'],
  'steps.sort': ['Sort by the bytes of the name', '按名称的字节排序'],
  'steps.sort.pair': ['Sort by the bytes of the finished pair', '按拼好的键值对的字节排序'],
  'steps.sort.pair-nocase': ['Sort by the finished pair, without regard to case', '按拼好的键值对排序，不分大小写'],
  'steps.sort.listed': ['As the rule lists them', '按规则所列的顺序'],
  'steps.sort.last': ['Then {names}, last.', '{names} 排在最后。'],
  'steps.sort.hint': [
    'Upper case before “_” before lower case; never a language’s alphabetical order.',
    '大写在“_”之前，“_”在小写之前；与任何语言的字母顺序无关。',
  ],
  'steps.empty-value': ['empty', '空'],
  'steps.encode': ['Encode the values', '编码各个值'],
  'steps.encode.raw': ['This rule signs values as they are.', '这条规则按原样签名，不编码。'],
  'steps.encode.form': ['As in a form: UTF-8, a space is “+”.', '按表单编码：UTF-8，空格写作“+”。'],
  'steps.encode.rfc3986': ['As RFC 3986 says: UTF-8, a space is “%20”.', '按 RFC 3986 编码：UTF-8，空格写作“%20”。'],
  'steps.encode.js': [
    'As encodeURIComponent: UTF-8, a space is “%20”.',
    '按 encodeURIComponent 编码：UTF-8，空格写作“%20”。',
  ],
  'steps.encode.unchanged': ['None of these values changes.', '这些值编码后都不变。'],
  'steps.join': ['Join: the canonical string', '拼接：待签名串'],
  'steps.join.copy': ['Copy the canonical string', '复制待签名串'],
  'steps.canonical.none': ['It is empty: nothing is signed.', '为空：没有参与签名的参数。'],
  'steps.secret': ['Attach the secret', '接上密钥'],
  'steps.secret.text': ['Shown as ***; never printed.', '以 *** 代替，从不显示。'],
  'steps.secret.none': [
    'The secret does not join the text; it is only the key of the HMAC.',
    '密钥不接入文本，只作 HMAC 的密钥。',
  ],
  'steps.secret.bare': [
    'This rule has no secret in the text and no key in the digest: anyone can compute this signature.',
    '这条规则的文本里没有密钥，摘要也不用密钥：任何人都能算出这个签名。',
  ],
  'steps.secret.rsa': ['No secret joins the text; the private key signs it.', '文本不接密钥，由私钥直接签名。'],
  'steps.digest': ['Digest', '计算摘要'],
  'steps.digest.rsa': ['Sign', '用私钥签名'],
  'steps.digest.line': [
    '{algorithm} makes {size} bytes, written as {output}: {length} characters.',
    '{algorithm} 得到 {size} 字节，写作 {output}：{length} 个字符。',
  ],
  'steps.digest.waiting': ['Waits for the key.', '等待密钥。'],
  'steps.signature': ['Signature', '签名'],
  'steps.signature.copy': ['Copy the signature', '复制签名'],
  'steps.signature.travels': ['travels as', '放入字段'],
  'steps.signature.grouped': ['Spaced for reading; copied without gaps.', '为便于阅读而分组，复制时没有间隔。'],
  'steps.none': ['Correct what is marked, and the steps appear.', '改正标出的地方，这里就会列出步骤。'],
})

/**
 * @param {HTMLElement} place
 * @param {object} outcome see compute.js
 * @param {object} [example] the example that the input still is
 */
export function showSteps(place, { spec, explanation, pieces, signature }, example) {
  if (!explanation) {
    place.replaceChildren(element('p', { class: 'hint' }, text('steps.none')))
    return
  }
  const { kept, dropped, canonical, signed } = explanation
  const step = (name, ...content) =>
    element('li', { class: `step ${name}` }, element('h3', {}, text(`steps.${name}`)), content)
  const digest = step('digest', digestLine(spec, signature))
  if (isRsa(spec)) digest.querySelector('h3').textContent = text('steps.digest.rsa')
  const order = step('sort', sorted(spec, kept))
  if (spec.order) order.querySelector('h3').textContent = text(`steps.sort.${spec.order}`)

  place.replaceChildren(
    element(
      'ol',
      { class: 'steps' },
      step('take', taken(kept, dropped)),
      order,
      step('encode', encoded(spec, pieces)),
      step(
        'join',
        element(
          'div',
          { class: 'string' },
          element(
            'p',
            { class: 'canonical', id: 'canonical', translate: 'no' },
            canonicalNodes(spec, pieces, canonical),
          ),
          canonical === '' && element('p', { class: 'hint' }, text('steps.canonical.none')),
          element(
            'p',
            { class: 'string-foot' },
            element('span', {}, bytes(byteLength(canonical))),
            copyButton(() => canonical, { 'aria-label': text('steps.join.copy') }),
          ),
        ),
      ),
      step('secret', attached(spec, pieces, canonical, signed)),
      digest,
      element('li', { class: 'step signature' }, plate(spec, signature, example)),
    ),
  )
}

function taken(kept, dropped) {
  const count = kept.length + dropped.length
  const sentence =
    dropped.length === 0 ? text('steps.take.all', { count }) : text('steps.take.some', { kept: kept.length, count })
  return [
    element('p', {}, sentence),
    dropped.length > 0 &&
      element(
        'ul',
        { class: 'dropped' },
        dropped.map(({ name, why }) =>
          element('li', {}, element('del', { translate: 'no' }, marked(name)), ' ', text(`steps.why.${why}`)),
        ),
      ),
  ]
}

function sorted(spec, kept) {
  const names = kept.map(([name]) => name)
  const last = spec.last.filter((name) => names.includes(name))
  return [
    element(
      'p',
      {},
      !spec.order && text('steps.sort.hint'),
      last.length > 0 && ` ${text('steps.sort.last', { names: last.join(', ') })}`,
    ),
    element(
      'ol',
      { class: 'sorted' },
      kept.map(([name, value]) =>
        element(
          'li',
          { translate: 'no' },
          element('span', { class: 'n' }, marked(name)),
          element('span', { class: 'v' }, value === '' ? element('i', {}, text('steps.empty-value')) : marked(value)),
        ),
      ),
    ),
  ]
}

function encoded(spec, pieces) {
  if (spec.encode === 'raw') return element('p', {}, text('steps.encode.raw'))
  const changed = (pieces ?? []).filter(({ value, encoded }) => value !== encoded)
  return [
    element('p', {}, text(`steps.encode.${spec.encode}`), changed.length === 0 && ` ${text('steps.encode.unchanged')}`),
    element(
      'ul',
      { class: 'encoded', translate: 'no' },
      changed.map(({ name, value, encoded }) =>
        element(
          'li',
          {},
          element('span', { class: 'n' }, marked(name)),
          element('span', { class: 'v before' }, marked(value)),
          element('span', { class: 'v after' }, escapes(encoded)),
        ),
      ),
    ),
  ]
}

/** Encoded text with its escapes set apart. */
function escapes(encoded) {
  return encoded
    .split(/((?:%[0-9A-F]{2})+|\+)/)
    .map((part, index) => (index % 2 ? element('span', { class: 'e' }, part) : part))
}

function attached(spec, pieces, canonical, signed) {
  if (isRsa(spec)) return element('p', {}, text('steps.secret.rsa'))
  if (signed === canonical)
    return element(
      'p',
      {},
      text(ALGORITHMS[spec.algorithm].keyed === 'hmac' ? 'steps.secret.none' : 'steps.secret.bare'),
    )
  const tail = signed.startsWith(canonical) ? signed.slice(canonical.length) : undefined
  return [
    element('p', {}, text('steps.secret.text')),
    element(
      'p',
      { class: 'canonical quiet-string', translate: 'no' },
      tail === undefined
        ? marked(signed)
        : [canonicalNodes(spec, pieces, canonical), element('span', { class: 'unit k' }, marked(tail))],
    ),
  ]
}

function digestLine(spec, signature) {
  if (!signature) return element('p', {}, text('steps.digest.waiting'))
  const size = spec.output === 'base64' ? atob(signature).length : signature.length / 2
  const values = { algorithm: ALGORITHMS[spec.algorithm].name, size, output: spec.output, length: signature.length }
  return element('p', {}, text('steps.digest.line', values))
}

function plate(spec, signature, example) {
  const groups = signature?.match(/.{1,8}/g) ?? []
  return element(
    'div',
    { class: 'plate', id: 'plate' },
    element('h3', {}, text('steps.signature')),
    signature
      ? element(
          'p',
          { class: 'signature-text', id: 'signature', translate: 'no' },
          groups.map((group) => [element('span', {}, group), element('wbr')]),
        )
      : element('p', { class: 'signature-text empty' }, '—'),
    element(
      'p',
      { class: 'plate-foot' },
      element(
        'span',
        {},
        `${text('steps.signature.travels')} `,
        element('code', { translate: 'no' }, spec.signatureField),
      ),
      signature && copyButton(() => signature, { id: 'copy-signature', 'aria-label': text('steps.signature.copy') }),
    ),
    example && signature && verdict(example.same, example.message),
  )
}
