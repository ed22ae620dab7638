/** Serves the built pages with the headers that make their promises provable. */

import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const dist = fileURLToPath(new URL('../dist', import.meta.url))

export const pages = new Hono()

pages.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'none'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    // Reached over http on loopback: a promise of https would lock the visitor's own machine out.
    strictTransportSecurity: false,
    referrerPolicy: 'no-referrer',
  }),
)
pages.get('/', (context) => context.redirect('/sign/'))
pages.use(async (context, next) => {
  await next()
  // The names of assets carry a hash of their content; everything else is asked for again.
  const forever = context.req.path.startsWith('/assets/') && context.res.ok
  context.header('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
})
pages.use(serveStatic({ root: dist, precompressed: true }))
