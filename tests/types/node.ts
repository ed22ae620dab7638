// In Node, without the types of a page.
import { X509Certificate, createPrivateKey, createSecretKey, type webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { HiCoin, Signer, Verifier, initSync } from 'paysign'
import { send, toLambda, toRequest } from 'paysign/node'
import init from 'paysign/slim'

const signer = new Signer('sixdu', readFileSync('key.pem'), {})
new Verifier('sixdu', readFileSync('key.pem', 'utf8'))
const privateKey = createPrivateKey({ key: readFileSync('key.pem'), passphrase: 'x' })
new Signer('sixdu', privateKey)
new Signer('sixdu', privateKey.export({ format: 'jwk' }))
new Verifier('sixdu', new X509Certificate(readFileSync('certificate.pem')))
new Verifier('sixdu', null as unknown as webcrypto.CryptoKey)
new HiCoin({ appId: 'a', mchKey: createSecretKey('k', 'utf8') })
signer.verifyBody(Buffer.from('a=1'))
initSync(readFileSync('paysign.wasm'))
await init(readFileSync('paysign.wasm'))
await init(new URL('file:///paysign.wasm'))
await init(fetch('https://shop.example/paysign.wasm'))

// @ts-expect-error: an environment variable may be missing
new HiCoin({ appId: process.env['APP_ID'], mchKey: 'k' })

export async function verify(request: IncomingMessage): Promise<string | null | undefined> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const type = request.headers['content-type']
  const body = Buffer.concat(chunks)
  const fields = type === undefined ? signer.verifyBody(body) : signer.verifyBody(body, type)
  return fields['out_trade_no']
}

export async function verifyWeb(request: Request): Promise<string | null | undefined> {
  return signer.verifyBody(await request.text(), request.headers.get('content-type') ?? '')['out_trade_no']
}

export async function notified(
  req: IncomingMessage | Http2ServerRequest,
  res: ServerResponse | Http2ServerResponse,
): Promise<void> {
  const client = new HiCoin({ appId: 'a', mchKey: 'k' })
  await send(res, await client.handleNotification(toRequest(req), () => {}))
}
export const functionResult: Promise<{ statusCode: number; body: string }> = toLambda(new Response())
declare const event: { version: '2.0'; headers: Record<string, string>; body?: string; isBase64Encoded: boolean }
declare const ctx: { req: IncomingMessage; request: { body?: unknown }; response: object }
toRequest(event)
toRequest(ctx)
toRequest(new Request('https://shop.example/'))
// @ts-expect-error: a body is no request
toRequest('a=1')
// @ts-expect-error: a request is no place for an answer
void send({ headers: {} }, new Response())
