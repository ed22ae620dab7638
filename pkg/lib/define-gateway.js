// A class of a gateway from its spec: the only way in which there are some, for those of this package too.
import { Opened, allPages, perform, take, verify } from './gateway.js'
import { Handle, innerOf } from './handle.js'
import { specText } from './spec-text.js'
import { property, put, putHidden } from './value.js'
import { whole } from './whole.js'

export function defineGateway(spec) {
  const text = specText(spec)
  if (whole.isLoaded()) whole.ready().checkSpec(text)
  return gatewayOf(text)
}

/** What each method of a client is, by the gateway that its options chose. Outlives `free`, after which a call rejects. */
const methods = new WeakMap()

/** The class of a spec's text. Where that is faulty, and could not be checked yet, the constructor throws. */
export function gatewayOf(text) {
  const spec = JSON.parse(text)
  const Class = class extends Handle {
    constructor(options) {
      const { Client } = whole.ready()
      const client = new Client(text, options)
      super(new Opened(client, options))
      methods.set(this, client.methods())
    }
  }
  let shown
  // Only few look at it, and each module's start would pay for it.
  const show = () => (shown ??= JSON.parse(text, (_, value) => Object.freeze(value)))
  Object.defineProperty(Class, 'name', { __proto__: null, value: String(property(spec, 'class')), configurable: true })
  Object.defineProperty(Class, 'spec', { __proto__: null, get: show, enumerable: true })
  for (const call of namesIn(spec, 'calls')) addCall(Class.prototype, call)
  for (const notification of namesIn(spec, 'notifications')) addNotification(Class.prototype, notification)
  return Class
}

function addCall(prototype, name) {
  putHidden(prototype, name, function (input, options) {
    switch (methods.get(this)?.[name]) {
      case 'call':
        return perform(this, name, input, options)
      case 'list':
        return allPages(this, name, input, options)
      default: // which is refused there where what the options chose has no such method
        return innerOf(this).client.page(name, input)
    }
  })
}

/** `saleNotification` gives `parseSaleNotification` and `handleSaleNotification`. */
function addNotification(prototype, notification) {
  const name = notification.replace(/^./, (letter) => letter.toUpperCase())
  putHidden(prototype, `parse${name}`, function (input) {
    return verify(this, `parse${name}`, input).event
  })
  putHidden(prototype, `handle${name}`, async function (request, onEvent) {
    return take(this, `parse${name}`, request, onEvent)
  })
}

/** The names in `calls` or `notifications`, whatever a client's options choose. */
function namesIn(spec, part) {
  const words = membersOf(property(spec, 'options')).flatMap((option) => membersOf(property(option, 'words')))
  const specs = [spec, ...words.map((word) => property(word, 'patch'))]
  const names = new Set()
  const used = new Set()
  // What an object has at this path in the spec or in one of its patches, and what it uses.
  const look = (path) => {
    for (const object of specs.map((spec) => path.reduce(property, spec))) {
      for (const name of Object.keys(object ?? {})) if (name !== '$use') names.add(name)
      for (const name of [property(object, '$use') ?? []].flat()) {
        if (used.has(name)) continue
        used.add(name)
        look(['shared', name])
      }
    }
  }
  look([part])
  return names
}

const membersOf = (object) => Object.values(object ?? {})
