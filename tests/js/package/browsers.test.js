// The conformance suite in Chromium and Firefox: the package as it is, without a bundler, on a secure page, on a page
// that has no crypto.subtle, and under a Content-Security-Policy.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { INSECURE_HOST, browsers, serve } from '../browsers.js'
import { vectors } from '../read-vectors.js'

const page = (script, headers = {}) => ({
  headers,
  body: `<!doctype html><meta charset="utf-8"><title>paysign</title>
<script type="importmap">{ "imports": { "paysign": "/pkg/entry/web.js", "paysign/rsa": "/pkg/entry/rsa.js", "paysign/slim": "/pkg/entry/slim.js" } }</script>
<script type="module">${script}</script>`,
})

const suite = `
  import init, * as paysign from 'paysign'
  import initRsa from 'paysign/rsa'
  import { conformance } from '/tests/package/conformance.js'
  let copies = 0
  const copy = () => {
    const folder = '/copy-' + ++copies + '/pkg/entry/'
    return (entry) => import(folder + entry + '.js')
  }
  const fresh = (entry) => copy()(entry)
  const wasmUrl = new URL('/pkg/wasm/paysign_bg.wasm', location).href
  globalThis.prepared = (async () => {
    const vectors = await (await fetch('/vectors.json')).json()
    const bytesAt = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer())
    const [wasm, wasmOfRsa] = await Promise.all([wasmUrl, '/pkg/wasm/rsa_bg.wasm'].map(bytesAt))
    await Promise.all([init(), initRsa()])
    return () => conformance(paysign, vectors, { copy, fresh, wasm, wasmOfRsa, wasmUrl })
  })()`

const published = `
  import init, { HiCoin, Signer } from 'paysign'
  globalThis.prepared = (async () => {
    await init()
    const vectors = await (await fetch('/vectors.json')).json()
    const plain = (params) => Object.fromEntries(params.map(([name, , value]) => [name, value]))
    const signatures = vectors.sign
      .filter(({ published }) => published)
      .map(({ scheme, secret, params }) => new Signer(scheme, secret).sign(plain(params)))
    const [{ secret, params }] = vectors.h5
    const { appId, nonceStr, timeStamp } = plain(params)
    const client = new HiCoin({ appId, mchKey: secret, dangerouslyAllowBrowser: true })
    return [...signatures, client.h5PayUrl({ prepay_id: '1048157710522051678581', nonceStr, timeStamp })]
  })()`

// init's result as a text: what a developer sees in the console.
const loads = `
  import init, { Signer } from 'paysign'
  globalThis.prepared = init().then(
    () => new Signer('yinqiantong-v2', 'your_app_secret').sign({ a: 1 }),
    (error) => error.name + ' ' + error.kind + ': ' + error.message,
  )`
const policy = (sources) => ({ 'content-security-policy': `script-src 'unsafe-inline' 'self' ${sources}` })

let server

before(async () => {
  const folders = {
    '/pkg/': fileURLToPath(new URL('../../../pkg/', import.meta.url)),
    '/tests/': fileURLToPath(new URL('..', import.meta.url)),
  }
  server = await serve(folders, {
    '/': page(suite),
    '/published': page(published),
    '/vectors.json': JSON.stringify(vectors),
    '/policy-with-wasm': page(loads, policy("'wasm-unsafe-eval'")),
    '/policy-without-wasm': page(loads, policy('')),
  })
})
after(() => server.close())

for (const [name, open] of Object.entries(browsers)) {
  describe(name, () => {
    let browser
    before(async () => void (browser = await open()))
    after(() => browser?.close())

    for (const [where, host, subtle] of [
      ['on a secure page', '127.0.0.1', true],
      ['on an http page without crypto.subtle', INSECURE_HOST, false],
    ]) {
      test(`every vector and promise ${where}`, async () => {
        await browser.open(`http://${host}:${server.port}/`)
        assert.equal(await browser.run('return isSecureContext'), subtle)
        assert.equal(await browser.run('return Boolean(crypto.subtle)'), subtle)
        const { passed, failed } = await browser.run('return (await prepared)()')
        assert.deepEqual(failed, [])
        assert.ok(passed > 500, `${passed} cases`)
      })
    }

    test('the published signatures and the H5 address come out on a page', async () => {
      await browser.open(`http://127.0.0.1:${server.port}/published`)
      const made = await browser.run('return prepared')
      assert.deepEqual(made, [
        '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6',
        '1917abc8b8908f9bef5cc86559c26edc',
        '65d704b3652d451355f99b173635d107',
        vectors.h5[0].url,
      ])
    })

    test("a policy with 'wasm-unsafe-eval' is enough", async () => {
      await browser.open(`http://127.0.0.1:${server.port}/policy-with-wasm`)
      assert.match(await browser.run('return prepared'), /^[0-9a-f]{32}$/)
    })

    test('a policy without it is named in the error', async () => {
      await browser.open(`http://127.0.0.1:${server.port}/policy-without-wasm`)
      assert.match(
        await browser.run('return prepared'),
        /^PayError config: .*Content-Security-Policy.*'wasm-unsafe-eval'/,
      )
    })
  })
}
