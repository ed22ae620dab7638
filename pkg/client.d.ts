/** What every class that talks to a gateway takes beside its own options. */
export interface ClientOptions {
  /**
   * How requests are sent: a `fetch` of your own (a proxy, a recording, another runtime's), as plain a function as you
   * like. Default: the runtime's, looked up at each call.
   *
   * One call of it is one attempt: it must send the request once, and reject with the error of that one. A `fetch` that
   * tries again by itself may send money twice, and its last error says nothing about its first attempt. What it throws
   * comes back as {@link PayError.cause}, made anew: name, message, code and stack, with `***` for secrets.
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
   * How often a call is sent again after a failure. Default: 2; 0 is never. Queries are, after network failures,
   * timeouts, HTTP 429 and 5xx: with exponential backoff, full jitter, and `Retry-After`. Calls that move or promise money
   * are only where it is certain that nothing was sent, and another attempt may fare better: a refused connection or an
   * unknown host, not a certificate that does not verify.
   */
  retries?: number | undefined
  /**
   * Further headers for each request. They do not replace the client's own. One that no runtime could write (a line break,
   * a character beyond U+00FF) is refused when the client is made.
   */
  headers?: Record<string, string> | undefined
  /** Is told of each request before it is sent, for logs and traces: secrets, tokens and signatures are `***`. */
  onRequest?: ((event: RequestEvent) => void) | undefined
  /** Is told how each attempt ended. */
  onResponse?: ((event: ResponseEvent) => void) | undefined
  /**
   * A class that holds a secret refuses to be made in a page, where everybody could read it, unless this is set. For
   * tests and demos with keys of no worth.
   */
  dangerouslyAllowBrowser?: boolean | undefined
  /** Takes base addresses over http, where the network is trusted. Loopback addresses need no leave. Default: `false`. */
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
  /** The gateway's own code, if it refused; with `***` for a secret, should the gateway repeat one. */
  code?: string
}

/** What every answer and event has. */
export interface Answered {
  /** Every field as it came, as text: unknown ones too; JSON text for what nests. */
  raw: Readonly<Record<string, string | null>>
}

/** What answers to `queryOrder`, and all events, have. */
export interface Paid {
  /** `true` only where the gateway says that the money has arrived. */
  paid: boolean
}

/** A code that this version does not know, as `unknown:<code>`: a new state at the gateway breaks nothing. */
export type Unknown = `unknown:${string}`

/** Lives in memory of the module until it is freed or collected. */
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
