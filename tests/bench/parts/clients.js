/**
 * Gateways in Node, without a network: what it takes to define one, to make its client, and to call it.
 *
 * With AGAINST=<folder of another build of the package>, each job is a race with that one.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as paysign from 'paysign'
import { notification } from 'paysign/testing'
import { race, spread } from '../measure.js'

const { AGAINST } = process.env

const hicoin = { appId: '0f1e2d3c4b5a6978', mchKey: '7d3c1f0a9b8e4c52a6e1d94f30b7c85e' }
const page = { prepay_id: '1048157710522051678581' }
const order = {
  accessToken: 'token-1',
  outTradeNo: 'A20261121001',
  totalAmount: '1.50',
  productName: '手机 phone',
  currency: 'BCV',
  payerIp: '127.0.0.1',
}
const answer = JSON.stringify({ errcode: 0, errmsg: 'ok', data: { tradeNo: 'T1', prepayId: 'P1' } })
const fetch = async () => new Response(answer, { headers: { 'content-type': 'application/json' } })
const sent = notification(paysign.HiCoin, hicoin)

/** By the job's name, what does it with these classes. */
const jobs = {
  'new HiCoin': ({ HiCoin }) => {
    return () => {
      new HiCoin(hicoin).free()
      return true
    }
  },
  'h5PayUrl of HiCoin': ({ HiCoin }) => {
    const client = new HiCoin(hicoin)
    return () => client.h5PayUrl(page)
  },
  'createOrder of BitCV': ({ BitCV }) => {
    const client = new BitCV({ appId: 'a', appSecret: 's3cretS3cret', fetch })
    return async () => (await client.createOrder(order)).tradeNo
  },
  'parseNotification of HiCoin': ({ HiCoin }) => {
    const client = new HiCoin(hicoin)
    return () => client.parseNotification(sent).out_trade_no
  },
}

/** The same classes, as anybody makes them of their specs. */
const defined = () =>
  Object.fromEntries(['HiCoin', 'BitCV'].map((name) => [name, paysign.defineGateway(paysign[name].spec)]))

/** How long a definition takes: of a text that the module has not seen, because each is read once. */
function definitions({ rounds, print }) {
  const gateways = Object.entries(paysign).filter(([, Class]) => Class.spec)
  const rows = gateways.map(([name, { spec }]) => {
    const ms = Array.from({ length: rounds }, (_, round) => {
      const fresh = { ...spec, doc: `round ${round}` }
      const begin = performance.now()
      paysign.defineGateway(fresh)
      return performance.now() - begin
    })
    return { name, bytes: JSON.stringify(spec).length, first: ms[0], ms: spread(ms) }
  })
  const cells = ({ name, bytes, first, ms }) => [
    name,
    String(bytes),
    ...[first, ms.median, ms.p90].map((ms) => ms.toFixed(2)),
  ]
  print('Definition of a gateway, ms', ['', 'bytes of JSON', 'the first', 'median', 'p90'], rows.map(cells))
  return rows
}

export async function clients({ rounds, batchMs, print, table }) {
  const results = { definitions: definitions({ rounds, print }) }
  const packages = { 'this package': paysign, 'its specs, defined anew': defined() }
  if (AGAINST) packages[AGAINST] = await import(pathToFileURL(join(AGAINST, 'node/index.js')))
  for (const [job, make] of Object.entries(jobs)) {
    const inFlight = job.startsWith('createOrder') ? 1 : undefined
    const contestants = Object.entries(packages).map(([name, classes]) => ({
      name,
      run: make(classes),
      inputs: [undefined],
      inFlight,
    }))
    results[job] = await race(contestants, { rounds, batchMs })
    table(job, results[job])
  }
  return results
}
