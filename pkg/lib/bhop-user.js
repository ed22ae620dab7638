import bhopUser from '../specs/bhop-user.js'
import { gatewayOf } from './define-gateway.js'
import { PayError } from './error.js'
import { isRecord, kindOf, properties } from './value.js'

/** An answer, in which what the gateway left out is not looked for in Object.prototype. */
const bare = (answer) => ({ __proto__: null, ...answer })

/**
 * The one gateway without a key: it is called from the user's page, with the user's session. What no spec says is the walk
 * over several calls, in whose midst the user is asked for a code.
 */
export class BhopUser extends /* @__PURE__ */ gatewayOf(bhopUser) {
  /** Load, send a code where one is needed, ask for it, pay. */
  async payOrder(wish, options) {
    const { order_id, askCode } = properties(wish, ['order_id', 'askCode'])
    // Before a code is sent to somebody who will not be asked for it.
    if (typeof askCode !== 'function') {
      const what = isRecord(wish) ? kindOf(askCode) : `of ${kindOf(wish)}`
      throw new PayError(
        'config',
        `payOrder({ order_id, askCode }): askCode must be a function that returns the code, not ${what}`,
      )
    }
    const { orderInfo, userInfo, need2FA, authType } = bare(await this.loadPayData({ order_id }, options))
    const ended = (order) => ({ paid: order.status === 'COMPLETED', order })
    if (orderInfo.status === 'COMPLETED' || orderInfo.status === 'PROCESSING') return ended(orderInfo)
    if (!need2FA) {
      const { processIsEnd, need2FA: needed } = bare(await this.quickPay({ order_id }, options))
      if (processIsEnd || !needed) return ended((await this.loadPayData({ order_id }, options)).orderInfo)
    }
    let verify_code_order_id
    if (authType !== 'GA') ({ orderId: verify_code_order_id } = await this.sendVerifyCode({ order_id }, options))
    const verify_code = await askCode({ authType, orderInfo, userInfo })
    const { paid, raw, ...order } = await this.pay({ order_id, verify_code_order_id, verify_code }, options)
    return { paid, order }
  }
}
