/**
 * A shared secret: text, taken as it is; its bytes; or a KeyObject of `node:crypto` (`createSecretKey`). A CryptoKey is
 * taken where there is `node:crypto` and it is `extractable`.
 */
export type SecretInput = string | ArrayBuffer | ArrayBufferView | KeyObjectLike | CryptoKeyLike

/**
 * A key: of an RSA scheme one of the forms below, of any other a {@link SecretInput}.
 *
 * - Text: PEM, bare base64, a JWK as JSON, .NET's `<RSAKeyValue>`. What editors, shells, settings and pages make of them
 *   is read as well: line breaks escaped once or more (`\n`, `\\n`, `%0A`, `<br>`), quotes, base64 of the whole PEM, the
 *   base64url alphabet, `+` that became spaces, invisible characters, PEM lines with too many or too few dashes.
 * - A text with several things in it, as certificates and a private key: the one key that fits is taken. Two different ones
 *   that fit are refused.
 * - Bytes: DER, or such text, in UTF-8 or UTF-16.
 * - A KeyObject or an X509Certificate of `node:crypto`, a JWK, and, where there is `node:crypto`, a CryptoKey that is
 *   `extractable`. Elsewhere: `new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))`, or `'spki'` for a public one.
 *
 * Private keys are PKCS#8 or PKCS#1; public keys SPKI, PKCS#1, or a certificate's. The error names everything else,
 * with the command that converts it where there is one (PKCS#12, OpenSSH, encrypted keys), and damage with its place.
 *
 * @example
 * ```js
 * new Signer('sixdu', process.env.SIXDU_PRIVATE_KEY)
 * new Signer('sixdu', await readFile('merchant.pem'))
 * new Signer('sixdu', createPrivateKey({ key, passphrase }))
 * ```
 */
export type KeyInput = SecretInput | JwkLike | CertificateLike

/** A `KeyObject` of `node:crypto`, of whatever runtime. */
export interface KeyObjectLike {
  /** What it is. */
  readonly type: 'secret' | 'private' | 'public'
  /** Gives the key out; asked only for what the scheme needs. */
  export(options?: any): unknown
}

/** A `CryptoKey` of WebCrypto. */
export interface CryptoKeyLike {
  /** What it is. */
  readonly type: 'secret' | 'private' | 'public'
  /** Whether it may be exported; one that may not is refused. */
  readonly extractable: boolean
  /** What it may be used for. */
  readonly usages: readonly string[]
}

/** An RSA key as a JSON Web Key (RFC 7518 §6.3). A private one needs all of these, a public one `n` and `e`. */
export interface JwkLike {
  /** `RSA`. */
  kty?: string | undefined
  /** The modulus, base64url. */
  n?: string | undefined
  /** The public exponent, base64url. */
  e?: string | undefined
  /** The private exponent, base64url. */
  d?: string | undefined
  /** The first prime, base64url. */
  p?: string | undefined
  /** The second prime, base64url. */
  q?: string | undefined
  /** `d` modulo `p - 1`, base64url. */
  dp?: string | undefined
  /** `d` modulo `q - 1`, base64url. */
  dq?: string | undefined
  /** The inverse of `q` modulo `p`, base64url. */
  qi?: string | undefined
}

/** An `X509Certificate` of `node:crypto`: a public key. */
export interface CertificateLike {
  /** The certificate's DER. */
  readonly raw: ArrayBufferView
}

/**
 * What every class that talks to a gateway takes beside its own options. A name that is not known throws `config` and says
 * which was probably meant; nothing is read from `Object.prototype`. `undefined` counts as left out, `null` does not.
 */
export interface ClientOptions {
  /**
   * How requests are sent: a `fetch` of your own (a proxy, a recording, another runtime's), which may be a simple
   * function. Default: the runtime's, looked up at each call.
   *
   * One call of it is one attempt: it must send the request once, and reject with the error of that one. A `fetch` that
   * retries by itself may send money twice, and its last error says nothing about its first attempt. What it throws
   * becomes the {@link PayError.cause}, rebuilt: name, message, code and stack, with `***` for secrets.
   *
   * @example To look at what a gateway answers
   * ```js
   * const fetch = async (...request) => {
   *   const response = await globalThis.fetch(...request)
   *   console.log(response.status, await response.clone().text())
   *   return response
   * }
   * ```
   */
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined
  /** How long each attempt may take until its answer is read to the end, in milliseconds. Default: 10000. */
  timeoutMs?: number | undefined
  /**
   * How often a call is retried after a failure. Default: 2; 0 is never. Queries are retried after network failures,
   * timeouts, HTTP 429 and 5xx, with exponential backoff, full jitter, and `Retry-After`. Calls that move or promise money
   * are retried only where it is certain that nothing was sent and a retry may help: after a refused connection or an
   * unknown host, not after a certificate that does not verify.
   */
  retries?: number | undefined
  /**
   * Further headers for each request: an object, a `Headers`, or a list of pairs, each name once. They do not replace the
   * client's own. A name or value that no header can have (a line break, a character beyond Latin-1) throws `config`.
   */
  headers?: Record<string, string> | Headers | readonly (readonly [string, string])[] | undefined
  /** Is told of each request before it is sent, for logs and traces: secrets, tokens and signatures are `***`. */
  onRequest?: ((event: RequestEvent) => void) | undefined
  /** Is told how each attempt ended. */
  onResponse?: ((event: ResponseEvent) => void) | undefined
  /**
   * A class that holds a secret refuses to be made in a page, where everybody could read it, unless this is set. For
   * tests and demos with test keys.
   */
  dangerouslyAllowBrowser?: boolean | undefined
  /** Allows base addresses over http, for networks that you trust. Loopback addresses are always allowed. Default: `false`. */
  allowHttp?: boolean | undefined
}

/** What one call takes beside its input. */
export interface CallOptions {
  /** Ends the call, and any pause before a retry, at once. Its `reason` is the `cause` of the error. */
  signal?: AbortSignal | undefined
  /** As {@link ClientOptions.timeoutMs}. */
  timeoutMs?: number | undefined
  /** As {@link ClientOptions.retries}. */
  retries?: number | undefined
}

/** A request that is about to be sent. */
export interface RequestEvent {
  /** The gateway, like `hicoin`. */
  gateway: string
  /** The method that was called, like `createOrder`. */
  operation: string
  /** 1, and one more for each retry. */
  attempt: number
  /** `GET` or `POST`. */
  method: string
  /** The address, without its query, and with `***` for what is secret in it. */
  url: string
  /** Everything that is sent, with `***` for secrets, tokens and signatures. */
  params: Record<string, string>
}

/** How an attempt ended. */
export interface ResponseEvent extends Omit<RequestEvent, 'params'> {
  /** How long it took, in milliseconds. */
  ms: number
  /** The HTTP status, if there was an answer. */
  status?: number
  /** The kind of the error, if there was one. */
  error?: string
  /** The gateway's own code, if it refused; with `***` for a secret that the gateway repeats. */
  code?: string
  /** What the gateway said, if the attempt failed: as `PayError.said`. */
  said?: string
  /** That the answer's content type contradicts what it is, though it was read: "the content type says text/html, …". */
  remarks?: string[]
}

/** What every answer and event has. */
export interface Answered {
  /** Every field as it came, as text, unknown ones too; nested values as JSON text. */
  raw: Readonly<Record<string, string | null>>
}

/** What answers to `queryOrder`, and all events, have. */
export interface Paid {
  /** `true` only where the gateway says that the money has arrived. */
  paid: boolean
}

/** A code that this version does not know, as `unknown:<code>`: a new state at the gateway breaks nothing. */
export type Unknown = `unknown:${string}`

/** Lives in the module's memory until it is freed or collected. */
export interface Disposing {
  /** Wipes the keys at once. Any later call throws a `PayError` of kind `config`. A second `free` does nothing. */
  free(): void
  /** As `free`, for `using`. */
  [Symbol.dispose](): void
}

/** A notification as it arrived. */
export interface NotificationInput {
  /** The raw body, before any parser: `await request.text()`, or the bytes. */
  body: string | Uint8Array
  /** The `Content-Type` header. Default: the one of `headers`; without either, JSON or a form by how the body begins. */
  contentType?: string | null | undefined
  /** The headers, of a `Request` or as Node has them. Yinqiantong v1 signs with them. */
  headers?: Headers | Record<string, string | string[] | undefined> | undefined
  /** When it arrived, for gateways that state a window: a date, or Unix time in seconds. Default: now. */
  now?: Date | number | undefined
}
