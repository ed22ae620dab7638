import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { report } from './report.js'

test('the suite', async () => {
  const result = await report({ base: process.env.GATEWAY })
  writeFileSync('report.json', JSON.stringify(result))
  assert.deepEqual(result.failed, [])
})
