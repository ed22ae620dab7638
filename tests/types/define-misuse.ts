// Gateways of one's own: what must not compile.
import { defineGateway, type GatewaySpec } from 'paysign'
import { Teahouse } from './define.js'

const teahouse = new Teahouse({ merchantId: 'm', secret: 'k' })
const order = { out_trade_no: 'A1', money: 100, channel: 'alipay', notify_url: 'https://shop.example/notify' } as const
declare const request: Request

// The class
// @ts-expect-error: no secret
new Teahouse({ merchantId: 'm' })
// @ts-expect-error: misspelt
new Teahouse({ merchantId: 'm', secret: 'k', bse: 'https://pay.example' })
// @ts-expect-error: it has no RSA keys
new Teahouse({ merchantId: 'm', secret: 'k', allowWeakKeys: true })
// @ts-expect-error: nor notifications
new Teahouse({ merchantId: 'm', secret: 'k', replay: { seen: () => true } })
// @ts-expect-error: an id is text
new Teahouse({ merchantId: 1, secret: 'k' })
// @ts-expect-error: what it was made from is not changed
Teahouse.spec.class = 'Coffeehouse'
// @ts-expect-error: nor a part of it
Teahouse.spec.calls.createOrder.path = '/other'

// The calls
// @ts-expect-error: misspelt
void teahouse.createOrder({ ...order, subjct: 'x' })
// @ts-expect-error: no order
void teahouse.createOrder()
// @ts-expect-error: its amount is missing
void teahouse.createOrder({ ...order, money: undefined })
// @ts-expect-error: neither is it a boolean
void teahouse.createOrder({ ...order, money: true })
// @ts-expect-error: no such channel
void teahouse.createOrder({ ...order, channel: 'qq' })
// @ts-expect-error: the gateway's code for a word of ours
void teahouse.createOrder({ ...order, channel: '1' })
// @ts-expect-error: it is filled in
void teahouse.createOrder({ ...order, merchant_id: 'm' })
// @ts-expect-error: no such option of a call
void teahouse.createOrder(order, { timeout: 1 })
// @ts-expect-error: an answer is a promise
void teahouse.createOrder(order).trade_no
// @ts-expect-error: it has no such field
void (await teahouse.createOrder(order)).tradeNo
// @ts-expect-error: it does not say whether money has arrived
void (await teahouse.createOrder(order)).paid
// @ts-expect-error: what it may lack
;(await teahouse.createOrder(order)).pay_url.length
// @ts-expect-error: no such call
void teahouse.queryOrder({ out_trade_no: 'A1' })
// @ts-expect-error: no notifications
void teahouse.parseNotification({ body: '' })

// A valid spec, and what may be wrong in one
const envelope = { bare: true } as const
const effect = 'read'
const options = { secret: { type: 'secret' }, base: { type: 'base' } } as const
const keys = { merchant: { option: 'secret', scheme: 'bitcv' } } as const
const notification = {
  key: 'merchant',
  fields: { id: { type: 'text' } },
  paid: true,
  advice: 'ask',
  replayKey: ['id'],
  success: { text: 'OK' },
  failure: { text: 'NO' },
} as const
const valid = {
  class: 'Valid',
  name: 'valid',
  options,
  keys,
  calls: {
    query: {
      fields: { ours: { type: 'text', optional: true }, theirs: { type: 'text', optional: true } },
      needs: [{ oneOf: ['ours', 'theirs'] }],
      effect: 'read',
      envelope,
    },
    send: {
      fields: {
        coin: { type: 'units', places: 8 },
        list: { type: 'joined', maxItems: 2, fields: { payee: { type: 'text' } } },
      },
      effect: 'once',
      envelope,
    },
    page: { send: 'page', fields: { id: { type: 'text' } } },
    list: {
      fields: { after: { type: 'text', optional: true } },
      effect: 'read',
      envelope,
      answer: { id: { type: 'text' } },
      list: { after: 'after', before: 'before', id: 'id' },
    },
  },
  notifications: { notification },
} as const satisfies GatewaySpec
const Valid = defineGateway(valid)
const instance = new Valid({ secret: 's', base: 'https://pay.example' })

// @ts-expect-error: one number, not two
void instance.query({ ours: '1', theirs: '2' })
// @ts-expect-error: which number?
void instance.query({})
// @ts-expect-error: a number has lost digits already
void instance.send({ coin: 1, list: [] })
// @ts-expect-error: a list of objects, not the text that travels
void instance.send({ coin: 1n, list: 'a^b' })
// @ts-expect-error: misspelt, within a list
void instance.send({ coin: 1n, list: [{ payer: 'a' }] })
// @ts-expect-error: a page is not awaited, and takes no options
instance.page({ id: '1' }, { retries: 0 })
// @ts-expect-error: its address is text
instance.page({ id: '1' }).then
// @ts-expect-error: for await
for (const one of instance.list()) void one
// @ts-expect-error: a parsed body has lost what was signed
instance.parseNotification({ body: { id: '1' } })
// @ts-expect-error: no such field of the event
void instance.handleNotification(request, ({ ident }) => void ident)
// @ts-expect-error: nothing was found, or was it handled?
void instance.handleNotification(request, () => null)
// @ts-expect-error: no such notification
void instance.parseSaleNotification

// What the following have in common compiles.
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'text' } }, answer: {} } } })
defineGateway({ ...valid, calls: { a: { $use: 'b', effect: 'read' } }, shared: { b: { envelope } } })
defineGateway({ ...valid, options: { ...options, id: { type: 'id' } } })
// @ts-expect-error: no name
defineGateway({ class: 'A', options, keys, calls: {} })
// @ts-expect-error: misspelt
defineGateway({ ...valid, notification: {} })
// @ts-expect-error: no such type
defineGateway({ ...valid, options: { ...options, id: { type: 'ident' } } })
// @ts-expect-error: an option needs a type
defineGateway({ ...valid, options: { ...options, id: { optional: true } } })
// @ts-expect-error: what an id has no use for
defineGateway({ ...valid, options: { ...options, id: { type: 'id', default: 'x' } } })
// @ts-expect-error: a choice needs words
defineGateway({ ...valid, options: { ...options, mode: { type: 'choice' } } })
// @ts-expect-error: no such built-in rule
defineGateway({ ...valid, keys: { merchant: { option: 'secret', scheme: 'bitcoin' } } })
// @ts-expect-error: no such algorithm
defineGateway({ ...valid, keys: { merchant: { option: 'secret', scheme: { signatureField: 's', algorithm: 'md4' } } } })
// @ts-expect-error: no such mode
defineGateway({ ...valid, credentials: 'always' })
// @ts-expect-error: no effect
defineGateway({ ...valid, calls: { a: { path: '/a', envelope } } })
// @ts-expect-error: in what is the answer wrapped?
defineGateway({ ...valid, calls: { a: { effect: 'read' } } })
// @ts-expect-error: no such effect
defineGateway({ ...valid, calls: { a: { effect: 'write', envelope } } })
// @ts-expect-error: a call that moves money says how to find out
defineGateway({ ...valid, calls: { a: { effect: 'money', envelope } } })
// @ts-expect-error: one that does not has nothing to find out
defineGateway({ ...valid, calls: { a: { effect, envelope, advice: 'ask' } } })
// @ts-expect-error: a page has no answer
defineGateway({ ...valid, calls: { a: { send: 'page', answer: { id: { type: 'text' } } } } })
// @ts-expect-error: no such method
defineGateway({ ...valid, calls: { a: { effect, envelope, method: 'PUT' } } })
// @ts-expect-error: misspelt
defineGateway({ ...valid, calls: { a: { effect, envelope, header: {} } } })
// @ts-expect-error: a field needs a type, or a value
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: {} } } } })
// @ts-expect-error: no such type
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'string' } } } } })
// @ts-expect-error: misspelt
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'text', maxLenght: 3 } } } } })
// @ts-expect-error: of another type
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'ipv4', maxLength: 3 } } } } })
// @ts-expect-error: how many characters?
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'id' } } } } })
// @ts-expect-error: how many places?
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'units' } } } } })
// @ts-expect-error: no regular expressions
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'text', pattern: /a/ } } } } })
// @ts-expect-error: no functions
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'text', default: () => 'a' } } } } })
// @ts-expect-error: no such filling
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { value: { now: 'minutes' } } } } } })
// @ts-expect-error: a header of the answer is none of the request
defineGateway({ ...valid, calls: { a: { effect, envelope, fields: { id: { type: 'text', signed: true } } } } })
// @ts-expect-error: no such condition
defineGateway({ ...valid, calls: { a: { effect, envelope, needs: [{ allOf: ['a'] }] } } })
// @ts-expect-error: answers have fewer types
defineGateway({ ...valid, calls: { a: { effect, envelope, answer: { id: { type: 'url' } } } } })
// @ts-expect-error: a notification is always signed
defineGateway({ ...valid, notifications: { notification: { ...notification, key: undefined } } })
// @ts-expect-error: text or JSON
defineGateway({ ...valid, notifications: { notification: { ...notification, success: 'OK' } } })
// @ts-expect-error: a member that is wrong where others are taken
defineGateway({ ...valid, calls: { a: { $use: 'b', efect: 'read', envelope } }, shared: { b: { effect: 'read' } } })
// @ts-expect-error: a name, or several
defineGateway({ ...valid, calls: { a: { $use: 1 } }, shared: { b: { effect: 'read' } } })
