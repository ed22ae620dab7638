// For tests: signed messages, valid and broken, and a whole sandbox, of any gateway that has a spec.
export { answer } from './testing/answer.js'
export { notification } from './testing/notification.js'
export { sandboxOf } from './testing/sandbox.js'
