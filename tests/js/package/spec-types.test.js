// The built-in specs, defined anew in TypeScript: what is inferred from each is what the generated types of its class say.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
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

const head = `import { defineGateway } from 'paysign'\n`
const comparing = `${head}import type * as BuiltIn from 'paysign'\n${both}`

test('each spec gives the types of its class', async () => {
  assert.ok(specs.length >= 6)
  assert.deepEqual(errors(await compiled('agreement', comparing + specs.map(agreement).join(''))), [])
})

test('and would not, if it said something else', async () => {
  const spec = structuredClone(specs.find(({ class: name }) => name === 'HiCoin'))
  spec.calls.createOrder.wrap.fields.subject = { type: 'enum', words: ['A'] }
  spec.calls.queryOrder.answer.openid = { type: 'units' }
  spec.options.appId.optional = true
  const found = errors(await compiled('disagreement', comparing + agreement(spec)))
  assert.equal(found.length, 3, found.join('\n'))
})

test('ten gateways are quick to check', async () => {
  const ten = [...specs, ...specs.slice(0, 4)].map((spec, at) => ({ ...spec, class: `${spec.class}${at}` }))
  const defined = ten.map((spec) => `const ${spec.class} = defineGateway(${JSON.stringify(spec)})\n`)
  const called = ten.map((spec) => {
    const methods = Object.keys(spec.calls).map((name) => `void client.${name}`)
    return `;((client: InstanceType<typeof ${spec.class}>) => {\n${methods.join('\n')}\n})\n`
  })
  const output = await compiled('ten', head + defined.join('') + called.join(''), '--extendedDiagnostics')
  assert.deepEqual(errors(output), [])
  // Time is the machine's; this is the compiler's own measure of the work. 150,000 took 0.4 s more than none.
  const [, instantiations] = output.match(/^Instantiations:\s+(\d+)/m)
  assert.ok(instantiations > 50_000 && instantiations < 250_000, instantiations)
})

test('what is wrong is told by its name', async () => {
  const shop = specs.find(({ class: name }) => name === 'BitCV')
  const lines = [
    ["client.queryOrder({ tradeNumber: '1' })", /'tradeNumber' does not exist/],
    ['client.queryOrder({})', /Property '"tradeNo"' is missing/],
    ['client.createOrders({})', /Property 'createOrders' does not exist/],
    ["new BitCV({ appId: 'a', appSecret: 's', baseUrl: 'b' })", /'baseUrl' does not exist/],
    ["defineGateway({ class: 'A', name: 'a', options: {}, opitons: {} })", /NoSuchMember<"opitons">/],
    ["defineGateway({ class: 'A', name: 'a', options: { a: { type: 'idd' } } })", /"idd"/],
    ["defineGateway({ class: 'A', name: 'a', options: { a: { type: 'id', lenght: 1 } } })", /NoSuchMember<"lenght">/],
  ]
  const before = `${head}const BitCV = defineGateway(${JSON.stringify(shop)})\ndeclare const client: InstanceType<typeof BitCV>\n`
  const output = await compiled('names', before + lines.map(([line]) => `void ${line}\n`).join(''))
  const first = before.split('\n').length
  for (const [at, [line, message]] of lines.entries()) {
    const found = output.split('\n').filter((text) => text.includes(`index.ts(${first + at},`))
    assert.equal(found.length, 1, `${line}\n${output}`)
    // What the first line does not say is in those below it, which are indented.
    assert.match(output.slice(output.indexOf(found[0])).split(/\n(?=\S)/)[0], message)
  }
})

const shown = `${head}const Shop = defineGateway({
  class: 'Shop',
  name: 'shop',
  options: {
    /** The merchant's id. */
    merchantId: { type: 'id' },
    base: { type: 'base' },
  },
  calls: {
    /** Makes an order. */
    createOrder: {
      fields: {
        $use: 'common',
        /** The amount in fen. */
        money: { type: 'units', places: 2 },
      },
      effect: 'once',
      envelope: { bare: true },
      answer: {
        /** The gateway's number. */
        trade_no: { type: 'text' },
      },
    },
  },
  shared: {
    common: {
      /** What is bought. */
      subject: { type: 'text' },
    },
  },
})
const shop = new Shop({ merchantId: 'm', base: 'https://pay.example' })
const answer = await shop.createOrder({ money: 1, subject: 'a' })
void answer.trade_no
`

test('editors show the comments in the literal where its parts are used', () => {
  // TypeScript 7 has no language service for programs yet; the site is built with the version before.
  const ts = createRequire(join(root, 'www/docs/build.js'))('typescript')
  const file = join(root, 'tests/types/shown.ts')
  const textOf = (name) => (name === file ? shown : ts.sys.readFile(name))
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => ({
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      types: [],
    }),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => ts.ScriptSnapshot.fromString(textOf(name) ?? ''),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: textOf,
  })
  for (const [use, comment] of [
    ["merchantId: 'm'", "The merchant's id."],
    ['createOrder({', 'Makes an order.'],
    ['money: 1', 'The amount in fen.'],
    ["subject: 'a'", 'What is bought.'],
    ['trade_no\n', "The gateway's number."],
  ]) {
    const info = service.getQuickInfoAtPosition(file, shown.lastIndexOf(use))
    assert.equal(ts.displayPartsToString(info.documentation), comment, use)
  }
})
