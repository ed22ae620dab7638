// RSA in a module of its own, where there is no other: a list of { name, run }.
import { equal, fails } from '../check.js'
import { RSA, watchInstances } from './instances.js'
import { breakStack, withStack } from './stack.js'

/** @param copy, wasm, wasmOfRsa  see conformance.js */
export function rsaModuleCases({ copy, wasm, wasmOfRsa }, vectors) {
  const { params: entries, signature } = vectors.sign.find(
    (vector) => vector.scheme === 'sixdu' && vector.name === 'plain',
  )
  const params = Object.fromEntries(entries.map(([name, , value]) => [name, value]))
  const [privateKey, publicKey] = ['pkcs8', 'spki'].map((form) => vectors.keys[`keys/merchant.${form}.pem`])
  const untold = /`import initRsa from 'paysign\/rsa'; await initRsa\(\)`/

  async function start() {
    const load = copy()
    const paysign = await load('slim')
    await paysign.default(wasm.slice())
    return { paysign, rsa: await load('rsa') }
  }
  const keysOf = ({ Signer, Verifier }) => [new Signer('sixdu', privateKey), new Verifier('sixdu', publicKey)]

  function compute([signer, verifier]) {
    for (let time = 0; time < 3; time++) equal(signer.sign(params), signature, 'sign')
    equal(signer.explain(params).signature, signature, 'explain')
    for (const holder of [signer, verifier]) {
      equal(holder.verify(params, signature), true, 'verify')
      equal(holder.verify({ ...params, x: 1 }, signature), false, 'verify something else')
    }
  }

  return [
    {
      name: 'paysign/rsa: without it, what needs it says so, and works once it is there',
      async run() {
        const { paysign, rsa } = await start()
        const { PayError } = paysign
        const keys = keysOf(paysign)
        const [signer, verifier] = keys
        if (globalThis.crypto?.subtle) equal(await signer.signAsync(params), signature, 'signAsync')
        else await fails(PayError, 'config', untold, () => signer.signAsync(params))
        const body = `{"merchantSign":"${signature}"}`
        for (const call of [
          () => signer.sign(params),
          () => signer.explain(params),
          () => signer.verify(params, signature),
          () => verifier.verify(params, signature),
          () => verifier.verifyBody(body),
        ]) {
          await fails(PayError, 'config', untold, call)
        }
        equal(verifier.verify(params), false, 'there is no signature')
        equal(verifier.explain(params).signature ?? 'none', 'none', 'explain')
        await rsa.default()
        compute(keys)
        await fails(PayError, 'signature', /does not fit/, () => verifier.verifyBody(body))
      },
    },
    {
      name: 'paysign/rsa: calls in parallel share one load, and one more changes nothing',
      async run() {
        const { paysign, rsa } = await start()
        await counting(1, async () => {
          await Promise.all([rsa.default(), rsa.default(), rsa.default()])
          const keys = keysOf(paysign)
          compute(keys)
          await rsa.default()
          compute(keys)
        })
      },
    },
    {
      name: 'paysign/rsa: the module of paysign is not taken for it, and then it loads all the same',
      async run() {
        const { paysign, rsa } = await start()
        await fails(paysign.PayError, 'config', /another WebAssembly module than rsa\.wasm/, () =>
          rsa.default(wasm.slice()),
        )
        await rsa.default()
        compute(keysOf(paysign))
      },
    },
    {
      name: 'paysign/rsa: a trap in it costs the keys that it has, and no others',
      async run() {
        const { paysign, rsa } = await start()
        const { PayError, Signer } = paysign
        await counting(2, async (instances) => {
          await rsa.default(withStack(wasmOfRsa))
          const [signer, verifier] = keysOf(paysign)
          const unused = keysOf(paysign)
          const other = new Signer('yinqiantong-v2', 'your_app_secret')
          const md5 = other.sign({ a: 1 })
          compute([signer, verifier])
          breakStack(instances[0])
          await fails(PayError, 'config', /failed inside.*report/, () => signer.sign(params))
          for (const call of [() => signer.sign(params), () => verifier.verify(params, signature)]) {
            await fails(PayError, 'config', /was lost.*make a new one/, call)
          }
          equal(other.sign({ a: 1 }), md5, 'a key of another sort')
          compute(unused)
          compute(keysOf(paysign))
          for (const holder of [signer, verifier, ...unused]) holder.free()
          compute(keysOf(paysign))
        })
      },
    },
  ]
}

/** Runs `task`, while which so many instances are made. */
async function counting(expected, task) {
  const instances = []
  const end = watchInstances((instance) => instances.push(instance), RSA)
  try {
    await task(instances)
  } finally {
    end()
  }
  equal(instances.length, expected, 'instances')
}
