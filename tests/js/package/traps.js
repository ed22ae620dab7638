// A trap in the shipped module, and what follows: a list of { name, run }.
import { equal, fails } from '../check.js'
import { watchInstances } from './instances.js'
import { breakStack, withStack } from './stack.js'

const printed = {
  scheme: 'yinqiantong-v2',
  key: 'your_app_secret',
  params: {
    channel: 1,
    platform: 2,
    money: 1,
    client_ip: '127.0.0.1',
    subject: 'my_subject',
    ts: 1541051068,
    appid: '00000000',
  },
  signature: '65d704b3652d451355f99b173635d107',
}
const page = { prepay_id: '1048157710522051678581' }
const options = { appId: 'a', mchKey: 'k', dangerouslyAllowBrowser: true }

/** @param fresh, wasm  see conformance.js */
export function trapCases({ fresh, wasm }, vectors) {
  const breakable = () => withStack(wasm)
  const rsaKey = vectors.keys['keys/merchant.pkcs8.pem']
  const signs = ({ Signer }) =>
    equal(new Signer(printed.scheme, printed.key).sign(printed.params), printed.signature, 'sign')

  // Each is given a package that has a Signer, a used Signer, and so on, made before the trap.
  const calls = {
    'sign, the first time': ({ unused }) => unused.sign(printed.params),
    'sign, the fast way': ({ signer }) => signer.sign(printed.params),
    'sign, the ordinary way': ({ signer }) => signer.sign(Object.create({ inherited: 1 }, {})),
    'sign with RSA': ({ rsa }) => rsa.sign(printed.params),
    signAsync: ({ signer }) => signer.signAsync(printed.params),
    'signAsync with RSA': ({ rsa }) => rsa.signAsync(printed.params),
    verify: ({ signer }) => signer.verify(printed.params, printed.signature),
    verifyBody: ({ signer }) => signer.verifyBody(`a=1&sign=${printed.signature}`),
    explain: ({ signer }) => signer.explain(printed.params),
    h5PayUrl: ({ hicoin }) => hicoin.h5PayUrl(page),
    'new HiCoin': ({ paysign }) => new paysign.HiCoin(options),
    defineGateway: ({ paysign }) => paysign.defineGateway(paysign.HiCoin.spec),
    'new Signer': ({ paysign }) => new paysign.Signer(printed.scheme, printed.key),
    scheme: ({ paysign }) => paysign.scheme('hicoin'),
    canonicalString: ({ paysign }) => paysign.canonicalString('hicoin', printed.params),
    toUnits: ({ paysign }) => paysign.toUnits('1', 8),
    'a getter among the parameters, while another call is under way': ({ paysign, signer }) =>
      signer.sign({
        get a() {
          return String(paysign.toUnits('1', 8))
        },
      }),
  }

  const cases = Object.entries(calls).map(([name, call]) => ({
    name: `trap: ${name}`,
    async run() {
      const instances = []
      await watchingInstances(instances, async () => {
        const paysign = await fresh('slim')
        await paysign.default(breakable())
        const { PayError, Signer, Verifier, HiCoin, defineGateway } = paysign
        // Its spec goes into every instance anew.
        const Own = defineGateway(HiCoin.spec)
        const make = () => ({
          paysign,
          signer: new Signer(printed.scheme, printed.key),
          unused: new Signer(printed.scheme, printed.key),
          rsa: new Signer('sixdu', rsaKey),
          verifier: new Verifier(printed.scheme, printed.key),
          hicoin: new HiCoin(options),
          own: new Own(options),
        })
        for (let time = 1; time <= 3; time++) {
          const before = make()
          for (let i = 0; i < 3; i++) equal(before.signer.sign(printed.params), printed.signature, 'before')
          equal(instances.length, time, 'instances')
          breakStack(instances[instances.length - 1])
          const error = await fails(PayError, 'config', /failed inside.*report/, () => call(before))
          equal(error.cause instanceof Error, true, `cause: ${error.cause}`)
          equal(error.message.includes(printed.key) || error.stack.includes(printed.key), false, 'the key in the error')

          // The very next call.
          if (time === 1) signs(paysign)
          else if (time === 2) equal(paysign.toUnits('1.5', 8), 150000000n, 'toUnits')
          else equal(await paysign.default(), undefined, 'init')
          signs(paysign)

          const { signer, unused, rsa, verifier, hicoin, own } = before
          const lost = (task) => fails(PayError, 'config', /was lost.*make a new one/, task)
          for (const task of [
            () => signer.sign(printed.params),
            () => unused.sign(printed.params),
            () => rsa.signAsync(printed.params),
            () => signer.verify(printed.params),
            () => signer.verifyBody('a=1'),
            () => verifier.explain(printed.params),
            () => hicoin.h5PayUrl(page),
            () => own.h5PayUrl(page),
            () => own.queryOrder({ out_trade_no: 'A1' }),
          ]) {
            await lost(task)
          }
          for (const holder of [signer, unused, rsa, verifier, hicoin, own]) {
            holder.free()
            holder.free()
            if (holder.verify) await fails(PayError, 'config', /was freed/, () => holder.verify(printed.params))
          }
          const after = make()
          for (let i = 0; i < 3; i++) equal(after.signer.sign(printed.params), printed.signature, 'after')
          equal(after.signer.verify(printed.params, printed.signature), true, 'verify')
          for (const client of [after.hicoin, after.own])
            equal(new URL(client.h5PayUrl(page)).searchParams.get('appId'), 'a', 'h5PayUrl')
        }
        equal(instances.length, 4, 'instances')
      })
    },
  }))

  cases.push(
    {
      name: 'trap: in one copy of the package, another does not notice',
      async run() {
        const instances = []
        await watchingInstances(instances, async () => {
          const [one, other] = [await fresh('slim'), await fresh('slim')]
          for (const module of [one, other]) await module.default(breakable())
          const signer = new other.Signer(printed.scheme, printed.key)
          breakStack(instances[0])
          const error = await fails(one.PayError, 'config', /failed inside/, () => one.toUnits('1', 0))
          equal(error instanceof other.PayError, false, 'a class of its own')
          equal(signer.sign(printed.params), printed.signature, 'the other copy')
          signs(one)
          equal(instances.length, 3, 'instances')
        })
      },
    },
    {
      name: 'trap: while init is under way again',
      async run() {
        const instances = []
        await watchingInstances(instances, async () => {
          const paysign = await fresh('slim')
          await paysign.default(breakable())
          breakStack(instances[0])
          await fails(paysign.PayError, 'config', /failed inside/, () => paysign.toUnits('1', 0))
          const pending = [paysign.default(), paysign.default()]
          const signer = new paysign.Signer(printed.scheme, printed.key)
          await Promise.all(pending)
          equal(signer.sign(printed.params), printed.signature, 'a signer made before init ended')
        })
      },
    },
    {
      name: 'a recursion without end, of the caller, costs no Signer',
      async run() {
        const paysign = await fresh('slim')
        await paysign.default(breakable())
        const signer = new paysign.Signer(printed.scheme, printed.key)
        for (let time = 0; time < 3; time++) {
          const dive = (depth) => {
            signer.sign(printed.params)
            signer.explain(printed.params)
            return dive(depth + 1) + 1
          }
          let error
          try {
            dive(0)
          } catch (thrown) {
            error = thrown
          }
          equal(/call stack|too much recursion/.test(error?.message), true, String(error))
          equal(signer.sign(printed.params), printed.signature, 'afterwards')
          equal(signer.verify(printed.params, printed.signature), true, 'verify')
        }
        signer.free()
        signs(paysign)
      },
    },
    {
      // Chrome before 115 refuses in a page to compile or instantiate more than 4 KB synchronously.
      name: 'init: neither compiles nor instantiates synchronously',
      async run() {
        const refuse = class {
          constructor() {
            throw new RangeError('disallowed on the main thread, if the buffer size is larger than 4KB')
          }
        }
        const before = { Instance: WebAssembly.Instance, Module: WebAssembly.Module }
        const paysign = await fresh('web')
        try {
          WebAssembly.Instance = refuse
          WebAssembly.Module = class extends refuse {
            static exports = before.Module.exports
            static customSections = before.Module.customSections
          }
          await paysign.default()
        } finally {
          Object.assign(WebAssembly, before)
        }
        signs(paysign)
      },
    },
  )
  return cases
}

/** Lists the instances that are made while `task` runs. */
async function watchingInstances(instances, task) {
  const end = watchInstances((instance) => instances.push(instance))
  try {
    await task()
  } finally {
    end()
  }
}
