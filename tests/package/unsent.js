// Whether "nothing was sent" is true: servers on this machine that refuse, break off or misbehave in every way that is
// known, and count the bytes of requests that reach them; and what each runtime's fetch can tell of it. The runtimes'
// words are in pkg/bindings/src/unsent.rs; certificates/make.py made the certificates.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Duplex } from 'node:stream'
import { TLSSocket, createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { freePort } from '../js/free-port.js'

const certificates = new URL('certificates/', import.meta.url)
const certificate = (name) => ({
  key: readFileSync(new URL(`${name}.key`, certificates)),
  cert: readFileSync(new URL(`${name}.pem`, certificates)),
})
/** Whom the runtimes under test trust, besides those they trust anyway. */
const authority = fileURLToPath(new URL('authority.pem', certificates))
export const trusting = { NODE_EXTRA_CA_CERTS: authority, DENO_CERT: authority }

const json = '{"code":200,"msg":"ok","data":{"out_trade_no":"1","pay_body":"x","expire_time":1}}'
const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`
const alert = (number) => Buffer.from([21, 3, 3, 0, 2, 2, number])

/** A server that hands each connection to `take(socket, count)`, where `count` is to be told of what arrives. */
const plain = (take) => (count) =>
  createServer((socket) => {
    socket.on('error', () => {})
    take(socket, count)
  })
/** A server that reads a request and does `next` with the socket. */
const reading = (next) =>
  plain((socket, count) => {
    socket.on('data', (bytes) => {
      count(bytes)
      next(socket)
    })
  })
/** A TLS server that answers every request. */
const tls = (name, options) => (count) => {
  const server = createTlsServer({ ...certificate(name), ...options }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      count(bytes)
      socket.write(answer)
    })
  })
  return server.on('tlsClientError', () => {})
}
/** A TLS server that reads a request and then writes something onto the wire that is no TLS, or not of this session. */
const breaking = (version, bytes) =>
  plain((socket, count) => {
    const wire = new Duplex({
      read() {},
      write(chunk, _, done) {
        if (!socket.destroyed) socket.write(chunk)
        done()
      },
    })
    socket.on('data', (bytes) => wire.push(bytes))
    const options = { ...certificate('good'), isServer: true, minVersion: version, maxVersion: version }
    const secure = new TLSSocket(wire, options).on('error', () => {})
    secure.on('data', (request) => {
      count(request)
      // Ended only later: some runtimes read the end before what came before it.
      socket.write(bytes)
      setTimeout(() => socket.destroy(), 200)
    })
  })
/** A TLS server that reads a request and then wants to know who sends it. */
const renegotiating = (count) =>
  createTlsServer({ ...certificate('good'), maxVersion: 'TLSv1.2' }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      count(bytes)
      socket.renegotiate({ requestCert: true, rejectUnauthorized: true }, () => {})
    })
  }).on('tlsClientError', () => {})
/** Answers the first request and breaks off at the second one, which comes over the connection that was kept. */
const breakingTheSecond =
  (end, made = (take) => createServer(take)) =>
  (count) => {
    let requests = 0
    const server = made((socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        count(bytes)
        // To its end: an answer before it would end the connection.
        if (!String(bytes).endsWith('}')) return
        requests++ ? end(socket, server) : socket.write(answer)
      })
    })
    return server
  }
const overTls = (take) => createTlsServer(certificate('good'), take)
const wantsCertificate = { requestCert: true, rejectUnauthorized: true }

const all = ['node', 'bun', 'deno']
const notBun = ['node', 'deno']
// `known`: the runtimes that tell that nothing was sent. `again`: whether they are to try again. `says`: what the message
// says in Node. `open`: where it is a matter of chance what is known.
const cases = {
  'nobody listens': { scheme: 'http', known: all, again: true, says: /ECONNREFUSED/ },
  'a name that nobody has': { address: 'https://gateway.invalid', known: all, again: true, says: /ENOTFOUND/ },
  'an address that Deno was told not to ask': {
    address: 'https://denied.example',
    known: all,
    again: { node: true, bun: true },
  },
  // Bun has no list of blocked ports; nobody listens there.
  'a blocked port': { address: 'http://127.0.0.1:6000', known: all, again: { bun: true }, says: /bad port/ },
  'a certificate that is its own': {
    server: tls('self'),
    known: all,
    says: /TLS handshake failed: self-signed certificate.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
  },
  'an expired certificate': { server: tls('expired'), known: all, says: /has expired \(CERT_HAS_EXPIRED\)/ },
  'a certificate of the future': { server: tls('future'), known: all, says: /not yet valid \(CERT_NOT_YET_VALID\)/ },
  'a certificate for another name': { server: tls('other'), known: all, says: /ERR_TLS_CERT_ALTNAME_INVALID/ },
  'an authority that nobody trusts': { server: tls('unknown'), known: all, says: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/ },
  'https at a port of http': {
    server: plain((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    known: notBun,
    says: /is it https that this port speaks\?: wrong version number \(ERR_SSL_WRONG_VERSION_NUMBER\)/,
  },
  'an old TLS': {
    server: tls('good', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }),
    known: notBun,
    says: /alert protocol version/,
  },
  'no certificate of one’s own, TLS 1.2': {
    server: tls('good', { maxVersion: 'TLSv1.2', ...wantsCertificate }),
    known: notBun,
    says: /handshake failure/,
  },
  // The request is on its way when the refusal comes.
  'no certificate of one’s own, TLS 1.3': {
    server: tls('good', { minVersion: 'TLSv1.3', ...wantsCertificate }),
    known: [],
  },
  'a handshake that is refused': {
    server: plain((socket) => socket.once('data', () => socket.end(alert(40)))),
    known: notBun,
    says: /handshake failure/,
  },
  'the end, before a handshake': {
    server: plain((socket) => socket.end()),
    known: notBun,
    again: true,
    says: /secure TLS/,
  },
  'a reset, before a handshake': {
    server: plain((socket) => socket.resetAndDestroy()),
    known: notBun,
    again: true,
    open: ['bun'],
  },
  'the end, in a handshake': {
    server: plain((socket) => socket.once('data', () => socket.end())),
    known: notBun,
    again: true,
    says: /secure TLS/,
  },
  'a reset, in a handshake': {
    server: plain((socket) => socket.once('data', () => socket.resetAndDestroy())),
    known: notBun,
    again: true,
    says: /ECONNRESET/,
  },
  'a reset at once': {
    server: plain((socket, count) => socket.on('data', count).resetAndDestroy()),
    scheme: 'http',
    open: ['node', 'bun', 'deno'],
  },
  'the end at once': { server: plain((socket, count) => socket.on('data', count).end()), scheme: 'http', known: [] },
  'the end, after a request': { server: reading((socket) => socket.end()), scheme: 'http', known: [] },
  'a reset, after a request': { server: reading((socket) => socket.resetAndDestroy()), scheme: 'http', known: [] },
  'what is no HTTP': {
    server: reading((socket) => socket.end('220 mail.example ESMTP\r\n\r\n')),
    scheme: 'http',
    known: [],
  },
  'TLS for http': { server: reading((socket) => socket.end(alert(40))), scheme: 'http', known: [] },
  'half an answer': {
    server: reading((socket) => socket.end(answer.slice(0, -20))),
    scheme: 'http',
    known: [],
  },
  'a reset in the middle of an answer': {
    server: reading((socket) =>
      socket.write(answer.slice(0, -20), () => setTimeout(() => socket.resetAndDestroy(), 20)),
    ),
    scheme: 'http',
    known: [],
    kinds: ['network', 'body'], // workerd takes it for the end now and then: what came is no JSON
  },
  'TLS 1.2 that becomes http after a request': {
    server: breaking('TLSv1.2', 'HTTP/1.1 400 Bad Request\r\n\r\n'),
    known: [],
  },
  'TLS 1.3 that becomes http after a request': {
    server: breaking('TLSv1.3', 'HTTP/1.1 400 Bad Request\r\n\r\n'),
    known: [],
  },
  'TLS 1.2 that breaks after a request': { server: breaking('TLSv1.2', alert(40)), known: [] },
  'TLS 1.3 that breaks after a request': { server: breaking('TLSv1.3', alert(70)), known: [] },
  'TLS that is negotiated anew after a request': { server: renegotiating, known: [] },
  'a kept connection that ends': {
    server: breakingTheSecond((socket) => socket.end()),
    scheme: 'http',
    calls: 2,
    known: [],
  },
  'a kept connection that is reset': {
    server: breakingTheSecond((socket) => socket.resetAndDestroy()),
    scheme: 'http',
    calls: 2,
    known: [],
  },
  'a kept connection over TLS that ends': {
    server: breakingTheSecond((socket) => socket.destroy(), overTls),
    calls: 2,
    known: [],
  },
  // Deno's fetch would send it again, and say that nobody listens.
  'a kept connection whose server goes away': {
    server: breakingTheSecond((socket, server) => {
      server.close()
      socket.end()
    }),
    scheme: 'http',
    calls: 2,
    known: [],
  },
}

/** What goes through a proxy that refuses to make a connection; `env` is for the runtime under test. */
const proxied = {
  'a proxy that forbids it': { status: '403 Forbidden', known: all },
  'a proxy that wants a password': { status: '407 Proxy Authentication Required', known: all },
  'a proxy that reaches nobody': { status: '502 Bad Gateway', known: all, again: { node: true, bun: true } },
}

const listening = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))

/**
 * Runs `tell(calls, env)` in front of the servers: it gives what unsent-calls.js says of `calls` in the runtime under
 * test, with `env` in its environment. Gives a list of what is not as it should be.
 * @param {string} runtime  node, bun, deno, workerd
 * @param {boolean} options.proxies  whether the runtime takes a proxy from its environment
 */
export async function unsentFaults(runtime, tell, { proxies = false } = {}) {
  const servers = []
  const arrived = {}
  const calls = []
  for (const [name, { server, scheme = 'https', address, calls: times = 1 }] of Object.entries(cases)) {
    arrived[name] = { bytes: 0, requests: 0 }
    let base = address
    if (server) {
      const made = server((bytes) => {
        arrived[name].bytes += bytes.length
        arrived[name].requests += String(bytes).split('POST ').length - 1
      })
      servers.push(made)
      base = `${scheme}://127.0.0.1:${await listening(made)}`
    }
    calls.push({ name, base: base ?? `${scheme}://127.0.0.1:${await freePort()}`, times })
  }
  const faults = []
  const judge = (told, rows) => {
    if (told.length !== Object.keys(rows).length)
      faults.push({ name: 'all', message: `${told.length} calls were told of` })
    for (const { name, kind, outcomeUnknown, retryable, message, secret } of told) {
      const fault = (what) => faults.push({ name, message: `${what}: ${message}` })
      const { known = [], again = false, says, open = [] } = rows[name]
      const { bytes, requests } = arrived[name] ?? { bytes: 0, requests: 0 }
      if (!(cases[name]?.kinds ?? ['network']).includes(kind)) fault(`the kind is ${kind}`)
      if (bytes && !outcomeUnknown) fault(`${bytes} bytes arrived, and it is told that nothing was sent`)
      if (requests > (cases[name]?.calls ?? 1)) fault(`${requests} requests arrived`)
      if (outcomeUnknown === /nothing was sent/.test(message)) fault('the message contradicts outcomeUnknown')
      if (secret) fault('the secret is told')
      if (open.includes(runtime)) continue
      if (outcomeUnknown === known.includes(runtime)) fault(`outcomeUnknown is ${outcomeUnknown}`)
      if (outcomeUnknown) continue
      if (retryable !== (again[runtime] ?? again === true)) fault(`retryable is ${retryable}`)
      if (runtime === 'node' && says && !says.test(message)) fault('other words')
    }
  }
  try {
    judge(await tell(calls, trusting), cases)
    for (const [name, row] of proxies ? Object.entries(proxied) : []) {
      const connects = []
      const proxy = createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', (bytes) => {
          connects.push(String(bytes).split(' ')[0])
          socket.end(`HTTP/1.1 ${row.status}\r\ncontent-length: 0\r\n\r\n`)
        })
      })
      servers.push(proxy)
      const address = `http://127.0.0.1:${await listening(proxy)}`
      const env = { HTTPS_PROXY: address, https_proxy: address, NODE_USE_ENV_PROXY: '1' }
      judge(await tell([{ name, base: 'https://gateway.example', times: 1 }], env), { [name]: row })
      if (!connects.length || connects.some((word) => word !== 'CONNECT')) {
        faults.push({ name, message: `the proxy was asked: ${connects}` })
      }
    }
  } finally {
    for (const server of servers) server.close()
  }
  return faults
}
