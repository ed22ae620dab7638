/**
 * `paysign` without the module's bytes: the caller brings them, as `paysign/paysign.wasm` from a bundler or a server.
 *
 * @example Vite
 * ```js
 * import wasm from 'paysign/paysign.wasm?url'
 * import init, { Signer } from 'paysign/slim'
 *
 * await init(wasm)
 * ```
 *
 * @packageDocumentation
 */
import type { InitInput } from './index.js'

export * from './index.js'

/**
 * Loads the WebAssembly module from `input`. Otherwise as `init` of `paysign`.
 *
 * @throws {PayError} `config`: there is no input, or the module could not be loaded
 */
export default function init(input: InitInput | Promise<InitInput>): Promise<void>
