// The tarball as its users have it: packed, installed into an empty folder, imported, required, and read by the tools
// that find wrong packages.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'
import { publint } from 'publint'
import { vectors } from '../read-vectors.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'paysign-package-'))
const app = join(scratch, 'app')
const installed = join(app, 'node_modules/paysign')
let tarball
let packed

before(() => {
  const told = npm(join(root, 'pkg'), 'pack', '--json', '--pack-destination', scratch)
  ;[packed] = JSON.parse(told.slice(told.indexOf('[\n')))
  tarball = join(scratch, packed.filename)
  install(app)
})
after(() => rmSync(scratch, { recursive: true }))

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function install(folder) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', tarball)
}

/** Runs a program in `folder` and gives what it printed, as JSON. It must say nothing on stderr. */
function run(folder, name, program, ...flags) {
  writeFileSync(join(folder, name), program)
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, name], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  assert.equal(stderr, '')
  assert.equal(status, 0)
  return JSON.parse(stdout)
}

const signature = '65d704b3652d451355f99b173635d107'
const params = `{ channel: 1, platform: 2, money: 1, client_ip: '127.0.0.1', subject: 'my_subject', ts: 1541051068, appid: '00000000' }`
const sign = `new Signer('yinqiantong-v2', 'your_app_secret').sign(${params})`
const [{ secret, url }] = vectors.h5
const address = `new HiCoin({ appId: '4f95ab748e204c65d0bdaa61b4e3f1d7', mchKey: '${secret}' }).h5PayUrl({ prepay_id: '1048157710522051678581', nonceStr: '2K426TILTKCH16CQ25145I8ZNMTM67VS', timeStamp: '1577105620' })`
const rsa = vectors.sign.find(({ scheme, name }) => scheme === 'sixdu' && name === 'plain')
const rsaParams = JSON.stringify(Object.fromEntries(rsa.params.map(([name, , value]) => [name, value])))
const signRsa = `new Signer('sixdu', ${JSON.stringify(vectors.keys['keys/merchant.pkcs8.pem'])}).sign(${rsaParams})`

describe('what is packed', () => {
  const gateways = ['bhop-org', 'bhop-user', 'bitcv', 'hicoin', 'sixdu', 'yinqiantong']
  const expected = [
    ...['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'package.json'],
    ...[
      'client',
      'gateway-class',
      'gateway-spec',
      'gateways',
      'index',
      'node',
      'notification',
      'page',
      'pay-action',
      'rsa',
      'slim',
      'testing',
    ].map((name) => `${name}.d.ts`),
    ...['page', 'rsa', 'slim', 'testing'].map((name) => `${name}.js`),
    ...['bin/paysign.js', 'gateway.schema.json'],
    ...['edge', 'node-http', 'page', 'rsa', 'rsa-edge', 'rsa-workerd', 'slim', 'web', 'workerd'].map(
      (name) => `entry/${name}.js`,
    ),
    ...['http', 'index', 'page', 'rsa', 'slim'].map((name) => `node/${name}.js`),
    ...gateways.flatMap((name) => [`specs/${name}.js`, `specs/${name}.json`]),
    ...['bytes.js', 'packed.js', 'paysign.js', 'paysign_bg.wasm'].map((name) => `wasm/${name}`),
    ...['rsa-bytes.js', 'rsa.js', 'rsa_bg.wasm'].map((name) => `wasm/${name}`),
  ]
  const isOfLib = (path) => /^lib\/(testing\/)?[a-z-]+\.js$/.test(path)
  const isShared = (path) => /^node\/shared-\w+\.js$/.test(path)

  test('the files that are meant to be, and no other', () => {
    const paths = packed.files.map(({ path }) => path)
    assert.deepEqual(paths.filter((path) => !isOfLib(path) && !isShared(path)).sort(), expected.sort())
    // What all four of Node's entries have, all but paysign/node, all but paysign/page, and all but these two.
    assert.equal(paths.filter(isShared).length, 4)
    const files = readdirSync(join(root, 'pkg/lib'), { recursive: true }).filter((name) => name.endsWith('.js'))
    const lib = files.map((name) => `lib/${name.replaceAll('\\', '/')}`)
    assert.deepEqual(paths.filter(isOfLib).sort(), lib.sort())
  })

  test('what is installed is what was packed', () => {
    const found = readdirSync(installed, { recursive: true }).filter((path) => statSync(join(installed, path)).isFile())
    assert.deepEqual(found.sort(), packed.files.map(({ path }) => path).sort())
    assert.deepEqual(
      readdirSync(join(app, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['paysign'],
    )
  })

  test('README and licences are those of the project', () => {
    for (const name of ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) {
      assert.ok(readFileSync(join(installed, name)).equals(readFileSync(join(root, name))), name)
    }
  })

  test('package.json has no dependencies, installs no scripts, and says what it runs on', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    for (const name of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies']) {
      assert.equal(manifest[name], undefined, name)
    }
    assert.deepEqual(manifest.bin, { paysign: './bin/paysign.js' })
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      assert.equal(manifest.scripts?.[name], undefined, name)
    // For bundlers that do not read `exports`, as Parcel; Node does.
    assert.equal(manifest.main, manifest.exports['.'].default)
    assert.equal(manifest.license, 'MIT OR Apache-2.0')
    assert.equal(manifest.engines.node, '>=20.19')
    for (const path of manifest.sideEffects) assert.ok(existsSync(join(installed, path)), path)
  })

  test('no path of the machine that it was built on', () => {
    for (const { path } of packed.files) {
      const text = readFileSync(join(installed, path), 'latin1')
      for (const folder of [root, `${homedir()}/`]) assert.equal(text.includes(folder), false, `${path}: ${folder}`)
    }
  })
})

describe('in Node, from an empty folder', () => {
  test('import', () => {
    const answer = run(
      app,
      'import.mjs',
      `import init, { HiCoin, Signer, PayError } from 'paysign'
       const before = ${sign}
       await init()
       await init()
       let error
       try { new Signer('none', 'x') } catch (thrown) { error = thrown }
       console.log(JSON.stringify([before, ${address}, ${signRsa}, error instanceof PayError, error.kind]))`,
    )
    assert.deepEqual(answer, [signature, url, rsa.signature, true, 'config'])
  })

  test('the command, by the name under which npx finds it', () => {
    const spec = readFileSync(join(installed, 'specs/hicoin.json'))
    for (const [input, status, output] of [
      [spec, 0, '-: right\n'],
      ['{}', 1, '-: class: is missing\n'],
    ]) {
      const command = spawnSync(join(app, 'node_modules/.bin/paysign'), ['check', '-'], {
        cwd: app,
        input,
        encoding: 'utf8',
      })
      assert.deepEqual([command.status, command.stderr], [status, ''])
      assert.ok(command.stdout.includes(output), command.stdout)
    }
  })

  test('the JSON Schema', () => {
    const answer = run(app, 'schema.cjs', `console.log(JSON.stringify(require('paysign/gateway.schema.json').title))`)
    assert.equal(answer, 'GatewaySpec')
  })

  test('require', () => {
    const answer = run(
      app,
      'require.cjs',
      `const { default: init, HiCoin, Signer } = require('paysign')
       console.log(JSON.stringify([${sign}, ${address}, ${signRsa}, typeof init]))`,
    )
    assert.deepEqual(answer, [signature, url, rsa.signature, 'function'])
  })

  test('import and require give the same classes', () => {
    const answer = run(
      app,
      'both.cjs',
      `const required = require('paysign')
       import('paysign').then((imported) => {
         let error
         try { required.canonicalString('hicoin', { a: 1.5 }) } catch (thrown) { error = thrown }
         console.log(JSON.stringify([
           imported.PayError === required.PayError,
           error instanceof imported.PayError,
           imported.Signer === required.Signer,
           error.name,
         ]))
       })`,
    )
    assert.deepEqual(answer, [true, true, true, 'PayError'])
  })

  test('every entry gives the same classes', () => {
    const answer = run(
      app,
      'entries.mjs',
      `import { createRequire } from 'node:module'
       import * as paysign from 'paysign'
       import * as slim from 'paysign/slim'
       import * as page from 'paysign/page'
       import { answer } from 'paysign/testing'
       import initRsa, { initRsaSync } from 'paysign/rsa'
       const same = (other) => Object.keys(other).filter((name) => other[name] === paysign[name])
       let error
       try { answer('none') } catch (thrown) { error = thrown }
       const required = ['', '/slim', '/page'].map((path) => createRequire(import.meta.url)('paysign' + path))
       console.log(JSON.stringify([
         Object.keys(paysign).filter((name) => slim[name] !== paysign[name]),
         same(page),
         error instanceof paysign.PayError,
         required.map(({ PayError }) => PayError === paysign.PayError),
         slim.toUnits('1.5', 8) === 150000000n,
         [await initRsa(), initRsaSync()],
       ]))`,
    )
    assert.deepEqual(answer, [['default'], ['PayError', 'launch'], true, [true, true, true], true, [null, null]])
  })

  test('slim, with the module from paysign/paysign.wasm', () => {
    const answer = run(
      app,
      'slim.mjs',
      `import { readFileSync } from 'node:fs'
       import { createRequire } from 'node:module'
       import init, { Signer } from 'paysign/slim'
       await init(readFileSync(createRequire(import.meta.url).resolve('paysign/paysign.wasm')))
       console.log(JSON.stringify([${sign}, ${signRsa}]))`,
    )
    assert.deepEqual(answer, [signature, rsa.signature])
  })

  test('slim, with the address of paysign/paysign.wasm', () => {
    const answer = run(
      app,
      'slim-address.mjs',
      `import init, { PayError, Signer } from 'paysign/slim'
       const address = import.meta.resolve('paysign/paysign.wasm')
       const failed = await init(address + '.gone').catch((error) => [error instanceof PayError, error.kind, error.cause.code])
       await init(Math.random() < 0.5 ? address : new URL(address))
       console.log(JSON.stringify([failed, ${sign}]))`,
    )
    assert.deepEqual(answer, [[true, 'config', 'ENOENT'], signature])
  })

  test('nothing else of the package can be imported', () => {
    const answer = run(
      app,
      'inside.mjs',
      `const codes = []
       for (const path of ['lib/instance.js', 'wasm/paysign.js', 'entry/web.js', 'node/index.js']) {
         await import('paysign/' + path).catch((error) => codes.push(error.code))
       }
       console.log(JSON.stringify(codes))`,
    )
    assert.deepEqual(answer, Array(4).fill('ERR_PACKAGE_PATH_NOT_EXPORTED'))
  })

  describe('the file of the module', () => {
    const program = `import { syncBuiltinESMExports } from 'node:module'
      import fs from 'node:fs'
      const opened = []
      await import('node:crypto')
      for (const name of ['readFileSync', 'openSync', 'readFile', 'open', 'createReadStream']) {
        const original = fs[name]
        fs[name] = (path, ...rest) => (opened.push(String(path)), original(path, ...rest))
      }
      syncBuiltinESMExports()
      const unpacked = []
      const zlib = await import('node:zlib')
      const { brotliDecompressSync } = zlib.default
      zlib.default.brotliDecompressSync = (bytes) => (unpacked.push(bytes.length), brotliDecompressSync(bytes))
      const { HiCoin, Signer } = await import('paysign')
      const made = [${sign}, ${address}, ${signRsa}]
      const files = opened.filter((path) => !path.endsWith('.js') && !path.endsWith('package.json'))
      const once = new Set(files.map((path) => path.replace(/.*node_modules/, '')))
      console.log(JSON.stringify([made, [...once], unpacked.length]))`
    const made = [signature, url, rsa.signature]
    const file = '/paysign/wasm/paysign_bg.wasm'

    test('is the one thing that is read beside the code', () => {
      assert.deepEqual(run(app, 'files.mjs', program), [made, [file], 0])
    })

    for (const [what, change] of Object.entries({
      missing: (path) => rmSync(path),
      'of another build': (path) => {
        const bytes = readFileSync(path)
        bytes[bytes.length - 1] ^= 1
        writeFileSync(path, bytes)
      },
      'cut off': (path) => writeFileSync(path, readFileSync(path).subarray(0, 1000)),
    })) {
      test(`is not needed: it may be ${what}`, () => {
        const bare = join(scratch, what.replaceAll(' ', '-'))
        install(bare)
        change(join(bare, 'node_modules/paysign/wasm/paysign_bg.wasm'))
        assert.deepEqual(run(bare, 'bare.mjs', program), [made, [file], 1])
      })
    }
  })
})

describe('without the globals of Node', () => {
  for (const [entry, load] of [
    ['web', 'await init()'],
    ['slim', 'await init(bytes)'],
  ]) {
    test(`the entry ${entry}`, () => {
      const program = `import { readFileSync } from 'node:fs'
        const bytes = readFileSync('node_modules/paysign/wasm/paysign_bg.wasm')
        const { log } = console
        // Node loads its fetch when one of these is first touched, and that needs the globals.
        void [Response, Request, fetch]
        for (const name of ['Buffer', 'process', 'global', 'setImmediate', 'clearImmediate']) delete globalThis[name]
        const left = [typeof Buffer, typeof process, typeof global]
        const { default: init, HiCoin, Signer, Verifier, canonicalString, toUnits } = await import('./node_modules/paysign/entry/${entry}.js')
        const { default: initRsa } = await import('./node_modules/paysign/entry/rsa.js')
        ${load}
        await initRsa()
        const signer = new Signer('yinqiantong-v2', 'your_app_secret')
        const errors = ['bad\\n', {}].map((key) => { try { new Signer('bitcv', key) } catch (error) { return error.kind } })
        log(JSON.stringify([left, ${sign}, ${address}, ${signRsa}, await signer.signAsync(${params}), signer.explain(${params}).signature, errors, String(toUnits('1.5', 8))]))`
      assert.deepEqual(run(app, `bare-${entry}.mjs`, program), [
        ['undefined', 'undefined', 'undefined'],
        signature,
        url,
        rsa.signature,
        signature,
        signature,
        ['config', 'config'],
        '150000000',
      ])
    })
  }

  test('only the entries for Node, and the command, import modules of Node', () => {
    const importing = packed.files
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.js') && !/^(node|wasm)\//.test(path))
      .filter((path) =>
        /(?:from|import\(|Module\()\s*['"]node:|\bBuffer\b|\bprocess\.|\brequire\(/.test(
          // What a message tells of Node is no use of it.
          readFileSync(join(installed, path), 'utf8').replace(
            /(?<!from |import\(|Module\()(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g,
            "''",
          ),
        ),
      )
    assert.deepEqual(importing, ['bin/paysign.js'])
  })
})

describe('RSA', () => {
  test('is in the module of its own, and not in that of paysign', () => {
    // The identifiers of SHA-1 and SHA-256, which stand in every RSA signature (RFC 8017 §9.2).
    const identifiers = ['2b0e03021a', '608648016503040201'].map((hex) => Buffer.from(hex, 'hex'))
    const holds = (name) => {
      const wasm = readFileSync(join(installed, 'wasm', name))
      return identifiers.map((identifier) => wasm.includes(identifier))
    }
    assert.deepEqual(holds('rsa_bg.wasm'), [true, true])
    assert.deepEqual(holds('paysign_bg.wasm'), [false, false])
    for (const entry of ['web', 'slim', 'page']) {
      assert.doesNotMatch(readFileSync(join(installed, `entry/${entry}.js`), 'utf8'), /rsa/)
    }
  })

  test('a bundle for browsers signs and verifies with paysign/rsa', async () => {
    const publicKey = JSON.stringify(vectors.keys['keys/merchant.spki.pem'])
    const { outputFiles } = await bundle({
      stdin: {
        contents: `import init, { Signer, Verifier } from 'paysign'
          import initRsa from 'paysign/rsa'
          await Promise.all([init(), initRsa()])
          const made = ${signRsa}
          const open = new Verifier('sixdu', ${publicKey})
          console.log(JSON.stringify([made, open.verify(${rsaParams}, made), open.verify({ a: 1 }, made)]))`,
        resolveDir: app,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
    })
    assert.deepEqual(run(app, 'bundled.mjs', outputFiles[0].text), [rsa.signature, true, false])
  })
})

describe('tools that find wrong packages', () => {
  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true, level: 'suggestion', pack: false })
    assert.deepEqual(messages, [])
  })

  test('attw finds the types right under every resolution of TypeScript', () => {
    const attw = join(root, 'node_modules/.bin/attw')
    // Node requires ES modules from 20.19 on, which is the least that engines allows; the .wasm, the schema and the specs are not for TypeScript.
    const flags = [
      '--profile',
      'node16',
      '--ignore-rules',
      'cjs-resolves-to-esm',
      '--exclude-entrypoints',
      './paysign.wasm',
      './rsa.wasm',
      './gateway.schema.json',
      './specs/*.json',
    ]
    const { status, stdout } = spawnSync(attw, [tarball, '--format', 'json', '--no-definitely-typed', ...flags], {
      encoding: 'utf8',
    })
    const { analysis, problems } = JSON.parse(stdout)
    assert.equal(status, 0, JSON.stringify(problems, null, 2))
    const kinds = Object.entries(analysis.entrypoints).map(([path, { resolutions }]) => [
      path,
      ['node16-cjs', 'node16-esm', 'bundler'].every((name) =>
        resolutions[name].resolution.fileName.endsWith(path === './package.json' ? '.json' : '.d.ts'),
      ),
    ])
    assert.deepEqual(kinds, [
      ['.', true],
      ['./slim', true],
      ['./page', true],
      ['./node', true],
      ['./rsa', true],
      ['./testing', true],
      ['./package.json', true],
    ])
  })
})
