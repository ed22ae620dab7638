// What every runtime must make of tests/vectors: a list of { name, run }.
import { equal, fails, same } from './check.js'

export function vectorCases(paysign, vectors) {
  const { HiCoin, PayError, Signer, Verifier, canonicalString, scheme } = paysign
  const keyOf = (name) => vectors.keys[name] ?? name
  const signers = new Map()

  // One signer for each rule and key, as it is used: the names that it has met pile up from message to message.
  function signerOf(rule, key) {
    const id = JSON.stringify([rule, key])
    if (!signers.has(id)) {
      const weak = key.includes('weak1024')
      signers.set(id, new Signer(rule, keyOf(key), weak ? { allowWeakKeys: true } : undefined))
    }
    return signers.get(id)
  }

  async function agrees(rule, key, params, signature, canonical) {
    const spec = typeof rule === 'string' ? scheme(rule) : rule
    const signer = signerOf(rule, key)
    // The first call learns the names, the later ones take the fast crossing, which RSA has not.
    const times = spec.algorithm.startsWith('rsa') ? ['only'] : ['first', 'second', 'third']
    for (const time of times) equal(signer.sign(params), signature, `${time} sign`)
    equal(await signer.signAsync(params), signature, 'signAsync')

    equal(signer.verify(params, signature), true, 'verify')
    const carrying = Object.fromEntries([...Object.entries(params), [spec.signatureField, signature]])
    equal(signer.verify(carrying), true, 'verify with the signature among the parameters')
    equal(signer.sign(carrying), signature, 'sign with the signature among the parameters')
    if (!spec.output?.startsWith('base64')) {
      equal(signer.verify(params, signature.toUpperCase()), true, 'verify in upper case')
      equal(signer.verify(params, signature.toLowerCase()), true, 'verify in lower case')
    }
    equal(signer.verify(params, changed(signature)), false, 'verify with one character changed')

    const steps = signer.explain(params)
    if (canonical !== undefined) {
      equal(canonicalString(rule, params), canonical, 'canonicalString')
      equal(steps.canonical, canonical, 'explain: canonical')
    }
    equal(steps.signature, signature, 'explain: signature')
    equal(steps.algorithm, spec.algorithm, 'explain: algorithm')
    const secret = spec.secret ?? ''
    const around = secret.includes('{text}') ? secret : `{text}${secret}`
    const sides = around.split('{text}').map((side) => side.replace('{}', '***'))
    equal(steps.signed, sides.join(steps.canonical), 'explain: signed')
    const names = [...steps.kept.map(([name]) => name), ...steps.dropped.map(({ name }) => name)]
    same(names.sort(), Object.keys(params).sort(), 'explain: every name is kept or dropped')
  }

  const cases = []
  const add = (name, run) => cases.push({ name, run })

  for (const { scheme, name, secret, params, canonical, signature } of vectors.sign) {
    add(`sign.json: ${scheme}: ${name}`, () => agrees(scheme, secret, typed(params), signature, canonical))
  }

  vectors.more.forEach(({ spec, key, params, canonical, signature }, index) => {
    add(`more.json ${index}: ${JSON.stringify(spec)}`, () =>
      agrees(spec, key, Object.fromEntries(params), signature, canonical),
    )
  })

  for (const { scheme, source, params, key, signature, wrong } of vectors.living) {
    add(`living.json: ${scheme}: ${source}`, async () => {
      if (wrong) equal(signerOf(scheme, key).sign(params) === signature, false, 'what is printed there')
      else await agrees(scheme, key, params, signature)
    })
  }

  add('living-bepusdt.json', () => {
    const signer = signerOf('bepusdt', 'fixture-token')
    for (const { json, signature } of vectors.bepusdt) {
      const members = json.replace(/,"signature":"excluded"/, '').slice(0, -1)
      const fields = signer.verifyBody(`${members},"signature":"${signature}"}`)
      equal(Object.keys(fields).length, Object.keys(JSON.parse(json)).length + !/"signature"/.test(json), json)
    }
  })

  add('go-numbers.json', () => {
    const signer = signerOf('bepusdt', 'k3y-秘密')
    for (const { number, signature } of vectors.numbers) {
      equal(signer.verifyBody(`{"n":${number},"signature":"${signature}"}`).n, number, number)
    }
  })

  add('living-epay-server.json', () => {
    const platform = new Verifier('epay-v2', vectors.keys['keys/platform.spki.pem'])
    for (const { kind, key, notify, body } of vectors.epay) {
      const holder = kind === 'v1-notification' ? signerOf('epay', key) : platform
      const text = body ?? new URL(notify).search
      equal(holder.verifyBody(text).sign_type, kind === 'v1-notification' ? 'MD5' : 'RSA', text)
    }
    platform.free()
  })

  for (const rule of new Set(vectors.random.map(([rule]) => rule))) {
    const mine = vectors.random.filter(([other]) => other === rule)
    add(`random.json: ${mine.length} of ${rule}`, async () => {
      for (const [index, [, secret, params, signature]] of mine.entries()) {
        try {
          await agrees(rule, secret, paramsOf(params), signature)
        } catch (fault) {
          throw new Error(`number ${index}, ${JSON.stringify(params)}: ${fault.message}`)
        }
      }
    })
  }

  for (const { gateway, name, contentType, body, secret, publicKey, expect } of vectors.verify) {
    add(`verify.json: ${gateway}: ${name}`, async () => {
      const holder = publicKey
        ? new Verifier(gateway, vectors.keys[publicKey])
        : name.length % 2
          ? new Signer(gateway, secret)
          : new Verifier(gateway, secret)
      for (const arrived of [body, new TextEncoder().encode(body)]) {
        const read = () => holder.verifyBody(arrived, contentType)
        if (expect === 'body' || expect === 'signature') {
          await fails(PayError, expect, expect === 'body' ? /^body: / : /signature/, read, name)
        } else {
          // Whether it is too old or meant for somebody else, the gateway's client says; it is genuine.
          const fields = read()
          equal(Object.keys(fields).length > 3, true, 'fields')
          equal(holder.verify(fields), true, 'what was read verifies as parameters')
        }
      }
      holder.free()
    })
  }

  for (const { name, secret, params, canonical, paySign, url } of vectors.h5) {
    add(`hicoin-h5-url.json: ${name}`, () => {
      const { appId, nonceStr, package: prepay, timeStamp } = typed(params)
      const client = new HiCoin({ appId, mchKey: secret, dangerouslyAllowBrowser: true })
      const page = { prepay_id: prepay.replace('prepay_id=', ''), nonceStr, timeStamp }
      equal(client.h5PayUrl(page), url, 'address')
      equal(client.h5PayUrl({ ...page, timeStamp: Number(timeStamp) }), url, 'address with a number for the time')
      equal(canonicalString('hicoin-h5', typed(params)), canonical, 'canonical string')
      equal(new Signer('hicoin-h5', secret).sign(typed(params)), paySign, 'paySign')
      equal(client.h5PayUrl({ ...page, nonceStr: `x${nonceStr.slice(1)}` }) === url, false, 'another nonce')
    })
  }

  return cases
}

/** `[name, type, value]` of sign.json, where JSON has no type of its own for the value. */
function typed(params) {
  return Object.fromEntries(params.map(([name, type, value]) => [name, type === 'bigint' ? BigInt(value) : value]))
}

/** Pairs, or an object; decimals as the texts that they are signed as. */
function paramsOf(params) {
  const entries = Array.isArray(params) ? params : Object.entries(params)
  const text = (value) => (typeof value === 'number' && !Number.isInteger(value) ? String(value) : value)
  return Object.fromEntries(entries.map(([name, value]) => [name, text(value)]))
}

/** Another signature of the same form. */
function changed(signature) {
  const at = signature.length >> 1
  return signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1)
}
