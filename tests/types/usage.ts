// What users write, and the types that they get for it.
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
  type Explanation,
  type HiCoinH5Page,
  type HiCoinOptions,
  type InitInput,
  type KeyOptions,
  type ParamValue,
  type Params,
  type PayErrorKind,
  type SchemeName,
  type SchemeSpec,
  type VerifiedParams,
} from 'paysign'
import initSlim, { Signer as SlimSigner, PayError as SlimError } from 'paysign/slim'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type IsAny<T> = 0 extends 1 & T ? true : false
/** Compiles if the types are the same and neither is `any`. */
function same<A, B>(
  ..._: Equal<A, B> extends true ? (IsAny<A> extends false ? [] : ['any']) : [A, 'is not', B]
): void {}

// Loading
same<ReturnType<typeof init>, Promise<void>>()
same<Parameters<typeof init>, [input?: InitInput | Promise<InitInput> | undefined]>()
same<ReturnType<typeof initSync>, void>()
const bytes = new Uint8Array(8)
void init()
void init(bytes)
void init(bytes.buffer)
void init(Promise.resolve(bytes))
void init('https://shop.example/paysign.wasm')
void initSlim(bytes)
initSync(bytes)

// Signing
same<ParamValue, string | number | bigint | boolean | null | undefined>()
same<SchemeName, 'hicoin' | 'hicoin-h5' | 'yinqiantong-v1' | 'yinqiantong-v2' | 'bitcv' | 'sixdu' | 'bhop-org'>()
const order = { app_id: '1', total: 100n, count: 1, test: false, note: null, more: undefined }
const params: Params = order
const signer = new Signer('hicoin', 'key')
new Signer('hicoin', bytes)
new Signer('sixdu', 'PEM', { allowWeakKeys: true })
const options: KeyOptions = {}
new Verifier('sixdu', 'PEM', options)
same<ReturnType<Signer['sign']>, string>()
same<ReturnType<Signer['signAsync']>, Promise<string>>()
same<ReturnType<Signer['verify']>, boolean>()
same<ReturnType<Signer['verifyBody']>, VerifiedParams>()
same<ReturnType<Signer['explain']>, Explanation>()
same<ReturnType<Signer['free']>, void>()
same<Parameters<Signer['sign']>, [params: Params]>()
same<ConstructorParameters<typeof Verifier>, ConstructorParameters<typeof Signer>>()
signer.sign(order)
signer.sign({})
signer.verify(order)
signer.verify(order, 'signature')
const carried: string | undefined = Object.entries(order).length ? 'x' : undefined
if (carried !== undefined) signer.verify(params, carried)

const fields = signer.verifyBody('a=1', 'application/json')
signer.verifyBody(bytes)
same<typeof fields, Record<string, string | null>>()
// With noUncheckedIndexedAccess, a field may be missing.
const amount: string | null | undefined = fields['total_amount']
signer.verify(fields)

// Schemes as data
const own: SchemeSpec = { signatureField: 'sign', algorithm: 'md5', secret: '&key={}', output: 'HEX' }
new Signer(own, 'key')
new Signer({ signatureField: 'sign', algorithm: 'hmac-sha256' }, 'key')
new Verifier({ ...scheme('bhop-org'), encode: 'form' }, 'key')
same<ReturnType<typeof scheme>, SchemeSpec>()
same<ReturnType<typeof canonicalString>, string>()
canonicalString(own, order)
canonicalString('bitcv', order)
const algorithm: 'md5' | 'sha256' | 'hmac-md5' | 'hmac-sha256' | 'rsa-sha256' | 'rsa-sha1' = scheme('sixdu').algorithm
const excluded: string[] = scheme('bitcv').exclude ?? []

// Explanations
const steps = signer.explain(order)
for (const [name, text] of steps.kept) same<[typeof name, typeof text], [string, string]>()
for (const { name, why } of steps.dropped) {
  same<[typeof name, typeof why], [string, 'signature' | 'excluded' | 'empty' | 'absent']>()
}
same<[(typeof steps)['canonical'], (typeof steps)['signed'], (typeof steps)['signature']], [string, string, string]>()
same<ReturnType<Verifier['explain']>['signature'], string | null>()

// The same class from both entries
const both: typeof Signer = SlimSigner
const error: typeof PayError = SlimError

// Amounts
same<ReturnType<typeof toUnits>, bigint>()
same<ReturnType<typeof fromUnits>, string>()
fromUnits(toUnits('1.5', 8), 8)
fromUnits('150000000', 8)

// HiCoin
const hicoinOptions: HiCoinOptions = { appId: 'a', mchKey: 'k', environment: 'test' }
const hicoin = new HiCoin(hicoinOptions)
const page: HiCoinH5Page = { prepay_id: '1' }
same<ReturnType<HiCoin['h5PayUrl']>, string>()
hicoin.h5PayUrl(page)
hicoin.h5PayUrl({ prepay_id: '1', nonceStr: 'x', timeStamp: 1577105620 })
hicoin.h5PayUrl({ prepay_id: '1', timeStamp: '1577105620' })
hicoin.free()

// Errors
function told(thrown: unknown): string {
  if (!(thrown instanceof PayError)) throw thrown
  same<typeof thrown.kind, PayErrorKind>()
  same<typeof thrown.retryable, boolean>()
  same<typeof thrown.outcomeUnknown, boolean>()
  same<typeof thrown.code, string | undefined>()
  same<typeof thrown.status, number | undefined>()
  same<typeof thrown.details, { field: string; why: string }[] | undefined>()
  same<typeof thrown.cause, unknown>()
  const base: Error = thrown
  switch (thrown.kind) {
    case 'params':
      return (thrown.details ?? []).map(({ field, why }) => `${field}: ${why}`).join()
    case 'config':
    case 'body':
    case 'signature':
    case 'expired':
    case 'identity':
    case 'gateway':
    case 'http':
    case 'network':
    case 'timeout':
    case 'aborted':
      return base.message
    default:
      // Every kind is known to the compiler.
      same<typeof thrown.kind, never>()
      return thrown.kind
  }
}
told(new PayError('gateway', 'for a test of my own', { code: '110043', status: 200, details: [] }))

export { algorithm, amount, both, error, excluded }
