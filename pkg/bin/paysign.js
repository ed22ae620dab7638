#!/usr/bin/env node
// The command line: npx paysign check gateway.json
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { PayError, defineGateway } from 'paysign'

const HELP = `Usage: paysign check [--json] FILE...

  check   Checks files with the spec of a gateway (- is standard input), and prints everything that is wrong with each,
          by its path in the file.

  --json  Prints a list of { file, faults: [{ field, why }] }, for programs.
  --help  Prints this.

Exit status: 0 all is right, 1 something is wrong, 2 the command was not understood or a file cannot be read.
`

const commands = { check }
const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }

class Misuse extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`paysign: ${error.message}\nTry: paysign --help\n`)
  process.exitCode = 2
}

async function run(args) {
  const { values, positionals } = parsed(args)
  const [name, ...files] = positionals
  if (values.help) return print(HELP)
  if (name === undefined) throw new Misuse('a command is missing')
  if (!Object.hasOwn(commands, name)) throw new Misuse(`there is no command ${JSON.stringify(name)}`)
  return commands[name](files, values)
}

/** Each file's faults; 1 if there are any. */
async function check(files, { json }) {
  if (files.length === 0) throw new Misuse('check: the name of a file is missing')
  const checked = []
  for (const file of files) checked.push({ file, faults: faultsOf(await read(file)) })
  print(json ? `${JSON.stringify(checked, null, 2)}\n` : checked.map(told).join(''))
  return checked.some(({ faults }) => faults.length > 0) ? 1 : 0
}

function told({ file, faults }) {
  if (faults.length === 0) return `${file}: right\n`
  return faults.map(({ field, why }) => `${file}: ${field}: ${why}\n`).join('')
}

function faultsOf(source) {
  let spec
  try {
    spec = JSON.parse(source)
  } catch (error) {
    return [{ field: 'spec', why: `is not JSON: ${error.message}` }]
  }
  try {
    defineGateway(spec)
    return []
  } catch (error) {
    if (!(error instanceof PayError)) throw error
    return error.details ?? [{ field: 'spec', why: error.message }]
  }
}

async function read(file) {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${error.message}`)
  }
}

function parsed(args) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new Misuse(error.message)
  }
}

function print(text) {
  process.stdout.write(text)
  return 0
}
