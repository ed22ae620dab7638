import { gatewayOf, method, pages } from './gateway.js'
import { innerOf } from './handle.js'
import { handleNotification } from './notification.js'
import { replayOfProcess } from './replay.js'
import { platformRsa } from './signing.js'
import { whole } from './whole.js'

/** A class whose keys may be computed with by the platform. */
function gateway(name, rows) {
  const { notifications = [], ...names } = { __proto__: null, ...rows }
  const Class = gatewayOf(name, { ...names, platform: platformRsa })
  for (const [parse, handle] of notifications) {
    method(Class, parse, function (input) {
      return innerOf(this).client.notification(parse, input).event
    })
    method(Class, handle, async function (request, onEvent) {
      const inner = innerOf(this)
      return handleNotification(request, onEvent, {
        __proto__: null,
        parse: (input) => innerOf(this).client.notification(parse, input),
        fieldsOf: (input) => innerOf(this).client.fields(input),
        ...inner.client.replies(parse),
        replay: inner.replay ?? replayOfProcess(),
        onFailure: inner.onFailure,
      })
    })
  }
  return Class
}

const NOTIFICATION = ['parseNotification', 'handleNotification']

export class HiCoin
  extends /* @__PURE__ */ gateway('HiCoin', {
    calls: [
      'createOrder',
      'queryOrder',
      'transfer',
      'queryTransfer',
      'exchangeCode',
      'refreshToken',
      'baseToken',
      'userInfo',
    ],
    pages: ['authorizeUrl'],
    notifications: [NOTIFICATION],
  })
{
  h5PayUrl(page) {
    return innerOf(this).client.h5PayUrl(page)
  }
}

export class Yinqiantong
  extends /* @__PURE__ */ gateway('Yinqiantong', {
    calls: ['createOrder', 'queryOrder'],
    notifications: [NOTIFICATION],
  })
{
  parsePayBody(channel, platform, text) {
    const { payHosts } = innerOf(this)
    return whole.ready().parsePayBody(channel, platform, text, { payHosts })
  }
}

export class BitCV
  extends /* @__PURE__ */ gateway('BitCV', {
    calls: ['createOrder', 'queryOrder', 'transfer', 'exchangeCode', 'refreshToken', 'userInfo'],
    pages: ['authorizeUrl'],
    notifications: [NOTIFICATION],
  }) {}

export class SixDu
  extends /* @__PURE__ */ gateway('SixDu', {
    calls: ['createOrder', 'queryOrder', 'cancelOrder', 'quoteSale', 'sell', 'confirmAndRelease'],
    notifications: [NOTIFICATION, ['parseSaleNotification', 'handleSaleNotification']],
  }) {}

export { BhopUser } from './bhop-user.js'

export class BhopOrg
  extends /* @__PURE__ */ gateway('BhopOrg', {
    calls: ['createOrder', 'queryOrder', 'settle', 'refund', 'unlock', 'cancelOrder'],
  })
{
  listOrders(filter, options) {
    return pages(this, filter, options)
  }
}
