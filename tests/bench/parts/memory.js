/** A million signatures, in a process of their own, must leave memory where it was. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const child = fileURLToPath(new URL('memory-child.js', import.meta.url))

export async function memory({ print }) {
  const calls = 1_000_000
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, String(calls)])
  const measured = JSON.parse(stdout)
  const kilobytes = (bytes) => (bytes / 1024).toFixed(0)
  print(
    `Memory, ${calls} signatures of each kind, ${calls / 10} Signers made and freed`,
    ['', 'before, KB', 'after, KB', 'growth, KB'],
    Object.keys(measured.before).map((name) => {
      const [before, after] = [measured.before[name], measured.after[name]]
      return [name, kilobytes(before), kilobytes(after), kilobytes(after - before)]
    }),
  )
  return { calls, ...measured }
}
