/**
 * What is signed: pools of params objects, made by a seeded generator, so that Node and the browsers sign the same.
 *
 * Both the values and the order of the names change from object to object, as they do in a shop: nothing is there for
 * an engine to fold into a constant, and nobody's cache sees one shape only. Every object comes from `JSON.parse`,
 * which gives what a program holds in real life: fresh flat strings in an ordinary object.
 */

/** @typedef {Record<string, string | number>} Params */
/** @typedef {(random: () => number) => string | number} Value */

export const POOL = 256 // a power of two: the loops wrap with a mask
const KEY_ORDERS = 4

export const HMAC_KEY = '7d3c1f0a9b8e4c52a6e1d94f30b7c85e'
export const MD5_KEY = 'c2f9e04b71d84a36b5f8170e9d3a6c4b'

const HEX = '0123456789abcdef'
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PROSE = 'abcdefghijklmnopqrstuvwxyz      -.,'
const CHINESE =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面方后多定行学法所民得经'

/** Marsaglia's xorshift32: enough for test data, the same in every engine. */
export function seeded(seed) {
  let state = seed || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const from =
  (alphabet, shortest, longest = shortest) =>
  (random) => {
    const length = shortest + Math.floor(random() * (longest - shortest + 1))
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)]
    return text
  }
const digits = (length) => (random) => `${1 + Math.floor(random() * 9)}${from('0123456789', length - 1)(random)}`
const oneOf =
  (...choices) =>
  (random) =>
    choices[Math.floor(random() * choices.length)]
const seconds = (random) => 1_700_000_000 + Math.floor(random() * 100_000_000)

const items = (count) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `item_${String(i).padStart(2, '0')}`,
      from(PROSE + ALPHANUMERIC, 180, 208),
    ]),
  )

/** @type {Record<string, Record<string, Value>>} */
const fields = {
  small: {
    appId: from(HEX, 32),
    nonceStr: from(ALPHANUMERIC, 32),
    package: (random) => `prepay_id=${digits(20)(random)}`,
    signType: () => 'HMAC-SHA256',
    timeStamp: (random) => String(seconds(random)),
  },
  // Together with the secret that joins it, about 350 bytes of text.
  typical: {
    app_id: from(HEX, 32),
    out_trade_no: from(ALPHANUMERIC, 24, 32),
    trade_no: digits(22),
    openid: from(ALPHANUMERIC, 28),
    total_amount: digits(12),
    settle_currency: oneOf('USDT', 'USDC'),
    subject: from(PROSE, 18, 26),
    body: from(PROSE, 28, 44),
    timestamp: seconds,
    nonce_str: from(ALPHANUMERIC, 32),
  },
  large: items(40),
  largest: items(160),
}
// As many bytes, a third of the characters.
fields.typical_zh = { ...fields.typical, subject: from(CHINESE, 6, 8), body: from(CHINESE, 10, 14) }

function shuffled(list, random) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

/** @returns {Params[]} */
function pool(values, { size = POOL, keyOrders = KEY_ORDERS, seed = 20261121 } = {}) {
  const random = seeded(seed)
  const orders = Array.from({ length: keyOrders }, () => shuffled(Object.keys(values), random))
  return Array.from({ length: size }, () => {
    const names = orders[Math.floor(random() * orders.length)]
    return JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, values[name](random)]))))
  })
}

/** @param {'small' | 'typical' | 'typical_zh' | 'large' | 'largest'} name */
export const workload = (name) => pool(fields[name])

/** The typical order, but nearly every object has an order of names of its own: no cache of shapes helps here. */
export const typicalWithoutPattern = () => pool(fields.typical, { keyOrders: POOL })

/** The typical order with `extra` more bytes in one value. */
export const longer = (extra) => pool({ ...fields.typical, body: from(PROSE, 38 + extra) }, { size: 32 })

/** `count` params of 34 bytes each, the separator included. */
export const wider = (count) =>
  pool(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`field_${String(i).padStart(3, '0')}`, from(ALPHANUMERIC, 23)]),
    ),
    { size: 32 },
  )
