// The built-in specs, defined anew in TypeScript: what is inferred from each is what the generated types of its class say.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../../..')
const gateways = join(root, 'src/gateway')
const specs = readdirSync(gateways)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(gateways, name), 'utf8')))

/** What tsc says of a file that is put where `paysign` is found. */
async function compiled(name, text, ...flags) {
  const cwd = join(root, 'node_modules/.cache/paysign-types', name)
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'index.ts'), text)
  const config = { extends: join(root, 'tests/types/bundler.json'), files: ['index.ts'] }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const run = promisify(execFile)(process.execPath, [tsc, '-p', cwd, '--pretty', 'false', ...flags])
  const { stdout } = await run.catch((failed) => failed)
  return stdout
}

const errors = (output) => output.split('\n').filter((line) => / error TS/.test(line))

/** What fits into the one fits into the other, and neither is `any`. */
const both = `type Both<A, B> = 0 extends 1 & A ? 'any' : 0 extends 1 & B ? 'any' : [A, B] extends [B, A] ? true : [A, 'is not', B]\n`
const same = (a, b) => `;(true satisfies Both<${a}, ${b}>)\n`
const taken = (of, method) => `Parameters<${of}['${method}']>[0]`

function agreement(spec) {
  const { class: name, calls = {}, notifications = {} } = spec
  const own = `InstanceType<typeof ${name}>`
  const built = `BuiltIn.${name}`
  const calling = Object.keys(calls).flatMap((method) => [
    same(taken(own, method), taken(built, method)),
    same(`ReturnType<${own}['${method}']>`, `ReturnType<${built}['${method}']>`),
  ])
  const parsing = Object.keys(notifications).map((key) => {
    const method = `parse${key[0].toUpperCase()}${key.slice(1)}`
    return same(`ReturnType<${own}['${method}']>`, `ReturnType<${built}['${method}']>`)
  })
  const options = same(`ConstructorParameters<typeof ${name}>[0]`, `BuiltIn.${name}Options`)
  return `const ${name} = defineGateway(${JSON.stringify(spec)})\n${[...calling, ...parsing, options].join('')}`
}

const head = `import { defineGateway } from 'paysign'\nimport type * as BuiltIn from 'paysign'\n${both}`

test('each spec gives the types of its class', async () => {
  assert.ok(specs.length >= 6)
  assert.deepEqual(errors(await compiled('agreement', head + specs.map(agreement).join(''))), [])
})

test('and would not, if it said something else', async () => {
  const spec = structuredClone(specs.find(({ class: name }) => name === 'HiCoin'))
  spec.calls.createOrder.wrap.fields.subject = { type: 'enum', words: ['A'] }
  spec.calls.queryOrder.answer.openid = { type: 'units' }
  spec.options.appId.optional = true
  const found = errors(await compiled('disagreement', head + agreement(spec)))
  assert.equal(found.length, 3, found.join('\n'))
})
