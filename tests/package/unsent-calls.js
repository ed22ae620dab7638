// What a call says that money moves by, in the runtime under test, of each gateway of unsent.js.

const appSecret = 'the-secret/of+the application'
const order = {
  client_out_trade_no: 'A1',
  channel: 'wechat',
  platform: 'h5',
  money: 100,
  client_ip: '127.0.0.1',
  notify_url: 'http://127.0.0.1:1/nobody',
}

/** @param {{ name: string, base: string, times: number }[]} calls  the last of so many calls is told of */
export async function unsentCalls({ Yinqiantong }, calls) {
  const told = []
  for (const { name, base, times } of calls) {
    const client = new Yinqiantong({ version: 'v2', appId: 'app-1', appSecret, base, retries: 0, timeoutMs: 8000 })
    let last
    for (let time = 0; time < times; time++) {
      last = await client.createOrder(order).catch((error) => error)
      // A connection goes back to where the next call finds it.
      await new Promise((done) => setTimeout(done, 20))
    }
    const { kind, outcomeUnknown, retryable, message, cause } = last
    const secret = [message, cause?.message, cause?.stack, cause?.cause?.message].some((text) =>
      text?.includes(appSecret),
    )
    told.push({
      name,
      kind,
      outcomeUnknown,
      retryable,
      message: message ?? `it was answered: ${JSON.stringify(last)}`,
      secret,
    })
  }
  return told
}
