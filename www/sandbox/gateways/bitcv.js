// BitCV (币威) open platform.

import { Refusal, acknowledgedBy, json, signed } from '../answer.js'
import { withAmountChanged } from '../faults.js'
import { faultsOf, refuseFaults } from '../field.js'
import { randomHex, randomText } from '../identifiers.js'
import { beijing, fromBeijing, seconds, stamp } from '../time.js'
import { writeForm, writeJson } from '../wire.js'
import { bitcvPages } from './bitcv-pages.js'

// All documented. The page names no code for a number used twice, an order that is not there, or a balance that is too
// low: they are bad parameters.
const CODES = { params: 100, signature: 105, login: 302, token: 40014, code: 40029 }

const WORDS = {
  created: 'WAIT_PAY',
  paid: 'PAY_FINISHED',
  finished: 'TRADE_FINISHED',
  failed: 'TRADE_FAILED',
  closed: 'TRADE_CLOSED',
  expired: 'TRADE_CLOSED',
}

const CURRENCIES = ['BCV', 'BTC', 'ETH', 'USDT']
const ORDER = {
  outTradeNo: { max: 64 },
  totalAmount: { decimal: true },
  productName: {},
  currency: { oneOf: CURRENCIES },
  payerIp: { ipv4: true },
  requestTime: {},
  memo: { optional: true },
}

const ACCESS_SECONDS = 7200
const REFRESH_SECONDS = 30 * 86400

export function bitcv(box) {
  const gateway = {
    name: 'bitcv',
    title: { en: 'BitCV', zh: '币威' },
    prefix: '/bitcv',
    merchant: { appId: 'bitcv-app', appSecret: 'app-secret-bitcv', notifyUrl: null, ...box.options.merchants?.bitcv },
    users: [
      { openId: '070dbc07002226b2', nickname: '李雷', mobile: '13801088888' },
      { openId: '5966c7bdacaa47b9bf59ca85144a8c47', nickname: '韩梅梅', mobile: '13901099999' },
    ],
    quirks: {
      oauth: { value: 'bare', choices: ['bare', 'data'] },
      notification: { value: 'json', choices: ['json', 'form'] },
    },
    codes: CODES,
    words: WORDS,
    // The page says what each state means and not what leads to it. Paying pays; the trade is finished afterwards.
    // Orders carry no time limit here, so none expires by itself.
    moves: { finish: { from: ['paid'], to: 'finished' }, fail: { from: ['created'], to: 'failed' } },
    opening: (account, currency) => (account === 'merchant' && CURRENCIES.includes(currency) ? '1000000' : '0'),

    config: () => ({
      appId: gateway.merchant.appId,
      appSecret: gateway.merchant.appSecret,
      base: `${box.url()}/bitcv`,
    }),

    calls: [
      {
        name: 'createOrder',
        method: 'POST',
        path: '/api/createOrder',
        body: 'json',
        token: true,
        fields: ORDER,
        act: createOrder,
      },
      {
        name: 'queryOrder',
        method: 'POST',
        path: '/api/order',
        body: 'json',
        secret: true,
        fields: { tradeNo: {} },
        amounts: ['totalAmount'],
        act: queryOrder,
      },
      {
        name: 'transfer',
        method: 'POST',
        path: '/api/transfer',
        body: 'json',
        secret: true,
        fields: { transNo: { max: 64 }, tradeList: {}, requestTime: {} },
        act: transfer,
      },
      {
        name: 'exchangeCode',
        method: 'GET',
        path: '/oauth2/accessToken',
        body: 'query',
        oauth: true,
        fields: { code: {}, grantType: { oneOf: ['authorizationCode'] } },
        act: exchangeCode,
      },
      {
        name: 'refreshToken',
        method: 'GET',
        path: '/oauth2/refreshToken',
        body: 'query',
        oauth: true,
        fields: { refreshToken: {}, grantType: { oneOf: ['refreshToken'] } },
        act: refreshToken,
      },
      {
        name: 'userInfo',
        method: 'GET',
        path: '/api/userinfo',
        body: 'query',
        oauth: true,
        token: true,
        fields: {},
        act: userInfo,
      },
    ],

    authenticate(call, request) {
      const { params, pairs } = request
      const { appId, appSecret } = gateway.merchant
      // An order names no application: the user's token does.
      const token = call.token && box.tokens.read(gateway, 'access', params.accessToken)
      if (call.token && !token) throw new Refusal(CODES.token, 'Illegal accessToken')
      if (!call.token && (params.appid !== appId || params.secret !== appSecret))
        throw new Refusal(CODES.params, 'appid or secret is wrong')
      if (!call.oauth && !request.check('bitcv', pairs, appSecret, params.sign))
        throw new Refusal(CODES.signature, '签名错误: the sign is wrong')
      const found = faultsOf(call.fields, params)
      if (call.fields.requestTime && params.requestTime && Number.isNaN(fromBeijing(params.requestTime)))
        found.push('requestTime is not YYYY-MM-DD HH:MM:SS')
      refuseFaults(found, CODES.params, '参数错误: ')
      request.merchantNo = params.outTradeNo ?? params.transNo
      return { params, token }
    },

    answer(call, data, strike) {
      if (strike === 'amount') data = withAmountChanged(data, call.amounts)
      if (call.oauth && box.quirk(gateway, 'oauth') === 'bare') return json(data)
      return json({ errcode: 0, errmsg: '成功执行', data })
    },

    refuse: (refusal) => json({ errcode: refusal.code, errmsg: refusal.message }),

    entries: (order, action) =>
      action === 'pay' ? [{ account: 'merchant', currency: order.data.currency, amount: order.data.totalAmount }] : [],

    notification: {
      // Not documented; the trade states are Alipay's, so its schedule is taken too: 4m 10m 10m 1h 2h 6h 15h.
      schedule: [240, 600, 600, 3600, 7200, 21600, 54000],
      dated: true,
      // Every state but WAIT_PAY is announced.
      on: (order, action) =>
        order.kind === 'payment'
          ? { pay: 'paid', finish: 'finished', fail: 'failed', close: 'closed', expire: 'closed' }[action]
          : null,
      address: () => gateway.merchant.notifyUrl,
      build({ order, fields, strike, at }) {
        const moment = strike === 'stale' ? at - 2 * 86400_000 : at
        const data = {
          outTradeNo: order.merchantNo,
          memo: order.data.memo ?? '',
          tradeStatus: WORDS[order.status],
          timeStamp: String(seconds(moment)),
          tradeTime: beijing(strike === 'stale' ? moment : (order.paidAt ?? order.updatedAt)),
          ...fields,
        }
        const dressed = signed(data, { scheme: 'bitcv', field: 'sign', key: gateway.merchant.appSecret }, strike)
        const message = { ...dressed.data, sign: dressed.signature }
        const form = box.quirk(gateway, 'notification') === 'form'
        return {
          headers: {
            'content-type': form
              ? 'application/x-www-form-urlencoded; charset=utf-8'
              : 'application/json; charset=utf-8',
          },
          body: form ? writeForm(message) : writeJson(message),
          canonical: dressed.canonical,
        }
      },
      acknowledged: acknowledgedBy('errcode', 0),
    },

    payPage(order) {
      if (order.kind !== 'payment') return null
      const query = { accessToken: order.data.accessToken, tradeNo: order.id, requestTime: beijing(box.now()) }
      return `${box.url()}/bitcv/bridge?${writeForm(query)}`
    },
    issueCode: (openId) => box.tokens.issue(gateway, 'code', 300, { openId }),
    issueTokens: tokensFor,
    pages: (app) => bitcvPages(app, box, gateway),
  }
  return gateway

  function createOrder({ params, token }) {
    if (box.orders.byNumber(gateway, 'payment', params.outTradeNo))
      throw new Refusal(CODES.params, `outTradeNo ${params.outTradeNo} exists`)
    const { sign: _, ...data } = params
    const order = box.orders.create(gateway, {
      id: `BW${stamp(box.now()).slice(2)}${randomText(8, '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ')}`,
      merchantNo: params.outTradeNo,
      data: { ...data, openid: token.openId },
    })
    return { order, data: { tradeNo: order.id } }
  }

  function queryOrder({ params }) {
    const order = box.orders.get(gateway, params.tradeNo)
    if (order?.kind !== 'payment') throw new Refusal(CODES.params, `no order ${params.tradeNo}`)
    const { totalAmount, productName, currency, openid, payerIp } = order.data
    return {
      order,
      data: {
        tradeNo: order.id,
        outTradeNo: order.merchantNo,
        totalAmount,
        productName,
        currency,
        tradeStatus: WORDS[order.status],
        openid,
        orderTime: beijing(order.createdAt),
        tradeTime: order.paidAt ? beijing(order.paidAt) : '',
        payerIp,
      },
    }
  }

  function transfer({ params }) {
    const entries = params.tradeList.split('~').map((text) => {
      const [to, currency, amount, ...rest] = text.split('^')
      const found = rest.length
        ? ['it has more than three parts']
        : faultsOf({ to: {}, currency: { oneOf: CURRENCIES }, amount: { decimal: true } }, { to, currency, amount })
      const user = gateway.users.find(({ openId, mobile }) => openId === to || mobile === to)
      if (!found.length && !user) found.push(`nobody is ${to}`)
      refuseFaults(found, CODES.params, `tradeList, "${text}": `)
      return { account: user.openId, currency, amount }
    })
    if (entries.length > 10) throw new Refusal(CODES.params, 'tradeList has more than 10 entries')
    if (box.orders.byNumber(gateway, 'transfer', params.transNo))
      throw new Refusal(CODES.params, `transNo ${params.transNo} exists`)
    const order = box.orders.create(gateway, {
      id: `BT${randomHex(20)}`,
      kind: 'transfer',
      status: 'paid',
      merchantNo: params.transNo,
      data: { tradeList: params.tradeList, requestTime: params.requestTime },
    })
    entries.forEach((entry, index) => {
      box.book(
        gateway,
        order.id,
        `transfer ${index}`,
        { ...entry, account: 'merchant', amount: `-${entry.amount}` },
        CODES.params,
      )
      box.book(gateway, order.id, `transfer ${index}`, entry, CODES.params)
    })
    return { order, data: { success: true } }
  }

  function tokensFor(openId) {
    return {
      accessToken: box.tokens.issue(gateway, 'access', ACCESS_SECONDS, { openId }),
      expiresIn: ACCESS_SECONDS,
      refreshToken: box.tokens.issue(gateway, 'refresh', REFRESH_SECONDS, { openId }),
      openId,
    }
  }

  function exchangeCode({ params }) {
    const code = box.tokens.take(gateway, 'code', params.code)
    if (!code) throw new Refusal(CODES.code, 'invalid code')
    return { data: tokensFor(code.openId) }
  }

  function refreshToken({ params }) {
    const refresh = box.tokens.take(gateway, 'refresh', params.refreshToken)
    if (!refresh) throw new Refusal(CODES.code, 'invalid refreshToken')
    return { data: tokensFor(refresh.openId) }
  }

  function userInfo({ token }) {
    const user = gateway.users.find(({ openId }) => openId === token.openId)
    return {
      data: {
        nickname: user?.nickname ?? token.openId,
        hasPaywd: 1,
        avatarUrl: '',
        openId: token.openId,
        inviteCode: 'SANDBOX',
      },
    }
  }
}
