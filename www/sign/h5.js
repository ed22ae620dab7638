/** The address of HiCoin's H5 pay page, from the package's own class, as a link and as a QR code. */

import { element } from '../frame/element.js'
import { addTexts, text, translate } from '../frame/language.js'
import { qrCode } from '../frame/qr.js'
import { bytes, byteLength } from './characters.js'
import { copyButton } from './copy.js'
import { faultText, showFault } from './fault.js'
import { verdict } from './verdict.js'

addTexts({
  'h5.heading': ['H5 pay page', 'H5 支付页'],
  'h5.page': ['Pay page, if not HiCoin’s own', '支付页地址（不用 HiCoin 官方地址时）'],
  'h5.address': ['The whole address', '完整地址'],
  'h5.copy': ['Copy the address', '复制地址'],
  'h5.code': ['QR code of the address', '地址的二维码'],
  'h5.leaves': ['Following the link is the one thing here that leaves this page.', '只有点开这个链接才会离开本页。'],
  'h5.missing': ['The address needs {names} among the parameters.', '地址还需要参数 {names}。'],
  'h5.package': ['package must read prepay_id=… for an address.', '要得到地址，package 须为 prepay_id=… 的形式。'],
  'h5.extra': [
    'The pay page takes five parameters. {names} changes the signature above and is no part of the address.',
    '支付页只接受五个参数。{names} 会改变上面的签名，但不在地址之中。',
  ],
})

const NAMES = ['appId', 'nonceStr', 'package', 'signType', 'timeStamp']
const PREPAY = 'prepay_id='

export function h5Panel(place, { paysign, outcome }) {
  const page = element('input', {
    id: 'h5-page',
    class: 'field',
    type: 'url',
    inputmode: 'url',
    spellcheck: 'false',
    autocomplete: 'off',
    translate: 'no',
    placeholder: 'https://',
    'aria-describedby': 'h5-fault',
  })
  const fault = element('p', { class: 'fault', id: 'h5-fault', hidden: true })
  const address = element('div', { class: 'h5-address' })
  place.append(
    element('h3', { 'data-text': 'h5.heading' }),
    address,
    element('div', { class: 'h5-page' }, element('label', { for: 'h5-page', 'data-text': 'h5.page' }), page, fault),
  )
  translate(place)
  page.addEventListener('input', () => show())

  let example
  function show(shown = example) {
    example = shown
    const { params, key, signature } = outcome()
    showFault(fault, '', page)
    if (!signature) {
      address.replaceChildren()
      return
    }
    try {
      const notes = notesOn(params)
      const url = notes.blocked ? undefined : addressOf(params, key)
      address.replaceChildren(
        ...notes.lines.map((line) => element('p', { class: 'hint' }, line)),
        ...(url ? shownAddress(url) : []),
      )
    } catch (error) {
      address.replaceChildren()
      showFault(fault, faultText(error), page)
    }
  }

  function addressOf(params, key) {
    const payPage = page.value.trim() || undefined
    const { HiCoin } = paysign()
    // The one class of the package that a page must ask for by name: this page is for examples and debugging.
    const hicoin = new HiCoin({ appId: String(params.appId), mchKey: key, payPage, dangerouslyAllowBrowser: true })
    try {
      return hicoin.h5PayUrl({
        prepay_id: String(params.package).slice(PREPAY.length),
        nonceStr: String(params.nonceStr),
        timeStamp: String(params.timeStamp),
      })
    } finally {
      hicoin.free?.()
    }
  }

  function shownAddress(url) {
    return [
      example?.url &&
        verdict(url === example.url, text(url === example.url ? 'example.url.same' : 'example.url.other')),
      element(
        'div',
        { class: 'h5-columns' },
        element(
          'div',
          { class: 'string' },
          element(
            'p',
            { class: 'canonical' },
            element('a', { id: 'h5-link', href: url, rel: 'noreferrer', translate: 'no' }, units(url)),
          ),
          element(
            'p',
            { class: 'string-foot' },
            element('span', {}, bytes(byteLength(url))),
            copyButton(() => url, { 'aria-label': text('h5.copy') }),
          ),
          element('p', { class: 'hint' }, text('h5.leaves')),
        ),
        qrCode(url, text('h5.code')),
      ),
    ].filter(Boolean)
  }

  return { show }
}

addTexts({
  'example.url.same': ['Equals the published address, character for character.', '与公开的地址逐字符一致。'],
  'example.url.other': ['Not the published address.', '与公开的地址不同。'],
})

/** Whether anything of a pay-page address is among the parameters. */
export const meantForPage = (params) => params.appId !== undefined || params.package !== undefined

function notesOn(params) {
  const lines = []
  const missing = NAMES.filter((name) => params[name] === undefined || params[name] === '')
  const blocked = missing.length > 0 || !String(params.package).startsWith(PREPAY)
  if (missing.length > 0) lines.push(text('h5.missing', { names: missing.join(', ') }))
  else if (blocked) lines.push(text('h5.package'))
  const extra = Object.keys(params).filter((name) => !NAMES.includes(name) && name !== 'paySign')
  if (!blocked && extra.length > 0) lines.push(text('h5.extra', { names: extra.join(', ') }))
  return { blocked, lines }
}

/** Lines break before a parameter first. */
function units(url) {
  return url.split(/(?=[?&])/).map((part) => element('span', { class: 'unit' }, part))
}
