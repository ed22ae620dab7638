// The guard of those who give none: the process's, whichever client, route or copy of the package a notification meets.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { memoryReplay } from 'paysign'
import { notification } from 'paysign/testing'
import { BitCV, HiCoin, Yinqiantong } from '../classes.js'
import { newFolder } from './databases.js'

const options = { appId: '10021235678', mchKey: 'mch_key_1566486321' }
let count = 0
const newOrder = () => `DEFAULT${++count}`

/** How often it is handled when it comes twice, each time to a client of its own. */
async function handled(clientOf, made) {
  const events = []
  for (let i = 0; i < 2; i++) {
    const response = await clientOf(i).handleNotification(made.request(), (event) => void events.push(event))
    assert.equal(response.status, 200)
  }
  return events.length
}

test('a client for each request: a repeated notification is handled once', async () => {
  const made = notification(HiCoin, options, { out_trade_no: newOrder() })
  assert.equal(await handled(() => new HiCoin(options), made), 1)
  const v2 = { version: 'v2', appId: '00000000', appSecret: 'your_app_secret' }
  assert.equal(await handled(() => new Yinqiantong(v2), notification(Yinqiantong, v2, { cient_out_trade_no: newOrder() })), 1) // prettier-ignore
  const bitcv = { appId: 'bitcv-app', appSecret: 'app-secret-bitcv' }
  assert.equal(await handled(() => new BitCV(bitcv), notification(BitCV, bitcv, { outTradeNo: newOrder() })), 1)
})

test('another merchant, another gateway, another order are others', async () => {
  const order = newOrder()
  const other = { ...options, appId: '10021235679' }
  const bitcv = { appId: options.appId, appSecret: 'app-secret-bitcv' }
  const events = []
  const take = (client, made) => client.handleNotification(made.request(), (event) => void events.push(event))
  await take(new HiCoin(options), notification(HiCoin, options, { out_trade_no: order }))
  await take(new HiCoin(other), notification(HiCoin, other, { out_trade_no: order }))
  await take(new HiCoin(options), notification(HiCoin, options, { out_trade_no: newOrder() }))
  await take(new BitCV(bitcv), notification(BitCV, bitcv, { outTradeNo: order }))
  assert.equal(events.length, 4)
})

test('a guard that was given is the only one that is asked', async () => {
  const made = notification(HiCoin, options, { out_trade_no: newOrder() })
  assert.equal(await handled(() => new HiCoin({ ...options, replay: memoryReplay() }), made), 2)
  assert.equal(await handled(() => new HiCoin(options), made), 1)
})

/** A second copy of the package, as a bundler may make one for a route. */
function secondCopy() {
  const folder = join(newFolder(), 'paysign')
  cpSync(fileURLToPath(new URL('../../../pkg', import.meta.url)), folder, { recursive: true })
  return pathToFileURL(join(folder, 'node/index.js')).href
}

test('two copies of the package in one process share it', async () => {
  const copy = await import(secondCopy())
  assert.notEqual(copy.HiCoin, HiCoin)
  const made = notification(HiCoin, options, { out_trade_no: newOrder() })
  assert.equal(await handled((i) => new [HiCoin, copy.HiCoin][i](options), made), 1)
})

test('where nothing can be added to the global object, it is the one of each copy', () => {
  const text = `
    import { HiCoin } from ${JSON.stringify(import.meta.resolve('paysign'))}
    import { notification } from ${JSON.stringify(import.meta.resolve('paysign/testing'))}
    new Request('https://shop.example') // Node adds something of its own with the first
    Object.preventExtensions(globalThis)
    const options = ${JSON.stringify(options)}
    const made = notification(HiCoin, options)
    let events = 0
    for (let i = 0; i < 2; i++) await new HiCoin(options).handleNotification(made.request(), () => void events++)
    console.log(events)`
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', text], { cwd, encoding: 'utf8' })
  assert.equal(told.trim(), '1')
})

test('it cannot be replaced by what JSON can do to an object, and is seen by nobody who lists the global object', async () => {
  assert.ok(!Object.keys(globalThis).includes('paysign.replay'))
  const shared = Object.getOwnPropertyDescriptor(globalThis, Symbol.for('paysign.replay'))
  assert.deepEqual([shared.writable, shared.enumerable, shared.configurable], [false, false, false])
})
