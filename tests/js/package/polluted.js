// Everything that the package does with inputs that leave out what may be left out, as text: run as a process of its own
// by pollution.test.js, which puts names on Object.prototype before the package is imported, or after.
//
// Standard input: { platform: [pollution, …] }, { before: pollution } or { after: [pollution, …] }, where a pollution is
// the JSON text of an object. Standard output: a JSON list. With `platform`, whether the runtime's own Request, Response
// and Headers still work with each; with `before`, what came out; with `after`, what came out without pollution, and then
// with each.
import { readFileSync } from 'node:fs'

const { platform, before, after = [] } = JSON.parse(readFileSync(0, 'utf8'))

/** What a deep merge of somebody's JSON into an object does. */
function pollute(json) {
  const polluted = JSON.parse(json)
  const names = Object.keys(polluted)
  for (let at = 0; at < names.length; at++) Object.prototype[names[at]] = polluted[names[at]]
  return () => {
    for (let at = 0; at < names.length; at++) delete Object.prototype[names[at]]
  }
}

let clean
let rounds = 0

async function platformWorks() {
  try {
    const init = { __proto__: null, method: 'POST', headers: new Headers([['a', 'b']]), body: 'a' }
    await new Request('https://shop.example', init).text()
    const response = new Response('a', { __proto__: null, status: 400, headers: { a: 'b' } })
    if ((await response.arrayBuffer()).byteLength + [...response.headers].length !== 3) return false
    await crypto.subtle.digest('SHA-256', new Uint8Array(1))
    process.getBuiltinModule('node:crypto') // which RSA is computed by
    return true
  } catch {
    return false
  }
}

if (platform) {
  const works = []
  for (const json of platform) {
    const clean = pollute(json)
    const fine = await platformWorks()
    clean()
    works.push(fine)
  }
  await end(works)
}

// Nothing is left to chance: neither time nor random numbers.
Date.now = () => 1_790_000_000_000
Math.random = () => 0.5
crypto.getRandomValues = (bytes) => bytes.fill(7)
crypto.randomUUID = () => '00000000-0000-4000-8000-000000000000'

function end(results) {
  clean?.()
  process.stdout.write(JSON.stringify(results), () => process.exit())
  return new Promise(() => {})
}

const vector = (name) => readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')
const pem = vector('keys/merchant.pkcs8.pem')
const platformPem = vector('keys/platform.pkcs8.pem')
const platformPublicKey = vector('keys/platform.spki.pem')
const weakPem = vector('keys/weak1024.pkcs8.pem')
const payBody = vector('yinqiantong-pay-body.txt')

if (before !== undefined) clean = pollute(before)
// What the runtime cannot do under these names, this package cannot.
if (clean && !((await platformWorks()) && (await import('../random.js').catch(() => false)))) await end(['runtime'])

const imported = async () => [
  await import('paysign'),
  await import('paysign/testing'),
  await import('paysign/page'),
  await import('paysign/node'),
]
const [paysign, { notification, answer }, , node] = await imported().catch((error) =>
  end([`could not be imported: ${error?.message}: ${error?.cause}`]),
)

/** Also where something throws that the scenario does not expect. */
const seen = () => text().catch((error) => `threw ${error?.stack}`)
const results = [await seen()]
for (const json of after) {
  const clean = pollute(json)
  const text = await seen()
  clean()
  results.push(text)
}
await end(results)

async function text() {
  const lines = []
  for (const [name, act] of Object.entries(await scenario())) {
    lines.push(`${name}: ${shown(await settled(act))}`)
  }
  return lines.join('\n')
}

async function settled(act) {
  try {
    return await act()
  } catch (error) {
    const { name, message, kind, code, status, retryable, outcomeUnknown, details, cause } = bare(error)
    return bare({ name, message, kind, code, status, retryable, outcomeUnknown, details, cause: cause?.message })
  }
}

/** Own properties, or those of a class: what is on Object.prototype is none of the package's doing. */
function bare(object) {
  const read = { __proto__: null }
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) read[name] ??= object[name]
  }
  return read
}

function shown(value) {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value)
  if (Array.isArray(value)) return `[${Array.from(value, shown).join()}]`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${name}=${shown(value[name])}`).join()}}`
}

async function scenario() {
  const sent = []
  let reply
  globalThis.fetch = async (url, init) => {
    // As a runtime reads it: with whatever its prototype holds.
    const { method, body, headers, redirect, credentials, mode, integrity, keepalive, referrer, cache } = init
    sent.push({ url, method, body, headers, redirect, credentials, mode, integrity, keepalive, referrer, cache })
    return reply()
  }
  const replyWith = (body, status = 200, more = {}) => {
    const headers = { 'content-type': 'application/json', ...more }
    reply = () => new Response(JSON.stringify(body), { __proto__: null, status, headers })
  }
  /** What went out, and what came back. */
  const exchange = async (act) => {
    sent.length = 0
    return [await settled(act), ...sent]
  }
  const hicoin = { appId: '10021', mchKey: 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00', secret: 's3cretS3cret' }
  const v1 = { version: 'v1', appId: '1', appKey: '2', appSecret: 's3cretS3cret' }
  const v2 = { version: 'v2', appId: '1', appSecret: 's3cretS3cret' }
  const bitcv = { appId: 'a', appSecret: 's3cretS3cret' }
  const sixdu = { merchantId: 'm', privateKey: pem, platformPublicKey }
  const org = { base: 'https://broker.example/uc', accessKey: 'a', secretKey: 's3cretS3cret' }
  const made = {
    hicoin: new paysign.HiCoin(hicoin),
    'yinqiantong-v1': new paysign.Yinqiantong(v1),
    'yinqiantong-v2': new paysign.Yinqiantong(v2),
    bitcv: new paysign.BitCV(bitcv),
    sixdu: new paysign.SixDu(sixdu),
    org: new paysign.BhopOrg(org),
    user: new paysign.BhopUser({ base: 'https://broker.example/uc' }),
  }
  const optionsOf = {
    hicoin,
    'yinqiantong-v1': v1,
    'yinqiantong-v2': v2,
    bitcv,
    sixdu: { ...sixdu, platformPrivateKey: platformPem },
  }
  optionsOf['sixdu-sale'] = optionsOf.sixdu
  const orders = {
    hicoin: { access_token: 't', openid: 'o', body: 'b', subject: 's', out_trade_no: 'A1', total_amount: 1n, settle_currency: 'USDT', trade_type: 'H5', return_url: 'https://shop.example/' }, // prettier-ignore
    'yinqiantong-v1': { client_out_trade_no: 'A1', channel: 'wechat', platform: 'h5', money: 100, client_ip: '127.0.0.1', notify_url: 'https://shop.example/' }, // prettier-ignore
    bitcv: { accessToken: 't', outTradeNo: 'A1', totalAmount: '1.50', productName: 'p', currency: 'BCV', payerIp: '127.0.0.1' }, // prettier-ignore
    sixdu: { subject: 's', coinName: 'USDT', paymentProductCode: '0001', merchantOrderCode: 'A1', by: 'quantity', quantity: '1' }, // prettier-ignore
    org: { client_order_id: 'A1', payer_user_id: '1', pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '1' }, effective_time: 600 }, // prettier-ignore
  }
  orders['yinqiantong-v2'] = orders['yinqiantong-v1']
  const queries = { hicoin: { out_trade_no: 'A1' }, 'yinqiantong-v1': { client_out_trade_no: 'A1' }, 'yinqiantong-v2': { client_out_trade_no: 'A1' }, bitcv: { tradeNo: 'T' }, sixdu: { merchantOrderCode: 'A1' }, org: { client_order_id: 'A1' } } // prettier-ignore

  const acts = { __proto__: null }
  const spec = { signatureField: 'sign', algorithm: 'hmac-sha256' }
  const signer = new paysign.Signer(spec, 's3cretS3cret')
  const rsa = new paysign.Signer('sixdu', pem)
  const params = { a: 1, b: '', c: null, d: 'x y' }
  acts.sign = () => [signer.sign(params), signer.sign(params), rsa.sign(params), rsa.sign(params)]
  acts.signAsync = async () => [await signer.signAsync(params), await rsa.signAsync(params)]
  acts.verify = () => [signer.verify(params), signer.verify({ ...params, sign: signer.sign(params) })]
  acts.verifyBody = () => signer.verifyBody(`a=1&sign=${signer.sign({ a: 1 })}`)
  acts.explain = () => signer.explain(params)
  acts.canonicalString = () => paysign.canonicalString(spec, params)
  acts['scheme'] = () => paysign.scheme('hicoin')
  acts['a scheme without its algorithm'] = () => paysign.canonicalString({ signatureField: 'sign' }, params)
  acts['weak keys'] = () => new paysign.Signer('sixdu', weakPem)
  acts.amounts = () => [paysign.toUnits('1.5', 8), paysign.fromUnits(150n, 2)]
  acts.addresses = () => [
    made.hicoin.h5PayUrl({ prepay_id: '1' }),
    made.hicoin.authorizeUrl({ redirect_uri: 'https://shop.example/' }),
    made.bitcv.authorizeUrl({ redirectUri: 'https://shop.example/' }),
  ]
  acts.parsePayBody = () => made['yinqiantong-v2'].parsePayBody('alipay', 'h5', payBody)
  acts['no options'] = () => new paysign.HiCoin({})
  acts['an http base'] = () => new paysign.BitCV({ ...bitcv, base: 'http://gateway.example' })

  const answers = {
    refused: { code: '500', msg: 'no', errcode: 500, errmsg: 'no', message: 'no' },
    'of success, without data': { code: 0, msg: 'success', errcode: 0 },
    'with HTTP 503': {},
  }
  for (const [what, body] of Object.entries(answers)) {
    for (const [name, order] of Object.entries(orders)) {
      acts[`${name}, an answer ${what}`] = () => {
        replyWith(body, what.endsWith('503') ? 503 : 200)
        const quick = { retries: 0 }
        const client = made[name]
        return exchange(async () => [await settled(() => client.createOrder(order, quick)), await settled(() => client.queryOrder(queries[name], quick))]) // prettier-ignore
      }
    }
  }
  acts['a connection that breaks'] = () => {
    reply = () => {
      throw new TypeError('fetch failed')
    }
    return exchange(() => made.bitcv.createOrder(orders.bitcv, { retries: 0 }))
  }
  acts['an answer of a gateway that signs'] = () => {
    reply = () =>
      answer(paysign.HiCoin, 'queryOrder', hicoin, { out_trade_no: 'A1', total_amount: '1', trade_status: 'SUCCESS' })
    return exchange(() => made.hicoin.queryOrder({ ...queries.hicoin, access_token: 't' }, { retries: 0 }))
  }
  acts['a plain answer of an own fetch'] = () => {
    const client = new paysign.BitCV({ ...bitcv, fetch: async () => ({ status: 200, text: () => '{"errcode":0}' }) })
    return client.queryOrder(queries.bitcv, { retries: 0 })
  }
  acts['listOrders of a user'] = async () => {
    replyWith({ code: 0, data: [] })
    return exchange(async () => (await made.user.listOrders().next()).value)
  }
  acts['payOrder of a user'] = async () => {
    replyWith({ code: 0, data: { order_info: { order_id: '1' }, need_2fa: false } })
    return exchange(() => made.user.payOrder({ order_id: '1', askCode: () => '1' }, { retries: 0 }))
  }
  acts['payOrder of a user, without anything'] = () => made.user.payOrder()

  const clients = { ...made, 'sixdu-sale': made.sixdu }
  const parse = (name) => (name === 'sixdu-sale' ? 'parseSaleNotification' : 'parseNotification')
  const handle = (name) => (name === 'sixdu-sale' ? 'handleSaleNotification' : 'handleNotification')
  for (const [name, options] of Object.entries(optionsOf)) {
    const how = name === 'sixdu-sale' ? { name: 'saleNotification' } : {}
    const make = (broken) => notification(clients[name].constructor, options, {}, broken ? { ...how, broken } : how)
    acts[`${name}, a notification`] = () => {
      const { body, contentType, headers, ...rest } = make()
      return [body, contentType, headers, Object.keys(rest)]
    }
    acts[`${name}, parsed`] = () => {
      const { body, headers } = make()
      return clients[name][parse(name)](Object.hasOwn(headers, 'ts') ? { body, headers } : { body })
    }
    acts[`${name}, forged`] = () => clients[name][parse(name)](make('forged'))
    acts[`${name}, handled`] = async () => {
      const told = []
      // The guard that is there without one is the process's, for each merchant: BitCV's is another in each round.
      const guarded = { ...(name.startsWith('sixdu') ? sixdu : options), replay: paysign.memoryReplay() }
      const own = name === 'bitcv' ? { ...bitcv, appId: `a${++rounds}` } : guarded
      const client = new clients[name].constructor({ ...own, onFailure: (error) => void told.push(error.message) })
      const events = []
      const responses = []
      for (const broken of [undefined, undefined, 'forged']) {
        const response = await client[handle(name)](make(broken).request(), (event) => void events.push(event))
        responses.push([response.status, response.statusText, [...response.headers], await response.text()])
      }
      return [responses, events, told]
    }
    if (['hicoin', 'sixdu'].includes(name))
      acts[`${name}, a signed answer`] = async () => {
        const made = answer(name, options)
        return [made.status, made.statusText, [...made.headers], await made.text()]
      }
  }
  acts['a notification without anything'] = () => made.bitcv.parseNotification({})

  const message = {
    method: 'POST',
    url: '/notify',
    headers: { 'content-type': 'application/json', host: 'shop.example' },
  }
  // Without streams, which the runtime itself reads badly under some of these names.
  const kept = { ...message, rawBody: Buffer.from('{"a":1}') }
  const sources = {
    'of Node, with its raw body': () => kept,
    'of Node, without a body': () => message,
    'of Fastify': () => ({ ...message, raw: kept, body: undefined }),
    'of Koa': () => ({ req: kept, request: {}, response: {} }),
    'of API Gateway': () => ({
      version: '2.0',
      requestContext: { http: { method: 'POST' } },
      headers: {},
      body: 'a=1',
    }),
    'of a load balancer': () => ({ httpMethod: 'POST', path: '/', body: 'a=1' }),
    'of the web': () =>
      new Request('https://shop.example/', { __proto__: null, method: 'POST', headers: {}, body: 'a=1' }),
    'of nobody': () => ({}),
  }
  for (const [name, make] of Object.entries(sources)) {
    acts[`toRequest ${name}`] = async () => {
      const request = node.toRequest(make())
      const { method, url, headers, body } = request
      return [method, url, [...headers], body === null ? 'none' : await request.text()]
    }
  }
  acts.send = async () => {
    const written = []
    const heard = []
    const once = (event, listener) => heard.push(listener)
    const end = (body) => (written.push(Buffer.from(body).toString()), heard[0]())
    const res = { writeHead() {}, setHeader: (...header) => written.push(header), once, end }
    await node.send(res, new Response('SUCCESS', { __proto__: null, headers: { a: 'b' } }))
    return [res.statusCode, written]
  }

  acts.memoryReplay = () => {
    const guard = paysign.memoryReplay()
    return [guard.seen('k', 60), guard.seen('k', 60), guard.has('k'), guard.seen('l', 60), guard.has('k')]
  }
  acts.redisReplay = async () => {
    const calls = []
    const guard = paysign.redisReplay({ call: async (...args) => (calls.push(args), 'OK') })
    return [await guard.seen('k', 60), calls]
  }
  acts.sqlReplay = async () => {
    const calls = []
    const guard = paysign.sqlReplay({ query: async (...args) => (calls.push(args), { rows: [] }) })
    return [await guard.seen('k', 60), calls]
  }
  // What libraries' clients look like, without what they may leave out.
  const look = (answer, made = []) => ({ made, give: async (...args) => (made.push(args.map(String)), answer) })
  const shapes = {
    pg: ({ give }) => ({ query: give }),
    mysql2: ({ give }) => ({ query: give, execute: give }),
    postgres: ({ give }) => ({ unsafe: give, begin: give }),
    'node:sqlite': ({ give }) => ({ exec: give, prepare: () => ({ all: give, run: give }) }),
    kysely: ({ give }) => ({ executeQuery: give, selectFrom: give, getExecutor: () => ({ adapter: {} }) }),
    knex: ({ give }) => ({ raw: give, transaction: give, client: { driverName: 'pg' } }),
    drizzle: ({ give }) => ({ select: give, insert: give, $client: { query: give } }),
    typeorm: ({ give }) => ({ query: give, createQueryRunner: give, initialize: give, options: { type: 'mysql' } }),
    nothing: () => ({}),
  }
  for (const [name, shape] of Object.entries(shapes)) {
    acts[`sqlReplay with ${name}`] = async () => {
      const seen = []
      for (const answer of [[], [{ id: 'k' }], [{ affectedRows: 0 }], { rows: [] }, {}, undefined]) {
        const { made, give } = look(answer)
        seen.push([await settled(() => paysign.sqlReplay(shape({ give })).seen('k', 60)), made])
      }
      return seen
    }
  }
  const assigned = []
  const location = { assign: (url) => void assigned.push(url) }
  const document = { defaultView: { URL, location, document: {} } }
  acts['launch of nothing'] = async () => [await settled(() => paysign.launch({}, { document })), assigned]
  acts['launch of an address'] = async () => {
    await paysign.launch({ kind: 'redirect', url: 'https://pay.example/' }, { document })
    return assigned
  }
  acts['launch without a page'] = () => paysign.launch({ kind: 'redirect', url: 'https://pay.example/' })
  acts['an error of one’s own'] = async () => {
    const error = new paysign.PayError('config', 'x')
    return [Object.keys(error), 'cause' in error && Object.hasOwn(error, 'cause')]
  }
  acts['what a class has'] = () => Object.keys(paysign.HiCoin.prototype).concat(Object.keys(paysign.PayError.prototype))
  return acts
}
