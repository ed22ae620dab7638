// The JSON Schema of a GatewaySpec, from the types in pkg/gateway-spec.d.ts and their comments.
//
//   node .ci/schema.js   writes pkg/gateway.schema.json; tests/js/package/schema.test.js compares
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import { SchemaGenerator, createFormatter, createParser, createProgram } from 'ts-json-schema-generator'

const root = join(import.meta.dirname, '..')
export const file = join(root, 'pkg/gateway.schema.json')

const settings = {
  path: join(root, 'pkg/gateway-spec.d.ts'),
  tsconfig: join(root, 'tests/types/bundler.json'),
  type: 'GatewaySpec',
  expose: 'export',
  jsDoc: 'extended',
  functions: 'fail',
  topRef: false,
  encodeRefs: false,
  sortProps: false,
  skipTypeCheck: true,
  additionalProperties: false,
  extraTags: [],
}

/** What the file holds. */
export async function text() {
  const program = createProgram(settings)
  const parser = createParser(program, settings, (chain) => chain.addNodeParser(new SharedPart(chain)))
  const { definitions, ...top } = new SchemaGenerator(
    program,
    parser,
    createFormatter(settings),
    settings,
  ).createSchema(settings.type)
  for (const [name, of] of Object.entries(definitions)) takesShared(of, name)
  const schema = plain({ ...top, title: settings.type, definitions })
  return prettier.format(JSON.stringify(schema), { ...(await prettier.resolveConfig(file)), filepath: file })
}

/** `Shared<Part>` of the types is `Part`: any object may take from others, which is said once, in `takesShared`. */
class SharedPart {
  constructor(chain) {
    this.chain = chain
  }
  supportsNode(node) {
    return node.typeName?.text === 'Shared'
  }
  createType(node, context) {
    return this.chain.createType(node.typeArguments[0], context)
  }
}

/** An object may have `$use`, and then lack what is taken from there. In a list of names, `$use` is none of them. */
function takesShared(schema, name) {
  const $use = { $ref: '#/definitions/Use', description: 'Takes the members of these shared objects.' }
  for (const alternative of schema.anyOf ?? []) takesShared(alternative, name)
  if (schema.additionalProperties === false) {
    schema.properties = { $use, ...schema.properties }
    const { required } = schema
    delete schema.required
    if (required) schema.anyOf = [{ required }, { required: ['$use'] }]
  } else if (name.endsWith('Specs')) {
    const [named] = schema.additionalProperties.anyOf
    Object.assign(schema, { properties: { $use }, additionalProperties: named })
  }
}

/** Without what only TypeScript's tools read: links, and that the numbers of members are any numbers; all are counts. */
function plain(schema) {
  const text = JSON.stringify(schema, (key, value) => {
    if (key === 'description' && typeof value === 'string') return value.replace(/\{@link\s+(\S+?)\s*\}/g, '`$1`')
    if (key !== 'properties') return value
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, of.type === 'number' ? count(of) : of]))
  })
  return JSON.parse(text)
}

const count = (member) => ({ ...member, type: 'integer', minimum: 0 })

if (process.argv[1] === import.meta.filename) writeFileSync(file, await text())
