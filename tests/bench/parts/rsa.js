/** RSA-2048 with SHA-256 (sixdu) in Node: through node:crypto, through WebCrypto, and in wasm. */
import { build } from 'esbuild'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { agreed, answersOf } from '../agreement.js'
import { webCryptoRsaSign, webCryptoRsaVerify } from '../contestants/libraries.js'
import * as native from '../contestants/node.js'
import * as paysign from '../contestants/paysign.js'
import * as script from '../contestants/rsa-in-script.js'
import { rsaKeys } from '../keys.js'
import { race } from '../measure.js'
import { workload } from '../workloads.js'

/**
 * paysign without node:crypto: the slim entry, bundled as for a page, so that it shares no module with the entry for
 * Node, and without `process`, so that it cannot find out where it is.
 */
async function loadPureWasm() {
  const folder = mkdtempSync(join(tmpdir(), 'paysign-bench-'))
  try {
    const outfile = join(folder, 'slim.mjs')
    await build({
      stdin: {
        contents: "export * from 'paysign/slim'; export { initRsaSync } from 'paysign/rsa'",
        resolveDir: import.meta.dirname,
      },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      define: { process: 'undefined' },
      logLevel: 'error',
    })
    const slim = await import(pathToFileURL(outfile))
    slim.initSync(readFileSync(fileURLToPath(import.meta.resolve('paysign/paysign.wasm'))))
    slim.initRsaSync()
    return slim
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export async function rsa({ rounds, batchMs, table }) {
  const params = workload('typical').slice(0, 32)
  const signatures = await answersOf(native.rsaSign, rsaKeys, params)
  const signed = params.map((params, i) => ({ params, signature: signatures[i] }))
  const forged = params.map((params, i) => ({ params, signature: signatures[i ^ 1] }))

  const { Signer, Verifier } = await loadPureWasm()
  const wasmSign = {
    name: 'paysign sign in wasm',
    prepare({ privateKey }) {
      const signer = new Signer('sixdu', privateKey)
      return (params) => signer.sign(params)
    },
  }
  const wasmVerify = {
    name: 'paysign verify in wasm',
    prepare({ publicKey }) {
      const verifier = new Verifier('sixdu', publicKey)
      return ({ params, signature }) => verifier.verify(params, signature)
    },
  }

  const results = {}
  async function sign(id, title, rows) {
    results[id] = await race(await agreed(rows, rsaKeys, params, signatures), { rounds, batchMs })
    table(title, results[id])
  }
  async function verify(id, title, rows) {
    const answers = [...signed.map(() => true), ...forged.map(() => false)]
    const contestants = await agreed(rows, rsaKeys, [...signed, ...forged], answers)
    results[id] = await race(
      contestants.map((contestant) => ({ ...contestant, inputs: signed })),
      { rounds, batchMs },
    )
    table(title, results[id])
  }

  await sign('sign', 'RSA-2048 sign, Node, synchronous', [paysign.rsaSign, native.rsaSign])
  await sign('sign_async', 'RSA-2048 sign, Node, awaited', [paysign.rsaSignAsync, webCryptoRsaSign])
  await sign('sign_wasm', 'RSA-2048 sign, wasm and JavaScript', [wasmSign, ...script.rsaSign])
  await verify('verify', 'RSA-2048 verify, Node', [paysign.rsaVerify, native.rsaVerify, webCryptoRsaVerify])
  await verify('verify_wasm', 'RSA-2048 verify, wasm and JavaScript', [wasmVerify, ...script.rsaVerify])
  return results
}
