// Gateways of one's own: what is inferred from a spec.
import {
  defineGateway,
  type Answered,
  type CallOptions,
  type ClientOptions,
  type Gateway,
  type GatewayClass,
  type GatewayOptions,
  type GatewaySpec,
  type KeyInput,
  type NotificationInput,
  type NotificationOptions,
  type Paid,
  type SecretInput,
  type Unknown,
  type UnknownAnswer,
} from 'paysign'
import { same } from './same.js'

type Flat<T> = { [Name in keyof T]: T[Name] }
type Raw = Answered['raw']
declare const request: Request
const envelope = { bare: true } as const

// A gateway in thirty lines
export const Teahouse = defineGateway({
  class: 'Teahouse',
  name: 'teahouse',
  options: {
    merchantId: { type: 'id' },
    secret: { type: 'secret' },
    base: { type: 'base', default: 'https://pay.teahouse.example' },
  },
  keys: {
    merchant: {
      option: 'secret',
      scheme: { signatureField: 'sign', exclude: ['sign_type'], secret: '&key={}', algorithm: 'md5' },
    },
  },
  calls: {
    createOrder: {
      path: '/order',
      fields: {
        merchant_id: { value: { option: 'merchantId' } },
        out_trade_no: { type: 'id', maxLength: 32 },
        money: { type: 'units', places: 2 },
        channel: { type: 'enum', words: { alipay: '1', wechat: '2' }, number: true },
        notify_url: { type: 'url' },
        subject: { type: 'text', maxLength: 32, optional: true },
      },
      sign: { key: 'merchant' },
      effect: 'money',
      advice: 'queryOrder({ out_trade_no }) tells',
      envelope: { code: ['code'], success: ['0'], message: ['msg'] },
      answer: { trade_no: { type: 'text' }, pay_url: { type: 'text', optional: true } },
    },
  },
})

const teahouse = new Teahouse({ merchantId: 'm', secret: 'k' })
same<
  Parameters<typeof teahouse.createOrder>,
  [
    request: {
      out_trade_no: string
      money: number | bigint | string
      channel: 'alipay' | 'wechat'
      notify_url: string
      subject?: string | undefined
    },
    options?: CallOptions | undefined,
  ]
>()
same<ReturnType<typeof teahouse.createOrder>, Promise<{ trade_no: string; pay_url?: string; raw: Raw }>>()
same<
  ConstructorParameters<typeof Teahouse>[0],
  { merchantId: string; secret: SecretInput; base?: string | undefined } & ClientOptions
>()
same<InstanceType<typeof Teahouse>, typeof teahouse>()
same<typeof Teahouse.spec.class, 'Teahouse'>()
same<typeof Teahouse.spec.keys.merchant.scheme.algorithm, 'md5'>()
new Teahouse({ merchantId: 'm', secret: new Uint8Array(8), base: undefined, timeoutMs: 500 })
const made = await teahouse.createOrder({
  out_trade_no: 'A1',
  money: 100,
  channel: 'alipay',
  notify_url: 'https://shop.example/notify',
})
same<typeof made.trade_no, string>()
teahouse.free()
teahouse[Symbol.dispose]()
// Its spec, which is exact, makes the same class.
same<InstanceType<ReturnType<typeof again>>, typeof teahouse>()
const again = () => defineGateway(Teahouse.spec)

// A class that does more
class Teashop extends Teahouse {
  async sell(out_trade_no: string): Promise<string> {
    const notify_url = 'https://shop.example/notify'
    return (await this.createOrder({ out_trade_no, money: 100n, channel: 'wechat', notify_url })).trade_no
  }
}
same<ReturnType<Teashop['sell']>, Promise<string>>()
same<typeof Teashop.spec.name, 'teahouse'>()
new Teashop({ merchantId: 'm', secret: 'k' }).free()

// Every type of option, field and answer
const Everything = defineGateway({
  class: 'Everything',
  name: 'everything',
  options: {
    id: { type: 'id', secret: true },
    maybe: { type: 'secret', optional: true },
    own: { type: 'privateKey' },
    theirs: { type: 'publicKey', optional: true },
    base: { type: 'base' },
    mode: { type: 'choice', words: { fast: {}, slow: {} } },
    unit: { type: 'choice', default: 'fen', words: { fen: {}, yuan: {} } },
    payHosts: { type: 'hosts', optional: true },
  },
  keys: { own: { option: 'own', scheme: 'sixdu' }, theirs: { option: 'theirs', scheme: 'sixdu' } },
  credentials: 'include',
  calls: {
    everything: {
      method: 'GET',
      send: 'query',
      effect: 'read',
      envelope,
      headers: {
        'x-trace': { type: 'text' },
        'x-time': { value: { now: 'unixSeconds' }, signed: true },
        'x-key': { value: { option: 'id' } },
      },
      fields: {
        text: { type: 'text' },
        token: { type: 'token', default: { token: 'baseToken' } },
        nonce: { type: 'nonce', default: { random: 'nonce' } },
        prefixed: { type: 'prefixed', prefix: 'prepay_id=', from: 'trade_no' },
        id: { type: 'id', maxLength: 32, symbols: '_-' },
        digits: { type: 'digits', minLength: 1, maxLength: 19 },
        integer: { type: 'integer', minimum: 1, maximum: 9 },
        coin: { type: 'units', places: 8 },
        fen: { type: 'units', places: 2 },
        decimal: { type: 'decimal' },
        seconds: { type: 'unixSeconds', default: { now: 'unixSeconds' } },
        millis: { type: 'unixMillis' },
        number: { type: 'unixMillis', number: true },
        date: { type: 'dateTime', default: { now: 'dateTime' } },
        url: { type: 'url', query: false },
        ip: { type: 'ipv4' },
        listed: { type: 'enum', words: ['H5', 'APP'] },
        items: {
          type: 'items',
          fields: { kind: { type: 'enum', words: ['A'] }, note: { type: 'text', optional: true } },
        },
        joined: { type: 'joined', maxItems: 10, fields: { payee: { type: 'text' } } },
        version: { value: '1.0' },
      },
      wrap: { name: 'biz_content', fields: { wrapped: { type: 'text', optional: true } } },
      sign: { key: 'own', in: 'header' },
      verify: 'theirs',
      answer: {
        text: { type: 'text' },
        units: { type: 'units', alias: 'amount' },
        integer: { type: 'integer', optional: true },
        boolean: { type: 'boolean' },
        listed: { type: 'enum', words: ['A', 'B'] },
        coded: { type: 'enum', words: { paid: ['1', '2'], unpaid: '0' } },
        object: { type: 'object', fields: { inner: { type: 'units' } } },
        list: { type: 'list', optional: true, fields: { inner: { type: 'text', optional: true } } },
      },
      paid: { coded: ['paid'] },
      echo: { text: 'text' },
      bundle: { name: 'bridge', fields: ['text', 'nonce'] },
    },
    baseToken: {
      fields: { id: { value: { option: 'id' } } },
      effect: 'read',
      envelope,
      answer: { access_token: { type: 'text' }, expires_in: { type: 'integer' } },
      keep: { token: 'access_token', expiresIn: 'expires_in' },
    },
    cancelOrder: { fields: { id: { type: 'text' } }, effect: 'idempotent', envelope },
    payPage: { send: 'page', fragment: 'wallet', fields: { id: { type: 'text' } } },
    homePage: { send: 'page', fields: { state: { type: 'text', optional: true } } },
    listOrders: {
      fields: {
        status: { type: 'enum', words: { open: '0' }, optional: true },
        from_id: { type: 'text', optional: true },
      },
      effect: 'read',
      envelope,
      answer: { id: { type: 'text' } },
      list: { after: 'from_id', before: 'to_id', id: 'id' },
      paid: true,
    },
  },
})
same<
  GatewayOptions<typeof Everything.spec>,
  {
    id: string
    own: KeyInput
    base: string
    mode: 'fast' | 'slow'
    maybe?: SecretInput | undefined
    theirs?: KeyInput | undefined
    unit?: 'fen' | 'yuan' | undefined
    payHosts?: string[] | undefined
    allowWeakKeys?: boolean | undefined
  } & ClientOptions
>()
declare const everything: InstanceType<typeof Everything>
interface Item {
  kind: 'A'
  note?: string | undefined
}
type Whole = number | bigint | string
same<
  Parameters<typeof everything.everything>[0],
  {
    'x-trace': string
    text: string
    prefixed: string
    id: string
    digits: string
    integer: Whole
    coin: bigint | string
    fen: Whole
    decimal: string
    millis: string
    number: Whole
    url: string
    ip: string
    listed: 'H5' | 'APP'
    items: Flat<Item> | readonly Flat<Item>[]
    joined: readonly { payee: string }[]
    token?: string | undefined
    nonce?: string | undefined
    seconds?: Whole | undefined
    date?: string | undefined
    wrapped?: string | undefined
  }
>()
same<
  Awaited<ReturnType<typeof everything.everything>>,
  {
    text: string
    units: bigint
    boolean: boolean
    listed: 'A' | 'B' | Unknown
    coded: 'paid' | 'unpaid' | Unknown
    object: { inner: bigint }
    integer?: number
    list?: { inner?: string }[]
    raw: Raw
    paid: boolean
    bridge: { text: string; nonce: string }
  }
>()
same<Parameters<typeof everything.baseToken>, [request?: undefined, options?: CallOptions | undefined]>()
await everything.baseToken(undefined, { retries: 0 })
same<Awaited<ReturnType<typeof everything.cancelOrder>>, { raw: Raw }>()
same<typeof everything.payPage, (page: { id: string }) => string>()
same<typeof everything.homePage, (page?: { state?: string | undefined }) => string>()
same<
  ReturnType<typeof everything.listOrders>,
  AsyncGenerator<{ id: string; paid: boolean; raw: Raw }, void, undefined>
>()
for await (const { id, paid } of everything.listOrders()) same<[typeof id, typeof paid], [string, boolean]>()

// What is shared: by one name, by several, one that takes others, in every place
const Sharing = defineGateway({
  class: 'Sharing',
  name: 'sharing',
  options: { $use: 'options', base: { $use: 'base', default: 'https://pay.sharing.example' } },
  keys: { merchant: { option: 'secret', scheme: { $use: 'md5', output: 'HEX' } } },
  calls: {
    $use: 'further',
    createOrder: {
      $use: ['signed', 'about'],
      fields: {
        $use: ['common', 'order'],
        subject: { $use: 'short', optional: true },
        note: { $use: ['short', 'spared'] },
      },
      effect: 'money',
      advice: 'queryOrder({ id }) tells',
    },
  },
  notifications: {
    notification: {
      $use: 'notice',
      fields: { $use: 'state', amount: { type: 'units' } },
      success: { text: 'OK' },
    },
  },
  shared: {
    options: { secret: { type: 'secret' }, base: { type: 'id' } },
    base: { type: 'base' },
    md5: { signatureField: 'sign', secret: '&key={}', algorithm: 'md5' },
    signed: { $use: 'enveloped', sign: { key: 'merchant' }, effect: 'read' },
    enveloped: { envelope: { code: ['code'], success: ['0'], message: ['msg'] } },
    about: { answer: { $use: 'state', order: { type: 'object', fields: { $use: 'state' } } } },
    state: { status: { type: 'enum', words: ['PAID'] } },
    common: { merchant: { value: { option: 'secret' } }, id: { type: 'text' } },
    order: { id: { type: 'integer', minimum: 1, maximum: 9 }, product: { $use: 'short' } },
    short: { type: 'text', maxLength: 32 },
    spared: { optional: true },
    further: {
      queryOrder: { $use: ['signed', 'about'], fields: { id: { type: 'text' } }, paid: { status: ['PAID'] } },
    },
    notice: {
      key: 'merchant',
      paid: { status: ['PAID'] },
      advice: 'queryOrder({ id }) tells',
      replayKey: ['id', 'status'],
      failure: { json: { code: 500, data: [null, true] } },
    },
  },
})
const sharing = new Sharing({ secret: 's' })
same<
  GatewayOptions<typeof Sharing.spec>,
  { secret: SecretInput; base?: string | undefined } & ClientOptions & NotificationOptions
>()
same<
  Parameters<typeof sharing.createOrder>[0],
  { id: Whole; product: string; subject?: string | undefined; note?: string | undefined }
>()
type State = 'PAID' | Unknown
same<Awaited<ReturnType<typeof sharing.createOrder>>, { status: State; order: { status: State }; raw: Raw }>()
same<Parameters<typeof sharing.queryOrder>[0], { id: string }>()
same<
  Awaited<ReturnType<typeof sharing.queryOrder>>,
  { status: State; order: { status: State }; raw: Raw; paid: boolean }
>()
same<ReturnType<typeof sharing.parseNotification>, { status: State; amount: bigint; raw: Raw; paid: boolean }>()

// Notifications
const Notifying = defineGateway({
  class: 'Notifying',
  name: 'notifying',
  options: { secret: { type: 'secret' }, base: { type: 'base' } },
  keys: { merchant: { option: 'secret', scheme: 'bitcv' } },
  calls: {},
  notifications: {
    notification: { $use: 'notice', fields: { id: { type: 'text' } } },
    saleNotification: { $use: 'notice', fields: { id: { type: 'text' }, price: { type: 'units', optional: true } } },
  },
  shared: {
    notice: {
      key: 'merchant',
      paid: true,
      advice: 'ask',
      replayKey: ['id'],
      success: { text: 'OK' },
      failure: { text: 'NO' },
    },
  },
})
const notifying = new Notifying({
  secret: 's',
  base: 'https://pay.example',
  replay: { seen: () => true },
  onFailure() {},
})
same<
  typeof notifying.parseSaleNotification,
  (input: NotificationInput) => { id: string; price?: bigint; raw: Raw; paid: boolean }
>()
await notifying.handleNotification(request, ({ id, paid }) => same<[typeof id, typeof paid], [string, boolean]>())
await notifying.handleSaleNotification(request, async ({ price }) => same<typeof price, bigint | undefined>())
same<ReturnType<typeof notifying.handleNotification>, Promise<Response>>()

// What depends on each other
const Depending = defineGateway({
  class: 'Depending',
  name: 'depending',
  options: { base: { type: 'base' } },
  calls: {
    queryOrder: {
      fields: {
        ours: { type: 'text', optional: true },
        theirs: { type: 'text', optional: true },
        note: { type: 'text' },
      },
      needs: [{ oneOf: ['ours', 'theirs'] }],
      effect: 'read',
      envelope,
    },
    createOrder: {
      fields: {
        by: { type: 'enum', words: { quantity: '1', amount: '2' } },
        quantity: { type: 'decimal', default: '0' },
        price: { type: 'decimal', default: '0' },
        open_id: { type: 'text', optional: true },
      },
      needs: [
        { switch: 'by', cases: { quantity: 'quantity', amount: 'price' } },
        { if: { by: ['amount'] }, then: 'open_id' },
        { anyOf: ['open_id', 'price'] },
      ],
      effect: 'idempotent',
      envelope,
    },
  },
})
const depending = new Depending({ base: 'https://pay.example' })
await depending.queryOrder({ ours: '1', note: '' })
await depending.queryOrder({ theirs: '1', note: '' })
await depending.createOrder({ by: 'quantity', quantity: '1' })
await depending.createOrder({ by: 'amount', price: '1', open_id: 'o' })
same<
  Parameters<typeof depending.queryOrder>[0],
  { note: string; ours: string; theirs?: never } | { note: string; ours?: never; theirs: string }
>()

// Choices: of two versions, a method takes what either takes, and gives what either gives
const Versioned = defineGateway({
  class: 'Versioned',
  name: 'versioned',
  options: {
    version: {
      type: 'choice',
      words: {
        v1: {},
        v2: {
          patch: {
            options: { appKey: null, base: { default: 'https://v2.pay.example' } },
            calls: {
              createOrder: {
                path: '/v2/order',
                fields: { channel: { words: ['wechat', 'qq'] }, old: null, fresh: { type: 'text' } },
                answer: { id: { type: 'units' } },
              },
              oldCall: null,
              refund: { fields: { id: { type: 'text' } }, effect: 'money', advice: 'ask', envelope },
            },
          },
        },
      },
    },
    environment: {
      type: 'choice',
      default: 'production',
      words: {
        production: {},
        test: { patch: { options: { base: { default: 'http://test.pay.example', http: true } } } },
      },
    },
    appKey: { type: 'secret' },
    base: { type: 'base', default: 'https://v1.pay.example' },
  },
  calls: {
    createOrder: {
      path: '/order',
      fields: { channel: { type: 'enum', words: ['wechat'] }, old: { type: 'text' } },
      effect: 'idempotent',
      envelope,
      answer: { id: { type: 'text' } },
    },
    oldCall: { effect: 'read', envelope },
    queryOrder: { fields: { id: { type: 'text' } }, effect: 'read', envelope, answer: { id: { type: 'text' } } },
  },
})
new Versioned({ version: 'v1', appKey: 'k' })
new Versioned({ version: 'v2', environment: 'test' })
declare const setting: { version: 'v1' | 'v2'; appKey: string }
new Versioned({ ...setting, environment: 'production' })
declare const versioned: InstanceType<typeof Versioned>
same<
  Parameters<typeof versioned.createOrder>[0],
  { channel: 'wechat'; old: string } | { channel: 'wechat' | 'qq'; fresh: string }
>()
same<ReturnType<typeof versioned.createOrder>, Promise<{ id: string; raw: Raw } | { id: bigint; raw: Raw }>>()
// What no version changes is what it is.
same<ReturnType<typeof versioned.queryOrder>, Promise<{ id: string; raw: Raw }>>()
same<Parameters<typeof versioned.refund>[0], { id: string }>()
await versioned.oldCall()

// A spec that was read: the compiler knows that there are calls, and no more
const Read = defineGateway(JSON.parse('{}'))
const read = new Read({ merchantId: 'm', anything: 1, timeoutMs: 5 })
const answer: unknown = await read['createOrder']?.({ anything: 1 }, { retries: 0 })
same<ReturnType<NonNullable<(typeof read)['parseNotification']>>, UnknownAnswer & Paid>()
declare const written: GatewaySpec
same<InstanceType<ReturnType<typeof ofAny>>, Gateway<GatewaySpec>>()
const ofAny = () => defineGateway(written)
const Stored: GatewayClass<GatewaySpec> = ofAny()
new Stored({ merchantId: 'm' }).free()
void answer
