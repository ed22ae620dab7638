// What the error of somebody else's library says.

/** The errors that an error came from, the first cause last; each library has its own place for it. */
function causes(error) {
  const chain = []
  const from = ({ cause, driverError, parent, original, errors, meta, driverAdapterError }) =>
    [cause, driverError, parent, original, errors?.[0], driverAdapterError, meta].find(
      (it) => it && !chain.includes(it),
    )
  for (let at = error; at !== undefined && at !== null && chain.length < 8; at = from(Object(at))) chain.push(at)
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
    const code = first(chain.flatMap(({ originalCode, code, errno }) => [originalCode, code, errno?.toString()]))
    const words = first([...chain.flatMap((it) => [it, it.message, it.originalMessage]), error?.name])
    return { code: oneLine(code), words: oneLine(words) || 'no reason given' }
  } catch {
    return { code: '', words: 'an error that cannot be read' }
  }
}

const oneLine = (text) =>
  text
    .slice(0, 4000)
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
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
