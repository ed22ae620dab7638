// How many tests passed, failed and were skipped, read from what a runner printed. null: it cannot be told.

// cargo test and wasm-bindgen's test runner print a line for each test program.
export function cargo(output) {
  const lines = [...output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)]
  if (!lines.length) return null
  const add = (group) => lines.reduce((sum, line) => sum + Number(line[group]), 0)
  return { passed: add(1), failed: add(2), skipped: add(3) }
}

// node --test, reporter tap
export function nodeTest(output) {
  const read = (name) => Number(output.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))?.[1] ?? NaN)
  const [passed, failed, cancelled, skipped, todo] = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(read)
  const count = { passed, failed: failed + cancelled, skipped: skipped + todo }
  return Object.values(count).some(Number.isNaN) ? null : count
}

// tests/package: a last line of its own
export function places(output) {
  const [, ...numbers] = output.match(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$(?!\n[^]*\d passed)/m) ?? []
  if (!numbers.length) return null
  const [passed, failed, skipped = 0] = numbers.map((number) => Number(number ?? 0))
  return { passed, failed, skipped }
}

// A command that passes or fails as a whole
export function one(output, status) {
  return status === 0 ? { passed: 1 } : { failed: 1 }
}
