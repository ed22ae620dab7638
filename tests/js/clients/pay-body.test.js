// parsePayBody beside Chromium: what a browser's own form says that it would send, for the pages that integrations have
// printed for years, and for thousands of pages with errors in them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Yinqiantong } from '../classes.js'
import { browsers } from '../browsers.js'
import { random, seed } from '../random.js'

const pages = JSON.parse(readFileSync(new URL('../../vectors/pay-pages.json', import.meta.url), 'utf8'))
const client = new Yinqiantong({ version: 'v2', appId: 'a', appSecret: 'secret', payHosts: ['gateway.95516.com'] })
const read = (html) => client.parsePayBody('alipay', 'h5', html)

let browser
before(async () => {
  browser = await browsers.Chromium()
})
after(() => browser?.close())

/**
 * For each page the forms that Chromium finds in it: method, action and fields. Nothing in them is run. `quickly`, the
 * pages are parsed apart from any window; there Chromium gives a form only the fields that stand within its element, and
 * not those that the parser gives it (in a table, say).
 */
const formsOf = (texts, quickly) =>
  browser.run(`
    const formsIn = (page, { HTMLFormElement, FormData } = window) => Array.from(page.forms, (form) => {
      // A field of the name "method" hides the form's own.
      const own = (name) => Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form)
      const text = (value) => String(value).replaceAll('\\r\\n', '\\n')
      const fields = [...new FormData(form)].map(([name, value]) => [name, text(value)])
      return { kind: 'form', method: own('method'), action: own('action'), fields }
    })
    return ${JSON.stringify(texts)}.map((html) => {
      if (${quickly}) return formsIn(new DOMParser().parseFromString(html, 'text/html'))
      const frame = document.body.appendChild(document.createElement('iframe'))
      frame.sandbox = 'allow-same-origin' // but no scripts
      frame.contentDocument.write(html)
      frame.contentDocument.close()
      const forms = formsIn(frame.contentDocument, frame.contentWindow)
      frame.remove()
      return forms
    })`)

/** Whether the action is one of the forms, of which a browser shows the address in its own spelling. */
const isAmong = (forms, action) => {
  const own = JSON.stringify({ ...action, action: new URL(action.action).href })
  return forms.some((form) => JSON.stringify(form) === own)
}

test('B03: pages that have been printed for years', async () => {
  const found = await formsOf(pages.map(({ html }) => html))
  for (const [index, { name, html, hosts, ...expected }] of pages.entries()) {
    const action = read(html)
    assert.deepEqual(action, { kind: 'form', ...expected }, name)
    assert.ok(isAmong(found[index], action), `${name}: ${JSON.stringify(found[index])}`)
  }
})

test('B03: what encoders did to the whole page once more', async () => {
  const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  const named = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
  for (const { html } of pages.filter(({ html }) => html.startsWith('<'))) {
    for (const text of [
      JSON.stringify(html),
      escape(html),
      named(html),
      JSON.stringify(named(html)),
      `\ufeff${html}\n`,
    ]) {
      assert.deepEqual(read(text), read(html), text)
    }
  }
})

// What may be put into a page, or left out of it, on its way.
const PIECES = [
  ...['<form', '<input', '<script', '</form>', '</script>', '</', '<', '>', '/>', '/', ' ', '\n', '=', "'", '"', "''"],
  ...[" type='hidden'", " name='a'", ' name="b"', " value='1'", ' value=2', ' disabled', " form='x'", '<!--', '-->'],
  ...['<![CDATA[', ']]>', '<?x?>', '`', '\0', '\ufeff', '--!>', '<!doctype', '<!-->', '<!--->', '&amp', '&#39', '&lt;'],
  ...[' type=submit', ' type=checkbox', ' checked', ' TYPE="text"', " VALUE='3'", " method='post'", '&not', '&copy;'],
  ...[
    '<input type=hidden name=c value=4>',
    '<input name=d value=5>',
    '<button name=e>',
    '<div>',
    '</div>',
    '<p>',
    '<b>',
  ],
  ...['<table>', '<tr>', '<td>', '</td>', '</tr>', '</table>', '<caption>', '<tbody>', '<a>', '</b>', '</p>', '<li>'],
  ...[
    '<title>',
    '</title>',
    '<style>',
    '</style>',
    '<textarea name=t>\n',
    '</textarea>',
    '<select>',
    '<option>',
    '<svg>',
  ],
  ...[
    "<form action='https://wx.tenpay.com/'>",
    '<body>',
    '</body>',
    '</html>',
    '<head>',
    '<template>',
    '<marquee>',
    '<h1>',
  ],
  ...[
    '<input type=radio name=r checked>',
    '<fieldset>',
    '<fieldset disabled>',
    '<legend>',
    '<label>',
    '</br>',
    '<object>',
  ],
]

/** A page with so many errors in it. */
function broken({ one, below }, html, errors) {
  const text = Array.from(html)
  for (; errors > 0 && text.length; errors--) {
    const at = below(text.length)
    const next = (kind) => {
      const found = text.findIndex((c, index) => index >= at && kind.includes(c))
      return found < 0 ? at : found
    }
    const changes = [
      () => text.splice(at, 0, one(PIECES)),
      () => text.splice(next('<'), 0, one(PIECES)), // between tags
      () => text.splice(next(' '), 0, one(PIECES)), // between attributes
      () => text.splice(at, 1 + below(3)),
      () => text.splice(next(`'"`), 1),
      () => text.splice(next('<>'), 1),
      () => text.splice(next(`'"`), 0, one(["'", '"'])),
      () => text.splice(-below(12)),
    ]
    one(changes)()
  }
  return text.join('')
}

test('pages with errors are read as Chromium reads them, or refused', async () => {
  const chance = random()
  // Where no script may run, noscript is read another way.
  const plain = pages.map(({ html }) => html).filter((html) => !html.includes('<noscript'))
  const texts = Array.from({ length: 6000 }, () => broken(chance, chance.one(plain), 1 + chance.below(4)))
  const found = await formsOf(texts, true)
  const told = new Set()
  const other = new Map()
  let taken = 0
  for (const [index, html] of texts.entries()) {
    let action
    try {
      action = read(html)
    } catch (error) {
      assert.equal(error.kind, 'body', error)
      told.add(error.message.replace(/"[^"]*"|\d+|<[^>]*>/g, '…'))
      continue
    }
    taken++
    if (!isAmong(found[index], action)) other.set(html, action)
    assert.match(new URL(action.action).host, /^(.*\.alipay\.com|wx\.tenpay\.com|gateway\.95516\.com)$/)
    assert.match(action.action, /^https:/i)
  }
  const slowly = await formsOf([...other.keys()])
  for (const [index, [html, action]] of [...other].entries()) {
    const forms = JSON.stringify(slowly[index])
    assert.ok(
      isAmong(slowly[index], action),
      `PAYSIGN_SEED=${seed}: ${html}\n${JSON.stringify(action)}\nis none of ${forms}`,
    )
  }
  assert.ok(taken > texts.length / 4 && taken < texts.length, `${taken} of ${texts.length} are read`)
  assert.ok(other.size < texts.length / 10, `${other.size} of ${texts.length} are others`)
  assert.ok(told.size > 20, [...told].join('\n'))
})
