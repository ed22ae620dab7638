// Thousands of orders and payouts with a shop that fails, is killed and comes back, and gateways that misbehave towards
// requests and notifications and are restarted: at the end the shop's books are the gateways'. PAYSIGN_SEED repeats the
// faults (not their timing), PAYSIGN_ORDERS makes more.
import assert from 'node:assert/strict'
import Database from 'libsql'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fromUnits, toUnits } from 'paysign'
import { BhopUser } from '../classes.js'
import { createSandbox } from '../../../www/sandbox/index.js'
import { newFolder } from './databases.js'
import { freePort } from '../free-port.js'
import { random, seed } from '../random.js'
import { merchantKey, platformKey } from '../sandbox/merchant.js'

const ORDERS = Number(process.env.PAYSIGN_ORDERS ?? 3200)
const CONCURRENCY = 50
const KILLS = 4
const PAYER = '83214971450163203'

const ANSWER_FAULTS = [
  ['drop', 0.02, { when: 'before' }],
  ['drop', 0.02, { when: 'after' }],
  ['error', 0.015, { when: 'before' }],
  ['error', 0.015, { when: 'after', status: 502 }],
  ['html', 0.01, { when: 'after' }],
  ['rate-limit', 0.01, { retryAfter: 0 }],
  ['truncated', 0.01],
  ['cut', 0.01],
  ['slow', 0.005, { when: 'before', delayMs: 1300 }],
  ['slow', 0.005, { when: 'after', delayMs: 1300 }],
  ['stall', 0.005, { delayMs: 1300 }],
  ['wrong-signature', 0.02],
  ['tampered', 0.02],
  ['amount', 0.02],
]
const NOTIFICATION_FAULTS = [
  ['forged', 0.03],
  ['tampered', 0.03],
  ['amount', 0.02],
  ['stale', 0.03],
  ['repeated', 0.06, { times: 2 }],
  ['reordered', 0.03, { delayMs: 300 }],
  ['late', 0.04, { delayMs: 300 }],
  ['lost', 0.05],
  ['unheard', 0.05],
]
const PAYMENTS = { hicoin: 20, yinqiantong: 18, 'yinqiantong-v2': 18, bitcv: 14, sixdu: 14, bhop: 8 }
const PAYOUTS = { hicoin: 4, bitcv: 2, sixdu: 2 }
const CREATE = { hicoin: 'preOrder' }
const PAYOUT = { hicoin: 'transfer', bitcv: 'transfer', sixdu: 'sell' }

test(`the shop's books are the gateways' (seed ${seed}, ${ORDERS} orders)`, { timeout: 300_000 }, async (t) => {
  const began = performance.now()
  const dice = random(seed)
  const folder = newFolder()
  const shopFile = join(folder, 'shop.sqlite')
  const shopPort = await freePort()
  const shopUrl = `http://127.0.0.1:${shopPort}`
  const faults = {}

  // The gateways.
  let gatewayPort = 0
  let sandbox
  const openSandbox = async () => {
    sandbox = await createSandbox({
      database: join(folder, 'gateways.sqlite'),
      keys: { merchantPrivate: merchantKey, platformPrivate: platformKey },
      notifyScale: 0.001,
      seed: dice.below(2 ** 31),
      merchants: {
        ...Object.fromEntries(['hicoin', 'bitcv'].map((name) => [name, { notifyUrl: `${shopUrl}/${name}` }])),
        sixdu: { notifyUrl: `${shopUrl}/sixdu`, saleNotifyUrl: `${shopUrl}/sixdu-sales` },
      },
    })
    await sandbox.start(gatewayPort)
    open = true
    gatewayPort = Number(new URL(sandbox.url).port)
    for (const [on, list] of [
      ['answer', ANSWER_FAULTS],
      ['notification', NOTIFICATION_FAULTS],
    ]) {
      for (const [fault, probability, more] of list) sandbox.control.addFault({ on, fault, probability, ...more })
    }
  }
  // Resolves while they are open.
  let gateways = Promise.resolve()
  let open = false
  const closeSandbox = async () => {
    open = false
    for (const { on, fault, hits } of sandbox.control.faults()) {
      faults[`${on} ${fault}`] = (faults[`${on} ${fault}`] ?? 0) + hits
    }
    await sandbox.stop()
  }
  await openSandbox()
  sandbox.control.setBalance('bhop', PAYER, 'USDT', '1000000')
  const opening = (gateway, currency) => sandbox.control.balance(gateway, 'merchant', currency)
  const given = {
    hicoin: sandbox.control.issueTokens('hicoin', 'o-1').access_token,
    bitcv: sandbox.control.issueTokens('bitcv', '070dbc07002226b2').accessToken,
    notify: shopUrl,
  }
  const { cookie } = sandbox.control.issueSession(PAYER)
  const before = {
    hicoin: opening('hicoin', 'USDT'),
    bitcv: opening('bitcv', 'BCV'),
    sixdu: opening('sixdu', 'USDT'),
  }

  // What the shop wants.
  const books = new Database(shopFile)
  const { SCHEMA, afterCrash } = await import('./reconciliation-shop.js')
  books.pragma('busy_timeout = 10000')
  books.exec(SCHEMA)
  const wanted = []
  for (const [kind, shares] of [
    ['payment', PAYMENTS],
    ['payout', PAYOUTS],
  ]) {
    for (const [gateway, share] of Object.entries(shares)) {
      for (let n = 0; n < (ORDERS * share) / 100; n++) {
        const number = `${kind === 'payment' ? 'A' : 'P'}${seed}N${n}`
        const units = BigInt(1 + dice.below(kind === 'payment' ? 99_999_999 : 999))
        const amount = {
          hicoin: () => String(units),
          yinqiantong: () => String(units),
          'yinqiantong-v2': () => String(units),
          bitcv: () => fromUnits(units, 4),
          sixdu: () => (kind === 'payment' ? `${fromUnits(units, 6)}` : fromUnits(units, 8)),
          bhop: () => fromUnits(units % 10_000_000n || 1n, 6),
        }[gateway]()
        wanted.push([gateway, kind, number, gateway === 'sixdu' && kind === 'payment' ? sixPlaces(units) : amount])
      }
    }
  }
  const insert = books.prepare('insert into work (gateway, kind, number, amount) values (?, ?, ?, ?)')
  books.transaction(() => {
    for (const row of dice.shuffled(wanted)) insert.run(...row)
  })()

  // The users, who pay, fail to, or leave; never twice, however often the shop shows them the same order.
  const page = new BhopUser({ base: sandbox.config.bhop.base, headers: { cookie }, timeoutMs: 1000 })
  const shown = new Set()
  const paying = new Set()
  async function visit({ gateway, number, ref }) {
    if (shown.has(`${gateway} ${number}`)) return
    shown.add(`${gateway} ${number}`)
    const action = dice.chance(0.8) ? 'pay' : dice.one(['leave', 'expire', 'close', 'fail'])
    await sleep(dice.below(60))
    if (action === 'leave') return
    if (gateway === 'bhop' && action === 'pay') return payOnPage(ref)
    await gateways
    sandbox.control.act(gateway, number, action)
  }
  async function payOnPage(order_id) {
    for (let tries = 0; tries < 100; tries++) {
      try {
        const { paid } = await page.payOrder({ order_id, askCode: () => assert.fail('no code is needed') })
        if (paid) return
      } catch (error) {
        // As the error advises: load the order again, which payOrder begins with.
        if (error.name !== 'PayError' || error.kind === 'gateway') throw error
      }
    }
    assert.fail('the page could not pay')
  }

  // The shop.
  let shop
  let done
  let made = 0
  const broken = []
  const kills = []
  const startShop = () => {
    shop = fork(fileURLToPath(new URL('reconciliation-shop.js', import.meta.url)), { stdio: 'inherit' })
    shop.on('message', (message) => {
      if (message.created) {
        made++
        const visiting = visit(message.created).catch((error) => broken.push(error))
        paying.add(visiting)
        visiting.finally(() => paying.delete(visiting))
      }
      if (message.broken) broken.push(new Error(message.broken))
      if (message.done) done = message.done
    })
    const { config } = sandbox
    shop.send({
      setUp: { file: shopFile, port: shopPort, config, seed: dice.below(2 ** 31), given, concurrency: CONCURRENCY },
    })
  }
  t.after(async () => {
    shop.kill('SIGKILL')
    if (open) await sandbox.stop()
  })
  startShop()

  // The day: the shop is killed at any moment, the gateways are restarted once.
  const payments = wanted.filter(([, kind]) => kind === 'payment').length
  for (let n = 1; n <= KILLS + 1; n++) {
    const target = (payments * n) / (KILLS + 2)
    while (made < target && !broken.length) await sleep(10)
    if (n === Math.ceil((KILLS + 1) / 2)) {
      gateways = closeSandbox()
        .then(() => sleep(100))
        .then(openSandbox)
      await gateways
      continue
    }
    const exit = once(shop, 'exit')
    shop.kill('SIGKILL')
    await exit
    kills.push(afterCrash(books))
    startShop()
  }
  const left = () => books.prepare(`select count(*) as count from work where state in ('wanted', 'sent')`).get().count
  while (left() > 0 && !broken.length) await sleep(20)
  while (paying.size) await Promise.all(paying)
  // Notifications that are still due come or are given up; then the shop asks for what it has not heard of.
  for (let n = 0; n < 200 && sandbox.control.notifications({ state: 'pending', limit: 1 }).length; n++) await sleep(50)
  shop.send({ reconcile: true })
  while (!done && !broken.length && shop.exitCode === null) await sleep(20)
  assert.deepEqual(broken, [])
  assert.ok(done, 'the shop ended')
  while (paying.size) await Promise.all(paying)
  await sandbox.control.idle()
  const seconds = (performance.now() - began) / 1000

  // The books.
  const { control } = sandbox
  const work = books.prepare('select * from work').all()
  const credits = books.prepare('select * from credits').all()
  const creditsOf = Map.groupBy?.(credits, ({ gateway, number }) => `${gateway} ${number}`) ?? groupBy(credits)
  const orders = control.orders({ limit: 1e9 })
  const ledger = control.ledger({ limit: 1e9 })
  const known = new Map(work.map((row) => [`${row.gateway} ${row.number}`, row]))
  let paid = 0
  for (const { gateway, kind, merchantNo, id, paidAt, data } of orders) {
    const key = `${gateway} ${merchantNo}`
    const row = known.get(key)
    assert.ok(row, `${key}: nobody wanted it`)
    const amount = data.total_amount ?? data.money ?? data.totalAmount ?? data.orderAmount ?? data.payInfo?.[0].amount
    if (kind !== 'payment') continue
    assert.equal(amount, row.amount, key)
    const booked = creditsOf.get(key) ?? []
    if (paidAt) paid++
    assert.equal(booked.length, paidAt ? 1 : 0, `${key}: paid ${Boolean(paidAt)}, booked ${booked.length} times`)
    if (booked.length) assert.equal(booked[0].amount, amount, key)
    if (row.ref) assert.equal(row.ref, id, key)
  }
  assert.equal(credits.length, paid, 'no credit without an order')
  assert.deepEqual([...new Set(work.map(({ state }) => state))].sort(), ['made', 'over'])
  for (const row of work) {
    if (row.state !== 'made') continue
    const there = orders.filter(({ gateway, merchantNo }) => gateway === row.gateway && merchantNo === row.number)
    assert.equal(there.length, 1, `${row.gateway} ${row.number} is ${there.length} orders`)
  }
  const sum = (list, places) => list.reduce((total, amount) => total + toUnits(amount, places), 0n)
  const of = (gateway) => credits.filter((credit) => credit.gateway === gateway).map(({ amount }) => amount)
  const paidOut = (gateway) =>
    work.filter(({ kind, ...row }) => kind === 'payout' && row.gateway === gateway).map(({ amount }) => amount)
  const balance = (gateway, account, coin, places) => toUnits(control.balance(gateway, account, coin), places)
  assert.equal(
    balance('hicoin', 'merchant', 'USDT', 8),
    toUnits(before.hicoin, 8) + sum(of('hicoin'), 0) - sum(paidOut('hicoin'), 0),
  )
  assert.equal(balance('hicoin', 'o-2', 'USDT', 8), sum(paidOut('hicoin'), 0), 'each HiCoin payout once')
  for (const gateway of ['yinqiantong', 'yinqiantong-v2']) {
    assert.equal(balance(gateway, 'merchant', 'CNY', 2), sum(of(gateway), 0))
  }
  assert.equal(balance('bitcv', 'merchant', 'BCV', 4), toUnits(before.bitcv, 4) + sum(of('bitcv'), 4))
  assert.equal(
    balance('bitcv', '5966c7bdacaa47b9bf59ca85144a8c47', 'USDT', 4),
    sum(paidOut('bitcv'), 4),
    'each BitCV payout once',
  )
  assert.equal(balance('sixdu', 'merchant', 'USDT', 6), toUnits(before.sixdu, 6) + sum(of('sixdu'), 6))
  assert.equal(balance('bhop', PAYER, 'USDT', 6), toUnits('1000000', 6) - sum(of('bhop'), 6))
  const sales = orders.filter(({ gateway, kind }) => gateway === 'sixdu' && kind === 'sale')
  assert.equal(sales.length, paidOut('sixdu').length, 'each sale once')
  // The gateways' own books add up, too.
  const movements = ledger.filter(({ entry }) => entry === 'pay' || entry.startsWith('pay ')).length
  assert.equal(movements, paid + credits.filter(({ gateway }) => gateway === 'bhop').length) // BHOP books both sides

  // Money calls arrive once for each time that the shop made them.
  let sends = 0
  let arrived = 0
  for (const { gateway, kind, number, sent } of work) {
    const call = (kind === 'payment' ? CREATE : PAYOUT)[gateway] ?? 'createOrder'
    const arrivals = control.countArrivals({ gateway, call, merchantNo: number })
    sends += sent
    arrived += arrivals
    assert.ok(
      arrivals <= sent * (gateway === 'bhop' ? 3 : 1),
      `${gateway} ${number}: sent ${sent}, arrived ${arrivals}`,
    )
  }

  const arrivals = control.countArrivals({})
  const deliveries = control.notifications({ limit: 1e9 }).reduce((total, one) => total + one.deliveries.length, 0)
  await closeSandbox()
  const struck = Object.entries(faults)
  assert.equal(struck.length, new Set([...ANSWER_FAULTS, ...NOTIFICATION_FAULTS].map(([fault]) => fault)).size + 2)
  for (const [fault, hits] of struck) assert.ok(hits > 0, `${fault} never struck`)
  const byQuery = credits.filter(({ via }) => via === 'query').length
  assert.ok(paid > ORDERS * 0.6 && byQuery > 0 && kills.some((count) => count > 0))
  books.close()
  console.log(
    `# seed ${seed}: ${orders.length} orders at the gateways, ${paid} paid, ${credits.length} booked (${byQuery} by query); ` +
      `${sends} money calls sent, ${arrived} arrived; ${arrivals} requests in all, ${deliveries} notifications; ` +
      `${struck.reduce((total, [, hits]) => total + hits, 0)} faults; shop killed ${kills.length} times with ` +
      `${kills.join('+')} calls open, gateways restarted once; ${seconds.toFixed(1)} s`,
  )
  console.log(`# faults: ${struck.map(([fault, hits]) => `${fault} ${hits}`).join(', ')}`)
  console.log(`# shop: ${Object.entries(done).map(([name, count]) => `${name} ${count}`).join(', ')}`) // prettier-ignore
})

const sixPlaces = (units) => {
  const text = String(units).padStart(7, '0')
  return `${text.slice(0, -6)}.${text.slice(-6)}`
}

function groupBy(credits) {
  const groups = new Map()
  for (const credit of credits) {
    const key = `${credit.gateway} ${credit.number}`
    groups.set(key, [...(groups.get(key) ?? []), credit])
  }
  return groups
}
