import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'
import { PICKS } from './sign/examples.js'

const vectors = new URL('../tests/vectors/', import.meta.url)
const read = (path) => readFileSync(new URL(path, vectors), 'utf8')

/** `virtual:examples`: the picked test vectors, so that the page carries a dozen of them and not all 400 KB. */
function examples() {
  const name = 'virtual:examples'
  return {
    name: 'examples',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null
      const signatures = JSON.parse(read('sign.json'))
      const addresses = JSON.parse(read('hicoin-h5-url.json'))
      const found = PICKS.map((pick) => {
        const vector = pick.h5Address
          ? addresses.find((each) => each.name === pick.h5Address)
          : signatures.find((each) => each.scheme === pick.scheme && each.name === pick.vector)
        if (!vector) throw new Error(`no test vector for the example ${pick.id}`)
        const { secret, params, canonical, signature = vector.paySign, url } = vector
        const key = secret.startsWith('keys/') ? read(secret) : secret
        return { ...pick, scheme: pick.scheme ?? 'hicoin-h5', key, params, canonical, signature, url }
      })
      return `export default ${JSON.stringify(found)}`
    },
  }
}

/** `virtual:notifications`: a genuine notification of each gateway, from the test vectors. */
function notifications() {
  const name = 'virtual:notifications'
  return {
    name: 'notifications',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null
      const genuine = JSON.parse(read('verify.json')).filter(({ expect }) => expect === 'ok')
      const first = genuine.filter(
        (each, index) => genuine.findIndex(({ gateway }) => gateway === each.gateway) === index,
      )
      const examples = first.map(({ gateway, body, secret, publicKey, appid }) => {
        return { gateway, body, key: secret ?? publicKeyOf(publicKey), app: appid }
      })
      return `export default ${JSON.stringify(examples)}`
    },
  }
}

/** Vectors name the file of an RSA key. */
const publicKeyOf = (name) => (name.startsWith('keys/') ? read(name) : name)

/** Puts a compressed copy beside every file, for the server to hand out: compressing once costs nothing at run time. */
function compressed() {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const file of Object.keys(bundle)) {
        const content = readFileSync(join(dir, file))
        writeFileSync(join(dir, `${file}.br`), brotliCompressSync(content))
        writeFileSync(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [examples(), notifications(), compressed()],
  build: {
    // The polyfill would fetch, which the page's connect-src 'none' forbids; every browser with wasm preloads by itself.
    modulePreload: { polyfill: false },
    // A picture inlined as a data: address would need img-src data:.
    assetsInlineLimit: 0,
    // The package's chunk, with the module's bytes in it, is loaded by the signing page alone.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What the shop's page takes of the package, apart from the rest, which comes with the module.
      output: { codeSplitting: { groups: [{ name: 'launch', test: /pkg\/lib\/(launch|error)\.js$/ }] } },
      input: {
        shop: new URL('index.html', import.meta.url).pathname,
        sign: new URL('sign/index.html', import.meta.url).pathname,
      },
    },
  },
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
})
