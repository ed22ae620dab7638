// Every ```js block of the READMEs runs as it stands, as a module of a project that has the package installed. What
// cannot run alone is marked ```js ignore; there is little of it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

const root = fileURLToPath(new URL('../../', import.meta.url))

function read(name) {
  const text = readFileSync(join(root, name), 'utf8')
  const blocks = [...text.matchAll(/^```(js.*)\n([^]*?)^```$/gm)].map(({ 1: info, 2: code, index }) => ({
    info,
    code,
    line: text.slice(0, index).split('\n').length,
  }))
  return {
    text,
    running: blocks.filter(({ info }) => info === 'js'),
    others: blocks.filter(({ info }) => info !== 'js'),
  }
}

const files = ['README.md', 'README.zh-CN.md']

for (const name of files) {
  describe(name, () => {
    const { text, running, others } = read(name)

    for (const { code, line } of running) {
      test(`line ${line}`, () => {
        assert.match(code, /\bassert\b/, 'an example that asserts nothing cannot fail')
        const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
          cwd: root,
          input: code,
          encoding: 'utf8',
        })
        assert.equal(stderr, '')
        assert.equal(status, 0)
      })
    }

    test('there are examples, and few that do not run', () => {
      assert.ok(running.length >= 7, `${running.length} run`)
      assert.ok(others.length <= 1, `${others.length} do not`)
      for (const { info, code } of others) {
        assert.equal(info, 'js ignore')
        new Script(code) // at least it can be read
      }
    })

    test('its links lead to files that are there', () => {
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path]) => path)
      assert.deepEqual(
        links.filter((path) => !existsSync(join(root, path))),
        [],
      )
    })
  })
}

test('both READMEs have the same examples, but for the comments', () => {
  const withoutComments = (name) => read(name).running.map(({ code }) => code.replace(/ *\/\/ .*$/gm, ''))
  assert.deepEqual(withoutComments(files[1]), withoutComments(files[0]))
})
