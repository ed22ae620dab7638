// lib/once.js in virtual time: 20,000 schedules of latencies, losses, crashes, clocks and pauses. See lease-model.js.
//
// A failure prints the schedule's name and all that happened in it. PAYSIGN_SCHEDULE with that name ("slow guard/full/123")
// runs that one alone, PAYSIGN_SEED repeats the whole run.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compile, exact, guards, modes, run } from './lease-model.js'
import { seed as start } from '../random.js'

const each = 20_000 / (Object.keys(modes).length * Object.keys(guards).length)
const schedules = (mode, guard, count, from = start) =>
  Array.from({ length: count }, (_, i) => ({ mode, guard, seed: (from + i * 7919) % 2 ** 32 }))

/** What may never happen: in any circumstances, and in these. */
function forbidden({ mode, guard }) {
  const always = ['lost']
  if (!/lost|storm/.test(mode)) always.push('stuck')
  if (guard === 'full' && exact.includes(mode)) always.push('twice', 'together')
  return always
}
const broken = (result) => forbidden(result).flatMap((problem) => result.problems[problem])

/** One schedule again, with all that happens. */
async function replayed(schedule, once = compile()) {
  const [result] = await run([schedule], once, { trace: true })
  return result
}

async function holds(results) {
  const wrong = results.filter((result) => broken(result).length)
  if (!wrong.length) return
  const { mode, guard, seed } = wrong[0]
  const { log } = await replayed(wrong[0])
  const which = `PAYSIGN_SCHEDULE="${mode}/${guard}/${seed}", one of ${wrong.length} of ${results.length} (seed ${start})`
  assert.fail(`${which}: ${broken(wrong[0])}\n${log.join('\n')}`)
}

const wanted = process.env.PAYSIGN_SCHEDULE?.split('/')
if (wanted) {
  test(wanted.join('/'), async () => {
    const result = await replayed({ mode: wanted[0], guard: wanted[1], seed: Number(wanted[2]) })
    console.log(result.log.join('\n'))
    assert.deepEqual(broken(result), [])
  })
} else {
  for (const mode of Object.keys(modes)) {
    describe(mode, () => {
      for (const guard of Object.keys(guards)) {
        test(`${guard}: nothing is acknowledged that nobody handled, nothing handled twice that need not be`, async () => {
          const results = await run(schedules(mode, guard, each), compile())
          await holds(results)
          assert.ok(
            results.some(({ runs }) => runs > 1),
            'too tame: no handler ran a second time',
          )
        })
      }
    })
  }

  test('a seed is a schedule, event by event, alone or among others', async () => {
    const many = schedules('storm', 'full', 40, 1)
    const together = await run(many, compile(), { trace: true })
    for (const [i, { log }] of together.entries()) assert.deepEqual((await replayed(many[i])).log, log)
    assert.equal(new Set(together.map(({ log }) => log.join())).size, many.length)
  })

  // Mistakes that were made, or could be: where, in the text, and what instead.
  const renewal = 'plan(left() - (2 / 3) * lease)'
  const mistakes = {
    'the first renewal a third of the lease after the handler began': [
      'slow guard/full',
      `keep: () => ${renewal}`,
      'keep: () => plan(lease / 3)',
    ],
    'a renewal when the lease is over': ['long/full', 'left() - (2 / 3) * lease', 'left()'],
    'no renewal': ['long/full', '!store.renew ||', 'true ||'],
    'a lock given back before the mark': [
      'slow guard/full',
      '    await mark(',
      '    await store.release(lock)\n    await mark(',
    ],
    'success for what another is at': ['calm/full', "return 'busy'", "return 'before'"],
    'the mark before the handler': [
      'crash/full',
      '    await task()\n',
      '    await mark(store, key)\n    await task()\n',
    ],
    'no mark': ['calm/full', 'await store.seen(key, week)', 'false'],
  }
  for (const [mistake, [where, what, instead]] of Object.entries(mistakes)) {
    test(`would be noticed: ${mistake}`, async () => {
      const once = compile((text) => {
        assert.ok(text.includes(what), `"${what}" is not in once.js any more`)
        return text.replaceAll(what, instead)
      })
      const results = await run(schedules(...where.split('/'), 1500, 1), once)
      assert.ok(results.some((result) => broken(result).length))
    })
  }
}
