// The keys of both sides: what a merchant's class is given, and what the gateway signs with.
import { PayError, scheme } from 'paysign'
import { kindOf, property } from '../value.js'
import { nonce } from './sample.js'

const crypto = globalThis.process?.getBuiltinModule?.('node:crypto')

/** The option with the private key to a public one: `platformPrivateKey` to `platformPublicKey`. */
export const privateName = (name) => name.replace('Public', 'Private').replace('public', 'private')

/** The rule of a role. */
export function ruleOf(spec, role) {
  const { scheme: rule } = spec.keys[role]
  return typeof rule === 'string' ? { __proto__: null, ...scheme(rule) } : rule
}

/** The key that a role signs with: a shared secret, or the private key of whose side it is. */
export function keyOf(spec, role, options) {
  const { option } = spec.keys[role]
  return required(options, spec.options[option].type === 'publicKey' ? privateName(option) : option)
}

export function required(options, name) {
  const value = property(options, name)
  if (value) return value
  throw new PayError(
    'config',
    `${name} is missing in ${kindOf(options)}: the option of the client that the message is for`,
  )
}

/**
 * Options of a merchant that nobody is: made up where the caller gives none. `ours` are those of the class; `all` has the
 * gateway's private keys beside them. `only`: options of this type.
 */
export function merchantOf(spec, given, baseOf, only) {
  const ours = {}
  const theirs = {}
  for (const [name, option] of Object.entries(spec.options ?? {})) {
    if (only && option.type !== only) continue
    const value = property(given, name)
    if (option.type === 'publicKey') {
      const pair = pairOf(name, value, property(given, privateName(name)))
      ours[name] = pair.publicKey
      theirs[privateName(name)] = pair.privateKey
    } else {
      ours[name] = value ?? (option.type === 'base' ? baseOf(name) : MAKE[option.type]?.(name, option))
    }
  }
  return { ours, all: { ...ours, ...theirs } }
}

const MAKE = {
  __proto__: null,
  id: (name) => `sandbox-${name}`,
  secret: nonce,
  privateKey: () => newPair().privateKey,
  choice: (_, option) => option.default ?? Object.keys(option.words)[0],
}

function pairOf(name, publicKey, privateKey) {
  if (privateKey === undefined && publicKey === undefined) return newPair(name)
  if (privateKey === undefined)
    throw new PayError('config', `${privateName(name)} is missing: the gateway signs with it`)
  if (publicKey !== undefined) return { publicKey, privateKey }
  if (!crypto) throw withoutPairs(name)
  return { publicKey: crypto.createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }), privateKey }
}

function newPair(name = 'privateKey') {
  if (!crypto) throw withoutPairs(name)
  return crypto.generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}

const withoutPairs = (names) => new PayError('config', `${names}: no RSA keys can be made here; give them`)
