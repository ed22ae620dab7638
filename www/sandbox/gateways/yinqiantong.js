// Yinqiantong (银钱通), v1 with its authentication in the headers and v2 with it in the body, and the cashiers of Alipay
// and WeChat behind them.

import { fromUnits, withPlaces } from '../amount.js'
import { Refusal, acknowledgedBy, json, signed } from '../answer.js'
import { withAmountChanged } from '../faults.js'
import { faultsOf, refuseFaults } from '../field.js'
import { randomHex } from '../identifiers.js'
import { sign } from '../signing.js'
import { beijing, seconds } from '../time.js'
import { numeric, pairsOf, writeForm, writeJson } from '../wire.js'
import { yinqiantongPages } from './yinqiantong-pages.js'

const CHANNEL_NUMBERS = { alipay: 1, wx: 2, qq: 3, jd: 4 }
const PLATFORM_NUMBERS = { pc: 1, app: 2, h5: 3, mp: 4, mini_app: 5, scan: 6 }
const STATUS_NUMBERS = { unpaid: 0, paid: 1, failed: 2, expired: 3 }

// "closed" has no word here; an order that nobody can pay any more is expired.
const WORDS = {
  created: 'unpaid',
  paid: 'paid',
  expired: 'expired',
  closed: 'expired',
  failed: 'failed',
  refunding: 'refunding',
  refunded: 'refunded',
}

const LIFE_SECONDS = 7200 // expire_time - create_time of the document's own answer
const WINDOW_SECONDS = 86400

const invert = (table) => Object.fromEntries(Object.entries(table).map(([name, number]) => [String(number), name]))

const VERSIONS = {
  v1: {
    prefix: '/yinqiantong',
    codes: {
      ok: 200,
      params: 4000,
      signature: 4001,
      late: 4002,
      headers: 4003,
      app: 4004,
      offline: 4007,
      exists: 4008,
      missing: 4010,
    },
    channels: { wx: 'wx', alipay: 'alipay' },
    platforms: Object.fromEntries(Object.keys(PLATFORM_NUMBERS).map((name) => [name, name])),
    // The September 2018 page, whose example sends neither of them, asks for notify_url all the same: leave both free.
    required: [],
    quirks: {
      answers: { value: 'numbers', choices: ['numbers', 'names'] },
      notification: { value: 'names', choices: ['names', 'numbers'] },
      merchantNumber: { value: 'client_out_trade_no', choices: ['client_out_trade_no', 'cient_out_trade_no'] },
    },
  },
  v2: {
    prefix: '/yinqiantong-v2',
    codes: {
      ok: 200,
      params: 4414,
      signature: 4403,
      late: 4403,
      headers: 4414,
      app: 4404,
      offline: 4414,
      exists: 4409,
      missing: 4404,
    },
    channels: invert(CHANNEL_NUMBERS),
    platforms: invert(PLATFORM_NUMBERS),
    required: ['client_out_trade_no', 'notify_url'],
    quirks: {
      notification: { value: 'numbers', choices: ['numbers', 'names'] },
      merchantNumber: { value: 'cient_out_trade_no', choices: ['cient_out_trade_no', 'client_out_trade_no'] },
    },
  },
}

const ORDER = {
  money: { integer: true },
  client_ip: { ipv4: true },
  notify_url: { max: 128, url: true, optional: true },
  open_id: { optional: true },
  return_url: { max: 128, url: 'bare', optional: true },
  subject: { max: 32, optional: true },
  description: { max: 128, optional: true },
  extra: { max: 512, optional: true },
  client_out_trade_no: { pattern: /^[0-9A-Za-z]{1,32}$/, optional: true },
}

const QUERY = { appid: {}, out_trade_no: { optional: true }, client_out_trade_no: { optional: true } }

// The answers of a v2 query; 4201, 4400 and 4408 are answers too.
const QUERY_CODES = {
  unpaid: [4201, '等待支付'],
  paid: [200, '支付成功'],
  expired: [4408, '订单已失效'],
  failed: [4400, '支付失败'],
  refunding: [200, '支付成功'],
  refunded: [200, '支付成功'],
}

export function yinqiantong(box, version) {
  const { prefix, codes, channels, platforms, required, quirks } = VERSIONS[version]
  const v1 = version === 'v1'
  const name = v1 ? 'yinqiantong' : 'yinqiantong-v2'
  const orderRules = {
    ...ORDER,
    channel: { oneOf: Object.keys(channels) },
    platform: { oneOf: Object.keys(platforms) },
    ...Object.fromEntries(required.map((field) => [field, { ...ORDER[field], optional: false }])),
  }

  const gateway = {
    name,
    title: { en: `Yinqiantong ${version}`, zh: `银钱通 ${version}` },
    prefix,
    merchant: {
      appId: '00000000',
      ...(v1 && { appKey: '1234567890123456' }),
      appSecret: 'your_app_secret',
      // Where an order without notify_url (v1) is announced.
      notifyUrl: null,
      ...box.options.merchants?.[name],
    },
    quirks: structuredClone(quirks),
    codes,
    words: WORDS,
    moves: {
      refund: { from: ['paid', 'refunding'], to: 'refunded' },
      'start-refund': { from: ['paid'], to: 'refunding' },
    },
    opening: () => '0',

    config: () => ({
      version,
      appId: gateway.merchant.appId,
      ...(v1 && { appKey: gateway.merchant.appKey }),
      appSecret: gateway.merchant.appSecret,
      base: `${box.url()}${prefix}`,
    }),

    calls: [
      {
        name: 'createOrder',
        method: 'POST',
        path: '/order',
        body: 'json',
        amounts: v1 ? ['money'] : undefined,
        act: createOrder,
      },
      {
        name: 'queryOrder',
        method: 'GET',
        path: '/order',
        body: 'query',
        amounts: v1 ? ['money'] : undefined,
        act: v1 ? queryV1 : queryV2,
      },
    ],

    authenticate: v1 ? authenticateV1 : authenticateV2,

    answer(call, { code = codes.ok, msg = 'ok', data }, strike) {
      if (strike === 'amount') data = withAmountChanged(data, call.amounts)
      return json({ msg, code, ...(data && { data }) })
    },

    refuse: (refusal) => json({ msg: refusal.message, code: refusal.code }),

    entries(order, action) {
      const amount = fromUnits(BigInt(order.data.money), 2)
      if (action === 'pay') return [{ account: 'merchant', currency: 'CNY', amount }]
      if (action === 'refund') return [{ account: 'merchant', currency: 'CNY', amount: `-${amount}` }]
      return []
    },

    notification: {
      // v2: every minute, three times. v1's page is silent: the same.
      schedule: [60, 60, 60],
      dated: true,
      amounts: ['money'],
      on: (order, action) => (action === 'pay' ? 'paid' : null),
      address: (order) => order.data.notify_url || gateway.merchant.notifyUrl,
      build({ order, fields, strike, at }) {
        const { appId, appKey, appSecret } = gateway.merchant
        const ts = seconds(strike === 'stale' ? at - 2 * WINDOW_SECONDS * 1000 : at)
        const asText = box.quirk(gateway, 'notification') === 'numbers'
        const coded = (table, word) => (asText && table[word] !== undefined ? String(table[word]) : word)
        const data = {
          channel: coded(CHANNEL_NUMBERS, order.data.channel),
          platform: coded(PLATFORM_NUMBERS, order.data.platform),
          out_trade_no: order.id,
          [box.quirk(gateway, 'merchantNumber')]: order.merchantNo ?? '',
          status: coded(STATUS_NUMBERS, WORDS[order.status]),
          money: numeric(order.data.money),
          client_ip: order.data.client_ip,
          open_id: order.data.open_id ?? '',
          subject: order.data.subject ?? '',
          description: order.data.description ?? '',
          extra: order.data.extra ?? '',
          pay_time: seconds(order.paidAt ?? at),
          ...(!v1 && { appid: appId, ts }),
          ...fields,
        }
        const scheme = v1
          ? { scheme: 'yinqiantong-v1', field: 'sign', key: appSecret, extra: [['ts', String(ts)]] }
          : { scheme: 'yinqiantong-v2', field: 'sign', key: appSecret }
        const dressed = signed(data, scheme, strike, ['money'])
        const headers = { 'content-type': 'application/json; charset=utf-8' }
        return v1
          ? {
              headers: { ...headers, appid: appId, appkey: appKey, ts: String(ts), sign: dressed.signature },
              body: writeJson(dressed.data),
              canonical: dressed.canonical,
            }
          : { headers, body: writeJson({ ...dressed.data, sign: dressed.signature }), canonical: dressed.canonical }
      },
      acknowledged: v1 ? acknowledgedBy('code', 200) : (status) => status === 200,
    },

    payPage: (order) => `${box.url()}${prefix}/cashier/${order.data.channel}/${order.id}`,
    yuan: (order) => withPlaces(fromUnits(BigInt(order.data.money), 2), 2),
    pages: (app) => yinqiantongPages(app, box, gateway),
  }
  return gateway

  function refuseLate(ts) {
    if (!/^[0-9]{10}$/.test(ts)) throw new Refusal(codes.params, 'ts is not 10 digits')
    if (Math.abs(seconds(box.now()) - Number(ts)) > WINDOW_SECONDS)
      throw new Refusal(codes.late, 'ts is more than 86400 seconds off')
  }

  function authenticateV1(call, request) {
    const { appid, appkey, ts, sign: signature } = request.headers
    const absent = ['appid', 'appkey', 'ts', 'sign'].filter((header) => !request.headers[header])
    if (absent.length) throw new Refusal(codes.headers, `the headers ${absent.join(', ')} are missing`)
    if (appid !== gateway.merchant.appId || appkey !== gateway.merchant.appKey)
      throw new Refusal(codes.app, 'no such appid and appkey')
    refuseLate(ts)
    // A query signs no parameters.
    const pairs = [...(call.body === 'json' ? request.pairs : []), ['ts', ts]]
    if (!request.check('yinqiantong-v1', pairs, gateway.merchant.appSecret, signature))
      throw new Refusal(codes.signature, '签名错误: the sign is wrong')
    return admit(call, request)
  }

  function authenticateV2(call, request) {
    const { params, pairs } = request
    if (params.appid !== gateway.merchant.appId) throw new Refusal(codes.app, '没有找到相关信息: no such appid')
    if (call.body === 'json') {
      refuseLate(params.ts ?? '')
      if (!request.check('yinqiantong-v2', pairs, gateway.merchant.appSecret, params.sign))
        throw new Refusal(codes.signature, '签名不正确')
    }
    return admit(call, request)
  }

  function admit(call, request) {
    const { params } = request
    refuseFaults(faultsOf(call.body === 'json' ? orderRules : QUERY, params), codes.params, '参数异常: ')
    request.merchantNo = params.client_out_trade_no
    if (params.appid && params.appid !== gateway.merchant.appId)
      throw new Refusal(codes.params, 'appid is not the one of the headers')
    return { params }
  }

  function createOrder({ params }) {
    const order = { ...params, channel: channels[params.channel], platform: platforms[params.platform] }
    for (const field of ['sign', 'ts', 'appid']) delete order[field]
    if ((order.platform === 'mp' || order.platform === 'mini_app') && !order.open_id)
      throw new Refusal(codes.params, `open_id is missing: ${order.platform} needs it`)
    if (!PAY_BODIES[kindOf(order)])
      throw new Refusal(codes.offline, `channel ${params.channel} has no platform ${params.platform}`)
    const merchantNo = order.client_out_trade_no ?? null
    if (merchantNo && box.orders.byNumber(gateway, 'payment', merchantNo)) throw new Refusal(codes.exists, '订单已存在')
    const at = box.now()
    const created = box.orders.create(gateway, {
      id: `${gateway.merchant.appId}${at}${randomHex(7)}`,
      merchantNo,
      at,
      expiresAt: at + LIFE_SECONDS * 1000,
      data: order,
    })
    if (v1) return { order: created, data: { data: view(created), msg: 'ok' } }
    const data = { out_trade_no: created.id, pay_body: payBody(created), expire_time: seconds(created.expiresAt) }
    return { order: created, data: { data, msg: '创建成功' } }
  }

  function find({ out_trade_no, client_out_trade_no }) {
    if (!out_trade_no && !client_out_trade_no)
      throw new Refusal(codes.params, 'out_trade_no or client_out_trade_no is missing')
    const order = out_trade_no
      ? box.orders.get(gateway, out_trade_no)
      : box.orders.byNumber(gateway, 'payment', client_out_trade_no)
    if (!order) throw new Refusal(codes.missing, '没有找到相关信息')
    return order
  }

  function queryV1({ params }) {
    const order = find(params)
    return { order, data: { data: view(order), msg: 'ok' } }
  }

  function queryV2({ params }) {
    const order = find(params)
    const [code, msg] = QUERY_CODES[WORDS[order.status]]
    return { order, data: { code, msg } }
  }

  /** v1's order. By default its codes are numbers, as in the document's own example, which contradicts its table. */
  function view(order) {
    const { data } = order
    const asNumber = box.quirk(gateway, 'answers') === 'numbers'
    const coded = (table, word) => (asNumber && table[word] !== undefined ? table[word] : word)
    return {
      app_id: gateway.merchant.appId,
      channel: coded(CHANNEL_NUMBERS, data.channel),
      platform: coded(PLATFORM_NUMBERS, data.platform),
      out_trade_no: order.id,
      [box.quirk(gateway, 'merchantNumber')]: order.merchantNo ?? '',
      status: coded(STATUS_NUMBERS, WORDS[order.status]),
      money: numeric(data.money),
      client_ip: data.client_ip,
      open_id: data.open_id ?? '',
      subject: data.subject ?? '',
      description: data.description ?? '',
      notify_url: data.notify_url ?? '',
      [asNumber ? 'success_url' : 'return_url']: data.return_url ?? '',
      extra: data.extra ?? '',
      pay_body: payBody(order),
      pay_time: order.paidAt ? seconds(order.paidAt) : 0,
      expire_time: seconds(order.expiresAt),
      create_time: seconds(order.createdAt),
    }
  }

  function payBody(order) {
    return PAY_BODIES[kindOf(order.data)](order, {
      gateway,
      cashier: `${box.options.cashierUrl ?? box.url()}${prefix}/cashier`,
      key: box.keys.platformPrivate,
    })
  }
}

const kindOf = ({ channel, platform }) =>
  platform === 'scan'
    ? 'scan'
    : platform === 'app' || platform === 'mini_app'
      ? `sdk:${channel}`
      : `${channel}:${platform}`

const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll("'", '&apos;').replaceAll('<', '&lt;')

const PAY_BODIES = {
  'alipay:h5': alipayForm,
  'alipay:pc': alipayForm,
  'wx:h5': (order, { cashier }) =>
    `${cashier}/wxpay/checkmweb?${writeForm({ prepay_id: `wx${order.id}`, package: order.createdAt, redirect_url: order.data.return_url ?? '' })}`,
  'wx:mp': wechatBridge,
  'sdk:wx': wechatBridge,
  'sdk:alipay': (order) => JSON.stringify({ tradeNO: order.id }),
  'sdk:qq': (order) => JSON.stringify({ tokenId: order.id }),
  'sdk:jd': (order) => JSON.stringify({ orderId: order.id }),
  scan: (order, { cashier }) => `${cashier}/${order.data.channel}/${order.id}`,
}

/** Single-quoted attributes, JSON in one of the values, and a script that submits it: as printed in the document. */
function alipayForm(order, { gateway, cashier, key }) {
  const fields = {
    app_id: '2018081661080671',
    method: order.data.platform === 'pc' ? 'alipay.trade.page.pay' : 'alipay.trade.wap.pay',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    version: '1.0',
    return_url: order.data.return_url ?? '',
    notify_url: 'http://yinqiantong.com/alipay/notify',
    timestamp: beijing(order.createdAt),
  }
  const content = {
    out_trade_no: order.id,
    // Alipay counts in yuan; the document's example puts the fen here.
    total_amount: gateway.yuan(order),
    subject: order.data.subject ?? '',
    notify_url: 'http://yinqiantong.com/api/alipay/notify',
    product_code: order.data.platform === 'pc' ? 'FAST_INSTANT_TRADE_PAY' : 'QUICK_WAP_WAY',
  }
  // PHP writes the slashes of JSON as \/.
  const biz_content = JSON.stringify(content).replaceAll('/', '\\/')
  const signature = sign('alipay', pairsOf({ ...fields, biz_content }), key)
  const inputs = Object.entries({ ...fields, sign: signature, biz_content })
    .map(([name, value]) => `<input type='hidden' name='${name}' value='${attribute(value)}'/>`)
    .join('')
  return `<form id='alipaysubmit' name='alipaysubmit' action='${cashier}/gateway.do?charset=utf-8' method='post'>${inputs}<input type='submit' value='ok' style='display:none;'></form><script>document.forms['alipaysubmit'].submit();</script>`
}

function wechatBridge(order, { key }) {
  const fields = {
    appId: 'wx0000000000000000',
    timeStamp: String(seconds(order.createdAt)),
    nonceStr: order.id.slice(-16),
    package: `prepay_id=wx${order.id}`,
    signType: 'RSA',
  }
  return JSON.stringify({ ...fields, paySign: sign('alipay', pairsOf(fields), key) })
}
