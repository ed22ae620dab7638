/** The RSA-2048 key pair of the test vectors. */
import { readFileSync } from 'node:fs'

const read = (name) => readFileSync(new URL(`../vectors/keys/${name}`, import.meta.url), 'utf8')

export const rsaKeys = { privateKey: read('merchant.pkcs8.pem'), publicKey: read('merchant.spki.pem') }
