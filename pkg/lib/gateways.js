import bhopOrg from '../specs/bhop-org.js'
import bitcv from '../specs/bitcv.js'
import hicoin from '../specs/hicoin.js'
import sixdu from '../specs/sixdu.js'
import { gatewayOf } from './define-gateway.js'

export const HiCoin = /* @__PURE__ */ gatewayOf(hicoin)

export { Yinqiantong } from './yinqiantong.js'

export const BitCV = /* @__PURE__ */ gatewayOf(bitcv)

export const SixDu = /* @__PURE__ */ gatewayOf(sixdu)

export { BhopUser } from './bhop-user.js'

export const BhopOrg = /* @__PURE__ */ gatewayOf(bhopOrg)
