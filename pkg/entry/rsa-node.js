// Node, Bun, Deno: node:crypto computes RSA, and there is nothing to load.
export default function initRsa() {
  return Promise.resolve()
}

export function initRsaSync() {}
