import { equal } from '../js/check.js'

let orders = 0

/**
 * Calls of a gateway's client from the place under test to the sandbox gateways (www/sandbox) at `base`: an order
 * made and queried, and a secret that the gateway refuses.
 */
export async function clientCall({ PayError, Yinqiantong }, base) {
  const options = {
    version: 'v2',
    appId: '00000000',
    appSecret: 'your_app_secret',
    base: `${base}/yinqiantong-v2`,
    allowHttp: true,
    dangerouslyAllowBrowser: true,
  }
  const order = {
    client_out_trade_no: `P${Date.now()}${Math.random().toString(36).slice(2, 8)}${++orders}`,
    channel: 'wechat',
    platform: 'h5',
    money: 100,
    client_ip: '127.0.0.1',
    subject: '月卡 100% + VAT = 1&2',
    notify_url: 'http://127.0.0.1:1/nobody',
  }
  const client = new Yinqiantong(options)
  const created = await client.createOrder(order)
  equal(/^\w{20,}$/.test(created.out_trade_no), true, 'out_trade_no')
  const answer = await client.queryOrder({ client_out_trade_no: order.client_out_trade_no })
  equal(answer.paid, false, 'paid')
  equal(typeof answer.raw, 'object', 'raw')

  let refused
  try {
    await new Yinqiantong({ ...options, appSecret: 'another' }).queryOrder({ client_out_trade_no: 'P' })
  } catch (error) {
    refused = error
  }
  equal(refused instanceof PayError, true, `refused: ${refused}`)
  equal(refused.kind, 'gateway', 'kind')
  equal(refused.gateway, 'yinqiantong', 'gateway')
}
