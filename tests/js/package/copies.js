// The package's modules once more, each copy with a module instance and a wasm memory of its own.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const packageFolder = fileURLToPath(new URL('../../../pkg/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'paysign-copies-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
let count = 0

/** The module of `entry`, from a copy of the package. */
export function fresh(entry) {
  const copy = join(folder, String(++count))
  for (const part of ['package.json', 'entry', 'lib', 'wasm']) {
    cpSync(join(packageFolder, part), join(copy, part), { recursive: true })
  }
  return import(pathToFileURL(join(copy, 'entry', `${entry}.js`)))
}
