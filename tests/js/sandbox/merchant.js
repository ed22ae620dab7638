// A merchant by hand, for the tests of the sandbox: its own signing in a few lines each, taken from the gateways' pages
// and from nobody's code, and a server that takes notifications.

import { createHash, createHmac, createSign, createVerify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSandbox } from '../../../www/sandbox/index.js'

const vectorKey = (name) => readFileSync(new URL(`../../vectors/keys/${name}.pem`, import.meta.url), 'utf8')
export const merchantKey = vectorKey('merchant.pkcs8')
export const platformKey = vectorKey('platform.pkcs8')
export const platformPublicKey = vectorKey('platform.spki')

/** A sandbox that makes no keys of its own, started, and stopped when the test ends. */
export async function startSandbox(t, options) {
  const sandbox = await createSandbox({
    keys: { merchantPrivate: merchantKey, platformPrivate: platformKey },
    notifyScale: 0.001,
    ...options,
  })
  await sandbox.start()
  let running = true
  sandbox.stopOnce = async () => {
    if (running) await sandbox.stop()
    running = false
  }
  t.after(() => sandbox.stopOnce())
  return sandbox
}

const line = (params, { omit, empty = false, glue = '&' }) =>
  Object.keys(params)
    .filter((name) => name !== omit && params[name] != null && (empty || String(params[name]) !== ''))
    .sort((a, b) => Buffer.from(a).compare(Buffer.from(b)))
    .map((name) => `${name}=${params[name]}`)
    .join(glue)

const md5 = (text) => createHash('md5').update(text, 'utf8').digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text, 'utf8').digest('hex')

export const signers = {
  hicoin: (params, key) => hmac(key, `${line(params, { omit: 'sign' })}&key=${key}`).toUpperCase(),
  yinqiantongV1(params, secret, ts) {
    const body = line(params, { omit: 'sign' })
    return md5(`${body ? `${body}&` : ''}ts=${ts}&app_secret=${secret}`)
  },
  yinqiantongV2: (params, secret) => md5(`${line(params, { omit: 'sign' })}&app_secret=${secret}`),
  bitcv: (params, secret) => md5(line(params, { omit: 'sign' }) + secret),
  sixdu: (params, key) =>
    createSign('RSA-SHA256')
      .update(line(params, { omit: 'merchantSign', empty: true, glue: ',' }))
      .sign(key, 'base64'),
  bhop: (params, key) => hmac(key, line(params, { omit: 'signature', empty: true })),
}

export const sixduVerifies = (params, key = platformPublicKey) =>
  createVerify('RSA-SHA256')
    .update(line(params, { omit: 'merchantSign', empty: true, glue: ',' }))
    .verify(key, params.merchantSign, 'base64')

const answerOf = async (response) => {
  const text = await response.text()
  let body
  try {
    body = JSON.parse(text)
  } catch {
    body = null
  }
  return { status: response.status, headers: response.headers, text, body }
}

export const postForm = async (url, params, headers) =>
  answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(params).toString(),
      redirect: 'manual',
    }),
  )
export const postJson = async (url, params, headers) =>
  answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof params === 'string' ? params : JSON.stringify(params),
      redirect: 'manual',
    }),
  )
export const get = async (url, headers) => answerOf(await fetch(url, { headers, redirect: 'manual' }))

const NONCE = '2K426TILTKCH16CQ25145I8ZNMTM67VS'

let count = 0

/** HiCoin by hand. */
export function hicoinMerchant(sandbox) {
  const { appId, mchKey, secret, apiBase, merchantBase } = sandbox.config.hicoin
  const common = (access_token) => ({
    app_id: appId,
    access_token,
    lang: 'zh_CN',
    version: '1.0',
    charset: 'utf8',
    nonce_str: NONCE,
  })
  const signed = (token, biz, key, changes) => {
    const params = { ...common(token), biz_content: typeof biz === 'string' ? biz : JSON.stringify(biz) }
    return { ...params, sign: signers.hicoin(params, key), ...changes }
  }
  return {
    appId,
    mchKey,
    secret,
    common,
    order: (changes) => ({
      openid: 'o-1',
      body: '月卡 100%',
      subject: '会员',
      out_trade_no: `A${process.pid}${++count}`,
      total_amount: 100000000,
      settle_currency: 'USDT',
      trade_type: 'H5',
      trade_timeout_express: 600,
      return_url: 'http://127.0.0.1/back',
      ...changes,
    }),
    userToken: () => sandbox.control.issueTokens('hicoin', 'o-1').access_token,
    baseToken: async () =>
      (
        await postForm(`${merchantBase}/cgi-bin/access_token`, {
          app_id: appId,
          secret,
          grant_type: 'client_credential',
        })
      ).body.data.access_token,
    preOrder(biz, token = this.userToken(), changes) {
      return postForm(`${apiBase}/pay/preOrder`, signed(token, biz, mchKey, changes))
    },
    queryOrder: (out_trade_no, token) => postForm(`${apiBase}/pay/queryOrder`, signed(token, { out_trade_no }, mchKey)),
    transfer: (biz, token, changes) =>
      postForm(`${merchantBase}/mmpaymkttransfers/promotion/transfers`, signed(token, biz, secret, changes)),
    queryTransfer: (out_trade_no, token) =>
      postForm(`${merchantBase}/mmpaymkttransfers/gettransferinfo`, signed(token, { out_trade_no }, secret)),
    payUrl(tradeNo, key = mchKey, changes = {}) {
      // Written out as the documentation prints it: sorted names, the value of package form-encoded, then &key=.
      const query = `appId=${appId}&nonceStr=${NONCE}&package=prepay_id%3D${tradeNo}&signType=HMAC-SHA256&timeStamp=1577105620`
      const paySign = hmac(key, `${query}&key=${key}`).toUpperCase()
      const url = new URL(`${sandbox.config.hicoin.payPage}?${query}&paySign=${paySign}`)
      for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value)
      return url.href
    },
  }
}

/**
 * A merchant's server: remembers what was posted to it and answers as `reply` says.
 * reply(request, count) → { status?, body? } or a promise of it; null closes the connection.
 */
export async function takeNotifications(t, reply) {
  const seen = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part) => (body += part))
    request.on('end', async () => {
      const message = { path: request.url, headers: request.headers, body, at: performance.now() }
      seen.push(message)
      const answer = await reply(message, seen.length)
      if (!answer) return request.socket.destroy()
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '')
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, url: `http://127.0.0.1:${server.address().port}/notify` }
}
