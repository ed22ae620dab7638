// The signing page as a visitor has it: built, served by the demo's server, opened in Chromium.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import jsQR from 'jsqr'
import { launchChromium } from '../browsers.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const read = (path) => JSON.parse(readFileSync(new URL(`../../vectors/${path}`, import.meta.url), 'utf8'))
const published = read('sign.json').filter((vector) => vector.published)
const [printedAddress] = read('hicoin-h5-url.json')
const rsaKey = (name) => readFileSync(new URL(`../../vectors/keys/${name}`, import.meta.url), 'utf8')
const plainRsa = read('sign.json').find(({ scheme, name }) => scheme === 'sixdu' && name === 'plain')

let server
let origin
let browser

before(async () => {
  ;({ server, origin } = await startServer())
  browser = await launchChromium()
})

after(async () => {
  await browser?.close()
  server?.kill('SIGINT')
})

function startServer(port = '0') {
  const script = new URL('../../../www/shop/server/demo.js', import.meta.url)
  const data = mkdtempSync(join(tmpdir(), 'paysign-page-'))
  const env = { ...process.env, PORT: port, SANDBOX_PORT: '0', DATA: data }
  const server = spawn(process.execPath, [script.pathname], { env })
  server.once('exit', () => rmSync(data, { recursive: true, force: true }))
  return new Promise((resolve, reject) => {
    let output = ''
    let errors = ''
    server.stdout.on('data', (data) => {
      output += data
      const address = /^http:\/\/127\.0\.0\.1:\d+(?=\/$)/m.exec(output)
      if (address) resolve({ server, origin: address[0], output: () => output })
    })
    server.stderr.on('data', (data) => (errors += data))
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)))
  })
}

/** Opens the page, and fails the test if the page complains, or asks anything of anybody but its own server. */
async function open(t, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  const complaints = []
  page.on('console', (message) => /error|warning/.test(message.type()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`request to ${request.url()}`)
  })
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [])
  })
  await page.goto(`${origin}/sign/${hash}`)
  await page.waitForSelector('[data-ready]')
  return page
}

const schemeOn = (page) => page.getByRole('combobox', { name: 'Scheme', exact: true })
const keyOn = (page) => page.getByRole('textbox', { name: 'Key', exact: true })
const signatureOn = (page) => page.locator('#signature').textContent()
const pick = (page, name) => page.getByRole('link', { name, exact: true }).click()

const openAll = (page) =>
  page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)))

async function scanned(page) {
  const code = page.locator('#qr')
  await code.scrollIntoViewIfNeeded()
  await page.locator('#bar').waitFor({ state: 'hidden' })
  const picture = await code.screenshot()
  // A page of its own reads the picture's pixels: the signing page's policy would rightly refuse it.
  const reader = await browser.newPage()
  const { width, height, pixels } = await reader.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const { width, height } = picture
    const drawing = new OffscreenCanvas(width, height).getContext('2d')
    drawing.drawImage(picture, 0, 0)
    return { width, height, pixels: [...drawing.getImageData(0, 0, width, height).data] }
  }, picture.toString('base64'))
  await reader.close()
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data
}

/** Whatever is wider than the window or cut by it, except what scrolls by itself. */
const overflowing = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const wide = [...document.body.querySelectorAll('*')].filter((node) => {
      const box = node.getBoundingClientRect()
      const shown = node.checkVisibility() && box.width > 0 && !node.closest('.heard, .skip')
      return shown && (box.right > width + 0.5 || box.left < -0.5)
    })
    const names = wide.map((node) => `${node.tagName}.${node.getAttribute('class')}#${node.id}`)
    return document.documentElement.scrollWidth > width ? ['the page', ...names] : names
  })

describe('the page and its server', () => {
  test('the address printed by the server leads to the shop, and its second tab to the signing page', async (t) => {
    const page = await open(t)
    await page.goto(`${origin}/`)
    await page.getByRole('link', { name: 'Signing' }).click()
    await page.waitForSelector('[data-ready]')
    assert.equal(page.url(), `${origin}/sign/`)
    assert.equal(await page.locator('nav [aria-current=page]').textContent(), 'Signing')
  })

  test('the headers forbid every connection, inline script and inline style', async () => {
    const { headers } = await fetch(`${origin}/sign/`)
    const policy = Object.fromEntries(
      headers
        .get('content-security-policy')
        .split(';')
        .map((directive) => directive.trim().split(/ (.*)/)),
    )
    assert.equal(policy['default-src'], "'none'")
    assert.equal(policy['script-src'], "'self' 'wasm-unsafe-eval'")
    assert.equal(policy['style-src'], "'self'")
    assert.equal(policy['connect-src'], "'none'")
    assert.equal(policy['form-action'], "'none'")
    assert.equal(policy['frame-ancestors'], "'none'")
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  })

  test('typed without its slash, it is the page under the same policy', async () => {
    const [typed, linked] = await Promise.all(['/sign', '/sign/'].map((path) => fetch(origin + path)))
    assert.equal(typed.headers.get('content-security-policy'), linked.headers.get('content-security-policy'))
    assert.equal(await typed.text(), await linked.text())
  })

  test('the browser enforces it: not even the page itself can fetch, run a string or add a style', async (t) => {
    const context = await browser.newContext()
    t.after(() => context.close())
    const page = await context.newPage()
    await page.goto(`${origin}/sign/`)
    await page.waitForSelector('[data-ready]')
    const tried = await page.evaluate(async () => {
      const violated = []
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
      const fetched = await fetch('/sign/').then(
        () => 'fetched',
        () => 'refused',
      )
      const style = document.createElement('style')
      style.textContent = 'body { --added: yes }'
      document.head.append(style)
      const script = document.createElement('script')
      let set = 'refused'
      try {
        script.textContent = 'window.ran = true'
        document.head.append(script)
        set = 'set'
      } catch {}
      await new Promise((resolve) => setTimeout(resolve, 100))
      return {
        fetched,
        set,
        ran: window.ran === true,
        added: getComputedStyle(document.body).getPropertyValue('--added'),
        violated,
      }
    })
    assert.equal(tried.fetched, 'refused')
    assert.equal(tried.ran, false)
    assert.equal(tried.added, '')
    assert.ok(tried.violated.includes('connect-src'), String(tried.violated))
  })

  test('a taken port is passed over, and Ctrl-C ends the server', async () => {
    const taken = new URL(origin).port
    const second = await startServer(taken)
    assert.notEqual(second.origin, origin)
    assert.ok(Number(new URL(second.origin).port) > Number(taken))
    assert.equal(second.output().trim().split('\n').length, 1, 'one address and nothing else')
    // As a browser does, keep a connection open.
    await fetch(`${second.origin}/sign/`).then((answer) => answer.text())
    const ended = new Promise((resolve) => second.server.once('exit', (code, signal) => resolve(code ?? signal)))
    second.server.kill('SIGINT')
    assert.equal(await ended, 0)
  })

  test('what is not there is not found, and nothing outside the built pages is served', async () => {
    for (const path of ['/nothing', '/..%2fpackage.json', '/%2e%2e/package.json', '/sign/../../package.json']) {
      assert.equal((await fetch(`${origin}${path}`)).status, 404, path)
    }
  })
})

describe('the printed examples, one click each', () => {
  const links = {
    "printed in HiCoin's appendix 2 (parameters and key as WeChat Pay prints them)": 'HiCoin, appendix 2',
    "printed in Yinqiantong's signing page, September 2018": 'Yinqiantong v1, 2018-09',
    "printed in Yinqiantong's signing page, November 2018": 'Yinqiantong v2, 2018-11',
  }

  test('every published vector has its link', () => {
    assert.deepEqual(Object.keys(links).sort(), published.map(({ name }) => name).sort())
  })

  for (const { name, canonical, signature } of published) {
    test(`${signature}: ${name}`, async (t) => {
      const page = await open(t)
      await pick(page, links[name])
      assert.equal(await signatureOn(page), signature)
      assert.equal(await page.locator('#canonical').textContent(), canonical)
      assert.equal(await page.locator('#plate .verdict').getAttribute('data-same'), 'true')
      // The tick is earned: another value, and it is gone.
      await page.locator('.row .value').first().fill('9')
      assert.notEqual(await signatureOn(page), signature)
      assert.equal(await page.locator('#plate .verdict').count(), 0)
    })
  }

  test('the H5 address comes out as a link and as a QR code', async (t) => {
    const page = await open(t)
    await pick(page, 'HiCoin, appendix 2')
    await pick(page, 'HiCoin, H5 address')
    assert.equal(await page.locator('#h5-link').getAttribute('href'), printedAddress.url)
    assert.equal(await page.locator('#h5-link').textContent(), printedAddress.url)
    assert.equal(await signatureOn(page), printedAddress.paySign)
    assert.equal(await page.locator('#canonical').textContent(), printedAddress.canonical)
    assert.equal(await scanned(page), printedAddress.url)
  })

  test('the QR code stays readable in the dark and on a phone', async (t) => {
    const page = await open(t, { colorScheme: 'dark', viewport: { width: 360, height: 740 } })
    assert.equal(await scanned(page), printedAddress.url)
  })

  test('another pay page takes the place of HiCoin’s; one that is not https is refused beside its field', async (t) => {
    const page = await open(t)
    await page.getByLabel('Pay page, if not HiCoin’s own').fill('https://pay.example.com/h5/')
    const expected = printedAddress.url.replace(
      'https://api.hicoin.vip/hicoinfe/payment/',
      'https://pay.example.com/h5/',
    )
    assert.equal(await page.locator('#h5-link').getAttribute('href'), expected)
    await page.getByLabel('Pay page, if not HiCoin’s own').fill('http://pay.example.com/h5/')
    await page.locator('#h5-fault').waitFor()
    assert.match(await page.locator('#h5-fault').textContent(), /http/)
    assert.equal(await page.locator('#h5-link').count(), 0)
  })

  test('every example equals its test vector', async (t) => {
    const page = await open(t)
    const names = await page.locator('#examples a').allTextContents()
    assert.ok(names.length >= 10)
    for (const name of names) {
      await pick(page, name)
      assert.equal(await page.locator('#plate .verdict').getAttribute('data-same'), 'true', name)
      assert.equal(await page.locator('#examples a[aria-current]').textContent(), name)
    }
  })

  test('an example has an address of its own, which holds no key', async (t) => {
    const page = await open(t, { hash: '#byte-order' })
    assert.equal(await page.locator('#canonical').textContent(), '0=9&B=3&Z=5&_=4&a=2&a1=1&a10=0&aB=7&a_b=6&ab=8')
    await keyOn(page).fill('my own key')
    await pick(page, 'Sorted by bytes')
    assert.equal(await keyOn(page).inputValue(), 'app-secret-bitcv')
    await pick(page, 'Reserved characters')
    assert.equal(new URL(page.url()).hash, '#reserved')
    await page.goBack()
    assert.equal(await page.locator('#examples a[aria-current]').textContent(), 'Sorted by bytes')
  })
})

describe('one’s own input', () => {
  test('RSA: a private key signs as the independent implementation does; the other kinds of key are named', async (t) => {
    const page = await open(t)
    await schemeOn(page).selectOption('sixdu')
    await page.getByText('Paste JSON, a query string or a form body').click()
    await page
      .getByLabel('Text to read the parameters from')
      .fill(JSON.stringify(Object.fromEntries(plainRsa.params.map(([n, , v]) => [n, v]))))
    await page.getByRole('button', { name: 'Replace the parameters' }).click()
    const key = keyOn(page)
    const body = (pem) => pem.replace(/-----[^-]+-----|\s/g, '')
    for (const wrapped of [
      rsaKey('merchant.pkcs8.pem'),
      rsaKey('merchant.pkcs1.pem'),
      body(rsaKey('merchant.pkcs8.pem')),
      body(rsaKey('merchant.pkcs1.pem')),
    ]) {
      await key.fill(wrapped)
      assert.equal(await signatureOn(page), plainRsa.signature)
    }
    for (const [name, message] of [
      ['merchant.spki.pem', /public key/i],
      ['ec.pkcs8.pem', /EC private key/i],
      ['encrypted.pkcs8.pem', /encrypted/i],
      ['weak1024.pkcs8.pem', /1024/],
    ]) {
      await key.fill(rsaKey(name))
      assert.match(await page.locator('#key-fault').textContent(), message, name)
      assert.equal(await key.getAttribute('aria-invalid'), 'true')
      assert.equal(await page.locator('#signature').count(), 0)
      assert.equal(await page.locator('#canonical').textContent(), plainRsa.canonical, 'the steps before the key stay')
    }
  })

  test('a secret with a line break is refused with a reason, and the next key works', async (t) => {
    const page = await open(t, { hash: '#yinqiantong-v2-2018' })
    const key = keyOn(page)
    await key.fill('your_app_secret\n')
    assert.match(await page.locator('#key-fault').textContent(), /line break/)
    assert.equal(await page.locator('#signature').count(), 0)
    await key.fill('your_app_secret')
    assert.equal(await page.locator('#key-fault').isVisible(), false)
    assert.equal(await signatureOn(page), '65d704b3652d451355f99b173635d107')
  })

  test('a key of one’s own is hidden, and is nowhere on the page but in its field', async (t) => {
    const page = await open(t, { hash: '#yinqiantong-v2-2018' })
    const key = keyOn(page)
    const masked = () => key.evaluate((field) => getComputedStyle(field).webkitTextSecurity)
    assert.equal(await masked(), 'none', 'the example’s key is public')
    await key.fill('correct-horse-battery')
    assert.equal(await masked(), 'disc')
    assert.ok(!(await page.locator('body').innerText()).includes('correct-horse'))
    assert.ok(!page.url().includes('correct-horse'))
    assert.equal(
      await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes('correct-horse')),
      false,
    )
    await page.getByRole('button', { name: 'Show' }).click()
    assert.equal(await masked(), 'none')
  })

  test('a parameter that cannot be signed says why, in its row', async (t) => {
    const page = await open(t, { hash: '#yinqiantong-v2-2018' })
    const row = page.locator('.row', { has: page.locator('.type >> nth=0') }).nth(2)
    await row.getByLabel('Value').fill('1.5')
    assert.match(await row.locator('.fault').textContent(), /safe integer.*string/)
    assert.equal(await row.getByLabel('Value').getAttribute('aria-invalid'), 'true')
    await row.getByLabel('Type').selectOption('string')
    assert.equal(await row.locator('.fault').isVisible(), false)
    await row.getByLabel('Type').selectOption('bigint')
    assert.match(await row.locator('.fault').textContent(), /whole number/)
    await row.getByLabel('Type').selectOption('string')
    await row.getByLabel('Name').fill('channel')
    assert.match(await row.locator('.fault').textContent(), /Another row has this name/)
    assert.equal(await page.locator('#signature').count(), 0)
  })

  test('every field of a rule can be changed, and the rule becomes one’s own', async (t) => {
    const page = await open(t, { hash: '#hicoin-appendix' })
    await page.getByText('Change the rule').click()
    // WeChat Pay's documentation prints this example in MD5 as well, with this signature.
    await page.getByLabel(/^Algorithm/).selectOption('md5')
    assert.equal(await schemeOn(page).inputValue(), 'own')
    assert.equal(await signatureOn(page), '9A0A8659F005D6984697E2CA0A9CF3B7')
    await page.getByLabel(/^Written as/).selectOption('hex')
    assert.equal(await signatureOn(page), '9a0a8659f005d6984697e2ca0a9cf3b7')
    await page.getByLabel(/^Separator/).fill('|')
    await page.getByLabel(/^After the sorted/).fill('body')
    await page.getByLabel(/^Also not signed/).fill('mch_id device_info')
    assert.equal(
      await page.locator('#canonical').textContent(),
      'appid=wxd930ea5d5a258f4f|nonce_str=ibuaiVcKdpRxkhJA|body=test',
    )
    await page.getByLabel(/^How the secret joins/).fill('no place for it')
    assert.ok((await page.locator('#rule-fault').textContent()).length > 10)
    await schemeOn(page).selectOption('hicoin')
    assert.equal(await signatureOn(page), '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6')
  })

  test('each way of leaving a parameter out is named', async (t) => {
    const page = await open(t, { hash: '#empty-dropped' })
    await schemeOn(page).selectOption('bitcv')
    await page.getByText('Paste JSON, a query string or a form body').click()
    await page
      .getByLabel('Text to read the parameters from')
      .fill('{"a":"1","sign":"x","sign_type":"MD5","empty":"","gone":null}')
    await page.getByRole('button', { name: 'Replace the parameters' }).click()
    const dropped = await page.locator('.dropped li').allTextContents()
    assert.deepEqual(dropped.sort(), [
      'empty empty',
      'gone absent',
      'sign the signature itself',
      'sign_type not signed by this rule',
    ])
  })

  const paste = async (page, pasted) => {
    await openAll(page)
    await page.getByLabel('Text to read the parameters from').fill(pasted)
    await page.getByRole('button', { name: 'Replace the parameters' }).click()
  }

  test('a notification is pasted as it arrived, JSON or form, and compared with the signature it carries', async (t) => {
    const page = await open(t)
    await schemeOn(page).selectOption('hicoin')
    const notifications = read('verify.json').filter(({ gateway, secret }) => gateway === 'hicoin' && secret)
    const seen = new Set()
    for (const { name, body, secret, expect } of notifications) {
      if (!/sign/.test(body)) continue
      await keyOn(page).fill(secret)
      await paste(page, body)
      if (expect === 'body') {
        assert.match(await page.locator('#paste-fault').textContent(), /appears twice/, name)
      } else {
        assert.equal(await page.locator('#compare .verdict').getAttribute('data-same'), String(expect === 'ok'), name)
      }
      seen.add(expect)
    }
    assert.deepEqual([...seen].sort(), ['body', 'ok', 'signature'])
  })

  test('pasted JSON keeps every digit and every character', async (t) => {
    const page = await open(t)
    await schemeOn(page).selectOption('bhop-org')
    await paste(
      page,
      '{ "id": 1571561027984123456, "price": 1.50, "n": -7, "on": true, "off": null, "text": "a\\r\\n\\u94b1", "inner": {"a": [1.0, "}"]} }',
    )
    assert.equal(
      await page.locator('#canonical').textContent(),
      'id=1571561027984123456&inner={"a": [1.0, "}"]}&n=-7&on=true&price=1.50&text=a\r\n钱',
    )
    const types = await page.locator('.row .type').evaluateAll((fields) => fields.map((field) => field.value))
    assert.deepEqual(types, ['bigint', 'string', 'number', 'boolean', 'null', 'string', 'string'])
    assert.match(await page.locator('.notes').textContent(), /price: 1\.50 is taken as text.*inner holds an object/s)
  })

  test('a pasted form or address is decoded once, and says where a “+” was a space', async (t) => {
    const page = await open(t)
    await schemeOn(page).selectOption('bhop-org')
    await paste(page, 'https://shop.example.com/back?b=%E9%92%B1+1&a=100%25&empty=&c=50%#top')
    assert.equal(await page.locator('#canonical').textContent(), 'a=100%&b=钱 1&c=50%&empty=')
    assert.match(
      await page.locator('.notes').textContent(),
      /b: “\+” was read as a space.*c has a “%” that is not an escape/s,
    )
    for (const [pasted, message] of [
      ['', /Nothing to read/],
      ['<html>502</html>', /Neither/],
      ['{"a": 1', /does not read as JSON/],
      ['[1]', /array/],
      ['a=1&a=2', /a appears twice/],
    ]) {
      await paste(page, pasted)
      assert.match(await page.locator('#paste-fault').textContent(), message)
      assert.equal(await page.locator('.row').count(), 4, 'the rows stay as they were')
    }
  })

  test('the code shown is code: run in Node, it gives the signature', async (t) => {
    const page = await open(t, { hash: '#rsa' })
    await page.locator('.row .name').first().fill('__proto__')
    await page.getByText('As code').click()
    const code = await page.locator('.code').textContent()
    const { Signer } = await import('paysign')
    const body = code.replace(/^import .*\n/, '').replace('process.env.PAY_KEY', 'key')
    const sign = new Function('Signer', 'key', `${body}; return signature`)
    assert.equal(sign(Signer, rsaKey('merchant.pkcs8.pem')), await signatureOn(page))
  })
})

describe('compare', () => {
  const compare = (page) => page.getByLabel('Signature or canonical string from the gateway or your own code')
  const verdict = (page) => page.locator('#compare .verdict')

  test('a signature: the same, the same in the other case, another one', async (t) => {
    const page = await open(t, { hash: '#yinqiantong-v2-2018' })
    await compare(page).fill('65d704b3652d451355f99b173635d107')
    assert.equal(await verdict(page).textContent(), 'The same signature.')
    await compare(page).fill(' 65D704B3652D451355F99B173635D107\n')
    assert.match(await verdict(page).textContent(), /other letter case/)
    await compare(page).fill('65d704b3652d451355f99b173635d108')
    assert.equal(await verdict(page).getAttribute('data-same'), 'false')
    assert.match(await page.locator('#compare-outcome').textContent(), /No usual variation/)
  })

  test('a signature under a misread rule: the misreading is found, and can be adopted', async (t) => {
    const page = await open(t, { hash: '#empty-dropped' })
    // This is what HiCoin's H5 rule gives for these parameters, by the test vectors: values encoded, not raw.
    const encoded = read('sign.json').find(({ scheme, name }) => scheme === 'hicoin-h5' && name === 'empty values')
    await compare(page).fill(encoded.signature)
    assert.match(await page.locator('.found').textContent(), /encoded as form/)
    await page.getByRole('button', { name: 'Use this rule' }).click()
    assert.equal(await signatureOn(page), encoded.signature)
    assert.equal(await schemeOn(page).inputValue(), 'own')
  })

  test('a canonical string: the first character that differs, where it is, and what it looks like', async (t) => {
    const page = await open(t, { hash: '#chinese-encoded' })
    const canonical = await page.locator('#canonical').textContent()
    await compare(page).fill(canonical)
    assert.equal(await verdict(page).textContent(), 'The same canonical string.')

    await compare(page).fill(canonical.replaceAll('+', '%20'))
    assert.equal(
      await verdict(page).textContent(),
      'They part at character 24 (byte 24), in body: here “+” (U+002B), there “%” (U+0025).',
    )
    assert.deepEqual(await page.locator('.side-by-side mark').allTextContents(), ['+', '%'])
    assert.match(await page.locator('#compare-outcome').textContent(), /RFC 3986/)

    await compare(page).fill(`${canonical}\n`)
    assert.match(await verdict(page).textContent(), /here the end, there line feed \(U\+000A\)/)
    assert.match(await page.locator('#compare-outcome').textContent(), /line break at its end/)

    await pick(page, 'Chinese, as it is')
    await compare(page).fill('body=充值 🎊 100元')
    assert.match(
      await verdict(page).textContent(),
      /character 9 \(byte 13\), in body: here “🎉” \(U\+1F389\), there “🎊” \(U\+1F38A\)/,
    )
  })

  test('a canonical string with the secret on: right, wrong, and never shown', async (t) => {
    const page = await open(t, { hash: '#yinqiantong-v2-2018' })
    const canonical = await page.locator('#canonical').textContent()
    await compare(page).fill(`${canonical}&app_secret=your_app_secret`)
    assert.match(await verdict(page).textContent(), /same secret attached/)
    await compare(page).fill(`${canonical}&app_secret=your_app_secreT`)
    assert.match(await verdict(page).textContent(), /what follows it is not the secret/)
    assert.ok(!(await page.locator('#compare-outcome').textContent()).includes('secreT'))
  })
})

describe('for everybody', () => {
  test('speaks the browser’s language, and the other one at a click, for good', async (t) => {
    const page = await open(t, { locale: 'zh-CN' })
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN')
    assert.equal(await page.locator('h1').textContent(), '支付签名，逐字节看清')
    assert.match(await page.title(), /逐字节/)
    await page.getByRole('button', { name: 'English' }).click()
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    assert.equal(await page.locator('h1').textContent(), 'Every byte of a payment signature')
    await page.reload()
    await page.waitForSelector('[data-ready]')
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    await page.getByRole('button', { name: '中文' }).click()
    assert.equal(await page.locator('#result-heading').textContent(), '从参数到签名')
  })

  test('nothing is left untranslated', async (t) => {
    const page = await open(t, { locale: 'zh-CN', hash: '#hicoin-h5-address' })
    await openAll(page)
    const english = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const found = []
      while (walker.nextNode()) {
        const node = walker.currentNode
        const own = node.parentElement.closest('[translate=no], noscript, [lang=en], .wordmark, code, option')
        // Two English words side by side, other than names.
        if (!own && /[a-z]{2,} [a-z]{2,}/i.test(node.data.replaceAll(/connect-\S+|Node|HiCoin( H5)?|HMAC/g, '')))
          found.push(node.data)
      }
      return found
    })
    assert.deepEqual(english, [])
  })

  test('the theme follows the system until one is chosen, and the choice stays', async (t) => {
    const page = await open(t, { colorScheme: 'dark' })
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await paper()
    await page.getByRole('button', { name: 'Theme: as the system' }).click()
    const light = await paper()
    assert.notEqual(light, dark)
    await page.reload()
    await page.waitForSelector('[data-ready]')
    assert.equal(await paper(), light)
    await page.getByRole('button', { name: 'Theme: light' }).click()
    assert.equal(await paper(), dark)
  })

  test('works by keyboard alone, and the focus is always to be seen', async (t) => {
    const page = await open(t)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'HiCoin, H5 address')
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await signatureOn(page), '65d704b3652d451355f99b173635d107')

    const seen = new Set()
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab')
      const { id, outline, covered } = await page.evaluate(() => {
        const node = document.activeElement
        const style = getComputedStyle(node)
        const box = node.getBoundingClientRect()
        return {
          id: node.id || node.className || node.textContent,
          outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          covered: box.bottom < 0 || box.top > innerHeight,
        }
      })
      seen.add(id)
      if (await page.evaluate(() => document.activeElement === document.body)) break
      assert.ok(outline, `no visible focus on ${id}`)
      assert.ok(!covered, `the focus on ${id} is out of sight`)
    }
    for (const id of ['scheme', 'key', 'key-reveal', 'copy-signature', 'compare-field'])
      assert.ok(seen.has(id), `${id} was not reached`)

    // Add a parameter, type it, remove it again; the focus is never lost.
    await page.getByRole('button', { name: 'Add a parameter' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('zz')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('9')
    assert.match(await page.locator('#canonical').textContent(), /&zz=9$/)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Remove zz')
    await page.keyboard.press('Enter')
    assert.equal(await signatureOn(page), '65d704b3652d451355f99b173635d107')
    assert.ok(await page.evaluate(() => document.activeElement.matches('.row .name')))
  })

  test('copies the signature and the canonical string exactly', async (t) => {
    const page = await open(t, { hash: '#line-breaks', permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByRole('button', { name: 'Copy the canonical string' }).click()
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      'nul-free=ok&text=one\r\ntwo\tthree&ts=1536053843',
    )
    await page.getByRole('button', { name: 'Copy the signature' }).click()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await signatureOn(page))
  })

  test('screen readers hear the signature, once it stands', async (t) => {
    const page = await open(t)
    await pick(page, 'Yinqiantong v2, 2018-11')
    await page.getByText('Signature computed: 65d704b3652d451355f99b173635d107').waitFor({ state: 'attached' })
  })

  for (const locale of ['en-US', 'zh-CN']) {
    test(`fits a phone of 360 px and every width up to 1440, ${locale}`, async (t) => {
      const page = await open(t, { locale, viewport: { width: 360, height: 740 } })
      for (const hash of ['hicoin-h5-address', 'chinese-encoded', 'reserved', 'line-breaks', 'rsa', 'empty-dropped']) {
        await page.evaluate((hash) => (location.hash = hash), hash)
        await page.locator(`#examples a[href="#${hash}"][aria-current]`).waitFor()
        await openAll(page)
        await page.locator('#compare-field').fill('x'.repeat(20) + '=' + '%E5'.repeat(60))
        await page.locator('#key').fill('\n' + 'k'.repeat(300))
        assert.deepEqual(await overflowing(page), [], hash)
      }
      for (const width of [320, 390, 600, 768, 1023, 1024, 1280, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        assert.deepEqual(await overflowing(page), [], String(width))
      }
    })
  }

  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      test(`axe finds nothing: ${colorScheme}, ${width} px`, async (t) => {
        const page = await open(t, { colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' })
        const scan = async (state) => {
          await page.evaluate(axe)
          const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document))
          assert.ok(passes.length > 20, 'axe looked at the page')
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
          assert.deepEqual(found, [], state)
        }
        await scan('a printed example')
        await openAll(page)
        await page.locator('#compare-field').fill('appId=1')
        await page.locator('#key').fill('a\nb')
        await page.locator('.row .type').first().selectOption('number')
        await page.getByRole('button', { name: 'Replace the parameters' }).click()
        await scan('with everything open and every kind of fault')
        await pick(page, 'Empty values left out')
        await page.locator('#compare-field').fill('0'.repeat(64))
        await scan('with a parameter left out and a signature that differs')
      })
    }
  }
})

describe('a notification, pasted as it arrived', () => {
  const vectors = read('verify.json')
  const classes = { hicoin: 'hicoin', 'yinqiantong-v2': 'yinqiantong-v2', bitcv: 'bitcv', sixdu: 'sixdu' }
  const verdicts = (page) =>
    page.locator('#verify-result .verdict').evaluateAll((all) => all.map((each) => each.dataset.same))

  async function verify(page, { gateway, body, secret, publicKey, appid }) {
    await page.locator('#verify-gateway').selectOption(classes[gateway])
    await page.locator('#verify-key').fill(secret ?? rsaKey(publicKey.replace('keys/', '')))
    if (await page.locator('#verify-app').isVisible()) await page.locator('#verify-app').fill(appid ?? '')
    await page.locator('#verify-body').fill(body)
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    return page.locator('#verify-result').textContent()
  }

  test('each vector is judged as it should be, with the reason', async (t) => {
    const page = await open(t)
    const said = { signature: /PayError signature/, body: /PayError body/, identity: /PayError identity/ }
    let judged = 0
    for (const vector of vectors) {
      if (vector.body === '') continue
      const text = await verify(page, vector)
      if (vector.expect === 'ok' && vector.now === undefined) {
        assert.match(text, /The signature is right/, vector.name)
        assert.ok(!(await verdicts(page)).includes('false'), vector.name)
      } else if (vector.now !== undefined && vector.expect !== 'identity') {
        // The page has no other clock than the present, which is years later.
        assert.match(text, /The signature is right.*PayError expired.*clock/s, vector.name)
      } else {
        assert.match(text, said[vector.expect], vector.name)
      }
      judged += 1
    }
    assert.ok(judged >= 15)
  })

  test('Yinqiantong v1 carries its signature in headers', async (t) => {
    const page = await open(t)
    const vector = published.find(({ scheme }) => scheme === 'yinqiantong-v1')
    const fields = Object.fromEntries(vector.params.map(([name, , value]) => [name, value]))
    const { ts, ...body } = fields
    await page.locator('#verify-gateway').selectOption('yinqiantong-v1')
    await page.locator('#verify-key').fill(vector.secret)
    await page.locator('#verify-body').fill(JSON.stringify(body))
    await page.locator('#verify-headers').fill(`appid: 1\nappkey: 2\nts: ${ts}\nsign: ${vector.signature}`)
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    assert.equal(await page.locator('#verify-canonical').textContent(), vector.canonical)
    assert.match(await page.locator('#verify-result').textContent(), /The signature is right.*expired/s)
    await page.locator('#verify-headers').fill('appid: 1')
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    assert.match(await page.locator('#verify-result').textContent(), /carries no signature in sign/)
  })

  test('what would make a wrong signature right is found, and the example can be tampered with', async (t) => {
    const page = await open(t)
    const body = JSON.stringify({ appid: '1', money: 5, note: '', sign: '' })
    const sign = createHash('md5').update('appid=1&money=5&note=&app_secret=s3cret').digest('hex')
    const text = await verify(page, {
      gateway: 'yinqiantong-v2',
      secret: 's3cret',
      body: body.replace('"sign":""', `"sign":"${sign}"`),
    })
    assert.match(text, /It would be right if:.*empty values stay/s)
    await page.locator('#verify-gateway').selectOption('hicoin')
    await page.getByRole('button', { name: 'Take an example' }).click()
    assert.deepEqual(await verdicts(page), ['true', 'true'])
    await page.getByRole('button', { name: 'and change one character' }).click()
    assert.deepEqual(await verdicts(page), ['false', 'false'])
  })
})
