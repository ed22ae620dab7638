// How fields travel.

/** A form of texts. */
export const formOf = (fields) =>
  new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString()

/** JSON in which a bigint is its digits, as it was signed. */
export function jsonOf(value) {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(jsonOf)}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`)}}`
}

/** The members of a JSON object as texts; numbers with the characters that came, or as Go writes the double. */
export function readJson(text, numbers) {
  const write = numbers === 'go' ? goNumber : String
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(write(token)),
  )
  return texts(JSON.parse(quoted))
}

export const readForm = (text) => texts(Object.fromEntries(new URLSearchParams(text)))

/** Names and texts; what is null is absent. */
function texts(object) {
  const result = { __proto__: null }
  for (const [name, value] of Object.entries(object)) {
    if (value !== null) result[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return result
}

/** As Go's %v writes a double: 1000000 is 1e+06. */
export function goNumber(number) {
  const [mantissa, power] = Number(number).toExponential().split('e')
  const exponent = Math.abs(power)
  if (power >= -4 && power < 6) return String(Number(number))
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(exponent).padStart(2, '0')}`
}
