/** Builds the pages when something that they are made of is newer than what was built. */

import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const www = fileURLToPath(new URL('../..', import.meta.url))
const built = join(www, 'dist/index.html')
const wasm = join(www, '../pkg/wasm/bytes.js')
const SOURCES = [
  ...['index.html', 'sign', 'shop/page', 'frame', 'public', 'vite.config.js', 'package.json'].map((path) =>
    join(www, path),
  ),
  ...['entry', 'lib', 'wasm', 'package.json'].map((path) => join(www, '../pkg', path)),
  join(www, '../tests/vectors'),
]

export async function buildIfStale() {
  if (newest(built) >= Math.max(...SOURCES.map(newest))) return
  if (newest(wasm) === 0)
    throw new Error('the package is not built yet: run `npm run build` (or `npm run demo`) in the top folder')
  // Loaded only when needed: a second start takes no notice of Vite.
  const { build } = await import('vite')
  // Beside what is being served, and then in its place: whoever else builds or serves meanwhile meets whole pages.
  const outDir = join(www, `data/pages-${process.pid}`)
  await build({ root: www, configFile: join(www, 'vite.config.js'), logLevel: 'warn', build: { outDir } })
  const dist = join(www, 'dist')
  rmSync(dist, { recursive: true, force: true })
  renameSync(outDir, dist)
}

/** When the file, or anything in the folder, was last changed; 0 if there is none. */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
