// What the error of somebody else's library says.
import { properties, property } from './value.js'

/** The errors that an error came from, the first cause last; each library has its own place for it. */
function causes(error) {
  const chain = []
  const from = (at) =>
    ['cause', 'driverError', 'parent', 'original', 'errors', 'driverAdapterError', 'meta']
      .map((name) => (name === 'errors' ? property(property(at, name), 0) : property(at, name)))
      .find((it) => it && !chain.includes(it))
  for (let at = error; at !== undefined && at !== null && chain.length < 8; at = from(at)) chain.push(at)
  return chain
}

/**
 * Its first cause: `words`, a line without control characters and without what a connection string would give away, and
 * `code`, '' where there is none.
 */
export function reasonOf(error) {
  const first = (values) => values.find((value) => typeof value === 'string' && value.trim() !== '') ?? ''
  try {
    const chain = causes(error).reverse()
    const codes = chain.map((it) => properties(it, ['originalCode', 'code', 'errno']))
    const code = first(codes.flatMap(({ originalCode, code, errno }) => [originalCode, code, errno?.toString()]))
    const words = first([
      ...chain.flatMap((it) => [it, property(it, 'message'), property(it, 'originalMessage')]),
      property(error, 'name'),
    ])
    return { code: oneLine(code), words: oneLine(words) || 'no reason given' }
  } catch {
    return { code: '', words: 'an error that cannot be read' }
  }
}

const oneLine = (text) =>
  text
    .slice(0, 4000)
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/:\/\/\S*@/g, '://…@')
    .replace(
      /\b(password|passwd|pwd|secret|token|authToken|api[-_]?key)(\s*[=:]\s*)(?!YES\b|NO\b)("[^"]*"|'[^']*'|[^\s;,&)]+)/gi,
      '$1$2…',
    )
    .trim()
    .slice(0, 200)

/** Both as one text. */
export function said({ code, words }) {
  return code === '' || words.includes(code) ? words : `${words} (${code})`
}
