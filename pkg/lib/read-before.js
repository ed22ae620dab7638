// A body that a parser has read, so that nobody can verify it any more: a fault of the set-up, and its remedies.
import { PayError } from './error.js'

export const READ_BEFORE = 'the body of this Request was read before'

const REMEDIES = {
  Express: 'express.raw({ type: "*/*" }) before express.json, or a parser that keeps req.rawBody',
  Nest: 'NestFactory.create(AppModule, { rawBody: true })',
  'Google Cloud Functions and Firebase': 'req.rawBody has it',
  Koa: 'the route before the body parser, or one that keeps ctx.request.rawBody (koa-bodyparser, raw-body)',
  Fastify: 'the route\'s onRequest hook, or a content type parser with parseAs: "buffer"',
  "Next's pages": 'export const config = { api: { bodyParser: false } }',
}
const NODE = 'then toRequest(req) of paysign/node makes the Request'
const WEB =
  'Next and Hono: pass the Request before anything else reads it, or a request.clone() made before (请在读取请求体之前传入 Request)'

/** What to do, with the frameworks that are meant, or with all. */
export function remedy(...frameworks) {
  const named = frameworks.length ? frameworks : Object.keys(REMEDIES)
  const ofNode = `${named.map((name) => `${name}: ${REMEDIES[name]}`).join('; ')}; ${NODE}`
  return frameworks.length ? `${ofNode} (请求体已被解析器读取)` : `${ofNode}. ${WEB}`
}

const faults = new WeakSet()

/** The error of a request that nobody can read, for which no sender is to blame. */
export function atFault(why, ...frameworks) {
  const error = new PayError('body', `${why}. ${remedy(...frameworks)}`)
  faults.add(error)
  return error
}

/** Whether an error is about the set-up, not about the message. */
export function isOurs(error) {
  return !(error instanceof PayError) || error.kind === 'config' || faults.has(error)
}
