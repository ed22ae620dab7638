/**
 * RSA where the runtime has none that is synchronous: in browsers.
 *
 * There `signAsync` goes through WebCrypto and needs nothing. `sign`, `verify`, `verifyBody` and `explain` with an RSA key
 * (`sixdu`, `SixDu`, schemes with `rsa-sha256` or `rsa-sha1`) need this module once, before they are called: without it
 * they throw a `PayError` of kind `config` that says so. Keys may be made before.
 *
 * Node, Bun and Deno compute RSA with `node:crypto`, and in workerd and edge runtimes the module is ready on import: there
 * these functions do nothing, so the same code runs everywhere.
 *
 * @example
 * ```js
 * import init, { Verifier } from 'paysign'
 * import initRsa from 'paysign/rsa'
 *
 * await Promise.all([init(), initRsa()])
 * ```
 *
 * @packageDocumentation
 */
import type { InitInput, initSync } from './index.js'

/**
 * Loads the module. Calls in parallel share one load, and later ones do nothing.
 *
 * @param input where to take it from, as `paysign/rsa.wasm`; default: the bytes that this file holds
 * @throws {PayError} `config`: the module could not be loaded
 */
export default function initRsa(input?: InitInput | Promise<InitInput>): Promise<void>

/**
 * The same at once, for workers and tests: pages of Chrome below 115 do not compile a module of this size synchronously.
 *
 * @param input the bytes of `paysign/rsa.wasm`, or the compiled module; default: the bytes that this file holds
 * @throws {PayError} `config`: the module could not be loaded
 */
export function initRsaSync(input?: Parameters<typeof initSync>[0]): void
