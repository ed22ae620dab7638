/** What a signed message was signed from, step by step, with the secret as ***. Keys stay in this file's signers. */

import { isSafeNumber, parse } from 'lossless-json'
import { Signer, canonicalString, scheme } from 'paysign'
import { piecesOf } from '../../../sign/canonical.js'

/** Where each gateway puts what it signs. A query in the address, of interfaces that sign those, counts as a body. */
const READERS = {
  hicoin: ({ body }) => {
    const fields = body.startsWith('{') ? flat(body) : Object.fromEntries(new URLSearchParams(body))
    return { fields, sent: fields.sign }
  },
  'yinqiantong-v1': ({ body, headers }) => ({ fields: { ...flat(body), ts: headers.ts }, sent: headers.sign }),
  'yinqiantong-v2': ({ body }) => {
    const fields = flat(body)
    return { fields, sent: fields.sign }
  },
}

/** `options`: what the package's classes were made with, by this shop's names of the gateways. */
export function openExplainer(options) {
  const signers = Object.fromEntries(
    Object.entries(options).map(([gateway, { mchKey, appSecret }]) => [
      gateway,
      new Signer(gateway, mchKey ?? appSecret),
    ]),
  )
  if (options.hicoin) signers['hicoin-h5'] = new Signer('hicoin-h5', options.hicoin.mchKey)

  function explain(name, fields, sent) {
    if (!sent) return undefined
    const spec = scheme(name)
    const explanation = signers[name].explain(fields)
    const { separator, secret, algorithm, encode } = spec
    return {
      scheme: name,
      spec: { separator, secret, algorithm, encode },
      explanation,
      pieces: piecesOf(canonicalString, spec, explanation),
      sent,
      valid: signers[name].verify(fields, sent),
    }
  }

  const quietly = (act) => {
    try {
      return act()
    } catch {
      // What cannot be read has no steps; the message itself is shown.
      return undefined
    }
  }

  return {
    /** A request to the gateway, or a notification from it. */
    message: (gateway, message) =>
      quietly(() => {
        const { fields, sent } = READERS[gateway](message)
        return explain(gateway, fields, sent)
      }),
    /** HiCoin signs the data of its answers; Yinqiantong does not sign answers. */
    answer: (gateway, text) =>
      quietly(() => {
        if (gateway !== 'hicoin') return undefined
        const fields = flatValue(parse(text, undefined, number).data)
        return explain('hicoin', fields, fields.sign)
      }),
    payPage: (address) =>
      quietly(() => {
        const fields = Object.fromEntries(new URL(address).searchParams)
        return explain('hicoin-h5', fields, fields.paySign)
      }),
  }
}

/** Numbers as they are written; those that JavaScript holds exactly as numbers. */
const number = (text) => (isSafeNumber(text) && String(Number(text)) === text ? Number(text) : text)
const flatValue = (value) =>
  Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      each !== null && typeof each === 'object' ? JSON.stringify(each) : each,
    ]),
  )
const flat = (body) => (body === '' ? {} : flatValue(parse(body, undefined, number)))
