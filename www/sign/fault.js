import { text } from '../frame/language.js'

/** Shows the message in its place beside the field and marks the field; without a message, clears both. */
export function showFault(place, message = '', field = undefined) {
  place.textContent = message
  place.hidden = message === ''
  if (message === '') field?.removeAttribute('aria-invalid')
  else field?.setAttribute('aria-invalid', 'true')
}

/** What the package calls its arguments, as this page calls them. */
const SUBJECTS = ['key', 'scheme']

/** An error of the package beside its field: what it says, and its kind, to be found again in one's own code. */
export function faultText(error) {
  const subject = SUBJECTS.find((name) => error.message.startsWith(`${name}: `))
  const message = subject
    ? text('fault.about', { subject: text(`fault.${subject}`), message: error.message.slice(subject.length + 2) })
    : error.message
  return error.kind ? `${message} [PayError ${error.kind}]` : message
}
