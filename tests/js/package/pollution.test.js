// Object.prototype with names on it, as a deep merge of somebody's JSON leaves them there (F4): the package does what it
// does without them. No name is listed by hand: what is read shows itself to a proxy, and every word of the sources is
// tried besides.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as paysign from 'paysign'
import * as testing from 'paysign/testing'

const { BhopOrg, BhopUser, BitCV, HiCoin, PayError, Signer, SixDu, Yinqiantong } = paysign

/** Values that would do harm in one place or another: an address, a number, a flag, an object, a list. */
const VALUES = ['"https://evil.example"', '{"url":"https://evil.example","length":2}', '["a","b"]']
/** What JavaScript itself reads of every object; JSON cannot replace these by something that can be called. */
const OWN = new Set(Object.getOwnPropertyNames(Object.prototype))
/** The language itself calls it at the end of `const [a] = list`, so that nothing at all works any more. */
OWN.add('return')

const names = [...new Set([...seenByProxies(), ...wordsOfSources()])].filter((name) => !OWN.has(name)).sort()

/** The names that are looked for in objects of callers and of the platform. */
function seenByProxies() {
  const seen = new Set()
  const note = (_, name) => void (typeof name === 'string' && seen.add(name))
  const watched = (own = {}) =>
    new Proxy(own, {
      get: (target, name) => (note(target, name), Reflect.get(target, name)),
      has: (target, name) => (note(target, name), Reflect.has(target, name)),
      getOwnPropertyDescriptor: (target, name) => (note(target, name), Reflect.getOwnPropertyDescriptor(target, name)),
    })
  const attempt = (act) => {
    try {
      const result = act()
      result?.catch?.(() => {})
      result?.next?.().catch(() => {}) // a list looks at what it was given when its first page is asked for
    } catch (error) {
      assert.ok(error instanceof PayError || error instanceof TypeError, error)
    }
  }
  const base = 'https://broker.example'
  const onFailure = () => {}
  const made = [
    () => new HiCoin(watched({ appId: 'a', mchKey: 'k', onFailure })),
    () => new Yinqiantong(watched({ version: 'v1', appId: 'a', appKey: 'k', appSecret: 's', onFailure })),
    () => new Yinqiantong(watched({ version: 'v2', appId: 'a', appSecret: 's', onFailure })),
    () => new BitCV(watched({ appId: 'a', appSecret: 's', onFailure })),
    () => new SixDu(watched({ merchantId: 'm', privateKey: vector('merchant.pkcs8.pem'), onFailure })),
    () => new BhopOrg(watched({ base, accessKey: 'a', secretKey: 's' })),
    () => new BhopUser(watched({ base })),
  ].map((make) => make())
  for (const client of made) {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(client).constructor.prototype)
    for (let at = Object.getPrototypeOf(client); at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      methods.push(...Object.getOwnPropertyNames(at))
    }
    for (const method of new Set(methods)) {
      if (method === 'constructor' || method === 'free') continue
      attempt(() => client[method](watched(), watched()))
      attempt(() => client[method](watched(), () => {}))
    }
  }
  attempt(() => new Signer(watched({ signatureField: 'sign', algorithm: 'hmac-sha256' }), 'key', watched()))
  attempt(() => paysign.canonicalString(watched({ signatureField: 'sign', algorithm: 'hmac-sha256' }), watched()))
  for (const [guard, client] of [['memoryReplay'], ['redisReplay', { call() {} }], ['sqlReplay', { query() {} }]]) {
    attempt(() => paysign[guard](...(client ? [client] : []), watched()))
  }
  attempt(() => paysign.launch(watched({ kind: 'redirect' }), watched()))
  attempt(() => new PayError('config', 'x', watched()))
  attempt(() => testing.notification(HiCoin, watched({ appId: 'a', mchKey: 'k' }), {}, watched()))
  attempt(() => testing.answer(HiCoin, 'queryOrder', watched({ mchKey: 'k' }), {}, watched()))
  attempt(() => new Request('https://shop.example', watched()))
  attempt(() => new Response('', watched()))
  return seen
}

function wordsOfSources() {
  const folders = ['../../../pkg/lib/', '../../../pkg/entry/', '../../../pkg/wasm/']
  const files = folders.flatMap((folder) => {
    const address = new URL(folder, import.meta.url)
    return readdirSync(address)
      .filter((name) => /\.js$/.test(name) && !/^(bytes|packed)\.js$/.test(name))
      .map((name) => new URL(name, address))
  })
  const code = files.map((file) => readFileSync(file, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '')).join('\n')
  return code.match(/[A-Za-z_$][\w$]*/g)
}

function vector(name) {
  return readFileSync(new URL(`../../vectors/keys/${name}`, import.meta.url), 'utf8')
}

const pollutionOf = (names, value) => `{${names.map((name) => `${JSON.stringify(name)}:${value}`).join()}}`

/** The texts that tests/js/package/polluted.js gives. */
async function run(question) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('polluted.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify(question))
  const read = async (stream) => (await stream.setEncoding('utf8').toArray()).join('')
  const [out, complaint] = await Promise.all([read(child.stdout), read(child.stderr)])
  assert.notEqual(out, '', complaint)
  return JSON.parse(out)
}

/** The first line that differs. */
function difference(seen, right) {
  const rights = right.split('\n')
  return seen
    .split('\n')
    .find((line, at) => line !== rights[at])
    ?.slice(0, 600)
}

/** Those of the names that change what the package does, each with the first thing that it changes. */
async function culprits(names, value, run) {
  const texts = await run(groupsOf(names, 500).map((group) => pollutionOf(group, value)))
  const found = []
  for (const [at, group] of groupsOf(names, 500).entries()) {
    const wrong = texts[at]
    if (wrong === right) continue
    if (group.length === 1 && wrong === 'runtime') continue
    if (group.length === 1) found.push(`${group[0]}: ${difference(wrong, right)}`)
    else {
      const half = Math.ceil(group.length / 2)
      const parts = [group.slice(0, half), group.slice(half)]
      const told = [...(await culprits(parts[0], value, run)), ...(await culprits(parts[1], value, run))]
      found.push(
        ...(told.length || wrong === 'runtime'
          ? told
          : [`${group.length} names together: ${difference(wrong, right)}`]),
      )
    }
  }
  return found
}

function groupsOf(names, size) {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, at) => names.slice(at * size, (at + 1) * size))
}

const [right] = await run({})

describe(`${names.length} names on Object.prototype`, () => {
  test('the names that options have are among them', () => {
    for (const name of [
      'base',
      'allowHttp',
      'fetch',
      'replay',
      'headers',
      'now',
      'contentType',
      'retries',
      'signal',
      'dropEmpty',
      'maxKeys',
      'environment',
      'dangerouslyAllowBrowser',
      'allowWeakKeys',
      'payHosts',
      'cause',
      'lease',
      'statusText',
      'from_id',
      'broken',
    ]) {
      // prettier-ignore
      assert.ok(names.includes(name), name)
    }
  })

  for (const value of VALUES) {
    test(value, async (t) => {
      const works = await run({ platform: names.map((name) => pollutionOf([name], value)) })
      // A few make the runtime's own Request and Response fail, whoever makes one.
      const fair = names.filter((_, at) => works[at])
      assert.ok(names.length - fair.length < 12, names.filter((_, at) => !works[at]).join())
      t.diagnostic(`not tried, because the runtime fails: ${names.filter((_, at) => !works[at]).join(', ')}`)

      const after = async (pollutions) => (await run({ after: pollutions })).slice(1)
      assert.deepEqual(await culprits(fair, value, after), [], 'after the import')
      const before = async (pollutions) => {
        const texts = []
        for (const pollution of pollutions) texts.push(...(await run({ before: pollution })))
        return texts
      }
      assert.deepEqual(await culprits(fair, value, before), [], 'before the import')
    })
  }
})

describe('what stands there when it is called', () => {
  const withProperty = async (name, descriptor, act) => {
    Object.defineProperty(Object.prototype, name, { __proto__: null, configurable: true, ...descriptor })
    try {
      return await act()
    } finally {
      delete Object.prototype[name]
    }
  }

  test('setters see nothing of answers, errors and requests', async () => {
    const seen = []
    const json = () => ({ status: 200, text: () => '{"errcode":0,"tradeNo":"T"}' }) // which is none of the runtime's
    const inits = []
    const client = new BitCV({ appId: 'a', appSecret: 's3cret', fetch: async (_, init) => (inits.push(init), json()) })
    for (const name of ['body', 'headers', 'method', 'raw', 'kind', 'cause', 'tradeNo', 'retryable', 'gateway']) {
      await withProperty(
        name,
        { set: (value) => void seen.push([name, value]), get: () => seen.push([name]) },
        async () => {
          await client.queryOrder({ tradeNo: 'T' }, { retries: 0 }).catch((error) => {
            assert.equal(Object.hasOwn(error, 'kind'), true)
          })
          assert.throws(
            () => new HiCoin({}),
            (error) => Object.hasOwn(error, 'kind') && Object.hasOwn(error, 'retryable'),
          )
        },
      )
    }
    assert.deepEqual(seen, [])
    assert.ok(inits.length > 0 && inits.every((init) => Object.hasOwn(init, 'body')))
  })

  test('names with which the runtime’s own Response fails', async () => {
    const fetch = async (url, init) => ({ status: 200, text: () => '{"errcode":0}', sent: sent.push([url, init]) })
    const sent = []
    const act = async () => {
      const client = new BitCV({ appId: 'a', appSecret: 's3cret', fetch })
      const kind = await client.queryOrder({ tradeNo: 'T' }, { retries: 0 }).catch((error) => error.message)
      const [url, { method, body, signal }] = sent.pop()
      return [kind, url, method, body, signal instanceof AbortSignal, new Signer('bitcv', 'k').sign({ a: 1 })]
    }
    const right = await act()
    for (const name of ['aborted', 'cancel', 'get', 'required', 'set', 'signal', 'window', 'document', 'referrer']) {
      for (const value of VALUES) {
        Object.prototype[name] = JSON.parse(value)
        let seen
        try {
          seen = await act()
        } finally {
          delete Object.prototype[name]
        }
        assert.deepEqual(seen, right, `${name} ${value}`)
      }
    }
  })

  test('a `then` makes no promise of every object', async () => {
    const signer = new Signer('bitcv', 's3cret')
    const right = signer.sign({ a: 1 })
    await withProperty('then', { value() {} }, () => {
      assert.equal(signer.sign({ a: 1 }), right)
      assert.equal(signer.explain({ a: 1 }).signature, right)
      assert.ok(new BitCV({ appId: 'a', appSecret: 's' }))
    })
  })

  test('options of a class may still be getters', () => {
    class Configured {
      get appId() {
        return 'a'
      }
      get mchKey() {
        return 'k'
      }
      get environment() {
        return 'test'
      }
    }
    const address = new HiCoin(new Configured()).h5PayUrl({ prepay_id: '1' })
    assert.match(address, /^http:\/\/testweb\.hicoin\.one\/.*appId=a&/)
  })

  test('headers are read from lists of their own', async () => {
    let sent
    const fetch = async (_, init) => ((sent = init.headers), new Response('{}', { status: 400 }))
    const holes = [['x-a', '1'], , ['x-b', '2']]
    Array.prototype[1] = ['x-evil', '3']
    try {
      assert.throws(() => new BitCV({ appId: 'a', appSecret: 's', headers: holes }), { kind: 'config' })
      const client = new BitCV({ appId: 'a', appSecret: 's', fetch, headers: [['x-a', '1']] })
      await assert.rejects(client.queryOrder({ tradeNo: 'T' }, { retries: 0 }))
    } finally {
      delete Array.prototype[1]
    }
    assert.equal(sent['x-a'], '1')
    assert.equal('x-evil' in sent, false)
  })
})
