// npm run release -- --dry-run: everything that a release does but publish, from a clean clone of the last commit.
//
//   --dry-run          publish nothing; what only the release itself settles (date in the changelog, tag, the address of
//                      the repository, tokens) is noted, no error
//   --without-tests    leave the tests out, for a look at the rest
//   --quick            no tests, no second build to compare bytes with, and the tools and std of this checkout
//
// Without --dry-run it publishes the npm package (with provenance, where the CI offers it) and the crate, and wants a tag
// v<version> on the commit. .github/workflows/release.yml calls it so.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { repository } from './repository.js'

process.chdir(join(import.meta.dirname, '..'))

const { values } = parseArgs({
  options: Object.fromEntries(
    ['dry-run', 'without-tests', 'quick'].map((name) => [name, { type: 'boolean', default: false }]),
  ),
})
const { 'dry-run': dryRun, quick } = values
const withoutTests = values['without-tests'] || quick
const address = repository('.')
const head = git('rev-parse', 'HEAD') // whatever is committed meanwhile
const scratch = mkdtempSync(join(tmpdir(), 'paysign-release-'))

try {
  agree()
  reachable()
  const first = clone('first')
  if (!withoutTests) step('all tests', first, 'bash', ['.ci/run'], { shown: true })
  const tarball = pack(first)
  if (!quick) sameBytes(tarball, pack(clone('second')))
  describesItself(tarball)
  const cargo = ['-c', 'exec bash .ci/setup rust -- cargo publish -p paysign --locked "$@"', 'sh']
  step('cargo publish --dry-run', first, 'bash', [...cargo, '--dry-run'])
  step('npm publish --dry-run', first, 'npm', ['publish', '--dry-run', tarball])
  if (!dryRun) {
    if (withoutTests) throw new Error('nothing is published without its tests')
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

/** What registries ask for beside the package. npm attests only what names the repository that it was built from. */
function reachable() {
  if (!address) {
    settle(
      'git: the remote "origin" is no address that others can open, so package.json names no repository: npm refuses ' +
        'provenance without, and links in the README would lead nowhere',
    )
  }
  for (const token of ['NODE_AUTH_TOKEN', 'CARGO_REGISTRY_TOKEN']) {
    if (!process.env[token]) settle(`the environment has no ${token}`)
  }
}

/** Whether the tarball says what its page on npm needs. */
function describesItself(tarball) {
  const inside = (name) => step(`read ${name} of the tarball`, scratch, 'tar', ['-xzOf', tarball, `package/${name}`])
  const manifest = JSON.parse(inside('package.json'))
  const wanted = ['name', 'version', 'description', 'license', 'keywords', 'types', 'exports']
  if (address) wanted.push('repository', 'homepage', 'bugs')
  const missing = wanted.filter((name) => !manifest[name])
  if (missing.length) throw new Error(`package.json has no ${missing.join(', ')}`)
  if (address && manifest.repository.url !== `git+${address}.git`) {
    throw new Error(`package.json names the repository ${manifest.repository.url}, git says ${address}`)
  }
  const relative = /\]\((?![a-z]+:|#)[^)]+\)/.exec(inside('README.md').replace(/^```[^]*?^```$/gm, ''))
  if (address && relative) throw new Error(`a link of the README leads nowhere on npm: ${relative[0]}`)
  if (dryRun)
    console.log(`– npm's page: ${manifest.homepage ?? 'no homepage yet'}, ${manifest.keywords.length} keywords`)
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
  if (address) step('remote', folder, 'git', ['remote', 'set-url', 'origin', address])
  // Tools that were compiled here already; .ci/setup looks at their versions. Rust's std is compiled anew in each clone.
  if (!quick && existsSync('.toolchain/bin'))
    cpSync('.toolchain/bin', join(folder, '.toolchain/bin'), { recursive: true })
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
    env: {
      ...process.env,
      CI: 'true',
      PAYSIGN_NO_RUSTUP: process.env.PAYSIGN_NO_RUSTUP ?? '',
      ...(quick && { PAYSIGN_TOOLCHAIN: join(process.cwd(), '.toolchain') }),
    },
    stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
  })
  if (error || status !== 0) throw new Error(`${what} failed ${error?.message ?? ''}\n${stdout ?? ''}${stderr ?? ''}`)
  console.log(`✓ ${what} (${((performance.now() - begin) / 1000).toFixed(0)} s)`)
  return stdout
}
