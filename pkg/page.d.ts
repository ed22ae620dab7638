/**
 * `paysign` for pages: what needs no key, and nothing that could take one. The module has no RSA, no digest, and no class
 * with a secret in it; what signs and verifies stays on the server, with `paysign`.
 *
 * - {@link BhopUser}: the user's side of BHOP, which is called from the page with the user's session
 * - {@link launch}: does what a pay action says that the server made
 * - {@link parsePayBody}: makes one of a `pay_body` in the page itself
 * - {@link toUnits} and {@link fromUnits}: amounts without floating point
 *
 * HiCoin's pay page needs none of it: `hicoin.h5PayUrl(…)` on the server, and the address is all that travels, as
 * `{ kind: 'redirect', url }` for {@link launch} or as a redirect of the server's own.
 *
 * It has a module, an instance and an `init` of its own. In a program with both, `paysign` and `paysign/page` are ready
 * each by itself; {@link PayError} is the same class in both.
 *
 * @example
 * ```js
 * import init, { BhopUser, launch } from 'paysign/page'
 *
 * await init()
 * const bhop = new BhopUser({ base: 'https://broker.example' })
 * const { paid } = await bhop.payOrder({ order_id, askCode: async ({ authType }) => prompt(`Code (${authType})`) })
 * ```
 *
 * @packageDocumentation
 */
import type { InitInput, initSync as initWholeSync } from './index.js'
import type { PayAction } from './pay-action.js'

/**
 * Loads the WebAssembly module; needed once, before anything else but {@link launch}, in every runtime.
 *
 * A second call is harmless, calls in parallel share one load, and after a failure the next call tries anew.
 * The module's bytes are part of the package, so nothing is fetched unless `input` names something else:
 * `paysign/page.wasm` from a server of one's own. A page with a Content-Security-Policy needs
 * `script-src 'wasm-unsafe-eval'`.
 *
 * @param input the module from somewhere else: its bytes, a compiled module, a response, or an address to fetch
 * @throws {PayError} `config`: the module could not be loaded, or the Content-Security-Policy forbids WebAssembly
 */
export default function init(input?: InitInput | Promise<InitInput>): Promise<void>

/**
 * Loads `paysign/page.wasm` at once, for places that cannot wait. A second call does nothing.
 * Main threads of browsers may refuse to compile a module of this size synchronously; workers do not.
 *
 * @throws {PayError} `config`: the module could not be compiled, or is another one
 */
export const initSync: typeof initWholeSync

/**
 * What a page pays with, out of the `pay_body` of Yinqiantong's answer to an order: for {@link launch}, or to show as a
 * QR code. Refuses a form or an address that does not go to https and to a known host.
 *
 * On the server it is a method of `Yinqiantong`, and better there: the list of hosts is then the server's, and the page
 * gets the action alone.
 *
 * @param channel that of the order: who is paid through
 * @param platform that of the order: where the user pays
 * @param text the `pay_body`, as it came
 * @param options `payHosts`: hosts that a payment may go to beside `openapi.alipay.com`, `*.alipay.com` and
 *   `wx.tenpay.com`, each as `pay.example.com`, `*.example.com` or `127.0.0.1:8080`
 * @throws {PayError} `body`: not what this channel and platform pay with, or a host that is not allowed; `params`: there
 *   is no such channel or platform; `config`: an entry of `payHosts` is no host
 * @example
 * ```js
 * await launch(parsePayBody('alipay', 'h5', pay_body))
 * ```
 */
export function parsePayBody(
  channel: 'wechat' | 'alipay' | 'qq' | 'jd',
  platform: 'app' | 'mp' | 'mini_app' | 'h5' | 'pc' | 'scan',
  text: string,
  options?: { payHosts?: string[] | undefined },
): PayAction

export { PayError, fromUnits, toUnits } from './index.js'
export type { InitInput, PayErrorKind } from './index.js'
export type {
  Answered,
  CallOptions,
  ClientOptions,
  Disposing,
  Paid,
  RequestEvent,
  ResponseEvent,
  Unknown,
} from './client.js'
export { BhopUser } from './gateways.js'
export type {
  BhopItem,
  BhopOrder,
  BhopPayData,
  BhopUserInfo,
  BhopUserListOrdersRequest,
  BhopUserLoadPayDataRequest,
  BhopUserOptions,
  BhopUserPayRequest,
  BhopUserQuickPayAnswer,
  BhopUserQuickPayRequest,
  BhopUserSendVerifyCodeAnswer,
  BhopUserSendVerifyCodeRequest,
} from './gateways.js'
export * from './pay-action.js'
