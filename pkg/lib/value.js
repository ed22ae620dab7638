// What a caller hands over: which properties count, and what a value is that does not fit. The wasm module asks here, too.
//
// Nothing is read from Object.prototype. A deep merge of somebody's JSON can put any name there, and an option that
// nobody gave must not come from a stranger.

const { defineProperty, getPrototypeOf, keys } = Object
const { hasOwnProperty, toString } = Object.prototype
const has = (object, name) => hasOwnProperty.call(object, name)

/** Object.prototype of whatever realm: frames and test runners have several. */
const isRoot = (object) => getPrototypeOf(object) === null && has(object, 'isPrototypeOf')

/** A property that is the object's own or comes from a class, whose getters count; `undefined` where there is none. */
export function property(object, name) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return undefined
  const holder = holderOf(object, name)
  return isForeign(object, holder) ? undefined : object[name] // without a holder: of a proxy that makes things up
}

/** Whether there is such a property. It is not read: a getter may throw. */
export function hasProperty(object, name) {
  const holder = holderOf(object, name)
  return holder !== null && !isForeign(object, holder)
}

function holderOf(object, name) {
  for (let at = object; at !== null; at = getPrototypeOf(at)) if (has(at, name)) return at
  return null
}

const isForeign = (object, holder) => holder !== null && holder !== object && isRoot(holder)

export const globalProperty = (name) => property(globalThis, name)

/** Sets a property of an object of our own, past whatever a setter of Object.prototype would do with it. */
export function put(object, name, value) {
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true })
}

/** The same as a built-in class has its own: `for in` and `Object.keys` pass over it. */
export function putHidden(object, name, value) {
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true })
}

/** The properties with these `names`, for destructuring. */
export function properties(object, names) {
  const read = { __proto__: null }
  for (const name of names) read[name] = property(object, name)
  return read
}

/** Whether it is an object of names and values: a plain one, or an instance of a class that keeps fields. */
export const isRecord = (value) => hasProperties(value) && (isPlain(value) || keys(value).length > 0)

/** The same, or an instance of a class whose properties are getters. */
export function hasProperties(value) {
  if (typeof value !== 'object' || value === null) return false
  if (isCallable(value, Symbol.iterator) || isCallable(value, Symbol.asyncIterator) || isThenable(value)) return false
  return isPlain(value) || !isOfPlatform(value)
}

/** Whether it is made of names and values alone, of whatever realm. */
export function isPlain(object) {
  const prototype = getPrototypeOf(object)
  return prototype === null || getPrototypeOf(prototype) === null
}

/**
 * Names and values in turn, of a list of pairs, a Headers, a Map or an object of names and values; `undefined` of
 * anything else.
 */
export function pairsOf(value) {
  if (isRecord(value)) return keys(value).flatMap((name) => [name, value[name]])
  const own = (list) => Array.from({ length: list.length }, (_, at) => (has(list, at) ? list[at] : undefined))
  const pairs = Array.isArray(value) ? own(value) : isPairs(value) && [...value]
  const isPair = (pair) => Array.isArray(pair) && pair.length === 2
  return pairs && pairs.every(isPair) ? pairs.flatMap(own) : undefined
}

/** What a value is, in words: "a promise: was `await` forgotten?", "a Date", "an Order without fields of its own". */
export function kindOf(value) {
  try {
    return kind(value)
  } catch {
    return 'an object that throws when it is looked at'
  }
}

function kind(value) {
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty string' : 'a string'
    case 'number':
      return Number.isNaN(value) ? 'the result of a failed calculation' : 'a number'
    case 'object':
      break
    case 'function':
      return 'a function'
    case 'bigint':
    case 'symbol':
      return `a ${typeof value}`
    default:
      return String(value)
  }
  if (value === null) return 'null'
  if (isThenable(value)) return 'a promise: was `await` forgotten?'
  if (Array.isArray(value)) return 'an array'
  const name = nameOf(value)
  const what = name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
  if (isPlain(value) || isOfPlatform(value) || keys(value).length > 0) return what
  return `${what} without fields of its own`
}

/** The name of its class: as the class says it, or as the platform does. */
function nameOf(value) {
  const made = value.constructor?.name
  if (typeof made === 'string' && /^[A-Z]\w{0,40}$/.test(made) && made !== 'Object') return made
  return tagOf(value)
}

const tagOf = (value) => toString.call(value).slice(8, -1)
const isCallable = (value, name) => typeof property(value, name) === 'function'
const isThenable = (value) => isCallable(value, 'then')
const isPairs = (value) => /^(Map|FormData|Headers|URLSearchParams)$/.test(tagOf(value))

/**
 * Whether it is a thing of the platform, which has no fields to sign even where somebody has put some on it (an Error's
 * `code`, an Event's `isTrusted`, what streams keep for themselves).
 */
const isOfPlatform = (value) =>
  /^(Date|RegExp|.*Error|DOMException|Boolean|Number|BigInt|String|Symbol|Promise|(Weak)?(Map|Set)|WeakRef|(Shared)?ArrayBuffer|DataView|URL(SearchParams)?|FormData|Headers|Request|Response|Blob|File|.*Stream|.*Event|Abort.*|.*Iterator|.*Generator|.*Array|CryptoKey|Intl\..*|Temporal\..*)$/.test(
    tagOf(value),
  ) ||
  (isCallable(value, 'pipe') && isCallable(value, 'on'))
