import assert from 'node:assert/strict'
import { test } from 'node:test'
import { get, hicoinMerchant, postForm, signers, startSandbox } from './merchant.js'

/** The data of a good answer, its signature checked. */
function dataOf(answer, key) {
  assert.equal(answer.status, 200)
  assert.ok(answer.body.code === '0' || answer.body.code === 0, answer.text)
  const { data } = answer.body
  if (key) assert.equal(data.sign, signers.hicoin(data, key))
  return data
}

test('an order from preOrder to SUCCESS', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  const created = await merchant.preOrder(order)
  const data = dataOf(created, merchant.mchKey)
  assert.equal(created.body.code, '0')
  assert.equal(data.out_trade_no, order.out_trade_no)
  assert.match(data.trade_no, /^10\d{20}$/)
  assert.equal(data.trade_type, 'H5')
  assert.match(data.nonce_str, /^[0-9A-Za-z]{32}$/)

  const base = await merchant.baseToken()
  const before = dataOf(await merchant.queryOrder(order.out_trade_no, base), merchant.mchKey)
  assert.equal(before.trade_status, 'NOTPAY')
  assert.equal(before.settle_trans_amount, 0)

  sandbox.control.act('hicoin', order.out_trade_no, 'pay')
  const answer = await merchant.queryOrder(order.out_trade_no, base)
  const after = dataOf(answer, merchant.mchKey)
  assert.equal(answer.body.code, 0, 'a query says 0 as a number')
  assert.deepEqual(Object.keys(after).sort(), [
    'body',
    'nonce_str',
    'openid',
    'out_trade_no',
    'settle_currency',
    'settle_trans_amount',
    'sign',
    'subject',
    'timeout_express',
    'total_amount',
    'trade_no',
    'trade_status',
    'trade_time',
    'trade_type',
  ])
  assert.equal(after.trade_status, 'SUCCESS')
  assert.equal(after.total_amount, 100000000)
  assert.equal(after.settle_trans_amount, 100000000)
  assert.equal(after.body, '月卡 100%')
  assert.equal(sandbox.control.balance('hicoin', 'merchant', 'USDT'), '1000001')
  assert.deepEqual(
    sandbox.control.ledger({ gateway: 'hicoin' }).map(({ entry, amount, currency }) => ({ entry, amount, currency })),
    [{ entry: 'pay', amount: '1', currency: 'USDT' }],
  )
  assert.throws(() => sandbox.control.act('hicoin', order.out_trade_no, 'pay'), /cannot pay/)
})

test('an amount beyond 2^53 keeps its digits', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  const biz = JSON.stringify({ ...order, total_amount: 0 }).replace(
    '"total_amount":0',
    '"total_amount":9007199254740993123',
  )
  dataOf(await merchant.preOrder(biz), merchant.mchKey)
  sandbox.control.act('hicoin', order.out_trade_no, 'pay')
  const answer = await merchant.queryOrder(order.out_trade_no, await merchant.baseToken())
  assert.match(answer.text, /"total_amount":9007199254740993123,/)
  assert.equal(sandbox.control.ledger({ gateway: 'hicoin' })[0].amount, '90071992547.40993123')
})

test('what preOrder refuses, and why', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const token = merchant.userToken()
  const refused = async (answer, code, why) => {
    const { body } = await answer
    assert.equal(body.code, String(code))
    assert.match(body.msg, why)
  }
  await refused(merchant.preOrder(merchant.order(), token, { sign: 'A'.repeat(64) }), 110002, /sign is wrong/)
  await refused(
    merchant.preOrder(merchant.order(), token, { biz_content: JSON.stringify(merchant.order({ total_amount: 1 })) }),
    110002,
    /sign is wrong/,
  )
  await refused(merchant.preOrder(merchant.order(), token, { app_id: 'other' }), 110004, /no application/)
  await refused(merchant.preOrder(merchant.order(), 'nobody'), 110003, /not a valid user token/)
  await refused(merchant.preOrder(merchant.order(), await merchant.baseToken()), 110003, /not a valid user token/)
  await refused(merchant.preOrder(merchant.order({ openid: 'o-2' }), token), 110003, /another openid/)
  for (const [change, why] of [
    [{ out_trade_no: 'has space' }, /out_trade_no does not match/],
    [{ total_amount: '1.5' }, /total_amount is not a whole number/],
    [{ total_amount: 0 }, /total_amount/],
    [{ total_amount: '9223372036854775808' }, /total_amount .*64 bits/],
    [{ settle_currency: 'usdt' }, /settle_currency/],
    [{ subject: '长'.repeat(33) }, /subject longer than 32/],
    [{ body: undefined }, /body is missing/],
    [{ trade_type: 'APP' }, /trade_type/],
    [{ trade_timeout_express: 601 }, /trade_timeout_express/],
    [{ return_url: '/relative' }, /return_url is not an absolute/],
  ]) {
    await refused(merchant.preOrder(merchant.order(change), token), 110001, why)
  }
  assert.equal((await merchant.preOrder(merchant.order({ subject: '长'.repeat(32) }), token)).body.code, '0')
  assert.equal(sandbox.control.orders({ gateway: 'hicoin' }).length, 1)
})

test('one number is one order: the same again, an error with other content', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  const first = dataOf(await merchant.preOrder(order))
  assert.equal(dataOf(await merchant.preOrder(order)).trade_no, first.trade_no)
  assert.equal((await merchant.preOrder({ ...order, total_amount: 2 })).body.code, '110010')
  sandbox.control.act('hicoin', order.out_trade_no, 'pay')
  assert.match((await merchant.preOrder(order)).body.msg, /is SUCCESS/)
})

test('an order expires after its ten minutes and cannot be paid', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const order = merchant.order()
  dataOf(await merchant.preOrder(order))
  sandbox.control.advance(600_000 - 5000)
  const status = async () =>
    dataOf(await merchant.queryOrder(order.out_trade_no, await merchant.baseToken())).trade_status
  assert.equal(await status(), 'NOTPAY')
  sandbox.control.advance(5000)
  assert.equal(await status(), 'CLOSED')
  assert.throws(() => sandbox.control.act('hicoin', order.out_trade_no, 'pay'), { code: 'expired' })
  assert.equal(sandbox.control.ledger({ gateway: 'hicoin' }).length, 0)
})

test('tokens: code once, refresh once, expiry, revocation', async (t) => {
  const sandbox = await startSandbox(t)
  const { appId, secret, apiBase, merchantBase } = sandbox.config.hicoin
  const exchange = (code, changes) =>
    postForm(`${apiBase}/sns/oauth/access_token`, {
      app_id: appId,
      secret,
      code,
      grant_type: 'authorization_code',
      ...changes,
    })
  const code = sandbox.control.issueCode('hicoin', 'o-2')
  assert.equal((await exchange(code, { secret: 'wrong' })).body.code, '110004')
  const tokens = dataOf(await exchange(code))
  assert.equal(tokens.openid, 'o-2')
  assert.equal(tokens.expires_in, '7200')
  assert.equal((await exchange(code)).body.code, '110003', 'a code is good once')

  const refresh = (refresh_token) =>
    postForm(`${apiBase}/sns/oauth/refresh_token`, { app_id: appId, grant_type: 'refresh_token', refresh_token })
  const fresh = dataOf(await refresh(tokens.refresh_token))
  assert.notEqual(fresh.access_token, tokens.access_token)
  assert.equal((await refresh(tokens.refresh_token)).body.code, '110003')

  const info = (access_token, openid = 'o-2') =>
    get(
      `${apiBase}/sns/user/info?${new URLSearchParams({ app_id: appId, access_token, lang: 'zh_CN', version: '1.0', charset: 'utf8', openid })}`,
    )
  assert.equal(dataOf(await info(fresh.access_token)).nickname, '韩梅梅')
  assert.equal((await info(fresh.access_token, 'o-1')).body.code, '110003')
  sandbox.control.advance(7200_000)
  assert.equal((await info(fresh.access_token)).body.code, '110003', 'a token ends after two hours')

  const base = await postForm(`${merchantBase}/cgi-bin/access_token`, {
    app_id: appId,
    secret,
    grant_type: 'client_credential',
  })
  assert.equal(dataOf(base).expires_in, '7200')
  const merchant = hicoinMerchant(sandbox)
  assert.equal((await merchant.queryOrder('none', base.body.data.access_token)).body.code, '110011')
  sandbox.control.revokeTokens('hicoin', 'base')
  assert.equal((await merchant.queryOrder('none', base.body.data.access_token)).body.code, '110003')
})

test('payout: paid once, signed with the application secret, refused when the balance is too low', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = hicoinMerchant(sandbox)
  const token = await merchant.baseToken()
  const biz = {
    openid: 'o-2',
    body: 'prize',
    subject: 'prize',
    out_trade_no: 'P1',
    total_amount: 250000000,
    settle_currency: 'USDT',
  }
  const data = dataOf(await merchant.transfer(biz, token), merchant.secret)
  assert.equal(data.out_trade_no, 'P1')
  assert.equal(dataOf(await merchant.transfer(biz, token)).trade_no, data.trade_no)
  assert.equal(sandbox.control.balance('hicoin', 'merchant', 'USDT'), '999997.5')
  assert.equal(sandbox.control.balance('hicoin', 'o-2', 'USDT'), '2.5')
  assert.equal((await merchant.transfer({ ...biz, total_amount: 1 }, token)).body.code, '110010')

  const known = dataOf(await merchant.queryTransfer('P1', token), merchant.secret)
  assert.equal(known.trade_status, 'SUCCESS')
  assert.equal(known.settle_trans_amount, 250000000)

  const huge = { ...biz, out_trade_no: 'P2', total_amount: '900000000000000000' }
  assert.equal((await merchant.transfer(huge, token)).body.code, '110043')
  assert.equal((await merchant.queryTransfer('P2', token)).body.code, '110011', 'what was refused was not kept')

  dataOf(await merchant.transfer({ ...biz, out_trade_no: 'P3', openid: 'o-frozen' }, token))
  const failed = dataOf(await merchant.queryTransfer('P3', token), merchant.secret)
  assert.equal(failed.trade_status, 'FAILED')
  assert.match(failed.reason, /frozen/)
  assert.equal(sandbox.control.balance('hicoin', 'merchant', 'USDT'), '999997.5')

  const other = await merchant.transfer({ ...biz, out_trade_no: 'P4' }, token, {
    sign: signers.hicoin({ a: 1 }, merchant.mchKey),
  })
  assert.equal(other.body.code, '110002')
})

test('a body that cannot be read is refused, never a crash', async (t) => {
  const failures = []
  const sandbox = await startSandbox(t, { onFailure: (error) => failures.push(error) })
  const { apiBase } = sandbox.config.hicoin
  const url = `${apiBase}/pay/preOrder`
  const send = async (body, type = 'application/x-www-form-urlencoded') =>
    (await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })).json()
  assert.match((await send('{}', 'application/json')).msg, /Content-Type is application\/json/)
  assert.match((await send('app_id=1&app_id=2')).msg, /app_id appears twice/)
  assert.match((await send(new Uint8Array([0xff, 0xfe]))).msg, /not UTF-8/)
  assert.match((await send('')).msg, /app_id is missing/)
  assert.equal(
    (await fetch(url, { method: 'POST', body: 'x'.repeat(1 << 21), headers: { 'content-type': 'text/plain' } })).status,
    413,
  )
  const merchant = hicoinMerchant(sandbox)
  const chunked = new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode('app_id='))
      stream.enqueue(new TextEncoder().encode('other'))
      stream.close()
    },
  })
  const response = await fetch(url, {
    method: 'POST',
    body: chunked,
    duplex: 'half',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.match((await response.json()).msg, /no application other/, 'a body of unknown length is read too')
  for (const biz of [
    '[',
    '[]',
    '"x"',
    '{"a":{"b":1}}',
    '['.repeat(100_000),
    '{"out_trade_no":"a","out_trade_no":"b"}',
  ]) {
    const { body } = await merchant.preOrder(biz)
    assert.equal(body.code, '110001')
    assert.match(body.msg, /biz_content/)
  }
  assert.deepEqual(failures, [])
})
