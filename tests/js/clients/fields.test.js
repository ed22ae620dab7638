// What is said of a value that a field does not take: what it is, where, and what to do. Each advice is followed here, and
// works.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { fromUnits, toUnits } from 'paysign'
import { BhopOrg, BitCV, HiCoin, SixDu, Yinqiantong } from '../classes.js'
import { merchantKey, platformPublicKey } from '../sandbox/merchant.js'

const sent = []
/** Notes what would travel, and refuses it. */
const fetch = async (url, { body }) => {
  sent.push(body)
  return Response.json({ code: 9, errcode: 9, msg: 'no' })
}
const yinqiantong = new Yinqiantong({ version: 'v2', appId: '10021', appSecret: 'k3yK3yk3yK3y', fetch })
const hicoin = new HiCoin({ appId: '10021', mchKey: 'k3yK3yk3yK3y', fetch })
const bitcv = new BitCV({ appId: 'a', appSecret: 'k3yK3yk3yK3y', fetch })
const sixdu = new SixDu({ merchantId: 'M', privateKey: merchantKey, platformPublicKey, fetch })
const bhop = new BhopOrg({ base: 'https://broker.example', accessKey: 'a', secretKey: 'k3yK3yk3yK3y', fetch })

const order = {
  client_out_trade_no: 'A1',
  channel: 'wechat',
  platform: 'h5',
  money: 990,
  client_ip: '192.0.2.1',
  notify_url: 'https://shop.example/notify',
}
const coins = {
  access_token: 't',
  openid: 'o',
  body: 'b',
  subject: 's',
  out_trade_no: 'A1',
  total_amount: 1n,
  settle_currency: 'USDT',
  trade_type: 'H5',
  return_url: 'https://shop.example/paid',
}
const wallet = {
  accessToken: 't',
  outTradeNo: 'A1',
  totalAmount: '1',
  productName: 'p',
  currency: 'BCV',
  payerIp: '192.0.2.1',
}

/** What is said of the one field at fault. */
async function told(call, field) {
  sent.length = 0
  const error = await call.catch((error) => error)
  assert.equal(error.kind, 'params', error.message)
  assert.deepEqual(
    error.details.map((detail) => detail.field),
    [field],
    error.message,
  )
  assert.equal(sent.length, 0)
  return error.details[0].why
}
/** What travels of an order that is taken. */
async function travels(call) {
  sent.length = 0
  const error = await call.catch((error) => error)
  assert.equal(error.kind, 'gateway', error.message)
  assert.equal(sent.length, 1)
  return JSON.parse(sent[0])
}
const each = async (client, base, field, cases) => {
  for (const [value, words] of cases)
    assert.match(
      await told(client.createOrder({ ...base, [field]: value }), field),
      words,
      `${field}: ${String(value)}`,
    )
}

describe('B20: whose address it is', () => {
  test('one that is IPv4 written as IPv6 has one reading, and is sent as IPv4', async () => {
    for (const [client_ip, travelling] of [
      ['192.0.2.1', '192.0.2.1'],
      ['::ffff:192.0.2.1', '192.0.2.1'],
      ['::FFFF:192.0.2.1', '192.0.2.1'],
      ['::ffff:c000:201', '192.0.2.1'],
      ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
      ['0000:0000:0000:0000:0000:ffff:c000:0201', '192.0.2.1'],
      ['::ffff:127.0.0.1', '127.0.0.1'],
    ])
      assert.equal((await travels(yinqiantong.createOrder({ ...order, client_ip }))).client_ip, travelling)
    const { payerIp } = await travels(bitcv.createOrder({ ...wallet, payerIp: '::ffff:192.0.2.1' }))
    assert.equal(payerIp, '192.0.2.1')
  })

  test('what else stands there is named, with what to send', async () => {
    const cases = [
      ['240e:390:1:2::3', /is an IPv6 address, .*send the user's IPv4 address .*your server's own public one/],
      ['2001:db8::1', /is an IPv6 address/],
      ['64:ff9b::192.0.2.1', /is an IPv6 address/],
      ['::192.0.2.1', /is an IPv6 address/],
      ['::1', /own address in IPv6: send 127\.0\.0\.1/],
      ['192.0.2.1, 10.0.0.1', /is a list of addresses: send the first one, if your own proxy wrote the list/],
      ['192.0.2.1,10.0.0.1', /is a list/],
      ['240e::1, 10.0.0.1', /is a list/],
      ['192.0.2.1:51234', /has a port: leave the colon and what follows it out/],
      ['[240e::1]:443', /is in brackets/],
      ['[::ffff:192.0.2.1]', /is in brackets/],
      ['fe80::1%eth0', /with a zone, of a local network/],
      ['localhost', /is a name: send 127\.0\.0\.1/],
      ['192.000.002.001', /has leading zeros, .*octal/],
      ['010.0.0.1', /has leading zeros/],
      [' 192.0.2.1', /has white space at its beginning or end/],
      ['192.0.2.1\n', /has white space/],
      ['192.0.2.0/24', /has a slash/],
      ['256.1.1.1', /is not an IPv4 address; it takes .* like 192\.0\.2\.1/],
      ['unknown', /is not an IPv4 address/],
      ['3221225985', /is not an IPv4 address/],
      ['', /is empty/],
      [undefined, /is missing/],
      [null, /is missing/],
      [3221225985, /is a number, where a string is expected/],
      [true, /is true or false, where a string is expected/],
    ]
    await each(yinqiantong, order, 'client_ip', cases)
    await each(bitcv, wallet, 'payerIp', cases)
  })
})

describe('B21: amounts', () => {
  const fen = /it takes an integer above 0 in fen \(分\), or in cents: toUnits\('19\.90', 2\) is 1990n$/
  const units =
    /it takes an integer above 0 in units of 10\^-8 coin, a bigint or digits: toUnits\('1\.5', 8\) is 150000000n$/

  const wrong = [
    [19.9 * 100, /^is a number with decimal places; /],
    [9.9, /^is a number with decimal places; /],
    [1.5, /^is a number with decimal places; /],
    [NaN, /^is NaN or infinite: /],
    [Infinity, /^is NaN or infinite: /],
    [2 ** 53, /^is a number beyond 2\^53, whose last digits are lost; /],
    [1e21, /^is a number beyond 2\^53/],
    [-1, /^is negative; /],
    [-5n, /^is negative; /],
    [0, /^is 0; /],
    [0n, /^is 0; /],
    ['0', /^is 0; /],
    ['000', /^is 0; /],
    ['9.90', /^is a decimal number; /],
    ['-9', /^is negative; /],
    ['-9.90', /^is negative; /],
    ['1e3', /^has an exponent; /],
    ['1.5E+3', /^has an exponent; /],
    ['1,000', /^has a comma at character 2; /],
    ['1,000.50', /^has a comma at character 2; /],
    ['9，90', /^has a comma at character 2; /],
    ['９９０', /^has full-width digits/],
    ['¥9.90', /^has a currency sign; /],
    ['￥990', /^has a currency sign; /],
    ['$9', /^has a currency sign; /],
    ['990元', /^has '元' \(U\+5143\) at character 4; /],
    [' 990', /^has a space at character 1; /],
    ['990\n', /^has a line break at character 4; /],
    ['9 90', /^has a space at character 2; /],
    ['9\u200b90', /^has the character U\+200B at character 2; /],
    ['٣', /^has the character U\+0663 at character 1; /],
    ['+990', /^has '\+' at character 1; /],
    ['abc', /^has 'a' at character 1; /],
    ['1.2.3', /^has '\.' at character 2; /],
    ['9'.repeat(40), /^is 40 digits; /],
    [true, /^is true or false; /],
  ]
  test('in fen', async () => {
    await each(yinqiantong, order, 'money', wrong)
    await each(
      yinqiantong,
      order,
      'money',
      wrong.map(([value]) => [value, fen]),
    )
    await each(yinqiantong, order, 'money', [
      [null, /^is missing$/],
      [undefined, /^is missing$/],
      ['', /^is empty; /],
      [2n ** 64n, /^is too large; /],
    ])
  })

  test('in units of 10^-8 coin', async () => {
    await each(hicoin, coins, 'total_amount', wrong)
    await each(
      hicoin,
      coins,
      'total_amount',
      wrong.map(([value]) => [value, units]),
    )
  })

  test('as decimal text', async () => {
    const takes = /; it takes a decimal number above 0 as a string, like "12\.50"$/
    const cases = [
      [1.5, /^is a number with decimal places/],
      [NaN, /^is NaN or infinite/],
      ['-1', /^is negative/],
      ['1e3', /^has an exponent/],
      ['1,000.50', /^has a comma at character 2/],
      ['1,5', /^has a comma at character 2/],
      ['¥9.90', /^has a currency sign/],
      ['９.９', /^has full-width digits/],
      ['.5', /^begins or ends with its point/],
      ['1.', /^begins or ends with its point/],
      ['1.2.3', /^has '\.' at character 2/],
      ['0.00', /^is 0/],
      [' 1', /^has a space at character 1/],
    ]
    for (const [value, words] of cases) {
      const why = await told(bitcv.createOrder({ ...wallet, totalAmount: value }), 'totalAmount')
      assert.match(why, words, String(value))
      assert.match(why, takes, String(value))
    }
    assert.match(
      await told(bitcv.createOrder({ ...wallet, totalAmount: 1 }), 'totalAmount'),
      /^is a number, where a string is expected/,
    )
  })

  test('what the messages advise is taken', async () => {
    for (const money of [toUnits('19.90', 2), 1990, 1990n, '1990', String(toUnits('19.90', 2))]) {
      const { money: travelling } = await travels(yinqiantong.createOrder({ ...order, money }))
      assert.equal(travelling, 1990)
    }
    assert.equal(toUnits('19.90', 2), 1990n)
    assert.equal(fromUnits(1990n, 2), '19.9')
    sent.length = 0
    await hicoin.createOrder({ ...coins, total_amount: toUnits('1.5', 8) }).catch(() => {})
    assert.match(new URLSearchParams(sent[0]).get('biz_content'), /"total_amount":150000000[,}]/)
    assert.equal((await travels(bitcv.createOrder({ ...wallet, totalAmount: '12.50' }))).totalAmount, '12.50')
  })
})

describe('other limits', () => {
  test('numbers of one’s own', async () => {
    await each(yinqiantong, order, 'client_out_trade_no', [
      ['a-b', /^has '-' at character 2; only 0-9A-Za-z are allowed$/],
      ['A 1', /^has a space at character 2; /],
      ['A1\n', /^has a line break at character 3; /],
      ['订1', /^has '订' \(U\+8BA2\) at character 1; /],
      ['A'.repeat(33), /^has 33 characters; at most 32 are allowed$/],
      [`${'A'.repeat(40)}-`, /^has '-' at character 41; .*and it has 41 characters/],
      ['0f8fad5b-d9cb-469f-a165-70867728950e', /has '-' at character 9; .*without its hyphens, a UUID has 32$/],
      [12, /^is a number, where a string is expected$/],
      [1.5, /^is a number, where a string is expected$/],
    ])
    const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e'.replaceAll('-', '')
    assert.equal(
      (await travels(yinqiantong.createOrder({ ...order, client_out_trade_no: uuid }))).client_out_trade_no,
      uuid,
    )
    await each(yinqiantong, order, 'subject', [['月'.repeat(35), /^has 35 characters; at most 32 are allowed$/]])
  })

  test('words', async () => {
    await each(yinqiantong, order, 'channel', [
      ['WeChat', /^is none of alipay, wechat, qq, jd; did you mean wechat\?$/],
      ['wx', /^is none of alipay, wechat, qq, jd$/],
      ['2', /^is the gateway's own code; here it is called wechat$/],
      [2, /^is a number, where a string is expected$/],
    ])
    await each(hicoin, coins, 'settle_currency', [['usdt', /^is none of USDT; did you mean USDT\?$/]])
    await each(hicoin, coins, 'trade_timeout_express', [
      [900, /^is too large; it takes 600 only$/],
      ['10m', /; it takes 600 only$/],
    ])
  })

  test('times', async () => {
    const buy = {
      subject: 's',
      coinName: 'USDT',
      paymentProductCode: '1',
      merchantOrderCode: 'A',
      by: 'quantity',
      quantity: '1',
    }
    const millis = /it takes Unix time in milliseconds, 13 digits$/
    await each(sixdu, buy, 'requestTimestamp', [
      [1_790_000_000, /^is 10 digits, which are seconds; /],
      [1_790_000_000, millis],
      ['1790000000000000', /^is 16 digits; /],
      ['soon', /^has 's' at character 1; /],
    ])
    await each(bitcv, wallet, 'requestTime', [
      ['2018-07-11T18:01:17', /^is a time with a T .*; it takes a time in UTC\+8 like 2018-07-11 18:01:17$/],
      ['2018-07-11T18:01:17.000Z', /^is a time with a T/],
      ['1790000000', /^is Unix time; /],
      ['2018-13-11 18:01:17', /^is a time that does not exist; /],
      ['2018-07-11 24:01:17', /^is a time that does not exist; /],
      ['now', /^is another text; /],
    ])
    const list = bhop.listOrders({ payer_user_id: '1', start_time: '1790000000' })
    const error = await list[Symbol.asyncIterator]()
      .next()
      .catch((error) => error)
    assert.match(error.message, /start_time: is 10 digits, which are seconds; it takes Unix time in milliseconds/)
  })

  test('addresses', async () => {
    await each(yinqiantong, order, 'notify_url', [
      ['/notify', /^begins with neither https:\/\/ nor http:\/\/; it takes an absolute address/],
      ['shop.example/notify', /^begins with neither/],
      ['https:///notify', /^has no host; /],
      ['https://shop.example/no tify', /^has a space at character 24; /],
      [`https://shop.example/${'a'.repeat(120)}`, /^has 141 characters; at most 128 are allowed$/],
    ])
    await each(yinqiantong, order, 'return_url', [['https://shop.example/?a=1', /^has a query or a fragment/]])
  })
})

describe('F10: errors as short as they can be', () => {
  test('of forty thousand strange names, ten are told, and the known ones once', async () => {
    const strange = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`field_of_mine_${index}`, 'x']))
    const begin = performance.now()
    const error = await yinqiantong.createOrder({ ...order, ...strange }).catch((error) => error)
    assert.equal(error.details.length, 10)
    assert.ok(error.message.length < 2000, `${error.message.length}`)
    assert.match(error.message, /; and 39,990 more; known are client_out_trade_no, channel,/)
    assert.equal(error.message.split('client_out_trade_no').length, 2)
    assert.ok(performance.now() - begin < 5000)
  })

  test('names as long as a book', async () => {
    for (const length of [100, 300_000]) {
      const error = await yinqiantong.createOrder({ ...order, ['x'.repeat(length)]: 1 }).catch((error) => error)
      assert.ok(error.message.length < 500, `${error.message.length}`)
      assert.equal(error.details[0].field, `${'x'.repeat(64)}…`)
    }
    const error = await yinqiantong.createOrder({ ...order, 'a\nb\u0007': 1 }).catch((error) => error)
    assert.match(error.message, /^ab: is unknown here/)
  })

  test('faults of known fields come before strange names', async () => {
    const strange = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`a${index}`, 'x']))
    const error = await yinqiantong
      .createOrder({ ...strange, ...order, money: undefined, channel: 'x' })
      .catch((error) => error)
    const fields = error.details.map(({ field }) => field)
    assert.ok(fields.includes('money') && fields.includes('channel'), `${fields}`)
  })

  test('what was probably meant', async () => {
    for (const [name, meant] of [
      ['clientOutTradeNo', 'client_out_trade_no'],
      ['notifyUrl', 'notify_url'],
      ['notify_uri', 'notify_url'],
      ['clientIp', 'client_ip'],
      ['Subject', 'subject'],
      ['monney', 'money'],
      ['returnurl', 'return_url'],
    ]) {
      const error = await yinqiantong.createOrder({ ...order, [name]: 'x' }).catch((error) => error)
      assert.deepEqual(error.details, [{ field: name, why: `is unknown here; did you mean ${meant}?` }])
    }
    const error = await yinqiantong.createOrder({ ...order, wat: 'x' }).catch((error) => error)
    assert.match(error.message, /^wat: is unknown here; known are client_out_trade_no, /)
    // In an entry of a list, too.
    const item = { pay_type: 'PAY', token: 'USDT', amount: '1' }
    const wrong = { client_order_id: 'A', payer_user_id: '1', effective_time: 600, pay_info: [item] }
    const listed = await bhop.createOrder(wrong).catch((error) => error)
    assert.match(listed.message, /pay_info: entry 0: token_id is missing \(an entry has pay_type, token_id, amount\)/)
  })
})

describe('B22: when a notification was sent', () => {
  const NOW = 1_790_000_000
  const SECRET = 'k3yK3yk3yK3y'
  const genuine = {
    appid: '10021',
    channel: '2',
    client_out_trade_no: 'A7',
    money: '990',
    out_trade_no: 'G7',
    platform: '3',
    status: '1',
  }
  const sign = (fields) => {
    const pairs = Object.keys(fields)
      .sort()
      .filter((name) => fields[name] !== '' && fields[name] !== null)
      .map((name) => `${name}=${fields[name]}`)
    return createHash('md5')
      .update(`${pairs.join('&')}&app_secret=${SECRET}`)
      .digest('hex')
  }
  const parse = (ts, now = NOW) => {
    const fields = ts === undefined ? genuine : { ...genuine, ts }
    return yinqiantong.parseNotification({
      body: JSON.stringify({ ...fields, sign: sign(fields) }),
      contentType: 'application/json',
      now,
    })
  }
  const refused = (ts, words, now) =>
    assert.throws(
      () => parse(ts, now),
      (error) => {
        assert.equal(error.kind, 'expired', error.message)
        assert.match(error.message, /^the notification is genuine but its ts is /)
        assert.match(error.message, words)
        return true
      },
    )

  test('within the window', () => {
    for (const ts of [NOW, String(NOW), NOW - 86400, NOW + 86400]) assert.equal(parse(ts).paid, true)
    assert.equal(parse(NOW, NOW * 1000).paid, true, '`now` in milliseconds is understood')
  })

  test('what it is instead of seconds', () => {
    const seconds = /where Unix time in seconds \(10 digits\) is expected$/
    for (const [ts, words] of [
      [NOW * 1000 + 123, /is 13 digits, which are milliseconds, /],
      [`${NOW}000000`, /is 16 digits, which are microseconds, /],
      [`${NOW}000000000`, /is 19 digits, /],
      [`${NOW}.5`, /is a decimal number, /],
      ['2026-09-21 22:13:20', /is a date in words, /],
      ['2026/09/21', /is a date in words, /],
      ['Mon, 21 Sep 2026 14:13:20 GMT', /is a date in words, /],
      ['soon', /is a text, /],
      [`-${NOW}`, /is a text, /],
      [` ${NOW}`, /is a text, /],
      ['1.79e9', /is a text, /],
    ]) {
      refused(ts, words)
      refused(ts, seconds)
    }
  })

  test('missing', () => {
    refused(undefined, /its ts is missing: nobody can tell when it was sent/)
    refused('', /its ts is missing/)
    refused(null, /its ts is missing/)
  })

  test('late or early, by how much and by both clocks', () => {
    refused(
      NOW - 90_000,
      /is 90000 seconds behind this machine's clock \(1789910000 against 1790000000\), and at most 86400 are allowed; was an old one replayed/,
    )
    refused(
      NOW + 90_000,
      /is 90000 seconds ahead of this machine's clock \(1790090000 against 1790000000\), and at most 86400 are allowed; is a clock wrong\?/,
    )
    refused(1, /seconds behind/)
    refused(0, /seconds behind/)
  })
})
