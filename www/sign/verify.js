/** A notification as it arrived, and what is wrong with it: reading, signature, identity and time, what it says. */

import { element } from '../frame/element.js'
import { addTexts, onLanguage, text, translate } from '../frame/language.js'
import { canonicalNodes, piecesOf } from './canonical.js'
import { inWords } from './compare.js'
import { nearbyRule } from './nearby.js'
import { PasteFault, readPasted } from './paste.js'
import { verdict } from './verdict.js'

addTexts({
  'verify.heading': ['Verify a notification', '验证通知'],
  'verify.lead': [
    'Paste a notification as it arrived, raw, say which gateway it is from, and read what is wrong with it.',
    '粘贴收到的原始通知，选择网关，看看问题出在哪里。',
  ],
  'verify.gateway': ['Gateway', '网关'],
  'verify.app': ['Application id, if it shall be compared', '应用编号（需要核对时填写）'],
  'verify.app-key': ['appkey, if it shall be compared', 'appkey（需要核对时填写）'],
  'verify.key': ['Key', '密钥'],
  'verify.key.hicoin': ['the payment key, mch_key', '支付密钥 mch_key'],
  'verify.key.app': ['the application’s secret, app_secret', '应用密钥 app_secret'],
  'verify.key.public': ['the gateway’s public key', '平台公钥'],
  'verify.headers': ['Headers, one a line: appid, appkey, ts, sign', '请求头，每行一个：appid、appkey、ts、sign'],
  'verify.body': ['Body, character for character', '请求体，逐字符原样'],
  'verify.do': ['Verify', '验证'],
  'verify.example': ['Take an example', '填入示例'],
  'verify.forged': ['and change one character', '并改动一个字符'],
  'verify.missing': ['Fill in the key and the body first.', '请先填写密钥与请求体。'],
  'verify.read': ['Read the body', '读取请求体'],
  'verify.read.ok': ['{count} fields.', '{count} 个字段。'],
  'verify.read.headers': ['A line of the headers has no colon: {line}', '请求头中有一行没有冒号：{line}'],
  'verify.sign': [
    'Build the canonical string, and sign it as the gateway should have',
    '拼出待签名串，按网关应有的方式签名',
  ],
  'verify.sign.none': ['The notification carries no signature in {name}.', '通知中没有签名字段 {name}。'],
  'verify.sign.ours': ['computed here', '此处算出'],
  'verify.sign.theirs': ['in the notification', '通知携带'],
  'verify.sign.same': ['The signature is right.', '签名正确。'],
  'verify.sign.differs': [
    'The signature is wrong. Either the key is not the one that signed it, or a character changed on the way.',
    '签名错误：要么密钥不是签名所用的那一个，要么途中有字符被改动。',
  ],
  'verify.sign.public': [
    'With a public key the signature can be checked, not computed.',
    '公钥只能验证签名，不能重新算出它。',
  ],
  'verify.sign.found': ['It would be right if:', '在下列条件下它是正确的：'],
  'verify.sign.parsed': [
    'If a framework parsed the body before you saw it, this is not what was signed: take the raw bytes.',
    '如果框架在你之前解析过请求体，它就不再是被签名的内容：请取原始字节。',
  ],
  'verify.says': ['Who, when, what: what the package says', '谁、何时、何事：本包的结论'],
  'verify.says.expired': [
    'The gateway’s clock and this one differ by more than a day, or it is an old notification sent again.',
    '网关时间与本机相差超过一天，或者这是重放的旧通知。',
  ],
  'verify.paid': ['Genuine, and it says: paid.', '真实的通知，内容是：已支付。'],
  'verify.not-paid': ['Genuine, but it does not say that anything was paid.', '真实的通知，但内容不是“已支付”。'],
  'verify.compare': [
    'Before you deliver, compare amount and currency with your own order, and act only once.',
    '交付之前，请核对金额与币种是否与你的订单一致，并且只处理一次。',
  ],
})

/** `open`: the package's class for it; where there is none that does without a private key, the Verifier speaks. */
const GATEWAYS = {
  hicoin: {
    label: 'HiCoin',
    key: 'hicoin',
    id: 'app_id',
    open: ({ HiCoin }, { app, key }) => new HiCoin({ appId: app, mchKey: key, dangerouslyAllowBrowser: true }),
  },
  'yinqiantong-v1': {
    label: 'Yinqiantong 银钱通 v1',
    key: 'app',
    id: 'appid',
    headers: true,
    open: ({ Yinqiantong }, { app, appKey, key }) =>
      new Yinqiantong({ version: 'v1', appId: app, appKey, appSecret: key, dangerouslyAllowBrowser: true }),
  },
  'yinqiantong-v2': {
    label: 'Yinqiantong 银钱通 v2',
    key: 'app',
    id: 'appid',
    open: ({ Yinqiantong }, { app, key }) =>
      new Yinqiantong({ version: 'v2', appId: app, appSecret: key, dangerouslyAllowBrowser: true }),
  },
  bitcv: {
    label: 'BitCV 币威',
    key: 'app',
    open: ({ BitCV }, { key }) => new BitCV({ appId: '-', appSecret: key, dangerouslyAllowBrowser: true }),
  },
  sixdu: { label: '6du', key: 'public' },
}

/** @param {typeof import('paysign')} paysign */
export function verifyPanel(place, paysign, examples) {
  const fields = {}
  const gateway = element(
    'select',
    { class: 'field', id: 'verify-gateway', onchange: arrange },
    Object.entries(GATEWAYS).map(([name, { label }]) => element('option', { value: name }, label)),
  )
  const labelled = (name, field, more = {}) => {
    fields[name] = field
    for (const [attribute, value] of Object.entries({
      id: `verify-${name}`,
      class: 'field grows mono',
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
      translate: 'no',
    }))
      field.setAttribute(attribute, value)
    return element(
      'p',
      { class: 'verify-field', ...more },
      element('label', { for: `verify-${name}`, 'data-text': `verify.${name}` }),
      field,
    )
  }
  const result = element('div', { class: 'verify-result', id: 'verify-result', role: 'status' })
  const app = labelled('app', element('input'))
  const appKey = labelled('app-key', element('input'))
  const headers = labelled('headers', element('textarea', { rows: 4 }))
  place.append(
    element('h2', { id: 'verify-heading', 'data-text': 'verify.heading' }),
    element('p', { class: 'hint', 'data-text': 'verify.lead' }),
    element(
      'form',
      { class: 'verify-form', novalidate: true, onsubmit: verify },
      element(
        'p',
        { class: 'verify-field' },
        element('label', { for: 'verify-gateway', 'data-text': 'verify.gateway' }),
        gateway,
      ),
      labelled('key', element('textarea', { rows: 1 })),
      app,
      appKey,
      headers,
      labelled('body', element('textarea', { rows: 4 })),
      element(
        'p',
        { class: 'verify-actions' },
        element('button', { type: 'submit', class: 'button', id: 'verify-do', 'data-text': 'verify.do' }),
        element('button', { type: 'button', class: 'quiet', 'data-text': 'verify.example', onclick: takeExample }),
        element('button', { type: 'button', class: 'quiet', 'data-text': 'verify.forged', onclick: forge }),
      ),
    ),
    result,
  )
  // A key of one's own is hidden; the example's is public.
  fields.key.classList.add('key')
  fields.key.addEventListener('input', () => fields.key.classList.add('masked'))
  translate(place)
  arrange()
  let shown = false
  onLanguage(() => {
    arrange()
    if (shown) verify()
  })

  function arrange() {
    const { key, id, headers: inHeaders } = GATEWAYS[gateway.value]
    place.querySelector('label[for=verify-key]').textContent = `${text('verify.key')}: ${text(`verify.key.${key}`)}`
    app.hidden = !id
    appKey.hidden = headers.hidden = !inHeaders
  }

  function takeExample() {
    const example = examples.find((each) => each.gateway === gateway.value) ?? examples[0]
    gateway.value = example.gateway
    arrange()
    fields.key.value = example.key
    fields.key.classList.remove('masked')
    fields.app.value = example.app ?? ''
    fields.headers.value = ''
    fields.body.value = example.body
    verify()
  }

  function forge() {
    if (fields.body.value === '') takeExample()
    fields.body.value = fields.body.value.replace(/\d(?=\D*$)/, (digit) => (Number(digit) + 1) % 10)
    verify()
  }

  function verify(event) {
    event?.preventDefault()
    shown = true
    result.replaceChildren(...steps())
  }

  function steps() {
    const name = gateway.value
    const key = fields.key.value
    const body = fields.body.value
    if (key === '' || body.trim() === '') return [element('p', { class: 'hint' }, text('verify.missing'))]
    const step = (title, ...content) => element('li', { class: 'step' }, element('h3', {}, text(title)), content)
    const list = element('ol', { class: 'steps' })

    let params
    let carried
    try {
      const read = readPasted(body)
      const given = headerLines(fields.headers.value)
      params = Object.fromEntries(read.rows.map(({ name, text }) => [name, text]))
      const spec = paysign.scheme(name)
      carried = params[spec.signatureField] ?? (GATEWAYS[name].headers ? given.sign : undefined)
      if (GATEWAYS[name].headers) params.ts = given.ts
      list.append(step('verify.read', element('p', {}, text('verify.read.ok', { count: read.rows.length }))))
    } catch (error) {
      if (!(error instanceof PasteFault)) throw error
      list.append(step('verify.read', verdict(false, text(error.message, error.values))))
      // The package has the last word on what can be read.
      list.append(step('verify.says', ...conclusion(name, key, body)))
      return [list]
    }
    list.append(step('verify.sign', ...signature(name, key, params, carried)))
    list.append(step('verify.says', ...conclusion(name, key, body)))
    return [list]
  }

  function signature(name, key, params, carried) {
    const spec = paysign.scheme(name)
    let signer
    try {
      const Kind = name === 'sixdu' ? paysign.Verifier : paysign.Signer
      signer = new Kind(name, key)
      const explanation = signer.explain(params)
      const pieces = piecesOf(paysign.canonicalString, spec, explanation)
      const nodes = [
        element(
          'p',
          { class: 'canonical', id: 'verify-canonical', translate: 'no' },
          canonicalNodes(spec, pieces, explanation.canonical),
        ),
      ]
      if (!carried) return [...nodes, verdict(false, text('verify.sign.none', { name: spec.signatureField }))]
      const line = (words, value) => [element('dt', {}, text(words)), element('dd', { translate: 'no' }, value)]
      nodes.push(
        element(
          'dl',
          { class: 'side-by-side' },
          explanation.signature && line('verify.sign.ours', explanation.signature),
          line('verify.sign.theirs', carried),
        ),
      )
      if (!explanation.signature) nodes.push(element('p', { class: 'hint' }, text('verify.sign.public')))
      const same = signer.verify(params, carried)
      nodes.push(verdict(same, text(same ? 'verify.sign.same' : 'verify.sign.differs')))
      return same ? nodes : [...nodes, ...reasons(spec, key, params, carried)]
    } catch (error) {
      return [verdict(false, `${error.message} [PayError ${error.kind}]`)]
    } finally {
      signer?.free()
    }
  }

  function reasons(spec, key, params, carried) {
    const found = spec.algorithm.startsWith('rsa-') ? undefined : nearbyRule(paysign, { spec, key, params }, carried)
    if (!found) return [element('p', { class: 'hint' }, text('verify.sign.parsed'))]
    const words = found.changes.map(inWords)
    if (found.key !== undefined) words.unshift(text('compare.found.key'))
    return [
      element(
        'div',
        { class: 'found' },
        element('p', {}, text('verify.sign.found')),
        element(
          'ul',
          {},
          words.map((word) => element('li', {}, word)),
        ),
      ),
    ]
  }

  /** Not asked to compare an id, the package gets the one that the notification names. */
  function conclusion(name, key, body) {
    const { open, id } = GATEWAYS[name]
    let client
    try {
      const given = headerLines(fields.headers.value)
      const named = new RegExp(`"?${id}"?\\s*[:=]\\s*"?([^"&,}\\s]+)`).exec(body)?.[1] ?? given.appid
      const app = fields.app.value || named || '-'
      const appKey = fields['app-key'].value || given.appkey || '-'
      let event
      if (open) {
        client = open(paysign, { app, appKey, key })
        event = client.parseNotification({ body, headers: given })
      } else {
        client = new paysign.Verifier(name, key)
        event = client.verifyBody(body)
      }
      const { raw, paid, ...said } = event
      return [
        paid !== undefined && verdict(paid, text(paid ? 'verify.paid' : 'verify.not-paid')),
        element(
          'dl',
          { class: 'side-by-side event' },
          Object.entries(said).map(([field, value]) => [
            element('dt', { translate: 'no' }, field),
            element('dd', { translate: 'no' }, String(value)),
          ]),
        ),
        element('p', { class: 'hint' }, text('verify.compare')),
      ].filter(Boolean)
    } catch (error) {
      return [
        verdict(false, `${error.message} [${error.name} ${error.kind ?? ''}]`),
        error.kind === 'expired' && element('p', { class: 'hint' }, text('verify.says.expired')),
      ].filter(Boolean)
    } finally {
      client?.free()
    }
  }
}

function headerLines(lines) {
  return Object.fromEntries(
    lines
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const at = line.indexOf(':')
        if (at < 0) throw new PasteFault('verify.read.headers', { line })
        return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]
      }),
  )
}
