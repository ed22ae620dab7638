/** The typical job in Chromium and Firefox: contestants bundled by esbuild, served on 127.0.0.1. */
import { build } from 'esbuild'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answersOf } from '../agreement.js'
import * as native from '../contestants/node.js'
import { rsaKeys } from '../keys.js'
import { HMAC_KEY, MD5_KEY, workload } from '../workloads.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** @returns the first of the names that is a program on PATH or in the folders */
function program(names, folders = []) {
  for (const folder of [...folders, ...(process.env.PATH ?? '').split(delimiter)]) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // the next one
      }
    }
  }
}

async function openChromium(address) {
  const executablePath = process.env.CHROME ?? program(['chromium', 'chromium-browser', 'google-chrome'])
  if (!executablePath) return { missing: 'Chromium is not on PATH; set CHROME to its program' }
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const page = await browser.newPage()
  await page.goto(address)
  return {
    version: browser.version(),
    run: (task) => page.evaluate((task) => globalThis.bench(task), task),
    close: () => browser.close(),
  }
}

async function openFirefox(address) {
  const driverPath =
    process.env.GECKODRIVER ??
    program(['geckodriver'], [join(root, '.toolchain/tools/bin'), join(root, '.toolchain/bin')])
  if (!driverPath)
    return { missing: 'geckodriver is neither on PATH nor in .toolchain; set GECKODRIVER to its program' }
  const binary = process.env.FIREFOX ?? program(['firefox-esr', 'firefox'])
  if (!binary) return { missing: 'Firefox is not on PATH; set FIREFOX to its program' }
  const { Builder } = await import('selenium-webdriver')
  const { Options, ServiceBuilder } = await import('selenium-webdriver/firefox.js')
  const driver = await new Builder()
    .forBrowser('firefox')
    .setFirefoxOptions(new Options().setBinary(binary).addArguments('-headless'))
    .setFirefoxService(new ServiceBuilder(driverPath))
    .build()
  await driver.manage().setTimeouts({ script: 600_000 })
  await driver.get(address)
  return {
    version: (await driver.getCapabilities()).getBrowserVersion(),
    async run(task) {
      const answer = await driver.executeAsyncScript(
        `const done = arguments[1]
         globalThis.bench(arguments[0]).then((value) => done({ value }), (error) => done({ error: String(error) }))`,
        task,
      )
      if (answer.error) throw new Error(answer.error)
      return answer.value
    },
    close: () => driver.quit(),
  }
}

async function serve(script) {
  const server = createServer((request, response) => {
    const [type, body] = request.url === '/page.js' ? ['text/javascript', script] : ['text/html', PAGE]
    // Isolated pages get the finer timers.
    response.writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    response.end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>paysign bench</title><script type="module" src="/page.js"></script>'

async function pageScript() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser-page.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  })
  return outputFiles[0].text
}

const browsersByName = { chromium: openChromium, firefox: openFirefox }

export async function browsers({ rounds, quick, table, note }) {
  const params = workload('typical')
  const few = params.slice(0, 32)
  const batchMs = quick ? 20 : 40
  const tasks = [
    ['hmac', 'HMAC-SHA256, typical', { expected: await answersOf(native.hmac[0], HMAC_KEY, params) }],
    ['md5', 'MD5, typical', { expected: await answersOf(native.md5[0], MD5_KEY, params) }],
    ['rsa_sign', 'RSA-2048 sign, awaited', { expected: await answersOf(native.rsaSign, rsaKeys, few), rsaKeys }],
    ['rsa_wasm', 'RSA-2048 sign, synchronous', { expected: await answersOf(native.rsaSign, rsaKeys, few), rsaKeys }],
  ]

  const server = await serve(await pageScript())
  const results = {}
  try {
    for (const [name, open] of Object.entries(browsersByName)) {
      const browser = await open(`http://127.0.0.1:${server.address().port}/`)
      if (browser.missing) {
        note(`${name} skipped: ${browser.missing}`)
        results[name] = { skipped: browser.missing }
        continue
      }
      try {
        results[name] = { version: browser.version }
        for (const [job, title, task] of tasks) {
          const answer = await browser.run({ job, rounds, batchMs, ...task })
          results[name].isolated = answer.isolated
          results[name][job] = answer.results
          table(`${title}, ${name} ${browser.version}`, answer.results)
        }
      } finally {
        await browser.close()
      }
    }
  } finally {
    server.close()
  }
  return results
}
