/**
 * For your tests: signed notifications (webhooks) and answers, valid and broken in each way, and a whole sandbox, of every
 * gateway that has a spec: the built-in classes, and those of `defineGateway`.
 *
 * @example
 * ```js
 * import { notification } from 'paysign/testing'
 *
 * const options = { appId: '10021235678', mchKey: 'a test key' }
 * const hicoin = new HiCoin(options)
 * const { request } = notification(HiCoin, options, { out_trade_no: 'A1', total_amount: '150000000' })
 * const response = await hicoin.handleNotification(request(), onEvent)
 * ```
 *
 * @packageDocumentation
 */
import type { GatewayOptions } from './gateway-class.js'
import type { GatewaySpec } from './gateway-spec.js'

/** A class, or the spec that one could be made of. */
export type AnyGateway = GatewaySpec | GatewayWithSpec

/** A class of a gateway. */
export interface GatewayWithSpec {
  /** What it was made from. */
  readonly spec: GatewaySpec
}

/** Ways in which a message can be wrong, and the kind of the error that they end in. */
export type Broken =
  /** Another signature of the same form: `signature`. */
  | 'forged'
  /** A field changed after signing: `signature`. */
  | 'tampered'
  /** No signature: `signature`. */
  | 'unsigned'
  /** Genuine, for another merchant: `identity`. Where the notification names one. */
  | 'foreign'
  /** Genuine, two days old or older: `expired`. Where the notification has a time window. */
  | 'stale'

/**
 * Those options of the client that are needed: its choices (`version`), its ids and the key that the gateway signs with. To
 * a public key (`platformPublicKey`) that is the private one, under the same name with `Private` in it
 * (`platformPrivateKey`): make a pair for your tests, and give the client the public one.
 */
export type TestingOptions = { readonly [option: string]: unknown }

/**
 * Fields by the gateway's own names, unknown ones too. What is `null`, `undefined` or `''` is not signed. Fields are sent as
 * they were signed: a number or a bigint is a number in JSON and its digits in a form, `null` is absent.
 *
 * Refused by name: the signature, which is made here, and what a client could not sign either (unsafe numbers, objects, text
 * with lone surrogates).
 */
export type NotificationFields = Record<string, string | number | bigint | boolean | null | undefined>

/** A notification as the gateway would send it. */
export interface TestNotification {
  /** The raw body. */
  body: string
  /** The body's Content-Type. */
  contentType: string
  /** All headers, the content type and those that Yinqiantong v1 signs with among them. */
  headers: Record<string, string>
  /** A new web-standard request. Default address: `https://shop.example/notify`. */
  request(url?: string): Request
}

/** Which notification, and how it is sent. */
export interface NotificationChoice {
  /** The notification's name in the spec, like `saleNotification`. Default: `notification`, or the only one. */
  name?: string
  /** What is wrong with it. Default: nothing. */
  broken?: Broken
  /**
   * `application/json` or `application/x-www-form-urlencoded`. Default: as the gateway's orders are sent. Under another
   * label the body is what it would be without one.
   */
  contentType?: string
}

/**
 * A signed notification: a paid order, with `fields` in place of samples, which are made from the types of the fields: those
 * that are always there, and those that decide.
 *
 * @param gateway a class, or a spec
 * @param fields the gateway's own names and values; those that travel in headers go there
 * @throws {PayError} `config`: an option is missing, or this gateway's notifications cannot be wrong in this way;
 *   `params`: a field that cannot be sent, by its name
 * @example
 * ```js
 * notification(Yinqiantong, { version: 'v2', ...options }, { client_out_trade_no: 'A1', money: 990n, extra: null })
 * notification(SixDu, options, {}, { name: 'saleNotification', broken: 'forged' })
 * ```
 */
export function notification(
  gateway: AnyGateway,
  options: TestingOptions,
  fields?: NotificationFields,
  how?: NotificationChoice,
): TestNotification

/**
 * An answer to a call, signed where the gateway signs it, for a client whose `fetch` your test gives:
 * `fetch: async () => answer(HiCoin, 'queryOrder', options, { … })`. Of an order it says that it is paid.
 *
 * @param gateway a class, or a spec
 * @param call the call's name
 * @param fields the answer's data, in place of samples
 * @param how.broken what is wrong with it; default: nothing
 * @throws {PayError} `config`: there is no such call, an option is missing, or the answer is not signed and so cannot be
 *   broken; `params`: a field that cannot be sent, by its name
 */
export function answer(
  gateway: AnyGateway,
  call: string,
  options: TestingOptions,
  fields?: NotificationFields,
  how?: { broken?: 'forged' | 'tampered' | 'unsigned' },
): Response

/**
 * A whole sandbox of a gateway, from its spec: it takes orders, tells their state, and sends notifications. It verifies what
 * it receives and signs what it says, by the rules of the spec and not by this package's engine, so that a mistake of the one
 * does not agree with itself. In a page, which has no MD5 of its own, both are the engine's.
 *
 * It answers every call: with what was sent where the answer repeats it, with the order's state, otherwise with samples made
 * from the types of the fields. It refuses a wrong signature, a missing field, another merchant's id, an unknown order, and a
 * number that an order has already; where the spec says that the number makes a call idempotent, that gives the same order.
 *
 * @param gateway a class of `paysign` or of `defineGateway`, or a spec
 * @throws {PayError} `config`: a setting is unknown to the gateway, or the spec does not tell which call makes orders
 * @example In a test, without a network
 * ```js
 * const sandbox = sandboxOf(Kite)
 * const kite = new Kite({ ...sandbox.options, fetch: sandbox.fetch })
 * await kite.createOrder({ order_no: 'A1', amount: 1990, subject: 'Tea', notify_url: 'https://shop.example/notify' })
 * sandbox.pay('A1')
 * const { accepted } = await sandbox.notify('A1', (request) => kite.handleNotification(request, onEvent))
 * ```
 * @example As a server of its own, with Hono
 * ```js
 * const sandbox = sandboxOf(Kite, { url: 'http://127.0.0.1:8080/kite' })
 * app.all('/kite/*', (c) => sandbox.handle(c.req.raw))
 * ```
 */
export function sandboxOf<Options>(
  gateway: { new (options: Options): object; readonly spec: GatewaySpec },
  settings?: SandboxSettings,
): Sandbox<Options>
export function sandboxOf<const Spec extends GatewaySpec>(
  gateway: Spec,
  settings?: SandboxSettings,
): Sandbox<GatewayOptions<Spec>>

/** What a sandbox may be told. What the spec says by itself need not be. */
export interface SandboxSettings {
  /**
   * Options of its merchant: choices (`version`), ids, keys. Each that is not given is made. RSA key pairs are made where
   * there is `node:crypto`; elsewhere both are to be given: `platformPublicKey` and `platformPrivateKey`.
   */
  merchant?: TestingOptions
  /** The address that it is reached at; of several base addresses, each is below it, by its option's name. */
  url?: string
  /** The call that makes orders. Default: `createOrder`, or the first one that moves or promises money. */
  create?: string
  /** The field of that call with the merchant's number. Default: the first one that is repeated elsewhere. */
  number?: string
  /** The field of that call with the amount. Default: the first amount. */
  amount?: string
  /** Fields of answers and notifications under other names than the order has: `{ order_no: 'out_trade_no' }`. */
  same?: Record<string, string>
  /** The gateway's words for the states, where they cannot be told by their names. */
  states?: { created?: string; paid?: string; expired?: string }
  /** Codes of refusals. Default: the first one that the spec has under `refused`; for a taken number `409`. */
  codes?: { signature?: string; params?: string; repeated?: string; unknown?: string }
}

/** See {@link sandboxOf}. */
export interface Sandbox<Options = unknown> {
  /** Options for the class: ids, keys and addresses of a merchant whom the sandbox knows. */
  readonly options: Options
  /** Answers without a network. A dropped connection is the error that the platform's `fetch` gives. */
  fetch(this: void, input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /** Answers a request that any server took. The body of a dropped connection fails. */
  handle(this: void, request: Request): Promise<Response>
  /** All orders, the oldest first. */
  orders(): SandboxOrder[]
  /** An order, by the merchant's number or the gateway's. */
  order(id: string): SandboxOrder
  /** The user pays. Gives the notification of it, not sent; `undefined` where the gateway has none. */
  pay(id: string): TestNotification | undefined
  /** The time to pay is over. Gives the notification of it, not sent; `undefined` where the gateway has none of that. */
  expire(id: string): TestNotification | undefined
  /** The notification of an order as it is now, with `fields` in place of the order's. */
  notification(id: string, how?: SandboxNotification): TestNotification | undefined
  /** Sends it, to an address or to a handler, and says whether it was acknowledged as the gateway expects. */
  notify(
    id: string,
    target: string | ((request: Request) => Response | Promise<Response>),
    how?: SandboxNotification,
  ): Promise<{ accepted: boolean; status: number; body: string }>
  /** Lets the next `times` (1) requests of a call go wrong. Of several faults the first counts. */
  fault(this: void, call: string, fault: SandboxFault, times?: number): void
}

/** An order of a sandbox. */
export interface SandboxOrder {
  /** The merchant's number. */
  number: string
  /** The amount as it was sent. */
  amount: string | undefined
  /** How far it has come. */
  state: 'created' | 'paid' | 'expired'
  /** What was sent, and what the gateway has added, by its names. */
  fields: Record<string, unknown>
}

/** How an order's notification differs from the right one. */
export interface SandboxNotification extends NotificationChoice {
  /** In place of what the order has, and signed: another amount, for one. */
  fields?: NotificationFields
}

/** What goes wrong with a request. */
export interface SandboxFault {
  /** The connection is closed `before` the call has acted, or `after`. */
  drop?: 'before' | 'after'
  /** This HTTP status in place of the answer, with `body`. */
  status?: number
  /** Default: empty. */
  body?: string
  /** Whether the status is answered before the call has acted (the default), or after. */
  when?: 'before' | 'after'
  /** The answer comes so many milliseconds late. */
  delayMs?: number
  /** Half of the answer, as if it were whole. */
  garble?: boolean
  /** The answer's signature is wrong. Where the gateway signs it. */
  broken?: 'forged' | 'tampered' | 'unsigned'
  /** The gateway refuses with this code. */
  code?: string
}
