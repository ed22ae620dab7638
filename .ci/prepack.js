// npm runs this in pkg before it packs the package, and with --undo afterwards: the texts of the project join it, and
// package.json says where the project lives. That is known only from git, so it stands in no file: without a remote that
// others can reach, the package has no `repository`, and a release is refused (see release.js).
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { commit, repository, withAbsoluteLinks } from './repository.js'

const root = join(import.meta.dirname, '..')
const pkg = (name) => join(root, 'pkg', name)
const kept = pkg('package.json.kept')

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.argv[2] === '--undo' ? undo() : prepare()

function prepare() {
  undo() // what a pack that was cut off left behind
  const address = repository(root)
  for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(root, name), pkg(name))
  for (const name of ['README.md', 'README.zh-CN.md', 'CHANGELOG.md']) {
    const text = readFileSync(join(root, name), 'utf8')
    writeFileSync(pkg(name), address ? withAbsoluteLinks(text, `${address}/blob/${commit(root)}`) : text)
  }
  if (!address) return
  const text = readFileSync(pkg('package.json'), 'utf8')
  const lives = {
    homepage: `${address}#readme`,
    bugs: `${address}/issues`,
    repository: { type: 'git', url: `git+${address}.git`, directory: 'pkg' },
  }
  writeFileSync(kept, text)
  writeFileSync(pkg('package.json'), `${JSON.stringify({ ...JSON.parse(text), ...lives }, null, 2)}\n`)
}

function undo() {
  if (existsSync(kept)) renameSync(kept, pkg('package.json'))
}
