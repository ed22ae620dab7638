import assert from 'node:assert/strict'
import { createVerify } from 'node:crypto'
import { test } from 'node:test'
import { get, platformPublicKey, postJson, signers, startSandbox } from './merchant.js'

const seconds = (sandbox) => Math.floor(sandbox.control.now() / 1000)

/** Yinqiantong by hand, v1. */
function v1(sandbox) {
  const { appId, appKey, appSecret, base } = sandbox.config.yinqiantong
  const headers = (body, ts) => ({
    appid: appId,
    appkey: appKey,
    ts: String(ts),
    sign: signers.yinqiantongV1(body, appSecret, ts),
  })
  return {
    create: (body, changes, ts = seconds(sandbox)) =>
      postJson(`${base}/order`, body, { ...headers(body, ts), ...changes }),
    query: (query, changes, ts = seconds(sandbox)) =>
      get(`${base}/order?${new URLSearchParams({ appid: appId, ...query })}`, { ...headers({}, ts), ...changes }),
  }
}

/** Yinqiantong by hand, v2. */
function v2(sandbox) {
  const { appId, appSecret, base } = sandbox.config['yinqiantong-v2']
  return {
    create(body, changes, ts = seconds(sandbox)) {
      const params = { appid: appId, ts, ...body }
      return postJson(`${base}/order`, { ...params, sign: signers.yinqiantongV2(params, appSecret), ...changes })
    },
    query: (query) => get(`${base}/order?${new URLSearchParams({ appid: appId, ...query })}`),
  }
}

const orderV1 = (changes) => ({
  channel: 'alipay',
  platform: 'h5',
  money: 1,
  client_ip: '127.0.0.1',
  subject: '',
  client_out_trade_no: 'C1',
  notify_url: 'http://127.0.0.1:9/notify',
  ...changes,
})
const orderV2 = (changes) => ({
  channel: '2',
  platform: '3',
  money: 1,
  client_ip: '127.0.0.1',
  client_out_trade_no: 'C1',
  notify_url: 'http://127.0.0.1:9/notify',
  ...changes,
})

test('the signatures printed in the documentation are accepted', async (t) => {
  // The clock stands where the examples were made; they lack fields that are required since, so what is refused is
  // the parameters and not the signature.
  const early = await startSandbox(t, {
    clock: () => 1536053843_000,
    merchants: { yinqiantong: { appSecret: 'your_app_secret' } },
  })
  const { base, appId, appKey } = early.config.yinqiantong
  const printed = { channel: 'wx', platform: 'app', money: 1, client_ip: '127.0.0.1', subject: '', body: '' }
  const headers = { appid: appId, appkey: appKey, ts: '1536053843', sign: '1917abc8b8908f9bef5cc86559c26edc' }
  assert.equal((await postJson(`${base}/order`, printed, headers)).body.code, 200)
  assert.equal((await postJson(`${base}/order`, { ...printed, money: 2 }, headers)).body.code, 4001)

  const later = await startSandbox(t, { clock: () => 1541051068_000 })
  const v2Printed = {
    channel: 1,
    platform: 2,
    money: 1,
    client_ip: '127.0.0.1',
    subject: 'my_subject',
    appid: '00000000',
    ts: 1541051068,
    sign: '65d704b3652d451355f99b173635d107',
  }
  const answer = await postJson(`${later.config['yinqiantong-v2'].base}/order`, v2Printed)
  assert.equal(answer.body.code, 4414)
  assert.equal(later.control.arrivals({})[0].verified, true)
})

test("v1 answers as the document's example, whose codes are numbers", async (t) => {
  const sandbox = await startSandbox(t)
  const { create, query } = v1(sandbox)
  const { body } = await create(orderV1({ extra: 'e=1' }))
  assert.equal(body.code, 200)
  const { data } = body
  assert.equal(data.channel, 1)
  assert.equal(data.platform, 3)
  assert.equal(data.status, 0)
  assert.equal(data.money, 1)
  assert.equal(data.success_url, '')
  assert.equal(data.pay_time, 0)
  assert.equal(data.expire_time - data.create_time, 7200)
  assert.equal(data.client_out_trade_no, 'C1')
  for (const name of [
    'app_id',
    'client_ip',
    'open_id',
    'subject',
    'description',
    'notify_url',
    'extra',
    'pay_body',
    'out_trade_no',
  ])
    assert.equal(typeof data[name], 'string', name)

  sandbox.control.act('yinqiantong', 'C1', 'pay')
  const byTheirs = (await query({ out_trade_no: data.out_trade_no })).body.data
  const byOurs = (await query({ client_out_trade_no: 'C1' })).body.data
  assert.deepEqual(byTheirs, byOurs)
  assert.equal(byOurs.status, 1)
  assert.ok(Math.abs(byOurs.pay_time - seconds(sandbox)) <= 2)

  sandbox.control.quirks('yinqiantong', { answers: 'names', merchantNumber: 'cient_out_trade_no' })
  const named = (await query({ client_out_trade_no: 'C1' })).body.data
  assert.deepEqual(
    [named.channel, named.platform, named.status, named.cient_out_trade_no, 'return_url' in named],
    ['alipay', 'h5', 'paid', 'C1', true],
  )
  sandbox.control.act('yinqiantong', 'C1', 'start-refund')
  assert.equal((await query({ client_out_trade_no: 'C1' })).body.data.status, 'refunding')
  sandbox.control.act('yinqiantong', 'C1', 'refund')
  assert.equal((await query({ client_out_trade_no: 'C1' })).body.data.status, 'refunded')
  assert.deepEqual(
    sandbox.control.ledger({}).map(({ amount }) => amount),
    ['-0.01', '0.01'],
  )
})

test('v1 refusals have the documented codes', async (t) => {
  const sandbox = await startSandbox(t)
  const { create, query } = v1(sandbox)
  const now = seconds(sandbox)
  const code = async (answer) => (await answer).body.code
  assert.equal(await code(create(orderV1(), { sign: '' })), 4003)
  assert.equal(await code(create(orderV1(), { appkey: 'x' })), 4004)
  assert.equal(await code(create(orderV1(), { sign: '0'.repeat(32) })), 4001)
  assert.equal(await code(create(orderV1(), {}, now - 86402)), 4002)
  assert.equal(await code(create(orderV1(), {}, now + 86402)), 4002)
  assert.equal(await code(create(orderV1(), {}, now - 86390)), 200)
  assert.equal(await code(create(orderV1())), 4008)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', money: '0' }))), 4000)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', client_ip: '::1' }))), 4000)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', channel: '1' }))), 4000)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', channel: 'wx', platform: 'mp' }))), 4000)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', channel: 'wx', platform: 'pc' }))), 4007)
  assert.equal(await code(create(orderV1({ client_out_trade_no: 'C2', return_url: 'http://a.b/?x=1' }))), 4000)
  assert.equal(await code(query({ out_trade_no: 'none' })), 4010)
  assert.equal(await code(query({})), 4000)
  assert.equal(await code(query({ client_out_trade_no: 'C1' }, { sign: 'bad' })), 4001)
})

test('v2: the three fields of its answer, and the codes of its unsigned query', async (t) => {
  const sandbox = await startSandbox(t)
  const { create, query } = v2(sandbox)
  const { body } = await create(orderV2())
  assert.deepEqual([body.code, body.msg], [200, '创建成功'])
  assert.deepEqual(Object.keys(body.data).sort(), ['expire_time', 'out_trade_no', 'pay_body'])
  const code = async (answer) => (await answer).body.code
  assert.equal(await code(create(orderV2())), 4409)
  assert.equal(await code(create(orderV2({ client_out_trade_no: 'C9' }), { sign: 'x' })), 4403)
  assert.equal(await code(create(orderV2({ client_out_trade_no: 'C9' }), {}, seconds(sandbox) - 90000)), 4403)
  assert.equal(await code(create(orderV2({ client_out_trade_no: undefined }))), 4414)
  assert.equal(await code(create(orderV2({ channel: 'wx', client_out_trade_no: 'C9' }))), 4414)
  assert.equal(await code(create(orderV2({ client_out_trade_no: 'C9' }), { appid: '1' })), 4404)

  assert.equal(await code(query({ client_out_trade_no: 'C1' })), 4201)
  assert.equal(await code(query({ out_trade_no: body.data.out_trade_no, ts: '1' })), 4201)
  sandbox.control.act('yinqiantong-v2', 'C1', 'pay')
  assert.deepEqual((await query({ client_out_trade_no: 'C1' })).body, { msg: '支付成功', code: 200 })
  await create(orderV2({ client_out_trade_no: 'C2' }))
  sandbox.control.act('yinqiantong-v2', 'C2', 'fail')
  assert.equal(await code(query({ client_out_trade_no: 'C2' })), 4400)
  await create(orderV2({ client_out_trade_no: 'C3' }))
  sandbox.control.advance(7200_000)
  assert.equal(await code(query({ client_out_trade_no: 'C3' })), 4408)
  assert.equal(await code(query({ client_out_trade_no: 'C4' })), 4404)
  assert.equal(await code(query({})), 4414)
})

test('pay_body for each channel and platform', async (t) => {
  const sandbox = await startSandbox(t, { cashierUrl: 'https://openapi.alipay.com' })
  const { create } = v2(sandbox)
  let count = 0
  const body = async (channel, platform, more) =>
    (await create(orderV2({ channel, platform, client_out_trade_no: `N${++count}`, ...more }))).body.data.pay_body

  const form = await body('1', '3', { subject: `it's "a" <b> & c`, return_url: 'http://127.0.0.1/back' })
  assert.match(
    form,
    /^<form id='alipaysubmit' name='alipaysubmit' action='https:\/\/openapi\.alipay\.com\/yinqiantong-v2\/cashier\/gateway\.do\?charset=utf-8' method='post'>/,
  )
  assert.match(form, /<script>document\.forms\['alipaysubmit'\]\.submit\(\);<\/script>$/)
  const unescape = (text) => text.replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
  const fields = Object.fromEntries(
    [...form.matchAll(/<input type='hidden' name='([^']*)' value='([^']*)'\/>/g)].map(([, name, value]) => [
      name,
      unescape(value),
    ]),
  )
  assert.equal(fields.method, 'alipay.trade.wap.pay')
  assert.equal(JSON.parse(fields.biz_content).subject, `it's "a" <b> & c`)
  assert.equal(JSON.parse(fields.biz_content).total_amount, '0.01')
  assert.match(fields.biz_content, /http:\\\/\\\/yinqiantong/)
  const line = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name])
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  assert.ok(createVerify('RSA-SHA256').update(line).verify(platformPublicKey, fields.sign, 'base64'))
  assert.match(await body('1', '1'), /alipay\.trade\.page\.pay/)

  assert.match(
    await body('2', '3'),
    /^https:\/\/openapi\.alipay\.com\/yinqiantong-v2\/cashier\/wxpay\/checkmweb\?prepay_id=wx/,
  )
  const bridge = JSON.parse(await body('2', '4', { open_id: 'o' }))
  assert.deepEqual(Object.keys(bridge), ['appId', 'timeStamp', 'nonceStr', 'package', 'signType', 'paySign'])
  for (const channel of ['1', '2', '3', '4']) {
    assert.match(await body(channel, '6'), /^https:\/\/openapi\.alipay\.com\/yinqiantong-v2\/cashier\//)
    assert.equal(typeof JSON.parse(await body(channel, '2')), 'object')
    assert.equal(typeof JSON.parse(await body(channel, '5', { open_id: 'o' })), 'object')
  }
})
