import assert from 'node:assert/strict'
import { test } from 'node:test'
import { get, postJson, signers, startSandbox } from './merchant.js'

const TIME = '2026-11-21 10:00:00'

function bitcv(sandbox) {
  const { appId, appSecret, base } = sandbox.config.bitcv
  const send = (path, params, changes) =>
    postJson(`${base}${path}`, { ...params, sign: signers.bitcv(params, appSecret), ...changes })
  return {
    order: (changes) => ({
      accessToken: sandbox.control.issueTokens('bitcv').accessToken,
      outTradeNo: 'T1',
      totalAmount: '10.36',
      productName: '商品',
      currency: 'BCV',
      payerIp: '8.8.8.8',
      requestTime: TIME,
      memo: 'm=1',
      ...changes,
    }),
    create: (params, changes) => send('/api/createOrder', params, changes),
    query: (tradeNo, changes) => send('/api/order', { appid: appId, secret: appSecret, tradeNo }, changes),
    transfer: (params, changes) =>
      send('/api/transfer', { appid: appId, secret: appSecret, requestTime: TIME, ...params }, changes),
    appId,
    appSecret,
    base,
  }
}

test('an order through its states', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = bitcv(sandbox)
  const created = await merchant.create(merchant.order())
  assert.equal(created.body.errcode, 0, created.text)
  const { tradeNo } = created.body.data
  assert.match(tradeNo, /^BW/)
  const query = async () => (await merchant.query(tradeNo)).body.data
  const { orderTime, ...before } = await query()
  assert.match(orderTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.deepEqual(before, {
    tradeNo,
    outTradeNo: 'T1',
    totalAmount: '10.36',
    productName: '商品',
    currency: 'BCV',
    tradeStatus: 'WAIT_PAY',
    openid: '070dbc07002226b2',
    tradeTime: '',
    payerIp: '8.8.8.8',
  })
  sandbox.control.act('bitcv', tradeNo, 'pay')
  assert.equal((await query()).tradeStatus, 'PAY_FINISHED')
  sandbox.control.act('bitcv', tradeNo, 'finish')
  const after = await query()
  assert.equal(after.tradeStatus, 'TRADE_FINISHED')
  assert.match(after.tradeTime, /^\d{4}/)
  assert.equal(sandbox.control.balance('bitcv', 'merchant', 'BCV'), '1000010.36')

  await merchant.create(merchant.order({ outTradeNo: 'T2' }))
  sandbox.control.act('bitcv', 'T2', 'fail')
  assert.equal(sandbox.control.order('bitcv', 'T2').word, 'TRADE_FAILED')
  await merchant.create(merchant.order({ outTradeNo: 'T3' }))
  sandbox.control.act('bitcv', 'T3', 'close')
  assert.equal(sandbox.control.order('bitcv', 'T3').word, 'TRADE_CLOSED')
  assert.equal(
    sandbox.control.arrivals({ call: 'queryOrder' })[0].body.includes(merchant.appSecret),
    false,
    'the secret is not listed',
  )
})

test('what is refused', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = bitcv(sandbox)
  const code = async (answer) => (await answer).body.errcode
  assert.equal(await code(merchant.create(merchant.order(), { sign: '0'.repeat(32) })), 105)
  assert.equal(await code(merchant.create(merchant.order(), { totalAmount: '0.01' })), 105)
  assert.equal(await code(merchant.create(merchant.order({ accessToken: 'x' }))), 40014)
  for (const change of [
    { totalAmount: '0' },
    { totalAmount: '1e3' },
    { currency: 'DOGE' },
    { payerIp: 'x' },
    { requestTime: '2026-02-30 10:00:00' },
    { requestTime: TIME.slice(0, 10) },
    { productName: undefined },
  ]) {
    assert.equal(await code(merchant.create(merchant.order(change))), 100, JSON.stringify(change))
  }
  assert.equal(await code(merchant.create(merchant.order())), 0)
  assert.equal(await code(merchant.create(merchant.order())), 100, 'a number used twice')
  assert.equal(await code(merchant.query('none')), 100)
  assert.equal(await code(merchant.query('none', { secret: 'x' })), 100)
})

test('sign_type and sign_version are not signed', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = bitcv(sandbox)
  assert.equal((await merchant.create(merchant.order(), { sign_type: 'MD5', sign_version: '1.0' })).body.errcode, 0)
})

test('a transfer pays each entry once', async (t) => {
  const sandbox = await startSandbox(t)
  const merchant = bitcv(sandbox)
  const list = '070dbc07002226b2^BCV^19.2~13901099999^ETH^3.4'
  assert.deepEqual((await merchant.transfer({ transNo: 'X1', tradeList: list })).body, {
    errcode: 0,
    errmsg: '成功执行',
    data: { success: true },
  })
  assert.equal((await merchant.transfer({ transNo: 'X1', tradeList: list })).body.errcode, 100)
  assert.equal(sandbox.control.balance('bitcv', 'merchant', 'BCV'), '999980.8')
  assert.equal(sandbox.control.balance('bitcv', '5966c7bdacaa47b9bf59ca85144a8c47', 'ETH'), '3.4')
  for (const tradeList of [
    'nobody^BCV^1',
    '070dbc07002226b2^BCV',
    '070dbc07002226b2^BCV^-1',
    Array(11).fill('070dbc07002226b2^BCV^1').join('~'),
    '070dbc07002226b2^BCV^1~070dbc07002226b2^BCV^999999999',
  ]) {
    assert.equal((await merchant.transfer({ transNo: 'X2', tradeList })).body.errcode, 100, tradeList)
  }
  assert.equal(sandbox.control.balance('bitcv', 'merchant', 'BCV'), '999980.8', 'a refused batch pays nobody')
})

test('OAuth: bare by default, in data when told so', async (t) => {
  const sandbox = await startSandbox(t)
  const { appId, appSecret, base } = bitcv(sandbox)
  const exchange = async (code) =>
    (
      await get(
        `${base}/oauth2/accessToken?${new URLSearchParams({ code, appid: appId, secret: appSecret, grantType: 'authorizationCode' })}`,
      )
    ).body
  const code = sandbox.control.issueCode('bitcv', '5966c7bdacaa47b9bf59ca85144a8c47')
  const tokens = await exchange(code)
  assert.equal(tokens.expiresIn, 7200)
  assert.equal(tokens.openId, '5966c7bdacaa47b9bf59ca85144a8c47')
  assert.deepEqual(await exchange(code), { errcode: 40029, errmsg: 'invalid code' })
  const refreshed = (
    await get(
      `${base}/oauth2/refreshToken?${new URLSearchParams({ appid: appId, secret: appSecret, grantType: 'refreshToken', refreshToken: tokens.refreshToken })}`,
    )
  ).body
  const user = async (accessToken) => (await get(`${base}/api/userinfo?accessToken=${accessToken}`)).body
  assert.equal((await user(refreshed.accessToken)).nickname, '韩梅梅')
  assert.deepEqual(await user('x'), { errcode: 40014, errmsg: 'Illegal accessToken' })
  sandbox.control.quirks('bitcv', { oauth: 'data' })
  assert.equal((await user(refreshed.accessToken)).data.nickname, '韩梅梅')
})
