// The gateways' classes that suites take: the package's own, or with PAYSIGN_CLASSES=defined those that anybody makes of
// the specs that these show. Both have to do the same.
import * as paysign from 'paysign'

const { defineGateway } = paysign

/** Methods that are code beside a spec. */
const beside = { Yinqiantong: ['parsePayBody'], BhopUser: ['payOrder'] }

function taken(name) {
  const Class = paysign[name]
  if (process.env.PAYSIGN_CLASSES !== 'defined') return Class
  const Defined = defineGateway(JSON.parse(JSON.stringify(Class.spec)))
  for (const method of beside[name] ?? []) Defined.prototype[method] = Class.prototype[method]
  return Defined
}

export const HiCoin = taken('HiCoin')
export const Yinqiantong = taken('Yinqiantong')
export const BitCV = taken('BitCV')
export const SixDu = taken('SixDu')
export const BhopUser = taken('BhopUser')
export const BhopOrg = taken('BhopOrg')
