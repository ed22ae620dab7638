// What users write, and the types that they get for it.
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
  memoryReplay,
  scheme,
  toUnits,
  type AlgorithmName,
  type BhopItem,
  type BhopOrder,
  type BhopOrgCreateOrderRequest,
  type BitCVNotification,
  type BitCVQueryOrderAnswer,
  type CallOptions,
  type ClientOptions,
  type CompleteReplayGuard,
  type Explanation,
  type GatewaySpec,
  type HiCoinCreateOrderRequest,
  type HiCoinH5PayUrlRequest,
  type HiCoinNotification,
  type HiCoinOptions,
  type HiCoinQueryOrderAnswer,
  type InitInput,
  type KeyOptions,
  type NotificationInput,
  type ParamValue,
  type Params,
  type PayAction,
  type PayErrorKind,
  type RedirectAction,
  type RequestEvent,
  type ResponseEvent,
  type SchemeName,
  type SchemeSpec,
  type SixDuCreateOrderRequest,
  type SixDuNotification,
  type SixDuSaleNotification,
  type Unknown,
  type VerifiedParams,
  type WechatBridgeAction,
  type WechatBridgeResult,
  type YinqiantongNotification,
  type YinqiantongOptions,
  type YinqiantongQueryOrderRequest,
} from 'paysign'
import initSlim, { Signer as SlimSigner, PayError as SlimError } from 'paysign/slim'
import { same } from './same.js'

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
same<Parameters<typeof scheme>[0], SchemeName>()
const order = { app_id: '1', total: 100n, count: 1, test: false, note: null, more: undefined }
const params: Params = order
const signer = new Signer('hicoin', 'key')
new Signer('hicoin', bytes)
new Signer('sixdu', 'PEM', { allowWeakKeys: true })
new Signer('sixdu', bytes.buffer)
new Signer('sixdu', new DataView(bytes.buffer))
new Signer('sixdu', { kty: 'RSA', n: 'AA', e: 'AQAB' })
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
new Signer('lantupay', 'key')
const alone = { only: ['a', 'b'], order: 'listed', names: false, trim: true } satisfies Partial<SchemeSpec>
new Signer(
  { ...own, ...alone, dropEmpty: 'falsy', encode: 'js', numbers: 'go', secret: '{}{text}{}', output: 'hex16' },
  'key',
)
same<SchemeSpec['order'], 'name' | 'pair' | 'pair-nocase' | 'listed' | undefined>()
same<SchemeSpec['dropEmpty'], boolean | 'falsy' | undefined>()
same<ReturnType<typeof scheme>, SchemeSpec>()
same<ReturnType<typeof canonicalString>, string>()
canonicalString(own, order)
canonicalString('bitcv', order)
const algorithm: AlgorithmName = scheme('sixdu').algorithm
same<SchemeSpec['algorithm'], AlgorithmName>()
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
const page: HiCoinH5PayUrlRequest = { prepay_id: '1' }
same<typeof HiCoin.spec, GatewaySpec>()
same<ReturnType<HiCoin['h5PayUrl']>, string>()
hicoin.h5PayUrl(page)
hicoin.h5PayUrl({ prepay_id: '1', nonceStr: 'x', timeStamp: 1577105620 })
hicoin.h5PayUrl({ prepay_id: '1', timeStamp: '1577105620' })
hicoin.free()

// What all classes have
const call: CallOptions = { signal: AbortSignal.timeout(1000), timeoutMs: 500, retries: 0 }
const everything: ClientOptions = {
  fetch: async (input, init) => {
    same<typeof input, string>()
    return fetch(input, init)
  },
  timeoutMs: 1,
  retries: 0,
  headers: { 'x-trace': '1' },
  onRequest(event) {
    same<typeof event, RequestEvent>()
    same<typeof event.params, Record<string, string>>()
  },
  onResponse(event) {
    same<typeof event, ResponseEvent>()
    same<typeof event.status, number | undefined>()
  },
  dangerouslyAllowBrowser: true,
  allowHttp: true,
}
// Settings come from where they may be missing; an option that is undefined is an option not given.
new HiCoin({ appId: 'a', mchKey: 'k', ...everything, fetch: undefined, replay: memoryReplay({ maxKeys: 5 }) })
new HiCoin({ appId: 'a', mchKey: bytes, secret: undefined, onFailure: async (thrown) => void told(thrown) })
same<ReturnType<typeof memoryReplay>, CompleteReplayGuard>()
type Raw = Readonly<Record<string, string | null>>

// HiCoin: whole numbers that pass 2^53 are bigint, codes are words, unknown ones too
const bought: HiCoinCreateOrderRequest = {
  access_token: 't',
  openid: 'o',
  body: '月卡',
  subject: '会员',
  out_trade_no: 'A1',
  total_amount: toUnits('1.5', 8),
  settle_currency: 'USDT',
  trade_type: 'H5',
  return_url: 'https://shop.example/',
  passback_params: undefined,
}
const { trade_no } = await hicoin.createOrder(bought, call)
same<typeof trade_no, string>()
hicoin.h5PayUrl({ prepay_id: trade_no })
await hicoin.createOrder({ ...bought, total_amount: '150000000' })
const state = await hicoin.queryOrder({ out_trade_no: 'A1' })
same<typeof state.total_amount, bigint>()
same<typeof state.settle_trans_amount, bigint | undefined>()
same<typeof state.paid, boolean>()
same<typeof state.raw, Raw>()
same<typeof state.trade_status, 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'UNKNOW' | Unknown>()
same<HiCoinQueryOrderAnswer['trade_status'], typeof state.trade_status>()
if (state.trade_status === 'SUCCESS') same<typeof state.trade_status, 'SUCCESS'>()
const cents: string | null | undefined = state.raw['total_amount']
const { expires_in, refresh_token } = await hicoin.exchangeCode({ code: 'c' })
same<[typeof expires_in, typeof refresh_token], [number, string | undefined]>()
same<ReturnType<HiCoin['authorizeUrl']>, string>()
same<Awaited<ReturnType<HiCoin['baseToken']>>['access_token'], string>()
await hicoin.transfer({
  openid: 'o',
  body: 'b',
  subject: 's',
  out_trade_no: 'P',
  total_amount: 1n,
  settle_currency: 'USDT',
})
same<Awaited<ReturnType<HiCoin['queryTransfer']>>['trade_status'], 'SUCCESS' | 'FAILED' | Unknown>()

// Notifications: from text, bytes, with headers of a Request or of Node
const input: NotificationInput = { body: 'a=1', contentType: null, headers: new Headers(), now: new Date() }
const event = hicoin.parseNotification(input)
hicoin.parseNotification({ body: bytes, headers: { 'content-type': 'application/json', cookie: ['a', 'b'] }, now: 1 })
same<typeof event, HiCoinNotification>()
same<typeof event.total_amount, bigint>()
same<typeof event.paid, boolean>()
same<typeof event.raw, Raw>()
declare const request: Request
same<ReturnType<HiCoin['handleNotification']>, Promise<Response>>()
await hicoin.handleNotification(request, ({ paid, out_trade_no, total_amount }) => {
  same<[typeof paid, typeof out_trade_no, typeof total_amount], [boolean, string, bigint]>()
})
await hicoin.handleNotification(request, async (event) => void same<typeof event, HiCoinNotification>())
// What says that it is done, or that it failed, and what ordinary handlers end with.
interface Row {
  id: number
  status: string
  message: string | null
}
declare const saved: Row
for (const onEvent of [
  () => {},
  async () => {},
  () => undefined,
  () => true,
  async () => Math.random() > 0.5,
  () => 'success' as const,
  () => new Error('no such order'),
  async () => new Response(null, { status: 500 }),
  () => ({ ok: false }),
  async () => saved,
  async () => [saved],
  () => Promise.all([Promise.resolve(), Promise.resolve(saved)]),
  async (): Promise<Row | undefined> => saved,
  () => new Map<string, Row>(),
]) {
  await hicoin.handleNotification(request, onEvent)
}
await hicoin.handleNotification(request, () => 'SUCCESS')
new HiCoin({
  appId: 'a',
  mchKey: 'k',
  onFailure(error, { request, body, fields, remark }) {
    same<typeof error, unknown>()
    same<typeof request, Request>()
    same<typeof body, string | Uint8Array | undefined>()
    same<typeof remark, true | undefined>()
    if (fields) new Verifier('hicoin', 'k').explain(fields)
  },
})

// Yinqiantong: v1 with an appKey, v2 without or with one that is not used, or either by a setting
const v2: YinqiantongOptions = { version: 'v2', appId: 'a', appSecret: 's', payHosts: ['pay.example'] }
new Yinqiantong({ version: 'v1', appId: 'a', appKey: 'k', appSecret: bytes })
declare const setting: { version: 'v1' | 'v2'; appKey: string }
new Yinqiantong({ ...setting, appId: 'a', appSecret: 's' })
const yinqiantong = new Yinqiantong(v2)
const order2 = await yinqiantong.createOrder({
  client_out_trade_no: 'A1',
  channel: 'alipay',
  platform: 'h5',
  money: 990,
  client_ip: '192.0.2.1',
  notify_url: 'https://shop.example/notify',
})
same<typeof order2.pay_body, string | undefined>()
same<typeof order2.money, bigint | undefined>()
const id: YinqiantongQueryOrderRequest = { out_trade_no: '1' }
const either = await yinqiantong.queryOrder(id)
same<typeof either.paid, boolean>()
same<typeof either.raw, Raw>()
if ('money' in either) same<typeof either.money, bigint | undefined>()
same<ReturnType<Yinqiantong['parseNotification']>, YinqiantongNotification>()
same<YinqiantongNotification['money'], bigint>()
same<YinqiantongNotification['channel'], 'wechat' | 'alipay' | 'qq' | 'jd' | Unknown | undefined>()

// What a page pays with is told apart by its kind
const action = yinqiantong.parsePayBody('wechat', 'h5', order2.pay_body ?? '')
same<typeof action, PayAction>()
switch (action.kind) {
  case 'form':
    same<typeof action.fields, [name: string, value: string][]>()
    break
  case 'redirect':
    same<typeof action, RedirectAction>()
    break
  case 'wechat-bridge':
    same<typeof action, WechatBridgeAction>()
    break
  case 'qr-code':
  case 'sdk':
    same<typeof action.text, string>()
    break
  default:
    same<typeof action, never>()
}

const bridge = {
  invoke: (name: string, params: Record<string, string>, callback: (answer: object) => void): void =>
    callback({ name, params }),
}
same<Awaited<ReturnType<typeof launch>>, WechatBridgeResult | void>()
async function pay(action: WechatBridgeAction): Promise<WechatBridgeResult['status']> {
  return (await launch(action, { bridge })).status
}
const left: Promise<void> = launch({ kind: 'redirect', url: hicoin.h5PayUrl(page) })

// BitCV
const bitcv = new BitCV({ appId: 'a', appSecret: 's' })
const { tradeNo, requestPayment } = await bitcv.createOrder({
  accessToken: 't',
  outTradeNo: 'A1',
  totalAmount: '10.36',
  productName: '月卡',
  currency: 'BCV',
  payerIp: '192.0.2.1',
})
same<typeof requestPayment, { accessToken: string; tradeNo: string; requestTime: string }>()
const bitcvState = await bitcv.queryOrder({ tradeNo })
same<typeof bitcvState.totalAmount, string>()
same<(typeof bitcvState)['tradeStatus'], BitCVQueryOrderAnswer['tradeStatus']>()
const payments = [{ payee: '13801088888', currency: 'BCV', amount: '1' }] as const
await bitcv.transfer({ transNo: 'T1', tradeList: payments })
same<ReturnType<BitCV['parseNotification']>, BitCVNotification>()
same<BitCVNotification['tradeTime'], string | undefined>()

// 6du: by quantity or by amount
const sixdu = new SixDu({ merchantId: 'm', privateKey: 'k', platformPublicKey: carried })
const goods = { subject: 's', coinName: 'USDT', paymentProductCode: '0001', merchantOrderCode: 'A1' }
const byQuantity: SixDuCreateOrderRequest = { ...goods, by: 'quantity', quantity: '12.5' }
await sixdu.createOrder(byQuantity)
await sixdu.createOrder({ ...goods, by: 'amount', orderPrice: '100.00', requestTimestamp: 1577105620000 })
same<Awaited<ReturnType<SixDu['createOrder']>>['acceptPageUrl'], string | undefined>()
same<Awaited<ReturnType<SixDu['queryOrder']>>['orderStatus'], 'created' | 'paid' | 'failed' | Unknown>()
same<ReturnType<SixDu['parseNotification']>, SixDuNotification>()
same<ReturnType<SixDu['parseSaleNotification']>, SixDuSaleNotification>()
await sixdu.handleSaleNotification(request, ({ orderCurrentStatus, paid }) => {
  same<[typeof orderCurrentStatus, typeof paid], ['success' | 'failed' | Unknown, boolean]>()
})
const nothing = await sixdu.cancelOrder({ merchantOrderCode: 'A1' })
same<typeof nothing, { raw: Raw }>()

// BHOP
const bhop = new BhopOrg({ base: 'https://broker.example', accessKey: 'a', secretKey: 's', encode: 'form' })
const item = { pay_type: 'PAY', token_id: 'USDT', amount: '1' } as const
const bhopOrder: BhopOrgCreateOrderRequest = {
  client_order_id: 'A1',
  payer_user_id: '1',
  pay_info: item,
  product_info: [item, item],
  effective_time: 600,
}
const made = await bhop.createOrder({ ...bhopOrder, payee_user_id: '2', pay_info: [item] })
const items: BhopItem[] | undefined = made.payInfo
same<typeof made.status, BhopOrder['status']>()
same<typeof made.paid, boolean>()
await bhop.queryOrder({ client_order_id: 'A1' })
await bhop.settle({ order_id: made.orderId, token_id: 'USDT', amount: '1', settle_client_order_id: 'A1-1' })
for await (const { orderId, paid, raw } of bhop.listOrders({ payer_user_id: '1', limit: 100 }, call)) {
  same<[typeof orderId, typeof paid, typeof raw], [string, boolean, Raw]>()
}
const user = new BhopUser({ base: 'https://broker.example', credentials: 'omit' })
for await (const { status } of user.listOrders()) same<typeof status, BhopOrder['status']>()
const walked = await user.payOrder({
  order_id: '1',
  askCode: ({ authType, orderInfo }) => {
    same<typeof authType, 'GA' | 'MOBILE' | 'EMAIL' | Unknown | undefined>()
    return orderInfo.orderId
  },
})
same<[typeof walked.paid, typeof walked.order], [boolean, BhopOrder]>()

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

export { algorithm, amount, both, cents, error, excluded, items, left, pay }
