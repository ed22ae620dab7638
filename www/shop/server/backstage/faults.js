/** How the gateway can be made to misbehave, and what it takes in the sandbox's terms. */

/**
 * `notification` and `answer` are faults of the sandbox; `answer` strikes the call that makes the order. `only`: the
 * gateways where the thing exists at all (Yinqiantong signs no answers; not every way to pay has an amount to change).
 */
export const FAULTS = {
  none: {},
  late: { notification: { fault: 'late', delayMs: 15_000 } },
  lost: { notification: { fault: 'lost' } },
  repeated: { notification: { fault: 'repeated', times: 2 } },
  forged: { notification: { fault: 'forged' } },
  amount: { notification: { fault: 'amount' } },
  'wrong-signature': { answer: { fault: 'wrong-signature' }, only: ['hicoin'] },
  'answer-lost': { answer: { fault: 'drop', when: 'after' } },
  outage: {},
  address: { only: ['hicoin', 'alipay'] },
}

export const OUTAGE_MS = 6000

/** The call that makes an order, as the sandbox names it. */
export const CREATES = { hicoin: 'preOrder', 'yinqiantong-v1': 'createOrder', 'yinqiantong-v2': 'createOrder' }

/** What a customer might do in the address bar, or to the form: pay less. */
export function cheaper(action) {
  if (action.kind === 'redirect' && action.url.includes('paySign=')) {
    return { ...action, url: action.url.replace('&signType=', '&total_amount=1&signType=') }
  }
  if (action.kind === 'form') {
    const change = ([name, value]) => [name, value.replace(/("total_amount":")[^"]*/, '$10.01')]
    return { ...action, fields: action.fields.map(change) }
  }
  return undefined
}

/** What somebody would send who knows how a notification looks, and no key. */
export function forgery(payment, { appId, appKey }, now) {
  const sign = 'F'.repeat(64)
  const ts = Math.floor(now / 1000)
  if (payment.gateway === 'hicoin') {
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        app_id: appId,
        trade_status: 'SUCCESS',
        trade_no: payment.gateway_no ?? '',
        out_trade_no: payment.no,
        total_amount: payment.amount,
        settle_currency: payment.currency,
        nonce_str: 'iKnowNoKeyAndGuessTheSignature00',
        sign,
      }).toString(),
    }
  }
  const v1 = payment.gateway === 'yinqiantong-v1'
  const fields = {
    channel: payment.channel,
    platform: payment.platform,
    out_trade_no: payment.gateway_no ?? '',
    client_out_trade_no: payment.no,
    status: 1,
    money: Number(payment.amount),
    ...(!v1 && { appid: appId, ts, sign: sign.slice(32).toLowerCase() }),
  }
  return {
    headers: {
      'content-type': 'application/json',
      ...(v1 && { appid: appId, appkey: appKey, ts: String(ts), sign: sign.slice(32).toLowerCase() }),
    },
    body: JSON.stringify(fields),
  }
}
