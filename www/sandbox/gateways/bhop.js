// BHOP (BlueHelix) broker payment: the broker's server makes orders over the org API, the user's page pays them over
// the user API. There are no notifications: whoever wants to know asks.

import { fromUnits, toUnits } from '../amount.js'
import { Refusal, json } from '../answer.js'
import { withAmountChanged } from '../faults.js'
import { faultsOf, refuseFaults } from '../field.js'
import { randomDigits } from '../identifiers.js'
import { totp } from '../totp.js'
import { BadBody, parseJson } from '../wire.js'
import { bhopPages } from './bhop-pages.js'

// 30000, 30003 and 33001 are documented; the others follow their style.
const CODES = {
  login: 30000,
  signature: 30001,
  params: 30003,
  balance: 33001,
  missing: 33002,
  state: 33003,
  verify: 33004,
}

const WORDS = {
  created: 'WAIT_FOR_PAYMENT',
  paid: 'COMPLETED',
  processing: 'PROCESSING',
  expired: 'EXPIRED',
  closed: 'CANCELLED',
  failed: 'CANCELLED',
}
const DESCRIPTIONS = {
  WAIT_FOR_PAYMENT: '待支付',
  COMPLETED: '已完成',
  PROCESSING: '支付中',
  EXPIRED: '已失效',
  CANCELLED: '已撤销',
}
const STATUSES = ['WAIT_FOR_PAYMENT', 'COMPLETED', 'PROCESSING', 'EXPIRED', 'CANCELLED']

const LIFE_SECONDS = 600 // "expires after 10 minutes", whatever longer time was asked for
const WRONG_CODES = 3
const SESSION_SECONDS = 30 * 86400
const OPERATOR = '231215678785585152'

const id = { pattern: /^[0-9]{1,19}$/ }
const optionalId = { ...id, optional: true }
const LIST = {
  status: { oneOf: ['0', '1', '2', '3', '4'], optional: true },
  from_id: optionalId,
  to_id: optionalId,
  start_time: { pattern: /^[0-9]{13}$/, optional: true },
  end_time: { pattern: /^[0-9]{13}$/, optional: true },
  limit: { pattern: /^([1-9][0-9]?|100)$/, optional: true },
}
const CLIENT_ID = { pattern: /^[0-9A-Za-z_\-|*]{1,32}$/ }
const ORDER_REF = { order_id: optionalId, client_order_id: { ...CLIENT_ID, optional: true } }
const CREATE = {
  client_order_id: CLIENT_ID,
  payer_user_id: id,
  pay_info: {},
  product_info: { optional: true },
  effective_time: { integer: true },
  desc: { max: 200, optional: true },
  extend_info: { max: 500, optional: true },
}
const ITEM = { pay_type: { oneOf: ['PAY', 'PREPAY'] }, token_id: {}, amount: { decimal: true } }
const PART = { ...ORDER_REF, token_id: {}, amount: { decimal: true } }
const VERIFY = { verify_code_order_id: optionalId, verify_code: { pattern: /^[0-9]{6}$/ } }

const AMOUNTS = ['payInfo.0.amount']

export function bhop(box) {
  const gateway = {
    name: 'bhop',
    title: { en: 'BHOP', zh: 'BHOP 券商支付' },
    prefix: '/bhop',
    merchant: { accessKey: 'org-access-key', secretKey: 'org-secret-key', ...box.options.merchants?.bhop },
    users: [
      {
        userId: '83214971450163200',
        authType: 'GA',
        need2FA: true,
        mobile: '186****0001',
        email: 'z********n@163.com',
        secret: 'sandbox authenticator',
      },
      {
        userId: '83214971450163201',
        authType: 'MOBILE',
        need2FA: true,
        mobile: '186****0002',
        email: 'm********e@163.com',
      },
      {
        userId: '83214971450163202',
        authType: 'EMAIL',
        need2FA: true,
        mobile: '186****0003',
        email: 'e********l@163.com',
      },
      {
        userId: '83214971450163203',
        authType: 'GA',
        need2FA: false,
        mobile: '186****0004',
        email: 'f********e@163.com',
        secret: 'sandbox authenticator',
      },
    ],
    quirks: {
      wrap: { value: 'documented', choices: ['documented', 'bare', 'status', 'code', 'OK'] },
      booleans: { value: 'documented', choices: ['documented', 'boolean', 'string'] },
    },
    codes: CODES,
    words: WORDS,
    moves: {
      pay: { kind: 'payment', from: ['created', 'processing'], to: 'paid' },
      process: { from: ['created'], to: 'processing' },
      fail: { from: ['created', 'processing'], to: 'failed' },
    },
    opening: (account) =>
      account === OPERATOR ? '1000000' : gateway.users.some(({ userId }) => userId === account) ? '10000' : '0',

    config: () => ({
      base: `${box.url()}/bhop`,
      accessKey: gateway.merchant.accessKey,
      secretKey: gateway.merchant.secretKey,
      operatorUserId: OPERATOR,
    }),

    calls: [
      { name: 'listOrders', path: '/api/payment/orders', fields: LIST, wrap: 'status', act: listOwn },
      {
        name: 'loadPayData',
        path: '/api/payment/order/load_pay_data',
        fields: { order_id: id },
        amounts: ['orderInfo.payInfo.0.amount'],
        act: loadPayData,
      },
      {
        name: 'sendVerifyCode',
        path: '/api/payment/order/send_payment_verify_code',
        fields: { order_id: id },
        act: sendVerifyCode,
      },
      { name: 'pay', path: '/api/payment/order/pay', fields: { order_id: id, ...VERIFY }, amounts: AMOUNTS, act: pay },
      {
        name: 'quickPay',
        path: '/api/payment/order/quick_pay',
        fields: {
          order_id: id,
          verify_code_order_id: optionalId,
          verify_code: { ...VERIFY.verify_code, optional: true },
        },
        act: quickPay,
      },
      {
        name: 'createOrder',
        org: true,
        path: '/api/v2/org/payment/order/create',
        fields: CREATE,
        amounts: AMOUNTS,
        act: create,
      },
      {
        name: 'createOrderV2',
        org: true,
        path: '/api/v2/org/payment/order/createv2',
        fields: { ...CREATE, payee_user_id: id },
        amounts: AMOUNTS,
        act: create,
      },
      {
        name: 'orgOrders',
        org: true,
        path: '/api/v2/org/payment/orders',
        fields: { ...LIST, payer_user_id: optionalId, payee_user_id: optionalId },
        act: listOrg,
      },
      {
        name: 'queryOrder',
        org: true,
        path: '/api/v2/org/payment/order/detail',
        fields: ORDER_REF,
        amounts: AMOUNTS,
        act: detail,
      },
      {
        name: 'settle',
        org: true,
        path: '/api/v2/org/payment/order/settle',
        fields: { ...PART, settle_client_order_id: CLIENT_ID },
        amounts: AMOUNTS,
        act: settle,
      },
      {
        name: 'refund',
        org: true,
        path: '/api/v2/org/payment/order/refund',
        fields: { ...PART, item_id: id, refund_client_order_id: CLIENT_ID },
        amounts: AMOUNTS,
        act: refund,
      },
      {
        name: 'unlock',
        org: true,
        path: '/api/v2/org/payment/order/unlock',
        fields: { ...PART, unlock_client_order_id: CLIENT_ID },
        amounts: AMOUNTS,
        act: unlock,
      },
      {
        name: 'cancelOrder',
        org: true,
        path: '/api/v2/org/payment/order/cancel',
        fields: ORDER_REF,
        amounts: AMOUNTS,
        act: cancel,
      },
    ].map((call) => ({ ...call, method: 'POST', body: 'form' })),

    authenticate(call, request) {
      const { params, pairs } = request
      let user
      if (call.org) {
        const { accessKey, secretKey } = gateway.merchant
        if (request.headers['x-access-key'] !== accessKey)
          throw new Refusal(CODES.signature, 'X-ACCESS-KEY is wrong or missing')
        if (!request.check('bhop-org', pairs, secretKey, params.signature))
          throw new Refusal(CODES.signature, '签名错误: the signature is wrong')
      } else {
        const session = box.tokens.read(gateway, 'session', request.cookies.au_token)
        if (!session) throw new Refusal(CODES.login, '请重新登录: log in again')
        user = gateway.users.find(({ userId }) => userId === session.userId)
      }
      refuseFaults(faultsOf(call.fields, params), CODES.params, '参数错误: ')
      request.merchantNo = params.client_order_id
      return { params, user }
    },

    answer(call, data, strike) {
      if (strike === 'amount') data = withAmountChanged(data, call.amounts)
      const wrap = box.quirk(gateway, 'wrap')
      const style = call.org || (wrap === 'documented' && call.wrap) ? 'status' : wrap
      if (style === 'status') return json({ status: 0, ...(call.org && { msg: 'Success' }), data })
      if (style === 'code') return json({ code: 0, data })
      if (style === 'OK') return json({ code: 'OK', data })
      return json(data)
    },

    refuse: (refusal) => json({ code: refusal.code, msg: refusal.message }, 400),

    entries(order, action) {
      if (action !== 'pay') return []
      const { payer, payee, payInfo, productInfo = [] } = order.data
      const moved = (from, to, { itemId, tokenId, amount }) => [
        { entry: `pay ${itemId}`, account: from, currency: tokenId, amount: `-${amount}` },
        { entry: `pay ${itemId}`, account: to, currency: tokenId, amount },
      ]
      return [
        ...payInfo.flatMap((item) => moved(payer, item.payType === 'PREPAY' ? frozen(payer) : payee, item)),
        ...productInfo.flatMap((item) => moved(payee, payer, item)),
      ]
    },

    payPage: (order) => `${box.url()}/bhop/pay?order_id=${order.id}`,
    issueSession: (userId) => box.tokens.issue(gateway, 'session', SESSION_SECONDS, { userId }),
    /** The code that the order's payer would find in the phone, the mailbox or the authenticator now. */
    currentCode(order) {
      const user = userOf(order.data.payer)
      if (user?.authType === 'GA') return { code: totp(user.secret, box.now()) }
      const verifyId = order.data.verifyId
      const sent = verifyId && box.tokens.read(gateway, 'verify', verifyId)
      return sent ? { code: sent.code, verifyCodeOrderId: verifyId } : {}
    },
    sendCode,
    payWithCode,
    pages: (app) => bhopPages(app, box, gateway),
  }
  return gateway

  function userOf(userId) {
    return gateway.users.find((user) => user.userId === userId)
  }

  function frozen(account) {
    return `${account}:frozen`
  }

  /** As the order has to look: 18 and 19 digits, growing with time, like the ids of the documents. */
  function newId() {
    const last = BigInt(box.store.meta.get('bhop id') ?? '0')
    const fresh = (BigInt(box.now()) - 1_400_000_000_000n) << 20n
    const next = fresh > last ? fresh : last + 1n
    box.store.meta.set('bhop id', next)
    return String(next)
  }

  function boolean(value, printed) {
    const style = box.quirk(gateway, 'booleans')
    return style === 'string' || (style === 'documented' && printed === 'string') ? String(value) : value
  }

  function view(order) {
    const { data } = order
    const status = WORDS[order.status]
    const item = ({ itemId, payType, tokenId, amount, refunded = '0', unlocked = '0' }) => ({
      itemId,
      payType,
      tokenId,
      amount,
      paidAmount: order.paidAt ? amount : '0',
      refundedAmount: refunded,
      unlockedAmount: unlocked,
    })
    return {
      orderId: order.id,
      clientOrderId: order.merchantNo,
      payerUserId: data.payer,
      payeeUserId: data.payee,
      isMapping: boolean(Boolean(data.productInfo)),
      payInfo: data.payInfo.map(item),
      ...(data.productInfo && { productInfo: data.productInfo.map(item) }),
      status,
      statusDesc: DESCRIPTIONS[status],
      expired: String(order.expiresAt),
      desc: data.desc ?? '',
      extendInfo: data.extendInfo ?? '',
      created: String(order.createdAt),
      updated: String(order.updatedAt),
    }
  }

  function readItems(name, text) {
    let items
    try {
      const value = parseJson(text)
      items = Array.isArray(value) ? value : [value]
    } catch (error) {
      if (error instanceof BadBody) throw new Refusal(CODES.params, `${name}: ${error.message}`)
      throw error
    }
    if (!items.length) throw new Refusal(CODES.params, `${name} is empty`)
    return items.map((item) => {
      const params = Object.fromEntries(Object.entries(item ?? {}).map(([key, value]) => [key, String(value)]))
      refuseFaults(faultsOf(ITEM, params), CODES.params, `${name}: `)
      return { itemId: newId(), payType: params.pay_type, tokenId: params.token_id, amount: params.amount }
    })
  }

  function create({ params }) {
    // The idempotency key: the same number is the same order, and nothing new is made.
    const known = box.orders.byNumber(gateway, 'payment', params.client_order_id)
    if (known) return { order: known, data: view(known) }
    if (!userOf(params.payer_user_id)) throw new Refusal(CODES.params, `no user ${params.payer_user_id}`)
    const payInfo = readItems('pay_info', params.pay_info)
    const productInfo = params.product_info ? readItems('product_info', params.product_info) : undefined
    if (productInfo && [...payInfo, ...productInfo].some(({ payType }) => payType === 'PREPAY'))
      throw new Refusal(CODES.params, 'an order with product_info takes PAY only')
    const at = box.now()
    const order = box.orders.create(gateway, {
      id: newId(),
      merchantNo: params.client_order_id,
      at,
      expiresAt: at + Math.min(Number(params.effective_time), LIFE_SECONDS) * 1000,
      data: {
        payer: params.payer_user_id,
        payee: params.payee_user_id ?? OPERATOR,
        payInfo,
        productInfo,
        desc: params.desc,
        extendInfo: params.extend_info,
        wrongCodes: 0,
        done: [],
      },
    })
    return { order, data: view(order) }
  }

  /**
   * Newest first. from_id: what is older; to_id: what is newer, both without the order itself. With to_id alone the
   * `limit` orders next to it are meant, or a reader that walks forward would miss those between.
   */
  function list(field, userId, { status, from_id, to_id, start_time, end_time, limit = '20' }) {
    const conditions = [`gateway = 'bhop'`, `json_extract(data, '$.${field}') = ?`]
    const values = [userId]
    const add = (condition, value) => value && (conditions.push(condition), values.push(value))
    add('cast(id as integer) < cast(? as integer)', from_id)
    add('cast(id as integer) > cast(? as integer)', to_id)
    add('created_at >= cast(? as integer)', start_time)
    add('created_at <= cast(? as integer)', end_time)
    if (status) {
      const states = Object.keys(WORDS).filter((state) => WORDS[state] === STATUSES[status])
      conditions.push(`status in (${states.map((state) => `'${state}'`).join(', ')})`)
    }
    const direction = to_id && !from_id ? 'asc' : 'desc'
    const rows = box.store.all(
      `select id from orders where ${conditions.join(' and ')} order by cast(id as integer) ${direction} limit cast(? as integer)`,
      ...values,
      limit,
    )
    if (direction === 'asc') rows.reverse()
    return rows.map((row) => view(box.orders.get(gateway, row.id)))
  }

  function listOwn({ params, user }) {
    return { data: list('payer', user.userId, params) }
  }

  function listOrg({ params }) {
    if (params.payee_user_id) return { data: list('payee', params.payee_user_id, params) }
    if (params.payer_user_id) return { data: list('payer', params.payer_user_id, params) }
    throw new Refusal(CODES.params, 'payer_user_id or payee_user_id is missing')
  }

  function find({ order_id, client_order_id }) {
    if (!order_id && !client_order_id) throw new Refusal(CODES.params, 'order_id or client_order_id is missing')
    const order = order_id
      ? box.orders.get(gateway, order_id)
      : box.orders.byNumber(gateway, 'payment', client_order_id)
    if (!order) throw new Refusal(CODES.missing, 'no such order')
    return order
  }

  /** Somebody else's order is no order. */
  function findOwn({ order_id }, user) {
    const order = box.orders.get(gateway, order_id)
    if (order?.data.payer !== user.userId) throw new Refusal(CODES.missing, 'no such order')
    return order
  }

  function detail({ params }) {
    const order = find(params)
    return { order, data: view(order) }
  }

  function cancel({ params }) {
    let order = find(params)
    if (WORDS[order.status] !== 'CANCELLED') order = box.act(gateway, order, 'close', CODES.state)
    return { order, data: view(order) }
  }

  /** One step of an order that was paid, done once for each key. `act` moves the amount, in units, within the item. */
  function once(order, kind, key, params, act) {
    const content = `${params.token_id} ${params.amount} ${params.item_id ?? ''}`
    const before = order.data.done.find((step) => step.kind === kind && step.key === key)
    if (before && before.content !== content) throw new Refusal(CODES.params, `${key} was used for something else`)
    if (!before) {
      if (order.status !== 'paid') throw new Refusal(CODES.state, `the order is ${WORDS[order.status]}`)
      act()
      order.data.done.push({ kind, key, content })
      order = box.orders.save(order)
    }
    return { order, data: view(order) }
  }

  /** Takes an amount out of the items of one token, first to last; what they have left is given by `left`. */
  function spread(items, amount, left, field) {
    let open = toUnits(amount)
    for (const item of items) {
      const part = left(item) < open ? left(item) : open
      if (part > 0n) item[field] = fromUnits(toUnits(item[field] ?? '0') + part)
      open -= part
    }
    if (open > 0n) throw new Refusal(CODES.params, 'the amount is more than is left')
  }

  function held(item) {
    return toUnits(item.amount) - toUnits(item.settled ?? '0') - toUnits(item.unlocked ?? '0')
  }

  function fromHeld(order, kind, key, params, to, field) {
    return once(order, kind, key, params, () => {
      const items = order.data.payInfo.filter(
        ({ payType, tokenId }) => payType === 'PREPAY' && tokenId === params.token_id,
      )
      if (!items.length) throw new Refusal(CODES.params, `the order has no PREPAY of ${params.token_id}`)
      spread(items, params.amount, held, field)
      transfer(order, `${kind} ${key}`, frozen(order.data.payer), to, params)
    })
  }

  function transfer(order, entry, from, to, { token_id, amount }) {
    box.book(gateway, order.id, entry, { account: from, currency: token_id, amount: `-${amount}` }, CODES.balance)
    box.book(gateway, order.id, entry, { account: to, currency: token_id, amount }, CODES.balance)
  }

  function settle({ params }) {
    const order = find(params)
    return fromHeld(order, 'settle', params.settle_client_order_id, params, order.data.payee, 'settled')
  }

  function unlock({ params }) {
    const order = find(params)
    return fromHeld(order, 'unlock', params.unlock_client_order_id, params, order.data.payer, 'unlocked')
  }

  function refund({ params }) {
    const order = find(params)
    return once(order, 'refund', params.refund_client_order_id, params, () => {
      const item = order.data.payInfo.find(({ itemId }) => itemId === params.item_id)
      if (item?.payType !== 'PAY' || item.tokenId !== params.token_id)
        throw new Refusal(CODES.params, 'item_id is no PAY of this token_id')
      spread([item], params.amount, () => toUnits(item.amount) - toUnits(item.refunded ?? '0'), 'refunded')
      transfer(order, `refund ${params.refund_client_order_id}`, order.data.payee, order.data.payer, params)
    })
  }

  function loadPayData({ params, user }) {
    const order = findOwn(params, user)
    const userInfo = {
      userId: user.userId,
      registerType: user.authType === 'EMAIL' ? 2 : 1,
      mobile: user.mobile,
      nationalCode: '86',
      email: user.email,
      bindGA: boolean(user.authType === 'GA'),
      bindTradePwd: boolean(true),
      userType: 1,
      verifyStatus: 2,
      source: 'sandbox',
    }
    return {
      order,
      data: { orderInfo: view(order), userInfo, need2FA: boolean(user.need2FA), authType: user.authType },
    }
  }

  /** A new code ends the one before. */
  function sendCode(order) {
    const verifyId = newId()
    box.tokens.issue(gateway, 'verify', LIFE_SECONDS, { orderId: order.id, code: randomDigits(6) }, verifyId)
    order.data.verifyId = verifyId
    box.orders.save(order)
    return verifyId
  }

  function sendVerifyCode({ params, user }) {
    const order = findOwn(params, user)
    if (user.authType === 'GA') throw new Refusal(CODES.params, 'this user has an authenticator: no code is sent')
    if (order.status !== 'created') throw new Refusal(CODES.state, `the order is ${WORDS[order.status]}`)
    return { order, data: { orderId: sendCode(order) } }
  }

  function codeIsRight(order, user, verifyId, code) {
    if (user.authType !== 'GA') {
      const sent = verifyId === order.data.verifyId && box.tokens.read(gateway, 'verify', verifyId)
      return Boolean(sent) && sent.code === code
    }
    // A step to either side, for clocks that disagree.
    return [-1, 0, 1].some((step) => totp(user.secret, box.now() + step * 30_000) === code)
  }

  function payWithCode(order, user, verifyId, code) {
    // Paying what is paid moves nothing; whoever asks twice is told the same.
    if (order.status === 'paid') return order
    if (order.status !== 'created' && order.status !== 'processing')
      throw new Refusal(CODES.state, `the order is ${WORDS[order.status]}`)
    if (!codeIsRight(order, user, verifyId, code)) {
      order.data.wrongCodes++
      const saved = box.orders.save(order)
      if (order.data.wrongCodes < WRONG_CODES)
        throw new Refusal(CODES.verify, '验证码错误: the verify_code is wrong', { keep: true })
      box.act(gateway, saved, 'fail', CODES.state)
      throw new Refusal(
        CODES.verify,
        '验证码错误次数过多，订单已失败: the verify_code was wrong three times and the order has failed',
        { keep: true },
      )
    }
    return box.act(gateway, order, 'pay', CODES.state, { balance: CODES.balance })
  }

  function pay({ params, user }) {
    const order = payWithCode(findOwn(params, user), user, params.verify_code_order_id, params.verify_code)
    return { order, data: view(order) }
  }

  /** As printed, both flags are texts. Without a code, a user who needs one is told so and nothing is paid. */
  function quickPay({ params, user }) {
    let order = findOwn(params, user)
    const asked = user.need2FA && !params.verify_code && order.status === 'created'
    if (!asked) {
      order = user.need2FA
        ? payWithCode(order, user, params.verify_code_order_id, params.verify_code)
        : order.status === 'paid'
          ? order
          : box.act(gateway, order, 'pay', CODES.state, { balance: CODES.balance })
    }
    return {
      order,
      data: { processIsEnd: boolean(order.status === 'paid', 'string'), need2FA: boolean(asked, 'string') },
    }
  }
}
