// A server of each framework, with the guide's line, and one behind a parser where there is one that keeps nothing. Each
// gives { url, more?, parsed?, plain?, close }: see notify.js.
import { HiCoin } from 'paysign'
import { send, toRequest } from 'paysign/node'
import { options } from './notify.js'

export const client = new HiCoin({ ...options, onFailure: () => {} })
export const onEvent = () => {}
const handle = (incoming) => client.handleNotification(toRequest(incoming), onEvent)
const byNode = async (req, res) => send(res, await handle(req))

const local = (port) => `http://127.0.0.1:${port}`
const listening = async (server) => {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  return { url: local(server.address().port), close: () => (server.closeAllConnections?.(), server.close()) }
}

async function onExpress(name) {
  const { default: express } = await import(name)
  const app = express()
  app.post('/notify', byNode)
  const keep = (req, res, raw) => (req.rawBody = raw)
  app.post('/kept', express.urlencoded({ verify: keep }), express.json({ verify: keep }), byNode)
  app.post('/raw', express.raw({ type: '*/*' }), byNode)
  app.post('/parsed', express.json(), byNode)
  return app.listen(0, '127.0.0.1')
}

/** Nest without its decorators' syntax, which JavaScript has not. */
async function onNest(adapter) {
  await import('reflect-metadata')
  const { Controller, Module, Post, Req, Res } = await import('@nestjs/common')
  const { NestFactory } = await import('@nestjs/core')
  class Notify {
    notify(req, res) {
      return byNode(req, res)
    }
  }
  Post()(Notify.prototype, 'notify', Object.getOwnPropertyDescriptor(Notify.prototype, 'notify'))
  Req()(Notify.prototype, 'notify', 0)
  Res()(Notify.prototype, 'notify', 1)
  Controller('notify')(Notify)
  class App {}
  Module({ controllers: [Notify] })(App)
  const start = async (rawBody) => {
    const app = await NestFactory.create(App, await adapter(), { rawBody, logger: false })
    await app.listen(0, '127.0.0.1')
    return app
  }
  const [app, parsing] = [await start(true), await start(false)]
  const address = (app) => `${local(app.getHttpServer().address().port)}/notify`
  return { url: address(app), parsed: address(parsing), close: () => Promise.all([app.close(), parsing.close()]) }
}

export const servers = {
  async 'Express 4'() {
    const { url, close } = await listening(await onExpress('express-4'))
    return { url: `${url}/notify`, more: [`${url}/kept`, `${url}/raw`], parsed: `${url}/parsed`, close }
  },
  async 'Express 5'() {
    const { url, close } = await listening(await onExpress('express'))
    return { url: `${url}/notify`, more: [`${url}/kept`, `${url}/raw`], parsed: `${url}/parsed`, close }
  },
  async 'Nest on Express'() {
    const { ExpressAdapter } = await import('@nestjs/platform-express')
    return onNest(() => new ExpressAdapter())
  },
  async 'Nest on Fastify'() {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify')
    const nest = await onNest(() => new FastifyAdapter())
    return { ...nest, plain: nest.url }
  },
  async 'Koa behind koa-bodyparser'() {
    const [{ default: Koa }, { default: bodyParser }] = [await import('koa'), await import('koa-bodyparser')]
    const app = new Koa().use(bodyParser()).use(async (ctx) => {
      if (ctx.path === '/parsed') delete ctx.request.rawBody
      await send(ctx, await handle(ctx))
    })
    const { url, close } = await listening(app.listen(0, '127.0.0.1'))
    return { url, parsed: `${url}/parsed`, close }
  },
  async Fastify() {
    const { default: Fastify } = await import('fastify')
    const handler = async (request, reply) => {
      await send(reply, await handle(request))
      return reply
    }
    const app = Fastify()
    app.post('/notify', { onRequest: handler }, () => {})
    app.post('/parsed', handler)
    await app.register(async (raw) => {
      raw.removeAllContentTypeParsers()
      raw.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body))
      raw.post('/raw', handler)
    })
    await app.register(async (raw) => {
      await raw.register((await import('fastify-raw-body')).default, { encoding: false, runFirst: true })
      raw.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) =>
        done(null, {}),
      )
      raw.post('/kept', handler)
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const url = local(app.server.address().port)
    return {
      url: `${url}/notify`,
      more: [`${url}/raw`, `${url}/kept`],
      parsed: `${url}/parsed`,
      plain: `${url}/kept`,
      close: () => app.close(),
    }
  },
  // The guide's example, word for word, in the server that runs it in the cloud.
  async 'Google Cloud Functions'() {
    const { getTestServer } = await import('@google-cloud/functions-framework/testing')
    await import('./google.js')
    return listening(getTestServer('notify').listen(0, '127.0.0.1'))
  },
  async 'node:http'() {
    const { createServer } = await import('node:http')
    return listening(createServer(byNode).listen(0, '127.0.0.1'))
  },
  async Hono() {
    const { Hono } = await import('hono')
    const app = new Hono()
    app.post('/notify', (c) => client.handleNotification(c.req.raw, onEvent))
    app.post('/context', (c) => handle(c))
    app.post('/parsed', async (c) => (await c.req.json(), handle(c)))
    const { url, close } = await served((request) => app.fetch(request))
    return { url: `${url}/notify`, more: [`${url}/context`], parsed: `${url}/parsed`, close }
  },
  async Elysia() {
    const { Elysia } = await import('elysia')
    const app = new Elysia()
      .post('/notify', ({ request }) => client.handleNotification(request, onEvent), { parse: 'none' })
      .post('/parsed', ({ request, body }) => (body, client.handleNotification(request, onEvent)), { parse: 'json' })
    const { url, close } = await served((request) => app.handle(request))
    return { url: `${url}/notify`, parsed: `${url}/parsed`, close }
  },
  'the web standard': async () => served((request) => client.handleNotification(request, onEvent)),
}

/** By the runtime's own server. */
async function served(fetch) {
  if (globalThis.Bun) {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch })
    return { url: local(server.port), close: () => server.stop(true) }
  }
  const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, fetch)
  return { url: local(server.addr.port), close: () => server.shutdown() }
}
