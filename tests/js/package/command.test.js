// The command line, run as whoever installed the package runs it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const { bin } = JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8'))
const hicoin = readFileSync(join(root, 'src/gateway/hicoin.json'), 'utf8')
const cwd = mkdtempSync(join(tmpdir(), 'paysign-'))
after(() => rmSync(cwd, { recursive: true }))

/** What the command prints in a folder with these files: [exit status, standard output, standard error]. */
function paysign(args, { files = {}, input = '' } = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  const command = [join(root, 'pkg', bin.paysign), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, input, encoding: 'utf8' })
  return [status, stdout, stderr]
}

const faulty = JSON.parse(hicoin)
faulty.opitons = {}
faulty.calls.createOrder.fields.lang = { type: 'txt' }
delete faulty.calls.transfer.advice
delete faulty.calls.transfer.effect
const files = { 'hicoin.json': hicoin, 'faulty.json': JSON.stringify(faulty), 'broken.json': '{ "class": ' }

test('a right file', () => {
  assert.deepEqual(paysign(['check', 'hicoin.json'], { files }), [0, 'hicoin.json: right\n', ''])
})

test('each fault on a line, by its path', () => {
  const [status, output, error] = paysign(['check', 'faulty.json'], { files })
  assert.deepEqual([status, error], [1, ''])
  const lines = output.trimEnd().split('\n')
  assert.ok(
    lines.every((line) => line.startsWith('faulty.json: ')),
    output,
  )
  for (const start of [
    'faulty.json: opitons: is unknown here',
    'faulty.json: calls.createOrder.fields.lang.type: "txt" is none of text, token, ',
    'faulty.json: calls.transfer.effect: is missing',
  ])
    assert.equal(lines.filter((line) => line.startsWith(start)).length, 1, output)
})

test('several files: one that is wrong makes all wrong', () => {
  const [status, output] = paysign(['check', 'hicoin.json', 'faulty.json', 'hicoin.json'], { files })
  assert.equal(status, 1)
  assert.match(output, /^hicoin\.json: right\nfaulty\.json: [^]*\nhicoin\.json: right\n$/)
})

test('what is no JSON', () => {
  const [status, output, error] = paysign(['check', 'broken.json'], { files })
  assert.deepEqual([status, error], [1, ''])
  assert.match(output, /^broken\.json: spec: is not JSON: \S.*\n$/)
})

for (const [text, kind] of [
  ['null', 'null'],
  ['[]', 'an array'],
  ['"spec"', 'a string'],
])
  test(`JSON that is ${kind}`, () => {
    const [status, output, error] = paysign(['check', '-'], { input: text })
    assert.deepEqual([status, error], [1, ''])
    assert.match(output, /^-: spec: is /)
  })

test('standard input, for programs', () => {
  assert.deepEqual(paysign(['check', '--json', '-'], { input: hicoin }), [
    0,
    `${JSON.stringify([{ file: '-', faults: [] }], null, 2)}\n`,
    '',
  ])
  const [status, output] = paysign(['check', '--json', 'faulty.json'], { files })
  assert.equal(status, 1)
  const [{ file, faults }] = JSON.parse(output)
  assert.equal(file, 'faulty.json')
  assert.ok(faults.some(({ field, why }) => field === 'calls.transfer.effect' && why === 'is missing'))
})

test('help', () => {
  const [status, output, error] = paysign(['--help'])
  assert.deepEqual([status, error], [0, ''])
  assert.match(output, /^Usage: paysign check .*FILE/)
  assert.deepEqual(paysign(['check', '-h']), [0, output, ''])
})

for (const [args, why] of [
  [[], 'a command is missing'],
  [['chekc'], 'there is no command "chekc"'],
  [['toString'], 'there is no command "toString"'],
  [['check'], 'check: the name of a file is missing'],
  [['check', 'absent.json'], 'absent.json cannot be read: ENOENT'],
  [['check', '--jsno', 'hicoin.json'], "Unknown option '--jsno'"],
])
  test(`misuse: paysign ${args.join(' ')}`, () => {
    const [status, output, error] = paysign(args, { files })
    assert.deepEqual([status, output], [2, ''])
    assert.ok(error.startsWith(`paysign: ${why}`), error)
    assert.match(error, /\nTry: paysign --help\n$/)
  })
