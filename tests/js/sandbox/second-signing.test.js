// The sandbox of `paysign/testing` signs by an implementation of its own: against the vectors, which come from outside.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scheme } from 'paysign'
import { goNumber } from '../../../pkg/lib/testing/body.js'
import { canonical, covers, fits, signatureOf } from '../../../pkg/lib/testing/signature.js'
import { vectors } from '../read-vectors.js'

/** Names and texts, as a gateway gets them. */
const texts = (pairs) => Object.fromEntries(pairs.filter(([, value]) => value !== null).map(([n, v]) => [n, String(v)]))
const keyOf = (text) => vectors.keys[text] ?? text
const cases = [
  ...vectors.sign.map(({ params, scheme: name, secret, ...rest }) => ({
    ...rest,
    rule: scheme(name),
    key: keyOf(secret),
    params: texts(params.map(([name, , value]) => [name, value])),
  })),
  ...vectors.more.map(({ spec, key, params, ...rest }) => ({
    ...rest,
    rule: spec,
    key: keyOf(key),
    params: texts(params),
  })),
]

test('the vectors', () => {
  assert.ok(cases.length > 150, `${cases.length}`)
  for (const { rule, key, params, canonical: text, signature, name } of cases) {
    const told = `${name ?? ''} ${JSON.stringify(rule)}`
    if (text !== undefined) assert.equal(canonical(rule, params), text, told)
    assert.equal(signatureOf(rule, params, key), signature, told)
    assert.equal(fits(rule, params, key, signature), true, told)
    assert.equal(fits(rule, { ...params, more: 'x' }, key, signature), !covers(rule, 'more'), told)
  }
})

/** Printed in documentation, with rules that the built-in schemes do not have. */
const DOCUMENTED = [
  {
    source: 'WeChat Pay v2, chapter 4_3',
    rule: { signatureField: 'sign', secret: '&key={}', algorithm: 'md5', output: 'HEX' },
    params: { appid: 'wxd930ea5d5a258f4f', mch_id: '10000100', device_info: '1000', body: 'test', nonce_str: 'ibuaiVcKdpRxkhJA' }, // prettier-ignore
    key: '192006250b4c09247ec02edce69f6a2d',
    expected: '9A0A8659F005D6984697E2CA0A9CF3B7',
  },
]
for (const { source, rule, params, key, expected } of DOCUMENTED) {
  test(`the signature that ${source} prints`, () => assert.equal(signatureOf(rule, params, key), expected))
}

test('a rule of each member says what its documentation says', () => {
  const rule = { signatureField: 'sign', algorithm: 'md5', secret: '' }
  const text = (more, params) => canonical({ ...rule, ...more }, params)
  const params = { b: '2', a: '1', a10: '3', empty: '', zero: '0', sign: 'x' }
  assert.equal(text({}, params), 'a=1&a10=3&b=2&zero=0')
  assert.equal(text({ dropEmpty: false }, params), 'a=1&a10=3&b=2&empty=&zero=0')
  assert.equal(text({ dropEmpty: 'falsy' }, params), 'a=1&a10=3&b=2')
  assert.equal(text({ order: 'pair' }, params), 'a10=3&a=1&b=2&zero=0')
  assert.equal(text({ order: 'pair-nocase' }, { B: '1', a: '2' }), 'a=2&B=1')
  assert.equal(text({}, { B: '1', a: '2' }), 'B=1&a=2')
  assert.equal(text({ order: 'listed', only: ['b', 'a'], names: false, separator: '' }, params), '21')
  assert.equal(text({ last: ['a'] }, params), 'a10=3&b=2&zero=0&a=1')
  assert.equal(text({ exclude: ['b'], separator: ',' }, params), 'a=1,a10=3,zero=0')
  assert.equal(text({ trim: true }, { a: 'x&&' }), 'a=x')
  const odd = { a: "x y+*~'é" }
  assert.equal(text({ encode: 'form' }, odd), 'a=x+y%2B*%7E%27%C3%A9')
  assert.equal(text({ encode: 'rfc3986' }, odd), 'a=x%20y%2B%2A~%27%C3%A9')
  assert.equal(text({ encode: 'js' }, odd), "a=x%20y%2B*~'%C3%A9")
})

test('secrets around the text and outputs, as md5sum gives them', () => {
  const md5 = (secret, output) =>
    signatureOf({ signatureField: 'sign', algorithm: 'md5', secret, output, names: false }, { a: 'b' }, 'k')
  assert.equal(md5('{}'), '7e7ec59d1f4b21021577ff562dc3d48b')
  assert.equal(md5('{}{text}{}'), '2de2c306b8011a37a6a7518879063ee1')
  assert.equal(md5('{}', 'hex16'), '1f4b21021577ff56')
  assert.equal(md5('{}', 'HEX16'), '1F4B21021577FF56')
  assert.equal(md5('{}', 'base64'), 'fn7FnR9LIQIVd/9WLcPUiw==')
  assert.equal(md5('{}', 'base64url'), 'fn7FnR9LIQIVd_9WLcPUiw')
})

test('numbers as Go writes them', () => {
  // Printed by fmt.Println of a float64.
  const printed = { 1: '1', 1.5: '1.5', 100000: '100000', 1000000: '1e+06', 1234567: '1.234567e+06', 0.0001: '0.0001', 0.00001: '1e-05' } // prettier-ignore
  for (const [number, text] of Object.entries(printed)) assert.equal(goNumber(number), text)
})
