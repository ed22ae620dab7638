/** `npm start`: builds the pages if they are not up to date, serves them on loopback and prints their address. */

import { serve } from '@hono/node-server'
import { buildIfStale } from './build.js'

const HOST = '127.0.0.1'
const FIRST_PORT = Number(process.env.PORT ?? 8787)
const PORTS_TO_TRY = 20

try {
  await buildIfStale()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const { pages } = await import('./pages.js')
const server = await listen(FIRST_PORT)
console.log(`http://${HOST}:${server.address().port}/`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close()
    // Browsers keep connections open; without this the process would wait for them.
    server.closeAllConnections()
  })
}

/** Listens on the port or, if it is taken, on the next free one. */
async function listen(port) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await listenOn(port === 0 ? 0 : port + tried)
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || tried + 1 === PORTS_TO_TRY) throw error
    }
  }
}

function listenOn(port) {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: pages.fetch, hostname: HOST, port }, () => resolve(server))
    server.once('error', reject)
  })
}
