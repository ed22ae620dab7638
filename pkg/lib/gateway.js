// What the methods of a gateway's class do; what a call is, the wasm module reads from the spec.
import { PayError } from './error.js'
import { innerOf } from './handle.js'
import { handleNotification } from './notification.js'
import { replayOfProcess } from './replay.js'
import { isRecord, properties } from './value.js'

/** A client in wasm, with those of its options that concern JavaScript. */
export class Opened {
  constructor(client, options) {
    const { replay, onFailure } = properties(options, ['replay', 'onFailure'])
    this.client = client
    this.replay = replay
    this.onFailure = onFailure
  }

  free() {
    this.client.free()
  }
}

/** A call's promise, whose error says where the caller stands instead of where the answer was read. */
export async function perform(handle, name, input, options) {
  const here = new Error()
  try {
    return await innerOf(handle).client.call(name, input, options)
  } catch (error) {
    if (error instanceof PayError) error.stack = String(here.stack).replace(/^Error(?=\n|$)/, () => String(error))
    throw error
  }
}

/**
 * All items, newest first: each page begins below the last item of the one before. With the other end alone a gateway may
 * begin there, next to it: so there is always an item to begin below, and be it the largest id there can be.
 */
export async function* allPages(handle, name, filter, options) {
  const { after, before, id, largest } = innerOf(handle).client.paging(name)
  const given = properties(filter, [after, before])
  let from = given[after] ?? (given[before] === undefined ? undefined : largest)
  for (;;) {
    const asked = isRecord(filter ?? {}) ? { ...filter, [after]: from } : filter // which is refused there
    const page = await perform(handle, name, asked, options)
    // A short page is not the last: a gateway may give fewer than were asked for.
    if (page.length === 0) return
    const last = page[page.length - 1][id]
    if (last === from) throw new PayError('http', 'the gateway returns the same page of orders again')
    yield* page
    from = last
  }
}

/** `{ event, key, remarks }` of a notification. */
export function verify(handle, name, input) {
  return innerOf(handle).client.notification(name, input)
}

/** Verifies a notification, has it handled once, and gives the response that the gateway expects. */
export function take(handle, name, request, onEvent) {
  const { client, replay, onFailure } = innerOf(handle)
  return handleNotification(request, onEvent, {
    __proto__: null,
    parse: (input) => verify(handle, name, input),
    fieldsOf: (input) => innerOf(handle).client.fields(input),
    ...client.replies(name),
    replay: replay ?? replayOfProcess(),
    onFailure,
  })
}
