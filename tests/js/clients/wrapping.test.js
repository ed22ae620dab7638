// What arrives in another wrapping than it should: read where there is one way to read it, and named where there is not.
// Signatures and expected texts are node:crypto's and Python's, not the package's.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'

import { PayError, Verifier } from 'paysign'
import { HiCoin, Yinqiantong } from '../classes.js'

const SECRET = 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00'
const now = 1790000000
const FORM = 'application/x-www-form-urlencoded'
const yinqiantong = (options) => new Yinqiantong({ version: 'v2', appId: '10021', appSecret: SECRET, ...options })
const hicoin = new HiCoin({ appId: '10021', mchKey: SECRET })

/** The text of a canonical string, written a second time: names sorted, empty ones left out, joined with `&`. */
const joined = (fields) =>
  Object.keys(fields)
    .sort()
    .filter((name) => fields[name] !== '')
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
const md5 = (text) => createHash('md5').update(text).digest('hex')
const signedV2 = (fields) => JSON.stringify({ ...fields, sign: md5(`${joined(fields)}&app_secret=${SECRET}`) })
const signedHiCoin = (fields) => {
  const sign = createHmac('sha256', SECRET)
    .update(`${joined(fields)}&key=${SECRET}`)
    .digest('hex')
    .toUpperCase()
  return String(new URLSearchParams({ ...fields, sign }))
}

const V2 = {
  appid: '10021',
  ts: now,
  out_trade_no: 'G7',
  client_out_trade_no: 'A7',
  status: 1,
  money: 990,
  channel: 2,
  platform: 3,
}
const ORDER = {
  app_id: '10021',
  out_trade_no: 'T1',
  trade_no: '1048157710522',
  total_amount: '150000000',
  settle_currency: 'USDT',
  trade_status: 'SUCCESS',
  body: '月卡',
}

const fails = (kind, words, task) =>
  assert.throws(task, (error) => {
    assert.ok(error instanceof PayError, String(error))
    assert.equal(error.kind, kind, error.message)
    for (const word of [words].flat()) assert.ok(error.message.includes(word), `${word} is not in: ${error.message}`)
    return true
  })

test('B01: a genuine notification is one under every label', () => {
  const body = signedV2(V2)
  // Python: md5 of the same text
  assert.match(body, /907e2a1ff5a7cfed499832970075fbe6/)
  for (const contentType of [
    undefined,
    'application/json',
    FORM,
    'text/plain;charset=UTF-8',
    'text/html; charset=utf-8',
    'application/octet-stream',
    'application/javascript',
    'application/json; charset=gbk',
    'multipart/form-data; boundary=x',
  ]) {
    const event = yinqiantong().parseNotification({ body, contentType, now })
    assert.equal(event.paid, true, contentType)
    assert.equal(event.money, 990n, contentType)
    const form = hicoin.parseNotification({ body: signedHiCoin(ORDER), contentType, now })
    assert.equal(form.total_amount, 150000000n, contentType)
  }
})

test('B01: a label that contradicts the bytes changes nothing about a forgery', () => {
  const body = signedV2(V2).replace('"money":990', '"money":991')
  for (const contentType of ['application/json', FORM, 'text/html'])
    fails('signature', '签名错误', () => yinqiantong().parseNotification({ body, contentType, now }))
})

const answering = (...answer) => yinqiantong({ retries: 0, fetch: async () => new Response(...answer) })
const order = {
  client_out_trade_no: 'A7',
  channel: 'alipay',
  platform: 'h5',
  money: 990,
  client_ip: '192.0.2.1',
  notify_url: 'https://shop.example/notify',
}
const labelled = (type, status = 200) => ({ status, headers: { 'content-type': type } })

test('B02: a refusal labelled text/html is one, with its code and words', async () => {
  for (const body of [
    '{"code":4403,"msg":"签名错误"}',
    'code=4403&msg=%E7%AD%BE%E5%90%8D%E9%94%99%E8%AF%AF',
    JSON.stringify('{"code":4403,"msg":"签名错误"}'),
  ]) {
    for (const status of [200, 400]) {
      const told = []
      const client = yinqiantong({
        retries: 0,
        fetch: async () => new Response(body, labelled('text/html; charset=utf-8', status)),
        onResponse: (event) => told.push(event),
      })
      const error = await client.createOrder(order).catch((error) => error)
      assert.equal(error.kind, 'gateway', error.message)
      assert.equal(error.code, '4403')
      assert.equal(error.said, '签名错误')
      assert.ok(error.message.includes('签名错误'))
      assert.equal(told[0].code, '4403')
      assert.equal(told[0].said, '签名错误')
      assert.equal(told[0].remarks.length, 1)
      assert.match(told[0].remarks[0], /^the content type says text\/html, the body is (JSON|a form)$/)
    }
  }
})

test('B02: an answer labelled text/html is one; one that is labelled rightly gets no remark', async () => {
  const body = '{"code":200,"msg":"ok","data":{"out_trade_no":"G1","money":990,"status":1}}'
  for (const [type, remarked] of [
    ['text/html', true],
    ['application/javascript', true],
    ['application/json', false],
    ['application/octet-stream', false],
  ]) {
    const told = []
    const client = yinqiantong({
      fetch: async () => new Response(body, labelled(type)),
      onResponse: (event) => told.push(event),
    })
    const answer = await client.queryOrder({ client_out_trade_no: 'A7' })
    assert.equal(answer.status, 'paid', type)
    assert.equal('remarks' in told[0], remarked, type)
  }
})

test('B38: what the other side said is in the error, whatever its form', async () => {
  for (const [answer, init, said] of [
    ['error code: 1042', {}, 'error code: 1042'],
    ['{"error":"签名错误"}', labelled('application/json'), '签名错误'],
    ['{"code":4403,"message":"签名错误"}', labelled('application/json'), '签名错误'],
    ['order already closed', { status: 400 }, 'order already closed'],
    ['<html><head><title>502 Bad Gateway</title></head>', labelled('text/html', 502), '502 Bad Gateway'],
  ]) {
    const error = await answering(answer, init)
      .createOrder(order)
      .catch((error) => error)
    assert.ok(error instanceof PayError)
    assert.equal(error.said, said, error.message)
    assert.ok(error.message.includes(said), error.message)
  }
  const silent = await answering('', { status: 500 })
    .createOrder(order)
    .catch((error) => error)
  assert.equal('said' in silent, false)
})

test('B38: the advice to log an answer in a fetch of one’s own works', async () => {
  const logged = []
  const client = yinqiantong({
    retries: 0,
    fetch: async () => {
      const response = Response.json({ wait: 1 })
      logged.push(await response.clone().text())
      return response
    },
  })
  await assert.rejects(client.createOrder(order), /a `fetch` of your own can look at what came/)
  assert.deepEqual(logged, ['{"wait":1}'])
})

test('F8: no code and no words of a gateway show a secret', async () => {
  for (const [code, msg] of [
    [SECRET, 'm'],
    ['9', `key ${SECRET.slice(0, 5)}\n${SECRET.slice(5)}`],
    ['9', `key ${SECRET.slice(0, 5)}\u200b${SECRET.slice(5)}`],
    ['9', 'x'.repeat(190) + SECRET],
  ]) {
    const told = []
    const client = yinqiantong({
      retries: 0,
      fetch: async () => Response.json({ code, msg }),
      onResponse: (event) => told.push(event),
    })
    const error = await client.createOrder(order).catch((error) => error)
    for (const text of [error.message, error.code, error.said, JSON.stringify(told)])
      assert.equal(text.includes(SECRET) || text.includes(SECRET.slice(0, 12)), false, text)
  }
})

test('B11, B45: what surrounds a form is no part of it', () => {
  const body = signedHiCoin(ORDER)
  for (const variant of [
    `${body}&`,
    `&${body}`,
    body.replace('&', '&&'),
    `${body}\n`,
    `${body}\r\n`,
    `\ufeff${body}`,
    `?${body}`,
    JSON.stringify(body),
    `${body}&flag`, // an empty value, which this rule does not sign
  ]) {
    const event = hicoin.parseNotification({ body: variant, contentType: FORM, now })
    assert.equal(event.out_trade_no, 'T1', variant)
    assert.equal(event.paid, true, variant)
  }
  for (const twice of [`${body}&out_trade_no=T2`, `${body}&&out_trade_no=T1`, `out_trade_no&${body}`])
    fails('body', 'twice', () => hicoin.parseNotification({ body: twice, contentType: FORM, now }))
})

// 易支付: the secret is appended bare, sign_type is not signed.
const EPAY = { signatureField: 'sign', exclude: ['sign_type'], secret: '{}', algorithm: 'md5' }
const epay = new Verifier(EPAY, 'e9pQ0tVtEstKeY4u7xZ2mNbL5sWd8aRc')
const query =
  'pid=1001&trade_no=2026110100001&out_trade_no=A1&type=alipay&name=%E6%9C%88%E5%8D%A1+VIP%2B1&money=9.90' +
  '&trade_status=TRADE_SUCCESS&sign=be4dae4a6ce24e3c59f8542999376e5d&sign_type=MD5'

test('B17: a query is read as it came, and an address is named', () => {
  for (const given of [query, `?${query}`, new URL(`https://shop.example/n?${query}`).search])
    assert.equal(epay.verifyBody(given).out_trade_no, 'A1')
  for (const address of [`/notify?${query}`, `https://shop.example/n?${query}`])
    fails('body', ['is an address', 'give what follows its ?'], () => epay.verifyBody(address))
  const url = new URL(`https://shop.example/n?${query}`)
  fails('body', ['is a URLSearchParams', 'url.search'], () => epay.verifyBody(url.searchParams))
  fails('body', ['is a URL:', 'url.search'], () => epay.verifyBody(url))
  // What the message advises works.
  assert.equal(epay.verifyBody(String(url.searchParams)).out_trade_no, 'A1')
  assert.equal(epay.verify(Object.fromEntries(url.searchParams)), true)
  const { buffer } = new TextEncoder().encode(query)
  fails('body', ['is an ArrayBuffer', 'new Uint8Array(buffer)'], () => epay.verifyBody(buffer))
  assert.equal(epay.verifyBody(new Uint8Array(buffer)).out_trade_no, 'A1')
})

test('B18, B44: what can be seen without the key is said beside 签名错误', () => {
  for (const [body, words] of [
    [`s=%2Fpay%2Fnotify&${query}`, '"s" holds a path; did a router or a proxy add it?'],
    [`utm_source=x&${query}`, '"utm_source" is often added on the way'],
    [query.replace('money=9.90', 'money=9.90%0A'), '"money" ends in a line break'],
    [query.replace('%E6%9C%88%E5%8D%A1', '%26quot%3Bx%26quot%3B'), '"name" is HTML-escaped'],
    [query.replace('%E6%9C%88%E5%8D%A1', '%EF%BF%BD'), '"name" was decoded in another charset'],
  ])
    fails('signature', ['签名错误', words], () => epay.verifyBody(body))
  fails('body', 'has &amp; in it: it was HTML-escaped', () => epay.verifyBody(query.replaceAll('&', '&amp;')))
  const added = JSON.stringify({ ...JSON.parse(signedV2(V2)), s: '/notify' })
  fails('signature', '"s" is not a field that this gateway is known to send', () =>
    yinqiantong().parseNotification({ body: added, now }),
  )
})

test('B15, B29: other bodies are called by their names, and what is advised works', async () => {
  fails('body', ['GBK', 'Alipay: charset=utf-8'], () => epay.verifyBody('name=%D4%C2%BF%A8&sign=00'))
  fails('body', ['GBK', '(at byte 5)'], () => epay.verifyBody(Uint8Array.from(Buffer.from('name=\xd4\xc2', 'latin1'))))
  for (const type of ['text/xml', 'application/json', undefined])
    fails('body', ['is XML', 'verify(params)'], () => epay.verifyBody('<xml><a>1</a><sign>00</sign></xml>', type))
  const form = new FormData()
  for (const [name, value] of new URLSearchParams(query)) form.append(name, value)
  const request = new Request('https://shop.example', { method: 'POST', body: form })
  const text = await request.clone().text()
  fails('body', ['is multipart/form-data', 'request.formData()'], () => epay.verifyBody(text))
  assert.equal(epay.verify(Object.fromEntries(await request.formData())), true)
})

test('B15: GBK is read where an option says so', () => {
  const rule = { signatureField: 'sign', secret: '&key={}', algorithm: 'md5' }
  const verifier = new Verifier(rule, SECRET)
  const gbk = { charset: 'gbk' }
  // Python: md5 of the text in GBK; 誠 is D5 5C, whose second byte is a backslash in ASCII.
  const sign = 'f089580c4ca3d770f0d0069afb6dec91'
  const escaped = `name=%D4%C2%BF%A8+%D5%5C&out_trade_no=A1&total_amount=9.90&sign=${sign}`
  const moon = [0xd4, 0xc2, 0xbf, 0xa8, 0x20, 0xd5, 0x5c]
  const around = (before, after) => Uint8Array.from([...Buffer.from(before), ...moon, ...Buffer.from(after)])
  for (const body of [
    escaped,
    `?${escaped}&`,
    around('out_trade_no=A1&total_amount=9.90&name=', `&sign=${sign}\r\n`),
    around('{"out_trade_no":"A1","total_amount":"9.90","name":"', `","sign":"${sign}"}`),
  ]) {
    for (const label of [undefined, 'application/json', `${FORM}; charset=GBK`]) {
      assert.deepEqual(
        { ...verifier.verifyBody(body, label, gbk) },
        { name: '月卡 誠', out_trade_no: 'A1', total_amount: '9.90', sign },
      )
    }
    fails('body', "charset: 'gbk'", () => verifier.verifyBody(body))
  }
  fails('signature', '签名错误', () => verifier.verifyBody(escaped.replace('9.90', '9.91'), undefined, gbk))
  fails('body', 'is not GBK', () => verifier.verifyBody('name=%81+&sign=00', undefined, gbk))
  fails('body', 'twice', () => verifier.verifyBody(`${escaped}&name=%D4%C2`, undefined, gbk))
  fails('config', 'charset is none of utf-8, gbk', () => verifier.verifyBody(escaped, undefined, { charset: 'big5' }))
  assert.equal(epay.verifyBody(query, undefined, { charset: 'utf-8' }).pid, '1001')
})

const bitcv = { signatureField: 'sign', secret: '{}', algorithm: 'md5' }

test('F1: verifyBody refuses a text that could be read as another message', () => {
  const verifier = new Verifier(bitcv, SECRET)
  const genuine = {
    memo: 'x&outTradeNo=BIG&tradeStatus=TRADE_FINISHED&zz=',
    outTradeNo: 'SMALL',
    tradeStatus: 'TRADE_CLOSED',
  }
  const forged = {
    memo: 'x',
    outTradeNo: 'BIG',
    tradeStatus: 'TRADE_FINISHED',
    zz: '&outTradeNo=SMALL&tradeStatus=TRADE_CLOSED',
  }
  assert.equal(joined(genuine), joined(forged))
  const sign = md5(joined(genuine) + SECRET)
  const decisive = ['outTradeNo', 'tradeStatus']
  for (const body of [forged, genuine])
    fails('signature', ['ambiguous', '有歧义', '&outTradeNo='], () =>
      verifier.verifyBody(JSON.stringify({ ...body, sign }), 'application/json', { decisive }),
    )
  const hidden = { 'memo=x&outTradeNo': genuine.outTradeNo }
  const both = md5(`memo=x&outTradeNo=SMALL${SECRET}`)
  fails('signature', ['ambiguous', 'has = in its name'], () =>
    verifier.verifyBody(JSON.stringify({ ...hidden, sign: both })),
  )
  const honest = { memo: 'Tom & Jerry, uid=1&channel=app', outTradeNo: 'A' }
  const body = JSON.stringify({ ...honest, sign: md5(joined(honest) + SECRET) })
  assert.equal(verifier.verifyBody(body, undefined, { decisive }).memo, honest.memo)
  fails('config', 'decisive', () => verifier.verifyBody(body, undefined, { decisive: 'outTradeNo' }))
  fails('config', 'is unknown', () => verifier.verifyBody(body, undefined, { decisiv: [] }))
})
