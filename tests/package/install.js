// The tarball that `npm pack` makes, the tools of tests/package/tools, and throw-away projects that have both.
// What is installed stays in .toolchain/places until a lock file or the tarball changes.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { vectors } from '../js/read-vectors.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../..')
const home = join(root, '.toolchain/places')
const run = promisify(execFile)

/** A folder for what is made on the way. */
export const homeOf = (name) => join(home, name)

async function npm(cwd, ...args) {
  // Vite's build sets NODE_ENV to production for its whole process, in which npm would leave out what the tools are.
  const always = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { stdout } = await run('npm', [...args, ...always], { cwd })
  return stdout
}

/** Packs the package and installs it where nothing else is. Gives the folder of that project. */
export async function installTarball() {
  const folder = join(home, 'tarball')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const told = await npm(join(root, 'pkg'), 'pack', '--json', '--pack-destination', folder)
  const [{ filename }] = JSON.parse(told.slice(told.indexOf('[\n')))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await npm(folder, 'install', '--offline', `./${filename}`)
  return folder
}

/**
 * Installs the tools of one lock file. Nothing runs that a package would like to run when it is installed, but for those
 * that have to be `compiled` for this Node.
 */
export async function installTools(name, { compiled = [] } = {}) {
  const from = join(here, 'tools', name)
  const folder = join(home, name)
  const lock = readFileSync(join(from, 'package-lock.json'))
  const machine = process.platform + (compiled.length ? process.versions.modules : '')
  const stamp = createHash('sha256').update(lock).update(machine).digest('hex')
  const stampFile = join(folder, 'stamp')
  const isThere = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (isThere()) return folder
  return alone(`${folder}.lock`, async () => {
    if (isThere()) return folder
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    cpSync(from, folder, { recursive: true })
    // Not `npm ci`, which refuses a lock file without the packages of all other platforms, and not every registry has those.
    await npm(folder, 'install', '--ignore-scripts', '--prefer-offline')
    if (compiled.length) await npm(folder, 'rebuild', ...compiled)
    writeFileSync(stampFile, stamp)
    return folder
  })
}

/** Test files begin at the same time, and may want the same tools: one of them installs, the others wait. */
async function alone(lock, task) {
  mkdirSync(home, { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch {
      if (!isAlive(lock)) rmSync(lock, { force: true })
      await sleep(500)
    }
  }
  try {
    return await task()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Whether the process that made the lock still runs. */
function isAlive(lock) {
  try {
    return process.kill(Number(readFileSync(lock, 'utf8')), 0)
  } catch {
    return false
  }
}

/**
 * A project with the package installed and the suite in its folder `suite`.
 * @param {string | undefined} tools  folder of the tools that it uses
 * @param {string} contents.own  a folder of tests/package/projects
 * @param {Record<string, string>} contents.files  texts by name
 * @param {boolean} contents.inTools  the project is the tools' own folder, for tools that look for themselves there
 */
export function makeProject(tarball, name, tools, { own, files = {}, inTools = false } = {}) {
  const folder = inTools ? tools : join(tools ?? home, 'projects', name.replace(/\W+/g, '-'))
  rmSync(inTools ? join(folder, 'node_modules/paysign') : folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  cpSync(join(tarball, 'node_modules/paysign'), join(folder, 'node_modules/paysign'), { recursive: true })
  // That of the tools is a project's, too.
  if (!inTools) writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  for (const path of suiteFiles) cpSync(join(here, '..', path), join(folder, 'suite', path))
  writeFileSync(join(folder, 'suite/vectors.js'), `export const vectors = ${JSON.stringify(vectors)}\n`)
  cpSync(join(here, 'projects/report.js'), join(folder, 'report.js'))
  if (own) cpSync(join(here, 'projects', own), folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return folder
}

const suiteFiles = [
  ...[
    'check',
    'vectors',
    'package/conformance',
    'package/instances',
    'package/rsa-module',
    'package/stack',
    'package/traps',
  ].map((name) => `js/${name}.js`),
  ...['client-call', 'suite', 'unsent-calls'].map((name) => `package/${name}.js`),
]
