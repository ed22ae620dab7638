// `paysign/testing`: what it makes is what the clients take, or refuse for the stated reason. That they take what the
// gateways send is shown elsewhere, against the sandbox.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { BitCV, HiCoin, PayError, SixDu, Yinqiantong } from 'paysign'
import { answer, notification } from 'paysign/testing'
import { vectors } from './read-vectors.js'

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const options = {
  hicoin: { appId: '10021235678', mchKey: 'mch_key_1566486321' },
  'yinqiantong-v1': { appId: '00000000', appKey: '1234567890123456', appSecret: 'your_app_secret' },
  'yinqiantong-v2': { appId: '00000000', appSecret: 'your_app_secret' },
  bitcv: { appId: 'bitcv-app', appSecret: 'app-secret-bitcv' },
  sixdu: { platformPrivateKey: pair.privateKey },
  'sixdu-sale': { platformPrivateKey: pair.privateKey },
}
const sixdu = new SixDu({
  merchantId: 'M',
  privateKey: vectors.keys['keys/merchant.pkcs8.pem'],
  platformPublicKey: pair.publicKey,
})
const clients = {
  hicoin: new HiCoin(options.hicoin),
  'yinqiantong-v1': new Yinqiantong({ version: 'v1', ...options['yinqiantong-v1'] }),
  'yinqiantong-v2': new Yinqiantong({ version: 'v2', ...options['yinqiantong-v2'] }),
  bitcv: new BitCV(options.bitcv),
  sixdu,
  'sixdu-sale': sixdu,
}
const verbs = (gateway) =>
  gateway === 'sixdu-sale'
    ? ['parseSaleNotification', 'handleSaleNotification']
    : ['parseNotification', 'handleNotification']
const amounts = { hicoin: 'total_amount', bitcv: 'outTradeNo', sixdu: 'orderAmount', 'sixdu-sale': 'sellAmount' }

for (const [gateway, client] of Object.entries(clients)) {
  const [parse, handle] = verbs(gateway)
  const made = (fields, how) => notification(gateway, options[gateway], fields, how)

  describe(gateway, () => {
    test('a genuine notification is an event, and a request that is acknowledged', async () => {
      assert.equal(client[parse](made()).paid, true)
      const field = amounts[gateway] ?? 'money'
      const event = client[parse](made({ [field]: '4242' }))
      assert.equal(String(event[field]), '4242')
      const seen = []
      const response = await client[handle](made({ [field]: '4243' }).request(), (event) => seen.push(event))
      assert.equal(response.status, 200)
      assert.equal(String(seen[0][field]), '4243')
    })

    for (const contentType of ['application/json', 'application/x-www-form-urlencoded']) {
      test(`as ${contentType}`, () => assert.equal(client[parse](made({}, { contentType })).paid, true))
    }

    const kinds = {
      forged: 'signature',
      tampered: 'signature',
      unsigned: 'signature',
      foreign: 'identity',
      stale: 'expired',
    }
    for (const [broken, kind] of Object.entries(kinds)) {
      const possible = kind === 'signature' || (broken === 'foreign' ? /hicoin|yinq/ : /yinq/).test(gateway)
      test(possible ? `${broken} ends in '${kind}'` : `${broken} is impossible`, () => {
        const task = () => client[parse](made({}, { broken }))
        assert.throws(task, (error) => error instanceof PayError && error.kind === (possible ? kind : 'config'))
      })
    }
  })
}

describe('answers', () => {
  const queried = async (how) => {
    const fetch = async () => answer('hicoin', options.hicoin, { out_trade_no: 'A1', trade_no: '1', trade_status: 'SUCCESS', total_amount: 5, settle_currency: 'USDT' }, how) // prettier-ignore
    return new HiCoin({ ...options.hicoin, fetch }).queryOrder({ out_trade_no: 'A1', access_token: 't' })
  }
  test('of HiCoin, genuine and broken', async () => {
    const order = await queried()
    assert.equal(order.paid, true)
    assert.equal(order.total_amount, 5n)
    for (const broken of ['forged', 'tampered', 'unsigned']) {
      await assert.rejects(queried({ broken }), (error) => error.kind === 'signature')
    }
  })
  test('of 6du', async () => {
    const fetch = async () => answer('sixdu', options.sixdu, { orderAmount: '1', coinName: 'USDT', billCode: 'B1', orderStatus: 1 }) // prettier-ignore
    const client = new SixDu({ merchantId: 'M', privateKey: pair.privateKey, platformPublicKey: pair.publicKey, fetch })
    assert.equal((await client.queryOrder({ merchantOrderCode: 'M-1' })).orderStatus, 'paid')
  })
})

test('misuse is told', () => {
  const config = (task, pattern) =>
    assert.throws(task, (error) => error.kind === 'config' && pattern.test(error.message))
  config(() => notification('wechat', {}), /no notification of "wechat"/)
  config(() => notification('hicoin', { appId: 'a' }), /mchKey is missing/)
  config(() => notification('hicoin', { mchKey: 'a' }), /appId is missing/)
  config(() => notification('hicoin', options.hicoin, {}, { broken: 'twice' }), /broken: is none of forged/)
  config(() => answer('bitcv', options.bitcv), /no signed answer of "bitcv"/)
})
