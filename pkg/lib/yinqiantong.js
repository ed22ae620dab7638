import yinqiantong from '../specs/yinqiantong.js'
import { gatewayOf } from './define-gateway.js'
import { innerOf } from './handle.js'
import { whole } from './whole.js'

/**
 * What no spec says: the `pay_body` of an answer is one of many things, an address, a form, a page, parameters for a
 * wallet, and which payments may be made of it is the module's code (src/gateway/yinqiantong/pay_body.rs).
 */
export class Yinqiantong extends /* @__PURE__ */ gatewayOf(yinqiantong) {
  parsePayBody(channel, platform, text) {
    const payHosts = innerOf(this).client.hosts('payHosts')
    return whole.ready().parsePayBody(channel, platform, text, { payHosts })
  }
}
