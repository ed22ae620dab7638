export { PayError } from './error.js'
export { HiCoin } from './gateways.js'
export { Signer, Verifier, canonicalString, fromUnits, scheme, toUnits } from './signing.js'
