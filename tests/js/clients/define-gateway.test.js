// A gateway of one's own: what defineGateway refuses and how it says so, and what its classes do that the package's own
// need not.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { PayError, Verifier, defineGateway } from 'paysign'
import { fails } from '../check.js'
import { fresh } from '../package/copies.js'

const copyOf = (spec) => JSON.parse(JSON.stringify(spec))

/** The teahouse's spec, with something else in it. */
function changed(change) {
  const spec = copyOf(teahouse)
  change(spec)
  return spec
}

const envelope = { code: ['code'], success: ['0'], message: ['msg'] }
const order = { out_trade_no: { type: 'id', maxLength: 32 } }

/** A gateway that there is not, of two versions. */
const teahouse = {
  class: 'Teahouse',
  name: 'teahouse',
  options: {
    version: {
      type: 'choice',
      default: 'v1',
      words: {
        v1: {},
        v2: {
          patch: {
            calls: {
              refund: {
                path: '/refund',
                fields: { ...order, money: { type: 'units', places: 2 } },
                sign: { key: 'merchant' },
                effect: 'money',
                advice: 'queryOrder({ out_trade_no }) tells',
                envelope,
              },
              payUrl: { send: 'page', path: '/pay', fields: order, sign: { key: 'merchant' } },
            },
            notifications: { refundNotification: { $use: 'notification' } },
          },
        },
      },
    },
    shopId: { type: 'id' },
    key: { type: 'secret' },
    base: { type: 'base', default: 'https://pay.teahouse.example' },
  },
  keys: {
    merchant: { option: 'key', scheme: { signatureField: 'sign', secret: '&key={}', algorithm: 'md5', output: 'HEX' } },
  },
  calls: {
    queryOrder: {
      path: '/query',
      fields: { shop: { value: { option: 'shopId' } }, ...order },
      sign: { key: 'merchant' },
      effect: 'read',
      envelope,
      answer: { state: { type: 'enum', words: { unpaid: '0', paid: '1' } }, money: { type: 'units' } },
      paid: { state: ['paid'] },
    },
    $use: 'lists',
  },
  notifications: { notification: { $use: 'notification' } },
  shared: {
    lists: {
      listOrders: {
        path: '/orders',
        fields: {
          below: { type: 'digits', minLength: 1, maxLength: 9, optional: true },
          above: { type: 'digits', minLength: 1, maxLength: 9, optional: true },
        },
        sign: { key: 'merchant' },
        effect: 'read',
        envelope,
        list: { after: 'below', before: 'above', id: 'number' },
        answer: { number: { type: 'text' } },
      },
    },
    notification: {
      key: 'merchant',
      identity: { shop: 'shopId' },
      fields: {
        out_trade_no: { type: 'text' },
        money: { type: 'units' },
        state: { type: 'enum', words: { unpaid: '0', paid: '1' } },
      },
      paid: { state: ['paid'] },
      advice: 'queryOrder({ out_trade_no }) tells',
      replayKey: ['out_trade_no', 'state'],
      success: { text: 'ok' },
      failure: { text: 'no' },
    },
  },
}

const options = { shopId: '77', key: 'tea-secret-1' }

const md5 = (text) => createHash('md5').update(text).digest('hex').toUpperCase()

/** A fetch that gives these answers one after the other, and what it was asked. */
function answering(...answers) {
  const asked = []
  const fetch = async (url, { body }) => {
    asked.push([new URL(url).pathname, JSON.parse(body)])
    return Response.json({ code: 0, data: answers.shift() })
  }
  return { fetch, asked }
}

describe('a class of one’s own', () => {
  const Teahouse = defineGateway(teahouse)

  test('has the name of its spec, and shows it, frozen; the caller’s is left as it is', () => {
    assert.equal(Teahouse.name, 'Teahouse')
    assert.deepEqual(Teahouse.spec, teahouse)
    assert.ok(Object.isFrozen(Teahouse.spec.calls.queryOrder.envelope.code))
    assert.equal(Object.isFrozen(teahouse), false)
  })

  test('does not notice what happens to the object afterwards', () => {
    const mine = copyOf(teahouse)
    const Mine = defineGateway(mine)
    mine.options.base.default = 'https://thief.example'
    assert.equal(Mine.spec.options.base.default, 'https://pay.teahouse.example')
    assert.match(new Mine({ ...options, version: 'v2' }).payUrl({ out_trade_no: 'A1' }), /^https:\/\/pay\.teahouse\./)
  })

  test('calls, signs and reads', async () => {
    const { fetch, asked } = answering({ state: 1, money: 1250 })
    const client = new Teahouse({ ...options, fetch })
    const { paid, money } = await client.queryOrder({ out_trade_no: 'A1' })
    assert.deepEqual([paid, money], [true, 1250n])
    const sign = md5('out_trade_no=A1&shop=77&key=tea-secret-1')
    assert.deepEqual(asked, [['/query', { shop: '77', out_trade_no: 'A1', sign }]])
  })

  test('walks over the pages of a list, by the fields that its spec names', async () => {
    const { fetch, asked } = answering([{ number: '12' }, { number: '9' }], [{ number: '4' }], [])
    const client = new Teahouse({ ...options, fetch })
    const numbers = []
    for await (const { number } of client.listOrders({ above: '3' })) numbers.push(number)
    assert.deepEqual(numbers, ['12', '9', '4'])
    assert.deepEqual(
      asked.map(([, { below, above }]) => [below, above]),
      [
        ['999999999', '3'],
        ['9', '3'],
        ['4', '3'],
      ],
    )
  })

  const notified = (fields, key = options.key) => {
    const text = `money=1250&out_trade_no=A1&shop=${fields.shop}&state=1`
    return { body: `${text}&sign=${md5(`${text}&key=${key}`)}`, contentType: 'application/x-www-form-urlencoded' }
  }

  test('verifies notifications', async () => {
    const client = new Teahouse(options)
    const event = client.parseNotification(notified({ shop: 77 }))
    assert.deepEqual([event.paid, event.money], [true, 1250n])
    assert.throws(() => client.parseNotification(notified({ shop: 78 })), { kind: 'identity' })
    const { body, contentType } = notified({ shop: 77 })
    const request = new Request('https://shop.example', {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    })
    const response = await client.handleNotification(request, ({ out_trade_no }) => assert.equal(out_trade_no, 'A1'))
    assert.deepEqual([response.status, await response.text()], [200, 'ok'])
  })

  test('tells of a signature that does not fit by what shows the steps, and that works as it stands', () => {
    const client = new Teahouse(options)
    const error = thrown(() => client.parseNotification(notified({ shop: 77 }, 'another')))
    assert.equal(error.kind, 'signature')
    const [, program] = /(new Verifier\(.*\)\.explain\(fields\))/.exec(error.message)
    const run = new Function('Verifier', 'key', 'fields', `return ${program}`)
    const steps = run(Verifier, options.key, { a: 1, b: '' })
    assert.deepEqual([steps.canonical, steps.signed], ['a=1', 'a=1&key=***'])
  })

  test('has methods of all its versions; one that the chosen version lacks says which has it', async () => {
    const [first, second] = [new Teahouse(options), new Teahouse({ ...options, version: 'v2' })]
    const url = new URL(second.payUrl({ out_trade_no: 'A1' }))
    assert.deepEqual(
      [url.origin + url.pathname, url.searchParams.get('out_trade_no')],
      ['https://pay.teahouse.example/pay', 'A1'],
    )
    for (const name of ['refund', 'payUrl', 'parseRefundNotification']) {
      const missing = () => first[name]({})
      await fails(
        PayError,
        'config',
        new RegExp(`^Teahouse has no ${name} with these options; it has with version: 'v2'$`),
        missing,
      )
    }
    await fails(PayError, 'params', /money: is missing/, () => second.refund({ out_trade_no: 'A1' }))
  })

  test('after free, a call rejects and does not throw', async () => {
    const client = new Teahouse(options)
    client.free()
    const promise = client.queryOrder({ out_trade_no: 'A1' })
    await assert.rejects(promise, /^PayError: this Teahouse was freed/)
  })
})

describe('what is no plain JSON is refused by its place', () => {
  const circle = changed((spec) => (spec.shared.lists.again = spec.shared))
  const deep = changed((spec) => {
    for (let at = 0, inner = spec; at < 100; at++) inner = inner.shared = {}
  })
  const query = 'calls.queryOrder'
  const unfit = {
    'no object': [undefined, 'spec: is undefined'],
    'a text, which JSON.parse makes an object': [JSON.stringify(teahouse), 'spec: is a string'],
    'a promise': [Promise.resolve(teahouse), 'spec: is a promise: was `await` forgotten?'],
    'a list': [[teahouse], 'spec: is an array'],
    'a class': [class Teahouse {}, 'spec: is a function'],
    'a function': [changed(({ calls }) => (calls.queryOrder.path = () => '/')), `${query}.path: is a function`],
    'a regular expression': [changed(({ calls }) => (calls.queryOrder.path = /a/)), `${query}.path: is a RegExp`],
    'a bigint': [changed(({ options }) => (options.shopId.n = 1n)), 'options.shopId.n: is a bigint'],
    'a symbol': [changed(({ options }) => (options.shopId.n = Symbol('a'))), 'options.shopId.n: is a symbol'],
    NaN: [
      changed(({ options }) => (options.shopId.n = NaN)),
      'options.shopId.n: is the result of a failed calculation',
    ],
    'a hole in a list': [
      changed(({ calls }) => (calls.queryOrder.envelope.code = [, 'a'])),
      `${query}.envelope.code.0: is undefined`,
    ],
    'a Date': [changed(({ calls }) => (calls.queryOrder.effect = new Date(0))), `${query}.effect: is a Date`],
    'a Map': [changed((spec) => (spec.calls = new Map())), 'calls: is a Map'],
    'an instance': [
      changed(
        (spec) =>
          (spec.keys = new (class Keys {
            merchant = {}
          })()),
      ),
      'keys: is a Keys',
    ],
    'members of a prototype': [
      changed((spec) => (spec.keys = Object.create(spec.keys))),
      'keys: is an object without fields of its own',
    ],
    'a getter': [
      changed(({ options }) => Object.defineProperty(options, 'key', { get: () => assert.fail(), enumerable: true })),
      'options.key: is a getter, and a spec holds nothing that runs',
    ],
    'a circle': [circle, 'shared.lists.again: is an object that it lies in'],
    'one object in too many places': [
      changed((spec) => {
        for (let at = 0, inner = spec.shared.lists; at < 40; at++)
          inner = spec.shared[`a${at}`] = { inner, again: inner }
      }),
      'spec: has more than 50000 values',
    ],
    'too deep': [deep, /: lies deeper than 64 objects$/],
  }
  for (const [what, [spec, fault]] of Object.entries(unfit)) {
    test(what, () => {
      const error = thrown(() => defineGateway(spec))
      assert.ok(error instanceof PayError, String(error))
      assert.equal(error.kind, 'config')
      const [detail] = error.details
      const told = `${detail.field}: ${detail.why}`
      fault instanceof RegExp ? assert.match(told, fault) : assert.equal(told, fault)
      assert.ok(error.message.endsWith(told), error.message)
    })
  }

  test('an object that throws, or whose members do', () => {
    const throwing = (trap) => new Proxy(copyOf(teahouse), { [trap]: () => assert.fail('a trap') })
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const spec of [...['ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'].map(throwing), proxy]) {
      assert.throws(() => defineGateway(spec), { name: 'PayError', kind: 'config' })
    }
  })

  test('everything at once', () => {
    const spec = changed((spec) => Object.assign(spec, { class: 1n, keys: Symbol('k'), calls: () => {} }))
    assert.deepEqual(
      thrown(() => defineGateway(spec))
        .details.map(({ field }) => field)
        .sort(),
      ['calls', 'class', 'keys'],
    )
  })

  test('toJSON is a member like others, and never runs', () => {
    const spec = changed(({ options }) => (options.shopId.toJSON = 'a'))
    assert.match(thrown(() => defineGateway(spec)).message, /toJSON/)
    Object.prototype.toJSON = () => assert.fail()
    try {
      assert.equal(defineGateway(teahouse).spec.class, 'Teahouse')
    } finally {
      delete Object.prototype.toJSON
    }
  })

  test('undefined is an absent member, as in JSON; objects of null are plain', () => {
    const spec = changed(({ calls }) => (calls.queryOrder.bundle = undefined))
    spec.keys = Object.assign(Object.create(null), spec.keys)
    assert.deepEqual(defineGateway(spec).spec, teahouse)
  })
})

describe('a faulty spec is refused with everything that is wrong, each fault by its place', () => {
  const faulty = {
    'names that are misspelt': [
      (spec) => {
        const { queryOrder } = spec.calls
        Object.assign(queryOrder, { feilds: queryOrder.fields, fields: undefined, effect: 'reads' })
        spec.keys.merchant.scheme = 'hicon'
      },
      {
        'keys.merchant.scheme': /^"hicon" is none of the built-in ones: .*; did you mean hicoin\?$/,
        'calls.queryOrder.feilds': /^is unknown here; known are .*\bfields\b/,
        'calls.queryOrder.effect': /^"reads" is none of read, idempotent, once, money; did you mean read\?$/,
      },
    ],
    'a signature that anybody could make': [
      (spec) => delete spec.keys.merchant.scheme.secret,
      { 'keys.merchant.scheme': /needs `secret` .*: without it anyone could make the signature$/ },
    ],
    'a secret without its place': [
      (spec) => (spec.keys.merchant.scheme.secret = '&key='),
      { 'keys.merchant.scheme': /^`secret` must contain \{\} once/ },
    ],
    'money without advice, in one version': [
      ({ options }) => delete options.version.words.v2.patch.calls.refund.advice,
      { 'calls.refund.advice': /^is missing: it says how to find out .* \(with version: v2\)$/ },
    ],
    'a notification that nobody signs': [
      ({ shared }) => delete shared.notification.key,
      {
        'notifications.notification.key': /^is missing: nobody could tell a forged notification from a genuine one$/,
        'notifications.refundNotification.key': /^is missing: nobody could tell .* \(with version: v2\)$/,
      },
    ],
    'news of a payment that would pass for an old one': [
      ({ shared }) => (shared.notification.replayKey = ['out_trade_no']),
      {
        'notifications.notification.replayKey': /^lacks state, which tells whether it is paid/,
        'notifications.refundNotification.replayKey': /^lacks state, /,
      },
    ],
    'an address that everybody on the way reads': [
      ({ options }) => (options.base.default = 'http://pay.teahouse.example'),
      { 'options.base.default': /^is http, where everybody on the way can read and change what is sent/ },
    ],
    'what is shared by another name': [
      ({ notifications }) => (notifications.notification.$use = 'notifcation'),
      { 'notifications.notification.$use': /^names "notifcation", .*; did you mean notification\?$/ },
    ],
    'methods that a client has for itself, or a notification': [
      ({ calls }) => {
        for (const name of ['free', 'then', 'parseNotification']) calls[name] = calls.queryOrder
      },
      {
        'calls.free': /^is a name that every object has/,
        'calls.then': /taken for a promise's$/,
        'calls.parseNotification': /^is the name of a notification's method$/,
      },
    ],
    'a token that would not be one': [
      ({ calls }) => (calls.token = { ...calls.queryOrder, keep: { token: 'state', expiresIn: 'money' } }),
      {
        'calls.token.keep.token': /^is not a field of type text that is always there$/,
        'calls.token.keep.expiresIn': /^is not a field of type integer that is always there$/,
      },
    ],
    'an option that every class has': [
      ({ options }) => (options.fetch = { type: 'id' }),
      { 'options.fetch': /^is the name of an option that every class has$/ },
    ],
  }
  for (const [what, [change, faults]] of Object.entries(faulty)) {
    test(what, () => {
      const error = thrown(() => defineGateway(changed(change)))
      assert.ok(error instanceof PayError, String(error))
      assert.equal(error.kind, 'config')
      assert.match(error.message, /^the spec of Teahouse: /)
      for (const [field, why] of Object.entries(faults)) {
        const fault = error.details.find((detail) => detail.field === field)
        assert.match(fault?.why ?? 'no such fault', why, error.message)
        assert.ok(error.message.includes(`${field}: ${fault.why}`))
      }
      const also = error.details.filter(({ field }) => !(field in faults)).map(({ field }) => field)
      // What uses nothing lacks everything.
      assert.deepEqual(
        also.filter((field) => !field.startsWith('notifications.notification.')),
        [],
      )
    })
  }
})

describe('before the module is ready', () => {
  const faulty = { ...teahouse, class: 'tea house' }

  test('a class can be defined, its spec is checked at the first new, and from then on at once', async () => {
    const { default: init, PayError, defineGateway } = await fresh('web')
    const [Faulty, Teahouse] = [defineGateway(faulty), defineGateway(teahouse)]
    assert.throws(() => new Teahouse(options), { name: 'PayError', message: /not ready: `await init\(\)`/ })
    assert.throws(() => defineGateway(1n), { name: 'PayError', kind: 'config' })
    await init()
    for (let time = 0; time < 2; time++) assert.throws(() => new Faulty(options), { kind: 'config', message: /class/ })
    assert.throws(
      () => defineGateway(faulty),
      (error) => error instanceof PayError && /class/.test(error.message),
    )
    new Teahouse(options).free()
  })
})

function thrown(task) {
  try {
    task()
  } catch (error) {
    return error
  }
  assert.fail('nothing was thrown')
}
