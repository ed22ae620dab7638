/** Builds the site when something that it is made of has changed since it was built last. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeForModels } from './llms.js'
import { writePages } from './pages.js'

const root = join(import.meta.dirname, '../..')
const target = join(root, 'target/docs')
const stamp = join(target, 'stamp')
const MADE_FROM = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'pkg')).flatMap((name) => (name.endsWith('.d.ts') ? [`pkg/${name}`] : [])),
  ...['pkg/package.json', 'package-lock.json', 'www/guides', 'www/docs', 'www/public', 'www/server/sandbox/README.md'],
]

/** The folder of the built site. */
export const site = join(target, 'site')

/** `say` is told that it takes a while. */
export async function buildIfStale(say = () => {}) {
  const digest = digestOf(MADE_FROM)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  say('building the documentation, half a minute …')
  rmSync(stamp, { force: true })
  const pages = join(target, 'pages')
  const navigation = await writePages(pages)
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'navigation.json'), JSON.stringify(navigation))
  // Loaded only when needed: a second start takes no notice of them.
  const { build } = await import('vitepress')
  await build(import.meta.dirname, { logLevel: 'warn' })
  writeForModels({ pages, site, navigation })
  writeFileSync(stamp, digest)
}

function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesIn).sort()) hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

function filesIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => (name === 'node_modules' ? [] : filesIn(join(path, name))))
}
