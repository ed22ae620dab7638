// What people read: every example runs, no link leads nowhere, and both languages say it with the same code. Complete
// examples of gateways and frameworks are for examples.test.js and frameworks.test.js.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { blocks, withoutComments } from '../../examples/read.js'
import { createSandbox } from '../../../www/sandbox/index.js'
import { merchantKey, platformKey } from '../sandbox/merchant.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const againstSandbox = new URL('../../examples/against-sandbox.js', import.meta.url).href
const guides = (language) =>
  readdirSync(join(root, 'www/guides', language)).map((name) => `www/guides/${language}/${name}`)
const english = ['README.md', ...guides('en')]
const chinese = ['README.zh-CN.md', ...guides('zh')]
const others = ['SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'www/sandbox/README.md', 'tests/bench/README.md']

const sandbox = await createSandbox({
  keys: { merchantPrivate: merchantKey, platformPrivate: platformKey },
})
before(() => sandbox.start())
after(() => sandbox.stop())

/** Orders and users of each gateway, by the names that the guides call them. */
async function orders() {
  const { config, control } = sandbox
  control.reset()
  const { BitCV, HiCoin, SixDu, Yinqiantong } = await import('paysign')
  const { access_token } = control.issueTokens('hicoin', 'o-1')
  const out_trade_no = 'G1'
  await new HiCoin(config.hicoin).createOrder({
    access_token,
    openid: 'o-1',
    body: '月卡',
    subject: '会员',
    out_trade_no,
    total_amount: '150000000',
    settle_currency: 'USDT',
    trade_type: 'H5',
    return_url: 'https://shop.example/',
  })
  const client_out_trade_no = 'G2'
  await new Yinqiantong(config['yinqiantong-v2']).createOrder({
    client_out_trade_no,
    channel: 'wechat',
    platform: 'h5',
    money: 100,
    client_ip: '192.0.2.1',
    notify_url: 'https://shop.example/notify',
  })
  const { tradeNo } = await new BitCV(config.bitcv).createOrder({
    accessToken: control.issueTokens('bitcv').accessToken,
    outTradeNo: 'G3',
    totalAmount: '1.5',
    productName: '月卡',
    currency: 'BCV',
    payerIp: '192.0.2.1',
  })
  const merchantOrderCode = 'G4'
  await new SixDu(config.sixdu).createOrder({
    merchantOrderCode,
    subject: '充值',
    coinName: 'USDT',
    paymentProductCode: '0001',
    by: 'quantity',
    quantity: '1',
  })
  const [payer, payee] = ['83214971450163203', '83214971450163200']
  const { cookie } = control.issueSession(payer)
  const code = control.issueCode('hicoin', 'o-1')
  return { config, code, out_trade_no, client_out_trade_no, tradeNo, merchantOrderCode, payer, payee, cookie }
}

/** Runs a module as one of a project that has the package installed. */
function run(code, { env, args = [] } = {}) {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env } }
    const child = execFile(process.execPath, [...args, '--input-type=module', '-'], options, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stderr }),
    )
    child.stdin.end(code)
  })
}

mkdirSync(join(root, 'target'), { recursive: true })
const folder = mkdtempSync(join(root, 'target/readme-'))
after(() => rmSync(folder, { recursive: true }))
/** Whether it can be read at all. */
function parses(code) {
  const file = join(folder, 'fragment.mjs')
  writeFileSync(file, code)
  return new Promise((resolve) =>
    execFile(process.execPath, ['--check', file], (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stderr }),
    ),
  )
}

for (const file of [...english, ...chinese]) {
  describe(file, () => {
    for (const { language, info, code, line } of blocks(file)) {
      if (language !== 'js' || info.startsWith('example:')) continue
      test(`line ${line}`, async () => {
        let outcome
        if (info === '') {
          assert.match(code, /\bassert\b/, 'an example that asserts nothing cannot fail')
          outcome = await run(code)
        } else if (info.startsWith('with:')) {
          // Together with what the guide takes for given: it must run to its end.
          assert.match(code, new RegExp(`\\b${info.slice('with:'.length)}`))
          outcome = await run(code, {
            env: { GIVEN: JSON.stringify(await orders()) },
            args: ['--import', againstSandbox],
          })
        } else {
          assert.match(info, /^(page|fragment)$/)
          outcome = await parses(code)
        }
        assert.deepEqual(outcome, { status: 0, stderr: '' })
      })
    }
  })
}

test('most examples run', () => {
  const all = english.flatMap(blocks).filter(({ language }) => language === 'js')
  const running = all.filter(({ info }) => !/^(page|fragment)$/.test(info))
  assert.ok(running.length > 40, `${running.length} run`)
  assert.ok(all.length - running.length <= 5, `${all.length - running.length} do not`)
})

test('both languages have the same pages, with the same examples but for the comments', () => {
  assert.deepEqual(
    guides('zh').map((file) => file.replace('/zh/', '/en/')),
    guides('en'),
  )
  for (const [n, file] of english.entries()) {
    const [en, zh] = [file, chinese[n]].map((name) =>
      blocks(name)
        .filter(({ language }) => language === 'js')
        .map(({ info, code }) => [info, withoutComments(code)]),
    )
    assert.deepEqual(zh, en, file)
  }
})

test('both languages have sections in the same places', () => {
  const shape = (file) => headings(file).map(([hashes]) => hashes.length)
  for (const [n, file] of english.entries()) assert.deepEqual(shape(chinese[n]), shape(file), file)
})

for (const file of [...english, ...chinese, ...others]) {
  test(`${file}: its links lead somewhere`, () => {
    const text = read(file).replace(/^```[^]*?^```$/gm, '')
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|href="([^"]+)"/g)].map(([, markdown, html]) => markdown ?? html)
    const nowhere = links.filter((link) => !leads(file, link))
    assert.deepEqual(nowhere, [])
    if (file.startsWith('README')) assert.ok(links.length > 0)
  })
}

function read(file) {
  return readFileSync(join(root, file), 'utf8')
}

function leads(from, link) {
  if (/^https:\/\//.test(link)) return true
  const [path, anchor] = link.split('#')
  const to = path ? normalize(join(dirname(from), path)) : from
  if (!existsSync(join(root, to))) return false
  if (anchor === undefined) return true
  return !statSync(join(root, to)).isDirectory() && anchors(to).includes(decodeURIComponent(anchor))
}

function headings(file) {
  const text = read(file).replace(/^```[^]*?^```$/gm, '')
  return [...text.matchAll(/^(#+) (.+)$/gm)].map(([, hashes, title]) => [hashes, title])
}

/** The anchors that GitHub gives headings. */
function anchors(file) {
  return headings(file).map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}
