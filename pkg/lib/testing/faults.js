// How a sandbox is told to misbehave.
import { PayError } from 'paysign'
import { isRecord, kindOf } from '../value.js'

const DROPS = ['before', 'after']
const KINDS = ['drop', 'status', 'delayMs', 'garble', 'broken', 'code']

export function openFaults(spec) {
  const waiting = []
  const dropped = new WeakSet()

  /** What goes wrong with the next `times` requests of a call. */
  function add(call, fault, times = 1) {
    check(spec, call, fault, times)
    waiting.push({ call, fault: { __proto__: null, ...fault }, left: times })
  }

  function next(call) {
    const found = waiting.find((one) => one.call === call && one.left > 0)
    if (found) found.left--
    return found?.fault ?? { __proto__: null }
  }

  /** A connection that is closed without an answer: for a server a body that fails once it has begun. */
  function drop() {
    const begun = new Uint8Array([0x7b])
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(begun),
      pull: (stream) =>
        new Promise((resolve) => setTimeout(resolve, 20)).then(() => stream.error(new Error('dropped'))),
    })
    const response = new Response(body)
    dropped.add(response)
    return response
  }

  /** What is answered: by `act`, unless a fault keeps it from being done or from being heard. */
  async function strike(call, signal, act) {
    const { drop: dropping, status, when = 'before', body = '', delayMs, garble, broken, code } = next(call)
    const failing = () => new Response(body, { __proto__: null, status, headers: { 'content-type': 'text/plain' } })
    if (dropping === 'before') return drop()
    if (status && when === 'before') return failing()
    const answer = act(broken, code)
    if (delayMs) await pause(delayMs, signal)
    if (dropping === 'after') return drop()
    if (status) return failing()
    return garble ? halved(await answer) : answer
  }

  return { add, strike, wasDropped: (response) => dropped.has(response) }
}

function check(spec, call, fault, times) {
  const config = (what) => new PayError('config', `fault: ${what}`)
  if (!Object.hasOwn(spec.calls, call)) {
    throw config(`${spec.class} has no call ${call}; there are ${Object.keys(spec.calls).join(', ')}`)
  }
  if (!isRecord(fault)) throw config(`is ${kindOf(fault)}, not an object like { drop: 'after' }`)
  const strange = Object.keys(fault).find((name) => ![...KINDS, 'when', 'body'].includes(name))
  if (strange) throw config(`${strange} is unknown; a fault has ${KINDS.join(', ')}`)
  if (!Object.keys(fault).some((name) => KINDS.includes(name))) throw config(`says nothing; it has ${KINDS.join(', ')}`)
  if (fault.drop !== undefined && !DROPS.includes(fault.drop)) throw config(`drop is one of ${DROPS.join(', ')}`)
  if (fault.when !== undefined && !DROPS.includes(fault.when)) throw config(`when is one of ${DROPS.join(', ')}`)
  if (fault.broken !== undefined && !spec.calls[call].verify) throw config(`${spec.class} does not sign this answer`)
  if (!Number.isInteger(times) || times < 1) throw config('times is a whole number from 1 on')
}

/** Until then, or until the request is given up. */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

/** Half of an answer, as if it were whole. */
async function halved(response) {
  const text = await response.text()
  const { status, headers } = response
  return new Response(text.slice(0, Math.ceil(text.length / 2)), { __proto__: null, status, headers })
}
