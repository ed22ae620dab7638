// A made-up gateway, as its spec says it.

const common = {
  mch_id: { value: { option: 'mchId' } },
  nonce: { value: { random: 'nonce' } },
  ts: { value: { now: 'unixSeconds' } },
}
const STATES = { unpaid: '0', paid: '1', closed: '2' }

export const kite = {
  class: 'Kite',
  name: 'kite',
  options: {
    mchId: { type: 'id' },
    key: { type: 'secret' },
    base: { type: 'base', default: 'https://api.kite.example' },
  },
  keys: {
    api: { option: 'key', scheme: { signatureField: 'sign', secret: '&key={}', algorithm: 'md5', output: 'HEX' } },
  },
  shared: {
    signed: {
      sign: { key: 'api' },
      verify: 'api',
      envelope: { code: ['code'], success: ['0'], message: ['msg'], refused: ['1001', '1002'] },
    },
  },
  calls: {
    createOrder: {
      $use: 'signed',
      path: '/pay/create',
      effect: 'money',
      advice: 'queryOrder({ order_no }) tells',
      fields: {
        ...common,
        order_no: { type: 'id', maxLength: 32 },
        amount: { type: 'units', places: 2 },
        subject: { type: 'text', maxLength: 64 },
        notify_url: { type: 'url', maxLength: 256 },
        attach: { type: 'text', optional: true },
      },
      answer: { order_no: { type: 'text' }, trade_no: { type: 'text' }, pay_url: { type: 'text' } },
      echo: { order_no: 'order_no' },
    },
    queryOrder: {
      $use: 'signed',
      path: '/pay/query',
      effect: 'read',
      fields: { ...common, order_no: { type: 'id', maxLength: 32 } },
      answer: {
        order_no: { type: 'text' },
        trade_no: { type: 'text' },
        amount: { type: 'units' },
        state: { type: 'enum', words: STATES },
      },
      echo: { order_no: 'order_no' },
      paid: { state: ['paid'] },
    },
  },
  notifications: {
    notification: {
      key: 'api',
      identity: { mch_id: 'mchId' },
      window: { field: 'ts', seconds: 300 },
      fields: {
        order_no: { type: 'text' },
        trade_no: { type: 'text' },
        amount: { type: 'units' },
        state: { type: 'enum', words: STATES },
        attach: { type: 'text', optional: true },
      },
      paid: { state: ['paid'] },
      advice: 'queryOrder({ order_no }) tells',
      replayKey: ['order_no', 'state'],
      success: { text: 'success' },
      failure: { text: 'fail' },
    },
  },
}
