// paysign/page: what is in its bundle and what must not be, and a page of Chromium that is made from it. Whatever is
// looked for in vain is first found in the whole package, so that the search itself is known to work.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as paysign from 'paysign'
import * as page from 'paysign/page'
import { browsers, serve } from './browsers.js'
import { PAYERS, clientsOf } from './clients.js'
import { startSandbox } from './sandbox-merchant.js'
import { fresh } from './copies.js'

const file = (path) => readFileSync(new URL(`../../pkg/${path}`, import.meta.url))
const modules = { page: file('wasm/page.wasm'), whole: file('wasm/paysign_bg.wasm') }

async function bundle(code, minify = true) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify,
    write: false,
    format: 'esm',
    platform: 'browser',
  })
  return outputFiles[0].text
}
const bundles = {
  page: await bundle(`export * from 'paysign/page'; export { default } from 'paysign/page'`),
  whole: await bundle(`export * from 'paysign'; export { default } from 'paysign'`),
}

/** Signed LEB128, as i32.const has its number. */
function leb(number) {
  const bytes = []
  for (let rest = number | 0; ;) {
    const byte = rest & 0x7f
    rest >>= 7
    const last = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)
    bytes.push(last ? byte : byte | 0x80)
    if (last) return Buffer.from([0x41, ...bytes])
  }
}
function littleEndian(number) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(number | 0)
  return bytes
}
/** Whether a module has the number in its code or its data. */
const has = (wasm, number) => wasm.includes(leb(number)) || wasm.includes(littleEndian(number))

describe('what is in the bundle', () => {
  test('the exports, and no other', () => {
    assert.deepEqual(Object.keys(page).sort(), [
      'BhopUser',
      'PayError',
      'default',
      'fromUnits',
      'initSync',
      'launch',
      'parsePayBody',
      'toUnits',
    ])
    assert.equal(page.PayError, paysign.PayError)
    assert.equal(page.launch, paysign.launch)
  })

  test('the module exports nothing that takes a key, and imports no digest', () => {
    const names = (wasm) => WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map(({ name }) => name)
    const own = names(modules.page).filter((name) => !name.includes('__'))
    assert.deepEqual(own.sort(), ['client_call', 'client_new', 'fromUnits', 'memory', 'parsePayBody', 'toUnits'])
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(modules.page)).map(({ name }) => name)
    assert.ok(imports.length > 20)
    assert.deepEqual(
      imports.filter((name) => /sign_|verify|subtle|digest|key(?!s_)/i.test(name)),
      [],
    )
  })

  for (const [name, numbers] of Object.entries({
    'SHA-256’s table': [0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0xc67178f2],
    'SHA-256’s beginning': [0x6a09e667, 0xbb67ae85, 0x3c6ef372],
    'MD5’s table': [0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xeb86d391],
    'SHA-1’s numbers': [0x5a827999, 0x6ed9eba1],
  })) {
    test(`${name} are not in the module`, () => {
      for (const number of numbers) {
        assert.equal(has(modules.page, number), false, number.toString(16))
      }
      assert.ok(
        numbers.some((number) => has(modules.whole, number)),
        'the whole module has them',
      )
    })
  }

  test('no word of keys is in the module', () => {
    for (const word of [
      ...['mchKey', 'appSecret', 'privateKey', 'platformPublicKey', 'secretKey', 'accessKey'],
      ...['-----BEGIN', 'PKCS', 'RSA', 'hmac', 'HMAC', 'signatureField', 'paySign='],
      ...['HiCoin', 'BitCV', 'SixDu', 'BhopOrg', 'the key', '密钥', 'canonical'],
      ...['crypto_bigint', 'crypto-bigint', 'sha2-', 'md-5-', 'rsa-0'],
    ]) {
      assert.equal(modules.page.includes(word), false, word)
    }
    for (const word of ['mchKey', 'privateKey', 'RSA', 'HiCoin', '密钥', '-----BEGIN']) {
      assert.ok(modules.whole.includes(word), `the whole module has ${word}`)
    }
  })

  test('no class or word of keys is in the JavaScript', () => {
    const code = (text) => text.replace(/text:\s*(['"`])[^]*?\1/g, 'text:""') // without the module's bytes
    const words = ['Signer', 'Verifier', 'HiCoin', 'Yinqiantong', 'SixDu', 'BhopOrg', 'BitCV', 'canonicalString']
    words.push('signCrossed', 'takePkcs8', 'importKey', 'subtle', 'h5PayUrl', 'handleNotification', 'redis')
    for (const word of words) assert.ok(code(bundles.whole).includes(word), `the whole bundle has ${word}`)
    for (const word of words) assert.equal(code(bundles.page).includes(word), false, word)
    assert.ok(code(bundles.page).length > 10_000)
  })

  test('what a page does not use is not in its bundle', async () => {
    const launched = await bundle(`export { launch } from 'paysign/page'`)
    assert.ok(launched.length < 6000, `${launched.length} bytes for launch`)
    const error = await bundle(`export { PayError } from 'paysign/page'`)
    assert.ok(error.length < 1000, `${error.length} bytes for PayError`)
  })
})

describe('beside the whole package in one program', () => {
  test('each is ready by itself, and each takes its own module', async () => {
    const one = await fresh('page')
    assert.throws(() => one.toUnits('1', 0), { name: 'PayError', kind: 'config', message: /paysign\/page/ })
    assert.throws(() => one.initSync(modules.whole), { kind: 'config', message: /another .* than page\.wasm/ })
    await assert.rejects(one.default(modules.whole), { kind: 'config' })
    const other = await fresh('slim')
    assert.throws(() => other.initSync(modules.page), { kind: 'config', message: /another .* than paysign\.wasm/ })
    one.initSync(modules.page)
    assert.equal(one.toUnits('1.5', 2), 150n)
    assert.throws(() => other.toUnits('1.5', 2), { kind: 'config', message: /not ready/ })
  })

  test('amounts, actions and errors are the same', async () => {
    await page.default()
    assert.equal(page.fromUnits(150000000n, 8), '1.5')
    const yinqiantong = new paysign.Yinqiantong({
      ...{ version: 'v2', appId: 'a', appSecret: 'secret', payHosts: ['pay.example.com'] },
    })
    const wechat = '{"appId":"wx1","timeStamp":"1","nonceStr":"n","package":"p","signType":"MD5","paySign":"s"}'
    for (const order of [
      ['wechat', 'h5', 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1'],
      [
        'alipay',
        'h5',
        `<form action="https://pay.example.com/x" method="post"><input type="hidden" name="a" value="&amp;1"></form>`,
      ],
      ['wechat', 'mp', wechat],
      ['jd', 'scan', 'https://jd.example/1'],
      ['alipay', 'app', 'app_id=1&sign=2'],
      ['alipay', 'h5', `<form action="https://evil.example/x" method="post"></form>`],
      ['alipay', 'h5', 7],
      ['x', 'y', ''],
    ]) {
      assert.deepEqual(
        outcome(() => page.parsePayBody(...order, { payHosts: ['pay.example.com'] })),
        outcome(() => yinqiantong.parsePayBody(...order)),
      )
    }
    for (const options of [{ payHosts: ['https://x'] }, { payHosts: 'x' }, { hosts: [] }, 7]) {
      assert.throws(() => page.parsePayBody('jd', 'scan', 'x', options), { name: 'PayError', kind: 'config' })
    }
    assert.throws(() => page.toUnits(1.5, 2), { name: 'PayError', kind: 'params' })
    assert.throws(() => new page.BhopUser({ base: 'https://b.example', secretKey: 'x' }), { kind: 'config' })
    assert.throws(() => new page.BhopUser({}), { kind: 'config', message: /base is missing/ })
  })

  function outcome(act) {
    try {
      return act()
    } catch ({ kind, message, details }) {
      return { kind, message, details }
    }
  }
})

describe('a page of Chromium', () => {
  const stops = []
  let sandbox
  let server
  let cashier
  let browser
  const arrived = []

  before(async () => {
    sandbox = await startSandbox({ after: (stop) => stops.push(stop) })
    cashier = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      if (request.url !== '/favicon.ico') arrived.push([request.method, request.url, body])
      response.setHeader('content-type', 'text/html').end('<h1>cashier</h1>')
    })
    await new Promise((resolve) => cashier.listen(0, '127.0.0.1', resolve))
    const app = await bundle(
      `import init, * as page from 'paysign/page'; globalThis.page = page; globalThis.ready = init()`,
    )
    server = await serve(
      {},
      {
        '/app.js': app,
        '/': {
          body: '<!doctype html><meta charset="utf-8"><body><script type="module" src="/app.js"></script>',
          headers: { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" },
        },
      },
    )
    browser = await browsers.Chromium()
    await browser.open(`http://127.0.0.1:${server.port}/`)
  })
  after(async () => {
    await browser?.close()
    server?.close()
    cashier?.closeAllConnections()
    cashier?.close()
    for (const stop of stops) await stop()
  })

  test('BHOP’s walk with the user’s session and code', async () => {
    const { control } = sandbox
    const { orderId } = await clientsOf(sandbox).bhop.createOrder({
      client_order_id: 'page-1',
      payer_user_id: PAYERS.MOBILE,
      pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '1.5' },
      effective_time: 600,
    })
    const { token } = control.issueSession(PAYERS.MOBILE)
    const timer = setInterval(() => {
      const { code } = control.verifyCode(orderId)
      if (code) browser.run(`globalThis.code = ${JSON.stringify(code)}`).catch(() => {})
    }, 30)
    const walked = await browser
      .run(
        `await ready
        document.cookie = 'au_token=${token}; path=/'
        const user = new page.BhopUser({ base: ${JSON.stringify(sandbox.config.bhop.base)} })
        const asked = []
        const askCode = async ({ authType }) => {
          asked.push(authType)
          while (!globalThis.code) await new Promise((resolve) => setTimeout(resolve, 10))
          return globalThis.code
        }
        const { paid, order } = await user.payOrder({ order_id: '${orderId}', askCode })
        const listed = []
        for await (const { orderId } of user.listOrders()) listed.push(orderId)
        const error = await user.loadPayData({ order_id: '1' }).catch((error) => error)
        user.free()
        const freed = await user.loadPayData({ order_id: '1' }).catch((error) => error)
        return { paid, status: order.status, asked, listed, mine: error instanceof page.PayError, kind: error.kind, freed: freed.kind }`,
      )
      .finally(() => clearInterval(timer))
    assert.deepEqual(walked, {
      ...{ paid: true, status: 'COMPLETED', asked: ['MOBILE'], listed: [orderId] },
      ...{ mine: true, kind: 'gateway', freed: 'config' },
    })
    assert.equal(control.order('bhop', orderId).status, 'paid')
  })

  test('parsePayBody and launch, all the way to the cashier', async () => {
    const form = `<form name="punchout_form" method="post" action="http://127.0.0.1:${cashier.address().port}/gateway.do?charset=utf-8">
      <input type="hidden" name="biz_content" value="{&quot;subject&quot;:&quot;会员 &amp; 月卡&quot;}">
      <input type="submit" value="pay" style="display:none"></form><script>document.forms[0].submit();</script>`
    await browser.run(`await ready
      const action = page.parsePayBody('alipay', 'h5', ${JSON.stringify(form)}, { payHosts: ['127.0.0.1'] })
      await page.launch(action)`)
    for (let n = 0; n < 200 && !arrived.length; n++) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(arrived, [
      ['POST', '/gateway.do?charset=utf-8', String(new URLSearchParams({ biz_content: '{"subject":"会员 & 月卡"}' }))],
    ])
  })
})
