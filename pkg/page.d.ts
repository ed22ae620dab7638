/**
 * `paysign` for pages: plain JavaScript without WebAssembly, ready on import, and nothing in it takes a secret.
 *
 * The server makes the order and the pay action ({@link PayAction}: `Yinqiantong`'s `parsePayBody`, or
 * `{ kind: 'redirect', url }` for an address like HiCoin's `h5PayUrl`) and sends it to the page as JSON; the page passes
 * it to {@link launch}. {@link PayError} is the same class as in `paysign`. `BhopUser`, which also runs in pages, comes
 * from `paysign`.
 *
 * @example
 * ```js
 * import { launch } from 'paysign/page'
 *
 * button.onclick = async () => {
 *   const payAction = await (await fetch('/orders/A1/pay', { method: 'POST' })).json()
 *   await launch(payAction)
 * }
 * ```
 *
 * @packageDocumentation
 */
export { PayError } from './index.js'
export type { PayErrorKind } from './index.js'
export * from './pay-action.js'
