// 6du OTC payment: fiat for coins and back, signed with RSA on both sides.

import { divide, multiply, withPlaces } from '../amount.js'
import { Refusal, acknowledgedBy, json, signed } from '../answer.js'
import { faultsOf, refuseFaults } from '../field.js'
import { randomDigits } from '../identifiers.js'
import { stamp } from '../time.js'
import { numeric, writeJson } from '../wire.js'
import { sixduPages } from './sixdu-pages.js'

// Only 200 is documented; the others are HTTP's, as 200 is.
const CODES = { params: 400, signature: 401, merchant: 403, missing: 404, exists: 409, balance: 402 }

const WORDS = { created: 0, paid: 1, failed: 2, expired: 2, closed: 2 }
const SALE_WORDS = { paid: '1', failed: '2', expired: '2', closed: '2' }

// CNY for one coin, when buying and when selling.
const PRICES = { USDT: ['7.20', '7.15'], BTC: ['480000.00', '479000.00'], ETH: ['24000.00', '23900.00'] }
const PLACES = { USDT: 6, BTC: 8, ETH: 8 }
const FEE = '0.002'
const DISCOUNTED_FEE = '0.001'

const METHODS = { '0001': '支付宝 Alipay', '0002': '微信 WeChat', '0003': '银行卡 Bank card' }
// The documents define no product codes: a method's own code names it, anything else means the first method.
const methodOf = (product, methods) => (methods.includes(product) ? product : methods[0])

const NUMBER = { merchantOrderCode: { max: 64 } }
const COIN = { coinName: { oneOf: Object.keys(PRICES) }, currencyName: { oneOf: ['CNY'] } }
const TIMED = { requestTimestamp: { pattern: /^[0-9]{13}$/ } }

const CREATE = {
  ...NUMBER,
  ...COIN,
  ...TIMED,
  subject: {},
  orderPrice: { decimal: true, zero: true },
  tradeType: { oneOf: ['1', '2'] },
  quantity: { decimal: true, zero: true },
  paymentProductCode: {},
}
const SELL = {
  ...NUMBER,
  ...COIN,
  ...TIMED,
  sellAmount: { decimal: true },
  paymentProductCode: {},
  mobile: {},
  reallyName: {},
  account: {},
  bankBranch: {},
}

const LIFE_SECONDS = 900 // not documented; an OTC seller holds a price for a quarter of an hour
const AMOUNTS = [
  'orderAmount',
  'unitPrice',
  'totalPrice',
  'showFeeAmount',
  'afterDiscountFeeAmount',
  'sellAmount',
  'orderPrice',
]

export function sixdu(box) {
  const gateway = {
    name: 'sixdu',
    title: { en: '6du', zh: '6du 场外支付' },
    prefix: '/sixdu',
    merchant: {
      merchantId: 'M6DU0001',
      notifyUrl: null,
      // Sales have an address of their own; without one they go where payments go.
      saleNotifyUrl: null,
      ...box.options.merchants?.sixdu,
    },
    quirks: { amounts: { value: 'string', choices: ['string', 'number'] } },
    codes: CODES,
    words: WORDS,
    opening: (account, currency) => (account === 'merchant' && PRICES[currency] ? '1000000' : '0'),

    config: () => ({
      merchantId: gateway.merchant.merchantId,
      privateKey: box.keys.merchantPrivate,
      platformPublicKey: box.keys.platformPublic,
      base: `${box.url()}/sixdu`,
    }),

    calls: [
      {
        name: 'createOrder',
        method: 'POST',
        path: '/pay/v3.0/createPrePaymentBill',
        fields: CREATE,
        signed: true,
        amounts: ['orderAmount', 'totalPrice'],
        act: create,
      },
      {
        name: 'createOrderV2',
        method: 'POST',
        path: '/pay/v2.0/createPrePaymentBill',
        fields: CREATE,
        signed: true,
        act: createV2,
      },
      {
        name: 'queryOrder',
        method: 'POST',
        path: '/pay/v2.0/queryPayPreOrderStatus',
        fields: NUMBER,
        signed: true,
        amounts: ['orderAmount'],
        act: query,
      },
      { name: 'cancelOrder', method: 'POST', path: '/pay/v3.0/merchantCancelTakeOrder', fields: NUMBER, act: cancel },
      {
        name: 'quoteSale',
        method: 'POST',
        path: '/pay/v3.0/queryMatchingTotalPrice',
        fields: { ...COIN, ...TIMED, matchAmount: { decimal: true }, paymentProductCode: {} },
        amounts: ['totalPrice'],
        act: quote,
      },
      { name: 'sell', method: 'POST', path: '/pay/v3.0/initialToSellCoin', fields: SELL, act: sell },
      {
        name: 'confirmAndRelease',
        method: 'POST',
        path: '/pay/v3.0/confirmedReceiptAndCoinRelease',
        fields: { ...NUMBER, ...TIMED },
        act: confirm,
      },
    ].map((call) => ({ ...call, body: 'json' })),

    authenticate(call, request) {
      const { params, pairs } = request
      if (params.merchantId !== gateway.merchant.merchantId)
        throw new Refusal(CODES.merchant, `no merchant ${params.merchantId ?? '(merchantId is missing)'}`)
      if (!request.check('sixdu', pairs, box.keys.merchantPublic, params.merchantSign))
        throw new Refusal(CODES.signature, '验签失败: the merchantSign is wrong')
      refuseFaults(faultsOf(call.fields, params), CODES.params)
      request.merchantNo = params.merchantOrderCode
      return { params }
    },

    answer(call, data, strike) {
      data = quirky(data)
      const dressed = signed(data, signature(), strike, call.amounts)
      if (call.signed) data = { ...dressed.data, merchantSign: dressed.signature }
      else if (strike === 'amount') data = dressed.data
      return json({ code: 200, message: '请求成功', data })
    },

    refuse: (refusal) => json({ code: refusal.code, message: refusal.message, data: {} }),

    entries(order, action) {
      const { coinName, orderAmount, sellAmount } = order.data
      if (order.kind === 'sale')
        return action === 'confirm' ? [{ account: 'merchant', currency: coinName, amount: `-${sellAmount}` }] : []
      return action === 'pay' ? [{ account: 'merchant', currency: coinName, amount: orderAmount }] : []
    },

    moves: { confirm: { kind: 'sale', from: ['created'], to: 'paid' } },

    notification: {
      // Sales: three more tries, five minutes apart. Payments: three more, no interval given: the same.
      schedule: [300, 300, 300],
      amounts: ['orderAmount', 'sellAmount'],
      on(order, action) {
        if (order.kind === 'payment') return action === 'pay' ? 'paid' : null
        return SALE_WORDS[order.status] ? 'sale' : null
      },
      address: (order) => (order.kind === 'sale' && gateway.merchant.saleNotifyUrl) || gateway.merchant.notifyUrl,
      build({ order, fields, strike }) {
        const { coinName, orderAmount, sellAmount, unitPrice, orderPrice } = order.data
        const data = quirky(
          order.kind === 'sale'
            ? {
                merchantOrderCode: order.merchantNo,
                billCode: order.id,
                sellAmount,
                coinName,
                unitPrice,
                orderPrice,
                orderCurrentStatus: SALE_WORDS[order.status],
              }
            : { merchantOrderCode: order.merchantNo, orderAmount, coinName, billCode: order.id },
        )
        const dressed = signed(
          { ...data, ...fields },
          signature(),
          strike,
          AMOUNTS.filter((name) => name in data).slice(0, 1),
        )
        return {
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: writeJson({ ...dressed.data, merchantSign: dressed.signature }),
          canonical: dressed.canonical,
        }
      },
      acknowledged: acknowledgedBy('code', 200),
    },

    payPage: (order) => (order.kind === 'payment' ? `${box.url()}/sixdu/accept/${order.id}` : null),
    methods: METHODS,
    pages: (app) => sixduPages(app, box, gateway),
  }
  return gateway

  function signature() {
    return { scheme: 'sixdu', field: 'merchantSign', key: box.keys.platformPrivate }
  }

  /** As numbers the amounts keep their characters: 12.500000 is signed and sent as 12.500000. */
  function quirky(data) {
    if (box.quirk(gateway, 'amounts') === 'string') return data
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, AMOUNTS.includes(name) ? numeric(value) : value]),
    )
  }

  function find(kind, { merchantOrderCode }) {
    const order = box.orders.byNumber(gateway, kind, merchantOrderCode)
    if (!order) throw new Refusal(CODES.missing, `no order ${merchantOrderCode}`)
    return order
  }

  function place(kind, params, prefix, data) {
    if (box.orders.byNumber(gateway, kind, params.merchantOrderCode))
      throw new Refusal(CODES.exists, `merchantOrderCode ${params.merchantOrderCode} exists`)
    const at = box.now()
    return box.orders.create(gateway, {
      id: `${prefix}${stamp(at)}${randomDigits(6)}`,
      kind,
      merchantNo: params.merchantOrderCode,
      at,
      expiresAt: kind === 'payment' ? at + LIFE_SECONDS * 1000 : null,
      data,
    })
  }

  function create({ params }) {
    const { subject, coinName, tradeType, orderPrice, quantity, paymentProductCode } = params
    const byQuantity = tradeType === '1'
    const [given, other] = byQuantity ? [quantity, orderPrice] : [orderPrice, quantity]
    if (!/[1-9]/.test(given) || /[1-9]/.test(other))
      throw new Refusal(
        CODES.params,
        `tradeType ${tradeType} takes ${byQuantity ? 'quantity, and orderPrice 0' : 'orderPrice, and quantity 0'}`,
      )
    const places = PLACES[coinName]
    const [unitPrice] = PRICES[coinName]
    const amount = byQuantity ? quantity : divide(orderPrice, unitPrice, places)
    if (!/[1-9]/.test(amount)) throw new Refusal(CODES.params, 'orderPrice buys nothing')
    const totalPrice = byQuantity ? multiply(quantity, unitPrice, 2) : orderPrice
    const order = place('payment', params, 'B', {
      subject,
      coinName,
      orderAmount: withPlaces(amount, places),
      unitPrice,
      totalPrice: withPlaces(totalPrice, 2),
      paymentMethodCode: methodOf(paymentProductCode, Object.keys(METHODS)),
      acceptanceName: '承兑商001',
    })
    const { data } = order
    return {
      order,
      data: {
        billCode: order.id,
        unitPrice: data.unitPrice,
        totalPrice: data.totalPrice,
        coinName,
        orderAmount: data.orderAmount,
        acceptanceName: data.acceptanceName,
        paymentMethodCode: data.paymentMethodCode,
        acceptPageUrl: `${box.url()}/sixdu/accept/${order.id}`,
        showFeeAmount: withPlaces(multiply(amount, FEE, places), places),
        afterDiscountFeeAmount: withPlaces(multiply(amount, DISCOUNTED_FEE, places), places),
      },
    }
  }

  /** The older page's answer: the number and the signature, nothing else. */
  function createV2(context) {
    const { order } = create(context)
    return { order, data: { billCode: order.id } }
  }

  function query({ params }) {
    const order = find('payment', params)
    const { orderAmount, coinName } = order.data
    // An Integer, the one field of this answer that is not a String.
    return { order, data: { orderAmount, coinName, billCode: order.id, orderStatus: WORDS[order.status] } }
  }

  function cancel({ params }) {
    const order = find('payment', params)
    // Cancelling twice says twice that the order is cancelled; what was paid cannot be.
    if (order.status !== 'closed') box.act(gateway, order, 'close', CODES.exists)
    return { order, data: {} }
  }

  function quote({ params }) {
    const unitPrice = PRICES[params.coinName][1]
    return {
      data: {
        unitPrice,
        totalPrice: withPlaces(multiply(params.matchAmount, unitPrice, 2), 2),
        methodCode: methodOf(params.paymentProductCode, ['0001', '0003']),
      },
    }
  }

  function sell({ params }) {
    const { coinName, sellAmount, paymentProductCode, mobile, reallyName, account, bankBranch } = params
    const unitPrice = PRICES[coinName][1]
    const order = place('sale', params, 'S', {
      coinName,
      sellAmount,
      unitPrice,
      orderPrice: withPlaces(multiply(sellAmount, unitPrice, 2), 2),
      paymentMethodCode: methodOf(paymentProductCode, ['0001', '0003']),
      mobile,
      reallyName,
      account,
      bankBranch,
    })
    return { order, data: {} }
  }

  function confirm({ params }) {
    const order = find('sale', params)
    // A second confirmation must not release the coins twice.
    if (order.status !== 'paid') box.act(gateway, order, 'confirm', CODES.exists, { balance: CODES.balance })
    return { order, data: {} }
  }
}
