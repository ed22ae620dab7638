// Between the web's Request and Response and what Node, its frameworks and functions in a cloud have instead.
export { toRequest } from '../lib/to-request.js'
export { send, toLambda } from '../lib/send.js'
