// The guide to a gateway of one's own, as it is printed: its spec and its test, in a folder of their own.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { example } from '../../examples/read.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const GUIDE = 'www/guides/en/own-gateway.md'

test('the spec of the guide has at most 30 lines', () => {
  const lines = example(GUIDE, 'own-gateway').trimEnd().split('\n').length
  assert.ok(lines <= 30, `${lines} lines`)
})

test('the tests of the guide pass', async (t) => {
  mkdirSync(join(root, 'target'), { recursive: true })
  const folder = mkdtempSync(join(root, 'target/own-gateway-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'kite.mjs'), example(GUIDE, 'own-gateway'))
  const code = example(GUIDE, 'own-gateway-test')
  assert.match(code, /'\.\/kite\.js'/)
  writeFileSync(join(folder, 'kite.test.mjs'), code.replace('./kite.js', './kite.mjs'))
  const { NODE_TEST_CONTEXT, ...env } = process.env // otherwise it would report to this run
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', join(folder, 'kite.test.mjs')],
    { cwd: root, env },
  ).catch((failed) => failed)
  assert.match(stdout, /^# pass 4$/m, stdout)
  assert.match(stdout, /^# fail 0$/m, stdout)
})
