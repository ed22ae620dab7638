// Runs what wrangler built, in the real runtime.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(createRequire(import.meta.url).resolve('wrangler'))
const { Miniflare } = require('miniflare')
const names = readdirSync('dist').filter((name) => /\.(js|wasm)$/.test(name))
const module = (name) => ({
  type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
  path: `dist/${name}`,
  contents: readFileSync(`dist/${name}`),
})
const worker = new Miniflare({
  modules: names.sort((one) => (one === 'worker.js' ? -1 : 1)).map(module),
  modulesRoot: 'dist',
  compatibilityDate: '2026-07-01',
})
const address = await worker.ready
const [path, given] = process.argv.slice(2)
console.log(await (await fetch(new URL(`${path}?given=${encodeURIComponent(given)}`, address))).text())
await worker.dispose()
