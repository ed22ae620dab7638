// A dedicated or a shared worker: import maps are for pages only.
import init, * as paysign from '/node_modules/paysign/entry/web.js'
import initRsa from '/node_modules/paysign/entry/rsa.js'
import { runtime } from './runtime.js'
import { suite } from './suite/package/suite.js'
import { vectors } from './suite/vectors.js'

const report = (async () => {
  await Promise.all([init(), initRsa()])
  return suite(paysign, vectors, await runtime())
})()
const answer = async (port) => port.postMessage(await report)

if ('SharedWorkerGlobalScope' in globalThis) globalThis.onconnect = ({ ports: [port] }) => answer(port)
else answer(globalThis)
