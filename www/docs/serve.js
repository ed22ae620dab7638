/** `npm run docs`: builds the site if it is stale, serves it on this machine and prints its address. */

import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { buildIfStale, site } from './build.js'

const PORT = Number(process.env.PORT ?? 4990)
const PORTS_TO_TRY = process.env.PORT ? 1 : 20

/** Serves the built site, and gives `{ url, stop }`. Port 0 is any free one. */
export async function start(port = 0) {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        // Nothing is asked of any other host. The theme is switched before the first paint by a script in the page, and
        // VitePress makes the search's tokenizer with new Function.
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: false,
    }),
  )
  app.use(async (c, next) => {
    await next()
    const forever = c.req.path.startsWith('/assets/') && c.res.ok
    c.header('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    // Browsers take text for English of 1252 otherwise.
    if (/\.(md|txt)$/.test(c.req.path) && c.res.ok) c.header('Content-Type', 'text/plain; charset=utf-8')
  })
  app.use(serveStatic({ root: relative(process.cwd(), site) || '.' }))
  app.notFound((c) => c.html(readFileSync(join(site, '404.html'), 'utf8'), 404))
  const server = await new Promise((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(starting))
    starting.once('error', reject)
  })
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** On the port or, if it is taken, on one of the next. */
async function startNear(port, tries) {
  try {
    return await start(port)
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || tries <= 1) throw error
    return startNear(port + 1, tries - 1)
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await buildIfStale((message) => console.error(`docs: ${message}`))
    const { url, stop } = await startNear(PORT, PORTS_TO_TRY)
    console.log(url)
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  } catch (error) {
    console.error(`docs: ${error.message}`)
    process.exit(1)
  }
}
