/** What is sold and how it can be paid for. Prices live here and nowhere else: a browser is never asked for one. */

import { fromUnits, toUnits } from 'paysign'

/** Places of each currency's smallest unit, in which gateways count: fen, and 10^-8 USDT. */
const PLACES = { CNY: 2, USDT: 8 }

const PRODUCT = {
  name: { en: 'A seat at the tea table', 'zh-CN': '茶席一位' },
  detail: {
    en: 'First-flush Longjing, six infusions, one hour',
    'zh-CN': '明前龙井，六泡，一小时',
  },
  prices: { CNY: '68.00', USDT: '9.50' },
}

export const MOST_SEATS = 6

/** `platform`: where the customer pays, as Yinqiantong calls it. */
export const METHODS = {
  hicoin: { gateway: 'hicoin', currency: 'USDT' },
  alipay: { gateway: 'yinqiantong', currency: 'CNY', channel: 'alipay', platform: { phone: 'h5', desk: 'pc' } },
  wechat: { gateway: 'yinqiantong', currency: 'CNY', channel: 'wechat', platform: { phone: 'h5', desk: 'h5' } },
  'alipay-qr': {
    gateway: 'yinqiantong',
    currency: 'CNY',
    channel: 'alipay',
    platform: { phone: 'scan', desk: 'scan' },
  },
  'wechat-qr': {
    gateway: 'yinqiantong',
    currency: 'CNY',
    channel: 'wechat',
    platform: { phone: 'scan', desk: 'scan' },
  },
}

/** In the currency's smallest unit. */
export const priceOf = (currency, quantity) => toUnits(PRODUCT.prices[currency], PLACES[currency]) * BigInt(quantity)

/** As people read it: 68.00, 9.50. */
export function amountText(units, currency) {
  const [whole, fraction = ''] = fromUnits(BigInt(units), PLACES[currency]).split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

export const wordsFor = (language) => ({
  name: PRODUCT.name[language],
  detail: PRODUCT.detail[language],
})

export const forPage = () => ({ ...PRODUCT, mostSeats: MOST_SEATS })
