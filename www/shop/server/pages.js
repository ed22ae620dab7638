/** Serves the built pages with the headers that make their promises provable. */

import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

const NOTHING = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'none'"],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
}

/** `payHosts`: where the rebuilt form of a payment may go. */
export function pages({ payHosts }) {
  const app = new Hono()
  const guarded = (policy) =>
    secureHeaders({
      contentSecurityPolicy: { ...NOTHING, ...policy },
      // Reached over http on loopback: a promise of https would lock the visitor's own machine out. On a real server it
      // belongs to whatever holds the certificate.
      strictTransportSecurity: false,
      referrerPolicy: 'no-referrer',
    })
  const forSigning = guarded({ scriptSrc: ["'self'", "'wasm-unsafe-eval'"] })
  const forShop = guarded({ connectSrc: ["'self'"], formAction: payHosts })
  // Typed without its slash it is the same page, and needs the same policy.
  const isSigning = (path) => path === '/sign' || path.startsWith('/sign/')
  app.use((c, next) => (isSigning(c.req.path) ? forSigning(c, next) : forShop(c, next)))
  app.use(async (c, next) => {
    await next()
    // The names of assets carry a hash of their content; everything else is asked for again.
    const forever = c.req.path.startsWith('/assets/') && c.res.ok
    c.header('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  // Each order has an address, and all of them have one page.
  const files = (more) => serveStatic({ root: dist, precompressed: true, ...more })
  app.use('/orders/*', files({ path: 'index.html' }))
  app.use(files())
  return app
}
