/** The typical job in Chromium and Firefox: contestants bundled by esbuild, served on 127.0.0.1. */
import { build } from 'esbuild'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { browsers as launchers } from '../../js/browsers.js'
import { answersOf } from '../agreement.js'
import * as native from '../contestants/node.js'
import { rsaKeys } from '../keys.js'
import { HMAC_KEY, MD5_KEY, workload } from '../workloads.js'

/** Chromium or Firefox with the page of contestants; `{ missing }` where the machine has none. */
async function open(launch, address) {
  let browser
  try {
    browser = await launch()
  } catch (error) {
    return { missing: error.message }
  }
  await browser.open(address)
  const run = (task) => browser.run(`return globalThis.bench(${JSON.stringify(task)})`)
  return { ...browser, run }
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
    for (const [browserName, launch] of Object.entries(launchers)) {
      const name = browserName.toLowerCase()
      const browser = await open(launch, `http://127.0.0.1:${server.address().port}/`)
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
