// What all gateways have in common; the calls themselves are rows in the wasm module.
import { PayError } from './error.js'
import { Handle, innerOf } from './handle.js'
import { isRecord, properties, putHidden } from './value.js'
import { whole } from './whole.js'

class Opened {
  constructor(client, options) {
    const { payHosts, replay, onFailure } = properties(options, ['payHosts', 'replay', 'onFailure'])
    this.client = client
    this.payHosts = payHosts && [...payHosts]
    this.replay = replay
    this.onFailure = onFailure
  }

  free() {
    this.client.free()
  }
}

/** A call's promise, whose error says where the caller stands instead of where the answer was read. */
async function perform(client, name, input, options) {
  const here = new Error()
  try {
    return await innerOf(client).client.call(name, input, options)
  } catch (error) {
    if (error instanceof PayError) error.stack = String(here.stack).replace(/^Error(?=\n|$)/, () => String(error))
    throw error
  }
}

/** Gives a class a method. */
export function method(Class, name, value) {
  putHidden(Class.prototype, name, value)
}

/** A class with the methods of its rows. */
export function gatewayOf(name, { calls, lists, pages }) {
  const Class = class extends Handle {
    constructor(options) {
      const { Client } = whole.ready()
      super(new Opened(new Client(name, options), options))
    }
  }
  for (const call of calls) {
    method(Class, call, function (input, options) {
      return perform(this, call, input, options)
    })
  }
  for (const list of lists) {
    method(Class, list, function (filter, options) {
      return allPages(this, list, filter, options)
    })
  }
  for (const page of pages) {
    method(Class, page, function (input) {
      return innerOf(this).client.page(page, input)
    })
  }
  return Class
}

/**
 * All orders, newest first: each page begins below the last order of the one before. With `to_id` alone a broker may
 * begin at the other end, next to it: so there is always an order to begin below, and be it the largest id there can be.
 */
async function* allPages(client, list, filter, options) {
  const given = properties(filter, ['from_id', 'to_id'])
  let from_id = given.from_id ?? (given.to_id === undefined ? undefined : '9223372036854775807')
  for (;;) {
    const asked = isRecord(filter ?? {}) ? { ...filter, from_id } : filter // which is refused there
    const page = await perform(client, list, asked, options)
    // A short page is not the last: a broker may give fewer than were asked for.
    if (page.length === 0) return
    const last = page[page.length - 1].orderId
    if (last === from_id) throw new PayError('http', 'the gateway returns the same page of orders again')
    yield* page
    from_id = last
  }
}
