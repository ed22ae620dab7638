// The JSON Schema of a GatewaySpec: made from the types, and right about what is valid.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { file, text } from '../../../.ci/schema.js'

const root = join(import.meta.dirname, '../../..')
const schema = JSON.parse(readFileSync(file, 'utf8'))
const validate = new Ajv().compile(schema)
const sample = JSON.parse(
  readFileSync(join(root, 'pkg/gateway-spec.d.ts'), 'utf8')
    .match(/ \* ```json\n([^]*?)```/)[1]
    .replaceAll(/^ \*/gm, ''),
)

test('the schema is current: node .ci/schema.js', async () => {
  assert.equal(readFileSync(file, 'utf8'), await text())
})

test('the example of its documentation is valid', () => {
  assert.ok(validate(sample), JSON.stringify(validate.errors))
})

const gateways = join(root, 'src/gateway')
for (const name of readdirSync(gateways).filter((name) => name.endsWith('.json'))) {
  test(`${name} is valid`, () => {
    assert.ok(validate(JSON.parse(readFileSync(join(gateways, name), 'utf8'))), JSON.stringify(validate.errors))
  })
}

/** The sample with another value at this path; `undefined` takes it away. */
function changed(path, value) {
  const spec = structuredClone(sample)
  const names = path.split('.')
  const last = names.pop()
  const at = names.reduce((part, name) => (part[name] ??= {}), spec)
  if (value === undefined) delete at[last]
  else at[last] = value
  return spec
}

const call = 'calls.queryOrder'
const amount = { type: 'units', places: 2 }
const reply = { text: 'OK' }
const notification = {
  key: 'merchant',
  fields: { id: { type: 'text' } },
  paid: true,
  advice: 'ask',
  replayKey: ['id'],
  success: reply,
  failure: { json: { code: [500, null, true] } },
}

for (const [path, value] of [
  ['credentials', 'omit'],
  ['options.mode', { type: 'choice', default: 'a', words: { a: {}, b: { patch: { calls: { queryOrder: null } } } } }],
  ['keys.merchant.scheme', 'bitcv'],
  ['keys.merchant.scheme', { $use: 'rule' }],
  ['shared', { rule: { algorithm: 'md5', anything: [1, { a: null }] } }],
  [call, { $use: 'query' }],
  [call, { $use: ['query', 'signed'], effect: 'read' }],
  [call, { send: 'page', fields: { $use: 'fields', amount } }],
  [call, { effect: 'money', advice: 'ask', envelope: { bare: true } }],
  ['calls', undefined],
  [`${call}.fields`, { $use: ['one', 'other'] }],
  [`${call}.fields.amount`, { $use: 'amount', optional: true }],
  [`${call}.fields.list`, { type: 'items', fields: { amount } }],
  [`${call}.headers.x`, { value: { now: 'unixSeconds' }, signed: true }],
  [`${call}.needs`, [{ oneOf: ['a', 'b'] }, { switch: 'a', cases: { x: 'b' } }]],
  [`${call}.paid`, true],
  ['notifications', { notification, saleNotification: { $use: 'notice' } }],
]) {
  test(`valid: ${path} ${JSON.stringify(value)}`, () => {
    assert.ok(validate(changed(path, value)), JSON.stringify(validate.errors))
  })
}

for (const [path, value] of [
  ['name', undefined],
  ['options', undefined],
  ['clazz', 'A'],
  ['$use', 'a'],
  ['doc', 5],
  ['options.secret', { type: 'password' }],
  ['options.secret', { optional: true }],
  ['options.secret', { type: 'secret', default: 'a' }],
  ['options.secret', 'secret'],
  ['options.secret', { type: 'secret', optional: 'no' }],
  ['options.mode', { type: 'choice' }],
  ['keys.merchant.option', undefined],
  ['keys.merchant.scheme', 'bitcoin'],
  ['keys.merchant.scheme.algorithm', 'md4'],
  ['keys.merchant.scheme.sort', true],
  [`${call}.effect`, undefined],
  [`${call}.effect`, 'write'],
  [`${call}.effect`, 'money'],
  [`${call}.advice`, 'ask'],
  [`${call}.efect`, 'read'],
  [`${call}.method`, 'PUT'],
  [`${call}.fields.amount`, {}],
  [`${call}.fields.amount`, 'amount'],
  [`${call}.fields.amount`, { type: 'units' }],
  [`${call}.fields.amount`, { type: 'units', places: -1 }],
  [`${call}.fields.amount`, { type: 'units', places: 1.5 }],
  [`${call}.fields.amount`, { type: 'units', places: 2, maxLength: 2 }],
  [`${call}.fields.amount`, { ...amount, default: { now: 'minutes' } }],
  [`${call}.fields.amount`, { ...amount, pattern: '[0-9]+' }],
  [`${call}.fields.amount`, { ...amount, signed: true }],
  [`${call}.fields.amount`, { $use: 1 }],
  [`${call}.fields.list`, { type: 'items', fields: { amount: {} } }],
  [`${call}.needs`, [{ allOf: ['a'] }]],
  [`${call}.answer.amount`, amount],
  [`${call}.envelope.codes`, ['0']],
  [`${call}.envelope`, undefined],
  [`${call}.list`, { after: 'a' }],
  ['notifications', { notification: { ...notification, key: undefined } }],
  ['notifications', { notification: { ...notification, success: 'OK' } }],
  ['notifications', { notification: { ...notification, success: { text: 'OK', json: {} } } }],
  ['shared', { rule: 'md5' }],
]) {
  test(`not valid: ${path} ${JSON.stringify(value)}`, () => {
    const spec = JSON.parse(JSON.stringify(changed(path, value)))
    assert.equal(validate(spec), false)
  })
}
