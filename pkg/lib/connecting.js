// What a runtime itself says of connections that it could not make. Errors alone do not tell: ECONNRESET, or a broken
// record of TLS, may come before a request was sent or after.

const failed = new WeakSet()

/** Whether `error` is one with which a connection could not be made. */
export const failedToConnect = (error) => failed.has(error)

let watch = () => undefined

/** What Node's fetch and every undici tell, of any request of the process; `load` gives node:diagnostics_channel. */
export function watchConnections(load) {
  watch = () =>
    load().subscribe('undici:client:connectError', ({ error }) => {
      if (typeof error === 'object' && error !== null) failed.add(error)
    })
}

/** Begins with the first client, because loading the module takes as long as a hundred signatures. */
export function connecting() {
  watch()
  watch = () => undefined
}

let single

/**
 * What makes Deno's fetch send a request once, as its option `client`: it keeps no connections. Otherwise it sends a
 * request again by itself when a kept connection ends under it, even one that was read to its end, and says that it could
 * not connect if nobody listens any more. `null` for a Deno that has none; nothing in another runtime.
 */
export function singleConnection() {
  const { Deno } = globalThis
  if (typeof Deno !== 'object') return undefined
  try {
    single ??= Deno.createHttpClient({ poolMaxIdlePerHost: 0 })
  } catch {
    single = null
  }
  return single
}
