// npm run release -- --dry-run: everything that a release does but publish, from a clean clone of the last commit.
//
//   --dry-run          publish nothing; what only the release itself settles (date in the changelog, tag) is noted, no error
//   --without-tests    leave the tests out, for a look at the rest
//
// Without --dry-run it publishes the npm package (with provenance, where the CI offers it) and the crate, and wants a tag
// v<version> on the commit. .github/workflows/release.yml calls it so.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

process.chdir(join(import.meta.dirname, '..'))

const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, 'without-tests': { type: 'boolean', default: false } },
})
const dryRun = values['dry-run']
const head = git('rev-parse', 'HEAD') // whatever is committed meanwhile
const scratch = mkdtempSync(join(tmpdir(), 'paysign-release-'))

try {
  agree()
  const first = clone('first')
  if (!values['without-tests']) step('all tests', first, 'bash', ['.ci/run'], { shown: true })
  const tarball = pack(first)
  sameBytes(tarball, pack(clone('second')))
  const cargo = ['-c', 'exec bash .ci/setup rust -- cargo publish -p paysign --locked "$@"', 'sh']
  step('cargo publish --dry-run', first, 'bash', [...cargo, '--dry-run'])
  step('npm publish --dry-run', first, 'npm', ['publish', '--dry-run', tarball])
  if (!dryRun) {
    if (values['without-tests']) throw new Error('nothing is published without its tests')
    step('npm publish', first, 'npm', ['publish', '--access', 'public', '--provenance', tarball], { shown: true })
    step('cargo publish', first, 'bash', cargo, { shown: true })
  }
  console.log(dryRun ? '✓ ready to be released' : '✓ released')
} catch (error) {
  console.error(`✗ release: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** The version is the same in every place that says it. */
function agree() {
  const cargo = /^\[workspace\.package\]\nversion = "(.*)"/m.exec(readFileSync('Cargo.toml', 'utf8'))?.[1]
  const { version } = JSON.parse(readFileSync('pkg/package.json', 'utf8'))
  const lock = /name = "paysign"\nversion = "(.*)"/.exec(readFileSync('Cargo.lock', 'utf8'))?.[1]
  const npmLock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages.pkg.version
  const found = { 'Cargo.toml': cargo, 'Cargo.lock': lock, 'pkg/package.json': version, 'package-lock.json': npmLock }
  if (new Set(Object.values(found)).size !== 1) throw new Error(`the versions differ: ${JSON.stringify(found)}`)

  const changes = readFileSync('CHANGELOG.md', 'utf8')
  const [, heading, text] = /^## \[(.+?)\](?: - \d{4}-\d\d-\d\d)?\n([^]*?)(?=^## |$(?![^]))/m.exec(changes) ?? []
  if (heading === 'Unreleased') {
    if (!text.includes(version)) throw new Error(`CHANGELOG.md does not say what becomes ${version}`)
    settle(`CHANGELOG.md: "Unreleased" is to become "${version}" with its date`)
  } else if (heading !== version) throw new Error(`CHANGELOG.md begins with ${heading}, the version is ${version}`)

  const tag = `v${version}`
  const tagged = git('rev-parse', '--verify', '--quiet', `${tag}^{commit}`)
  if (!tagged) settle(`git: there is no tag ${tag} yet`)
  else if (tagged !== head) throw new Error(`the tag ${tag} is on another commit`)
  if (git('status', '--porcelain')) settle('git: there are changes that are not committed, and not part of this')
  console.log(`✓ version ${version} in ${Object.keys(found).join(', ')}`)
}

/** Something that has to be done before the release itself. */
function settle(what) {
  if (!dryRun) throw new Error(what)
  console.log(`– ${what}`)
}

function git(...args) {
  return spawnSync('git', args, { encoding: 'utf8' }).stdout.trim()
}

// Under different paths, so that a path in the bytes would show.
function clone(name) {
  const folder = join(scratch, name)
  step(`clone, ${name}`, '.', 'git', ['clone', '--quiet', '--no-hardlinks', '.', folder])
  step(`check out ${head.slice(0, 7)}`, folder, 'git', ['checkout', '--quiet', head])
  // Tools that were compiled here already; .ci/setup looks at their versions. Rust's std is compiled anew in each clone.
  if (existsSync('.toolchain/bin')) cpSync('.toolchain/bin', join(folder, '.toolchain/bin'), { recursive: true })
  return folder
}

function pack(folder) {
  step('npm run build', folder, 'npm', ['run', '--silent', 'build'])
  const told = step('npm pack', join(folder, 'pkg'), 'npm', ['pack', '--json', '--loglevel=error'])
  const [{ filename }] = JSON.parse(told.slice(told.indexOf('[\n')))
  return join(folder, 'pkg', filename)
}

function sameBytes(one, other) {
  const [first, second] = [one, other].map((tarball) => {
    const folder = mkdtempSync(join(scratch, 'tarball-'))
    step('unpack', folder, 'tar', ['-xzf', tarball])
    const files = readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile())
    return new Map(
      files.map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      ]),
    )
  })
  const differing = [...new Set([...first.keys(), ...second.keys()])].filter(
    (path) => first.get(path) !== second.get(path),
  )
  if (differing.length) throw new Error(`a second build has other bytes: ${differing.join(', ')}`)
  console.log(`✓ two builds have the same bytes in all ${first.size} files`)
}

function step(what, cwd, command, args, { shown = false } = {}) {
  const begin = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, CI: 'true', PAYSIGN_NO_RUSTUP: process.env.PAYSIGN_NO_RUSTUP ?? '' },
    stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
  })
  if (error || status !== 0) throw new Error(`${what} failed ${error?.message ?? ''}\n${stdout ?? ''}${stderr ?? ''}`)
  console.log(`✓ ${what} (${((performance.now() - begin) / 1000).toFixed(0)} s)`)
  return stdout
}
