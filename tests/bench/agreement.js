/** Makes the contestants ready, and refuses to time them unless all give the same answer to every input. */

/**
 * @param {import('./contestants/paysign.js').Contestant[]} rows
 * @param {any} key                what the rows' `prepare` takes
 * @param {any[]} inputs
 * @param {(string | boolean)[]} expected  the answer to each input
 * @returns {Promise<import('./measure.js').Contestant[]>}
 */
export async function agreed(rows, key, inputs, expected) {
  const ready = []
  for (const { name, inFlight, prepare } of rows) {
    const run = await prepare(key)
    for (const [i, input] of inputs.entries()) {
      const answer = await run(input)
      if (answer !== expected[i]) {
        throw new Error(
          `${name} does not agree, so nothing is timed: ${JSON.stringify(answer)} instead of ` +
            `${JSON.stringify(expected[i])} for ${JSON.stringify(input).slice(0, 2000)}`,
        )
      }
    }
    ready.push({ name, inFlight, run, inputs })
  }
  return ready
}

/** The answers of one contestant, to hold the others to. */
export async function answersOf({ prepare }, key, inputs) {
  const run = await prepare(key)
  return Promise.all(inputs.map((input) => run(input)))
}
