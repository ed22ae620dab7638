/** Run as a script: loads one contestant, signs once, prints the signature and the time since the script began. */
const begin = performance.now()

import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const SECRET = '7d3c1f0a9b8e4c52a6e1d94f30b7c85e'

export const firstParams = {
  app_id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  nonce_str: 'Zk3v9QpLr7TnXc1mWb5sYd8fHg2jKa4e',
  out_trade_no: '20261121000001',
  subject: 'one coffee',
  total_amount: '150000000',
}

const text = () =>
  Object.keys(firstParams)
    .sort()
    .map((name) => `${name}=${firstParams[name]}`)
    .join('&') + `&key=${SECRET}`

/** Each loads what it needs and no more. */
export const starters = {
  nothing: async () => '',
  async paysign() {
    const { Signer } = await import('paysign')
    return new Signer('hicoin', SECRET).sign(firstParams)
  },
  async 'node:crypto'() {
    const { createHmac } = await import('node:crypto')
    return createHmac('sha256', SECRET).update(text()).digest('hex').toUpperCase()
  },
  async 'hash-wasm'() {
    const { createHMAC, createSHA256 } = await import('hash-wasm')
    return (await createHMAC(createSHA256(), SECRET)).update(text()).digest('hex').toUpperCase()
  },
  async '@noble/hashes'() {
    const { hmac } = await import('@noble/hashes/hmac.js')
    const { sha256 } = await import('@noble/hashes/sha2.js')
    const { bytesToHex, utf8ToBytes } = await import('@noble/hashes/utils.js')
    return bytesToHex(hmac(sha256, utf8ToBytes(SECRET), utf8ToBytes(text()))).toUpperCase()
  },
  async 'crypto-js'() {
    const { default: hmac } = await import('crypto-js/hmac-sha256.js')
    return hmac(text(), SECRET).toString().toUpperCase()
  },
  async 'node-forge'() {
    const { default: forge } = await import('node-forge')
    const hmac = forge.hmac.create()
    hmac.start('sha256', SECRET)
    hmac.update(text())
    return hmac.digest().toHex().toUpperCase()
  },
  async jsrsasign() {
    const { KJUR } = await import('jsrsasign')
    return new KJUR.crypto.Mac({ alg: 'HmacSHA256', pass: { utf8: SECRET } }).doFinalString(text()).toUpperCase()
  },
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const signature = await starters[process.argv[2]]()
  const ms = performance.now() - begin
  writeSync(1, JSON.stringify({ signature, ms })) // process.stdout would cost a millisecond to set up
}
