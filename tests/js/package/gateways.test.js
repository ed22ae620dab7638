// Every gateway of the package is its spec and nothing else; and who bundles one of them bundles one spec.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'
import { build } from 'esbuild'
import * as paysign from 'paysign'
import { notification } from 'paysign/testing'
import { rolldown } from 'rolldown'

const gateways = Object.keys(paysign).filter((name) => paysign[name].spec)

const capital = (name) => name.replace(/^./, (letter) => letter.toUpperCase())

test('the classes of the package are the gateways, and three beside', () => {
  const classes = Object.keys(paysign).filter((name) => /^class\b/.test(String(paysign[name])))
  assert.deepEqual(classes.sort(), [...gateways, 'PayError', 'Signer', 'Verifier'].sort())
  assert.deepEqual(gateways.sort(), ['BhopOrg', 'BhopUser', 'BitCV', 'HiCoin', 'SixDu', 'Yinqiantong'])
})

for (const name of gateways) {
  const { spec, prototype, name: given } = paysign[name]

  test(`${name} has the methods of its spec`, () => {
    assert.equal(given, name)
    assert.equal(spec.class, name)
    const notifications = Object.keys(spec.notifications ?? {}).map(capital)
    const methods = notifications.flatMap((name) => [`parse${name}`, `handle${name}`])
    for (const method of [...Object.keys(spec.calls), ...methods])
      assert.equal(typeof prototype[method], 'function', method)
  })

  test(`${name} shows its spec, which nobody can change`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(spec)), spec)
    assert.throws(() => (paysign[name].spec = {}), TypeError)
    let objects = 0
    const look = (value) => {
      if (typeof value !== 'object' || value === null) return
      objects++
      assert.ok(Object.isFrozen(value))
      Object.values(value).forEach(look)
    }
    look(spec)
    assert.ok(objects > 20)
  })
}

test('paysign/testing has a message of each sort', () => {
  let messages = 0
  for (const { spec } of gateways.map((name) => paysign[name])) {
    const options = Object.fromEntries(Object.keys(spec.options).map((name) => [name, 'for tests']))
    const words = Object.keys(spec.options.version?.words ?? { none: {} })
    for (const version of words) {
      for (const name of Object.keys(spec.notifications ?? {}).filter((name) => spec.class !== 'SixDu')) {
        const chosen = Object.entries(spec.options).filter(([, { type }]) => type === 'choice')
        const choices = Object.fromEntries(chosen.map(([name, { words }]) => [name, Object.keys(words)[0]]))
        const made = notification(spec, { ...options, ...choices, version }, {}, { name })
        assert.ok(made.body.length > 50, `${spec.class} ${name}`)
        messages++
      }
    }
  }
  assert.ok(messages >= 4, `${messages}`)
})

describe('a bundle with one gateway holds no other', () => {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const bundlers = {
    async esbuild(contents) {
      const from = { contents, resolveDir: here }
      const options = { bundle: true, minify: true, format: 'esm', platform: 'browser', write: false }
      return (await build({ stdin: from, ...options })).outputFiles[0].text
    },
    // That of Vite.
    async Rolldown(contents) {
      const entry = `${here}entry.js`
      const own = (answer) => (id) => (id === entry ? answer : null)
      const plugin = { name: 'entry', resolveId: own(entry), load: own(contents) }
      const bundle = await rolldown({ input: entry, platform: 'browser', plugins: [plugin] })
      return (await bundle.generate({ minify: true })).output[0].code
    },
  }
  const held = (code) => gateways.filter((name) => new RegExp(`["'\`]${name}["'\`]`).test(code))
  for (const [bundler, bundle] of Object.entries(bundlers)) {
    for (const name of gateways) {
      test(`${bundler}: ${name}`, async () =>
        assert.deepEqual(held(await bundle(`export { ${name} } from 'paysign'`)), [name]))
    }
    test(`${bundler}: one's own`, async () => {
      const code = await bundle(
        `import { defineGateway } from 'paysign'; export const Own = defineGateway({ class: 'Own' })`,
      )
      assert.deepEqual([held(code), code.includes('Own')], [[], true])
    })
  }
})
