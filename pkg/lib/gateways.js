import * as glue from '../wasm/paysign.js'
import { PayError } from './error.js'
import { Handle, innerOf } from './handle.js'
import { ready } from './instance.js'
import { handleNotification } from './notification.js'
import { memoryReplay } from './replay.js'
import { platformRsa } from './signing.js'

/** What all gateways have in common; the calls themselves are rows in the wasm module. */
class Client extends Handle {
  constructor(name, options) {
    ready()
    super(new Opened(new glue.Client(name, options, platformRsa()), options))
  }
}

class Opened {
  constructor(client, { replay, onFailure } = {}) {
    this.client = client
    this.replay = replay
    this.onFailure = onFailure
  }

  free() {
    this.client.free()
  }
}

/** A call's promise, whose error says where the caller stands instead of where the answer was read. */
async function perform(client, name, input, options) {
  const here = new Error()
  try {
    return await innerOf(client).client.call(name, input, options)
  } catch (error) {
    if (error instanceof PayError) error.stack = String(here.stack).replace(/^Error(?=\n|$)/, () => String(error))
    throw error
  }
}

/** A class with a method for each name; the names are those of the rows, as a test makes sure. */
function gateway(name, { calls = [], pages = [], notifications = [] }) {
  const Class = class extends Client {
    constructor(options) {
      super(name, options)
    }
  }
  const method = (of, value) =>
    Object.defineProperty(Class.prototype, of, { value, writable: true, configurable: true })
  for (const call of calls) {
    method(call, function (input, options) {
      return perform(this, call, input, options)
    })
  }
  for (const page of pages) {
    method(page, function (input) {
      return innerOf(this).client.page(page, input)
    })
  }
  for (const [parse, handle] of notifications) {
    method(parse, function (input) {
      return innerOf(this).client.notification(parse, input).event
    })
    method(handle, async function (request, onEvent) {
      const inner = innerOf(this)
      inner.replay ??= memoryReplay()
      return handleNotification(request, onEvent, {
        parse: (input) => innerOf(this).client.notification(parse, input),
        ...inner.client.replies(parse),
        replay: inner.replay,
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
    return innerOf(this).client.parsePayBody(channel, platform, text)
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

export class BhopUser
  extends /* @__PURE__ */ gateway('BhopUser', {
    calls: ['loadPayData', 'sendVerifyCode', 'pay', 'quickPay'],
  })
{
  listOrders(filter, options) {
    return pages(this, filter, options)
  }

  /** Load, send a code where one is needed, ask for it, pay. */
  async payOrder({ order_id, askCode } = {}, options) {
    // Before a code is sent to somebody who will not be asked for it.
    if (typeof askCode !== 'function') {
      throw new PayError('config', 'payOrder({ order_id, askCode }): askCode must be a function that gives the code')
    }
    const { orderInfo, userInfo, need2FA, authType } = await this.loadPayData({ order_id }, options)
    const ended = (order) => ({ paid: order.status === 'COMPLETED', order })
    if (orderInfo.status === 'COMPLETED' || orderInfo.status === 'PROCESSING') return ended(orderInfo)
    if (!need2FA) {
      const { processIsEnd, need2FA: needed } = await this.quickPay({ order_id }, options)
      if (processIsEnd || !needed) return ended((await this.loadPayData({ order_id }, options)).orderInfo)
    }
    let verify_code_order_id
    if (authType !== 'GA') ({ orderId: verify_code_order_id } = await this.sendVerifyCode({ order_id }, options))
    const verify_code = await askCode({ authType, orderInfo, userInfo })
    const { paid, raw, ...order } = await this.pay({ order_id, verify_code_order_id, verify_code }, options)
    return { paid, order }
  }
}

export class BhopOrg
  extends /* @__PURE__ */ gateway('BhopOrg', {
    calls: ['createOrder', 'queryOrder', 'settle', 'refund', 'unlock', 'cancelOrder'],
  })
{
  listOrders(filter, options) {
    return pages(this, filter, options)
  }
}

/**
 * All orders, newest first: each page begins below the last order of the one before. With `to_id` alone a broker may
 * begin at the other end, next to it: so there is always an order to begin below, and be it the largest id there can be.
 */
async function* pages(client, filter, options) {
  filter ??= {}
  let from_id = filter.from_id ?? (filter.to_id === undefined ? undefined : '9223372036854775807')
  for (;;) {
    const page = await perform(client, 'listOrders', { ...filter, from_id }, options)
    const last = page[page.length - 1]?.orderId
    if (last !== undefined && last === from_id) {
      throw new PayError('http', 'the gateway gives the same page of orders again and again')
    }
    yield* page
    if (page.length < (filter.limit ?? 20)) return
    from_id = last
  }
}
