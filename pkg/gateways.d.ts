// Made from the specs of src/gateway: cargo run --example rows
import type {
  Answered,
  CallOptions,
  ClientOptions,
  Disposing,
  KeyInput,
  NotificationInput,
  Paid,
  SecretInput,
  Unknown,
} from './client.js'
import type { GatewaySpec } from './gateway-spec.js'
import type { HandlerResult, NotificationOptions } from './notification.js'
import type { PayAction } from './pay-action.js'

/** What {@link HiCoin} needs to know. */
export interface HiCoinOptions extends ClientOptions, NotificationOptions {
  /** The application's id (`app_id`). */
  appId: string
  /** The payment key (`mch_key`): signs `/pay/*` requests, their answers, notifications and the H5 pay page. */
  mchKey: SecretInput
  /**
   * The application's key (`secret`): fetches tokens and signs payouts. Needed by `queryOrder` without a token of
   * your own, `exchangeCode`, `baseToken`, `transfer` and `queryTransfer`.
   */
  secret?: SecretInput | undefined
  /**
   * The address of the calls with a user's token. Default `https://oauth.hicoin.vip/api`; in the test environment
   * `http://oauth.hicoin.one/api`.
   */
  apiBase?: string | undefined
  /**
   * The address of the calls with the base token. Default `https://avenger.hicoin.vip/api`; in the test environment
   * `http://avenger.hicoin.one/api`.
   */
  merchantBase?: string | undefined
  /**
   * The address of the H5 pay page. Default `https://api.hicoin.vip/hicoinfe/payment/`; in the test environment
   * `http://testweb.hicoin.one/hicoinfe/payment/`.
   */
  payPage?: string | undefined
  /**
   * The address of the page on which a user authorizes the application. Default
   * `https://oauth.hicoin.vip/api/connect/oauth/authorize`; in the test environment
   * `http://oauth.hicoin.one/api/connect/oauth/authorize`.
   */
  authorizePage?: string | undefined
  /** `test` takes the addresses of the test environment, which are http. Default `production`. */
  environment?: 'production' | 'test' | undefined
}

/** What {@link HiCoin.createOrder} takes. */
export interface HiCoinCreateOrderRequest {
  /** The user's token, of `exchangeCode`. */
  access_token: string
  /** The user, as the gateway names him to this application. */
  openid: string
  /** What the order is for, at most 64 characters. */
  body: string
  /** The order's title, at most 32 characters. */
  subject: string
  /** Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`. */
  out_trade_no: string
  /** The amount in units of 10^-8 coin, above 0: `toUnits('1.5', 8)` is 150000000n. */
  total_amount: bigint | string
  /** The coin: `USDT`. */
  settle_currency: 'USDT'
  /** Your own text; comes back in the notification as it was sent. */
  passback_params?: string | undefined
  /** Where the user pays: `H5` in a browser, `JSAPI` inside the wallet. */
  trade_type: 'JSAPI' | 'H5'
  /** How long the order can be paid, in seconds: the gateway takes 600 only. */
  trade_timeout_express?: number | bigint | string | undefined
  /**
   * Where the user goes after paying: an absolute address, not url-encoded. Coming back there proves nothing: wait
   * for the notification or query.
   */
  return_url: string
}

/** What {@link HiCoin.createOrder} answers. */
export interface HiCoinCreateOrderAnswer {
  /** Your number of the order, as it was sent; an answer about another order is refused. */
  out_trade_no: string
  /** The gateway's number of the order: the `prepay_id` of `h5PayUrl`. */
  trade_no: string
  /** As it was sent. */
  trade_type?: string
}

/** What {@link HiCoin.queryOrder} takes. */
export interface HiCoinQueryOrderRequest {
  /** A base token of your own; without it, the client fetches one and keeps it. */
  access_token?: string | undefined
  /** Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`. */
  out_trade_no: string
}

/** What {@link HiCoin.queryOrder} answers. */
export interface HiCoinQueryOrderAnswer {
  /** Your number of the order, as it was sent; an answer about another order is refused. */
  out_trade_no: string
  /** The gateway's number of the order: the `prepay_id` of `h5PayUrl`. */
  trade_no: string
  /** `H5` or `JSAPI`. */
  trade_type?: string
  /** `NOTPAY` waiting, `SUCCESS` paid, `CLOSED` expired or closed, `UNKNOW` (spelled so) unknown to the gateway. */
  trade_status: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'UNKNOW' | Unknown
  /** The amount in units of 10^-8 coin. */
  total_amount: bigint
  /** The coin of the amounts, `USDT`. */
  settle_currency: string
  /** What the gateway received, in units of 10^-8 coin. */
  settle_trans_amount?: bigint
  /** As it was sent. */
  subject?: string
  /** As it was sent. */
  body?: string
  /** When the order was made, as the gateway writes it. */
  trade_time?: string
  /** When the order expires, as the gateway writes it. */
  timeout_express?: string
  /** The paying user. */
  openid?: string
}

/** What {@link HiCoin.transfer} takes. */
export interface HiCoinTransferRequest {
  /** The user, as the gateway names him to this application. */
  openid: string
  /** What the order is for, at most 64 characters. */
  body: string
  /** The order's title, at most 32 characters. */
  subject: string
  /** Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`. */
  out_trade_no: string
  /** The amount in units of 10^-8 coin, above 0: `toUnits('1.5', 8)` is 150000000n. */
  total_amount: bigint | string
  /** The coin: `USDT`. */
  settle_currency: 'USDT'
}

/** What {@link HiCoin.transfer} answers. */
export interface HiCoinTransferAnswer {
  /** Your number of the order, as it was sent; an answer about another order is refused. */
  out_trade_no: string
  /** The gateway's number of the order: the `prepay_id` of `h5PayUrl`. */
  trade_no: string
  /** The gateway's word for a payout. */
  trade_type?: string
}

/** What {@link HiCoin.queryTransfer} takes. */
export interface HiCoinQueryTransferRequest {
  /** Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`. */
  out_trade_no: string
}

/** What {@link HiCoin.queryTransfer} answers. */
export interface HiCoinQueryTransferAnswer {
  /** Your number of the order, as it was sent; an answer about another order is refused. */
  out_trade_no: string
  /** The gateway's number of the order: the `prepay_id` of `h5PayUrl`. */
  trade_no: string
  /** The gateway's word for a payout. */
  trade_type?: string
  /** `SUCCESS` or `FAILED`. */
  trade_status: 'SUCCESS' | 'FAILED' | Unknown
  /** Why it failed. */
  reason?: string
  /** The amount in units of 10^-8 coin. */
  total_amount: bigint
  /** The coin of the amounts. */
  settle_currency?: string
  /** What was paid out, in units of 10^-8 coin. */
  settle_trans_amount?: bigint
  /** As it was sent. */
  subject?: string
  /** As it was sent. */
  body?: string
  /** When the payout was made, as the gateway writes it. */
  trade_time?: string
  /** The user who was paid. */
  openid?: string
}

/** What {@link HiCoin.authorizeUrl} takes. */
export interface HiCoinAuthorizeUrlRequest {
  /** Where the user comes back to, with `code` and `state`. */
  redirect_uri: string
  /**
   * Comes back as it was sent: a random value of yours that ties the answer to this visitor. At most 128 of
   * `[0-9A-Za-z]`.
   */
  state?: string | undefined
}

/** What {@link HiCoin.h5PayUrl} takes. */
export interface HiCoinH5PayUrlRequest {
  /** 1 to 32 characters, new for each address. Default: 32 random ones. */
  nonceStr?: string | undefined
  /** `trade_no` of the answer to `createOrder`. */
  prepay_id: string
  /** Unix time in seconds: 10 digits. Default: now. */
  timeStamp?: number | bigint | string | undefined
}

/** What {@link HiCoin.exchangeCode} takes. */
export interface HiCoinExchangeCodeRequest {
  /** The `code` that the user came back with; it works once. */
  code: string
}

/** What {@link HiCoin.exchangeCode} answers. */
export interface HiCoinTokens {
  /** The user's token. */
  access_token: string
  /** For how many seconds it is valid. */
  expires_in: number
  /** For `refreshToken`. */
  refresh_token?: string
  /** The user. */
  openid?: string
  /** What the user allowed. */
  scope?: string
}

/** What {@link HiCoin.refreshToken} takes. */
export interface HiCoinRefreshTokenRequest {
  /** The `refresh_token` of the answer before. */
  refresh_token: string
}

/** What {@link HiCoin.baseToken} answers. */
export interface HiCoinBaseTokenAnswer {
  /** The base token. */
  access_token: string
  /** For how many seconds it is valid. */
  expires_in: number
}

/** What {@link HiCoin.userInfo} takes. */
export interface HiCoinUserInfoRequest {
  /** The user's token, of `exchangeCode`. */
  access_token: string
  /** The user, as the gateway names him to this application. */
  openid: string
}

/** What {@link HiCoin.userInfo} answers. */
export interface HiCoinUserInfoAnswer {
  /** The user. */
  openid: string
  /** The user's name in the wallet. */
  nickname?: string
  /** Without the country code. */
  mobile_number?: string
  /** Of the mobile number, `86`. */
  country_code?: string
  /** The user's mail address. */
  email?: string
  /** Where the user came from. */
  origin?: string
  /** The gateway's number for the user's role. */
  role?: string
}

/**
 * An order was paid. Compare `total_amount` and `settle_currency` with your order before you deliver. The gateway
 * takes the bare text `SUCCESS` as received.
 */
export interface HiCoinNotification extends Answered, Paid {
  /** `SUCCESS`: paid. */
  trade_status: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'UNKNOW' | Unknown
  /** The gateway's number of the order. */
  trade_no: string
  /** Your number of the order. */
  out_trade_no: string
  /** The paying user. */
  openid?: string
  /** `H5` or `JSAPI`. */
  trade_type?: string
  /** The amount in units of 10^-8 coin. */
  total_amount: bigint
  /** The coin of the amount, `USDT`. */
  settle_currency: string
  /** Your own text, as it was sent with the order. */
  passback_params?: string
  /** As it was sent with the order. */
  body?: string
  /** As it was sent with the order. */
  subject?: string
}

/**
 * HiCoin open platform: H5 payment in coins, payouts, OAuth. Holds secrets: for servers.
 *
 * @example An order, the address to redirect the user to, and the query
 * ```js
 * import { HiCoin, toUnits } from 'paysign'
 *
 * const hicoin = new HiCoin({ appId, mchKey, secret })
 * const { trade_no } = await hicoin.createOrder({
 *   access_token, // the user's, of exchangeCode
 *   openid,
 *   out_trade_no: 'A20261121001',
 *   subject: '会员',
 *   body: '月卡',
 *   total_amount: toUnits('1.5', 8),
 *   settle_currency: 'USDT',
 *   trade_type: 'H5',
 *   return_url: 'https://shop.example/paid',
 * })
 * const address = hicoin.h5PayUrl({ prepay_id: trade_no })
 * const { paid } = await hicoin.queryOrder({ out_trade_no: 'A20261121001' })
 * ```
 */
export class HiCoin implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: HiCoinOptions)

  /**
   * Makes an order (`/pay/preOrder`). Then send the user to `h5PayUrl({ prepay_id: answer.trade_no })` by a redirect.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`,
   * `identity`
   */
  createOrder(order: HiCoinCreateOrderRequest, options?: CallOptions): Promise<HiCoinCreateOrderAnswer & Answered>

  /**
   * The state of an order (`/pay/queryOrder`). Without a token of yours, the base token is fetched and kept.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`,
   * `identity`
   */
  queryOrder(id: HiCoinQueryOrderRequest, options?: CallOptions): Promise<HiCoinQueryOrderAnswer & Paid & Answered>

  /**
   * Pays out to a user of the wallet (`/mmpaymkttransfers/promotion/transfers`). The answer says that the payout was
   * taken; `queryTransfer` says what became of it.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`,
   * `identity`
   */
  transfer(input: HiCoinTransferRequest, options?: CallOptions): Promise<HiCoinTransferAnswer & Answered>

  /**
   * The state of a payout (`/mmpaymkttransfers/gettransferinfo`). `paid`: the user has the money.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`,
   * `identity`
   */
  queryTransfer(id: HiCoinQueryTransferRequest, options?: CallOptions): Promise<HiCoinQueryTransferAnswer & Paid & Answered>

  /**
   * The page on which a user authorizes the application; it ends in `#wallet_redirect`, which the wallet needs.
   *
   * @throws {PayError} `params`, naming every field at fault
   */
  authorizeUrl(page: HiCoinAuthorizeUrlRequest): string

  /**
   * The address of the H5 pay page, to be reached by a redirect (302) or `location`; signed with the `mchKey`.
   *
   * @throws {PayError} `params`, naming every field at fault
   */
  h5PayUrl(page: HiCoinH5PayUrlRequest): string

  /**
   * A user's token for the `code` that the user came back with.
   *
   * Sent once, unless the connection was never made.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  exchangeCode(input: HiCoinExchangeCodeRequest, options?: CallOptions): Promise<HiCoinTokens & Answered>

  /**
   * A new token for a user whose token ends.
   *
   * Sent once, unless the connection was never made.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  refreshToken(input: HiCoinRefreshTokenRequest, options?: CallOptions): Promise<HiCoinTokens & Answered>

  /**
   * The base token, which the client keeps: one fetch however many callers wait, a new one shortly before it ends or
   * when the gateway refuses it.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  baseToken(input?: undefined, options?: CallOptions): Promise<HiCoinBaseTokenAnswer & Answered>

  /**
   * Who a user is (`/sns/user/info`); the gateway does not sign it. Fields of the user's `parent_*` are in `raw`.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  userInfo(input: HiCoinUserInfoRequest, options?: CallOptions): Promise<HiCoinUserInfoAnswer & Answered>

  /**
   * The verified event of a notification, from its raw body.
   *
   * @throws {PayError} `body`, `signature`, `identity`
   */
  parseNotification(input: NotificationInput): HiCoinNotification

  /**
   * Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after
   * `onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request`
   * and `Response`;
   * `toRequest` of `paysign/node` makes the one of Node's.
   */
  handleNotification(request: Request, onEvent: (event: HiCoinNotification) => HandlerResult | Promise<HandlerResult>): Promise<Response>

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** What {@link Yinqiantong} needs to know for v1. */
export interface YinqiantongV1Options extends ClientOptions, NotificationOptions {
  /** The gateway's interface: `v1` of September 2018, or `v2` from October 2018 on. */
  version: 'v1'
  /** The application's id (`appid`). */
  appId: string
  /** v1: the application's key (`appkey`), which travels in a header. */
  appKey: string
  /** The application's secret (`app_secret`). */
  appSecret: SecretInput
  /** The gateway's address. Default `https://yinqiantong.com`. */
  base?: string | undefined
  /**
   * Hosts that `parsePayBody` lets a payment go to, beside `openapi.alipay.com`, `*.alipay.com` and `wx.tenpay.com`.
   */
  payHosts?: string[] | undefined
}

/** What {@link Yinqiantong} needs to know for v2. */
export interface YinqiantongV2Options extends ClientOptions, NotificationOptions {
  /** The gateway's interface: `v1` of September 2018, or `v2` from October 2018 on. */
  version: 'v2'
  /** Of v1; not used. */
  appKey?: string | undefined
  /** The application's id (`appid`). */
  appId: string
  /** The application's secret (`app_secret`). */
  appSecret: SecretInput
  /** The gateway's address. Default `https://api.yqtapi.com`. */
  base?: string | undefined
  /**
   * Hosts that `parsePayBody` lets a payment go to, beside `openapi.alipay.com`, `*.alipay.com` and `wx.tenpay.com`.
   */
  payHosts?: string[] | undefined
}

/** What {@link Yinqiantong} needs to know. */
export type YinqiantongOptions = YinqiantongV1Options | YinqiantongV2Options

/** What {@link Yinqiantong.createOrder} takes. */
export interface YinqiantongCreateOrderRequest {
  /** Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`. */
  client_out_trade_no: string
  /** Who is paid with; `qq` and `jd` in v2 only. */
  channel: 'alipay' | 'wechat' | 'qq' | 'jd'
  /**
   * Where the user pays: `h5` a phone's browser, `pc` a desk's, `mp` a WeChat official account, `mini_app`, `app`,
   * `scan` a QR code.
   */
  platform: 'app' | 'mp' | 'mini_app' | 'h5' | 'pc' | 'scan'
  /** The amount in fen (分), above 0: 100 is 1 yuan. */
  money: number | bigint | string
  /**
   * The paying user's IPv4 address; one written as IPv6, `::ffff:192.0.2.1`, is sent as IPv4. Of a user who has IPv6
   * alone: your server's own public IPv4 address.
   */
  client_ip: string
  /** Where the gateway sends the notification: an absolute address, at most 128 characters. */
  notify_url: string
  /** The WeChat user's open id; needed for `mp` and `mini_app`. */
  open_id?: string | undefined
  /** Where the user goes after paying: an absolute address without a query, at most 128 characters. */
  return_url?: string | undefined
  /** The order's title, at most 32 characters. */
  subject?: string | undefined
  /** What the order is for, at most 128 characters. */
  description?: string | undefined
  /** Your own text, at most 512 characters; comes back in the notification. */
  extra?: string | undefined
}

/** What {@link Yinqiantong.createOrder} answers. */
export interface YinqiantongOrder {
  /** The gateway's number of the order. */
  out_trade_no: string
  /** Your number of the order. */
  client_out_trade_no?: string
  /** What the page pays with: `parsePayBody(channel, platform, pay_body)` reads it. */
  pay_body?: string
  /** The state: `unpaid`, `paid`, `failed`, `expired`; v1 also `refunding` and `refunded`. */
  status?: 'unpaid' | 'paid' | 'failed' | 'expired' | 'refunding' | 'refunded' | Unknown
  /** Who is paid with. */
  channel?: 'wechat' | 'alipay' | 'qq' | 'jd' | Unknown
  /** Where the user pays. */
  platform?: 'pc' | 'app' | 'h5' | 'mp' | 'mini_app' | 'scan' | Unknown
  /** The amount in fen (分). */
  money?: bigint
  /** As it was sent. */
  client_ip?: string
  /** The WeChat user's open id. */
  open_id?: string
  /** As it was sent. */
  subject?: string
  /** As it was sent. */
  description?: string
  /** As it was sent. */
  notify_url?: string
  /** As it was sent. */
  return_url?: string
  /** As it was sent. */
  extra?: string
  /** When it was paid: Unix time in seconds, `0` before. */
  pay_time?: string
  /** When it was made: Unix time in seconds. */
  create_time?: string
  /** When it expires: Unix time in seconds. */
  expire_time?: string
}

/** What {@link Yinqiantong.queryOrder} takes. */
export type YinqiantongQueryOrderRequest = (
  | {
      /** Your number of the order. */
      client_out_trade_no: string
      out_trade_no?: never
    }
  | {
      client_out_trade_no?: never
      /** The gateway's number of the order. */
      out_trade_no: string
    }
)

/** What {@link Yinqiantong.queryOrder} answers. */
export interface YinqiantongOrderState {
  /** The state: `unpaid`, `paid`, `failed`, `expired`; v1 also `refunding` and `refunded`. */
  status: 'unpaid' | 'paid' | 'failed' | 'expired' | 'refunding' | 'refunded' | Unknown
}

/**
 * An order was paid. Compare `money` with your order before you deliver. v1 takes `{"code":200}` as received, v2 HTTP
 * 200; otherwise it is sent again, v2 every minute, three times.
 */
export interface YinqiantongNotification extends Answered, Paid {
  /** The gateway's number of the order. */
  out_trade_no: string
  /** Your number of the order. */
  client_out_trade_no: string
  /** The state: `unpaid`, `paid`, `failed`, `expired`; v1 also `refunding` and `refunded`. */
  status: 'unpaid' | 'paid' | 'failed' | 'expired' | 'refunding' | 'refunded' | Unknown
  /** The amount in fen (分). */
  money: bigint
  /** Who was paid with. */
  channel?: 'wechat' | 'alipay' | 'qq' | 'jd' | Unknown
  /** Where the user paid. */
  platform?: 'pc' | 'app' | 'h5' | 'mp' | 'mini_app' | 'scan' | Unknown
  /** As it was sent with the order. */
  client_ip?: string
  /** The WeChat user's open id. */
  open_id?: string
  /** As it was sent with the order. */
  subject?: string
  /** As it was sent with the order. */
  description?: string
  /** Your own text, as it was sent with the order. */
  extra?: string
  /** When it was paid: Unix time in seconds. */
  pay_time?: string
}

/**
 * Yinqiantong (银钱通): Alipay, WeChat, QQ and JD behind one interface, in its versions v1 and v2. Holds secrets: for
 * servers.
 *
 * @example An order, and what its page pays with
 * ```js
 * import { Yinqiantong } from 'paysign'
 *
 * const yinqiantong = new Yinqiantong({ version: 'v2', appId, appSecret })
 * const { pay_body } = await yinqiantong.createOrder({
 *   client_out_trade_no: 'A20261121001',
 *   channel: 'alipay',
 *   platform: 'h5',
 *   money: 100, // 1 yuan
 *   client_ip: '114.114.114.114',
 *   notify_url: 'https://shop.example/notify/yinqiantong',
 * })
 * const action = yinqiantong.parsePayBody('alipay', 'h5', pay_body) // for `launch(action)` in the page
 * ```
 */
export class Yinqiantong implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: YinqiantongOptions)

  /**
   * Makes an order (`POST /order`). Hand `parsePayBody(channel, platform, answer.pay_body)` to the page, which calls
   * `launch` with it.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  createOrder(order: YinqiantongCreateOrderRequest, options?: CallOptions): Promise<YinqiantongOrder & Paid & Answered>

  /**
   * The state of an order (`GET /order`). The gateway does not sign its answers: they are as trustworthy as the
   * connection. v2 tells the state and nothing else.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  queryOrder(id: YinqiantongQueryOrderRequest, options?: CallOptions): Promise<YinqiantongOrder & Paid & Answered | YinqiantongOrderState & Paid & Answered>

  /**
   * The verified event of a notification, from its raw body.
   *
   * @throws {PayError} `body`, `signature`, `identity`, `expired`
   */
  parseNotification(input: NotificationInput): YinqiantongNotification

  /**
   * Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after
   * `onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request`
   * and `Response`;
   * `toRequest` of `paysign/node` makes the one of Node's.
   */
  handleNotification(request: Request, onEvent: (event: YinqiantongNotification) => HandlerResult | Promise<HandlerResult>): Promise<Response>

  /**
   * What a page pays with, out of an order's `pay_body`: for `launch` in the page, or to show as a QR code. Refuses a form
   * or an address that does not go to https and to a known host; see the option `payHosts`.
   *
   * @throws {PayError} `body`: not what this channel and platform pay with, or a host that is not allowed
   * @example
   * ```js
   * const action = yinqiantong.parsePayBody('alipay', 'h5', pay_body)
   * ```
   */
  parsePayBody(
    channel: 'wechat' | 'alipay' | 'qq' | 'jd',
    platform: 'app' | 'mp' | 'mini_app' | 'h5' | 'pc' | 'scan',
    text: string,
  ): PayAction

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** What {@link BitCV} needs to know. */
export interface BitCVOptions extends ClientOptions, NotificationOptions {
  /** The application's id (`appid`). */
  appId: string
  /** The application's secret. */
  appSecret: SecretInput
  /** The platform's address. Default `https://open.bitcv.com`. */
  base?: string | undefined
}

/** What {@link BitCV.createOrder} takes. */
export interface BitCVCreateOrderRequest {
  /** The user's token, of `exchangeCode`. */
  accessToken: string
  /** Your own number, unique for each order. */
  outTradeNo: string
  /** The amount in coins, a decimal number above 0: `'10.36'`. */
  totalAmount: string
  /** What the order is for. */
  productName: string
  /** The coin, one that the wallet has, like `BCV`. */
  currency: string
  /** The paying user's IPv4 address; one written as IPv6, `::ffff:192.0.2.1`, is sent as IPv4. */
  payerIp: string
  /** `YYYY-MM-DD HH:MM:SS`, UTC+8; now unless given. */
  requestTime?: string | undefined
  /** Your own text; comes back in the notification. */
  memo?: string | undefined
}

/** What {@link BitCV.createOrder} answers. */
export interface BitCVCreateOrderAnswer {
  /** The platform's number of the order; `queryOrder` takes it. */
  tradeNo: string
}

/** What {@link BitCV.queryOrder} takes. */
export interface BitCVQueryOrderRequest {
  /** The platform's number of the order, of the answer to `createOrder`. */
  tradeNo: string
}

/** What {@link BitCV.queryOrder} answers. */
export interface BitCVQueryOrderAnswer {
  /** The platform's number of the order; `queryOrder` takes it. */
  tradeNo: string
  /** Your number of the order. */
  outTradeNo: string
  /** The amount in coins, a decimal number. */
  totalAmount: string
  /** As it was sent. */
  productName?: string
  /** The coin. */
  currency: string
  /** `WAIT_PAY` waiting, `PAY_FINISHED` paid, `TRADE_FINISHED` paid and final, `TRADE_FAILED`, `TRADE_CLOSED`. */
  tradeStatus: 'WAIT_PAY' | 'PAY_FINISHED' | 'TRADE_FAILED' | 'TRADE_FINISHED' | 'TRADE_CLOSED' | Unknown
  /** The paying user. */
  openid?: string
  /** When the order was made: `YYYY-MM-DD HH:MM:SS`, UTC+8. */
  orderTime?: string
  /** When it was paid: `YYYY-MM-DD HH:MM:SS`, UTC+8. */
  tradeTime?: string
  /** As it was sent. */
  payerIp?: string
}

/** What {@link BitCV.transfer} takes. */
export interface BitCVTransferRequest {
  /** Your own number, unique for each transfer. */
  transNo: string
  /** 1 to 10 payments; none of their parts may hold `^` or `~`. */
  tradeList: readonly {
    /** The user's `openid` or mobile number. */
    payee: string
    /** The coin, like `BCV`. */
    currency: string
    /** The amount in coins, a decimal number above 0. */
    amount: string
  }[]
  /** `YYYY-MM-DD HH:MM:SS`, UTC+8; now unless given. */
  requestTime?: string | undefined
}

/** What {@link BitCV.authorizeUrl} takes. */
export interface BitCVAuthorizeUrlRequest {
  /** Where the user comes back to, with `code` and `state`. */
  redirectUri: string
  /** Comes back as it was sent: a random value of yours that ties the answer to this visitor. */
  state?: string | undefined
}

/** What {@link BitCV.exchangeCode} takes. */
export interface BitCVExchangeCodeRequest {
  /** The `code` that the user came back with; it works once. */
  code: string
}

/** What {@link BitCV.exchangeCode} answers. */
export interface BitCVTokens {
  /** The user's token. */
  accessToken: string
  /** For how many seconds it is valid: 7200. */
  expiresIn: number
  /** For `refreshToken`; valid for 30 days. */
  refreshToken?: string
  /** The user. */
  openId?: string
}

/** What {@link BitCV.refreshToken} takes. */
export interface BitCVRefreshTokenRequest {
  /** The `refreshToken` of the answer before; valid for 30 days. */
  refreshToken: string
}

/** What {@link BitCV.userInfo} takes. */
export interface BitCVUserInfoRequest {
  /** The user's token, of `exchangeCode`. */
  accessToken: string
}

/** What {@link BitCV.userInfo} answers. */
export interface BitCVUserInfoAnswer {
  /** The user. */
  openId?: string
  /** The user's name in the wallet. */
  nickname?: string
  /** The address of the user's picture. */
  avatarUrl?: string
  /** The user's invitation code. */
  inviteCode?: string
}

/** An order changed its state. It says no amount: `queryOrder` does. The platform takes `errcode` 0 as received. */
export interface BitCVNotification extends Answered, Paid {
  /** Your number of the order. */
  outTradeNo: string
  /** Your own text, as it was sent with the order. */
  memo?: string
  /** `WAIT_PAY` waiting, `PAY_FINISHED` paid, `TRADE_FINISHED` paid and final, `TRADE_FAILED`, `TRADE_CLOSED`. */
  tradeStatus: 'WAIT_PAY' | 'PAY_FINISHED' | 'TRADE_FAILED' | 'TRADE_FINISHED' | 'TRADE_CLOSED' | Unknown
  /** When the notification was sent, as the platform writes it. */
  timeStamp?: string
  /** When the order was paid: `YYYY-MM-DD HH:MM:SS`, UTC+8. */
  tradeTime?: string
}

/**
 * BitCV (币威) open platform: payment inside the wallet, transfers, OAuth. Holds secrets: for servers.
 *
 * @example An order, for the wallet's bridge
 * ```js
 * import { BitCV } from 'paysign'
 *
 * const bitcv = new BitCV({ appId, appSecret })
 * const { tradeNo, requestPayment } = await bitcv.createOrder({
 *   accessToken, // the user's, of exchangeCode
 *   outTradeNo: 'A20261121001',
 *   totalAmount: '10.36',
 *   productName: '月卡',
 *   currency: 'BCV',
 *   payerIp: '114.114.114.114',
 * })
 * // in the wallet's web view: bridge.requestPayment(requestPayment)
 * ```
 */
export class BitCV implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: BitCVOptions)

  /**
   * Makes an order for a user (`/api/createOrder`). In the wallet's web view, the page then calls the bridge with
   * `answer.requestPayment`.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  createOrder(order: BitCVCreateOrderRequest, options?: CallOptions): Promise<BitCVCreateOrderAnswer & Answered & { /** What the page hands to the wallet's bridge, as it is: `requestPayment(…)`. */ requestPayment: { accessToken: string; tradeNo: string; requestTime: string } }>

  /**
   * The state of an order (`/api/order`). The platform does not sign its answers: they are as trustworthy as the
   * connection.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  queryOrder(id: BitCVQueryOrderRequest, options?: CallOptions): Promise<BitCVQueryOrderAnswer & Paid & Answered>

  /**
   * Pays users of the wallet out of the application's account (`/api/transfer`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  transfer(input: BitCVTransferRequest, options?: CallOptions): Promise<Answered>

  /**
   * The page on which a user authorizes the application.
   *
   * @throws {PayError} `params`, naming every field at fault
   */
  authorizeUrl(page: BitCVAuthorizeUrlRequest): string

  /**
   * A user's token for the `code` that the user came back with.
   *
   * Sent once, unless the connection was never made.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  exchangeCode(input: BitCVExchangeCodeRequest, options?: CallOptions): Promise<BitCVTokens & Answered>

  /**
   * A new token for a user whose token ends.
   *
   * Sent once, unless the connection was never made.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  refreshToken(input: BitCVRefreshTokenRequest, options?: CallOptions): Promise<BitCVTokens & Answered>

  /**
   * Who a user is (`/api/userinfo`).
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  userInfo(input: BitCVUserInfoRequest, options?: CallOptions): Promise<BitCVUserInfoAnswer & Answered>

  /**
   * The verified event of a notification, from its raw body.
   *
   * @throws {PayError} `body`, `signature`
   */
  parseNotification(input: NotificationInput): BitCVNotification

  /**
   * Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after
   * `onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request`
   * and `Response`;
   * `toRequest` of `paysign/node` makes the one of Node's.
   */
  handleNotification(request: Request, onEvent: (event: BitCVNotification) => HandlerResult | Promise<HandlerResult>): Promise<Response>

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** What {@link SixDu} needs to know. */
export interface SixDuOptions extends ClientOptions, NotificationOptions {
  /** The merchant's id. */
  merchantId: string
  /** The merchant's RSA private key: signs requests. */
  privateKey: KeyInput
  /**
   * The RSA public key that answers and pushes are verified with. Without it, calls whose answers are signed and
   * pushes are refused: nothing is returned unverified.
   */
  platformPublicKey?: KeyInput | undefined
  /** The gateway's address. Default `https://pay.6du.io`. */
  base?: string | undefined
  /** Takes RSA keys of 1024 to 2047 bits, which can be broken. */
  allowWeakKeys?: boolean | undefined
}

/** What {@link SixDu.createOrder} takes. */
export type SixDuCreateOrderRequest = {
  /** What is bought. */
  subject: string
  /** The coin, like `USDT`. */
  coinName: string
  /** The currency: `CNY`, which is also the default. */
  currencyName?: 'CNY' | undefined
  /** The payment product that the gateway agreed with you. */
  paymentProductCode: string
  /** Unix time in milliseconds (13 digits); now unless given. */
  requestTimestamp?: number | bigint | string | undefined
  /** Your own number, unique for each order. */
  merchantOrderCode: string
} & (
  | {
      /** What is given: a `quantity` of coins, or the `orderPrice` to spend. */
      by: 'quantity'
      /** How many coins: a decimal number above 0. */
      quantity: string
      orderPrice?: never
    }
  | {
      /** What is given: a `quantity` of coins, or the `orderPrice` to spend. */
      by: 'amount'
      quantity?: never
      /** What to spend, in `currencyName`: a decimal number above 0. */
      orderPrice: string
    }
)

/** What {@link SixDu.createOrder} answers. */
export interface SixDuCreateOrderAnswer {
  /** The gateway's number of the order. */
  billCode: string
  /** The price of a coin, a decimal number. */
  unitPrice?: string
  /** What the user pays, a decimal number. */
  totalPrice?: string
  /** The coin. */
  coinName?: string
  /** How many coins, a decimal number. */
  orderAmount?: string
  /** Who sells the coins. */
  acceptanceName?: string
  /** How the user pays. */
  paymentMethodCode?: 'alipay' | 'wechat' | 'bank_card' | Unknown
  /** The page that the user is sent to. */
  acceptPageUrl?: string
  /** The fee that is shown, in coins. */
  showFeeAmount?: string
  /** The fee after discount, in coins. */
  afterDiscountFeeAmount?: string
}

/** What {@link SixDu.queryOrder} takes. */
export interface SixDuQueryOrderRequest {
  /** Your own number, unique for each order. */
  merchantOrderCode: string
}

/** What {@link SixDu.queryOrder} answers. */
export interface SixDuQueryOrderAnswer {
  /** How many coins, a decimal number. */
  orderAmount: string
  /** The coin. */
  coinName: string
  /** The gateway's number of the order. */
  billCode: string
  /** The state: `created`, `paid`, `failed`. */
  orderStatus: 'created' | 'paid' | 'failed' | Unknown
}

/** What {@link SixDu.cancelOrder} takes. */
export interface SixDuCancelOrderRequest {
  /** Your own number, unique for each order. */
  merchantOrderCode: string
}

/** What {@link SixDu.quoteSale} takes. */
export interface SixDuQuoteSaleRequest {
  /** The coin, like `USDT`. */
  coinName: string
  /** The currency: `CNY`, which is also the default. */
  currencyName?: 'CNY' | undefined
  /** How many coins: a decimal number above 0. */
  matchAmount: string
  /** The payment product that the gateway agreed with you. */
  paymentProductCode: string
  /** Unix time in milliseconds (13 digits); now unless given. */
  requestTimestamp?: number | bigint | string | undefined
}

/** What {@link SixDu.quoteSale} answers. */
export interface SixDuQuoteSaleAnswer {
  /** The price of a coin, a decimal number. */
  unitPrice: string
  /** What the user would get, a decimal number. */
  totalPrice: string
  /** How the user would be paid: `alipay` or `bank_card`. */
  methodCode?: 'alipay' | 'wechat' | 'bank_card' | Unknown
}

/** What {@link SixDu.sell} takes. */
export interface SixDuSellRequest {
  /** Your own number, unique for each order. */
  merchantOrderCode: string
  /** The coin, like `USDT`. */
  coinName: string
  /** The currency: `CNY`, which is also the default. */
  currencyName?: 'CNY' | undefined
  /** How many coins: a decimal number above 0. */
  sellAmount: string
  /** The payment product that the gateway agreed with you. */
  paymentProductCode: string
  /** Unix time in milliseconds (13 digits); now unless given. */
  requestTimestamp?: number | bigint | string | undefined
  /** The user's mobile number. */
  mobile: string
  /** The user's real name (spelled so on the wire). */
  reallyName: string
  /** The account that is paid to. */
  account: string
  /** The bank and its branch; `0001` for Alipay. */
  bankBranch: string
}

/** What {@link SixDu.confirmAndRelease} takes. */
export interface SixDuConfirmAndReleaseRequest {
  /** Your own number, unique for each order. */
  merchantOrderCode: string
  /** Unix time in milliseconds (13 digits); now unless given. */
  requestTimestamp?: number | bigint | string | undefined
}

/** An order was paid. The gateway takes `{"code":200}` as received, and tries three more times. */
export interface SixDuNotification extends Answered, Paid {
  /** Your number of the order. */
  merchantOrderCode: string
  /** How many coins, a decimal number. */
  orderAmount: string
  /** The coin. */
  coinName: string
  /** The gateway's number of the order. */
  billCode: string
}

/**
 * A sale changed its state; `paid`: the user has the money. The gateway takes `{"code":200}` as received, and tries
 * three more times, five minutes apart.
 */
export interface SixDuSaleNotification extends Answered, Paid {
  /** Your number of the sale. */
  merchantOrderCode: string
  /** The gateway's number of the order. */
  billCode: string
  /** How many coins, a decimal number. */
  sellAmount: string
  /** The coin. */
  coinName: string
  /** The price of a coin in CNY, a decimal number. */
  unitPrice?: string
  /** What the user got, in CNY, a decimal number. */
  orderPrice?: string
  /** `success` or `failed`. */
  orderCurrentStatus: 'success' | 'failed' | Unknown
}

/**
 * 6du OTC payment: buying and selling coins for CNY. Holds a private key: for servers.
 *
 * @example An order by quantity; the user pays at `acceptPageUrl`
 * ```js
 * import { SixDu } from 'paysign'
 *
 * const sixdu = new SixDu({ merchantId, privateKey, platformPublicKey })
 * const { acceptPageUrl } = await sixdu.createOrder({
 *   by: 'quantity',
 *   quantity: '12.5',
 *   coinName: 'USDT',
 *   subject: 'USDT',
 *   paymentProductCode: '0001',
 *   merchantOrderCode: 'A20261121001',
 * })
 * ```
 */
export class SixDu implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: SixDuOptions)

  /**
   * Makes an order to buy coins (`/pay/v3.0/createPrePaymentBill`); send the user to `acceptPageUrl`. The older
   * page's answer has no more than `billCode`.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`
   */
  createOrder(order: SixDuCreateOrderRequest, options?: CallOptions): Promise<SixDuCreateOrderAnswer & Answered>

  /**
   * The state of an order (`/pay/v2.0/queryPayPreOrderStatus`). The answer names the order by `billCode` alone: keep
   * the one of `createOrder`, and compare.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `signature`
   */
  queryOrder(id: SixDuQueryOrderRequest, options?: CallOptions): Promise<SixDuQueryOrderAnswer & Paid & Answered>

  /**
   * Cancels an order (`/pay/v3.0/merchantCancelTakeOrder`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  cancelOrder(input: SixDuCancelOrderRequest, options?: CallOptions): Promise<Answered>

  /**
   * What a sale of coins would bring (`/pay/v3.0/queryMatchingTotalPrice`); not signed by the gateway, and not
   * binding.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  quoteSale(input: SixDuQuoteSaleRequest, options?: CallOptions): Promise<SixDuQuoteSaleAnswer & Answered>

  /**
   * Sells coins for a user (`/pay/v3.0/initialToSellCoin`). What becomes of it is pushed: `parseSaleNotification`.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  sell(input: SixDuSellRequest, options?: CallOptions): Promise<Answered>

  /**
   * The user has the money: releases the coins (`/pay/v3.0/confirmedReceiptAndCoinRelease`). It cannot be undone.
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  confirmAndRelease(input: SixDuConfirmAndReleaseRequest, options?: CallOptions): Promise<Answered>

  /**
   * The verified event of a notification, from its raw body.
   *
   * @throws {PayError} `body`, `signature`
   */
  parseNotification(input: NotificationInput): SixDuNotification

  /**
   * Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after
   * `onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request`
   * and `Response`;
   * `toRequest` of `paysign/node` makes the one of Node's.
   */
  handleNotification(request: Request, onEvent: (event: SixDuNotification) => HandlerResult | Promise<HandlerResult>): Promise<Response>

  /**
   * The verified event of a notification, from its raw body.
   *
   * @throws {PayError} `body`, `signature`
   */
  parseSaleNotification(input: NotificationInput): SixDuSaleNotification

  /**
   * Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after
   * `onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request`
   * and `Response`;
   * `toRequest` of `paysign/node` makes the one of Node's.
   */
  handleSaleNotification(request: Request, onEvent: (event: SixDuSaleNotification) => HandlerResult | Promise<HandlerResult>): Promise<Response>

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** What {@link BhopUser} needs to know. */
export interface BhopUserOptions extends ClientOptions {
  /** The broker's own address; there is no default. */
  base: string
  /** Whether cookies go with a request, as for `fetch`: the user's session authenticates. Default `include`. */
  credentials?: 'include' | 'omit' | 'same-origin' | undefined
}

/** What {@link BhopUser.listOrders} takes. */
export interface BhopUserListOrdersRequest {
  /** Orders in this state only. */
  status?: 'WAIT_FOR_PAYMENT' | 'COMPLETED' | 'PROCESSING' | 'EXPIRED' | 'CANCELLED' | undefined
  /** Orders that are older than this one, which is left out. */
  from_id?: string | undefined
  /** Orders that are newer than this one, which is left out. */
  to_id?: string | undefined
  /** Orders from this time on: Unix time in milliseconds, 13 digits. */
  start_time?: string | undefined
  /** Orders up to this time: Unix time in milliseconds, 13 digits. */
  end_time?: string | undefined
  /** How many orders a page has: 20 unless given, at most 100. */
  limit?: number | bigint | string | undefined
}

/** What is paid. */
export interface BhopItem {
  /** The item's number. */
  itemId: string
  /** `PAY` at once, `PREPAY` held until `settle` or `unlock`. */
  payType?: 'PAY' | 'PREPAY' | Unknown
  /** The coin. */
  tokenId: string
  /** How much, a decimal number. */
  amount: string
  /** How much was paid, a decimal number. */
  paidAmount?: string
  /** How much was refunded, a decimal number. */
  refundedAmount?: string
  /** How much was unlocked, a decimal number. */
  unlockedAmount?: string
}

/** What {@link BhopUser.listOrders} answers. */
export interface BhopOrder {
  /** The broker's number of the order. */
  orderId: string
  /** Your number of the order. */
  clientOrderId?: string
  /** The user who pays. */
  payerUserId?: string
  /** The user who is paid. */
  payeeUserId?: string
  /** Whether the payer gets something for it: `productInfo`. */
  isMapping?: boolean
  /** What is paid. */
  payInfo?: BhopItem[]
  /** What the payer gets for it. */
  productInfo?: BhopItem[]
  /** `WAIT_FOR_PAYMENT`, `COMPLETED` paid, `PROCESSING`, `EXPIRED`, `CANCELLED`. */
  status: 'WAIT_FOR_PAYMENT' | 'COMPLETED' | 'PROCESSING' | 'EXPIRED' | 'CANCELLED' | Unknown
  /** The state in the user's language. */
  statusDesc?: string
  /** When it expires: Unix time in milliseconds. */
  expired?: string
  /** As it was sent. */
  desc?: string
  /** As it was sent. */
  extendInfo?: string
  /** When it was made: Unix time in milliseconds. */
  created?: string
  /** When it last changed: Unix time in milliseconds. */
  updated?: string
}

/** What {@link BhopUser.loadPayData} takes. */
export interface BhopUserLoadPayDataRequest {
  /** The broker's number of the order: up to 19 digits, as a string. */
  order_id: string
}

/** Who pays. */
export interface BhopUserInfo {
  /** The user. */
  userId?: string
  /** The broker's number for how the user signed up. */
  registerType?: number
  /** Masked. */
  mobile?: string
  /** Of the mobile number. */
  nationalCode?: string
  /** Masked. */
  email?: string
  /** Whether the user has an authenticator. */
  bindGA?: boolean
  /** Whether the user has a trade password. */
  bindTradePwd?: boolean
  /** The broker's number for the sort of user. */
  userType?: number
  /** The broker's number for how far the user is verified. */
  verifyStatus?: number
  /** Where the user came from. */
  source?: string
}

/** What {@link BhopUser.loadPayData} answers. */
export interface BhopPayData {
  /** The order. */
  orderInfo: BhopOrder
  /** Who pays. */
  userInfo?: BhopUserInfo
  /** Whether a code is needed to pay. */
  need2FA: boolean
  /** Where the code comes from: `GA` the user's authenticator, `MOBILE` and `EMAIL` after `sendVerifyCode`. */
  authType?: 'GA' | 'MOBILE' | 'EMAIL' | Unknown
}

/** What {@link BhopUser.sendVerifyCode} takes. */
export interface BhopUserSendVerifyCodeRequest {
  /** The broker's number of the order: up to 19 digits, as a string. */
  order_id: string
}

/** What {@link BhopUser.sendVerifyCode} answers. */
export interface BhopUserSendVerifyCodeAnswer {
  /** The `verify_code_order_id` of `pay`. */
  orderId: string
}

/** What {@link BhopUser.pay} takes. */
export interface BhopUserPayRequest {
  /** The broker's number of the order: up to 19 digits, as a string. */
  order_id: string
  /** `orderId` of the answer to `sendVerifyCode`; left out with an authenticator. */
  verify_code_order_id?: string | undefined
  /** The code that the user typed. After three wrong ones the order fails. */
  verify_code: string
}

/** What {@link BhopUser.quickPay} takes. */
export interface BhopUserQuickPayRequest {
  /** The broker's number of the order: up to 19 digits, as a string. */
  order_id: string
  /** `orderId` of the answer to `sendVerifyCode`; left out with an authenticator. */
  verify_code_order_id?: string | undefined
  /** The code that the user typed, where one is needed. */
  verify_code?: string | undefined
}

/** What {@link BhopUser.quickPay} answers. */
export interface BhopUserQuickPayAnswer {
  /** Whether the payment is done. */
  processIsEnd: boolean
  /** Whether it has to be sent again with a code. */
  need2FA?: boolean
}

/**
 * BHOP (BlueHelix) broker payment, the user's side: for pages, where the user's session authenticates. Holds no
 * secret.
 *
 * @example The whole walk: load, send a code where one is needed, ask for it, pay
 * ```js
 * import init, { BhopUser } from 'paysign'
 *
 * await init()
 * const bhop = new BhopUser({ base: 'https://broker.example' })
 * const { paid } = await bhop.payOrder({ order_id, askCode: async ({ authType }) => prompt(`Code (${authType})`) })
 * ```
 */
export class BhopUser implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: BhopUserOptions)

  /**
   * The user's orders, newest first, as an async iterator over all pages (`/orders`).
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  listOrders(filter?: BhopUserListOrdersRequest, options?: CallOptions): AsyncGenerator<BhopOrder & Paid & Answered, void, undefined>

  /**
   * What a page needs to let the user pay an order (`/order/load_pay_data`).
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  loadPayData(input: BhopUserLoadPayDataRequest, options?: CallOptions): Promise<BhopPayData & Answered>

  /**
   * Sends the user a code by message or mail (`/order/send_payment_verify_code`).
   *
   * Sent once, unless the connection was never made.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  sendVerifyCode(input: BhopUserSendVerifyCodeRequest, options?: CallOptions): Promise<BhopUserSendVerifyCodeAnswer & Answered>

  /**
   * Pays an order with the user's code (`/order/pay`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  pay(input: BhopUserPayRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * Pays an order without a code where the broker allows it (`/order/quick_pay`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  quickPay(input: BhopUserQuickPayRequest, options?: CallOptions): Promise<BhopUserQuickPayAnswer & Answered>

  /**
   * Pays an order, the whole walk: loads it, sends a code where one is needed (`MOBILE`, `EMAIL`), asks for it, pays. An
   * order that is paid already is just given back. For another try after a wrong code call it again; after three wrong
   * codes the order fails.
   *
   * @throws {PayError} as `loadPayData`, `sendVerifyCode` and `pay`; what `askCode` throws is thrown
   * @example
   * ```js
   * const { paid } = await bhop.payOrder({ order_id, askCode: async () => prompt('Code') })
   * ```
   */
  payOrder(
    walk: {
      /** The broker's number of the order. */
      order_id: string
      /** Asks the user for the code. */
      askCode(data: Pick<BhopPayData, 'authType' | 'orderInfo' | 'userInfo'>): string | Promise<string>
    },
    options?: CallOptions,
  ): Promise<Paid & { order: BhopOrder }>

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** What {@link BhopOrg} needs to know. */
export interface BhopOrgOptions extends ClientOptions {
  /** The organisation's access key, which travels in a header. */
  accessKey: string
  /** The organisation's secret key. */
  secretKey: SecretInput
  /** The broker's own address; there is no default. */
  base: string
  /**
   * How values are signed: two of the three public samples sign them `raw`, the PHP one form-urlencoded. Default
   * `raw`.
   */
  encode?: 'raw' | 'form' | undefined
}

/** What {@link BhopOrg.createOrder} takes. */
export interface BhopOrgCreateOrderRequest {
  /** Your own number, and the idempotency key: sent twice, it is one order. 1 to 32 of `[0-9A-Za-z_|*-]`. */
  client_order_id: string
  /** The user who pays. */
  payer_user_id: string
  /** The user who is paid; with it, the call is `createv2`. */
  payee_user_id?: string | undefined
  /** What is paid: an item or a list of them. */
  pay_info: {
    /** `PAY` at once, `PREPAY` held until `settle` or `unlock`. */
    pay_type: 'PAY' | 'PREPAY'
    /** The coin, like `USDT`. */
    token_id: string
    /** How much, a decimal number above 0. */
    amount: string
  } | readonly {
    /** `PAY` at once, `PREPAY` held until `settle` or `unlock`. */
    pay_type: 'PAY' | 'PREPAY'
    /** The coin, like `USDT`. */
    token_id: string
    /** How much, a decimal number above 0. */
    amount: string
  }[]
  /** What the payer gets for it: an item or a list of them. */
  product_info?: {
    /** `PAY` at once, `PREPAY` held until `settle` or `unlock`. */
    pay_type: 'PAY' | 'PREPAY'
    /** The coin, like `USDT`. */
    token_id: string
    /** How much, a decimal number above 0. */
    amount: string
  } | readonly {
    /** `PAY` at once, `PREPAY` held until `settle` or `unlock`. */
    pay_type: 'PAY' | 'PREPAY'
    /** The coin, like `USDT`. */
    token_id: string
    /** How much, a decimal number above 0. */
    amount: string
  }[] | undefined
  /** For how many seconds the order can be paid; ten minutes at most. */
  effective_time: number | bigint | string
  /** What the order is for, at most 200 characters. */
  desc?: string | undefined
  /** Your own text, at most 500 characters. */
  extend_info?: string | undefined
}

/** What {@link BhopOrg.listOrders} takes. */
export interface BhopOrgListOrdersRequest {
  /** Orders that this user pays. */
  payer_user_id?: string | undefined
  /** Orders that this user is paid by. */
  payee_user_id?: string | undefined
  /** Orders in this state only. */
  status?: 'WAIT_FOR_PAYMENT' | 'COMPLETED' | 'PROCESSING' | 'EXPIRED' | 'CANCELLED' | undefined
  /** Orders that are older than this one, which is left out. */
  from_id?: string | undefined
  /** Orders that are newer than this one, which is left out. */
  to_id?: string | undefined
  /** Orders from this time on: Unix time in milliseconds, 13 digits. */
  start_time?: string | undefined
  /** Orders up to this time: Unix time in milliseconds, 13 digits. */
  end_time?: string | undefined
  /** How many orders a page has: 20 unless given, at most 100. */
  limit?: number | bigint | string | undefined
}

/** What {@link BhopOrg.queryOrder} takes. */
export type BhopOrgQueryOrderRequest = (
  | {
      /** The broker's number of the order: up to 19 digits, as a string. */
      order_id: string
      client_order_id?: never
    }
  | {
      order_id?: never
      /** Your number of the order. */
      client_order_id: string
    }
)

/** What {@link BhopOrg.settle} takes. */
export type BhopOrgSettleRequest = {
  /** The coin, like `USDT`. */
  token_id: string
  /** How much, a decimal number above 0. */
  amount: string
  /** Your own number of this step. */
  settle_client_order_id: string
} & (
  | {
      /** The broker's number of the order: up to 19 digits, as a string. */
      order_id: string
      client_order_id?: never
    }
  | {
      order_id?: never
      /** Your number of the order. */
      client_order_id: string
    }
)

/** What {@link BhopOrg.refund} takes. */
export type BhopOrgRefundRequest = {
  /** `itemId` of the `PAY` item. */
  item_id: string
  /** The coin, like `USDT`. */
  token_id: string
  /** How much, a decimal number above 0. */
  amount: string
  /** Your own number of this step. */
  refund_client_order_id: string
} & (
  | {
      /** The broker's number of the order: up to 19 digits, as a string. */
      order_id: string
      client_order_id?: never
    }
  | {
      order_id?: never
      /** Your number of the order. */
      client_order_id: string
    }
)

/** What {@link BhopOrg.unlock} takes. */
export type BhopOrgUnlockRequest = {
  /** The coin, like `USDT`. */
  token_id: string
  /** How much, a decimal number above 0. */
  amount: string
  /** Your own number of this step. */
  unlock_client_order_id: string
} & (
  | {
      /** The broker's number of the order: up to 19 digits, as a string. */
      order_id: string
      client_order_id?: never
    }
  | {
      order_id?: never
      /** Your number of the order. */
      client_order_id: string
    }
)

/** What {@link BhopOrg.cancelOrder} takes. */
export type BhopOrgCancelOrderRequest = (
  | {
      /** The broker's number of the order: up to 19 digits, as a string. */
      order_id: string
      client_order_id?: never
    }
  | {
      order_id?: never
      /** Your number of the order. */
      client_order_id: string
    }
)

/**
 * BHOP (BlueHelix) broker payment, the organisation's side. Holds secrets: for servers.
 *
 * @example
 * ```js
 * import { BhopOrg } from 'paysign'
 *
 * const bhop = new BhopOrg({ base: 'https://broker.example', accessKey, secretKey })
 * const { orderId } = await bhop.createOrder({
 *   client_order_id: 'A20261121001',
 *   payer_user_id: '83214971450163200',
 *   pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '100' },
 *   effective_time: 600,
 * })
 * ```
 */
export class BhopOrg implements Disposing {
  /** What the class was made from, frozen. */
  static readonly spec: GatewaySpec
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  constructor(options: BhopOrgOptions)

  /**
   * Makes an order (`/order/create`, or `/order/createv2` with `payee_user_id`).
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx: your number makes it one order.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  createOrder(order: BhopOrgCreateOrderRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * A user's orders, newest first, as an async iterator over all pages (`/orders`).
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`
   */
  listOrders(filter: BhopOrgListOrdersRequest, options?: CallOptions): AsyncGenerator<BhopOrder & Paid & Answered, void, undefined>

  /**
   * The state of an order (`/order/detail`). The broker does not sign its answers: they are as trustworthy as the
   * connection.
   *
   * Retried on network failure, timeout, HTTP 429 and 5xx.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  queryOrder(id: BhopOrgQueryOrderRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * Gives the payee what a `PREPAY` holds (`/order/settle`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  settle(input: BhopOrgSettleRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * Gives the payer back what a `PAY` item paid (`/order/refund`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  refund(input: BhopOrgRefundRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * Gives the payer back what a `PREPAY` holds (`/order/unlock`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  unlock(input: BhopOrgUnlockRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /**
   * Cancels an order that is not paid (`/order/cancel`).
   *
   * Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do.
   *
   * @throws {PayError} `params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`, `identity`
   */
  cancelOrder(input: BhopOrgCancelOrderRequest, options?: CallOptions): Promise<BhopOrder & Paid & Answered>

  /** Wipes the keys from memory; afterwards the object is of no use. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/**
 * The built-in signing rules. {@link scheme} shows each as data.
 *
 * | name | what is signed | rule |
 * | --- | --- | --- |
 * | `hicoin` | HiCoin requests, answers, notifications | `&key=SECRET`, HMAC-SHA256, `HEX` |
 * | `hicoin-h5` | HiCoin H5 pay page | `form` values, `&key=SECRET`, HMAC-SHA256, `HEX` |
 * | `yinqiantong-v1` | Yinqiantong 银钱通, September 2018 | `ts` last, `&app_secret=SECRET`, MD5, `hex` |
 * | `yinqiantong-v2` | Yinqiantong 银钱通, October 2018 on | `&app_secret=SECRET`, MD5, `hex` |
 * | `bitcv` | BitCV 币威 | without `sign_type`, without `sign_version`, `SECRET`, MD5, `hex` |
 * | `sixdu` | 6du OTC | empty values kept, joined with `,`, RSA-SHA256, `base64` |
 * | `bhop-org` | BHOP (BlueHelix) organisation API | empty values kept, HMAC-SHA256, `hex` |
 * | `epay` | epay 易支付, MD5 | without `sign_type`, `SECRET`, MD5, `hex` |
 * | `epay-v2` | epay 易支付 v2, RSA | without `sign_type`, RSA-SHA256, `base64` |
 * | `gmpay-md5` | Epusdt (GMPay), MD5 | sorted by pair, `SECRET`, MD5, `hex` |
 * | `gmpay-hmac` | Epusdt (GMPay), HMAC | sorted by pair, HMAC-SHA256, `hex` |
 * | `bepusdt` | BEpusdt | without `&` at the end, numbers as Go writes them, `SECRET`, MD5, `hex` |
 * | `xunhupay` | Xunhupay 虎皮椒 | `SECRET`, MD5, `hex` |
 * | `tokenpay` | TokenPay | `SECRET`, MD5, `hex` |
 * | `lantupay` | Lantu 蓝兔 | only `body`, `code`, `mch_id`, `notify_url`, `order_no`, `out_refund_no`, `out_trade_no`, `pay_no`, `refund_fee`, `timestamp`, `total_fee`, `&key=SECRET`, MD5, `HEX` |
 * | `jeepay` | Jeepay | sorted by pair in any case, `&key=SECRET`, MD5, `HEX` |
 * | `wechat-v2` | WeChat Pay v2, MD5 | `&key=SECRET`, MD5, `HEX` |
 * | `wechat-v2-hmac` | WeChat Pay v2, HMAC-SHA256 | `&key=SECRET`, HMAC-SHA256, `HEX` |
 */
export type SchemeName = 'hicoin' | 'hicoin-h5' | 'yinqiantong-v1' | 'yinqiantong-v2' | 'bitcv' | 'sixdu' | 'bhop-org' | 'epay' | 'epay-v2' | 'gmpay-md5' | 'gmpay-hmac' | 'bepusdt' | 'xunhupay' | 'tokenpay' | 'lantupay' | 'jeepay' | 'wechat-v2' | 'wechat-v2-hmac'

/** An algorithm of a {@link SchemeSpec}. RSA is RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). */
export type AlgorithmName = 'md5' | 'sha1' | 'sha256' | 'sha512' | 'hmac-md5' | 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'rsa-sha256' | 'rsa-sha1'

/** How a {@link SchemeSpec} writes values. */
export type EncodingName = 'raw' | 'form' | 'rfc3986' | 'js'

/** The text form of a signature. */
export type OutputName = 'hex' | 'HEX' | 'base64' | 'base64url' | 'hex16' | 'HEX16'

/** In what order a {@link SchemeSpec} signs parameters. */
export type OrderName = 'name' | 'pair' | 'pair-nocase' | 'listed'

/** How a {@link SchemeSpec} writes the numbers of a JSON body. */
export type NumbersName = 'lexeme' | 'go'
