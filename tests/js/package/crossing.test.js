// The fast crossing must not be a second truth. Thousands of objects, ordinary and strange, go through `sign` again and
// again, and must give what a reading of the rules in plain JavaScript with node:crypto gives, and what `explain` and
// `canonicalString`, which take the ordinary way, give: the same signature, or the same kind of error.
import { memories } from './wasm-memory.js'
import assert from 'node:assert/strict'
import crypto, { createHash, createHmac, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import { random, seed } from '../random.js'
import { vectors } from '../read-vectors.js'
// From the sources, where it can be seen how often the crossing was taken, and with what outcome.
import { PayError, Signer, canonicalString, scheme } from '../../../pkg/entry/node.js'
import { whole } from '../../../pkg/lib/whole.js'

const [memory] = memories
const { Key } = whole.ready()
let taken = 0
let byPlatform = 0
for (const name of ['signCrossed', 'signCrossedBy', 'textCrossed']) {
  const crossed = Key.prototype[name]
  Key.prototype[name] = function (...args) {
    const result = crossed.apply(this, args)
    if (result) taken++
    if (result && name === 'signCrossedBy') byPlatform++
    return result
  }
}

const KEY = 'k3y-秘密'
const RSA_KEY = vectors.keys['keys/merchant.pkcs8.pem']
const rules = [
  scheme('hicoin'),
  scheme('hicoin-h5'),
  scheme('yinqiantong-v1'),
  scheme('bitcv'),
  scheme('bhop-org'),
  { signatureField: 'sign', algorithm: 'hmac-md5', dropEmpty: false, output: 'base64' },
  { signatureField: '签名', algorithm: 'sha256', secret: '<{}>', encode: 'rfc3986', separator: '', output: 'HEX' },
  { signatureField: 'a', algorithm: 'md5', secret: '{}', separator: '&&', last: ['z', '', '0'], exclude: ['b', 'c'] },
  { signatureField: 'sign', algorithm: 'sha512', secret: '&key={}' },
  { signatureField: 'sign', algorithm: 'hmac-sha512', output: 'HEX' },
  { signatureField: 'sign', algorithm: 'hmac-sha1', output: 'base64' },
  scheme('gmpay-md5'),
  scheme('bepusdt'),
  scheme('jeepay'),
  { signatureField: 'sign', algorithm: 'md5', secret: '{}', only: ['b', 'a', 'nothing', 'c', ''], order: 'listed', names: false, separator: '' },
  { signatureField: 'sign', algorithm: 'md5', secret: '{}{text}<{}>', names: false, dropEmpty: 'falsy', output: 'hex16' },
  { signatureField: 'sign', algorithm: 'sha256', secret: '{}:{text}', order: 'pair', encode: 'js', output: 'base64url' },
  { signatureField: 'sign', algorithm: 'md5', secret: '{text}{}', only: ['a', 'b', 'z', 'ts', 'é'], last: ['a'], trim: true, dropEmpty: false },
  { signatureField: 'sign', algorithm: 'hmac-md5', order: 'pair-nocase', trim: true, separator: '|', output: 'HEX16' },
] // prettier-ignore

// ------------------------------------------------------------------------- the rules once more, in plain JavaScript

/** `{ canonical, signature }`, or `{ error }` with the kind. Properties are read once, as the ordinary way does. */
function expected(rule, params, key = KEY) {
  const entries = entriesOf(params)
  if (!entries) return { error: 'params' }
  const pieces = entries
    .filter(([name]) => name !== rule.signatureField && !rule.exclude?.includes(name))
    .filter(([name]) => rule.only === undefined || rule.only.includes(name))
    .filter(([, text]) => text !== undefined && !dropped(rule.dropEmpty ?? true).includes(text))
    .map(([name, text]) => ({ name, value: encoders[rule.encode ?? 'raw'](text) }))
    .map(({ name, value }) => ({ name, value, pair: `${name}=${value}` }))
    .sort(orders(rule)[rule.order ?? 'name'])
  const separator = rule.separator ?? '&'
  let canonical = pieces.map(({ value, pair }) => (rule.names === false ? value : pair)).join(separator)
  while (rule.trim && canonical.endsWith(separator)) canonical = canonical.slice(0, -separator.length)
  if (rule.algorithm === 'rsa-sha256')
    return { canonical, signature: sign('sha256', canonical, RSA_KEY).toString('base64') }
  const template = rule.secret?.includes('{text}') ? rule.secret : `{text}${rule.secret ?? ''}`
  const [before, behind] = template.split('{text}').map((side) => side.split('{}').join(key))
  const text = before + canonical + behind
  const digest = rule.algorithm.startsWith('hmac-')
    ? createHmac(rule.algorithm.slice(5), key).update(text)
    : createHash(rule.algorithm).update(text)
  const signature = outputs[rule.output ?? 'hex'](digest.digest())
  return { canonical, signature }
}

const dropped = (drop) => ({ false: [], true: [''], falsy: ['', '0', 'false'] })[drop]

const outputs = {
  hex: (bytes) => bytes.toString('hex'),
  HEX: (bytes) => bytes.toString('hex').toUpperCase(),
  base64: (bytes) => bytes.toString('base64'),
  base64url: (bytes) => bytes.toString('base64url'),
  hex16: (bytes) => bytes.toString('hex').slice(8, 24),
  HEX16: (bytes) => bytes.toString('hex').slice(8, 24).toUpperCase(),
}

const byBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))
const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
const orders = (rule) => ({
  name: (one, other) => rank(rule, one.name) - rank(rule, other.name) || byBytes(one.name, other.name),
  pair: (one, other) => byBytes(one.pair, other.pair),
  'pair-nocase': (one, other) => byBytes(lower(one.pair), lower(other.pair)) || byBytes(one.pair, other.pair),
  listed: (one, other) => rule.only.indexOf(one.name) - rule.only.indexOf(other.name),
})

/** Names and texts, or nothing where the object or one of its values cannot be signed. */
function entriesOf(params) {
  if (typeof params !== 'object' || params === null) return
  try {
    if (isSomethingElse(params)) return
    const entries = Object.keys(params).map((name) => [name, params[name]])
    const fine = ([name, value]) => name.isWellFormed() && signable(value)
    return entries.every(fine)
      ? entries.map(([name, value]) => [name, value == null ? undefined : String(value)])
      : undefined
  } catch {
    // A getter or a proxy threw.
  }
}

/** Lists, promises and things of the platform, whatever somebody has put on them; a class must keep its fields itself. */
function isSomethingElse(params) {
  const ofClass = (name) => name in params && (Object.hasOwn(params, name) || params[name] !== Object.prototype[name])
  const takes = (name) => ofClass(name) && typeof params[name] === 'function'
  if ([Symbol.iterator, Symbol.asyncIterator, 'then'].some(takes)) return true
  const prototype = Object.getPrototypeOf(params)
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return false
  return [Date, RegExp, Error, Boolean].some((Class) => params instanceof Class) || Object.keys(params).length === 0
}

function signable(value) {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed()
    case 'number':
      return Number.isSafeInteger(value)
    default:
      return value == null || typeof value === 'boolean' || typeof value === 'bigint'
  }
}

const rank = ({ last = [] }, name) => last.indexOf(name) + 1

const percent = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const encoders = {
  raw: (text) => text,
  js: encodeURIComponent,
  rfc3986: percent,
  // Java's URLEncoder: as RFC 3986, but a space is + and * stays and ~ does not.
  form: (text) => percent(text).replace(/%20/g, '+').replace(/%2A/g, '*').replace(/~/g, '%7E'),
}

// ------------------------------------------------------------------------------------------------------ comparing

const outcome = (task) => {
  try {
    return task()
  } catch (error) {
    if (!(error instanceof PayError)) throw error
    return { error: error.kind }
  }
}

/** Three times, because the first call learns the names. */
function compare(rule, signer, params, what) {
  const right = expected(rule, params)
  const told = () => `${what()} (PAYSIGN_SEED=${seed})`
  for (let time = 1; time <= 3; time++) {
    const got = outcome(() => ({ signature: signer.sign(params) }))
    if (got.signature !== right.signature || got.error !== right.error) {
      assert.fail(`sign, time ${time}: ${JSON.stringify(got)} instead of ${JSON.stringify(right)}: ${told()}`)
    }
  }
  const steps = outcome(() => signer.explain(params))
  assert.deepEqual([steps.signature, steps.error], [right.signature, right.error], `explain: ${told()}`)
  const canonical = outcome(() => canonicalString(rule, params))
  assert.deepEqual(canonical, right.error ? { error: right.error } : right.canonical, `canonicalString: ${told()}`)
  return right
}

/** How an object came to be says more than what it looks like. */
const shown = (params) => () => {
  try {
    const text = JSON.stringify(Object.entries(params), (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
    return text.length > 2000 ? `${text.slice(0, 2000)}…` : text
  } catch (error) {
    return `an object that throws: ${error.message}`
  }
}

// ------------------------------------------------------------------------------------------------- random objects

const names = [
  ...['a', 'b', 'c', 'z', 'Z', '_', 'a1', 'a10', 'a9', 'sign', 'ts', 'money', 'out_trade_no', '签名', '签', '银钱通'],
  ...['', ' ', '0', '1', '10', '-1', '4294967295', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'],
  ...['😀', '～', '\u{10ffff}', '\uffff', '\ufffd', 'é', 'é', '\0', 'a=b', 'a&b', '\n', 'x'.repeat(300)],
]
const badNames = ['\ud800', 'a\udc00', '\udfff\ud800']
const goodValues = [
  ...[
    '',
    'x',
    '1',
    '-0',
    ' ',
    '\0',
    '银钱通',
    '😀',
    '\ufffd',
    '�😀�',
    'a&b=c',
    '+ %2B',
    "!'()*~-._",
    '\r\n\t',
    '\u{10ffff}',
  ],
  ...['x'.repeat(255), '値'.repeat(256), '😀'.repeat(77), '***', KEY, 'null', 'undefined'],
  ...[0, -0, 1, -1, 9007199254740991, -9007199254740991, 1536053843],
  ...[true, false, null, undefined, 0n, -5n, 2n ** 64n, -(2n ** 200n)],
]
const badValues = [
  ...[NaN, Infinity, 1.5, 2 ** 53, -(2 ** 53), 1e21, 5e-324],
  ...['\ud800', '\udc00', 'a\ud83d', '\ude00b', '\ude00\ud83d', '�\ud800'],
  ...[{}, [], ['a'], () => 1, Symbol('s'), new Date(0), Object(1n), Object('text'), /x/],
]
// Together a pair, apart lone surrogates: joined into one text they would look well-formed.
const halves = ['\ud83d', '\ude00']

const ends = { below: (rolls) => rolls.one(['\ud83d', 'x\ud83d']), above: (rolls) => rolls.one(['\ude00', '\ude00x']) }

function randomEntries(rolls) {
  const count = rolls.chance(0.05) ? 40 : rolls.below(9)
  const bad = rolls.chance(0.15)
  const chosen = rolls.shuffled(names).slice(0, count)
  const entries = chosen.map((name) => [name, rolls.one(goodValues)])
  if (bad && entries.length) {
    const at = rolls.below(entries.length)
    if (rolls.chance(0.2)) entries[at][0] = rolls.one(badNames)
    else if (rolls.chance(0.3) && at + 1 < entries.length) {
      entries[at][1] = ends.below(rolls)
      entries[at + 1][1] = ends.above(rolls)
    } else entries[at][1] = rolls.one(badValues)
  }
  return entries
}

/** Ways to make an object of entries, all of them with the same own enumerable properties. */
const makers = {
  literal: (entries) => Object.fromEntries(entries),
  'null prototype': (entries) => Object.assign(Object.create(null), {}, objectWith(Object.create(null), entries)),
  'inherited, not enumerable': (entries) =>
    objectWith(
      Object.create(Object.defineProperty({}, 'inherited', { value: 'not signed', enumerable: false })),
      entries,
    ),
  'inherited and enumerable': (entries) =>
    objectWith(Object.create({ inherited: 'not signed', a: 'shadowed' }), entries),
  'class instance': (entries) =>
    objectWith(
      new (class Order {
        get total() {
          return 'not signed'
        }
      })(),
      entries,
    ),
  getters: (entries) => {
    const object = {}
    for (const [name, value] of entries)
      Object.defineProperty(object, name, { get: () => value, enumerable: true, configurable: true })
    return object
  },
  'with hidden ones': (entries) => {
    const object = Object.fromEntries(entries)
    Object.defineProperty(object, 'hidden', { value: 'not signed', enumerable: false })
    object[Symbol('symbol')] = 'not signed'
    return object
  },
  proxy: (entries) => new Proxy(Object.fromEntries(entries), {}),
  'proxy with traps': (entries) =>
    new Proxy(Object.fromEntries(entries), {
      get: (target, name) => Reflect.get(target, name),
      ownKeys: (target) => Reflect.ownKeys(target).reverse(),
    }),
  frozen: (entries) => Object.freeze(Object.fromEntries(entries)),
  'properties deleted': (entries) => {
    const object = { gone: 1, ...Object.fromEntries(entries) }
    delete object.gone
    return object
  },
}

function objectWith(object, entries) {
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}

test('thousands of random objects, by signers that live through all of them', () => {
  const rolls = random()
  const signers = rules.map((rule) => new Signer(rule, KEY))
  const before = taken
  const seen = { signature: 0, error: 0 }
  for (let round = 0; round < 6000; round++) {
    const entries = randomEntries(rolls)
    const [how, make] = rolls.one(Object.entries(makers))
    const at = rolls.below(rules.length)
    const params = make(entries)
    const { error } = compare(rules[at], signers[at], params, () => `${how} ${shown(params)()} under rule ${at}`)
    seen[error ? 'error' : 'signature']++
  }
  // If nothing took the crossing, nothing was tested.
  assert.ok(taken - before > 4000, `${taken - before} crossings`)
  assert.ok(seen.error > 300 && seen.signature > 3000, JSON.stringify(seen))
})

test('RSA, which goes the ordinary way', () => {
  const rolls = random(seed + 3)
  const rule = scheme('sixdu')
  const signer = new Signer(rule, RSA_KEY)
  const before = taken
  for (let round = 0; round < 300; round++) {
    const [how, make] = rolls.one(Object.entries(makers))
    const params = make(randomEntries(rolls))
    compare(rule, signer, params, () => `${how} ${shown(params)()}`)
  }
  assert.equal(taken - before, 0)
})

test('the same names in every order, with values that come and go', () => {
  const rolls = random(seed + 1)
  const signer = new Signer(rules[0], KEY)
  const all = ['appid', 'body', 'mch_id', 'nonce_str', 'sign', 'é', '银', '0', '']
  const before = taken
  for (let round = 0; round < 2000; round++) {
    const chosen = rolls.shuffled(all).slice(0, rolls.below(all.length + 1))
    const params = Object.fromEntries(chosen.map((name) => [name, rolls.one(goodValues)]))
    compare(rules[0], signer, params, shown(params))
  }
  assert.ok(taken - before > 3000, `${taken - before} crossings`)
})

describe('strange objects', () => {
  const rule = rules[0]
  const signer = new Signer(rule, KEY)
  const plain = { a: 1, b: 'x', c: '银' }
  const check = (params, t) => compare(rule, signer, params, () => t.name)
  const rightly = (params) => expected(rule, params)

  test('own property __proto__', (t) => {
    assert.equal(check(JSON.parse('{"__proto__":"p","a":"1"}'), t).canonical, '__proto__=p&a=1')
    assert.equal(check({ ['__proto__']: 'p', a: 1 }, t).canonical, '__proto__=p&a=1')
    assert.equal(check({ __proto__: null, a: 1 }, t).canonical, 'a=1')
    assert.equal(check({ __proto__: { p: 1 }, a: 1 }, t).canonical, 'a=1')
  })

  test('not an object of names and values', (t) => {
    const strange = [null, undefined, 1, 'text', true, 1n, Symbol(), () => 1, [], ['a'], [, 1], new Array(3)]
    strange.push(
      new Map([['a', 1]]),
      new Set(['a']),
      new URLSearchParams('a=1'),
      new FormData(),
      new Headers({ a: '1' }),
    )
    strange.push(new Uint8Array(3), new String('text'), (function () { return arguments })('a')) // prettier-ignore
    strange.push({ a: 1, [Symbol.iterator]: () => [][Symbol.iterator]() }, { *[Symbol.iterator]() {} })
    strange.push(Object.create({ [Symbol.iterator]() {} }), new Proxy([], {}), new Proxy(new Map(), {}))
    for (const params of strange) assert.equal(check(params, t).error, 'params', String(typeof params))
  })

  test('plain objects with nothing of their own', (t) => {
    for (const params of [{}, Object.create(null), new Proxy({}, {})]) assert.equal(check(params, t).canonical, '')
  })

  test('objects of other kinds with nothing of their own', (t) => {
    for (const params of [
      new Date(0),
      /x/,
      new Error('x'),
      Object.assign(new Error('x'), { code: 'E' }),
      new (class {})(),
      new Boolean(true),
      new WeakMap(),
      Promise.resolve(),
      Object.assign(Promise.resolve(), { a: 1 }),
      Object.create({ inherited: 'not signed' }),
    ]) {
      assert.equal(check(params, t).error, 'params')
    }
  })

  test('values that are objects', (t) => {
    for (const value of [{ toString: () => 'x' }, new String('x'), Object(1), [1], new Date(0)]) {
      assert.equal(check({ a: value }, t).error, 'params')
      assert.equal(check({ a: 1, z: value }, t).error, 'params')
    }
  })

  test('Object.prototype with enumerable properties of somebody else', (t) => {
    check(plain, t)
    try {
      Object.prototype.polluted = 'not signed'
      for (const params of [plain, {}, { polluted: 'mine' }, Object.create(null), Object.create({ b: 1 })])
        check(params, t)
      Object.prototype.a = 'not signed either'
      for (const params of [plain, {}, { b: 1 }]) check(params, t)
    } finally {
      delete Object.prototype.polluted
      delete Object.prototype.a
    }
    check(plain, t)
    Object.defineProperty(Object.prototype, 'hidden', { value: 'h', enumerable: false, configurable: true })
    try {
      assert.equal(check({ ...plain, hidden: 'own' }, t).canonical, 'a=1&b=x&c=银&hidden=own')
    } finally {
      delete Object.prototype.hidden
    }
  })

  test('Object.prototype with setters, getters and an iterator', (t) => {
    Object.defineProperty(Object.prototype, 'trap', {
      get: () => assert.fail(),
      set: () => assert.fail(),
      configurable: true,
    })
    try {
      const own = Object.defineProperty({ ...plain }, 'trap', { value: 'own', enumerable: true })
      assert.equal(check(own, t).canonical, 'a=1&b=x&c=银&trap=own')
    } finally {
      delete Object.prototype.trap
    }
    Object.defineProperty(Object.prototype, Symbol.iterator, { value() {}, configurable: true })
    try {
      check(plain, t)
    } finally {
      delete Object.prototype[Symbol.iterator]
    }
  })

  test('a prototype chain with enumerable properties', (t) => {
    const base = { inherited: 'not signed' }
    class Order {}
    Order.prototype.inherited = 'not signed'
    for (const params of [Object.create(base), Object.create(Object.create(base)), new Order()]) {
      params.a = 1
      assert.equal(check(params, t).canonical, 'a=1')
    }
    assert.equal(check(Object.setPrototypeOf({ a: 1 }, base), t).canonical, 'a=1')
  })

  test('pairs of surrogates split across adjacent values', (t) => {
    for (const [one, other] of [halves, ['x\ud83d', '\ude00y'], ['银\ud83d', '\ude00'], [halves[1], halves[0]]]) {
      assert.equal(check({ a: one, b: other }, t).error, 'params')
      assert.equal(check({ b: one, a: other }, t).error, 'params')
      assert.equal(check({ a: one, gone: null, b: other }, t).error, 'params')
      assert.equal(check({ a: one, empty: '', b: other }, t).error, 'params')
      assert.ok(check({ a: one + other.replace(/[^\ude00]/g, '') || 'x', b: 'x' }, t))
    }
    assert.equal(check({ a: '\ud83d\ude00', b: '\ud83d\ude00' }, t).canonical, 'a=😀&b=😀')
  })

  test('U+FFFD is a character like others', (t) => {
    assert.equal(check({ a: '�', b: '��' }, t).canonical, 'a=�&b=��')
    assert.equal(check({ a: '�', b: '\ud800' }, t).error, 'params')
  })

  test('long values', (t) => {
    for (const length of [255, 256, 8191, 16383, 32767, 32768, 32769, 65534, 65535, 65536, 65537, 131071, 300_000]) {
      for (const unit of ['x', '银', '😀']) {
        const params = { a: 'before', long: unit.repeat(length / unit.length), z: 'after' }
        compare(rule, signer, params, () => `${length} units of ${unit}`)
      }
      compare(rule, signer, { [`name${'x'.repeat(length)}`]: 1, b: 2 }, () => `a name of ${length}`)
    }
    const four = Object.fromEntries([1, 2, 3, 4].map((number) => [`n${number}`, 'y'.repeat(16384)]))
    compare(rule, signer, four, () => '64 KB in all')
    // 2^16 - 1 in sixteen bits stands for an absent value.
    compare(rule, signer, { a: 'x'.repeat(0xffff), b: null, c: 'x' }, () => 'the length that stands for absence')
  })

  test('more names than have slots, in one object and over time', (t) => {
    const numbered = (from, to) => Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`n${from + i}`, i]))
    for (const count of [127, 128, 255, 256, 257, 1000])
      compare(rule, new Signer(rule, KEY), numbered(0, count), () => `${count} names`)
    const other = new Signer(rule, KEY)
    for (let from = 0; from < 600; from += 50)
      compare(rule, other, numbered(from, from + 50), () => `names from ${from}`)
    compare(rule, other, numbered(0, 256), () => 'the first 256')
    compare(rule, other, numbered(200, 300), () => 'known and unknown ones')
    compare(rule, other, plain, () => 'unknown ones')
  })

  test('getters: that sign something else, with the same signer or another', (t) => {
    const another = new Signer(rules[3], KEY)
    for (const inner of [signer, another]) {
      const params = {
        a: 'before',
        get b() {
          return inner.sign({ a: 'inner', b: 'inner', c: 'x'.repeat(100) })
        },
        get c() {
          return inner.sign({ [`new${taken}`]: 1 }).slice(0, 0) + 'c'
        },
        z: 'after',
      }
      check(params, t)
    }
    const deep = (depth) => ({
      a: depth,
      get b() {
        return depth ? signer.sign(deep(depth - 1)) : 'deepest'
      },
    })
    assert.equal(signer.sign(deep(8)), rightly({ a: 8, b: signer.sign(deep(7)) }).signature)
  })

  test('getters: that sign other names of the same length, so that nothing but the names would be wrong', (t) => {
    check({ a: 'AA', b: 'BB', c: 'CC', z: 'ZZ' }, t)
    const params = {
      a: 'AA',
      get b() {
        signer.sign({ c: 'CC', z: 'ZZ' })
        return 'BB'
      },
    }
    assert.equal(check(params, t).canonical, 'a=AA&b=BB')
  })

  test('getters: that verify, explain, make and free signers, or refuse', (t) => {
    const params = {
      get a() {
        return String(signer.verify({ a: 1, sign: 'x' }))
      },
      get b() {
        return signer.explain({ a: 1 }).canonical
      },
      get c() {
        const brief = new Signer('bitcv', 'another secret')
        const signature = brief.sign({ q: 1 })
        brief.free()
        return signature
      },
      get d() {
        try {
          signer.sign({ a: 1.5 })
        } catch (error) {
          return error.kind
        }
      },
      z: 'after',
    }
    assert.match(check(params, t).canonical, /^a=false&b=a=1&c=[0-9a-f]{32}&d=params&z=after$/)
  })

  test('getters: that make the memory grow', (t) => {
    let grown = 0
    const params = {
      a: 'before',
      get b() {
        memory.grow(1)
        grown++
        return 'grown'
      },
      z: 'after',
    }
    check(params, t)
    assert.ok(grown >= 5)
    check(plain, t)
  })

  test('getters: that make the memory grow where all values are empty', (t) => {
    const keeping = { ...rule, dropEmpty: false }
    const other = new Signer(keeping, KEY)
    compare(keeping, other, { a: '', b: '' }, () => t.name)
    const params = {
      get b() {
        memory.grow(1)
        return ''
      },
    }
    assert.equal(compare(keeping, other, params, () => t.name).canonical, 'b=')
  })

  test('getters: that throw, whatever they throw', (t) => {
    for (const thrown of [new Error('x'), undefined, null, 'text', new PayError('network', 'not ours'), Symbol('s')]) {
      const params = {
        a: 1,
        get b() {
          throw thrown
        },
      }
      assert.equal(check(params, t).error, 'params')
      assert.equal(check(plain, t).error, undefined)
    }
  })

  test('getters: that change the object while it is read', (t) => {
    const made = (change) => () => {
      const object = {
        get a() {
          change(object)
          return 'a'
        },
        b: 'b',
        c: 'c',
      }
      return object
    }
    for (const make of [
      made((object) => delete object.c),
      made((object) => (object.late = 'not there at the beginning')),
      made((object) => (object.b = 'changed')),
      made((object) => Object.defineProperty(object, 'c', { enumerable: false })),
      made((object) => Object.setPrototypeOf(object, { inherited: 1 })),
    ]) {
      // Each reading has an object of its own.
      const right = expected(rule, make())
      for (let time = 0; time < 3; time++) {
        const { signature, error } = outcome(() => ({ signature: signer.sign(make()) }))
        assert.deepEqual([signature, error], [right.signature, right.error], `${t.name}: ${make}`)
      }
    }
  })

  test('proxies whose traps throw or lie', (t) => {
    const fault = () => {
      throw new Error('trap')
    }
    for (const trap of ['get', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor']) {
      check(new Proxy({ ...plain }, { [trap]: fault }), t)
    }
    check(new Proxy({ ...plain }, { ownKeys: () => ['c', 'a'] }), t)
    check(new Proxy({ ...plain }, { getPrototypeOf: () => null }), t)
    check(new Proxy({ ...plain }, { get: (_, name) => (typeof name === 'symbol' ? undefined : `read ${name}`) }), t)
    const { proxy, revoke } = Proxy.revocable({ ...plain }, {})
    revoke()
    assert.equal(check(proxy, t).error, 'params')
  })

  test('objects of another realm', async (t) => {
    const { runInNewContext } = await import('node:vm')
    check(runInNewContext('({ a: 1, b: "x" })'), t)
    check(runInNewContext('Object.create(null)'), t)
    assert.equal(check(runInNewContext('[1]'), t).error, 'params')
  })

  test('after all this, the printed example', () => {
    const params = {
      appid: 'wxd930ea5d5a258f4f',
      mch_id: '10000100',
      device_info: '1000',
      body: 'test',
      nonce_str: 'ibuaiVcKdpRxkhJA',
    }
    const printed = new Signer('hicoin', '192006250b4c09247ec02edce69f6a2d')
    for (let time = 0; time < 3; time++) {
      assert.equal(printed.sign(params), '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6')
    }
  })
})

test('views of a memory that grew are made anew, between any two calls', () => {
  const rolls = random(seed + 2)
  const signers = rules.map((rule) => new Signer(rule, KEY))
  const before = taken
  for (let round = 0; round < 400; round++) {
    const at = rolls.below(rules.length)
    const params = Object.fromEntries(randomEntries(rolls))
    const { buffer } = memory
    if (rolls.chance(0.3)) {
      memory.grow(1)
      assert.equal(buffer.byteLength, 0, 'the old views are detached')
    }
    compare(rules[at], signers[at], params, shown(params))
  }
  assert.ok(taken - before > 200, `${taken - before} crossings`)
})

describe('long texts, which the platform digests', () => {
  const lengths = [
    0, 1, 800, 900, 980, 999, 1000, 1001, 1100, 2000, 3980, 3999, 4000, 4001, 8000, 32_000, 32_768, 32_769,
  ]

  test('have the same signature, around every length at which that changes', (t) => {
    for (const [at, rule] of rules.entries()) {
      const signer = new Signer(rule, KEY)
      const before = byPlatform
      for (const length of lengths) {
        for (const unit of ['x', '银']) {
          const params = { first: unit.repeat(length / Buffer.byteLength(unit)), b: 'z', a: 1 }
          compare(rule, signer, params, () => `${length} bytes of ${unit} under rule ${at}: ${t.name}`)
        }
      }
      // Where the order depends on values, there is no crossing.
      assert.equal(byPlatform > before, rule.order !== 'pair-nocase', `rule ${at}`)
    }
  })

  test('leave nothing of the secret behind, even where the platform throws or gives nonsense', () => {
    const own = { ...crypto }
    const count = (text) => Buffer.from(memory.buffer).toString('latin1').split(text).length - 1
    const faults = {
      throws() {
        throw new Error('no digest today')
      },
      'gives nothing': () => undefined,
      'gives a text': () => 'not bytes',
      'signs meanwhile': (...args) => {
        new Signer('bitcv', 'another secret of somebody').sign({ a: 1 })
        return own.hash(...args)
      },
    }
    const around = { ...scheme('bitcv'), secret: '{}{text}{}' }
    const tried = [scheme('bitcv'), around].flatMap((rule) => Object.entries(faults).map((fault) => [rule, ...fault]))
    for (const [rule, what, hash] of tried) {
      const secret = `secret-${what.replaceAll(' ', '-')}-0123456789`
      const signer = new Signer(rule, secret)
      const long = { a: 'x'.repeat(5000) }
      // A block of MD5 may hold the secret for a while, but not this much of the text before it.
      const signed = 'x'.repeat(100) + secret
      const { signature: right } = expected(rule, long, secret)
      Object.assign(crypto, { hash, createHash: hash })
      try {
        for (let time = 0; time < 3; time++) assert.equal(signer.sign(long), right, what)
      } finally {
        Object.assign(crypto, { hash: own.hash, createHash: own.createHash })
      }
      assert.equal(count(signed), 0, what)
      assert.equal(count(`${secret}a=${'x'.repeat(100)}`), 0, what)
      signer.free()
      assert.equal(count(secret), 0, what)
    }
  })

  test('load node:crypto only when the first comes', () => {
    const signer = new Signer(rules[0], KEY)
    const { getBuiltinModule } = process
    const asked = []
    process.getBuiltinModule = (name) => (asked.push(name), getBuiltinModule(name))
    try {
      signer.sign({ a: 'x'.repeat(900) })
      assert.deepEqual(asked, [])
      for (let time = 0; time < 3; time++) signer.sign({ a: 'x'.repeat(1000) })
      assert.deepEqual(asked, ['node:crypto'])
    } finally {
      process.getBuiltinModule = getBuiltinModule
    }
  })
})

test('the first signature goes the fast way, too', () => {
  const before = taken
  const params = { a: 1, b: 'x', 签: '银' }
  const signer = new Signer(rules[0], KEY)
  assert.equal(signer.sign(params), expected(rules[0], params).signature)
  assert.equal(taken - before, 1)
  // Names that are new each time are not tried for ever.
  let n = 0
  const target = {}
  const ownKeys = () => {
    const name = `n${n++}`
    target[name] = 1
    return Object.keys(target)
  }
  signer.sign(new Proxy(target, { ownKeys }))
  assert.ok(n < 8, `read ${n} times`)
})
