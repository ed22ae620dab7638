// Gateways from their public documentation alone, each defined by a short spec: the signatures that are printed for them,
// and a whole order against their sandbox, which signs by an implementation of its own.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Verifier, canonicalString, defineGateway, memoryReplay, Signer } from 'paysign'
import { sandboxOf } from 'paysign/testing'
import { jeepay, payjs, vmq } from './others.js'

const md5 = (text) => createHash('md5').update(text).digest('hex')
const ruleOf = (spec, role) => spec.keys[role].scheme

test('each spec has fewer than 60 lines', () => {
  const text = readFileSync(new URL('others.js', import.meta.url), 'utf8')
  for (const { class: name } of [jeepay, payjs, vmq]) {
    const literal = text.match(new RegExp(`^export const ${name.toLowerCase()} = \\{\\n[^]*?^\\}\\n`, 'm'))[0]
    const lines = literal.trimEnd().split('\n').length
    assert.ok(lines < 60, `${name}: ${lines}`)
  }
})

describe('the signatures', () => {
  test('of Jeepay, as another client prints it for the documentation’s parameters', () => {
    const params = {
      platId: '1000',
      mchOrderNo: 'P0123456789101',
      amount: '10000',
      clientIp: '192.168.0.111',
      returnUrl: 'https://www.baidu.com',
      notifyUrl: 'https://www.baidu.com',
      reqTime: '20190723141000',
      version: '1.0',
    }
    const signer = new Signer(ruleOf(jeepay, 'app'), 'EWEFD123RGSRETYDFNGFGFGSHDFGH')
    assert.equal(signer.sign(params), '84E1CA56F984502BBAC06EA6707157F5')
  })
  test('of Jeepay, whose pairs are sorted without case', () => {
    assert.equal(canonicalString(ruleOf(jeepay, 'app'), { Zeta: '1', alpha: '2', Beta: '3' }), 'alpha=2&Beta=3&Zeta=1')
  })
  test('of WeChat Pay v2, as its documentation prints it', () => {
    const params = { appid: 'wxd930ea5d5a258f4f', mch_id: '10000100', device_info: '1000', body: 'test', nonce_str: 'ibuaiVcKdpRxkhJA' } // prettier-ignore
    const signer = new Signer(ruleOf(payjs, 'merchant'), '192006250b4c09247ec02edce69f6a2d')
    assert.equal(signer.sign(params), '9A0A8659F005D6984697E2CA0A9CF3B7')
  })
  test('of V免签, as its source makes them', () => {
    const order = {
      payId: '1',
      type: '2',
      price: '9.90',
      param: 'vip',
      notifyUrl: 'https://shop.example/',
      isHtml: '0',
    }
    assert.equal(new Signer(ruleOf(vmq, 'order'), 'k').sign(order), md5('1vip29.90k'))
    assert.equal(new Signer(ruleOf(vmq, 'notice'), 'k').sign({ ...order, reallyPrice: '9.91' }), md5('1vip29.909.91k'))
  })
})

const GATEWAYS = [
  {
    spec: jeepay,
    order: { mchOrderNo: 'A1', wayCode: 'WX_H5', amount: 990, subject: '月卡', body: '会员', notifyUrl: 'https://shop.example/n' }, // prettier-ignore
    find: ({ mchOrderNo }) => ({ mchOrderNo }),
    how: { contentType: 'application/x-www-form-urlencoded' },
  },
  {
    spec: payjs,
    order: { out_trade_no: 'A1', total_fee: 990, body: '月卡', attach: 'x' },
    find: ({ payjs_order_id }) => ({ payjs_order_id }),
  },
  {
    spec: vmq,
    order: { payId: 'A1', type: 'alipay', price: '9.90', param: 'vip' },
    find: ({ orderId }) => ({ orderId }),
    settings: { same: { reallyPrice: 'price' } },
    oneReading: false, // values alone, one behind the other
  },
]

for (const { spec, order, find, how, settings, oneReading = true } of GATEWAYS) {
  describe(`${spec.class} against its sandbox`, () => {
    const Gateway = defineGateway(spec)
    const open = () => {
      const sandbox = sandboxOf(Gateway, settings)
      const quiet = { replay: memoryReplay(), onFailure() {} }
      return { sandbox, client: new Gateway({ ...sandbox.options, ...quiet, fetch: sandbox.fetch }) }
    }

    test('an order is made, paid, told once and found paid', async () => {
      const { sandbox, client } = open()
      const made = await client.createOrder(order)
      assert.equal((await client.queryOrder(find(made))).paid, false)
      sandbox.pay('A1')
      const events = []
      const shop = (request) => client.handleNotification(request, (event) => void events.push(event))
      for (let n = 0; n < 2; n++) assert.equal((await sandbox.notify('A1', shop, how)).accepted, oneReading)
      assert.deepEqual(events.map(({ paid }) => paid), oneReading ? [true] : []) // prettier-ignore
      assert.equal((await client.queryOrder(find(made))).paid, true)
    })

    test('a lost answer is no refusal, and what is forged is not handled', async () => {
      const { sandbox, client } = open()
      sandbox.fault('createOrder', { drop: 'after' })
      await assert.rejects(client.createOrder(order), { kind: 'network', outcomeUnknown: true })
      sandbox.pay('A1')
      const shop = (request) => client.handleNotification(request, assert.fail)
      for (const broken of ['forged', 'tampered', 'unsigned']) {
        assert.equal((await sandbox.notify('A1', shop, { ...how, broken })).accepted, false)
      }
    })
  })
}

test('V免签 signs values one behind the other: what they are is for the own records to say', () => {
  const Vmq = defineGateway(vmq)
  const vmqClient = new Vmq({ key: 'k', base: 'https://pay.example', onFailure() {} })
  const sign = md5('A1vip29.909.91k')
  const body = `payId=A1&param=vip&type=2&price=9.90&reallyPrice=9.91&sign=${sign}`
  const input = { body, contentType: 'application/x-www-form-urlencoded' }
  assert.throws(() => vmqClient.parseNotification(input), { kind: 'signature', message: /有歧义.*queryOrder/ })
  const verifier = new Verifier(vmq.keys.notice.scheme, 'k')
  const mine = { payId: 'A1', param: 'vip', type: '2', price: '9.90' }
  assert.equal(verifier.verify({ ...mine, reallyPrice: '9.91' }, sign), true)
  assert.equal(verifier.verify({ ...mine, reallyPrice: '9.90' }, sign), false)
  // Why it is refused: the same signature, another order.
  assert.equal(verifier.verify({ ...mine, payId: 'A1v', param: 'ip', reallyPrice: '9.91' }, sign), true)
})
