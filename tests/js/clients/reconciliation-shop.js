// The merchant of reconciliation.test.js: a process that its parent kills and starts again. What it must not forget is in
// SQLite: what it wants, what it has sent and does not know the outcome of, and each amount that it was paid.
//
//   work      wanted → sent (before the call, so that a crash leaves a trace) → made | over; a payout ends with `made`
//   credits   one line for each amount that was taken for paid; nothing in the table keeps an order from having two
//
// The parent's messages: { setUp } once, { reconcile: true } at the end. It is told { created } and { done }.
import Database from 'libsql'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { PayError, sqlReplay } from 'paysign'
import { BhopOrg, BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { requestOf } from './clients.js'
import { random } from '../random.js'

export const SCHEMA = `
create table if not exists work (
  gateway text not null, kind text not null, number text not null, amount text not null, state text not null default 'wanted',
  ref text, sent integer not null default 0, paid integer not null default 0, primary key (gateway, number)
);
create index if not exists work_by_state on work (state, kind);
create table if not exists credits (seq integer primary key, gateway text not null, number text not null, amount text not null, via text not null);
create table if not exists counts (name text primary key, count integer not null);
`

const CALL = { timeoutMs: 1000 }

process.on('message', ({ setUp, reconcile }) => {
  if (setUp) open(setUp)
  if (reconcile) closing = true
})

let closing = false
let db
let clients
let chance
let tokens
const rows = new Map()
const sql = (text) => rows.get(text) ?? rows.set(text, db.prepare(text)).get(text)
const count = (name, by = 1) =>
  sql('insert into counts values (?, ?) on conflict (name) do update set count = count + excluded.count').run(name, by)

async function open({ file, port, config, seed, given, concurrency }) {
  db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('busy_timeout = 10000')
  db.exec(SCHEMA)
  tokens = given
  chance = random(seed)
  const replay = sqlReplay(db)
  const options = {
    ...CALL,
    replay,
    onFailure: (error) => count(`refused notification: ${error instanceof PayError ? error.kind : error.message}`),
  }
  const { operatorUserId, ...org } = config.bhop
  clients = {
    hicoin: new HiCoin({ ...config.hicoin, ...options }),
    yinqiantong: new Yinqiantong({ ...config.yinqiantong, ...options }),
    'yinqiantong-v2': new Yinqiantong({ ...config['yinqiantong-v2'], ...options }),
    bitcv: new BitCV({ ...config.bitcv, ...options }),
    sixdu: new SixDu({ ...config.sixdu, ...options }),
    bhop: new BhopOrg({ ...org, ...CALL }),
  }
  const server = createServer(async (incoming, outgoing) => {
    try {
      const request = await requestOf(incoming)
      const name = incoming.url.slice(1)
      const response =
        name === 'sixdu-sales'
          ? await clients.sixdu.handleSaleNotification(request, () => handled(() => {}))
          : await clients[name].handleNotification(request, (event) => handled(() => onEvent(name, event)))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    } catch (error) {
      process.send({ broken: String(error?.stack ?? error) })
      outgoing.destroy()
    }
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))

  await Promise.all(Array.from({ length: concurrency }, worker))
  await settle(concurrency)
  const counts = Object.fromEntries(
    sql('select * from counts order by name')
      .all()
      .map(({ name, count }) => [name, count]),
  )
  process.send({ done: counts })
}

/** A handler that fails in each of the ways that handlers do. */
async function handled(task) {
  count('handler begun')
  if (chance.chance(0.06)) throw new Error('failed before it booked')
  if (chance.chance(0.1)) await sleep(chance.below(40))
  await task()
  if (chance.chance(0.05)) throw new Error('failed after it had booked')
}

const fieldsOf = {
  hicoin: ({ out_trade_no, total_amount }) => [out_trade_no, String(total_amount)],
  yinqiantong: ({ client_out_trade_no, money }) => [client_out_trade_no, String(money)],
  sixdu: ({ merchantOrderCode, orderAmount }) => [merchantOrderCode, orderAmount],
  bitcv: ({ outTradeNo, totalAmount }) => [outTradeNo, totalAmount],
  bhop: ({ clientOrderId, payInfo }) => [clientOrderId, payInfo[0].amount],
}
fieldsOf['yinqiantong-v2'] = fieldsOf.yinqiantong

async function onEvent(gateway, event) {
  if (!event.paid) return
  let [number, amount] = fieldsOf[gateway](event)
  const order = sql('select * from work where gateway = ? and number = ?').get(gateway, number)
  if (!order) throw new Error('an order that nobody made')
  // BitCV's notification says no amount: the query does.
  if (amount === undefined) amount = await askedAmount(order)
  if (amount !== order.amount) throw new Error('another amount')
  book(order, 'notification')
}

async function askedAmount({ ref }) {
  if (!ref) throw new Error('the order is not known by its tradeNo yet')
  return (await clients.bitcv.queryOrder({ tradeNo: ref })).totalAmount
}

/** In one transaction: what is booked is paid, and what is paid is not booked again. */
function book({ gateway, number, amount }, via) {
  db.transaction(() => {
    const { changes } = sql('update work set paid = 1 where gateway = ? and number = ? and paid = 0').run(
      gateway,
      number,
    )
    if (changes) {
      sql('insert into credits (gateway, number, amount, via) values (?, ?, ?, ?)').run(gateway, number, amount, via)
    } else count('heard of again')
  })()
}

async function worker() {
  while (true) {
    // One statement, so that two workers never have the same row.
    const row = sql(
      `update work set state = 'sent', sent = sent + 1 where rowid = (select rowid from work where state = 'wanted' limit 1) returning *`,
    ).get()
    if (row) await attempt(row)
    else if (closing) return
    else if (!(await recoverOne())) await sleep(20)
  }
}

const mine = new Set()
/** What was sent and not heard of, by a call of this process or of one before it. */
async function recoverOne() {
  const row = sql(`select * from work where state = 'unknown' limit 50`)
    .all()
    .find(({ gateway, number }) => !mine.has(`${gateway} ${number}`))
  if (!row) return false
  const key = `${row.gateway} ${row.number}`
  mine.add(key)
  await recover(row).finally(() => mine.delete(key))
  return true
}

const setState = ({ gateway, number }, state, ref) =>
  sql('update work set state = ?, ref = coalesce(?, ref) where gateway = ? and number = ?').run(
    state,
    ref ?? null,
    gateway,
    number,
  )

async function attempt(row) {
  try {
    const ref = await send(row)
    setState(row, 'made', ref)
    if (row.kind === 'payment') process.send({ created: { ...row, ref } })
  } catch (error) {
    if (!(error instanceof PayError)) return process.send({ broken: String(error?.stack ?? error) })
    count(`call: ${error.kind}${error.outcomeUnknown ? ', outcome unknown' : ''}`)
    // A number that is taken was taken by an earlier try of this shop's.
    setState(row, error.outcomeUnknown || /exist|已存在/.test(error.message) ? 'unknown' : 'wanted')
  }
}

function send({ gateway, kind, number, amount }) {
  const client = clients[gateway]
  const sale = {
    merchantOrderCode: number,
    coinName: 'ETH',
    sellAmount: amount,
    paymentProductCode: '0001',
    mobile: '13800000000',
    reallyName: '李雷',
    account: 'li@example.com',
    bankBranch: '0001',
  }
  const payout = { openid: 'o-2', body: '提现', subject: '返佣', settle_currency: 'USDT' }
  const { hicoin, bitcv, notify } = tokens
  return {
    'hicoin payment': async () =>
      (
        await client.createOrder({
          ...payout,
          access_token: hicoin,
          openid: 'o-1',
          out_trade_no: number,
          total_amount: amount,
          trade_type: 'H5',
          return_url: 'https://shop.example/back',
        })
      ).trade_no,
    'hicoin payout': async () =>
      (await client.transfer({ ...payout, out_trade_no: number, total_amount: amount })).trade_no,
    'yinqiantong payment': () => createYinqiantong(client, number, amount, `${notify}/yinqiantong`),
    'yinqiantong-v2 payment': () => createYinqiantong(client, number, amount, `${notify}/yinqiantong-v2`),
    'bitcv payment': async () =>
      (
        await client.createOrder({
          accessToken: bitcv,
          outTradeNo: number,
          totalAmount: amount,
          productName: 'p',
          currency: 'BCV',
          payerIp: '127.0.0.1',
        })
      ).tradeNo,
    'bitcv payout': async () => {
      const tradeList = [{ payee: '5966c7bdacaa47b9bf59ca85144a8c47', currency: 'USDT', amount }]
      await client.transfer({ transNo: number, tradeList })
    },
    'sixdu payment': async () =>
      (
        await client.createOrder({
          subject: 's',
          coinName: 'USDT',
          paymentProductCode: '0001',
          merchantOrderCode: number,
          by: 'quantity',
          quantity: amount,
        })
      ).billCode,
    'sixdu payout': async () => {
      await client.sell(sale)
    },
    'bhop payment': async () =>
      (
        await client.createOrder({
          client_order_id: number,
          payer_user_id: '83214971450163203',
          pay_info: { pay_type: 'PAY', token_id: 'USDT', amount },
          effective_time: 600,
        })
      ).orderId,
  }[`${gateway} ${kind}`]()
}

async function createYinqiantong(client, client_out_trade_no, amount, notify_url) {
  const order = { client_out_trade_no, channel: 'alipay', platform: 'scan', client_ip: '127.0.0.1', notify_url }
  return (await client.createOrder({ ...order, money: BigInt(amount) })).out_trade_no
}

/** As the errors advise: query where there is a query; where there is none, the same number again, or another order. */
async function recover(row) {
  const { gateway, kind, number } = row
  if (gateway === 'bitcv' && kind === 'payment') {
    // Nobody has its tradeNo, so nobody can pay it.
    setState(row, 'over')
    sql('insert into work (gateway, kind, number, amount) values (?, ?, ?, ?)').run(
      gateway,
      kind,
      `${number}r`,
      row.amount,
    )
    return
  }
  if (kind === 'payout' && gateway !== 'hicoin') {
    // Without a query: sent again with the same number, which the gateway takes once.
    sql('update work set sent = sent + 1 where gateway = ? and number = ?').run(gateway, number)
    try {
      await send(row)
      setState(row, 'made')
    } catch (error) {
      count(`again: ${error.kind}${error.outcomeUnknown ? ', outcome unknown' : ''}`)
      if (/exists/.test(error.message)) setState(row, 'made')
    }
    return
  }
  try {
    const answer = await ask(row)
    if (answer.amount !== undefined && answer.amount !== row.amount) return
    setState(row, 'made', answer.ref)
    if (kind === 'payment') process.send({ created: { ...row, ref: answer.ref } })
  } catch (error) {
    count(`query: ${error.kind}`)
    // It may still be on its way: the same number again makes one order, whichever comes first.
    if (error.kind === 'gateway' && /^(110011|4010|4404|404|33002)$/.test(error.code)) setState(row, 'wanted')
  }
}

/** The state of an order as the gateway has it. */
async function ask({ gateway, kind, number, ref }) {
  const client = clients[gateway]
  if (kind === 'payout') {
    const { trade_no, paid, total_amount } = await client.queryTransfer({ out_trade_no: number })
    return { ref: trade_no, paid, amount: String(total_amount) }
  }
  const answer = await client.queryOrder(
    {
      hicoin: { out_trade_no: number },
      yinqiantong: { client_out_trade_no: number },
      'yinqiantong-v2': { client_out_trade_no: number },
      bitcv: { tradeNo: ref },
      sixdu: { merchantOrderCode: number },
      bhop: { client_order_id: number },
    }[gateway],
  )
  // v2 tells the state and nothing else.
  const amount = gateway === 'yinqiantong-v2' ? undefined : fieldsOf[gateway](answer)[1]
  const { trade_no, out_trade_no, tradeNo, billCode, orderId, paid } = answer
  return {
    ref: trade_no ?? (gateway === 'hicoin' ? undefined : out_trade_no) ?? tradeNo ?? billCode ?? orderId,
    paid,
    amount,
  }
}

/** At the end of the day: the outcome of everything that was sent, and a query for each order that nobody told of. */
async function settle(concurrency) {
  const until = async (rows, done) => {
    const queue = [...rows]
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let row; (row = queue.shift());) {
          for (let tries = 0; !(await done(row)); tries++) {
            if (tries > 200) throw new Error(`${row.gateway} ${row.number} cannot be settled`)
          }
        }
      }),
    )
  }
  const now = ({ gateway, number }) => sql('select * from work where gateway = ? and number = ?').get(gateway, number)
  while (true) {
    const open = sql(`select * from work where state in ('wanted', 'unknown')`).all()
    if (!open.length) break
    await until(open, async (row) => {
      const { state } = now(row)
      if (state === 'wanted') {
        sql(`update work set state = 'sent', sent = sent + 1 where gateway = ? and number = ?`).run(
          row.gateway,
          row.number,
        )
        await attempt(row)
      } else if (state === 'unknown') await recover(now(row))
      return ['made', 'over'].includes(now(row).state)
    })
  }
  const unheard = sql(`select * from work where kind = 'payment' and state = 'made' and paid = 0`).all()
  count('asked for at the end', unheard.length)
  await until(unheard, async (row) => {
    try {
      const { paid, amount } = await ask(row)
      if (amount !== undefined && amount !== row.amount) return false
      if (paid) book(row, 'query')
      return true
    } catch {
      return false
    }
  })
}

// A crash leaves rows that are `sent`: nobody knows what became of them.
export function afterCrash(database) {
  return database.prepare(`update work set state = 'unknown' where state = 'sent'`).run().changes
}
