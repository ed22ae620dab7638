// The package's clients in front of the sandbox gateways, and a merchant's server that takes their notifications.
import { createServer } from 'node:http'
import { BhopOrg, BhopUser, BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { startSandbox } from '../sandbox/merchant.js'

/** The sandbox's users of BHOP, by where their codes come from. */
export const PAYERS = {
  GA: '83214971450163200',
  MOBILE: '83214971450163201',
  EMAIL: '83214971450163202',
  none: '83214971450163203',
}

let last = 0
/** A merchant's number that no other order of this process has. */
export const newNumber = (prefix = 'N') => `${prefix}${process.pid}x${++last}`

/** A sandbox and a client of each class, made with the same options. */
export async function openGateways(t, { sandbox: sandboxOptions, ...options } = {}) {
  const sandbox = await startSandbox(t, sandboxOptions)
  return { sandbox, control: sandbox.control, ...clientsOf(sandbox, options) }
}

export function clientsOf({ config, control }, options) {
  const { operatorUserId, ...org } = config.bhop
  return {
    hicoin: new HiCoin({ ...config.hicoin, ...options }),
    yinqiantong: new Yinqiantong({ ...config.yinqiantong, ...options }),
    'yinqiantong-v2': new Yinqiantong({ ...config['yinqiantong-v2'], ...options }),
    bitcv: new BitCV({ ...config.bitcv, ...options }),
    sixdu: new SixDu({ ...config.sixdu, ...options }),
    bhop: new BhopOrg({ ...org, ...options }),
    user: (userId, more) => {
      const { cookie } = control.issueSession(userId)
      return new BhopUser({ base: org.base, ...options, ...more, headers: { cookie, ...more?.headers } })
    },
  }
}

/** Orders that each gateway takes, without what the test is to give. */
export const orders = {
  hicoin: ({ control }, out_trade_no = newNumber('A').replace('x', 'X'), more) => ({
    access_token: control.issueTokens('hicoin', 'o-1').access_token,
    openid: 'o-1',
    body: '月卡 100% + VAT = 1&2',
    subject: '会员',
    out_trade_no,
    total_amount: 150000000n,
    settle_currency: 'USDT',
    trade_type: 'H5',
    return_url: 'https://shop.example/back?order=1&x=%20',
    ...more,
  }),
  yinqiantong: (_, client_out_trade_no = newNumber('Y'), more) => ({
    client_out_trade_no,
    channel: 'wechat',
    platform: 'h5',
    money: 100,
    client_ip: '127.0.0.1',
    notify_url: 'http://127.0.0.1:1/nobody',
    ...more,
  }),
  bitcv: ({ control }, outTradeNo = newNumber('B'), more) => ({
    accessToken: control.issueTokens('bitcv').accessToken,
    outTradeNo,
    totalAmount: '1.50',
    productName: '手机 phone',
    currency: 'BCV',
    payerIp: '127.0.0.1',
    ...more,
  }),
  sixdu: (_, merchantOrderCode = newNumber('S'), more) => ({
    subject: '充值',
    coinName: 'USDT',
    paymentProductCode: '0001',
    merchantOrderCode,
    by: 'quantity',
    quantity: '12.5',
    ...more,
  }),
  bhop: (_, client_order_id = newNumber('C'), more) => ({
    client_order_id,
    payer_user_id: PAYERS.none,
    pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '10.50' },
    effective_time: 600,
    ...more,
  }),
}
orders['yinqiantong-v2'] = orders.yinqiantong

/** Where each gateway's create and query arrive, and how a query names the order. */
export const flows = {
  hicoin: { create: 'preOrder', query: 'queryOrder', number: 'out_trade_no' },
  yinqiantong: { create: 'createOrder', query: 'queryOrder', number: 'client_out_trade_no' },
  'yinqiantong-v2': { create: 'createOrder', query: 'queryOrder', number: 'client_out_trade_no' },
  bitcv: { create: 'createOrder', query: 'queryOrder', number: 'outTradeNo' },
  sixdu: { create: 'createOrder', query: 'queryOrder', number: 'merchantOrderCode' },
  bhop: { create: 'createOrder', query: 'queryOrder', number: 'client_order_id' },
}

/** What to query for an order: BitCV takes its own number only. */
export const queryOf = (gateway, number, created) =>
  gateway === 'bitcv' ? { tradeNo: created.tradeNo } : { [flows[gateway].number]: number }

/** The web-standard Request of a Node request, its body as it arrived. */
export async function requestOf(incoming) {
  const parts = []
  for await (const part of incoming) parts.push(part)
  return new Request(`http://127.0.0.1${incoming.url}`, {
    method: incoming.method,
    headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    body: Buffer.concat(parts),
  })
}

/**
 * A merchant's server on 127.0.0.1: `routes` gives for a path what takes the request, as
 * (request) => client.handleNotification(request, onEvent).
 */
export async function merchantServer(t, routes) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const request = await requestOf(incoming)
      const response = await routes[incoming.url](request)
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    } catch {
      outgoing.destroy()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${server.address().port}`
}
