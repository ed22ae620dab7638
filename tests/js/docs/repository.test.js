// The address that a release names, out of what git calls its remote.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { address, withAbsoluteLinks } from '../../../.ci/repository.js'

const rows = {
  'git@github.com:acme/pay.git': 'https://github.com/acme/pay',
  'ssh://git@git.example:2222/acme/pay.git': 'https://git.example/acme/pay',
  'https://git.example/group/sub/pay': 'https://git.example/group/sub/pay',
  'https://git.example/acme/pay.git/': 'https://git.example/acme/pay',
  // A token in an address is a key.
  'https://ci:t0k3n@git.example/acme/pay.git': 'https://git.example/acme/pay',
  '/srv/pay.git': undefined,
  '../pay': undefined,
  'file:///srv/pay': undefined,
  'C:\\src\\pay': undefined,
  'ssh://git@localhost/pay': undefined,
  '': undefined,
}

for (const [remote, expected] of Object.entries(rows)) {
  test(remote || 'no remote', () => assert.equal(address(remote), expected))
}

test('links to files become absolute, and nothing else changes', () => {
  const base = 'https://git.example/acme/pay/blob/v1'
  const text = [
    '[guide](www/guides/en/hicoin.md#pay) and [here](./LICENSE-MIT), <a href="SECURITY.md">security</a>',
    '[web](https://docs.example/x) [part](#part) [mail](mailto:a@shop.example) `[code](code.md)`',
    '```js',
    'x = [a](b.md)',
    '```',
  ].join('\n')
  assert.equal(
    withAbsoluteLinks(text, base),
    text
      .replace('www/guides', `${base}/www/guides`)
      .replace('./LICENSE-MIT', `${base}/LICENSE-MIT`)
      .replace('SECURITY.md', `${base}/SECURITY.md`),
  )
})

for (const readme of ['README.md', 'README.zh-CN.md']) {
  test(`every link of ${readme} leads somewhere from npm, too`, () => {
    const text = readFileSync(new URL(`../../../${readme}`, import.meta.url), 'utf8')
    const links = [...prose(text).matchAll(LINK)].map(([, to]) => to)
    const fromNpm = [...prose(withAbsoluteLinks(text, 'https://git.example/acme/pay/blob/v1')).matchAll(LINK)]
    assert.ok(links.some((to) => to.startsWith('www/guides/')))
    assert.equal(fromNpm.length, links.length)
    for (const [, to] of fromNpm) assert.match(to, /^(https:\/\/|#)/)
  })
}

const LINK = /\]\(([^)\s]+)\)/g
const prose = (markdown) => markdown.replace(/^```[^]*?^```$/gm, '')
