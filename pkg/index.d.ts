/**
 * paysign: signatures, typed clients and verified notifications (webhooks) for payment gateways.
 *
 * In Node, Bun, Deno and workerd the package is ready on import. In browsers call {@link init} once first.
 *
 * @example Sign
 * ```js
 * import { Signer } from 'paysign'
 *
 * const signer = new Signer('yinqiantong-v2', process.env.YQT_APP_SECRET)
 * const sign = signer.sign({ appid: '00000000', channel: 1, platform: 3, money: 100, ts: 1541051068 })
 * ```
 *
 * @packageDocumentation
 */

/// <reference lib="esnext.disposable" />

import type { KeyInput } from './client.js'
import type { AlgorithmName, EncodingName, NumbersName, OrderName, OutputName, SchemeName } from './gateways.js'

/**
 * Loads the WebAssembly module; needed once, before anything else, in browsers. Elsewhere it does nothing.
 *
 * A second call is harmless, calls in parallel share one load, and after a failure the next call tries again.
 * The module's bytes are part of the package, so nothing is fetched unless `input` names something else. A page with a
 * Content-Security-Policy needs `script-src 'wasm-unsafe-eval'`.
 *
 * @param input the module from somewhere else: its bytes, a compiled module, a response, or an address to fetch
 * @throws {PayError} `config`: the module could not be loaded, the Content-Security-Policy forbids WebAssembly, or the
 *   browser is older than Safari 16.4, Chrome 96 or Firefox 89
 * @example
 * ```js
 * import init, { Signer } from 'paysign'
 *
 * await init()
 * ```
 */
export default function init(input?: InitInput | Promise<InitInput>): Promise<void>

/** What {@link init} loads: bytes, a compiled module, a response or request, or an address. */
export type InitInput = ArrayBuffer | ArrayBufferView | CompiledModule | Response | Request | URL | string

// The types of Node know no BufferSource and no WebAssembly; those of pages have an empty WebAssembly.Module, to which
// everything could be assigned.
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module & object
  : never

/**
 * Loads the WebAssembly module at once, for places that cannot wait. A second call does nothing.
 * Main threads of browsers may refuse to compile a module of this size synchronously; workers do not.
 *
 * @throws {PayError} `config`: the module could not be compiled
 */
export function initSync(input: ArrayBuffer | ArrayBufferView | CompiledModule): void

/**
 * A parameter's value. It is signed as the exact characters that travel:
 *
 * | value | signed as |
 * | --- | --- |
 * | string | itself; a lone surrogate is refused, because no UTF-8 text can hold it |
 * | safe integer, bigint | its decimal digits |
 * | boolean | `true` or `false` |
 * | null, undefined | absent: not sent, not signed |
 *
 * Any other number (1.5, 1e21, 2 ** 53) is refused, because its text depends on the language: pass a string. NaN,
 * infinities, objects, functions and symbols are refused, too, each named as what it is.
 */
export type ParamValue = string | number | bigint | boolean | null | undefined

/**
 * Names and values, in any order: the own enumerable properties of a plain object, or of an instance of a class that keeps
 * its fields itself. Anything else is refused by name, so that nothing empty is signed: a promise ("was `await`
 * forgotten?"), a Map, a Headers, a Date, an instance whose values are getters or private. `{}` is an object without
 * fields; its signature is that of the empty text.
 */
export type Params = Record<string, ParamValue>

/**
 * A signing rule as data:
 * drop (signature, not listed, excluded, empty) → encode values → sort → join → attach the secret → digest.
 *
 * @example WeChat Pay v2 with MD5
 * ```js
 * const wechat = { signatureField: 'sign', secret: '&key={}', algorithm: 'md5', output: 'HEX' }
 * ```
 * @example V免签: the values alone, in the order of its page, with the secret behind them
 * ```js
 * const only = ['payId', 'param', 'type', 'price']
 * const vmq = { signatureField: 'sign', only, order: 'listed', names: false, separator: '', secret: '{}', algorithm: 'md5' }
 * canonicalString(vmq, { price: '9.90', type: 1, payId: 'A1', param: '', notifyUrl: 'https://shop.example/' }) // 'A119.90'
 * ```
 */
export interface SchemeSpec {
  /** The name under which the signature travels; never signed. */
  signatureField: string
  /** Further names that are not signed. Default: none. */
  exclude?: string[]
  /**
   * Just these are signed (蓝兔, YunGouOS); `['out_trade_no', 'total_fee']`. Default: all names are. What else a message holds
   * may have been written by anybody, so `verifyBody` leaves it out of what it gives.
   */
  only?: string[]
  /**
   * Whether `''` is left out; `null` and `undefined` always are. `'falsy'`: the texts `0` and `false`, too, as where a
   * gateway's code asks `if (value)`. Default: `true`.
   */
  dropEmpty?: boolean | 'falsy'
  /**
   * What is sorted. Bytes are those of UTF-8. Default: `'name'`.
   * `'name'`: the names, so `a1=` stands before `a10=`; those of `last` follow.
   * `'pair'`: the finished pairs, so `a10=` stands before `a1=`, as `0` comes before `=` (Epusdt).
   * `'pair-nocase'`: the finished pairs, with `A` to `Z` taken as `a` to `z` (Jeepay).
   * `'listed'`: nothing, they stand as `only` lists them (V免签).
   */
  order?: OrderName
  /**
   * `false`: values alone are signed, without their names and the `=`. Such a text says of no value whose it is: with
   * `decisive` names, `verifyBody` takes it only where `only` lists all names, each is there, and a separator stands
   * between values that hold none. Default: `true`.
   */
  names?: boolean
  /**
   * How values are written; names always stay as they are. Default: `'raw'`.
   * `'form'`: application/x-www-form-urlencoded (WHATWG URL §5.2; Java's `URLEncoder`): space is `+`, `*-._` stay.
   * `'rfc3986'`: all but letters, digits and `-._~` percent-encoded (RFC 3986 §2.3).
   * `'js'`: as `encodeURIComponent`, which lets `!*'()` stay, too.
   */
  encode?: EncodingName
  /** What stands between two pairs. Default: `'&'`. */
  separator?: string
  /**
   * Whether separators at the end of the whole text are taken off, those of the last value as well: `name=Tom&` is signed
   * as `name=Tom` (BEpusdt). Default: `false`.
   */
  trim?: boolean
  /** Names that follow the sorted ones, in this order; for `order: 'name'` alone. Default: none. */
  last?: string[]
  /**
   * The numbers of a JSON body, where {@link Signer.verifyBody} reads one. Default: `'lexeme'`, the characters that came.
   * `'go'`: as Go's `%v` writes the nearest double, so `10.0` is signed as `10`, and `1000000` as `1e+06` (BEpusdt). What
   * you sign yourself is signed as {@link ParamValue} says: send a text where the gateway would write a number otherwise.
   */
  numbers?: NumbersName
  /**
   * How a shared secret joins the canonical string: appended, with the secret in place of `{}`, as in `'&key={}'`; or
   * around it, where `{text}` stands for the string, as in `'{}{text}{}'` and `'key={}&{text}'`.
   * Absent: it does not join the text and is only the HMAC key. A plain digest (`md5`, `sha256` and the like) needs it.
   */
  secret?: string
  /** The algorithm. It belongs to the rule; no message chooses it. RSA is RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). */
  algorithm: AlgorithmName
  /**
   * The text form of the signature: lower hex, upper hex, padded standard base64, base64 for addresses without padding
   * (RFC 4648 §5), or the middle half of an MD5 (its characters 9 to 24) in lower or upper hex. Default: `'hex'`.
   */
  output?: OutputName
}

/**
 * A copy of a built-in rule, to look at or to start from. `only`, `order`, `names`, `trim`, `numbers` and `secret` are there
 * where they are not at their default; all other fields are filled in.
 *
 * @throws {PayError} `config`: there is no rule of this name
 * @example
 * ```js
 * const urlencoded = { ...scheme('bhop-org'), encode: 'form' } // for brokers that follow the PHP sample
 * ```
 */
export function scheme(name: SchemeName): SchemeSpec

/**
 * The canonical string: what is signed, before a secret joins it. Needs no key.
 *
 * @throws {PayError} `config`: the scheme is unknown or contradicts itself; `params`: a value cannot be signed
 * @example
 * ```js
 * canonicalString('yinqiantong-v1', { ts: 1536053843, money: 1, channel: 'wx', subject: '' })
 * // 'channel=wx&money=1&ts=1536053843'
 * ```
 */
export function canonicalString(scheme: SchemeName | SchemeSpec, params: Params): string

/** Choices for keys. */
export interface KeyOptions {
  /** Takes RSA keys of 1024 to 2047 bits, which can be broken; for gateways that hand out nothing better. Default: `false`. */
  allowWeakKeys?: boolean
}

/** What a body is checked for, beside its signature. */
export interface BodyOptions {
  /**
   * The names by which you decide: the order's number, the amount, the status, in each spelling that the gateway uses.
   *
   * Most rules join raw values, so whoever writes one field of a genuine message (a remark, a nickname) can hide other
   * fields in it: `memo: 'x&amount=9'` and `memo: 'x', amount: '9'` are one signed text. With these names given, a body
   * whose signed text can be read so that one of them holds something else is refused as ambiguous (`signature`); query the
   * gateway about that order. Name what every genuine message has; a free text may hold anything else. Rules that encode
   * values have no such texts. Without the option, only names with `=` or the separator in them are refused.
   *
   * Rules that sign values alone (`names: false`) need more: see {@link SchemeSpec.names}. Where nothing stands between the
   * values, as in V免签's, every body is refused: give `verify` the fields of your own order and only one of the message.
   */
  decisive?: string[] | undefined
  /**
   * The charset of the body, and of the text that was signed. `'gbk'` for gateways that send nothing else; most take their
   * charset from the request, so ask for UTF-8 first. Default: `'utf-8'`, and nothing else is guessed: a body in GBK is
   * refused without this.
   */
  charset?: 'utf-8' | 'gbk' | undefined
}

/** Fields of a verified body as they came: texts, numbers with the characters they had, `null` where JSON says so. */
export type VerifiedParams = Record<string, string | null>

/** Every step from parameters to signature. The secret is never in it: `***` stands in its place. */
export interface Explanation {
  /** Names and texts that are signed, in canonical order, before encoding. */
  kept: [name: string, text: string][]
  /**
   * Names that are not signed, and why: the signature itself; excluded by the scheme, or not among those that it lists;
   * empty, or what it drops as empty (`0` and `false` with `dropEmpty: 'falsy'`); without a value.
   */
  dropped: { name: string; why: 'signature' | 'excluded' | 'empty' | 'absent' }[]
  /** The canonical string. */
  canonical: string
  /** What goes into the digest: the canonical string, with `***` for the secret where it joins. */
  signed: string
  /** The scheme's algorithm. */
  algorithm: AlgorithmName
  /** The signature. */
  signature: string
}

/**
 * Signs and verifies with one key. Make it once, use it many times: the key is parsed and prepared here.
 *
 * The key lives in WebAssembly memory (RSA keys in Node also as a `KeyObject`) and never comes back out: not by
 * `toString`, `JSON.stringify`, `util.inspect`, an error or a log line. {@link Signer.free} wipes it at once; otherwise
 * garbage collection does.
 *
 * @example
 * ```js
 * const signer = new Signer('sixdu', process.env.SIXDU_PRIVATE_KEY)
 * const merchantSign = signer.sign({ merchantId: 'M1', merchantOrderCode: 'A20261121001' })
 * ```
 */
export class Signer {
  /**
   * @param scheme a built-in rule by name, or a rule of your own
   * @param key the shared secret, taken as it is: white space or quotes around it, line breaks, invisible characters and
   *   what stands where it should have been put (`undefined`, `${NAME}`) are refused, never trimmed; or an RSA private
   *   key in any form that {@link KeyInput} names
   * @throws {PayError} `config`: the scheme contradicts itself, or the key is not one for it; the message says what was
   *   found instead ("an EC private key", "a certificate", "a promise: was `await` forgotten?", …), or where it is damaged
   */
  constructor(scheme: SchemeName | SchemeSpec, key: KeyInput, options?: KeyOptions)

  /**
   * The signature of `params`. Synchronous in every runtime. RSA goes through `node:crypto` in Node, Bun and Deno, and
   * through WebAssembly elsewhere (some 10 ms; see {@link Signer.signAsync}), always with the same bytes. In browsers that
   * is a module of its own: `await initRsa()` of `paysign/rsa` once before.
   *
   * @throws {PayError} `params`, with every fault in `details`; `config`: an RSA key without `paysign/rsa` in a browser
   */
  sign(params: Params): string

  /**
   * The same signature; RSA goes to WebCrypto where there is one (not on http pages), with the key imported once and
   * not extractable, and needs no `paysign/rsa` then.
   *
   * @throws {PayError} `params`, with every fault in `details`
   */
  signAsync(params: Params): Promise<string>

  /**
   * Whether `signature` is the signature of `params`. Compared in constant time. One signature has several texts:
   * hexadecimal in either case; base64 in either alphabet, with its padding or without, with the spaces that forms make of
   * `+`; each wrapped at lines or not. No signature, or one that is not in the scheme's form, is `false`.
   *
   * For bodies that arrived use {@link Signer.verifyBody}: `JSON.parse` has already rewritten `1.0` and large numbers.
   * For a GET, give `verifyBody` the query, or this the fields: `verify(Object.fromEntries(url.searchParams))`.
   *
   * @param signature default: the parameter that the scheme's `signatureField` names
   * @throws {PayError} `params`
   */
  verify(params: Params, signature?: string): boolean

  /**
   * Reads a raw body, verifies the signature in it, and returns all its fields, unknown ones too; under a rule with `only`
   * those that it lists, and the signature.
   *
   * Takes a flat JSON object or a form of at most 256 KiB in UTF-8, and tells them apart by the bytes: a content type that
   * says something else changes nothing. A query is a form, with its `?` or without. Numbers keep the characters they came
   * with. Names given twice, nesting and broken escapes are refused; so is what is neither JSON nor a form (XML, multipart,
   * GBK without the option, compressed bytes), and the message says what it is.
   *
   * @param body the body as it arrived, or the query of a GET: text or bytes, not a parsed object
   * @param contentType the request's Content-Type, for messages about a body that cannot be read
   * @throws {PayError} `body`: it cannot be read; `signature`: missing, wrong, or ambiguous
   * @example
   * ```js
   * app.post('/notify', express.raw({ type: '*\/*' }), (request, response) => {
   *   const fields = signer.verifyBody(request.body, request.headers['content-type'])
   *   response.send('SUCCESS')
   * })
   * ```
   */
  verifyBody(body: string | Uint8Array, contentType?: string, options?: BodyOptions): VerifiedParams

  /**
   * Every step from parameters to signature, with the secret masked: what to look at, and to send to the gateway's
   * support, when it answers 签名错误.
   *
   * @throws {PayError} `params`
   */
  explain(params: Params): Explanation

  /** Wipes the key. Any later call throws a {@link PayError} of kind `config`. A second `free` does nothing. */
  free(): void
  /** As {@link Signer.free}, for `using`. */
  [Symbol.dispose](): void
}

/**
 * Verifies with one key: an RSA public key, or a shared secret that is not to sign here.
 *
 * @example
 * ```js
 * const verifier = new Verifier('sixdu', process.env.SIXDU_PLATFORM_PUBLIC_KEY)
 * const paid = verifier.verifyBody(body, contentType)
 * ```
 */
export class Verifier {
  /**
   * @param scheme a built-in rule by name, or a rule of your own
   * @param key an RSA public key or a certificate of one, in any form that {@link KeyInput} names; or the shared secret
   * @throws {PayError} `config`, as {@link Signer}
   */
  constructor(scheme: SchemeName | SchemeSpec, key: KeyInput, options?: KeyOptions)
  /** As {@link Signer.verify}. */
  verify(params: Params, signature?: string): boolean
  /** As {@link Signer.verifyBody}. */
  verifyBody(body: string | Uint8Array, contentType?: string, options?: BodyOptions): VerifiedParams
  /** As {@link Signer.explain}; `signature` is `null` where only an RSA public key is at hand. */
  explain(params: Params): Omit<Explanation, 'signature'> & { signature: string | null }
  /** As {@link Signer.free}. */
  free(): void
  /** As {@link Signer.free}, for `using`. */
  [Symbol.dispose](): void
}

/**
 * A decimal amount in whole units, without floating point: `'1.5'` with 8 places is `150000000n`.
 *
 * @param decimal digits with at most one point between them, up to 2^128 − 1 units
 * @param places decimal places of the currency or coin, 0 to 38
 * @throws {PayError} `params`: signs, exponents, spaces; more places than fit (nothing is rounded); too large; a number
 * @example
 * ```js
 * toUnits('12.34', 2) // 1234n: fen
 * ```
 */
export function toUnits(decimal: string, places: number): bigint

/**
 * Whole units as a decimal amount: `150000000n` with 8 places is `'1.5'`. No trailing zeros.
 *
 * @param units 0 to 2^128 − 1, as a bigint or a string of digits
 * @param places decimal places of the currency or coin, 0 to 38
 * @throws {PayError} `params`
 */
export function fromUnits(units: bigint | string, places: number): string

export * from './client.js'
export * from './gateway-class.js'
export * from './gateway-spec.js'
export * from './gateways.js'
export * from './notification.js'
export * from './pay-action.js'

/** What kind of error a {@link PayError} is. */
export type PayErrorKind =
  | 'config'
  | 'params'
  | 'body'
  | 'signature'
  | 'expired'
  | 'identity'
  | 'gateway'
  | 'http'
  | 'network'
  | 'timeout'
  | 'aborted'

/**
 * The error of every call. One class in every entry: `instanceof` works across `import` and `require`.
 * It never holds a key, a whole signature or a whole body. The package goes on working after any error.
 *
 * | kind | at fault | what to do |
 * | --- | --- | --- |
 * | `config` | the set-up: key, option, scheme, use before `init` | fix the set-up |
 * | `params` | a parameter of the call | fix what `details` names |
 * | `body` | a body that arrived cannot be read | pass the raw body; look at the sender |
 * | `signature` | the signature is missing or wrong (签名错误) | check the key; compare with `explain` |
 * | `expired` | genuine, but outside its time window | check the clock |
 * | `identity` | genuine, but for another merchant | check the ids |
 * | `gateway` | the gateway answered with an error `code` | see its documentation, and `said` |
 * | `http` | an answer that is not the gateway's | see `status` and `said` |
 * | `network`, `timeout`, `aborted` | no complete answer | see `retryable` and `outcomeUnknown` |
 */
export class PayError extends Error {
  /** For tests of your own error handling; the package makes its errors itself. */
  constructor(
    kind: PayErrorKind,
    message: string,
    fields?: Partial<Omit<PayError, 'kind' | 'message' | 'name' | 'stack'>>,
  )
  /** Always the same. */
  readonly name: 'PayError'
  /** What kind of error this is. */
  readonly kind: PayErrorKind
  /** Which gateway was called. */
  readonly gateway?: string
  /** Which call was made. */
  readonly operation?: string
  /** The gateway's own code, as text. */
  readonly code?: string
  /**
   * What the gateway, or whoever answered in its place, said: its message, a page's title, a text. At most 200 characters,
   * without control characters, with `***` for secrets. It is not signed; the message repeats it. Absent where nothing was
   * said.
   */
  readonly said?: string
  /** The HTTP status. */
  readonly status?: number
  /** Whether the same call may be retried as it is. */
  readonly retryable: boolean
  /** A call that moves or promises money may have been carried out: query before you retry. */
  readonly outcomeUnknown: boolean
  /** The fields at fault, all of them, without their values. */
  readonly details?: { field: string; why: string }[]
  /**
   * The error underneath, where there is one. Of what `fetch` threw it is rebuilt, down to the last cause: name, message, code
   * and stack, with `***` for secrets, and nothing else. Of an abort it is the `reason` of your signal.
   */
  readonly cause?: unknown
}
