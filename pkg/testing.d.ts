/**
 * Signed notifications (webhooks) and answers for your tests, valid and broken in each way.
 *
 * @example
 * ```js
 * import { notification } from 'paysign/testing'
 *
 * const options = { appId: '10021235678', mchKey: 'a test key' }
 * const hicoin = new HiCoin(options)
 * const { request } = notification('hicoin', options, { out_trade_no: 'A1', total_amount: '150000000' })
 * const response = await hicoin.handleNotification(request(), onEvent)
 * ```
 *
 * @packageDocumentation
 */
import type { KeyInput, SecretInput } from './client.js'
import type { NotifyingGateway } from './gateways.js'

/** Ways in which a message can be wrong, and the kind of the error that they end in. */
export type Broken =
  /** Another signature of the same form: `signature`. */
  | 'forged'
  /** A field changed after signing: `signature`. */
  | 'tampered'
  /** No signature: `signature`. */
  | 'unsigned'
  /** Genuine, for another merchant: `identity`. HiCoin and Yinqiantong. */
  | 'foreign'
  /** Genuine, two days old: `expired`. Yinqiantong. */
  | 'stale'

export type { NotifyingGateway }

/**
 * Those options of the client that are needed: its ids and the key that the gateway signs with. 6du signs with a private
 * key of its own: make a pair for your tests, and give the client the public one.
 */
export interface TestingOptions {
  /** HiCoin, Yinqiantong. */
  appId?: string
  /** Yinqiantong v1. */
  appKey?: string
  /** HiCoin. */
  mchKey?: SecretInput
  /** Yinqiantong, BitCV. */
  appSecret?: SecretInput
  /** 6du: the private key to the client's `platformPublicKey`. */
  platformPrivateKey?: KeyInput
}

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

/**
 * A signed notification: a paid order, with `fields` in place of the usual ones.
 *
 * @param fields the gateway's own names and values; those that Yinqiantong v1 sends in headers go there
 * @param how.broken what is wrong with it; default: nothing
 * @param how.contentType `application/json` or `application/x-www-form-urlencoded`; default: what the gateway sends. Under
 *   another label the body is what the gateway sends, too
 * @throws {PayError} `config`: an option is missing, or this gateway's notifications cannot be wrong in this way;
 *   `params`: a field that cannot be sent, by its name
 * @example
 * ```js
 * notification('yinqiantong-v2', options, { client_out_trade_no: 'A1', money: 990n, extra: null })
 * ```
 */
export function notification(
  gateway: NotifyingGateway,
  options: TestingOptions,
  fields?: NotificationFields,
  how?: { broken?: Broken; contentType?: string },
): TestNotification

/**
 * A signed answer, for a client whose `fetch` your test gives: `fetch: async () => answer('hicoin', options, { … })`.
 *
 * @param fields the answer's data
 * @param how.broken what is wrong with it; default: nothing
 * @throws {PayError} `config`: an option is missing; `params`: a field that cannot be sent, by its name
 */
export function answer(
  gateway: 'hicoin' | 'sixdu',
  options: TestingOptions,
  fields?: NotificationFields,
  how?: { broken?: 'forged' | 'tampered' | 'unsigned' },
): Response
