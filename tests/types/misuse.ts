// What must not compile.
import init, {
  BhopOrg,
  BhopUser,
  BitCV,
  HiCoin,
  PayError,
  Signer,
  SixDu,
  Verifier,
  Yinqiantong,
  canonicalString,
  fromUnits,
  initSync,
  launch,
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
// @ts-expect-error: no order of a rule
new Signer({ signatureField: 'sign', algorithm: 'md5', secret: '{}', order: 'sorted' }, 'key')
// @ts-expect-error: a list of names
new Signer({ signatureField: 'sign', algorithm: 'md5', secret: '{}', only: 'a' }, 'key')
// @ts-expect-error: no key
new Signer('hicoin')
// @ts-expect-error: an environment variable may be missing
new Signer('hicoin', maybe)
// @ts-expect-error: a key is text or bytes
new Signer('hicoin', 12345)
// @ts-expect-error: numbers are no bytes
new Verifier('sixdu', [1, 2, 3])
// @ts-expect-error: a promise, where `await` was forgotten
new Signer('sixdu', Promise.resolve('key'))
// @ts-expect-error: decrypt it first
new Signer('sixdu', { key: 'key', passphrase: 'x' })
// @ts-expect-error: read it first
new Signer('sixdu', new URL('file:///key.pem'))
// @ts-expect-error: read it first
new Signer('sixdu', new Blob(['key']))
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
canonicalString({ signatureField: 'sign', algorithm: 'sha384' }, {})
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

const hicoin = new HiCoin({ appId: 'a', mchKey: 'k' })
const order = {
  access_token: 't',
  openid: 'o',
  body: 'b',
  subject: 's',
  out_trade_no: 'A1',
  total_amount: 1n,
  settle_currency: 'USDT',
  trade_type: 'H5',
  return_url: 'https://shop.example/',
} as const
// @ts-expect-error: a number has lost digits already
void hicoin.createOrder({ ...order, total_amount: 1.5 })
// @ts-expect-error: the amount is missing
void hicoin.createOrder({ ...order, total_amount: undefined })
// @ts-expect-error: another coin
void hicoin.createOrder({ ...order, settle_currency: 'BTC' })
// @ts-expect-error: no such way to pay
void hicoin.createOrder({ ...order, trade_type: 'APP' })
// @ts-expect-error: misspelt
void hicoin.createOrder({ ...order, passback_param: 'x' })
// @ts-expect-error: a signal is an option, not a field
void hicoin.createOrder({ ...order, signal: AbortSignal.timeout(1) })
// @ts-expect-error: no such option of a call
void hicoin.createOrder(order, { timeout: 1000 })
// @ts-expect-error: which order?
void hicoin.queryOrder({})
// @ts-expect-error: HiCoin's own number is not what it takes
void hicoin.queryOrder({ trade_no: '1' })
// @ts-expect-error: an answer is a promise
void hicoin.queryOrder({ out_trade_no: 'A1' }).paid
// @ts-expect-error: an answer has no further fields, but raw has
void (await hicoin.queryOrder({ out_trade_no: 'A1' })).mch_id
// @ts-expect-error: a bigint is compared with a bigint
void ((await hicoin.queryOrder({ out_trade_no: 'A1' })).total_amount === 150000000)
// @ts-expect-error: no such state
void ((await hicoin.queryOrder({ out_trade_no: 'A1' })).trade_status === 'PAID')
// @ts-expect-error: answers are read, not written
;(await hicoin.queryOrder({ out_trade_no: 'A1' })).raw['a'] = 'b'
// @ts-expect-error: no calls of another gateway
void hicoin.cancelOrder({ out_trade_no: 'A1' })

// @ts-expect-error: a parsed body has lost what was signed
hicoin.parseNotification({ body: { trade_status: 'SUCCESS' } })
// @ts-expect-error: whatever a parser made of it
hicoin.parseNotification({ body: parsed })
// @ts-expect-error: the body itself is no notification
hicoin.parseNotification('a=1')
// @ts-expect-error: no body
hicoin.parseNotification({ headers: {} })
// @ts-expect-error: a body is no request
void hicoin.handleNotification('a=1', () => {})
// @ts-expect-error: nor is Node's
void hicoin.handleNotification({ body: 'a=1', headers: {} }, () => {})
declare const request: Request
// @ts-expect-error: nobody handles it
void hicoin.handleNotification(request)
// @ts-expect-error: an event has no such field
void hicoin.handleNotification(request, ({ totalAmount }) => totalAmount)
// @ts-expect-error: nothing was found, or was it handled?
void hicoin.handleNotification(request, () => null)
// @ts-expect-error: a count may be 0
void hicoin.handleNotification(request, async () => [1].length)
// @ts-expect-error: a text that is no word for success
void hicoin.handleNotification(request, async () => 'fail')
// @ts-expect-error: the handler itself is never called
void hicoin.handleNotification(request, () => async () => {})
// @ts-expect-error: a promise of a count
void hicoin.handleNotification(request, () => Promise.resolve(0))
// @ts-expect-error: a row that may not be there
void hicoin.handleNotification(request, async (): Promise<{ id: number } | null> => null)

// @ts-expect-error: v1 signs with an appKey
new Yinqiantong({ version: 'v1', appId: 'a', appSecret: 's' })
// @ts-expect-error: no version
new Yinqiantong({ appId: 'a', appSecret: 's' })
// @ts-expect-error: no such version
new Yinqiantong({ version: 'v3', appId: 'a', appSecret: 's' })
const yinqiantong = new Yinqiantong({ version: 'v2', appId: 'a', appSecret: 's' })
// @ts-expect-error: which number?
void yinqiantong.queryOrder({})
// @ts-expect-error: one number, not two
void yinqiantong.queryOrder({ client_out_trade_no: 'A1', out_trade_no: '1' })
// @ts-expect-error: no such channel
yinqiantong.parsePayBody('wx', 'h5', '')
// @ts-expect-error: the order may have no pay_body
yinqiantong.parsePayBody('wechat', 'h5', maybe)
// @ts-expect-error: a pay action, not its text
void launch('{"kind":"redirect","url":"https://shop.example/"}')
// @ts-expect-error: no such kind of action
void launch({ kind: 'go', url: 'https://shop.example/' })

const bitcv = new BitCV({ appId: 'a', appSecret: 's' })
// @ts-expect-error: the platform's number, not one's own
void bitcv.queryOrder({ outTradeNo: 'A1' })
// @ts-expect-error: a list of payments, not the text that travels
void bitcv.transfer({ transNo: 'T1', tradeList: 'a^BCV^1' })
// @ts-expect-error: notifications name no amount
void bitcv.parseNotification({ body: '' }).totalAmount

const sixdu = new SixDu({ merchantId: 'm', privateKey: 'k' })
// @ts-expect-error: a shared secret is no JWK
new HiCoin({ appId: 'a', mchKey: { kty: 'oct' } })
const goods = { subject: 's', coinName: 'USDT', paymentProductCode: '0001', merchantOrderCode: 'A1' }
// @ts-expect-error: by what?
void sixdu.createOrder({ ...goods, quantity: '1' })
// @ts-expect-error: how many?
void sixdu.createOrder({ ...goods, by: 'quantity' })
// @ts-expect-error: by quantity, so no price
void sixdu.createOrder({ ...goods, by: 'quantity', quantity: '1', orderPrice: '7' })
// @ts-expect-error: by amount is not by quantity
void sixdu.createOrder({ ...goods, by: 'amount', quantity: '1' })
// @ts-expect-error: an amount is a decimal string
void sixdu.createOrder({ ...goods, by: 'quantity', quantity: 1 })
// @ts-expect-error: the gateway's own spelling
void sixdu.sell({ ...goods, sellAmount: '1', mobile: '1', realName: '李雷', account: 'a', bankBranch: '0001' })

// @ts-expect-error: a broker's address has no default
new BhopOrg({ accessKey: 'a', secretKey: 's' })
// @ts-expect-error: a user's side holds no secret
new BhopUser({ base: 'https://broker.example', secretKey: 's' })
const user = new BhopUser({ base: 'https://broker.example' })
// @ts-expect-error: orders are made by the organisation
void user.createOrder
// @ts-expect-error: nobody to ask
void user.payOrder({ order_id: '1' })
// @ts-expect-error: an id of 19 digits is no number
void user.loadPayData({ order_id: 1571561027984123456 })
// @ts-expect-error: no notifications
void user.parseNotification
// @ts-expect-error: for await
for (const order of user.listOrders()) void order

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
