// Loaded before a fragment of a guide: what the text around it takes for given, on the sandbox gateways.
import { BhopOrg, BhopUser, BitCV, HiCoin, SixDu, Yinqiantong, fromUnits, toUnits } from 'paysign'

const { config, payer, payee, cookie, ...given } = JSON.parse(process.env.GIVEN)
const { operatorUserId, ...bhop } = config.bhop
Object.assign(globalThis, given, {
  toUnits,
  fromUnits,
  hicoin: new HiCoin(config.hicoin),
  yinqiantong: new Yinqiantong({ ...config['yinqiantong-v2'], payHosts: ['127.0.0.1'] }),
  bitcv: new BitCV(config.bitcv),
  sixdu: new SixDu(config.sixdu),
  bhop: new BhopOrg(bhop),
  bhopUser: new BhopUser({ base: bhop.base, headers: { cookie } }),
  payer,
  payee,
  userPays: (order_id) => bhopUser.payOrder({ order_id, askCode: () => '' }),
})
