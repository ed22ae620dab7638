// Self-reference, so that it is the same copy of the package that the tests use, however it was bundled.
import { PayError, Signer, scheme } from 'paysign'
import { isRecord, kindOf, properties, property } from './value.js'

const now = () => String(Math.floor(Date.now() / 1000))
const beijing = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')
const nonce = () =>
  Array.from({ length: 32 }, () => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Math.floor(36 * Math.random())]).join('')
const day = 86400

const yinqiantong = {
  channel: 'alipay',
  platform: 'h5',
  out_trade_no: '00000000231540451777acf9947',
  status: 'paid',
  money: 100,
  client_ip: '127.0.0.1',
  subject: '会员',
  pay_time: now,
}

/** Yinqiantong spells the merchant's number in either way; a message has one of them. */
const NUMBER = ['client_out_trade_no', 'cient_out_trade_no']

/** What each gateway sends: its rule, the option that holds the key, whom it names, and a message of this sort. */
const NOTIFICATIONS = {
  hicoin: {
    scheme: 'hicoin',
    key: 'mchKey',
    identity: { app_id: 'appId' },
    form: true,
    fields: {
      trade_status: 'SUCCESS',
      trade_no: '1048157710522051678581',
      out_trade_no: 'A20261121001',
      openid: 'o-1',
      trade_type: 'H5',
      total_amount: '100000000',
      settle_currency: 'USDT',
      body: '月卡',
      subject: '会员',
      nonce_str: nonce,
    },
  },
  'yinqiantong-v1': {
    scheme: 'yinqiantong-v1',
    key: 'appSecret',
    identity: { appid: 'appId', appkey: 'appKey' },
    time: 'ts',
    headers: ['appid', 'appkey', 'ts', 'sign'],
    fields: { ...yinqiantong, client_out_trade_no: 'A20261121001' },
  },
  'yinqiantong-v2': {
    scheme: 'yinqiantong-v2',
    key: 'appSecret',
    identity: { appid: 'appId' },
    time: 'ts',
    fields: { ...yinqiantong, channel: '1', platform: '3', status: '1', cient_out_trade_no: 'A20261121001' },
  },
  bitcv: {
    scheme: 'bitcv',
    key: 'appSecret',
    fields: {
      outTradeNo: 'A20261121001',
      memo: '月卡',
      tradeStatus: 'TRADE_FINISHED',
      timeStamp: now,
      tradeTime: beijing,
    },
  },
  sixdu: {
    scheme: 'sixdu',
    key: 'platformPrivateKey',
    fields: {
      merchantOrderCode: 'A20261121001',
      orderAmount: '12.500000',
      coinName: 'USDT',
      billCode: 'B201906250958001',
    },
  },
  'sixdu-sale': {
    scheme: 'sixdu',
    key: 'platformPrivateKey',
    fields: {
      merchantOrderCode: 'A20261121001',
      billCode: 'S201906250958001',
      sellAmount: '12.500000',
      coinName: 'USDT',
      unitPrice: '7.15',
      orderPrice: '89.37',
      orderCurrentStatus: '1',
    },
  },
}

/** Answers that a gateway signs: HiCoin's and 6du's. */
const SIGNED_ANSWERS = {
  hicoin: {
    scheme: 'hicoin',
    key: 'mchKey',
    fields: { nonce_str: nonce },
    wrap: (data) => ({ code: '0', msg: 'success', data }),
  },
  sixdu: {
    scheme: 'sixdu',
    key: 'platformPrivateKey',
    fields: {},
    wrap: (data) => ({ code: 200, message: '请求成功', data }),
  },
}

export function notification(gateway, options, fields = {}, choices) {
  const { broken, contentType } = properties(choices, ['broken', 'contentType'])
  const row = known(NOTIFICATIONS, gateway, 'notification')
  const identity = Object.fromEntries(
    Object.entries(row.identity ?? {}).map(([name, option]) => [name, required(options, option)]),
  )
  if (broken === 'foreign' && !row.identity) impossible(gateway, 'names nobody')
  if (broken === 'stale' && !row.time) impossible(gateway, 'states no window')
  if (broken === 'foreign') for (const name of Object.keys(identity)) identity[name] = `not-${identity[name]}`
  const time = row.time ? { [row.time]: Number(now()) - (broken === 'stale' ? 2 * day : 0) } : {}
  const travels = row.headers ? {} : { ...identity, ...time }
  const own = given(fields)
  const body = filled({ ...travels, ...defaults(row, own), ...own })
  const { signatureField, message, signature } = sealed(row, options, row.headers ? { ...body, ...time } : body, broken)
  if (row.headers) for (const name of Object.keys(time)) delete message[name]
  const headers = {}
  if (row.headers) {
    Object.assign(headers, identity, filled(time), signature === undefined ? {} : { [signatureField]: signature })
    for (const name of Object.keys(headers)) headers[name] = String(headers[name])
  } else if (signature !== undefined) {
    message[signatureField] = signature
  }
  const form = contentType ? contentType.includes('form') : row.form
  const text = form ? new URLSearchParams(message).toString() : JSON.stringify(message)
  const type = contentType ?? (form ? 'application/x-www-form-urlencoded' : 'application/json')
  return {
    body: text,
    contentType: type,
    headers: { 'content-type': type, ...headers },
    request: (url = 'https://shop.example/notify') =>
      new Request(url, { __proto__: null, method: 'POST', headers: { 'content-type': type, ...headers }, body: text }),
  }
}

/** The row's fields, without the number where the caller gives one. */
function defaults(row, given) {
  const numbered = NUMBER.some((name) => Object.hasOwn(given, name))
  return Object.fromEntries(Object.entries(row.fields).filter(([name]) => !(numbered && NUMBER.includes(name))))
}

export function answer(gateway, options, fields = {}, choices) {
  const { broken } = properties(choices, ['broken'])
  const row = known(SIGNED_ANSWERS, gateway, 'signed answer')
  const { signatureField, message, signature } = sealed(
    row,
    options,
    filled({ ...row.fields, ...given(fields) }),
    broken,
  )
  if (signature !== undefined) message[signatureField] = signature
  const headers = { 'content-type': 'application/json' }
  return new Response(JSON.stringify(row.wrap(message)), { __proto__: null, headers })
}

/** The message and its signature, broken as asked. */
function sealed(row, options, fields, broken) {
  if (!BROKEN.includes(broken)) throw new PayError('config', `broken: is none of ${BROKEN.slice(1).join(', ')}`)
  const signer = new Signer(row.scheme, required(options, row.key), { allowWeakKeys: true })
  try {
    const { signatureField } = scheme(row.scheme)
    let signature = signer.sign(fields)
    // Another one of the same form.
    if (broken === 'forged') signature = signer.sign({ ...fields, forged: 'yes' })
    if (broken === 'unsigned') signature = undefined
    const message = { ...fields }
    if (broken === 'tampered') {
      const name = Object.keys(message).find((name) => /amount|money|outTradeNo/i.test(name)) ?? Object.keys(message)[0]
      message[name] = `${message[name]}0`
    }
    return { signatureField, message, signature }
  } finally {
    signer.free()
  }
}

const BROKEN = [undefined, 'forged', 'tampered', 'unsigned', 'foreign', 'stale']

const filled = (fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  )

/** Fields that replace those of a row. */
function given(fields) {
  if (isRecord(fields)) return fields
  throw new PayError('config', `fields: is ${kindOf(fields)}, not a plain object of names and values`)
}

function known(table, gateway, what) {
  if (Object.hasOwn(table, gateway)) return { __proto__: null, ...table[gateway] }
  throw new PayError(
    'config',
    `there is no ${what} of "${gateway}"; there are those of ${Object.keys(table).join(', ')}`,
  )
}

function required(options, name) {
  const value = property(options, name)
  if (value) return value
  throw new PayError(
    'config',
    `${name} is missing in ${kindOf(options)}: the option of the client that the message is for`,
  )
}

function impossible(gateway, why) {
  throw new PayError('config', `broken: a notification of ${gateway} ${why}`)
}
