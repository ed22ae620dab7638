// Reproducible random numbers. PAYSIGN_SEED repeats a run whose seed a failing test printed.

export const seed = Number(process.env.PAYSIGN_SEED ?? Date.now() % 2 ** 32)

/** mulberry32: 32 bits of state are plenty for choosing test cases. */
export function random(start = seed) {
  let state = start
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit) => Math.floor(next() * limit)
  return {
    below,
    one: (list) => list[below(list.length)],
    chance: (share) => next() < share,
    shuffled(list) {
      const result = [...list]
      for (let i = result.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[result[i], result[j]] = [result[j], result[i]]
      }
      return result
    },
  }
}
