// Self-reference, so that it is the same copy of the package that the tests use, however it was bundled.
import { PayError, Signer, scheme } from 'paysign'
import { ANSWERS, NOTIFICATIONS } from './messages.js'
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

/** A message of each sort. */
const SAMPLES = {
  hicoin: {
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
    fields: { ...yinqiantong, client_out_trade_no: 'A20261121001' },
  },
  'yinqiantong-v2': {
    fields: { ...yinqiantong, channel: '1', platform: '3', status: '1', cient_out_trade_no: 'A20261121001' },
  },
  bitcv: {
    fields: {
      outTradeNo: 'A20261121001',
      memo: '月卡',
      tradeStatus: 'TRADE_FINISHED',
      timeStamp: now,
      tradeTime: beijing,
    },
  },
  sixdu: {
    fields: {
      merchantOrderCode: 'A20261121001',
      orderAmount: '12.500000',
      coinName: 'USDT',
      billCode: 'B201906250958001',
    },
  },
  'sixdu-sale': {
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

/** What an answer is wrapped in. */
const ENVELOPES = {
  hicoin: {
    fields: { nonce_str: nonce },
    wrap: (data) => ({ code: '0', msg: 'success', data }),
  },
  sixdu: {
    wrap: (data) => ({ code: 200, message: '请求成功', data }),
  },
}

export function notification(gateway, options, fields = {}, choices) {
  const { broken, contentType } = properties(choices, ['broken', 'contentType'])
  const row = known(NOTIFICATIONS, SAMPLES, gateway, 'notification')
  const own = named(fields, row)
  const identity = Object.fromEntries(
    Object.entries(row.identity ?? {}).map(([name, option]) => [name, required(options, option)]),
  )
  if (broken === 'foreign' && !row.identity) impossible(gateway, 'names no merchant')
  if (broken === 'stale' && !row.time) impossible(gateway, 'has no time window')
  const ours = { ...identity, ...(row.time && { [row.time]: now() }), ...filled(defaults(row, own)), ...own }
  if (broken === 'foreign') for (const name of Object.keys(identity)) ours[name] = `not-${identity[name]}`
  if (broken === 'stale') ours[row.time] = String(Number(now()) - 2 * day)

  const inHeaders = ([name]) => row.headers?.includes(name) ?? false
  // Ids that travel in headers are not signed.
  const covered = Object.entries(ours).filter((field) => !inHeaders(field) || field[0] === row.time)
  const { signatureField, message, signature } = sealed(row, options, Object.fromEntries(covered), broken)
  const all = { ...ours, ...message, ...(signature !== undefined && { [signatureField]: signature }) }
  const sent = Object.entries(all).filter(([, value]) => value !== undefined && value !== null)
  const body = Object.fromEntries(sent.filter((field) => !inHeaders(field)))
  const headers = Object.fromEntries(sent.filter(inHeaders).map(([name, value]) => [name, String(value)]))

  const form = travelsAsForm(row, contentType)
  const text = form ? formOf(body) : jsonOf(body)
  const type = contentType ?? (form ? 'application/x-www-form-urlencoded' : 'application/json')
  return {
    body: text,
    contentType: type,
    headers: { 'content-type': type, ...headers },
    request: (url = 'https://shop.example/notify') =>
      new Request(url, { __proto__: null, method: 'POST', headers: { 'content-type': type, ...headers }, body: text }),
  }
}

/** The row's fields, without those that the caller gives in another spelling: a message has one of them. */
function defaults(row, given) {
  const spellings = Object.entries(row.aliases ?? {}).filter((names) =>
    names.some((name) => Object.hasOwn(given, name)),
  )
  return Object.fromEntries(Object.entries(row.fields).filter(([name]) => !spellings.flat().includes(name)))
}

export function answer(gateway, options, fields = {}, choices) {
  const { broken } = properties(choices, ['broken'])
  const row = known(ANSWERS, ENVELOPES, gateway, 'signed answer')
  const data = { ...filled(row.fields ?? {}), ...named(fields, row) }
  const { signatureField, message, signature } = sealed(row, options, data, broken)
  if (signature !== undefined) message[signatureField] = signature
  const headers = { 'content-type': 'application/json' }
  return new Response(jsonOf(row.wrap(message)), { __proto__: null, headers })
}

/** Under another label than these, what the gateway sends travels in its own form. */
function travelsAsForm(row, label = '') {
  if (/multipart/i.test(label)) {
    throw new PayError(
      'config',
      `contentType: ${label} is not a type of notifications; use application/x-www-form-urlencoded`,
    )
  }
  return /urlencoded/i.test(label) || (!/json/i.test(label) && row.form === true)
}

const formOf = (fields) =>
  new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString()

/** JSON in which a bigint is its digits, as it was signed. */
function jsonOf(value) {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`)}}`
}

/** The caller's fields, once it is sure that there are names and values: a promise would look like none. */
function named(fields, row) {
  const own = given(fields)
  const { signatureField } = scheme(row.scheme)
  if (Object.hasOwn(own, signatureField)) {
    throw new PayError(
      'params',
      `${signatureField}: is the signature, which is made here; for a wrong one use \`broken\``,
    )
  }
  return own
}

/** The message and its signature, broken as asked. */
function sealed(row, options, fields, broken) {
  if (!BROKEN.includes(broken)) throw new PayError('config', `broken: is not one of ${BROKEN.slice(1).join(', ')}`)
  const signer = new Signer(row.scheme, required(options, row.key), { allowWeakKeys: true })
  try {
    const { signatureField } = scheme(row.scheme)
    let signature = signer.sign(fields)
    // Another one of the same form.
    if (broken === 'forged') signature = signer.sign({ ...fields, forged: 'yes' })
    if (broken === 'unsigned') signature = undefined
    const message = { ...fields }
    if (broken === 'tampered') {
      const names = Object.keys(message).filter((name) => message[name] !== undefined && message[name] !== null)
      const name = names.find((name) => /amount|money|outTradeNo/i.test(name)) ?? names[0]
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
  throw new PayError('params', `fields: is ${kindOf(fields)}, not a plain object of names and values`)
}

function known(table, more, gateway, what) {
  if (Object.hasOwn(table, gateway)) return { __proto__: null, ...table[gateway], ...more[gateway] }
  throw new PayError('config', `there is no ${what} of "${gateway}"; known are ${Object.keys(table).join(', ')}`)
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
