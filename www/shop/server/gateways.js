/**
 * The two gateways as this shop uses them, each with the same three verbs. This is all that knows their fields; what they
 * mean is written beside them in the package's types.
 *
 *   open(payment, customer)  makes the order at the gateway → { gateway_no, expires_at, pay_body? }
 *   look(payment)            asks how it stands             → { state: 'paid' | 'open' | 'closed', amount?, currency? }
 *   read(event)              what a notification says       → { paymentNo, paid, amount, currency, gateway_no }
 */

import { HiCoin, Yinqiantong } from 'paysign'
import { wordsFor } from './catalogue.js'

const OPENERS = { hicoin: openHiCoin, 'yinqiantong-v1': openYinqiantong, 'yinqiantong-v2': openYinqiantong }

/** `shared`: options for every client: where repeated notifications are known (`replay`), who hears of failures, hooks. */
export function openGateways(options, shared, address) {
  return Object.fromEntries(
    Object.entries(options).map(([name, own]) => [name, OPENERS[name]({ ...own, ...shared }, address, name)]),
  )
}

function openHiCoin(options, address) {
  const client = new HiCoin(options)
  const states = { SUCCESS: 'paid', CLOSED: 'closed' } // NOTPAY, UNKNOW and what is yet to be invented: still open
  return {
    client,

    async open(payment, { wallet, language, now }) {
      const { name, detail } = wordsFor(language)
      const { trade_no } = await client.createOrder({
        access_token: wallet.access_token,
        openid: wallet.openid,
        out_trade_no: payment.no,
        subject: name,
        body: detail,
        total_amount: BigInt(payment.amount),
        settle_currency: payment.currency,
        trade_type: 'H5',
        return_url: address(`/back/${payment.no}`),
      })
      return { gateway_no: trade_no, expires_at: now + 600_000 }
    },

    /** A new address each time, signed for this moment. The customer gets there by a 302. */
    payAddress: (payment) => client.h5PayUrl({ prepay_id: payment.gateway_no }),

    async look(payment) {
      const { trade_status, total_amount, settle_currency } = await client.queryOrder({ out_trade_no: payment.no })
      return { state: states[trade_status] ?? 'open', amount: total_amount, currency: settle_currency }
    },

    read: (event) => ({
      paymentNo: event.out_trade_no,
      paid: event.paid,
      amount: event.total_amount,
      currency: event.settle_currency,
      gateway_no: event.trade_no,
    }),

    /** Before the first order: who is the customer at HiCoin? */
    authorizeAddress: (state) => client.authorizeUrl({ redirect_uri: address('/hicoin/authorized'), state }),
    async authorized(code, now) {
      const { openid, access_token, expires_in } = await client.exchangeCode({ code })
      return { openid, access_token, ends_at: now + (Number(expires_in) - 60) * 1000 }
    },
  }
}

function openYinqiantong(options, address, name) {
  const client = new Yinqiantong(options)
  const states = { paid: 'paid', failed: 'closed', expired: 'closed' }
  return {
    client,

    async open(payment, { ip, language }) {
      const { name: subject, detail: description } = wordsFor(language)
      const { out_trade_no, pay_body, expire_time } = await client.createOrder({
        client_out_trade_no: payment.no,
        channel: payment.channel,
        platform: payment.platform,
        money: BigInt(payment.amount),
        client_ip: ip,
        subject,
        description,
        notify_url: address(`/notify/${name}`),
        return_url: address(`/back/${payment.no}`),
      })
      return { gateway_no: out_trade_no, pay_body, expires_at: Number(expire_time) * 1000 }
    },

    /** What the page shall do: submit a form, go to an address, show a QR code. Read anew each time, never stored. */
    payAction: (payment) => client.parsePayBody(payment.channel, payment.platform, payment.pay_body),

    async look(payment) {
      // v2 answers with the state alone; v1 with the amount too.
      const { status, money } = await client.queryOrder({ client_out_trade_no: payment.no })
      return { state: states[status] ?? 'open', amount: money, currency: 'CNY' }
    },

    read: (event) => ({
      paymentNo: event.client_out_trade_no,
      paid: event.paid,
      amount: event.money,
      currency: 'CNY',
      gateway_no: event.out_trade_no,
    }),
  }
}
