// The documentation site, as it is built: no link leads nowhere, nothing is asked of another host, every exported item is
// there with its text, and what models are given is the same. Chromium opens some pages and searches in both languages.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../browsers.js'
import { buildIfStale, site } from '../../../www/docs/build.js'
import { start } from '../../../www/docs/serve.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const require = createRequire(import.meta.url)
const read = (path) => readFileSync(join(site, path), 'utf8')
const files = (extension) => readdirSync(site, { recursive: true }).filter((name) => name.endsWith(extension))
const NO_TRANSLATION = ['404.html', 'sandbox.html', 'security-policy.html', 'changelog.html', 'contributing.html']

let server
before(async () => {
  await buildIfStale()
  server = await start()
})
after(() => server?.stop())

describe('what was built', () => {
  test('links, images and anchors lead somewhere', () => {
    const ids = new Map()
    const idsOf = (path) => {
      if (!ids.has(path)) ids.set(path, new Set([...read(path).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)))
      return ids.get(path)
    }
    const pages = files('.html')
    let links = 0
    const dead = []
    for (const page of pages) {
      for (const [, address] of read(page).matchAll(/ (?:href|src)="([^"]*)"/g)) {
        if (/^(https?|mailto|data):/.test(address)) continue
        links++
        const { pathname, hash } = new URL(address.replaceAll('&amp;', '&'), `http://site/${page}`)
        const path = decodeURIComponent(pathname)
          .slice(1)
          .replace(/(^|\/)$/, '$1index.html')
        if (!existsSync(join(site, path))) dead.push(`${page}: ${address}`)
        else if (hash && !idsOf(path).has(decodeURIComponent(hash.slice(1)))) dead.push(`${page}: ${address} (anchor)`)
      }
    }
    assert.deepEqual([...new Set(dead)], [])
    assert(pages.length > 250 && links > 10_000, `${pages.length} pages, ${links} links`)
  })

  test('the links of the Markdown lead somewhere', () => {
    const dead = []
    let links = 0
    for (const page of files('.md')) {
      const prose = read(page).replace(/^ *```[^]*?^ *```$|`[^`\n]*`/gm, '')
      for (const [, address] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?|mailto):|^#/.test(address)) continue
        links++
        const path = decodeURI(address.replace(/#.*/, ''))
        const target = path.startsWith('/') ? path : posix.join(posix.dirname(page), path)
        const found = [target, `${target}.md`, `${target}/index.md`].some((name) => existsSync(join(site, name)))
        if (!found) dead.push(`${page}: ${address}`)
      }
    }
    assert.deepEqual(dead, [])
    assert(links > 1000, `${links} links`)
  })

  test('no page loads anything from another host', () => {
    for (const page of files('.html')) {
      const html = read(page)
      const loads = [
        ...html.matchAll(
          /<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)="([^"]*)"/g,
        ),
        ...html.matchAll(/<link\b[^>]*?\bhref="([^"]*)"/g),
        ...html.matchAll(/url\(['"]?([^)'"]*)/g),
      ]
      for (const [, address] of loads) assert.match(address, /^(\/(?!\/)|data:|#)/, page)
    }
    for (const style of files('.css')) {
      for (const [, address] of read(style).matchAll(/(?:url\(|@import )['"]?([^)'"\s]*)/g)) {
        assert.match(address, /^(\/(?!\/)|data:|#)/, style)
      }
    }
  })

  test('every page is there in both languages, or listed here as one that is not', () => {
    const all = files('.html')
    const english = all.filter((path) => !path.startsWith('zh/'))
    const chinese = all.filter((path) => path.startsWith('zh/')).map((path) => path.slice(3))
    assert.deepEqual(english.filter((path) => !NO_TRANSLATION.includes(path)).sort(), chinese.sort())
    for (const [lang, pages] of Object.entries({ en: english, 'zh-CN': chinese.map((path) => `zh/${path}`) })) {
      for (const page of pages)
        if (page !== '404.html') assert.match(read(page), new RegExp(`<html lang="${lang}"`), page)
    }
    for (const guide of readdirSync(join(root, 'www/guides/en'))) {
      const page = `guides/${guide.replace('README', 'index').replace('.md', '.html')}`
      assert(english.includes(page), guide)
    }
  })
})

describe('the reference', () => {
  // TypeDoc is not asked: the compiler says what each entry exports.
  const ts = createRequire(join(root, 'www/docs/build.js'))('typescript')
  const { exports, name } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
  const entries = Object.entries(exports).filter(([, target]) => target.types)
  const letters = (text) => text.replace(/\p{M}|[^\p{L}\p{N}]/gu, '')
  const textOf = (html) => letters(html.replace(/<[^>]*>/g, '').replace(/&\w+;|&#\w+;/g, ''))

  for (const [path, { types }] of entries) {
    const entry = join(name, path)
    test(`${entry} shows all that it exports, with its text`, () => {
      const file = join(root, 'pkg', types)
      const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 })
      const checker = program.getTypeChecker()
      const [index] = /<main[^]*<\/main>/.exec(read(`api/${entry}/index.html`))
      const items = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
      assert(items.length > (entry.endsWith('/rsa') ? 1 : 3), `${items.length} exports`)
      for (const exported of items) {
        const item = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
        const title = item.name === 'default' ? (entry.endsWith('/rsa') ? 'initRsa' : 'init') : item.name
        const link = new RegExp(`href="([^"]*/${title}\\.html)"`).exec(index)?.[1]
        assert(link, `${title} is not in the list of ${entry}`)
        const path = new URL(link, `http://site/api/${entry}/`).pathname
        const page = read(path)
        const text = textOf(/<main[^]*<\/main>/.exec(page)[0])
        const documentation = ts.displayPartsToString(item.getDocumentationComment(checker))
        const [first] = documentation.replace(/\{@link (\S+?) ?\}/g, '$1').split(/\n\n|\n(?=[|-])/)
        assert(letters(first).length > 5, `${title} has no text`)
        assert(text.includes(letters(first)), `${title}: its text is not on ${path}`)
        for (const member of item.members?.values() ?? []) {
          if (member.name.startsWith('__')) continue
          assert(text.includes(letters(member.name)), `${title}.${member.name} is not on ${path}`)
        }
      }
    })
  }
})

describe('what models read', () => {
  test('llms.txt keeps to the convention, and names every English page', () => {
    const text = read('llms.txt')
    assert.match(text, /^# paysign\n\n> [^\n]+\n\n## /)
    const sections = text.split(/^## /m).slice(1)
    assert.match(sections.at(-1), /^Optional\n/)
    const linked = [...text.matchAll(/^- \[[^\]]+\]\((\S+?)\)/gm)].map(([, address]) => address)
    for (const address of linked) assert(existsSync(join(site, address)), address)
    const pages = files('.md').filter((path) => !path.startsWith('zh/') && !/^(|guides\/|api\/)index\.md$/.test(path))
    assert.deepEqual(
      pages.filter((path) => !linked.includes(`/${path}`)),
      [],
    )
  })

  test('llms-full.txt holds them whole', () => {
    const full = read('llms-full.txt')
    for (const path of ['overview.md', 'guides/errors.md', 'guides/hicoin.md', 'api/paysign/classes/HiCoin.md']) {
      const body = read(path)
        .replace(/^---\n[^]*?\n---\n/, '')
        .trim()
      assert(body.length > 1000 && full.includes(body), path)
    }
    const source = readFileSync(join(root, 'www/guides/en/errors.md'), 'utf8')
    assert(full.includes(source.split('\n').find((line) => line.length > 60 && !line.includes(']('))))
  })
})

describe('the server', () => {
  test('prints one address on this machine, at once when nothing has changed', { timeout: 20_000 }, async () => {
    const begin = performance.now()
    const child = spawn(process.execPath, ['serve.js'], {
      cwd: join(root, 'www/docs'),
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
      assert.match(line, /^http:\/\/127\.0\.0\.1:\d+\/\n$/)
      assert(performance.now() - begin < 5000, 'a second start is quick')
      const answer = await fetch(line.trim())
      assert.equal(answer.status, 200)
      assert.match(await answer.text(), /<title>paysign<\/title>/)
    } finally {
      child.kill()
    }
    await once(child, 'close')
  })

  test('sends a page of its own where there is none, and never a file from elsewhere', async () => {
    const missing = await fetch(new URL('no/such/page', server.url))
    assert.equal(missing.status, 404)
    assert.match(await missing.text(), /<div id="app">/)
    assert.equal((await fetch(new URL('..%2f..%2fCargo.toml', server.url))).status, 404)
    const text = await fetch(new URL('llms.txt', server.url))
    assert.equal(text.headers.get('content-type'), 'text/plain; charset=utf-8')
  })
})

describe('in Chromium', () => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
  let browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser?.close())

  /** A tab that notes complaints and requests to others. */
  async function open(path, options) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) faults.push(request.url())
    })
    await page.goto(new URL(path, server.url).href, { waitUntil: 'networkidle' })
    return { page, faults, close: () => context.close() }
  }

  const PAGES = [
    '',
    'zh/',
    'guides/errors.html',
    'zh/guides/hicoin.html',
    'overview.html',
    'api/paysign/classes/HiCoin.html',
  ]
  for (const path of [...PAGES, 'zh/api/paysign/interfaces/HiCoinOptions.html']) {
    test(`/${path} fits a phone and a desk, light and dark, and can be read by all`, async () => {
      for (const [width, colorScheme] of [
        [360, 'light'],
        [1440, 'dark'],
      ]) {
        const { page, faults, close } = await open(path, { viewport: { width, height: 800 }, colorScheme })
        assert.equal(
          await page.evaluate(() => document.documentElement.classList.contains('dark')),
          colorScheme === 'dark',
        )
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert(beyond <= 0, `${beyond} px too wide at ${width}`)
        assert(!/\{\{|\[object|undefined/.test(await page.innerText('.VPNav, .VPLocalNav, .VPSidebar')))
        await page.evaluate(axe)
        const { violations } = await page.evaluate(() =>
          axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }),
        )
        const shown = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)
        assert.deepEqual(shown, [], `${width} ${colorScheme}`)
        assert.deepEqual(faults, [])
        await close()
      }
    })
  }

  for (const [path, words, result, title] of [
    ['', 'outcomeUnknown', '/guides/errors.html', /outcomeUnknown/],
    ['', 'createordr', '/api/paysign/classes/', /createOrder/],
    ['zh/', '签名错误', '/zh/guides/errors.html', /签名错误/],
    ['zh/', '沙箱', '/zh/', /沙箱/],
  ]) {
    test(`the search on /${path} finds ${words}`, async () => {
      const { page, faults, close } = await open(path, { viewport: { width: 1280, height: 800 } })
      await page.click('.VPNavBarSearch button')
      await page.fill('.VPLocalSearchBox input', words)
      const found = page.locator(`.VPLocalSearchBox .results a[href*="${result}"]`).first()
      await found.waitFor({ timeout: 5000 })
      assert.match(await found.innerText(), title)
      await found.click()
      await page.waitForURL((url) => url.pathname.includes(result))
      assert.deepEqual(faults, [])
      await close()
    })
  }

  test('the switch of language stays on the page, where it can', async () => {
    const { page, faults, close } = await open('guides/hicoin.html', { viewport: { width: 1440, height: 800 } })
    const switchTo = async (label) => {
      await page.hover('.VPNavBarTranslations')
      await page.click(`.VPNavBarTranslations a:has-text("${label}")`)
    }
    await switchTo('简体中文')
    await page.waitForURL('**/zh/guides/hicoin.html')
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN')
    await switchTo('English')
    await page.waitForURL((url) => url.pathname === '/guides/hicoin.html')
    await page.goto(new URL('changelog.html', server.url).href)
    await switchTo('简体中文')
    await page.waitForURL('**/zh/')
    assert.deepEqual(faults, [])
    await close()
  })

  test('a type in a signature leads to its page', async () => {
    const { page, close } = await open('api/paysign/classes/HiCoin.html', {})
    await page.click('.vp-doc pre a:has-text("HiCoinCreateOrderRequest")')
    await page.waitForURL('**/api/paysign/interfaces/HiCoinCreateOrderRequest.html')
    assert.match(await page.innerText('h1'), /^HiCoinCreateOrderRequest\s/)
    await close()
  })
})
