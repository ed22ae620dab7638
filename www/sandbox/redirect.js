/** Goes to the merchant's address with further query parameters; empty ones are left out. */
export function redirectTo(c, target, params) {
  return c.redirect(withQuery(target, params), 302)
}

export function withQuery(target, params) {
  const url = new URL(target)
  for (const [name, value] of Object.entries(params)) if (value) url.searchParams.set(name, value)
  return url.href
}
