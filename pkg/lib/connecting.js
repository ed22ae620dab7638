// What a runtime itself says of connections that it could not make. Errors alone do not tell: ECONNRESET, or a broken
// record of TLS, may come before a request was sent or after.

const failed = new WeakSet()

/** Whether `error` is one with which a connection could not be made. */
export const failedToConnect = (error) => failed.has(error)

/** What Node's fetch and every undici tell, of any request of the process. */
export function watchConnections({ subscribe }) {
  subscribe('undici:client:connectError', ({ error }) => {
    if (typeof error === 'object' && error !== null) failed.add(error)
  })
}
