// What every place runs: every vector and promise of ../js/conformance.js, and a client's call.
import { conformanceCases, runCases } from '../js/package/conformance.js'
import { clientCall } from './client-call.js'

/** @param options.base  where the sandbox gateways answer, without a slash at the end; and the `runtime` of conformance */
export function suiteCases(paysign, vectors, { base, ...runtime } = {}) {
  const cases = conformanceCases(paysign, vectors, runtime)
  cases.push({ name: 'a client calls a gateway on this machine', run: () => clientCall(paysign, base) })
  return cases
}

/** @returns {Promise<{ passed: number, failed: { name: string, message: string }[] }>} */
export function suite(paysign, vectors, options) {
  return runCases(suiteCases(paysign, vectors, options))
}
