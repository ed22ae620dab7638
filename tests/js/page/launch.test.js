// launch in Chromium: what really arrives at the server that the form is for, and what the page refuses.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { launchChromium } from '../browsers.js'
import { launch } from '../../../pkg/lib/launch.js'

const lib = (name) => readFileSync(new URL(`../../../pkg/lib/${name}`, import.meta.url))
const documented = readFileSync(new URL('../../vectors/yinqiantong-pay-body.txt', import.meta.url), 'utf8')
const WECHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.42 Language/zh_CN'
// What the page complains of in its own words, and no page of these tests has cause for.
const complaints = []

let server
let origin
let browser
let pages // by path, HTML
let arrived // what came to /gateway.do

before(async () => {
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, origin)
    if (pathname === '/gateway.do') {
      let body = ''
      for await (const part of request.setEncoding('latin1')) body += part
      arrived.push({ method: request.method, url: request.url, type: request.headers['content-type'], body })
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="icon" href="data:,"><h1>cashier</h1>')
    } else if (/^\/lib\/\w+\.js$/.test(pathname)) {
      response.setHeader('content-type', 'text/javascript').end(lib(pathname.slice(5)))
    } else {
      const { body = '', type = 'text/html; charset=utf-8' } = pages[pathname] ?? {}
      response
        .setHeader('content-type', type)
        .end(Buffer.concat([Buffer.from(`<!doctype html><link rel="icon" href="data:,"><body>`), Buffer.from(body)]))
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${server.address().port}`
  browser = await launchChromium()
})

after(async () => {
  await browser?.close()
  server?.close()
  assert.deepEqual(complaints, [])
})

async function open(t, { page: content = {}, userAgent } = {}) {
  pages = { '/page': content }
  arrived = []
  const context = await browser.newContext({ userAgent })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${origin}/page`)
  return page
}

/** Runs launch in the page with this action; gives what it returned, or its error. */
function launchIn(page, action, script = '') {
  return page.evaluate(
    async ([action, script]) => {
      const { launch } = await import('/lib/launch.js')
      const { PayError } = await import('/lib/error.js')
      const options = new Function('window', script)(window)
      try {
        return { value: await launch(action, options) }
      } catch (error) {
        return { isPayError: error instanceof PayError, kind: error.kind, message: error.message }
      }
    },
    [action, script],
  )
}

/** Launches a form and waits for the page that it leads to; gives what arrived. */
async function submitIn(page, action) {
  // The page may be gone before the answer is.
  await Promise.all([page.waitForURL(/gateway\.do/), launchIn(page, action).catch(() => {})])
  assert.equal(await page.textContent('h1'), 'cashier')
  assert.equal(arrived.length, 1)
  return arrived[0]
}

const form = (fields, more) => ({
  kind: 'form',
  method: 'post',
  action: `${origin}/gateway.do?charset=utf-8`,
  fields,
  ...more,
})

const printed = JSON.parse(readFileSync(new URL('../../vectors/pay-pages.json', import.meta.url), 'utf8'))

test('the documented form arrives as if the browser itself had sent it', async (t) => {
  const html = documented.replace('https://openapi.alipay.com', origin)
  // As it came, with its own script; what parsePayBody must not leave to a page.
  const own = await open(t, { page: {} })
  pages['/own'] = { body: html }
  await own.goto(`${origin}/own`)
  await own.waitForURL(/gateway\.do/)
  const [expected] = arrived
  assert.match(expected.body, /^app_id=2018081661080671&method=alipay\.trade\.wap\.pay&/)

  const page = await open(t)
  const fields = await page.evaluate((html) => {
    const inputs = new DOMParser().parseFromString(html, 'text/html').querySelectorAll('input[type=hidden]')
    return Array.from(inputs, ({ name, value }) => [name, value])
  }, html)
  assert.equal(fields.length, 11)
  assert.deepEqual(await submitIn(page, form(fields)), expected)
})

test('B03: pages that have been printed for years arrive as if the browser itself had sent them', async (t) => {
  const here = (text) => text.replace(/https:\/\/\w+\.\w+\.[\w.]+\/[\w./]*/, `${origin}/gateway.do`)
  const page = await open(t)
  for (const { name, html, hosts, ...action } of printed) {
    pages['/own'] = { body: here(html) }
    arrived = []
    await Promise.all([page.waitForURL(/gateway\.do/), page.goto(`${origin}/own`).catch(() => {})])
    const [expected] = arrived
    arrived = []
    await page.goto(`${origin}/page`)
    assert.deepEqual(await submitIn(page, { kind: 'form', ...action, action: here(action.action) }), expected, name)
    await page.goto(`${origin}/page`)
  }
})

// Names that hide properties of a form, and values that a page would read as something else.
const odd = [
  ['submit', 'submit'],
  ['action', 'https://evil.example/'],
  ['method', 'get'],
  ['target', '_blank'],
  ['append', '1'],
  ['appendChild', '2'],
  ['setAttribute', '3'],
  ['elements', '4'],
  ['hidden', ''],
  ['__proto__', '5'],
  ['biz_content', '{"subject":"it\'s \\"月卡\\" <b>&amp; &#39;more&#39;</b>","url":"http:\\/\\/a\\/?b=1&c=2"}'],
  ['商品', '银钱通😀 +%2B=&'],
  ['html', `</form><script>document.title='run'</script><img src=x onerror="document.title='run'">`],
  ['space', ' \t leading and trailing \t '],
]
const decoded = (text) => [...new URLSearchParams(Buffer.from(text, 'latin1').toString())]

test('every character of names and values arrives, in order', async (t) => {
  for (const content of [{}, { body: '<base target="_blank"><form name="body"></form><form id="form"></form>' }]) {
    const { method, url, type, body } = await submitIn(await open(t, { page: content }), form(odd))
    assert.equal(`${method} ${url}`, 'POST /gateway.do?charset=utf-8')
    assert.equal(type, 'application/x-www-form-urlencoded')
    assert.deepEqual(decoded(body), odd)
  }
})

test('a page in GBK sends the UTF-8 that was signed', async (t) => {
  const page = await open(t, { page: { type: 'text/html; charset=gbk' } })
  assert.equal(await page.evaluate(() => document.characterSet), 'GBK')
  const { body } = await submitIn(page, form([['subject', '月卡']]))
  assert.equal(body, 'subject=%E6%9C%88%E5%8D%A1')
})

test('line ends arrive as browsers send them', async (t) => {
  const { body } = await submitIn(await open(t), form([['a', '1\n2']]))
  assert.equal(body, 'a=1%0D%0A2')
})

test('get puts the fields in place of the query', async (t) => {
  const { method, url, body } = await submitIn(await open(t), form([['a', '中']], { method: 'get' }))
  assert.deepEqual([method, url, body], ['GET', '/gateway.do?a=%E4%B8%AD', ''])
})

test('a form is submitted before launch returns, as long as the click counts', async (t) => {
  const page = await open(t)
  const submitted = await page.evaluate(async (action) => {
    const { launch } = await import('/lib/launch.js')
    let submitted = false
    HTMLFormElement.prototype.submit = () => (submitted = true)
    launch(action)
    return submitted
  }, form([]))
  assert.equal(submitted, true)
})

test('a redirect goes to the address', async (t) => {
  const page = await open(t)
  const url = `${origin}/gateway.do?prepay_id=wx1&redirect_url=https%3A%2F%2Fshop.example%2F`
  await submitIn(page, { kind: 'redirect', url })
  assert.equal(page.url(), url)

  const other = await open(t)
  const given = 'return { location: { assign: (url) => (window.went = url) } }'
  await launchIn(other, { kind: 'redirect', url: 'https://wx.tenpay.com/x?a=1' }, given)
  assert.equal(await other.evaluate(() => window.went), 'https://wx.tenpay.com/x?a=1')
})

test('a page goes to https alone, whatever the action says', async (t) => {
  const page = await open(t)
  const address = page.url()
  for (const url of [
    'javascript:document.title="run"',
    'JavaScript://127.0.0.1/%0adocument.title="run"',
    ' java\nscript:document.title="run"',
    'data:text/html,x',
    'blob:https://wx.tenpay.com/x',
    'about:blank',
    'http://wx.tenpay.com/',
    'http://127.evil.example/',
    'http://localhost.evil.example/',
    'http://128.0.0.1/',
    'https://wx.tenpay.com@evil.example/',
    'https://:secret@wx.tenpay.com/',
    'weixin://wap/pay',
    '//wx.tenpay.com/',
    '/gateway.do',
    'gateway.do',
    '',
    null,
    undefined,
    42,
    ['https://wx.tenpay.com/'],
  ]) {
    for (const action of [{ kind: 'redirect', url }, form([['a', '1']], { action: url })]) {
      const error = await launchIn(page, action)
      assert.deepEqual([error.isPayError, error.kind], [true, 'config'], `${url}: ${JSON.stringify(error)}`)
      assert.match(error.message, /^(url|action): .*https/)
    }
  }
  assert.equal(await page.evaluate(() => document.forms.length), 0)
  assert.equal(page.url(), address)
  assert.equal(await page.title(), '')
  assert.deepEqual(arrived, [])
})

test('what no page can launch says what to do', async (t) => {
  const page = await open(t)
  const actions = [
    [{ kind: 'qr-code', text: 'weixin://wxpay/bizpayurl?pr=x' }, /show `text` as a QR code/],
    [{ kind: 'sdk', text: '{}' }, /SDK in the app/],
    [{ kind: 'other' }, /not a pay action/],
    ['{"kind":"redirect","url":"https://wx.tenpay.com/"}', /not as JSON text/],
    [null, /not a pay action/],
    [undefined, /not a pay action/],
    [{ kind: 'wechat-bridge', params: {} }, /in WeChat only/],
    [{ kind: 'form', action: `${origin}/gateway.do`, method: 'post' }, /list of \[name, value\]/],
    [form({ a: '1' }), /list of/],
    [form(['ab']), /list of/],
    [form([['a', 1]]), /list of/],
    [form([['a', '1', '2']]), /list of/],
    [form([], { method: 'dialog' }), /list of/],
  ]
  for (const [action, words] of actions) {
    const error = await launchIn(page, action)
    assert.deepEqual([error.isPayError, error.kind], [true, 'config'], JSON.stringify(action))
    assert.match(error.message, words)
  }
  assert.deepEqual(arrived, [])
  await assert.rejects(launch({ kind: 'redirect', url: 'https://wx.tenpay.com/' }), {
    name: 'PayError',
    kind: 'config',
    message: /in a page only/,
  })
})

const params = {
  appId: 'wx2421b1c4370ec43b',
  timeStamp: '1395712654',
  nonceStr: 'e61463f8efa94090b1f366cccfbbb444',
  package: 'prepay_id=u802345jgfjsdfgsdg888',
  signType: 'MD5',
  paySign: '70EA570631E4BB79628FBCA90534C63FF7FADD89',
}
const action = { kind: 'wechat-bridge', params }
// A stand-in for the bridge, as WeChat's documentation describes it.
const bridge = `({ invoke(...args) { window.invoked = args.slice(0, 2); setTimeout(args[2], 0, { err_msg: window.says }) } })`

test("WeChat's bridge is invoked, and waited for", async (t) => {
  const at = {
    'when it is there': (page) => page.evaluate(`window.WeixinJSBridge = ${bridge}`),
    'when it comes later': (page) =>
      page.evaluate(`setTimeout(() => {
        window.WeixinJSBridge = ${bridge}
        document.dispatchEvent(new Event('WeixinJSBridgeReady'))
      }, 200), undefined`),
    'when it is given': () => `return { bridge: ${bridge} }`,
  }
  for (const [name, prepare] of Object.entries(at)) {
    await t.test(name, async (t) => {
      const page = await open(t, { userAgent: name === 'when it is given' ? undefined : WECHAT })
      await page.evaluate(() => (window.says = 'get_brand_wcpay_request:ok'))
      const script = await prepare(page)
      const answer = await launchIn(page, action, typeof script === 'string' ? script : '')
      assert.deepEqual(answer.value, { status: 'ok', raw: { err_msg: 'get_brand_wcpay_request:ok' } })
      assert.deepEqual(await page.evaluate(() => window.invoked), ['getBrandWCPayRequest', params])
    })
  }
  const page = await open(t)
  for (const [says, status] of [
    ['get_brand_wcpay_request:cancel', 'cancel'],
    ['get_brand_wcpay_request:fail', 'fail'],
    ['get_brand_wcpay_request:fail_invalid appid', 'fail'],
    ['getBrandWCPayRequest:ok', 'ok'],
    ['system:access_denied', 'unknown:system:access_denied'],
    ['x get_brand_wcpay_request:ok', 'unknown:x get_brand_wcpay_request:ok'],
    [undefined, 'unknown:'],
  ]) {
    await page.evaluate((says) => (window.says = says), says)
    assert.equal((await launchIn(page, action, `return { bridge: ${bridge} }`)).value.status, status)
  }
  for (const params of [undefined, null, 'x', []]) {
    const error = await launchIn(page, { ...action, params }, `return { bridge: ${bridge} }`)
    assert.deepEqual([error.kind, error.message.slice(0, 7)], ['config', 'params:'])
  }
})

test('a bridge that does not appear is not waited for without end', async (t) => {
  const page = await open(t, { userAgent: WECHAT })
  await page.clock.install()
  const answer = launchIn(page, action)
  await page.waitForTimeout(300)
  await page.clock.fastForward(9_000)
  assert.equal(await Promise.race([answer, page.waitForTimeout(300)]), undefined, 'after 9 s')
  await page.clock.fastForward(1_500)
  const error = await answer
  assert.deepEqual([error.isPayError, error.kind], [true, 'timeout'])
})
