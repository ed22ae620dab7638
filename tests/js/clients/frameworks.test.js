// The guide's example of each framework, as it is printed, with the framework itself: a notification that the sandbox
// signs and delivers over loopback is accepted, a forged one refused, and a parser in the wrong place named as the fault.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import * as http2 from 'node:http2'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { serve } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { HiCoin } from 'paysign'
import { notification } from 'paysign/testing'
import { createSandbox } from '../../../www/sandbox/index.js'
import { example, withoutComments } from '../../examples/read.js'
import { merchantKey, platformKey } from '../sandbox/merchant.js'

const guide = 'www/guides/en/frameworks.md'
const names = ['hono', 'next', 'next-pages', 'express', 'koa', 'http', 'fastify', 'lambda']

const sandbox = await createSandbox({
  keys: { merchantPrivate: merchantKey, platformPrivate: platformKey },
  notifyScale: 0.001,
})
const { control } = sandbox

// In the tree, so that the examples find the frameworks.
const target = fileURLToPath(new URL('../../../target', import.meta.url))
mkdirSync(target, { recursive: true })
const folder = mkdtempSync(join(target, 'frameworks-'))
let loads = 0
/** A fresh copy of an example; the client is the same for all. */
const load = (name) => import(`${pathToFileURL(join(folder, `${name}.js`))}?${++loads}`)
/** A copy of an example in which one thing is another. */
function loadChanged(name, [from, to]) {
  const text = example(guide, name)
  assert.equal(text.split(from).length, 2, `${from} is not in ${name} once`)
  writeFileSync(join(folder, `${name}-changed.js`), text.replace(from, to))
  return load(`${name}-changed`)
}
const events = []
const failures = []

before(async () => {
  await sandbox.start()
  globalThis.shop = { options: sandbox.config.hicoin, events, failures }
  for (const name of names) writeFileSync(join(folder, `${name}.js`), example(guide, name))
  writeFileSync(
    join(folder, 'client.js'),
    `import { HiCoin } from 'paysign'
    const { shop } = globalThis
    export const client = new HiCoin({ ...shop.options, onFailure: (error) => void shop.failures.push(error) })
    shop.client = client
    export const onEvent = async (event) => void shop.events.push(event)`,
  )
})
after(async () => {
  rmSync(folder, { recursive: true })
  await sandbox.stop()
})

const listening = (server) => new Promise((resolve) => server.once('listening', () => resolve(server)))
const served = (fetch) => listening(serve({ fetch, hostname: '127.0.0.1', port: 0 }))

/** A server for what an example exports. */
const open = {
  hono: ({ app }) => served(app.fetch),
  next: ({ POST }) => served(POST),
  'next-pages': (page) => listening(createServer(page.default).listen(0, '127.0.0.1')),
  express: ({ app }) => listening(app.listen(0, '127.0.0.1')),
  koa: ({ app }) => listening(app.listen(0, '127.0.0.1')),
  fastify: async ({ app }) => {
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app.server
  },
  http: ({ app }) => listening(app.listen(0, '127.0.0.1')),
  // What an API gateway makes of a request, with a binary body in base64 or a text as it is.
  lambda: ({ handler }) =>
    served(async (request) => {
      const isBase64Encoded = request.headers.get('content-type').includes('json')
      const bytes = Buffer.from(await request.arrayBuffer())
      const body = bytes.toString(isBase64Encoded ? 'base64' : 'utf8')
      const requestContext = { http: { method: request.method } }
      const headers = Object.fromEntries(request.headers)
      const answer = await handler({
        requestContext,
        rawPath: '/notify',
        rawQueryString: '',
        headers,
        body,
        isBase64Encoded,
      })
      return new Response(answer.body, { status: answer.statusCode, headers: answer.headers })
    }),
}

/** The same as a listener of requests, for a server over HTTP/2. */
const over2 = {
  http: async () => (await loadChanged('http', ["'node:http'", "'node:http2'"])).app,
  koa: async () => http2.createServer((await load('koa')).app.callback()),
  async fastify() {
    const { app } = await loadChanged('fastify', ['Fastify()', 'Fastify({ http2: true })'])
    await app.ready()
    return app.server
  },
}

/** The same with something before it that reads the body. */
const openBehindParser = {
  hono({ app }) {
    const outer = new Hono()
    outer.use(async (c, next) => (await c.req.json(), next()))
    return open.hono({ app: outer.route('/', app) })
  },
  next: ({ POST }) => served(async (request) => (await request.json(), POST(request))),
  express({ app }) {
    const outer = express()
    return open.express({ app: outer.use(express.json(), app) })
  },
  koa({ app }) {
    app.middleware.unshift(async (ctx, next) => {
      for await (const part of ctx.req) ctx.request.body = JSON.parse(part)
      return next()
    })
    return open.koa({ app })
  },
  // Somebody lets the handler do what the hook should.
  fastify: async () => open.fastify(await loadChanged('fastify', ['{ onRequest }, () => {}', 'onRequest'])),
  'next-pages'(page) {
    return listening(
      createServer(async (req, res) => {
        Object.assign(req, { query: {}, cookies: {} })
        for await (const part of req) req.body = JSON.parse(part)
        await page.default(req, res)
      }).listen(0, '127.0.0.1'),
    )
  },
}

let last = 0
const newNumber = () => `F${process.pid}X${++last}`

/** An order that is paid, and told to this server. What was said of orders before, goes on being said. */
async function pay(server, out_trade_no) {
  failures.length = 0
  control.merchant('hicoin', { notifyUrl: `http://127.0.0.1:${server.address().port}/notify` })
  const { access_token } = control.issueTokens('hicoin', 'o-1')
  const { client } = globalThis.shop
  await client.createOrder({
    access_token,
    openid: 'o-1',
    body: '月卡 100% + VAT',
    subject: '会员',
    out_trade_no,
    total_amount: 150000000n,
    settle_currency: 'USDT',
    trade_type: 'H5',
    return_url: 'https://shop.example/',
  })
  control.act('hicoin', out_trade_no, 'pay')
}

/** The deliveries about an order, once there are so many or no more are to come. */
async function deliveriesOf(out_trade_no, wanted = 9) {
  for (let n = 0; n < 300; n++) {
    const [{ state, deliveries }] = control.notifications({ orderId: control.order('hicoin', out_trade_no).id })
    if (state !== 'pending' || deliveries.length >= wanted) return deliveries
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function close(server) {
  server.closeAllConnections()
  server.close()
}

for (const name of names) {
  describe(name, () => {
    for (const notification of ['form', 'json']) {
      test(`a genuine and a forged one, as ${notification}`, async (t) => {
        control.quirks('hicoin', { notification })
        const server = await open[name](await load(name))
        t.after(() => close(server))
        const out_trade_no = newNumber()
        control.addFault({ on: 'notification', order: out_trade_no, fault: 'tampered' })
        await pay(server, out_trade_no)
        const deliveries = await deliveriesOf(out_trade_no)
        // The forged try is refused, the next is genuine.
        assert.deepEqual(
          deliveries.map(({ status, answer, acknowledged }) => [status, answer, acknowledged]),
          [
            [400, 'FAIL', false],
            [200, 'SUCCESS', true],
          ],
        )
        assert.deepEqual(
          failures.map(({ kind }) => kind),
          ['signature'],
        )
        const told = events.filter((event) => event.out_trade_no === out_trade_no)
        assert.equal(told.length, 1)
        assert.deepEqual([told[0].paid, told[0].body], [true, '月卡 100% + VAT'])
      })
    }

    if (over2[name]) {
      test('B04: over HTTP/2', async (t) => {
        const server = await over2[name]()
        server.listen(0, '127.0.0.1')
        await once(server, 'listening')
        const session = http2.connect(`http://127.0.0.1:${server.address().port}`)
        t.after(() => (session.close(), server.close()))
        const { options } = globalThis.shop
        const out_trade_no = newNumber()
        for (const [broken, expected] of [
          [undefined, [200, 'SUCCESS']],
          ['forged', [400, 'FAIL']],
        ]) {
          const { headers, body } = notification(HiCoin, options, { out_trade_no }, { broken })
          const stream = session.request({ ':method': 'POST', ':path': '/notify', ...headers })
          stream.end(body)
          const [answered] = await once(stream, 'response')
          let text = ''
          for await (const chunk of stream) text += chunk
          assert.deepEqual([answered[':status'], text], expected)
        }
        assert.equal(events.filter((event) => event.out_trade_no === out_trade_no).length, 1)
      })
    }

    if (!openBehindParser[name]) return
    test('behind a parser: the error names the fix', async (t) => {
      control.quirks('hicoin', { notification: 'json' })
      const server = await openBehindParser[name](await load(name))
      t.after(() => close(server))
      const out_trade_no = newNumber()
      await pay(server, out_trade_no)
      const [{ status, answer }] = await deliveriesOf(out_trade_no, 1)
      assert.equal(status, 500)
      assert.equal(answer, 'FAIL')
      const [{ kind, message }] = failures
      assert.equal(kind, 'body')
      assert.match(message, /was read before/)
      const fix = {
        ...{ hono: /Hono/, next: /Next/, 'next-pages': /Next's pages: .*bodyParser: false/, express: /express\.raw/ },
        ...{ koa: /Koa: .*raw-body/, fastify: /Fastify: the route's onRequest hook/ },
      }
      assert.match(message, fix[name])
      assert.ok(!events.some((event) => event.out_trade_no === out_trade_no))
    })
  })
}

test('the client of the guide can be made', async () => {
  const { options } = globalThis.shop
  Object.assign(process.env, { HICOIN_APP_ID: options.appId, HICOIN_MCH_KEY: options.mchKey })
  writeFileSync(join(folder, 'printed-client.js'), example(guide, 'client'))
  const { client, onEvent } = await load('printed-client')
  assert.equal(typeof client.handleNotification, 'function')
  assert.equal(await onEvent({}), undefined)
})

test('both languages show the same code', () => {
  for (const name of ['client', ...names, 'google']) {
    const [en, zh] = [guide, guide.replace('/en/', '/zh/')].map((file) => withoutComments(example(file, name)))
    assert.equal(zh, en)
  }
})
