// For runners with `test` and `expect` as globals.
import { writeFileSync } from 'node:fs'
import { report } from './report.js'

test('the suite', async () => {
  const result = await report({ base: process.env.GATEWAY })
  writeFileSync('report.json', JSON.stringify(result))
  expect(result.failed).toEqual([])
}, 120_000)
