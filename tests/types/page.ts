// In a page, through a bundler, without the types of Node.
import init, { HiCoin, Signer, initSync } from 'paysign'
import initRsa, { initRsaSync } from 'paysign/rsa'
import initSlim from 'paysign/slim'

await init()
await initSlim('/paysign.wasm')
await initSlim(new URL('/paysign.wasm', location.href))
await initSlim(new Request('/paysign.wasm'))
await initSlim(fetch('/paysign.wasm'))
await initSlim(await fetch('/paysign.wasm'))
const module = await WebAssembly.compileStreaming(fetch('/paysign.wasm'))
await initSlim(module)
initSync(module)
initSync(new ArrayBuffer(8))
initSync(new DataView(new ArrayBuffer(8)))

const loaded: Promise<void> = initRsa()
await Promise.all([loaded, initRsa(new Uint8Array(8)), initRsa(fetch('rsa.wasm'))])
initRsaSync()
initRsaSync(module)

const client = new HiCoin({ appId: 'a', mchKey: 'k', dangerouslyAllowBrowser: true })
location.href = client.h5PayUrl({ prepay_id: '1' })

new Signer('sixdu', null as unknown as CryptoKey)
new Signer('sixdu', await crypto.subtle.exportKey('jwk', null as unknown as CryptoKey))
new Signer('sixdu', await crypto.subtle.exportKey('pkcs8', null as unknown as CryptoKey))

export async function sign(form: HTMLFormElement): Promise<string> {
  const entries = [...new FormData(form).entries()].map(([name, value]) => [name, String(value)] as const)
  return new Signer('hicoin', 'k').signAsync(Object.fromEntries(entries))
}
