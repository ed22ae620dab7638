// paysign/page: plain JavaScript, so what is in its bundle and what must not be, and pages of Chromium that pay with it.
// Whatever is looked for in vain is first found in the whole package, so that the search itself is known to work.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as paysign from 'paysign'
import * as page from 'paysign/page'
import { browsers, serve } from '../browsers.js'
import { PAYERS, clientsOf } from '../clients/clients.js'
import { startSandbox } from '../sandbox/merchant.js'

async function bundle(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  })
  return outputFiles[0].text
}

describe('what is in it', () => {
  test('launch and PayError, the same as in paysign', () => {
    assert.deepEqual({ ...page }, { PayError: paysign.PayError, launch: paysign.launch })
  })

  test('no wasm, and no class or word of keys', async () => {
    const code = await bundle(`export * from 'paysign/page'`)
    const whole = await bundle(`export * from 'paysign'; export { default } from 'paysign'`)
    const words = ['Signer', 'Verifier', 'HiCoin', 'Yinqiantong', 'SixDu', 'BhopOrg', 'BitCV', 'canonicalString']
    words.push('signCrossed', 'importKey', 'subtle', 'h5PayUrl', 'handleNotification', 'redis')
    words.push('WebAssembly', '__wbg', 'privateKey')
    for (const word of words) assert.ok(whole.includes(word), `the whole bundle has ${word}`)
    for (const word of words) assert.equal(code.includes(word), false, word)
    assert.ok(code.length < 7000, `${code.length} bytes`)
    const error = await bundle(`export { PayError } from 'paysign/page'`)
    assert.ok(error.length < 1500, `${error.length} bytes for PayError alone`)
  })
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
    const loads = (script, policy) => ({
      body: `<!doctype html><meta charset="utf-8"><body><script type="module" src="${script}"></script>`,
      headers: { 'content-security-policy': policy },
    })
    server = await serve(
      {},
      {
        '/launch.js': await bundle(`import * as page from 'paysign/page'; globalThis.page = page`),
        '/user.js': await bundle(
          `import init, * as paysign from 'paysign'; globalThis.paysign = paysign; globalThis.ready = init()`,
        ),
        '/launch': loads('/launch.js', "script-src 'self'"),
        '/user': loads('/user.js', "script-src 'self' 'wasm-unsafe-eval'"),
      },
    )
    browser = await browsers.Chromium()
  })
  after(async () => {
    await browser?.close()
    server?.close()
    cashier?.closeAllConnections()
    cashier?.close()
    for (const stop of stops) await stop()
  })

  test('BHOP’s walk with the user’s session and code', async () => {
    await browser.open(`http://127.0.0.1:${server.port}/user`)
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
        const user = new paysign.BhopUser({ base: ${JSON.stringify(sandbox.config.bhop.base)} })
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
        return { paid, status: order.status, asked, listed, mine: error instanceof paysign.PayError, kind: error.kind, freed: freed.kind }`,
      )
      .finally(() => clearInterval(timer))
    assert.deepEqual(walked, {
      ...{ paid: true, status: 'COMPLETED', asked: ['MOBILE'], listed: [orderId] },
      ...{ mine: true, kind: 'gateway', freed: 'config' },
    })
    assert.equal(control.order('bhop', orderId).status, 'paid')
  })

  test('the server’s pay action, launched under a policy that forbids wasm', async () => {
    const text = `<form name="punchout_form" method="post" action="http://127.0.0.1:${cashier.address().port}/gateway.do?charset=utf-8">
      <input type="hidden" name="biz_content" value="{&quot;subject&quot;:&quot;会员 &amp; 月卡&quot;}">
      <input type="submit" value="pay" style="display:none"></form><script>document.forms[0].submit();</script>`
    const yinqiantong = new paysign.Yinqiantong({ version: 'v2', appId: 'a', appSecret: 's', payHosts: ['127.0.0.1'] })
    const action = JSON.stringify(yinqiantong.parsePayBody('alipay', 'h5', text))
    await browser.open(`http://127.0.0.1:${server.port}/launch`)
    const wasm = `return WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'compiles', () => 'refused')`
    assert.equal(await browser.run(wasm), 'refused')
    await browser.run(`delete globalThis.WebAssembly; await page.launch(${action})`)
    for (let n = 0; n < 200 && !arrived.length; n++) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(arrived, [
      ['POST', '/gateway.do?charset=utf-8', String(new URLSearchParams({ biz_content: '{"subject":"会员 & 月卡"}' }))],
    ])
  })
})
