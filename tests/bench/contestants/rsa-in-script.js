/** RSA in JavaScript alone: the peers of RSA in wasm. */
import { createRequire } from 'node:module'
import { sha256 } from 'js-sha256/build/sha256.min.mjs'
import { KEYUTIL, KJUR } from 'jsrsasign'
import forge from 'node-forge'
import { canonicalSixDu } from './canonical.js'

// Its ES module names files without their extension, which only bundlers find.
const JSEncrypt = createRequire(import.meta.url)('jsencrypt')

/** @type {import('./paysign.js').Contestant[]} */
export const rsaSign = [
  {
    name: 'jsrsasign',
    prepare({ privateKey }) {
      const key = KEYUTIL.getKey(privateKey)
      return (params) => {
        const signature = new KJUR.crypto.Signature({ alg: 'SHA256withRSA' })
        signature.init(key)
        signature.updateString(canonicalSixDu(params))
        return Buffer.from(signature.sign(), 'hex').toString('base64')
      }
    },
  },
  {
    name: 'jsencrypt',
    prepare({ privateKey }) {
      const key = new JSEncrypt()
      key.setPrivateKey(privateKey)
      return (params) => key.sign(canonicalSixDu(params), sha256, 'sha256')
    },
  },
  {
    name: 'node-forge',
    prepare({ privateKey }) {
      const key = forge.pki.privateKeyFromPem(privateKey)
      return (params) => forge.util.encode64(key.sign(forge.md.sha256.create().update(canonicalSixDu(params), 'utf8')))
    },
  },
]

/** @type {import('./paysign.js').Contestant[]} */
export const rsaVerify = [
  {
    name: 'jsrsasign',
    prepare({ publicKey }) {
      const key = KEYUTIL.getKey(publicKey)
      return ({ params, signature }) => {
        const verifier = new KJUR.crypto.Signature({ alg: 'SHA256withRSA' })
        verifier.init(key)
        verifier.updateString(canonicalSixDu(params))
        return verifier.verify(Buffer.from(signature, 'base64').toString('hex'))
      }
    },
  },
  {
    name: 'jsencrypt',
    prepare({ publicKey }) {
      const key = new JSEncrypt()
      key.setPublicKey(publicKey)
      return ({ params, signature }) => key.verify(canonicalSixDu(params), signature, sha256)
    },
  },
  {
    name: 'node-forge',
    prepare({ publicKey }) {
      const key = forge.pki.publicKeyFromPem(publicKey)
      return ({ params, signature }) => {
        const digest = forge.md.sha256.create().update(canonicalSixDu(params), 'utf8').digest().bytes()
        try {
          return key.verify(digest, forge.util.decode64(signature))
        } catch {
          return false // it throws where the padding is wrong
        }
      }
    },
  },
]
