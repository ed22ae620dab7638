/** node:crypto: what paysign is measured against in Node. */
import crypto from 'node:crypto'
import { canonical, canonicalSixDu } from './canonical.js'

/**
 * The sorted names, remembered for the last few orders in which the names came. With it, node:crypto shows what can be
 * had without wasm by whoever takes the trouble.
 */
function rememberingCanonical() {
  const orders = []
  const matches = (order, params) => {
    let i = 0
    for (const name in params) if (order.names[i++] !== name) return false
    return i === order.names.length
  }
  return (params) => {
    let order = orders.find((known) => matches(known, params))
    if (!order) {
      const names = Object.keys(params)
      order = { names, sorted: [...names].sort() }
      if (orders.unshift(order) > 8) orders.pop()
    }
    let text = ''
    for (const name of order.sorted) {
      const value = params[name]
      if (name === 'sign' || value === '' || value === null || value === undefined) continue
      text += text === '' ? `${name}=${value}` : `&${name}=${value}`
    }
    return text
  }
}

/** HMAC by its definition, on the one-shot hash. For secrets of up to 64 ASCII characters. */
function hmacOfTwoHashes(secret) {
  const block = Buffer.alloc(64)
  block.write(secret, 'latin1')
  const inner = block.map((byte) => byte ^ 0x36).toString('latin1')
  const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(32)])
  return (text) => {
    outer.write(crypto.hash('sha256', inner + text, 'latin1'), 64, 'latin1')
    return crypto.hash('sha256', outer, 'hex')
  }
}

const FASTEST_TRICK = 'two crypto.hash, order of names cached'

/** @type {import('./paysign.js').Contestant[]} */
export const hmac = [
  {
    name: 'node:crypto createHmac',
    prepare(secret) {
      const key = crypto.createSecretKey(secret, 'utf8')
      return (params) =>
        crypto
          .createHmac('sha256', key)
          .update(`${canonical(params)}&key=${secret}`)
          .digest('hex')
          .toUpperCase()
    },
  },
]

/** @type {import('./paysign.js').Contestant[]} */
export const md5 = []

// Node has the one-shot hash from 20.12 and 21.7 on.
if (crypto.hash) {
  hmac.push({
    name: FASTEST_TRICK,
    aside: true,
    prepare(secret) {
      const text = rememberingCanonical()
      const digest = hmacOfTwoHashes(secret)
      return (params) => digest(`${text(params)}&key=${secret}`).toUpperCase()
    },
  })
  md5.push(
    {
      name: 'node:crypto hash',
      prepare: (secret) => (params) => crypto.hash('md5', `${canonical(params)}&app_secret=${secret}`),
    },
    {
      name: 'crypto.hash, order of names cached',
      aside: true,
      prepare(secret) {
        const text = rememberingCanonical()
        return (params) => crypto.hash('md5', `${text(params)}&app_secret=${secret}`)
      },
    },
  )
} else {
  md5.push({
    name: 'node:crypto createHash',
    prepare: (secret) => (params) =>
      crypto
        .createHash('md5')
        .update(`${canonical(params)}&app_secret=${secret}`)
        .digest('hex'),
  })
}

/** @type {import('./paysign.js').Contestant} */
export const rsaSign = {
  name: 'node:crypto sign',
  prepare({ privateKey }) {
    const key = crypto.createPrivateKey(privateKey)
    return (params) => crypto.sign('sha256', Buffer.from(canonicalSixDu(params)), key).toString('base64')
  },
}

/** @type {import('./paysign.js').Contestant} */
export const rsaVerify = {
  name: 'node:crypto verify',
  prepare({ publicKey }) {
    const key = crypto.createPublicKey(publicKey)
    return ({ params, signature }) =>
      crypto.verify('sha256', Buffer.from(canonicalSixDu(params)), key, Buffer.from(signature, 'base64'))
  },
}
