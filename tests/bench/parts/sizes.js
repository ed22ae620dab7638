/** What a page or a server has to load: bytes as they are, gzip -9 and brotli 11, minified by esbuild. */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const packageUrl = new URL(import.meta.resolve('paysign/package.json'))
const inPackage = (path) => fileURLToPath(new URL(path, packageUrl))

/** @returns every JavaScript entry of the package: `[name, file]` */
function entries(exports) {
  return Object.entries(exports).flatMap(([path, target]) => {
    const targets = typeof target === 'string' ? { default: target } : target
    return Object.entries(targets)
      .filter(([condition, file]) => condition !== 'types' && file.endsWith('.js'))
      .map(([condition, file]) => [`paysign${path.slice(1)} (${condition})`, file])
  })
}

const peers = {
  'hash-wasm (HMAC, SHA-256, MD5)': `export { createHMAC, createMD5, createSHA256 } from 'hash-wasm'`,
  '@noble/hashes (HMAC, SHA-256, MD5)': `
    export { hmac } from '@noble/hashes/hmac.js'
    export { sha256 } from '@noble/hashes/sha2.js'
    export { md5 } from '@noble/hashes/legacy.js'
    export { bytesToHex } from '@noble/hashes/utils.js'`,
  'js-sha256 + js-md5': `
    export { sha256 } from 'js-sha256'
    export { md5 } from 'js-md5'`,
  'crypto-js (HMAC-SHA256, MD5)': `
    export { default as hmac } from 'crypto-js/hmac-sha256.js'
    export { default as md5 } from 'crypto-js/md5.js'`,
  'jsencrypt + crypto-js (with RSA)': `
    export { JSEncrypt } from 'jsencrypt'
    export { default as sha256 } from 'crypto-js/sha256.js'
    export { default as hmac } from 'crypto-js/hmac-sha256.js'
    export { default as md5 } from 'crypto-js/md5.js'`,
  'node-forge (with RSA)': `
    import 'node-forge/lib/hmac.js'
    import 'node-forge/lib/md5.js'
    import 'node-forge/lib/sha256.js'
    import 'node-forge/lib/pki.js'
    export { default } from 'node-forge/lib/forge.js'`,
  'jsrsasign (with RSA)': `export { KEYUTIL, KJUR } from 'jsrsasign'`,
}

const compressed = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
})

async function bundled(input, platform) {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform,
    // A .wasm that an entry imports as a module is counted by itself.
    external: ['node:*', '*.wasm', '*.wasm?module'],
    logLevel: 'error',
  })
  return compressed(outputFiles[0].contents)
}

export async function sizes({ print }) {
  const { exports } = JSON.parse(readFileSync(packageUrl, 'utf8'))
  const results = { 'paysign.wasm': compressed(readFileSync(inPackage(exports['./paysign.wasm']))) }
  for (const [name, file] of entries(exports)) {
    results[name] = await bundled({ entryPoints: [inPackage(file)] }, name.endsWith('(node)') ? 'node' : 'browser')
  }
  for (const [name, contents] of Object.entries(peers)) {
    results[name] = await bundled({ stdin: { contents, resolveDir: import.meta.dirname } }, 'browser')
  }
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1)
  print(
    'Sizes, bundled and minified, KB (1000 bytes)',
    ['', 'raw', 'gzip -9', 'brotli 11'],
    Object.entries(results).map(([name, { raw, gzip, brotli }]) => [name, ...[raw, gzip, brotli].map(kilobytes)]),
  )
  return results
}
