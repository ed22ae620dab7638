/** One process for one folder of data: two shops on one set of orders would both deliver. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const held = new Set()

/** Gives what lets go of the folder again. A process that ended without doing so holds nothing. */
export function lock(folder) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'in-use')
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const owner = Number(readFileSync(file, 'utf8'))
    const alive = owner === process.pid ? held.has(file) : isRunning(owner)
    if (alive) throw new Error(`another shop is running on ${folder} (process ${owner}); DATA names another folder`)
    writeFileSync(file, String(process.pid))
  }
  held.add(file)
  return () => {
    held.delete(file)
    rmSync(file, { force: true })
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
