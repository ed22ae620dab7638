// What a gateway does with a notification address, and what it has to be answered there.
import { HiCoin } from 'paysign'
import { notification } from 'paysign/testing'

export const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
let last = 0

async function gzipped(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/**
 * The report of a server: one case, as those of TypeScript are. `parsed` is an address behind a parser that keeps nothing;
 * `plain`: a parser that does keep the body knows no compression, and refuses by itself what is compressed.
 */
export async function tried(url, { parsed, plain } = {}) {
  const failed = []
  const post = async (name, address, { headers, body }, expected) => {
    const response = await fetch(address, { method: 'POST', headers, body })
    const got = `${response.status} ${await response.text()}`
    if (got !== expected) failed.push({ name, message: `${got}, not ${expected}` })
  }
  const one = (how) =>
    notification(HiCoin, options, { out_trade_no: `P${Date.now()}X${++last}`, body: '月卡 100% + VAT' }, how)
  for (const contentType of ['application/x-www-form-urlencoded', 'application/json']) {
    const genuine = one({ contentType })
    await post(`genuine, ${contentType}`, url, genuine, '200 SUCCESS')
    await post(`repeated, ${contentType}`, url, genuine, '200 SUCCESS')
    await post(`forged, ${contentType}`, url, one({ contentType, broken: 'forged' }), '400 FAIL')
    if (plain) continue
    const { headers, body } = one({ contentType })
    const packed = { headers: { ...headers, 'content-encoding': 'gzip' }, body: await gzipped(body) }
    await post(`compressed, ${contentType}`, url, packed, '200 SUCCESS')
  }
  if (parsed) await post('behind a parser', parsed, one({ contentType: 'application/json' }), '500 FAIL')
  return { passed: failed.length ? 0 : 1, failed }
}
