/**
 * What the environment says. Where it names no gateway, the sandbox stands in for all of them; as soon as it names one,
 * this is a shop in production: no sandbox, no view behind the scenes.
 */

import { fileURLToPath } from 'node:url'
import { isIPv4 } from 'node:net'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))

export function settingsFrom(env = process.env) {
  const gateways = realGateways(env)
  const real = Object.keys(gateways).length > 0
  const publicUrl = env.PUBLIC_URL && new URL(env.PUBLIC_URL).origin
  if (real && !publicUrl) {
    throw new Error(
      'PUBLIC_URL is missing: the address, https://shop.example, that gateways and customers come back to',
    )
  }
  return {
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? 8787),
    // A proxy in front of a real server keeps its port; a demo may take the next free one.
    fixedPort: real,
    sandboxPort: Number(env.SANDBOX_PORT ?? (env.PORT === '0' ? 0 : 4980)),
    data: env.DATA ?? DATA,
    publicUrl,
    /** The header in which the proxy in front of this server says where the customer comes from. */
    addressHeader: env.CLIENT_IP_HEADER,
    gateways: real ? gateways : undefined,
  }
}

/** Options for the package's classes, by the names that this shop gives the gateways. */
function realGateways(env) {
  const gateways = {}
  if (env.HICOIN_APP_ID) {
    gateways.hicoin = {
      appId: env.HICOIN_APP_ID,
      mchKey: needed(env, 'HICOIN_MCH_KEY'),
      secret: needed(env, 'HICOIN_SECRET'),
      environment: env.HICOIN_ENVIRONMENT ?? 'production',
      ...given({
        apiBase: env.HICOIN_API_BASE,
        merchantBase: env.HICOIN_MERCHANT_BASE,
        payPage: env.HICOIN_PAY_PAGE,
        authorizePage: env.HICOIN_AUTHORIZE_PAGE,
      }),
    }
  }
  if (env.YINQIANTONG_APP_ID) {
    const version = env.YINQIANTONG_VERSION ?? 'v2'
    gateways[`yinqiantong-${version}`] = {
      version,
      appId: env.YINQIANTONG_APP_ID,
      appSecret: needed(env, 'YINQIANTONG_APP_SECRET'),
      ...given({
        appKey: version === 'v1' ? needed(env, 'YINQIANTONG_APP_KEY') : undefined,
        base: env.YINQIANTONG_BASE,
        payHosts: env.YINQIANTONG_PAY_HOSTS?.split(/[\s,]+/).filter(Boolean),
      }),
    }
  }
  return gateways
}

/** Where a customer comes from, as Yinqiantong wants to know it: IPv4. Of others it learns nothing. */
export function clientIp(socketAddress, header) {
  // A proxy adds the address that it saw to the end of the list; what stands before may be anybody's invention.
  const address = (header?.split(',').at(-1).trim() ?? socketAddress ?? '').replace(/^::ffff:/, '')
  return isIPv4(address) ? address : '0.0.0.0'
}

function needed(env, name) {
  if (!env[name]) throw new Error(`${name} is missing from the environment`)
  return env[name]
}

const given = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
