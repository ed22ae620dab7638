// The package's modules once more, each copy with a module instance and a wasm memory of its own.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const packageFolder = fileURLToPath(new URL('../../../pkg/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'paysign-copies-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
let count = 0

/** A copy of the package: gives the module of an entry. */
export function copy() {
  const to = join(folder, String(++count))
  for (const part of ['package.json', 'entry', 'lib', 'specs', 'wasm']) {
    cpSync(join(packageFolder, part), join(to, part), { recursive: true })
  }
  return (entry) => import(pathToFileURL(join(to, 'entry', `${entry}.js`)))
}

/** The module of `entry`, from a copy of its own. */
export const fresh = (entry) => copy()(entry)
