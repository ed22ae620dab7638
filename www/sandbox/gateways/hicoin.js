// HiCoin open platform. What its documentation leaves open is decided here, with the reason beside it.

import { fromUnits } from '../amount.js'
import { Refusal, json, signed } from '../answer.js'
import { faultsOf, refuseFaults } from '../field.js'
import { randomDigits, randomText } from '../identifiers.js'
import { sign } from '../signing.js'
import { beijing, seconds } from '../time.js'
import { BadBody, numeric, pairsOf, readJson, writeForm, writeJson } from '../wire.js'
import { hicoinPages } from './hicoin-pages.js'

// Only 0 and 110043 are documented; the others follow its style.
const CODES = {
  params: 110001,
  signature: 110002,
  token: 110003,
  app: 110004,
  exists: 110010,
  missing: 110011,
  balance: 110043,
}

const WORDS = { created: 'NOTPAY', paid: 'SUCCESS', expired: 'CLOSED', closed: 'CLOSED', failed: 'UNKNOW' }

const COMMON = {
  access_token: {},
  lang: { oneOf: ['zh_CN'] },
  version: { oneOf: ['1.0'] },
  charset: { oneOf: ['utf8'] },
  nonce_str: { pattern: /^[0-9A-Za-z]{32}$/ },
}
const { nonce_str: _, ...COMMON_UNSIGNED } = COMMON

const ORDER = {
  openid: {},
  body: { max: 64 },
  subject: { max: 32 },
  out_trade_no: { pattern: /^[0-9A-Za-z]{1,32}$/ },
  total_amount: { integer: true },
  settle_currency: { pattern: /^[A-Z0-9]+$/, oneOf: ['USDT'] },
}

const PRE_ORDER = {
  ...ORDER,
  passback_params: { optional: true },
  trade_type: { oneOf: ['JSAPI', 'H5'] },
  trade_timeout_express: { oneOf: ['600'] },
  return_url: { url: true },
}

const NUMBER = { out_trade_no: ORDER.out_trade_no }
const USER_TOKEN_SECONDS = 7200
const REFRESH_SECONDS = 30 * 86400
const CODE_SECONDS = 300 // as in the OAuth flow that this one is modelled on

export function hicoin(box) {
  const gateway = {
    name: 'hicoin',
    title: { en: 'HiCoin', zh: 'HiCoin 开放平台' },
    prefix: '/hicoin',
    merchant: {
      appId: '10021235678',
      mchKey: 'mch_key_1566486321',
      secret: 'app_secret_1566486321',
      notifyUrl: null,
      ...box.options.merchants?.hicoin,
    },
    users: [
      { openid: 'o-1', nickname: '李雷', mobile_number: '13800000001' },
      { openid: 'o-2', nickname: '韩梅梅', mobile_number: '13800000002' },
      // Payouts to this account are accepted and then fail, so that FAILED can be met.
      { openid: 'o-frozen', nickname: '已冻结', mobile_number: '13800000003' },
    ],
    quirks: {
      code: { value: 'mixed', choices: ['mixed', 'string', 'number'] },
      notification: { value: 'form', choices: ['form', 'json'] },
      authorize: { value: 'page', choices: ['page', 'silent'] },
    },
    codes: CODES,
    words: WORDS,
    opening: (account, currency) => (account === 'merchant' && currency === 'USDT' ? '1000000' : '0'),

    config: () => ({
      appId: gateway.merchant.appId,
      mchKey: gateway.merchant.mchKey,
      secret: gateway.merchant.secret,
      apiBase: `${box.url()}/hicoin/oauth/api`,
      merchantBase: `${box.url()}/hicoin/avenger/api`,
      payPage: `${box.url()}/hicoin/hicoinfe/payment/`,
      authorizePage: `${box.url()}/hicoin/oauth/api/connect/oauth/authorize`,
    }),

    calls: [
      {
        name: 'preOrder',
        method: 'POST',
        path: '/oauth/api/pay/preOrder',
        body: 'form',
        key: 'mchKey',
        token: 'access',
        biz: PRE_ORDER,
        signed: true,
        zero: '0',
        act: preOrder,
      },
      {
        name: 'queryOrder',
        method: 'POST',
        path: '/oauth/api/pay/queryOrder',
        body: 'form',
        key: 'mchKey',
        token: 'base',
        biz: NUMBER,
        signed: true,
        amounts: ['total_amount', 'settle_trans_amount'],
        zero: 0,
        act: queryOrder,
      },
      {
        name: 'exchangeCode',
        method: 'POST',
        path: '/oauth/api/sns/oauth/access_token',
        body: 'form',
        fields: { secret: {}, code: {}, grant_type: { oneOf: ['authorization_code'] } },
        zero: '0',
        act: exchangeCode,
      },
      {
        name: 'refreshToken',
        method: 'POST',
        path: '/oauth/api/sns/oauth/refresh_token',
        body: 'form',
        fields: { grant_type: { oneOf: ['refresh_token'] }, refresh_token: {} },
        zero: '0',
        act: refreshToken,
      },
      {
        name: 'userInfo',
        method: 'GET',
        path: '/oauth/api/sns/user/info',
        body: 'query',
        fields: { ...COMMON_UNSIGNED, openid: {} },
        zero: 0,
        act: userInfo,
      },
      {
        name: 'baseToken',
        method: 'POST',
        path: '/avenger/api/cgi-bin/access_token',
        body: 'form',
        fields: { secret: {}, grant_type: { oneOf: ['client_credential'] } },
        zero: 0,
        act: baseToken,
      },
      {
        name: 'transfer',
        method: 'POST',
        path: '/avenger/api/mmpaymkttransfers/promotion/transfers',
        body: 'form',
        key: 'secret',
        token: 'base',
        biz: ORDER,
        signed: true,
        zero: '0',
        act: transfer,
      },
      {
        name: 'queryTransfer',
        method: 'POST',
        path: '/avenger/api/mmpaymkttransfers/gettransferinfo',
        body: 'form',
        key: 'secret',
        token: 'base',
        biz: NUMBER,
        signed: true,
        amounts: ['total_amount', 'settle_trans_amount'],
        zero: 0,
        act: queryTransfer,
      },
    ],

    authenticate(call, request) {
      const { params, pairs } = request
      const { merchant } = gateway
      if (params.app_id !== merchant.appId)
        throw new Refusal(CODES.app, `no application ${params.app_id ?? '(app_id is missing)'}`)
      if (!call.key) {
        refuseFaults(faultsOf(call.fields, params), CODES.params)
        if (call.fields.secret && params.secret !== merchant.secret) throw new Refusal(CODES.app, 'the secret is wrong')
        return { params }
      }
      if (!request.check('hicoin', pairs, merchant[call.key], params.sign))
        throw new Refusal(CODES.signature, '签名错误: the sign is wrong')
      refuseFaults(faultsOf({ ...COMMON, biz_content: {} }, params), CODES.params)
      const token = box.tokens.read(gateway, call.token, params.access_token)
      if (!token)
        throw new Refusal(
          CODES.token,
          `the access_token is not a valid ${call.token === 'base' ? 'base' : 'user'} token`,
        )
      const biz = Object.fromEntries(readBiz(params.biz_content))
      refuseFaults(faultsOf(call.biz, biz), CODES.params)
      request.merchantNo = biz.out_trade_no
      return { params, biz, token }
    },

    answer(call, data, strike) {
      const key = gateway.merchant[call.key]
      if (call.signed) {
        const dressed = signed(
          { ...data, nonce_str: randomText(32) },
          { scheme: 'hicoin', field: 'sign', key },
          strike,
          call.amounts,
        )
        data = { ...dressed.data, sign: dressed.signature }
      }
      const style = box.quirk(gateway, 'code')
      return json({ code: style === 'string' ? '0' : style === 'number' ? 0 : call.zero, msg: 'success', data })
    },

    refuse: (refusal) => json({ code: String(refusal.code), msg: refusal.message, data: null }),

    entries(order, action) {
      const amount = fromUnits(BigInt(order.data.total_amount), 8)
      if (action === 'pay') return [{ account: 'merchant', currency: order.data.settle_currency, amount }]
      return []
    },

    notification: {
      // Not documented; the interface copies WeChat Pay's, so its schedule is taken too.
      schedule: [15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600],
      amounts: ['total_amount'],
      // "Asynchronous notification of payment": what is not paid is not announced.
      on: (order, action) => (order.kind === 'payment' && action === 'pay' ? 'paid' : null),
      address: () => gateway.merchant.notifyUrl,
      build({ order, fields, strike }) {
        const { openid, trade_type, total_amount, settle_currency, passback_params, body, subject } = order.data
        const data = {
          app_id: gateway.merchant.appId,
          trade_status: WORDS[order.status],
          trade_no: order.id,
          out_trade_no: order.merchantNo,
          openid,
          trade_type,
          total_amount,
          settle_currency,
          passback_params: passback_params ?? '',
          body,
          subject,
          nonce_str: randomText(32),
          ...fields,
        }
        const dressed = signed(data, { scheme: 'hicoin', field: 'sign', key: gateway.merchant.mchKey }, strike, [
          'total_amount',
        ])
        const message = { ...dressed.data, sign: dressed.signature }
        const form = box.quirk(gateway, 'notification') === 'form'
        return {
          headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8' },
          body: form ? writeForm(message) : writeJson(message),
          canonical: dressed.canonical,
        }
      },
      acknowledged: (status, text) => status === 200 && text.trim() === 'SUCCESS',
    },

    /** The pay page as the merchant would build it, for people and tests without a client. */
    payPage(order) {
      if (order.kind !== 'payment') return null
      const params = {
        appId: gateway.merchant.appId,
        nonceStr: randomText(32),
        package: `prepay_id=${order.id}`,
        signType: 'HMAC-SHA256',
        timeStamp: String(seconds(box.now())),
      }
      const paySign = sign('hicoin-h5', pairsOf(params), gateway.merchant.mchKey)
      return `${box.url()}/hicoin/hicoinfe/payment/?${writeForm(params)}&paySign=${paySign}`
    },

    /** A user token without the authorize page. */
    issueCode: (openid) => box.tokens.issue(gateway, 'code', CODE_SECONDS, { openid }),
    issueTokens: tokensFor,
    pages: (app) => hicoinPages(app, box, gateway),
  }
  return gateway

  function readBiz(text) {
    try {
      return readJson(text)
    } catch (error) {
      if (error instanceof BadBody) throw new Refusal(CODES.params, `biz_content: ${error.message}`)
      throw error
    }
  }

  function preOrder({ biz, token }) {
    if (token.openid !== biz.openid) throw new Refusal(CODES.token, 'the access_token belongs to another openid')
    const at = box.now()
    const order = placed('payment', biz, {
      at,
      expiresAt: at + Number(biz.trade_timeout_express) * 1000,
      id: `10${randomDigits(20)}`,
    })
    return { order, data: { out_trade_no: order.merchantNo, trade_no: order.id, trade_type: order.data.trade_type } }
  }

  /** The same number with the same content is the same order; with other content, or when it is over, an error. */
  function placed(kind, biz, fresh) {
    const known = box.orders.byNumber(gateway, kind, biz.out_trade_no)
    if (!known) return box.orders.create(gateway, { kind, merchantNo: biz.out_trade_no, data: biz, ...fresh })
    const same = Object.keys({ ...biz, ...known.data }).every((name) => biz[name] === known.data[name])
    if (!same) throw new Refusal(CODES.exists, `out_trade_no ${biz.out_trade_no} exists with other content`)
    if (kind === 'payment' && known.status !== 'created')
      throw new Refusal(CODES.exists, `the order ${biz.out_trade_no} is ${WORDS[known.status]}`)
    return known
  }

  function find(kind, { out_trade_no }) {
    const order = box.orders.byNumber(gateway, kind, out_trade_no)
    if (!order) throw new Refusal(CODES.missing, `no order ${out_trade_no}`)
    return order
  }

  function queryOrder({ biz }) {
    const order = find('payment', biz)
    const { data } = order
    return {
      order,
      data: {
        out_trade_no: order.merchantNo,
        trade_no: order.id,
        trade_type: data.trade_type,
        trade_status: WORDS[order.status],
        // long: a JSON number with all its digits, which can pass 2^53.
        total_amount: numeric(data.total_amount),
        settle_currency: data.settle_currency,
        settle_trans_amount: numeric(order.paidAt ? data.total_amount : 0),
        subject: data.subject,
        body: data.body,
        trade_time: beijing(order.createdAt),
        timeout_express: beijing(order.expiresAt),
        openid: data.openid,
      },
    }
  }

  function tokensFor(openid) {
    return {
      access_token: box.tokens.issue(gateway, 'access', USER_TOKEN_SECONDS, { openid }),
      expires_in: String(USER_TOKEN_SECONDS),
      refresh_token: box.tokens.issue(gateway, 'refresh', REFRESH_SECONDS, { openid }),
      openid,
      scope: 'snsapi_base',
    }
  }

  function exchangeCode({ params }) {
    const code = box.tokens.take(gateway, 'code', params.code)
    if (!code) throw new Refusal(CODES.token, 'the code is wrong, used or expired')
    return { data: tokensFor(code.openid) }
  }

  function refreshToken({ params }) {
    const refresh = box.tokens.take(gateway, 'refresh', params.refresh_token)
    if (!refresh) throw new Refusal(CODES.token, 'the refresh_token is wrong, used or expired')
    return { data: tokensFor(refresh.openid) }
  }

  function baseToken() {
    return {
      data: {
        access_token: box.tokens.issue(gateway, 'base', USER_TOKEN_SECONDS, {}),
        expires_in: String(USER_TOKEN_SECONDS),
      },
    }
  }

  function userInfo({ params }) {
    const token = box.tokens.read(gateway, 'access', params.access_token)
    if (token?.openid !== params.openid)
      throw new Refusal(CODES.token, 'the access_token is not a valid token of this openid')
    const user = gateway.users.find(({ openid }) => openid === params.openid)
    return {
      data: {
        openid: params.openid,
        nickname: user?.nickname ?? params.openid,
        mobile_number: user?.mobile_number ?? '',
        country_code: '86',
        email: '',
        origin: 'sandbox',
        role: '0',
        parent_mobile_number: '',
        parent_country_code: '',
        parent_email: '',
      },
    }
  }

  function transfer({ biz }) {
    const known = box.orders.byNumber(gateway, 'transfer', biz.out_trade_no)
    const frozen = biz.openid === 'o-frozen'
    const order = placed('transfer', biz, { id: `20${randomDigits(20)}`, status: frozen ? 'failed' : 'paid' })
    // The second request with one number pays nothing out.
    if (!known && !frozen) {
      const amount = fromUnits(BigInt(biz.total_amount), 8)
      box.book(
        gateway,
        order.id,
        'transfer',
        { account: 'merchant', currency: biz.settle_currency, amount: `-${amount}` },
        CODES.balance,
      )
      box.book(
        gateway,
        order.id,
        'transfer',
        { account: biz.openid, currency: biz.settle_currency, amount },
        CODES.balance,
      )
    }
    // "as preOrder": a payout has no trade_type of its own in the documentation.
    return { order, data: { out_trade_no: order.merchantNo, trade_no: order.id, trade_type: 'TRANSFER' } }
  }

  function queryTransfer({ biz }) {
    const order = find('transfer', biz)
    const paid = order.status === 'paid'
    return {
      order,
      data: {
        out_trade_no: order.merchantNo,
        trade_no: order.id,
        trade_type: 'TRANSFER',
        trade_status: paid ? 'SUCCESS' : 'FAILED',
        reason: paid ? '' : 'the account is frozen',
        total_amount: numeric(order.data.total_amount),
        settle_currency: order.data.settle_currency,
        settle_trans_amount: numeric(paid ? order.data.total_amount : 0),
        subject: order.data.subject,
        body: order.data.body,
        trade_time: beijing(order.createdAt),
        openid: order.data.openid,
      },
    }
  }
}
