// Notifications of a gateway that there is not: what is tested is what happens around the verification.
import { createHmac } from 'node:crypto'
import { PayError } from '../../../pkg/lib/error.js'

const sign = (text) => createHmac('sha256', 'b7e0c1').update(text).digest('hex')

export const success = { contentType: 'text/plain; charset=utf-8', body: 'SUCCESS' }
export const failure = { contentType: 'text/plain; charset=utf-8', body: 'FAIL' }

export const texts = {
  success,
  failure,
  parse({ body, contentType, headers }) {
    const text = new TextDecoder().decode(body)
    if (contentType !== 'text/plain;charset=UTF-8') throw new PayError('body', `is ${contentType}`)
    if (headers.get('sign') !== sign(text)) throw new PayError('signature', 'the signature is wrong')
    return { event: { order: text }, key: text }
  },
}

export function notificationOf(text, { sign: signature = sign(text), ...options } = {}) {
  return new Request('http://127.0.0.1/notify', {
    method: 'POST',
    body: text,
    headers: { sign: signature },
    ...options,
  })
}
