// Made from the specs of src/gateway: cargo run --example rows

/** Notifications: the rule, the option with the key, whom it names, the field with its time, fields that travel in headers,
 * fields with a second spelling. */
export const NOTIFICATIONS = {
  'hicoin': { scheme: 'hicoin', key: 'mchKey', identity: { app_id: 'appId' } },
  'yinqiantong-v1': { scheme: 'yinqiantong-v1', key: 'appSecret', identity: { appid: 'appId', appkey: 'appKey' }, time: 'ts', headers: ['appid', 'appkey', 'ts', 'sign'], aliases: { client_out_trade_no: 'cient_out_trade_no' } },
  'yinqiantong-v2': { scheme: 'yinqiantong-v2', key: 'appSecret', identity: { appid: 'appId' }, time: 'ts', aliases: { client_out_trade_no: 'cient_out_trade_no' } },
  'bitcv': { scheme: 'bitcv', key: 'appSecret' },
  'sixdu': { scheme: 'sixdu', key: 'platformPrivateKey' },
  'sixdu-sale': { scheme: 'sixdu', key: 'platformPrivateKey' },
}

/** Answers that a gateway signs. */
export const ANSWERS = {
  'hicoin': { scheme: 'hicoin', key: 'mchKey' },
  'sixdu': { scheme: 'sixdu', key: 'platformPrivateKey' },
}
