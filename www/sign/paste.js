/**
 * Reads what a person pastes (a JSON object, a query string, a form body, a whole address) into rows.
 * Nothing here decides what is signed: it fills in the form, and says in `notes` wherever the text could have been
 * meant in another way. A `PasteFault` carries the name of the text that explains it.
 */

export class PasteFault extends Error {
  constructor(name, values = {}) {
    super(name)
    this.values = values
  }
}

/** @returns {{ rows: { name: string, type: string, text: string }[], notes: [string, object][] }} */
export function readPasted(pasted) {
  const trimmed = pasted.trim()
  if (trimmed === '') throw new PasteFault('paste.nothing')
  const read = /^[{[]/.test(trimmed) ? readJson(trimmed) : readForm(trimmed)
  const seen = new Set()
  for (const { name } of read.rows) {
    if (seen.has(name)) throw new PasteFault('paste.duplicate', { name })
    seen.add(name)
    if (/[\r\n]/.test(name)) throw new PasteFault('paste.name', { name: JSON.stringify(name) })
  }
  return read
}

function readJson(json) {
  let value
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new PasteFault('paste.json', { message: error.message })
  }
  if (Array.isArray(value)) throw new PasteFault('paste.array')
  const rows = []
  const notes = []
  for (const [name, source] of members(json)) {
    rows.push({ name, ...typed(name, source, notes) })
  }
  return { rows, notes }
}

function typed(name, source, notes) {
  if (source.startsWith('"')) return { type: 'string', text: JSON.parse(source) }
  if (source === 'true' || source === 'false') return { type: 'boolean', text: source }
  if (source === 'null') return { type: 'null', text: '' }
  if (/^[{[]/.test(source)) {
    notes.push(['paste.nested', { name }])
    return { type: 'string', text: source }
  }
  if (Number.isSafeInteger(Number(source)) && String(Number(source)) === source) return { type: 'number', text: source }
  if (/^-?[1-9]\d*$/.test(source)) return { type: 'bigint', text: source }
  // 1.50, 1e3, -0: JavaScript would write it differently, and the signature is over the characters.
  notes.push(['paste.number', { name, source }])
  return { type: 'string', text: source }
}

/**
 * The members of a JSON object that JSON.parse has accepted, each value as the characters it has in the text.
 * JSON.parse itself would round large numbers, drop the zeros of 1.50 and keep only the last of two equal names.
 */
function* members(json) {
  const tokens = json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g)
  let depth = 0
  let name
  let start
  for (const { 0: token, index } of tokens) {
    const end = depth === 1 && (token === ',' || token === '}')
    if (end && name !== undefined) {
      yield [name, json.slice(start, index).trim()]
      name = undefined
    }
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (depth === 1 && token.startsWith('"') && name === undefined) name = JSON.parse(token)
    else if (depth === 1 && token === ':') start = index + 1
  }
}

function readForm(pasted) {
  const query = /^[a-z][a-z0-9+.-]*:\/\/[^?]*\?/i.exec(pasted)
  const text = (query ? pasted.slice(query[0].length).replace(/#.*$/s, '') : pasted).replace(/^\?/, '')
  if (!text.includes('=')) throw new PasteFault('paste.neither')
  const notes = []
  const rows = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=')
      const name = cut < 0 ? pair : pair.slice(0, cut)
      const value = cut < 0 ? '' : pair.slice(cut + 1)
      return { name: decoded(name, name, notes), type: 'string', text: decoded(name, value, notes) }
    })
  return { rows, notes }
}

function decoded(name, text, notes) {
  if (text.includes('+')) notes.push(['paste.plus', { name }])
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    notes.push(['paste.percent', { name }])
    return text
  }
}
