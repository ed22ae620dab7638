/**
 * What a `pay_body` of Yinqiantong asks for, read by `parsePayBody`. It is plain data: make it on the server, send it to
 * the page as JSON, and pass it to {@link launch} there.
 *
 * | channel, platform | `pay_body` | `kind` | to do |
 * | --- | --- | --- | --- |
 * | alipay, h5 or pc | an HTML form, or an address | `form` or `redirect` | {@link launch} |
 * | wechat, h5 | an address | `redirect` | {@link launch} |
 * | wechat, mp | JSON | `wechat-bridge` | {@link launch}, in WeChat |
 * | any, scan | text | `qr-code` | show it as a QR code |
 * | any, app or mini_app | JSON | `sdk` | hand it to the wallet's SDK |
 *
 * A page is read as browsers read it, but nothing of it is run: a script in it that does more than submit the form, and
 * whatever else may change what is sent, is refused by its name. What was encoded once more as a whole (a JSON string,
 * HTML escapes) is undone.
 *
 * For what the gateway's documentation does not say: with any other channel, h5 and pc give `form` or `redirect` by what
 * the text is, and mp gives `redirect`.
 */
export type PayAction = FormAction | RedirectAction | WechatBridgeAction | QrCodeAction | SdkAction

/** A form to be submitted by the page. */
export interface FormAction {
  /** Tells it from the other actions. */
  kind: 'form'
  /** How it is sent. `get` puts the fields in place of the action's query. */
  method: 'get' | 'post'
  /** The address it is sent to: https, and one of the allowed hosts. */
  action: string
  /** Names and values as a browser would send them: in order, a name twice where the page has it twice. */
  fields: [name: string, value: string][]
}

/** An address to go to, which may also be one of another gateway: `{ kind: 'redirect', url: hicoin.h5PayUrl(…) }`. */
export interface RedirectAction {
  /** Tells it from the other actions. */
  kind: 'redirect'
  /** The address: https, and from `parsePayBody` one of the allowed hosts. */
  url: string
}

/** A payment to be invoked through the bridge that WeChat puts into the pages that it opens. */
export interface WechatBridgeAction {
  /** Tells it from the other actions. */
  kind: 'wechat-bridge'
  /**
   * What `getBrandWCPayRequest` takes: `appId`, `timeStamp`, `nonceStr`, `package`, `signType`, `paySign`, and what else
   * came. All are text, `timeStamp` too: WeChat on iOS takes it in no other form.
   */
  params: Record<string, string>
}

/** A text to be shown as a QR code, which the payer scans with the wallet. */
export interface QrCodeAction {
  /** Tells it from the other actions. */
  kind: 'qr-code'
  /** The text of the code, for the channel's wallet to judge: mostly an address (`weixin://wxpay/…`, `https://…`). */
  text: string
}

/** An order to be handed to the wallet's SDK in an app or a mini program. */
export interface SdkAction {
  /** Tells it from the other actions. */
  kind: 'sdk'
  /**
   * What the SDK takes, character for character: JSON (`wx.requestPayment(JSON.parse(text))`), or for alipay, app the
   * order string of Alipay's SDK.
   */
  text: string
}

/** Parts of another page than the one that `launch` is called in, and stand-ins for tests. */
export interface LaunchOptions {
  /** Where the form is put; also names the page. Default: the page's own `document`. */
  document?: PageDocument
  /** What goes to an address. Default: the `location` of the document's window. */
  location?: { assign(url: string): void }
  /** What invokes the payment. Default: WeChat's `WeixinJSBridge`, which is waited for. */
  bridge?: {
    invoke(name: string, params: Record<string, string>, callback: (answer: { err_msg?: string }) => void): void
  }
}

/** What WeChat said of a payment. In a page it proves nothing: ask your server whether the order is paid. */
export interface WechatBridgeResult {
  /** WeChat's own word (`get_brand_wcpay_request:ok`); one that is not known is `unknown:` and the whole message. */
  status: 'ok' | 'cancel' | 'fail' | `unknown:${string}`
  /** The answer as it came, with `err_msg` and, of failures, `err_desc`. */
  raw: { err_msg?: string; err_desc?: string; [field: string]: unknown }
}

/**
 * Does what a pay action says: rebuilds and submits the form, goes to the address, or invokes WeChat's bridge.
 *
 * Call it in the handler of the payer's click. Forms are rebuilt with DOM calls, so that nothing of `pay_body` is parsed
 * as HTML or run, and are sent in UTF-8. A page with a Content-Security-Policy needs the cashier's host in
 * `form-action`. For a form or an address the promise is fulfilled at once, while the browser leaves the page.
 *
 * It goes to https only, or to http on this machine, whatever the action says: somebody may have changed the action on its
 * way from `parsePayBody`. Hosts are not compared again; `payHosts` is for the server.
 *
 * @param payAction what `parsePayBody` returned, or `{ kind: 'redirect', url }` for another gateway's address
 * @returns for `wechat-bridge` what WeChat answered; otherwise nothing
 * @throws {PayError} (the promise is rejected with it) `config`: the action is not for a page (`qr-code`, `sdk`), does not lead
 *   to an https address, or needs WeChat; `timeout`: WeChat's bridge did not appear within 10 seconds
 * @example
 * ```js
 * button.onclick = async () => {
 *   const payAction = await (await fetch('/orders/A1/pay', { method: 'POST' })).json()
 *   if (payAction.kind === 'qr-code') return showCode(payAction.text)
 *   await launch(payAction)
 *   showWhetherPaid() // asks the server; reached in WeChat alone
 * }
 * ```
 */
export function launch(payAction: WechatBridgeAction, options?: LaunchOptions): Promise<WechatBridgeResult>
export function launch(payAction: FormAction | RedirectAction, options?: LaunchOptions): Promise<void>
export function launch(payAction: PayAction, options?: LaunchOptions): Promise<WechatBridgeResult | void>

// Programs for servers may be compiled without the types of pages.
type PageDocument = typeof globalThis extends { document: infer OfPages } ? OfPages : never

// Without it, all declarations of a .d.ts file are exported.
export {}
