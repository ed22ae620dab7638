/** Builds the site when something that it is made of has changed since it was built last. */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { writeForModels } from './llms.js'

const root = join(import.meta.dirname, '../..')
const target = join(root, 'target/docs')
const stamp = join(target, 'stamp')
const MADE_FROM = [
  ...fs.readdirSync(root).filter((name) => name.endsWith('.md')),
  ...fs.readdirSync(join(root, 'pkg')).flatMap((name) => (name.endsWith('.d.ts') ? [`pkg/${name}`] : [])),
  ...['pkg/package.json', 'package-lock.json', 'www/guides', 'www/docs', 'www/public', 'www/sandbox/README.md'],
]

/** The folder of the built site. */
export const site = join(target, 'site')

/** `say` is told that it takes a while. */
export async function buildIfStale(say = () => {}) {
  const digest = digestOf(MADE_FROM)
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return
  say('building the documentation, half a minute …')
  fs.mkdirSync(join(root, 'target'), { recursive: true })
  // Built aside and put in place whole, as somebody may be reading it, or building it too.
  const folder = fs.mkdtempSync(`${target}-`)
  try {
    await build(folder)
    fs.writeFileSync(join(folder, 'stamp'), digest)
    fs.rmSync(target, { recursive: true, force: true })
    fs.renameSync(folder, target)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function build(folder) {
  const [pages, site] = [join(folder, 'pages'), join(folder, 'site')]
  // Loaded only when needed: a second start takes no notice of TypeDoc.
  const { writePages } = await import('./pages.js')
  const navigation = await writePages(pages)
  fs.writeFileSync(join(folder, 'navigation.json'), JSON.stringify(navigation))
  // A process of its own, because it talks to the terminal; what it says matters only if it fails.
  const vitepress = join(dirname(createRequire(import.meta.url).resolve('vitepress/package.json')), 'bin/vitepress.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitepress, 'build', import.meta.dirname], {
    env: { ...process.env, PAYSIGN_DOCS: folder },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`VitePress did not build the site:\n${stdout}${stderr}`)
  writeForModels({ pages, site, navigation })
}

function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesIn).sort()) hash.update(`${path}\n`).update(fs.readFileSync(join(root, path)))
  return hash.digest('hex')
}

function filesIn(path) {
  if (!fs.statSync(join(root, path)).isDirectory()) return [path]
  return fs.readdirSync(join(root, path)).flatMap((name) => (name === 'node_modules' ? [] : filesIn(join(path, name))))
}
