// RSA keys: 6du's merchant and platform, and the Alipay cashier (which uses the platform's, being another page of the
// same sandbox). Made once and kept, because a merchant configures them.

import { createPublicKey, generateKeyPair } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }

/** `given`: PEM texts { merchantPrivate, platformPrivate }; `folder`: where keys that were not given are kept. */
export async function loadKeys(given = {}, folder) {
  const [merchantPrivate, platformPrivate] = await Promise.all([
    given.merchantPrivate ?? keep(folder, 'sixdu-merchant'),
    given.platformPrivate ?? keep(folder, 'sixdu-platform'),
  ])
  const publicOf = (key) => createPublicKey(key).export({ type: 'spki', format: 'pem' })
  return {
    merchantPrivate,
    merchantPublic: publicOf(merchantPrivate),
    platformPrivate,
    platformPublic: publicOf(platformPrivate),
  }
}

async function keep(folder, name) {
  const path = folder && join(folder, `${name}.pkcs8.pem`)
  if (path) {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048, ...pem })
  if (path) {
    await mkdir(folder, { recursive: true })
    await writeFile(path, privateKey, { mode: 0o600 })
    await writeFile(join(folder, `${name}.spki.pem`), publicKey)
  }
  return privateKey
}
