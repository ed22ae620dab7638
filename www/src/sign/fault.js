import { text } from '../frame/language.js'

/** Shows the message in its place beside the field and marks the field; without a message, clears both. */
export function showFault(place, message = '', field = undefined) {
  place.textContent = message
  place.hidden = message === ''
  if (message === '') field?.removeAttribute('aria-invalid')
  else field?.setAttribute('aria-invalid', 'true')
}

const KINDS = ['config', 'params', 'body', 'signature']

/** An error of the package in the reader's language: the kind in words, then what the package says. */
export function faultText(error) {
  const kind = KINDS.includes(error.kind) ? error.kind : 'other'
  return `${text(`fault.${kind}`)}: ${error.message}`.replace(/[:.]+$/, '')
}
