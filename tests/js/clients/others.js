// Three gateways that nobody had in mind when the engine was built, each from its public documentation alone. What cannot be
// said of them in a spec stands where it would be said.

/** As WeChat Pay v2 has it. */
const WECHAT = { signatureField: 'sign', secret: '&key={}', algorithm: 'md5', output: 'HEX' }
const ENVELOPE = { code: ['code'], success: ['0'], message: ['msg'] }
const STATES = { created: '0', paying: '1', paid: '2', failed: '3', revoked: '4', refunded: '5', closed: '6' }

/**
 * Jeepay 计全支付, self-hosted. Sources: `JeepayKit`, `ApiRes` and `PayMchNotifyService` of jeequan/jeepay. An answer's
 * signature stands beside the object that it signs (`{ code, data, sign }`): there is no member for that, so answers are read
 * unverified. Its time is in milliseconds, and a window is of seconds: none is said.
 */
export const jeepay = {
  class: 'Jeepay',
  name: 'jeepay',
  options: { mchNo: { type: 'id' }, appId: { type: 'id' }, key: { type: 'secret' }, base: { type: 'base' } },
  keys: { app: { option: 'key', scheme: { ...WECHAT, order: 'pair-nocase' } } },
  shared: {
    app: {
      mchNo: { value: { option: 'mchNo' } },
      appId: { value: { option: 'appId' } },
      reqTime: { value: { now: 'unixMillis' } },
      version: { value: '1.0' },
      signType: { value: 'MD5' },
    },
    signed: { sign: { key: 'app' }, envelope: ENVELOPE, echo: { mchOrderNo: 'mchOrderNo' } },
    state: { type: 'enum', words: STATES },
    order: { payOrderId: { type: 'text' }, mchOrderNo: { type: 'text' } },
    paid: { $use: 'order', amount: { type: 'units' }, currency: { type: 'text' }, state: { $use: 'state' } },
  },
  calls: {
    createOrder: {
      $use: 'signed',
      path: '/api/pay/unifiedOrder',
      fields: {
        $use: 'app',
        mchOrderNo: { type: 'id', maxLength: 30 },
        wayCode: { type: 'text', maxLength: 30 },
        amount: { type: 'units', places: 2 },
        currency: { type: 'enum', words: ['cny'], default: 'cny' },
        subject: { type: 'text', maxLength: 64 },
        body: { type: 'text', maxLength: 256 },
        notifyUrl: { type: 'url', query: false },
      },
      effect: 'money',
      advice: 'queryOrder({ mchOrderNo }) tells',
      answer: { $use: 'order', orderState: { $use: 'state' }, payData: { type: 'text', optional: true } },
    },
    queryOrder: {
      $use: 'signed',
      path: '/api/pay/query',
      fields: { $use: 'app', mchOrderNo: { type: 'id', maxLength: 30 } },
      effect: 'read',
      answer: { $use: 'paid' },
      paid: { state: ['paid'] },
    },
  },
  notifications: {
    notification: {
      key: 'app',
      identity: { mchNo: 'mchNo', appId: 'appId' },
      fields: { $use: 'paid' },
      paid: { state: ['paid'] },
      advice: 'queryOrder({ mchOrderNo }) tells',
      replayKey: ['mchOrderNo', 'state'],
      success: { text: 'success' },
      failure: { text: 'fail' },
    },
  },
}

const listed = (...only) => ({
  option: 'key',
  scheme: {
    ...{ signatureField: 'sign', only, order: 'listed', names: false, separator: '', dropEmpty: false },
    ...{ secret: '{}', algorithm: 'md5' },
  },
})

/**
 * V免签, self-hosted. Source: szvone/vmqphp, `application/index/controller/Index.php`: values without names, in a fixed order.
 * Its notification is a GET with everything in the query, for which a spec has no member: `parseNotification` takes the
 * query, and `handleNotification` a POST.
 */
export const vmq = {
  class: 'Vmq',
  name: 'vmq',
  options: { key: { type: 'secret' }, base: { type: 'base' } },
  keys: {
    order: listed('payId', 'param', 'type', 'price'),
    notice: listed('payId', 'param', 'type', 'price', 'reallyPrice'),
  },
  shared: {
    envelope: { code: ['code'], success: ['1'], message: ['msg'] },
    order: { payId: { type: 'text' }, price: { type: 'text' }, reallyPrice: { type: 'text' } },
  },
  calls: {
    createOrder: {
      path: '/createOrder',
      send: 'form',
      fields: {
        payId: { type: 'text' },
        type: { type: 'enum', words: { wechat: '1', alipay: '2' } },
        price: { type: 'decimal', places: 2 },
        param: { type: 'text', optional: true },
        notifyUrl: { type: 'url', optional: true },
        returnUrl: { type: 'url', optional: true },
        isHtml: { value: '0' },
      },
      sign: { key: 'order' },
      effect: 'money',
      advice: 'queryOrder({ orderId }) tells, with the orderId of an answer; without one, wait for the notification',
      envelope: { $use: 'envelope' },
      answer: { $use: 'order', orderId: { type: 'text' }, payUrl: { type: 'text' } },
      echo: { payId: 'payId' },
    },
    queryOrder: {
      path: '/getOrder',
      send: 'form',
      fields: { orderId: { type: 'text' } },
      effect: 'read',
      envelope: { $use: 'envelope' },
      answer: { $use: 'order', state: { type: 'enum', words: { expired: '-1', waiting: '0', paid: ['1', '2'] } } },
      paid: { state: ['paid'] },
    },
  },
  notifications: {
    notification: {
      key: 'notice',
      fields: { $use: 'order', type: { type: 'text' }, param: { type: 'text', optional: true } },
      paid: true,
      advice: 'queryOrder({ orderId }) tells',
      replayKey: ['payId', 'reallyPrice'],
      success: { text: 'success' },
      failure: { text: 'fail' },
    },
  },
}

/**
 * PAYJS, which signs as WeChat Pay v2 does, but over forms and JSON: WeChat's own API is XML, which neither requests nor
 * answers can be. Source: its pages on native payment, query and notification.
 */
export const payjs = {
  class: 'PayJs',
  name: 'payjs',
  options: {
    mchid: { type: 'id' },
    key: { type: 'secret' },
    base: { type: 'base', default: 'https://payjs.cn/api' },
  },
  keys: { merchant: { option: 'key', scheme: WECHAT } },
  shared: {
    signed: {
      send: 'form',
      sign: { key: 'merchant' },
      verify: 'merchant',
      envelope: { code: ['return_code'], success: ['1'], message: ['return_msg'] },
    },
    order: { payjs_order_id: { type: 'text' }, out_trade_no: { type: 'text' }, total_fee: { type: 'units' } },
  },
  calls: {
    createOrder: {
      $use: 'signed',
      path: '/native',
      fields: {
        mchid: { value: { option: 'mchid' } },
        total_fee: { type: 'units', places: 2 },
        out_trade_no: { type: 'id', maxLength: 32 },
        body: { type: 'text', maxLength: 32, optional: true },
        attach: { type: 'text', maxLength: 127, optional: true },
        notify_url: { type: 'url', query: false, optional: true },
      },
      effect: 'money',
      advice: 'queryOrder({ payjs_order_id }) tells, with the payjs_order_id of an answer; without one, wait',
      answer: { $use: 'order', code_url: { type: 'text' }, qrcode: { type: 'text', optional: true } },
      echo: { out_trade_no: 'out_trade_no', total_fee: 'total_fee' },
    },
    queryOrder: {
      $use: 'signed',
      path: '/check',
      fields: { payjs_order_id: { type: 'text' } },
      effect: 'read',
      answer: { $use: 'order', status: { type: 'enum', words: { unpaid: '0', paid: '1' } } },
      echo: { payjs_order_id: 'payjs_order_id' },
      paid: { status: ['paid'] },
    },
  },
  notifications: {
    notification: {
      key: 'merchant',
      identity: { mchid: 'mchid' },
      fields: { $use: 'order', transaction_id: { type: 'text' }, attach: { type: 'text', optional: true } },
      paid: true,
      advice: 'queryOrder({ payjs_order_id }) tells',
      replayKey: ['payjs_order_id', 'out_trade_no'],
      success: { text: 'success' },
      failure: { text: 'fail' },
    },
  },
}
