// The JSON Schema of a GatewaySpec: made from the types, and right about what is valid.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { defineGateway } from 'paysign'
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
  ['keys.merchant.scheme.source', 'The page "Signing".'],
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

// What the reader of specs knows is in its messages: each names all members that an object may have.
const UNKNOWN = 'xxxxxxxxxxxxxxxxxxxx'

/** The members that the reader knows in the object at this path of the spec. */
function knownToReader(spec, path) {
  const object = path.split('.').reduce((part, name) => (name === '' ? part : part[name]), spec)
  object[UNKNOWN] = 1
  try {
    defineGateway(spec)
  } catch (error) {
    const field = [path, UNKNOWN].filter(Boolean).join('.')
    const why = error.details.find((fault) => fault.field === field)?.why ?? ''
    const known = why.match(/^is unknown here; known are (.+)$/)
    assert.ok(known, `${field}: ${why || error.message}`)
    return known[1].split(', ').sort()
  }
  assert.fail(`${path} takes anything`)
}

/** The members in the schema, beside those that every object may have. */
function knownToSchema(names) {
  const properties = names.flatMap((name) => {
    const { properties, anyOf = [] } = name === 'GatewaySpec' ? schema : schema.definitions[name]
    return properties ? Object.keys(properties) : anyOf.flatMap((of) => Object.keys(of.properties ?? {}))
  })
  const everywhere = ['$use', 'doc', 'docZh', 'source']
  return [...new Set(properties)].filter((name) => !everywhere.includes(name)).sort()
}

const typeOf = (name) => schema.definitions[name].properties.type?.const
const alternatives = (name) => schema.definitions[name].anyOf.map(({ $ref }) => $ref.split('/').pop())
const one = 'calls.queryOrder'

for (const [definitions, path, value] of [
  [['KeySpec'], 'keys.merchant'],
  [['OwnScheme'], 'keys.merchant.scheme'],
  [['WordSpec'], 'options.mode.words.fast', { type: 'choice', words: { fast: {} } }],
  [['ReadingCall', 'MoneyCall', 'PageCall'], one],
  [['WrapSpec'], `${one}.wrap`, { name: 'content', fields: { id: { type: 'text' } } }],
  [['SignSpec'], `${one}.sign`],
  [['EnvelopeSpec'], `${one}.envelope`],
  [['StatesSpec'], `${one}.envelope.states`, { field: 'status', codes: { paid: '5' } }],
  [['KeepSpec'], `${one}.keep`, { token: 'token', expiresIn: 'expires' }],
  [['ListSpec'], `${one}.list`, { after: 'after', before: 'before', id: 'status' }],
  [['BundleSpec'], `${one}.bundle`, { name: 'bridge', fields: ['status'] }],
  [['OneOfNeed'], `${one}.needs.0`, [{ oneOf: ['a', 'b'] }]],
  [['AnyOfNeed'], `${one}.needs.0`, [{ anyOf: ['a', 'b'] }]],
  [['IfNeed'], `${one}.needs.0`, [{ if: { a: ['b'] }, then: 'c' }]],
  [['SwitchNeed'], `${one}.needs.0`, [{ switch: 'a', cases: { b: 'c' } }]],
  [['FillSpec'], `${one}.fields.filled.value`, { value: { option: 'secret' } }],
  // It needs no type, but may have one.
  [['FilledField', 'TokenField'], `${one}.fields.filled`, { value: 'a' }],
  [['NotificationSpec'], 'notifications.notification', { ...notification }],
  [['NotificationHeadersSpec'], 'notifications.notification.headers', { ...notification, headers: { signature: 'x' } }],
  [['WindowSpec'], 'notifications.notification.window', { ...notification, window: { field: 'id', seconds: 60 } }],
  [['TextReply', 'JsonReply'], 'notifications.notification.success', { ...notification, success: { text: 'OK' } }],
  ...alternatives('OptionSpec').map((name) => [[name], `options.probe`, { type: typeOf(name) }]),
  ...alternatives('FieldSpec')
    .filter(typeOf)
    .map((name) => [[name], `${one}.fields.probe`, { type: typeOf(name) }]),
  ...alternatives('AnswerFieldSpec').map((name) => [[name], `${one}.answer.probe`, { type: typeOf(name) }]),
]) {
  test(`the reader knows the same members: ${definitions} ${value?.type ?? ''}`, () => {
    const spec = withAll()
    if (value) put(spec, path, structuredClone(value))
    assert.deepEqual(knownToReader(spec, path), knownToSchema(definitions))
  })
}

test('the reader knows the same members of the spec itself, but what it has put in its places', () => {
  assert.deepEqual([...knownToReader(structuredClone(sample), ''), 'shared'].sort(), knownToSchema(['GatewaySpec']))
})

test('a header is a field that may be signed', () => {
  const spec = withAll()
  put(spec, `${one}.headers.probe`, { type: 'text' })
  const text = schema.definitions.HeaderSpec.anyOf.find(({ properties }) => properties.type?.const === 'text')
  const known = Object.keys(text.properties).filter((name) => !['$use', 'doc', 'docZh', 'source'].includes(name))
  assert.deepEqual(knownToReader(spec, `${one}.headers.probe`), known.sort())
})

/** The sample, with the lists of names that it lacks. */
function withAll() {
  const spec = changed('notifications', {})
  spec.calls.queryOrder.headers = {}
  return spec
}

/** Puts a value where the path, or as much of it as there is not in the value itself, leads to. */
function put(spec, path, value) {
  const names = path.split('.')
  let at = spec
  for (const name of names) {
    if (!(name in at)) {
      at[name] = value
      return
    }
    at = at[name]
  }
  Object.assign(at, value)
}
