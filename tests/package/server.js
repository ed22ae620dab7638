// A server on 127.0.0.1 for the pages under test: folders, texts, and the sandbox gateways below /gateway.
import { readFile } from 'node:fs/promises'
import { createServer, request as call } from 'node:http'
import { extname, join, normalize } from 'node:path'

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

/**
 * Serves `folder`, `/copy-7/…` as `/…` too, so that a page can load the same modules anew.
 * @param {Record<string, Record<string, string>>} headers  by path
 */
export async function serveFolder(folder, { headers = {}, gateway }) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://127.0.0.1').pathname.replace(/^\/copy-\d+/, '')
    if (path.startsWith('/gateway/')) return forward(gateway, request, response)
    try {
      const name = path.endsWith('/') ? `${path}index.html` : path
      const body = await readFile(join(folder, normalize(name)))
      const type = types[extname(name)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...headers[path] }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function forward(gateway, request, response) {
  const { method, headers } = request
  const away = call(gateway + request.url.slice('/gateway'.length), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
  away.on('error', () => response.destroy())
  request.pipe(away)
}
