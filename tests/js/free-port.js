import { createServer } from 'node:net'

/** A port of 127.0.0.1 where nobody listens, for programs that cannot take one by themselves. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
