// For tests: signed messages, valid and broken, and a whole sandbox, of any gateway that has a spec. What lies below takes
// the package by its name, so that it is the copy that the tests use, however it was bundled.
export { answer } from './testing/answer.js'
export { notification } from './testing/notification.js'
export { sandboxOf } from './testing/sandbox.js'
