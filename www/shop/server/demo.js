/** `npm start`: builds the pages if they are not up to date, starts the shop and prints its address. */

import { buildIfStale } from './build.js'
import { settingsFrom } from './settings.js'

let running
try {
  const settings = settingsFrom()
  await buildIfStale()
  const { start } = await import('./start.js')
  running = await start(settings)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
console.log(running.url)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => running.stop().then(() => process.exit(0)))
}
