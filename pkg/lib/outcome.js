// What the value says that a handler gives back. Who acknowledges a failure has lost a payment; who refuses a success
// hears of it at once, and the handler meets the same notification again, which it has to bear anyway. So nothing that
// could be a failure is taken for success. Only of objects most say neither (the record that was saved, the database's
// result): they are successes, unless one of their fields says otherwise.
import { PayError } from './error.js'
import { readStream } from './read-stream.js'
import { within } from './once.js'

const successes = new Set(['success', 'succeeded', 'successful', 'ok', 'okay', 'true', 'done', 'handled', '成功'])
const failures = new Set([
  'fail',
  'failed',
  'failure',
  'error',
  'err',
  'exception',
  'rejected',
  'false',
  '失败',
  '错误',
])

const word = (text) => text.trim().toLowerCase()
const isWord = (value) => typeof value === 'string' && failures.has(word(value))
/** A number, also as text; `undefined` for anything else. */
const number = (value) => {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined
}
const isStatus = (value) => isWord(value) || number(value) < 0 || (number(value) >= 400 && number(value) < 600)
const isNo = (value) => value === false || isWord(value)
const isThere = (value) => Boolean(value) && !['function', 'symbol'].includes(typeof value)
const isFilled = (value) => isThere(value) && (typeof value !== 'object' || Object.keys(value).length > 0)
const isLeft = (value) => isWord(value) || value === 'Left'

// Which fields of an object say that something failed, and by which values.
const TELLING = [
  [['ok', 'success', 'succeeded', 'handled', 'acknowledged', 'result'], isNo],
  [['error', 'err', 'exception', 'errcode', 'errno', 'failed', 'isError'], isThere],
  [['errors'], isFilled],
  [['status', 'statusCode', 'code', 'return_code', 'result_code', 'retcode'], isStatus],
  [['msg', 'message', 'type', 'kind'], isWord],
  [['_tag'], isLeft],
]
// neverthrow's, fp-ts' and the like's.
const ASKED = ['isErr', 'isFailure', 'isLeft']
// What has run nothing yet, and will not.
const IDLE = [
  [['subscribe', 'pipe'], 'an Observable without a subscriber: await firstValueFrom(observable)'],
  [['compile', 'execute'], 'a query that was not executed'],
  [['bind', 'run'], 'a statement that was not run'],
]

/** The error of a handler that gave back `value`; `undefined` where that says success. */
export async function refused(value) {
  const what = await failureIn(value)
  if (what === undefined) return undefined
  const message = `onEvent returned ${what}. So the notification is not acknowledged, and the gateway retries`
  const remedy = 'return nothing (or true) on success, throw on failure (处理成功不要返回值, 失败请抛错)'
  return new PayError('config', `${message}: ${remedy}`, isError(value) ? { cause: value } : {})
}

/** What failed, in words; `undefined` where nothing did. */
async function failureIn(value) {
  switch (typeof value) {
    case 'undefined':
      return undefined
    case 'boolean':
      return value ? undefined : 'false'
    case 'string':
      return successes.has(word(value)) ? undefined : `the text ${shown(value)}, which does not mean success`
    case 'number':
    case 'bigint': // rows that were changed, an id, a length
      return value > 0 ? undefined : `${value}: was nothing changed?`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function that nobody called: are parentheses missing?'
  }
  if (value === null) return 'null: was nothing found?'
  if (isError(value)) return `an error instead of throwing it (${shown(value.message)})`
  if (['Boolean', 'String', 'Number'].some((name) => isA(name, value))) return failureIn(value.valueOf())
  if (Array.isArray(value)) return failureAmong(value)
  return failureInObject(value) ?? (isResponse(value) ? failureInBody(value) : undefined)
}

/** `Promise.allSettled` and `[error, value]`: one that says failure is enough, one that says nothing is none. */
async function failureAmong(values) {
  for (const value of values) {
    const tells = value === false || (typeof value === 'object' && value !== null) || isWord(value)
    const what = tells && (await failureIn(value))
    if (what) return `a list with ${what}`
  }
}

function failureInObject(value) {
  if (isResponse(value) && !value.ok) return `a Response of status ${value.status}`
  if (isA('Generator', value) || isA('AsyncGenerator', value)) return 'a generator that was not run'
  for (const [methods, what] of IDLE) if (methods.every((name) => typeof value[name] === 'function')) return what
  for (const name of ASKED) {
    const said = typeof value[name] === 'function' ? value[name]() : value[name]
    if (said === true) return `an object with ${name}: true`
  }
  for (const [names, says] of TELLING) {
    for (const name of names) if (says(value[name])) return `an object with ${name}: ${shown(value[name])}`
  }
}

/** A Response of 200 whose body says "fail", as it would be sent by somebody who answers the gateway himself. */
async function failureInBody(response) {
  if (!response.body || response.bodyUsed || response.body.locked) return
  const most = 1024
  const tooLong = () => new Error('more than a word')
  const read = () => readStream(response.clone().body, most, tooLong)
  try {
    const text = new TextDecoder().decode(await within(1, read, tooLong))
    if (isWord(text)) return `a Response that says ${shown(text)}`
    const what = failureInObject(JSON.parse(text))
    return what && `a Response with ${what}`
  } catch {
    // No word, and no JSON object: its status is all it says.
  }
}

function isError(value) {
  if (value instanceof Error || isA('Error', value) || isA('DOMException', value)) return true
  // Of another realm, or as JSON.
  return typeof value?.message === 'string' && (typeof value.stack === 'string' || /Error$/.test(value.name))
}

function isResponse(value) {
  return typeof value.status === 'number' && typeof value.ok === 'boolean' && typeof value.clone === 'function'
}

function isA(name, value) {
  return Object.prototype.toString.call(value) === `[object ${name}]`
}

/** Some of a text, on one line. */
function shown(value) {
  if (typeof value === 'object') return typeof value.message === 'string' ? shown(value.message) : 'an object'
  const text = String(value).replace(/[\p{C}\p{Z}]+/gu, ' ')
  const some = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return typeof value === 'string' ? `"${some}"` : some
}
