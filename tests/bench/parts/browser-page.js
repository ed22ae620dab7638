/** The page's side: the same contestants and the same params as in Node, with the answers that Node gave. */
import { agreed } from '../agreement.js'
import * as libraries from '../contestants/libraries.js'
import * as paysign from '../contestants/paysign.js'
import { proofOfWork, race } from '../measure.js'
import { HMAC_KEY, MD5_KEY, workload } from '../workloads.js'

const jobs = {
  hmac: { key: () => HMAC_KEY, rows: [...paysign.hmac, ...libraries.hmac] },
  md5: { key: () => MD5_KEY, rows: [...paysign.md5, ...libraries.md5] },
  rsa_sign: { key: ({ rsaKeys }) => rsaKeys, rows: [paysign.rsaSignAsync, libraries.webCryptoRsaSign] },
  // What a page without crypto.subtle (plain http) is left with.
  rsa_wasm: { key: ({ rsaKeys }) => rsaKeys, rows: [{ ...paysign.rsaSign, name: 'paysign sign (wasm)' }] },
}

globalThis.bench = async ({ job, expected, rounds, batchMs, ...keys }) => {
  const { key, rows } = jobs[job]
  const inputs = workload('typical').slice(0, expected.length)
  const results = await race(await agreed(rows, key(keys), inputs, expected), { rounds, batchMs })
  return { results, isolated: globalThis.crossOriginIsolated, proof: proofOfWork() }
}
