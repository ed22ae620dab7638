import { PayError } from './error.js'
import { optionsOf } from './options.js'
import { globalProperty, kindOf, properties, property } from './value.js'

// How long the bridge may take to appear in a page that WeChat has opened.
const BRIDGE_MS = 10_000

/**
 * Does what a pay action says; see pay-action.d.ts. Nothing is awaited before the page is left, so that browsers still see
 * the payer's click behind it.
 */
export async function launch(payAction, page) {
  const {
    document = globalProperty('document'),
    location,
    bridge,
  } = optionsOf('launch', page, ['document', 'location', 'bridge'])
  const action = properties(payAction, ['kind', 'url', 'params', 'method', 'action', 'fields'])
  const window = property(document, 'defaultView')
  if (!window) {
    throw new PayError('config', 'launch works in a page only; send the pay action there (只能在网页中调用)')
  }
  switch (action.kind) {
    case 'form':
      return submit(action, document)
    case 'redirect':
      return (location ?? window.location).assign(address(action.url, 'url', window))
    case 'wechat-bridge':
      return invoke(bridge ?? (await wechatBridge(window)), action.params)
    case 'qr-code':
      throw new PayError(
        'config',
        'a QR code cannot be launched: show `text` as a QR code, which the payer scans with the wallet (请展示二维码)',
      )
    case 'sdk':
      throw new PayError(
        'config',
        "an order for an SDK cannot be launched by a page: pass `text` to the wallet's SDK in the app or mini program",
      )
    default:
      throw new PayError(
        'config',
        `this is not a pay action but ${kindOf(payAction)}; pass what parsePayBody returned, as an object and not as JSON text`,
      )
  }
}

/**
 * The address as the browser will follow it. parsePayBody has checked it, but since then the action has been through the
 * merchant's own server and network as plain JSON, and what is followed here may be `javascript:`, which would run in
 * this page. The list of hosts stays on the server, where it is configured.
 */
function address(text, field, window) {
  let url
  try {
    url = typeof text === 'string' ? new window.URL(text) : undefined
  } catch {
    // no whole address
  }
  const secure =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(url.hostname))
  if (!secure || url.username || url.password) {
    throw new PayError(
      'config',
      `${field}: must be a complete https address (http on this machine only) without a user name`,
    )
  }
  return url.href
}

/**
 * Rebuilds the form and submits it. A form's properties are hidden by fields of the same name (`submit`, `action`,
 * `append`), so everything is set before the fields are in, and `submit` is the prototype's. Text goes into attributes
 * as it is; none of it is ever parsed as HTML.
 */
function submit({ method, action, fields }, document) {
  const pairs = Array.isArray(fields) && fields.every((pair) => Array.isArray(pair) && pair.length === 2)
  if (!pairs || !fields.flat().every((text) => typeof text === 'string') || !['get', 'post'].includes(method)) {
    throw new PayError(
      'config',
      'this form needs a method and a list of [name, value]; pass what parsePayBody returned',
    )
  }
  const window = document.defaultView
  const form = element(document, 'form', {
    action: address(action, 'action', window),
    method,
    enctype: 'application/x-www-form-urlencoded',
    'accept-charset': 'utf-8', // what was signed, even from a page in GBK
    target: '_self', // even if the page has a <base target>
    hidden: '',
  })
  const inputs = document.createDocumentFragment()
  for (const [name, value] of fields) {
    inputs.appendChild(element(document, 'input', { type: 'hidden', name, value }))
  }
  form.appendChild(inputs)
  ;(document.body ?? document.documentElement).appendChild(form)
  window.HTMLFormElement.prototype.submit.call(form)
}

function element(document, name, attributes) {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  return element
}

/** WeChat puts the bridge into its pages some time after they are loaded, and tells the document. */
function wechatBridge({ document, navigator, WeixinJSBridge, setTimeout, clearTimeout }) {
  if (WeixinJSBridge) return WeixinJSBridge
  if (!/MicroMessenger/i.test(navigator.userAgent)) {
    throw new PayError('config', 'this order can be paid in WeChat only: open the page there (请在微信客户端打开)')
  }
  return new Promise((resolve, reject) => {
    const ready = () => {
      clearTimeout(timer)
      resolve(document.defaultView.WeixinJSBridge)
    }
    const timer = setTimeout(() => {
      document.removeEventListener('WeixinJSBridgeReady', ready)
      reject(new PayError('timeout', `WeChat's bridge did not appear within ${BRIDGE_MS / 1000} s; reload the page`))
    }, BRIDGE_MS)
    document.addEventListener('WeixinJSBridgeReady', ready, { once: true })
  })
}

function invoke(bridge, params) {
  if (params === null || typeof params !== 'object' || Array.isArray(params)) {
    throw new PayError('config', 'params: is not an object; pass what parsePayBody returned')
  }
  return new Promise((resolve) => {
    bridge.invoke('getBrandWCPayRequest', params, (answer) => {
      const message = String(answer?.err_msg ?? '')
      // 'get_brand_wcpay_request:ok', by some versions with capitals or a reason behind it.
      const word = /^get_?brand_?wcpay_?request:(ok|cancel|fail)/i.exec(message)?.[1].toLowerCase()
      resolve({ status: word ?? `unknown:${message}`, raw: answer })
    })
  })
}
