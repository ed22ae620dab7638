// Answers a message with the report. Service workers may not import later, and not every browser lets them be modules.
import init, * as paysign from './node_modules/paysign/entry/web.js'
import initRsa from './node_modules/paysign/entry/rsa.js'
import { suite } from './suite/package/suite.js'
import { vectors } from './suite/vectors.js'

const report = async () => {
  await Promise.all([init(), initRsa()])
  return suite(paysign, vectors, { base: new URL('/gateway', location.href).href })
}
globalThis.onmessage = (event) => event.waitUntil(report().then((result) => event.source.postMessage(result)))
