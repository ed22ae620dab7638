import type { SchemeSpec } from './index.js'
import type { SchemeName } from './gateways.js'

/**
 * A gateway as data, for `defineGateway`: plain JSON, so that it may also be a file. Nothing in it runs: no functions,
 * no regular expressions, and no message chooses an address.
 *
 * What is the same in several places is said once in `shared`, and taken by its name: see {@link Use}.
 *
 * @example
 * ```json
 * {
 *   "class": "Teahouse",
 *   "name": "teahouse",
 *   "options": {
 *     "merchantId": { "type": "id" },
 *     "secret": { "type": "secret" },
 *     "base": { "type": "base", "default": "https://pay.teahouse.example" }
 *   },
 *   "keys": {
 *     "merchant": {
 *       "option": "secret",
 *       "scheme": { "signatureField": "sign", "secret": "&key={}", "algorithm": "md5" }
 *     }
 *   },
 *   "calls": {
 *     "queryOrder": {
 *       "path": "/query",
 *       "fields": {
 *         "merchant_id": { "value": { "option": "merchantId" } },
 *         "out_trade_no": { "type": "id", "maxLength": 32 }
 *       },
 *       "sign": { "key": "merchant" },
 *       "verify": "merchant",
 *       "effect": "read",
 *       "envelope": { "code": ["code"], "success": ["0"], "message": ["msg"] },
 *       "answer": {
 *         "status": { "type": "enum", "words": { "unpaid": "0", "paid": "1" } },
 *         "amount": { "type": "units" }
 *       },
 *       "paid": { "status": ["paid"] }
 *     }
 *   }
 * }
 * ```
 */
export interface GatewaySpec extends Documented {
  /** The name of the class, in PascalCase; messages have it: `HiCoin`. */
  readonly class: string
  /** The gateway's name in errors, logs and the keys of handled notifications: `[a-z0-9-]`, like `hicoin`. */
  readonly name: string
  /** What the class needs to know, by the option's name: `{ "appId": { "type": "id" } }`. */
  readonly options: OptionSpecs
  /** The keys that sign and verify, by their role in calls and notifications. One option may serve several roles. */
  readonly keys?: KeySpecs
  /**
   * Whether cookies go with a request, as for `fetch`; for gateways where the user's session authenticates. Default: the
   * runtime's.
   */
  readonly credentials?: 'include' | 'omit' | 'same-origin'
  /** What the gateway can be asked, by the method's name: `createOrder`, `queryOrder`. One that is only listened to has none. */
  readonly calls?: CallSpecs
  /**
   * What the gateway says by itself. The name, which ends in `notification`, makes those of the methods: `notification` is
   * `parseNotification` and `handleNotification`, `saleNotification` is `parseSaleNotification` and
   * `handleSaleNotification`.
   */
  readonly notifications?: NotificationSpecs
  /** Objects that others take by `$use`, by their names. One that nobody takes is a fault. */
  readonly shared?: { readonly [name: string]: JsonObject }
}

/** What every object of a spec may have, and no other free text. */
export interface Documented {
  /** What it is, its unit, its limits, in English; Markdown. */
  readonly doc?: string
  /** The same in Chinese. */
  readonly docZh?: string
  /** Where it is from, and what the sources contradict each other in. */
  readonly source?: string
}

/**
 * Takes the members of an object in `shared`, or of several, in order. Wherever a spec has an object, that may have `$use`:
 * its own members take the place of those of the same name, whole, and further ones come behind. Shared objects may take
 * others, but not in a circle.
 *
 * @example
 * ```json
 * { "$use": "signed", "path": "/query" }
 * ```
 */
export type Use = string | readonly string[]

/** A part of a spec, or what is left of it where `$use` takes the rest. */
export type Shared<Part> = Part | (Partial<Part> & { readonly $use: Use })

/** Options by their names; `$use` among the names takes those of a shared object, which come first. */
export interface OptionSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<OptionSpec> | Use
}

/** Keys by their names; `$use` among the names takes those of a shared object, which come first. */
export interface KeySpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<KeySpec> | Use
}

/** Calls by their names; `$use` among the names takes those of a shared object, which come first. */
export interface CallSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<CallSpec> | Use
}

/** Notifications by their names; `$use` among the names takes those of a shared object, which come first. */
export interface NotificationSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<NotificationSpec> | Use
}

/** Fields of a request by their names. */
export interface FieldSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<FieldSpec> | Use
}

/** Fields that travel in headers by their names. */
export interface HeaderSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<HeaderSpec> | Use
}

/** Fields of an answer by their names. */
export interface AnswerFieldSpecs {
  /** One of them, or `$use`. */
  readonly [name: string]: Shared<AnswerFieldSpec> | Use
}

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** Any JSON object. */
export type JsonObject = { readonly [name: string]: Json }

/** An option of the class. */
export type OptionSpec =
  IdOption | SecretOption | PrivateKeyOption | PublicKeyOption | BaseOption | ChoiceOption | HostsOption

/** What all options may have. */
export interface AnyOption extends Documented {
  /** The class can be made without it; what needs it is refused when it is called. */
  readonly optional?: boolean
}

/** A text that is sent: the id of a merchant or an application. */
export interface IdOption extends AnyOption {
  /** An id. */
  readonly type: 'id'
  /** Logs show `***` in its place. */
  readonly secret?: boolean
}

/** A shared secret: it signs, or is sent as it is where the gateway asks for it. */
export interface SecretOption extends AnyOption {
  /** A shared secret. */
  readonly type: 'secret'
}

/** An RSA private key, which signs. The class then takes `allowWeakKeys`, too. */
export interface PrivateKeyOption extends AnyOption {
  /** An RSA private key. */
  readonly type: 'privateKey'
}

/** An RSA public key, which verifies. The class then takes `allowWeakKeys`, too. */
export interface PublicKeyOption extends AnyOption {
  /** An RSA public key. */
  readonly type: 'publicKey'
}

/** A base address, below which calls go. */
export interface BaseOption extends AnyOption {
  /** A base address. */
  readonly type: 'base'
  /** The gateway's address, over https: `https://pay.example/api`. Without it, the option has to be given. */
  readonly default?: string
  /** The default may be over http. */
  readonly http?: boolean
}

/** One of several words, which changes something about the gateway. */
export interface ChoiceOption extends AnyOption {
  /** One of several words. */
  readonly type: 'choice'
  /** The word that counts where none is given. Without it, the option has to be given. */
  readonly default?: string
  /** The words, each with what it changes. */
  readonly words: { readonly [word: string]: WordSpec }
}

/** A word of a {@link ChoiceOption}. */
export interface WordSpec extends Documented {
  /**
   * What the word changes about the spec: a JSON Merge Patch (RFC 7396), applied before any `$use`. `null` takes a member
   * away, a list is replaced as a whole.
   *
   * @example
   * ```json
   * { "options": { "base": { "default": "https://test.pay.example" } } }
   * ```
   */
  readonly patch?: JsonObject
}

/** Hosts that a payment may go to, as a list of texts. */
export interface HostsOption extends AnyOption {
  /** Hosts. */
  readonly type: 'hosts'
}

/** A key, in one of its roles. */
export interface KeySpec extends Documented {
  /** The option that holds it. */
  readonly option: string
  /** The rule that it signs by: the name of a built-in one, or a rule of the gateway's own. */
  readonly scheme: SchemeName | Shared<OwnScheme>
}

/** A rule of the gateway's own. */
export interface OwnScheme extends SchemeSpec, Documented {}

/** A call: what is sent, how it is signed, and how the answer is read. */
export type CallSpec = ReadingCall | MoneyCall | PageCall

/** What all calls may have. */
export interface AnyCall extends Documented {
  /** The option with the base address. Default: `base`. */
  readonly base?: string
  /** The path below the base address: `/pay/order`. Default: none. */
  readonly path?: string
  /** Other paths for requests that have a field: `{ "payee_id": "/order/v2" }`. */
  readonly pathWith?: { readonly [field: string]: string }
  /** What is sent, by our names, in this order: the body's fields, or those beside the wrapped ones. */
  readonly fields?: FieldSpecs
  /** Fields that travel as JSON text in one field. */
  readonly wrap?: Shared<WrapSpec>
  /** What has to hold between fields. */
  readonly needs?: readonly NeedSpec[]
  /** How it is signed. Default: it is not. */
  readonly sign?: Shared<SignSpec>
}

/** What all calls have that request something. */
export interface RequestingCall extends AnyCall {
  /** The HTTP method. Default: `POST`. */
  readonly method?: 'POST' | 'GET'
  /** How the fields travel: a JSON object (the default), a form, or the address's query, which a `GET` needs. */
  readonly send?: 'json' | 'form' | 'query'
  /** Fields that travel in headers. */
  readonly headers?: HeaderSpecs
  /** The role of the key that the answer is verified with. Without it, the answer is as trustworthy as the connection. */
  readonly verify?: string
  /** What the answer is wrapped in. */
  readonly envelope: Shared<EnvelopeSpec>
  /** The answer is a token that the client keeps, for the fields of other calls that are filled with `{ "token": … }`. */
  readonly keep?: Shared<KeepSpec>
  /** The answer's fields. Without them, that the gateway accepted the call is all. */
  readonly answer?: AnswerFieldSpecs
  /** The answer is a list, and the method an async iterator over all its pages. */
  readonly list?: Shared<ListSpec>
  /**
   * What says that the money has arrived: each of these fields holds one of its words. `true`: the answer itself says so.
   *
   * @example
   * ```json
   * { "status": ["paid", "settled"] }
   * ```
   */
  readonly paid?: PaidSpec
  /** Fields that were sent, with those of the answer that must hold the same: `{ "out_trade_no": "out_trade_no" }`. */
  readonly echo?: { readonly [sent: string]: string }
  /** An object made of what was sent and what came back, as a wallet's bridge takes it. */
  readonly bundle?: Shared<BundleSpec>
}

/** A call that moves no money. */
export interface ReadingCall extends RequestingCall {
  /**
   * What it does at the gateway, by which it is repeated after a failure: `read` asks, and is repeated; `idempotent` is
   * repeated because the merchant's number makes it one; `once` uses something up (a code, a message), and is not.
   */
  readonly effect: 'read' | 'idempotent' | 'once'
}

/** A call that moves or promises money: it is never repeated when it may have been carried out. */
export interface MoneyCall extends RequestingCall {
  /** It moves or promises money. */
  readonly effect: 'money'
  /** How to find out what became of it, as an error goes on: `queryOrder({ out_trade_no }) tells`. */
  readonly advice: string
}

/** The address of a page that the user is sent to. Nothing is requested; the method gives the address at once. */
export interface PageCall extends AnyCall {
  /** The address of a page. */
  readonly send: 'page'
  /** `GET`, which may be left out. */
  readonly method?: 'GET'
  /** What the address ends in: `#wallet`. */
  readonly fragment?: string
}

/** Fields that travel as JSON text in one field. */
export interface WrapSpec extends Documented {
  /** The field's name: `biz_content`. */
  readonly name: string
  /** What is in it. */
  readonly fields: FieldSpecs
}

/** How a call is signed. */
export interface SignSpec extends Documented {
  /** The key's role. */
  readonly key: string
  /** Where the signature travels: as a field of the body (the default) or as a header of the same name. */
  readonly in?: 'body' | 'header'
}

/**
 * What has to hold between fields of a call.
 *
 * @example Exactly one; at least one; one field where another holds a word; for each word a field
 * ```json
 * [
 *   { "oneOf": ["trade_no", "out_trade_no"] },
 *   { "anyOf": ["mobile", "email"] },
 *   { "if": { "platform": ["mp"] }, "then": "open_id" },
 *   { "switch": "by", "cases": { "quantity": "quantity", "amount": "price" } }
 * ]
 * ```
 */
export type NeedSpec = OneOfNeed | AnyOfNeed | IfNeed | SwitchNeed

/** Exactly one of these fields is given. */
export interface OneOfNeed extends Documented {
  /** The fields. */
  readonly oneOf: readonly string[]
}

/** At least one of these fields is given. */
export interface AnyOfNeed extends Documented {
  /** The fields. */
  readonly anyOf: readonly string[]
}

/** Where a field holds one of these words, another has to be given. */
export interface IfNeed extends Documented {
  /** The field, with its words. */
  readonly if: { readonly [field: string]: readonly string[] }
  /** The other field. */
  readonly then: string
}

/** Each word of a field has a field of its own, which has to be given; those of the other words must not be. */
export interface SwitchNeed extends Documented {
  /** The field. */
  readonly switch: string
  /** Its words, with their fields. */
  readonly cases: { readonly [word: string]: string }
}

/** What the answers of a gateway are wrapped in. */
export interface EnvelopeSpec extends Documented {
  /** Names of the code; the first that is there counts. Answers without one are `bare`. */
  readonly code?: readonly string[]
  /** Codes of success, as text: `["0", "OK"]`. Needed with a code, but where `states` say it. */
  readonly success?: readonly string[]
  /** Names of the message; the first that is there counts. */
  readonly message?: readonly string[]
  /** The name of the data. Default: `data`. */
  readonly data?: string
  /** The data may come bare, too, without an envelope. */
  readonly bare?: boolean
  /** Codes that are answers rather than failures. */
  readonly states?: Shared<StatesSpec>
  /**
   * Codes that the gateway documents as "this was not done". Of a call that moves money, every other code leaves it
   * open: its error has `outcomeUnknown`.
   */
  readonly refused?: readonly string[]
  /** Codes of a failure that passes: a query is repeated. */
  readonly busy?: readonly string[]
}

/** Codes of an envelope that say a state. */
export interface StatesSpec extends Documented {
  /** The answer's field that gets the word. */
  readonly field: string
  /** Words, with the codes that say them. */
  readonly codes: { readonly [word: string]: string }
}

/** Which fields of an answer are the token and its life. */
export interface KeepSpec extends Documented {
  /** The answer's field with the token. */
  readonly token: string
  /** The answer's field with the seconds for which it is valid. */
  readonly expiresIn: string
}

/** How a list is asked for page by page. */
export interface ListSpec extends Documented {
  /** The field that asks for entries after, that is older than, one of the page before. */
  readonly after: string
  /** The field that asks for entries before, that is newer than, one. */
  readonly before: string
  /** The answer's field with an entry's id. */
  readonly id: string
}

/** What says that the money has arrived. */
export type PaidSpec = true | { readonly [field: string]: readonly string[] }

/** An object made of what was sent and what came back. */
export interface BundleSpec extends Documented {
  /** Its name in the answer: `requestPayment`. */
  readonly name: string
  /** The fields in it, of the request or of the answer. */
  readonly fields: readonly string[]
}

/**
 * A field of a request. The caller has to give it, unless it is `optional`, has a `default`, or is filled in by `value`.
 */
export type FieldSpec =
  | FilledField
  | TextField
  | TokenField
  | NonceField
  | PrefixedField
  | IdField
  | DigitsField
  | IntegerField
  | UnitsField
  | DecimalField
  | UnixSecondsField
  | UnixMillisField
  | DateTimeField
  | UrlField
  | Ipv4Field
  | EnumField
  | ItemsField
  | JoinedField

/** A field that travels in a header. */
export type HeaderSpec = FieldSpec & {
  /** The signature covers it. */
  readonly signed?: boolean
}

/** What all fields of a request may have. */
export interface AnyField extends Documented {
  /** The caller may leave it out. */
  readonly optional?: boolean
  /** What is filled in where the caller leaves it out. */
  readonly default?: FillSpec
  /** What is filled in always: the caller does not know of the field. */
  readonly value?: FillSpec
  /** The gateway's name for it, where ours is another. Default: the same. */
  readonly sentAs?: string
}

/**
 * What a field is filled with: a text; an option (a secret one is sent as it is, and masked in logs); the time; 32 random
 * characters of `[0-9A-Za-z]`; or the token that another call fetched and the client keeps.
 */
export type FillSpec =
  | string
  | {
      /** The option's name. */
      readonly option: string
    }
  | {
      /** The form of the time: seconds or milliseconds since 1970, or `YYYY-MM-DD HH:MM:SS`, UTC+8. */
      readonly now: 'unixSeconds' | 'unixMillis' | 'dateTime'
    }
  | {
      /** 32 random characters of `[0-9A-Za-z]`. */
      readonly random: 'nonce'
    }
  | {
      /** The call that fetches the token. */
      readonly token: string
    }

/** A field that is filled in, and needs no type. */
export interface FilledField extends AnyField {
  /** What it is filled with. */
  readonly value: FillSpec
  /** None is needed. */
  readonly type?: never
}

/** A text of any sort. */
export interface TextField extends AnyField {
  /** A text. */
  readonly type: 'text'
  /** The most characters. Default: no limit of the gateway's. */
  readonly maxLength?: number
}

/** A token, a code or a password: a text that no log shows. */
export interface TokenField extends AnyField {
  /** A text that no log shows. */
  readonly type: 'token'
}

/** 1 to 32 characters that are used once. */
export interface NonceField extends AnyField {
  /** Characters that are used once. */
  readonly type: 'nonce'
}

/** What an earlier answer gave, sent behind a text that says what it is: `prepay_id=…`. */
export interface PrefixedField extends AnyField {
  /** What an earlier answer gave, behind a text. */
  readonly type: 'prefixed'
  /** The text: `prepay_id=`. */
  readonly prefix: string
  /** Where callers find the value, for messages: "`trade_no` of the answer to createOrder". */
  readonly from: string
}

/** A number of the merchant's own: letters and digits, and further characters that the gateway takes. */
export interface IdField extends AnyField {
  /** Letters and digits. */
  readonly type: 'id'
  /** The most characters. */
  readonly maxLength: number
  /** Further characters: `_-|*`. Default: none. */
  readonly symbols?: string
}

/** Digits as text: an id or a time that may pass 2^53. */
export interface DigitsField extends AnyField {
  /** Digits as text. */
  readonly type: 'digits'
  /** The fewest digits. Default: 1. */
  readonly minLength?: number
  /** The most digits. Default: 39. */
  readonly maxLength?: number
}

/** A whole number, written as a JSON number. */
export interface IntegerField extends AnyField {
  /** A whole number. */
  readonly type: 'integer'
  /** The smallest. Default: 0. */
  readonly minimum?: number
  /** The largest. Default: 2^64 − 1. */
  readonly maximum?: number
}

/**
 * An amount above 0 in the smallest units, written as a JSON number: `bigint` or digits, so that nothing is rounded; with
 * at most two places, as fen and cents have, also a `number`.
 */
export interface UnitsField extends AnyField {
  /** An amount in the smallest units. */
  readonly type: 'units'
  /** Decimal places of the coin or currency: 2 for fen, 8 for units of 10^-8 coin. */
  readonly places: number
}

/** An amount above 0 as a decimal number, as text: `12.50`. */
export interface DecimalField extends AnyField {
  /** An amount as a decimal number. */
  readonly type: 'decimal'
  /** The most decimal places. Default: no limit of the gateway's. */
  readonly places?: number
}

/** Unix time in seconds: 10 digits. */
export interface UnixSecondsField extends AnyField {
  /** Unix time in seconds. */
  readonly type: 'unixSeconds'
}

/** Unix time in milliseconds: 13 digits. */
export interface UnixMillisField extends AnyField {
  /** Unix time in milliseconds. */
  readonly type: 'unixMillis'
  /** It travels as a JSON number. Default: as text. */
  readonly number?: boolean
}

/** `YYYY-MM-DD HH:MM:SS`, UTC+8. */
export interface DateTimeField extends AnyField {
  /** `YYYY-MM-DD HH:MM:SS`, UTC+8. */
  readonly type: 'dateTime'
}

/** An absolute http or https address, without white space. */
export interface UrlField extends AnyField {
  /** An absolute address. */
  readonly type: 'url'
  /** The most characters. Default: no limit of the gateway's. */
  readonly maxLength?: number
  /** It may have a query. Default: `true`. */
  readonly query?: boolean
}

/** An IPv4 address; one that is written as IPv6 (`::ffff:192.0.2.1`) is sent as IPv4. */
export interface Ipv4Field extends AnyField {
  /** An IPv4 address. */
  readonly type: 'ipv4'
}

/** One of the gateway's words, or a word of ours for each of its codes. */
export interface EnumField extends AnyField {
  /** One of several words. */
  readonly type: 'enum'
  /** The gateway's words, or ours with its codes: `["H5", "APP"]`, `{ "alipay": "1", "wechat": "2" }`. */
  readonly words: readonly string[] | { readonly [word: string]: string }
  /** The code travels as a JSON number. Default: as text. */
  readonly number?: boolean
}

/** An object or a list of objects, sent as JSON text. */
export interface ItemsField extends AnyField {
  /** A list of objects. */
  readonly type: 'items'
  /** The fields of each. */
  readonly fields: FieldSpecs
}

/** A list of objects, the parts of each joined with `^`, all joined with `~`. */
export interface JoinedField extends AnyField {
  /** A list of objects, joined. */
  readonly type: 'joined'
  /** The parts of each, in order. */
  readonly fields: FieldSpecs
  /** The most objects. */
  readonly maxItems: number
}

/** A field of an answer or a notification. One that is empty counts as absent: gateways do not sign empty ones. */
export type AnswerFieldSpec =
  TextAnswer | UnitsAnswer | IntegerAnswer | BooleanAnswer | EnumAnswer | ObjectAnswer | ListAnswer

/** What all fields of an answer may have. */
export interface AnyAnswer extends Documented {
  /** It may be absent. Otherwise an answer without it is refused. */
  readonly optional?: boolean
  /** A second spelling that the gateway uses for it. */
  readonly alias?: string
}

/** A text with the characters it came with: an id, a time, a decimal amount. */
export interface TextAnswer extends AnyAnswer {
  /** A text. */
  readonly type: 'text'
}

/** A whole number that can pass 2^53, such as an amount in the smallest units: a `bigint`. */
export interface UnitsAnswer extends AnyAnswer {
  /** A `bigint`. */
  readonly type: 'units'
}

/** A small whole number: a `number`. */
export interface IntegerAnswer extends AnyAnswer {
  /** A `number`. */
  readonly type: 'integer'
}

/** `true`, `false`, or the same as text: a `boolean`. */
export interface BooleanAnswer extends AnyAnswer {
  /** A `boolean`. */
  readonly type: 'boolean'
}

/** A word for each code of the gateway. A code that is not among them is `unknown:<code>`. */
export interface EnumAnswer extends AnyAnswer {
  /** One of several words. */
  readonly type: 'enum'
  /** The gateway's words, or ours with its codes: `["SUCCESS", "CLOSED"]`, `{ "paid": ["1", "2"], "unpaid": "0" }`. */
  readonly words: readonly string[] | { readonly [word: string]: string | readonly string[] }
}

/** An object. */
export interface ObjectAnswer extends AnyAnswer {
  /** An object. */
  readonly type: 'object'
  /** Its fields. */
  readonly fields: AnswerFieldSpecs
}

/** A list of objects. */
export interface ListAnswer extends AnyAnswer {
  /** A list of objects. */
  readonly type: 'list'
  /** The fields of each. */
  readonly fields: AnswerFieldSpecs
}

/** A notification (a webhook). It is always signed. */
export interface NotificationSpec extends Documented {
  /** The role of the key that it is verified with. */
  readonly key: string
  /** The parts of the signature that travel in headers. Default: all is in the body. */
  readonly headers?: Shared<NotificationHeadersSpec>
  /** Fields that must hold an option's value, with the option: the notification is for this merchant. */
  readonly identity?: { readonly [field: string]: string }
  /** How old it may be. */
  readonly window?: Shared<WindowSpec>
  /** Its fields. Those that are not `optional` decide something, so that no other may be taken for one of them. */
  readonly fields: AnswerFieldSpecs
  /** Fields of other messages that the gateway signs. A notification with one of them is another message. */
  readonly foreign?: readonly string[]
  /** What says that the money has arrived: see {@link RequestingCall.paid}. Default: nothing does. */
  readonly paid?: PaidSpec
  /** How to find out where it can be read in two ways: `queryOrder({ out_trade_no }) tells`. */
  readonly advice: string
  /**
   * The fields that make it this notification and not another, the order's number and its state among them: what has the
   * same values here is handled once.
   */
  readonly replayKey: readonly string[]
  /** What the gateway takes as received. */
  readonly success: Shared<ReplySpec>
  /** What makes the gateway send it again. */
  readonly failure: Shared<ReplySpec>
}

/** The parts of a notification's signature that travel in headers. */
export interface NotificationHeadersSpec extends Documented {
  /** Headers that are read as fields. */
  readonly read?: readonly string[]
  /** Those among them that are signed with the body. */
  readonly signed?: readonly string[]
  /** The header with the signature. */
  readonly signature: string
}

/** How old a notification may be. */
export interface WindowSpec extends Documented {
  /** The field with the time of sending: Unix time in seconds. */
  readonly field: string
  /** How many seconds it may be off, either way. */
  readonly seconds: number
}

/** What answers a notification. */
export type ReplySpec = TextReply | JsonReply

/** Bare text. */
export interface TextReply extends Documented {
  /** The text: `SUCCESS`. */
  readonly text: string
}

/** A body of JSON. */
export interface JsonReply extends Documented {
  /** The value, written without spaces: `{ "code": 200 }`. */
  readonly json: Json
}
