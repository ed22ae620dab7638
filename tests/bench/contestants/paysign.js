/** paysign as its README shows it: one Signer, made once. The same code in Node and in browsers. */
import init, { Signer, Verifier } from 'paysign'
import initRsa from 'paysign/rsa'

/**
 * A row: a contestant, and how it is made ready.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(key: any) => any} prepare     gives the function to be timed: `(params) => signature`, for verifying
 *                                           `({ params, signature }) => boolean`; `key` is a secret, or PEM texts
 * @property {number} [inFlight]             the function gives a promise; how many of them are under way at once
 * @property {boolean} [aside]               shown, but no peer to measure up to
 */

const signer = (scheme) => async (secret) => {
  await init()
  const signer = new Signer(scheme, secret)
  return (params) => signer.sign(params)
}

/** @type {Contestant[]} */
export const hmac = [{ name: 'paysign', prepare: signer('hicoin') }]

/** @type {Contestant[]} */
export const md5 = [{ name: 'paysign', prepare: signer('yinqiantong-v2') }]

/** @type {Contestant} */
export const rsaSign = {
  name: 'paysign sign',
  async prepare({ privateKey }) {
    await initRsa()
    return signer('sixdu')(privateKey)
  },
}

/** @type {Contestant} */
export const rsaSignAsync = {
  name: 'paysign signAsync',
  inFlight: 1,
  async prepare({ privateKey }) {
    await init()
    const signer = new Signer('sixdu', privateKey)
    return (params) => signer.signAsync(params)
  },
}

/** @type {Contestant} */
export const rsaVerify = {
  name: 'paysign verify',
  async prepare({ publicKey }) {
    await Promise.all([init(), initRsa()])
    const verifier = new Verifier('sixdu', publicKey)
    return ({ params, signature }) => verifier.verify(params, signature)
  },
}
