// Vercel's edge runtime, as workerd.
import module from '../wasm/rsa_bg.wasm?module'
import { initRsaSync as load } from '../lib/rsa-module.js'

load(module)

export default function initRsa() {
  return Promise.resolve()
}

export function initRsaSync() {}
