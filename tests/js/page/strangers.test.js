// What strangers send to the shop and to the sandbox: every route, with names that every object has, without cookies,
// with bodies of every sort. They get a refusal; a 500 and a stack trace in the log are for faults of the server's own.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { settingsFrom } from '../../../www/shop/server/settings.js'
import { start } from '../../../www/shop/server/start.js'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'nobody', '%00', '%ff', '..', 'a'.repeat(3000)]
const ODD = [null, 0, true, 'x', [], {}, '__proto__', 'constructor', 1e21, -1, ['__proto__'], { __proto__: 1 }]
const FIELDS = ['key', 'quantity', 'language', 'method', 'device', 'version', 'choice', 'user', 'amount', 'advanceMs', 'seed', 'fault', 'fields', 'event', 'on', 'gateway', 'call', 'when', 'appId', 'code'] // prettier-ignore
const BODIES = [
  '',
  'null',
  '[]',
  '"x"',
  '{',
  '{}',
  '\0',
  'a=%ff&=&&',
  '{"__proto__":{"x":1}}',
  ...ODD.map((value) => JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, value])))),
  '{"key":"12345678","quantity":1,"language":"en"}',
  '{"device":"phone","method":"__proto__"}',
  '{"device":"phone","method":"nobody"}',
  '{"device":"phone","method":"alipay","version":"__proto__"}',
]
const QUERIES = ['', '?state=&code=', '?state=x&code=x', '?limit=x&after=x&gateway=__proto__', '?limit=-1&__proto__=1', '?%ff=%ff&limit=1e99&state[]=x'] // prettier-ignore
const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']

/** Every address that a route has, with each name in the place of its parameters. */
function addressesOf(app, ...more) {
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
  return routes.flatMap(({ method, path }) => {
    const names = /:(?!gateway)/.test(path) ? [...NAMES, ...more] : ['']
    const firsts = path.includes(':gateway') ? ['hicoin', 'bhop', 'sixdu', '__proto__'] : [undefined]
    return firsts.flatMap((first) =>
      names.map((name) => ({ method, path: path.replace(':gateway', first).replaceAll(/:\w+/g, name) })),
    )
  })
}

/** Sends each of the addresses each of the bodies, and gives what was answered with a fault. */
async function faultsOf(addresses, send) {
  const faults = []
  for (const { method, path } of addresses) {
    const before = faults.length
    const inputs =
      method === 'GET' || method === 'DELETE'
        ? QUERIES.map((query) => ({ path: path + query }))
        : BODIES.map((body, at) => ({ path, body, type: TYPES[body.startsWith('{') ? 0 : at % TYPES.length] }))
    for (const { path, body, type } of inputs) {
      const init = { method, body, headers: type ? { 'content-type': type } : {} }
      const response = await send(path, init)
      if (response.status >= 500 && faults.length === before) {
        faults.push(`${method} ${path}: ${response.status} for ${JSON.stringify(body ?? '')}`)
      }
      await response.body?.cancel()
    }
  }
  return faults
}

/** What is printed as an error while `act` runs. */
async function printed(t, act) {
  const lines = []
  t.mock.method(console, 'error', (...parts) => lines.push(parts.map((part) => part?.stack ?? String(part)).join(' ')))
  await act()
  // What a notification is refused for is told, in a line and with its kind.
  return lines.filter((line) => !line.startsWith('paysign: a notification was not handled: PayError'))
}

let demo
before(async () => {
  demo = await start(settingsFrom({ PORT: '0', DATA: ':memory:' }))
})
after(() => demo.stop())

describe('the shop', () => {
  const cookies = { nobody: {}, 'a visitor': { cookie: 'visitor=abcdefgh' } }

  for (const [who, cookie] of Object.entries(cookies)) {
    test(`with the sandbox's gateways, ${who}`, async (t) => {
      const lines = await printed(t, async () => {
        const send = (path, init) => ask(demo, path, { ...init, headers: { ...init.headers, ...cookie } })
        // Also of an order of one's own, and a try to pay it.
        const order = { key: `strangers-${who.length}`, quantity: 1, language: 'en' }
        const headers = { 'content-type': 'application/json' }
        const post = async (path, body) => (await send(path, { method: 'POST', headers, body: JSON.stringify(body) })).json() // prettier-ignore
        const { no } = await post('/api/orders', order)
        await post(`/api/orders/${no}/pay`, { method: 'alipay', device: 'phone' })
        const addresses = addressesOf(demo.app, no, `${no}P1`).filter(({ path }) => !path.endsWith('/events'))
        assert.ok(addresses.length > 50, `${addresses.length} addresses`)
        assert.deepEqual(await faultsOf(addresses, send), [])
      })
      assert.deepEqual(lines, [])
    })
  }

  test('in production, without HiCoin', async (t) => {
    const real = await start({
      ...settingsFrom({
        PORT: '0',
        DATA: ':memory:',
        PUBLIC_URL: 'https://shop.example',
        YINQIANTONG_APP_ID: '1',
        YINQIANTONG_APP_SECRET: 'your_app_secret',
      }),
      data: ':memory:',
    })
    t.after(() => real.stop())
    const lines = await printed(t, async () => {
      const send = (path, init = {}) => ask(real, path, init)
      const addresses = addressesOf(real.app).filter(({ path }) => !path.endsWith('/events'))
      assert.deepEqual(await faultsOf(addresses, send), [])
      for (const path of ['/notify/__proto__', '/notify/constructor', '/notify/hicoin']) {
        assert.equal((await send(path, { method: 'POST' })).status, 404, path)
      }
      const { status, headers } = await send('/hicoin/authorized?code=x&state=x')
      assert.deepEqual([status, headers.get('location')], [302, '/'])
    })
    assert.deepEqual(lines, [])
  })
})

test('the sandbox', async (t) => {
  const { sandbox } = demo.gateway
  const failures = []
  const listen = (error) => failures.push(error?.stack)
  sandbox.events.on('failure', listen)
  t.after(() => sandbox.events.off('failure', listen))
  const lines = await printed(t, async () => {
    const send = (path, init) => sandbox.app.request(new URL(path, sandbox.url), init)
    // Those wait for something that is not to come.
    const addresses = addressesOf(sandbox.app).filter(({ path }) => !path.endsWith('/idle'))
    assert.ok(addresses.length > 150, `${addresses.length} addresses`)
    assert.deepEqual(await faultsOf(addresses, send), [])
  })
  assert.deepEqual([failures, lines], [[], []])
})

function ask({ app, url }, path, init) {
  // What the server hands to Hono beside a request.
  const connection = { incoming: { socket: { remoteAddress: '127.0.0.1', remotePort: 1, remoteFamily: 'IPv4' } } }
  return app.request(new URL(path, url), { ...init, headers: { host: '127.0.0.1', ...init.headers } }, connection)
}
