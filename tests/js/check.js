// Assertions that run in every runtime: nothing here but the language.

export function equal(actual, expected, what) {
  if (!Object.is(actual, expected)) throw new Error(`${what}: ${shown(actual)}, expected ${shown(expected)}`)
}

/** Of plain data. */
export function same(actual, expected, what) {
  equal(shown(actual), shown(expected), what)
}

/** Runs `task`, which must throw (or reject with) a PayError of this kind that says `words`; gives the error. */
export async function fails(PayError, kind, words, task, what = String(task)) {
  let error
  try {
    await task()
  } catch (thrown) {
    error = thrown
  }
  if (error === undefined) throw new Error(`${what}: no error, expected ${kind}`)
  if (!(error instanceof PayError)) throw new Error(`${what}: not a PayError but ${error?.stack ?? error}`)
  if (!(error instanceof Error)) throw new Error(`${what}: not an Error`)
  equal(error.name, 'PayError', `${what}: name`)
  equal(error.kind, kind, `${what}: kind (${error.message})`)
  equal(error.retryable, false, `${what}: retryable`)
  equal(error.outcomeUnknown, false, `${what}: outcomeUnknown`)
  if (!words.test(error.message)) throw new Error(`${what}: says "${error.message}", not ${words}`)
  return error
}

function shown(value) {
  const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))
  return text ?? String(value)
}
