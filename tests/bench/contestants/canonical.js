/** The canonical string as a merchant writes it by hand: sort, leave the empty ones out, join. */
export function canonical(params) {
  let text = ''
  for (const name of Object.keys(params).sort()) {
    const value = params[name]
    if (name === 'sign' || value === '' || value === null || value === undefined) continue
    text += text === '' ? `${name}=${value}` : `&${name}=${value}`
  }
  return text
}

/** The same for 6du: commas, and empty texts stay. */
export function canonicalSixDu(params) {
  let text = ''
  for (const name of Object.keys(params).sort()) {
    const value = params[name]
    if (name === 'merchantSign' || value === null || value === undefined) continue
    text += text === '' ? `${name}=${value}` : `,${name}=${value}`
  }
  return text
}
