// What must not compile.
import init, {
  HiCoin,
  PayError,
  Signer,
  Verifier,
  canonicalString,
  fromUnits,
  initSync,
  scheme,
  toUnits,
} from 'paysign'
import initSlim from 'paysign/slim'

const signer = new Signer('hicoin', 'key')
const parsed: unknown = JSON.parse('{}')
const maybe = undefined as string | undefined

// @ts-expect-error: misspelt
scheme('hicoin-h6')
// @ts-expect-error: none of this name
new Signer('wechat', 'key')
// @ts-expect-error: no key
new Signer('hicoin')
// @ts-expect-error: an environment variable may be missing
new Signer('hicoin', maybe)
// @ts-expect-error: a key is text or bytes
new Signer('hicoin', 12345)
// @ts-expect-error: numbers are no bytes
new Verifier('sixdu', [1, 2, 3])
// @ts-expect-error: misspelt
new Signer('sixdu', 'key', { allowWeakKey: true })
// @ts-expect-error: undefined is no choice (exactOptionalPropertyTypes)
new Signer('sixdu', 'key', { allowWeakKeys: undefined })
// @ts-expect-error: `new` is needed
Signer('hicoin', 'key')

// @ts-expect-error: values are no objects
signer.sign({ a: { b: 1 } })
// @ts-expect-error: nor arrays
signer.sign({ a: ['b'] })
// @ts-expect-error: nor symbols
signer.sign({ a: Symbol('b') })
// @ts-expect-error: nor dates
signer.sign({ a: new Date() })
// @ts-expect-error: a Map is no plain object
signer.sign(new Map([['a', 1]]))
// @ts-expect-error: a form is no plain object
signer.sign(new URLSearchParams('a=1'))
// @ts-expect-error: pairs are no plain object
signer.sign([['a', 1]])
// @ts-expect-error: text is no plain object
signer.sign('a=1')
// @ts-expect-error: something
signer.sign(parsed)
// @ts-expect-error: nothing to sign
signer.sign()
// @ts-expect-error: a signature is text
signer.verify({ a: 1 }, null)
// @ts-expect-error: or bytes in their text form
signer.verify({ a: 1 }, new Uint8Array())
// @ts-expect-error: a parsed body has lost what was signed
signer.verifyBody({ a: 1 })
// @ts-expect-error: whatever a parser made of it
signer.verifyBody(parsed)
// @ts-expect-error: a body may be missing
signer.verifyBody(maybe)
// @ts-expect-error: an array of bytes is no body
signer.verifyBody([1, 2, 3])
// @ts-expect-error: a header may come more than once
signer.verifyBody('a=1', ['application/json'])
// @ts-expect-error: a Verifier does not sign
new Verifier('sixdu', 'key').sign({ a: 1 })
// @ts-expect-error: nor asynchronously
new Verifier('sixdu', 'key').signAsync({ a: 1 })
// @ts-expect-error: a promise is no text
signer.signAsync({ a: 1 }).toUpperCase()
// @ts-expect-error: the key does not come out
signer.key
// @ts-expect-error: nor does an Explanation hold it
signer.explain({ a: 1 }).secret
// @ts-expect-error: a Verifier may have no signature to show
new Verifier('sixdu', 'key').explain({ a: 1 }).signature.length

// @ts-expect-error: no algorithm
canonicalString({ signatureField: 'sign' }, {})
// @ts-expect-error: no such algorithm
canonicalString({ signatureField: 'sign', algorithm: 'sha512' }, {})
// @ts-expect-error: no such field
canonicalString({ signatureField: 'sign', algorithm: 'md5', secret: '{}', sort: true }, {})
// @ts-expect-error: no such form
canonicalString({ signatureField: 'sign', algorithm: 'md5', secret: '{}', output: 'Hex' }, {})

// @ts-expect-error: a number has lost digits already
toUnits(1.5, 8)
// @ts-expect-error: how many places?
toUnits('1.5')
// @ts-expect-error: a number has lost digits already
fromUnits(150000000, 8)
// @ts-expect-error: units are a bigint, not a number
const units: number = toUnits('1', 0)

// @ts-expect-error: no key
new HiCoin({ appId: 'a' })
// @ts-expect-error: a key may be missing
new HiCoin({ appId: 'a', mchKey: maybe })
// @ts-expect-error: no such environment
new HiCoin({ appId: 'a', mchKey: 'k', environment: 'staging' })
// @ts-expect-error: misspelt
new HiCoin({ appId: 'a', mchKey: 'k', payPages: 'https://x.example' })
// @ts-expect-error: no prepay_id
new HiCoin({ appId: 'a', mchKey: 'k' }).h5PayUrl({})
// @ts-expect-error: the gateway's own spelling
new HiCoin({ appId: 'a', mchKey: 'k' }).h5PayUrl({ prepayId: '1' })

// @ts-expect-error: no such kind
new PayError('unknown', 'message')
// @ts-expect-error: no message
new PayError('config')
// @ts-expect-error: errors are read, not written
new PayError('config', 'message').kind = 'body'
// @ts-expect-error: no comparison with a kind that is none
export const never = new PayError('config', 'message').kind === 'sign'

// @ts-expect-error: a number is no module
void init(42)
// @ts-expect-error: nothing to wait with
initSync('https://shop.example/paysign.wasm')
// @ts-expect-error: slim needs the module
void initSlim()

export { units }
