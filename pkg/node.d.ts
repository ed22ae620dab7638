/**
 * For Node, its frameworks, and cloud functions: converts between what they have and the web's `Request` and `Response`,
 * which `handleNotification` takes and returns. Nothing here loads the WebAssembly module.
 *
 * @packageDocumentation
 */

/** A request of node:http, node:http2 or a framework that builds on them: the parts of it that are used. */
export interface NodeRequest {
  /** `POST`, for a notification. */
  method?: string | undefined
  /** The path with its query. */
  url?: string | undefined
  /** By name; lists are repeated headers. */
  headers: object
}

/** The event of a function: of API Gateway in both versions, a load balancer, and other clouds like them. */
export interface FunctionEvent {
  /** By name, with one value each. */
  headers?: object | null | undefined
  /** By name, with all values; preferred where both are there. */
  multiValueHeaders?: object | null | undefined
  /** The raw body. */
  body?: string | null | undefined
  /** Whether the body is in base64, as binary ones are. */
  isBase64Encoded?: boolean | undefined
}

/**
 * What {@link toRequest} takes:
 *
 * | you have | pass |
 * | --- | --- |
 * | node:http, node:http2, Express, Nest, Connect, Next's pages, Google Cloud Functions, Firebase | `req` |
 * | Koa, Egg, Midway | `ctx` |
 * | Fastify | `request` |
 * | AWS Lambda (v1, v2, load balancer, function URL), and clouds like it | `event` |
 * | the web's Request: Next's app router, workers, Bun, Deno; Hono's `c`, Elysia's context | it, which is passed through |
 */
export type Incoming =
  | Request
  | NodeRequest
  | FunctionEvent
  | { req: NodeRequest | { raw: Request } }
  | { raw: NodeRequest }
  | { request: Request }

/**
 * Makes the web's Request of what a server or a framework passes to its handler, for `handleNotification`.
 *
 * Its body is what a parser has kept as it arrived (`rawBody`, or a `body` that is bytes or text), else the unread stream.
 * Where a parser has read it and kept nothing, reading the Request's body fails with a `PayError` of kind `body` that names
 * the framework's remedy: `handleNotification` passes it to `onFailure` and answers 500.
 *
 * Headers of HTTP/2 that begin with a colon are left out. The host of its address is that of the header, or `localhost`;
 * do not rely on it.
 *
 * 把 Node、Express、Koa、Fastify、云函数的请求变成标准 Request, 原始请求体不变。
 *
 * @throws {PayError} `config`: none of these
 * @example Express, Nest, Next's pages, Google Cloud Functions, node:http and node:http2
 * ```js
 * import { send, toRequest } from 'paysign/node'
 *
 * app.post('/notify', async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))
 * ```
 */
export function toRequest(incoming: Incoming): Request

/** What {@link send} writes to. */
export type Outgoing =
  | { writeHead: (...values: never[]) => unknown }
  | { raw: { writeHead: (...values: never[]) => unknown }; send: (...values: never[]) => unknown }
  | { res: { writeHead: (...values: never[]) => unknown }; set: (...values: never[]) => unknown }

/**
 * Sends a web Response: its status, headers and body.
 *
 * @param outgoing Node's `res` (of node:http, node:http2, Express, Next's pages, a cloud function), Koa's `ctx`, or
 *   Fastify's `reply`
 * @returns ends when the answer was handed over, or the sender has gone away
 * @throws {PayError} `config`: `outgoing` is none of these or was answered before, or `response` is no Response
 * @example Koa, and Fastify, before its parsers
 * ```js
 * import { send, toRequest } from 'paysign/node'
 *
 * router.post('/notify', async (ctx) => send(ctx, await client.handleNotification(toRequest(ctx), onEvent)))
 *
 * const onRequest = async (request, reply) => {
 *   await send(reply, await client.handleNotification(toRequest(request), onEvent))
 *   return reply
 * }
 * fastify.post('/notify', { onRequest }, () => {})
 * ```
 */
export function send(outgoing: Outgoing, response: Response): Promise<void>

/** What a function returns to API Gateway or a load balancer. */
export interface FunctionResult {
  /** The HTTP status. */
  statusCode: number
  /** One value each. */
  headers: Record<string, string>
  /** The same with all values: what a load balancer with multi-value headers reads. */
  multiValueHeaders: Record<string, string[]>
  /** Text, or base64. */
  body: string
  /** Whether the body is in base64. */
  isBase64Encoded: boolean
}

/**
 * A web Response as the result of a function: of AWS Lambda behind API Gateway (both versions), a function URL or a load
 * balancer, and of clouds that work the same way. The body is text where it is UTF-8, else base64.
 *
 * @example
 * ```js
 * import { toLambda, toRequest } from 'paysign/node'
 *
 * export const handler = async (event) => toLambda(await client.handleNotification(toRequest(event), onEvent))
 * ```
 */
export function toLambda(response: Response): Promise<FunctionResult>
