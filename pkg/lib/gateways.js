import { gatewayOf, method } from './gateway.js'
import { innerOf } from './handle.js'
import { handleNotification } from './notification.js'
import { replayOfProcess } from './replay.js'
import { BhopOrgMethods, BitCVMethods, HiCoinMethods, SixDuMethods, YinqiantongMethods } from './rows.js'
import { whole } from './whole.js'

/** A class with notifications. */
function gateway(name, methods) {
  const Class = gatewayOf(name, methods)
  for (const [parse, handle] of methods.notifications) {
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

export class HiCoin extends /* @__PURE__ */ gateway('HiCoin', HiCoinMethods) {}

export class Yinqiantong extends /* @__PURE__ */ gateway('Yinqiantong', YinqiantongMethods) {
  parsePayBody(channel, platform, text) {
    const { payHosts } = innerOf(this)
    return whole.ready().parsePayBody(channel, platform, text, { payHosts })
  }
}

export class BitCV extends /* @__PURE__ */ gateway('BitCV', BitCVMethods) {}

export class SixDu extends /* @__PURE__ */ gateway('SixDu', SixDuMethods) {}

export { BhopUser } from './bhop-user.js'

export class BhopOrg extends /* @__PURE__ */ gateway('BhopOrg', BhopOrgMethods) {}
