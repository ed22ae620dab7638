export { PayError } from './error.js'
export { BhopOrg, BhopUser, BitCV, HiCoin, SixDu, Yinqiantong } from './gateways.js'
export { memoryReplay, redisReplay, sqlReplay } from './replay.js'
export { Signer, Verifier, canonicalString, fromUnits, scheme, toUnits } from './signing.js'
