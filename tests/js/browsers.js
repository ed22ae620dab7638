// Chromium and Firefox, headless, and a server on 127.0.0.1 for the pages that they open.
import { accessSync, constants, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A name that the browsers take for this machine: a page there is no secure context, as one on 127.0.0.1 is. */
export const INSECURE_HOST = 'insecure.test'

/** Each gives { version, open(address), run(body), close() }; `run` awaits `body` as the body of an async function. */
export const browsers = { Chromium: openChromium, Firefox: openFirefox }

/** Chromium as playwright has it, for tests that need more than `browsers` gives. */
export async function launchChromium() {
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: program('CHROME', ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
    ],
  })
}

async function openChromium() {
  const browser = await launchChromium()
  const page = await browser.newPage()
  return {
    version: browser.version(),
    open: (address) => page.goto(address),
    run: (body) => page.evaluate(`(async () => { ${body} })()`),
    close: () => browser.close(),
  }
}

async function openFirefox() {
  const driverPath = program('GECKODRIVER', ['geckodriver'], [join(root, '.toolchain/bin')])
  const binary = program('FIREFOX', ['firefox-esr', 'firefox'])
  const { Builder } = await import('selenium-webdriver')
  const { Options, ServiceBuilder } = await import('selenium-webdriver/firefox.js')
  const options = new Options().setBinary(binary).addArguments('-headless')
  options.setPreference('network.dns.localDomains', INSECURE_HOST)
  options.setPreference('app.normandy.enabled', false)
  options.setPreference('toolkit.telemetry.enabled', false)
  const driver = await new Builder()
    .forBrowser('firefox')
    .setFirefoxOptions(options)
    .setFirefoxService(new ServiceBuilder(driverPath))
    .build()
  await driver.manage().setTimeouts({ script: 600_000, pageLoad: 120_000 })
  return {
    version: (await driver.getCapabilities()).getBrowserVersion(),
    open: (address) => driver.get(address),
    async run(body) {
      const answer = await driver.executeAsyncScript(`
        const done = arguments[0]
        ;(async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) + error?.stack }))`)
      if ('error' in answer) throw new Error(answer.error)
      return answer.value
    },
    close: () => driver.quit(),
  }
}

/** A program by an environment variable, or in `folders`, or on PATH. A test that needs a browser fails without one. */
export function program(variable, names, folders = []) {
  if (process.env[variable]) return process.env[variable]
  for (const folder of [...folders, ...process.env.PATH.split(delimiter)]) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // the next one
      }
    }
  }
  throw new Error(`${names[0]} is not on PATH; name its program in ${variable}`)
}

const types = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/**
 * Serves folders and texts: `/copy-7/…` as `/…`, so that a page can load the same modules anew.
 * @param {Record<string, string>} folders  by the beginning of the path, '/pkg/'
 * @param {Record<string, string | { body: string, headers: Record<string, string> }>} texts  by path
 */
export async function serve(folders, texts) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://127.0.0.1').pathname.replace(/^\/copy-\d+/, '')
    try {
      const text = texts[path]
      const { body, headers } = text?.headers ? text : { body: text ?? file(path), headers: {} }
      const type = types[extname(path)] ?? 'text/html; charset=utf-8'
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...headers })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  const file = (path) => {
    const [prefix, folder] = Object.entries(folders).find(([prefix]) => path.startsWith(prefix))
    return readFileSync(join(folder, normalize(path.slice(prefix.length))))
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, close: () => server.close() }
}
