// One instance of many behind one address, for notification.test.js: a process that its parent may kill.
// The parent's message says what to do:
//   { store, socket, file, only, redis, lease, crash }   once: which guard, and where in Redis to count
//   { id, key, fails, takes }                            a notification; answered with { id, status }
import Database from 'libsql'
import { Redis } from 'ioredis'
import mysql from 'mysql2/promise'
import { setTimeout as sleep } from 'node:timers/promises'
import { handleNotification } from '../../../pkg/lib/notification.js'
import { redisReplay, sqlReplay } from '../../../pkg/lib/replay.js'
import { notificationOf, texts } from './notification-of.js'

const guards = {
  redis: ({ socket }) => redisReplay(new Redis({ path: socket })),
  mariadb: ({ socket }) => sqlReplay(mysql.createPool({ socketPath: socket, user: 'root', database: 'test' })),
  sqlite({ file }) {
    const client = new Database(file)
    client.pragma('busy_timeout = 10000')
    return sqlReplay(client)
  },
}

let options
let crash
let counts
const die = () => process.kill(process.pid, 'SIGKILL')

process.on('message', async ({ setUp, ...message }) => {
  if (setUp) {
    counts = new Redis({ path: setUp.redis })
    crash = setUp.crash
    const replay = dying(only(guards[setUp.store](setUp), setUp.only), crash)
    options = { ...texts, replay, lease: setUp.lease, onFailure: () => {} }
    process.send({ ready: true })
    return
  }
  const { id, key, fails, takes = 5 } = message
  const response = await handleNotification(
    notificationOf(key),
    async () => {
      const begun = await counts.hincrby('begun', key, 1)
      if (crash === 'handler') die()
      await sleep(takes)
      if (fails && begun === 1) throw new Error('the database of the shop is away')
      await counts.hincrby('handled', key, 1)
    },
    options,
  )
  process.send({ id, status: response.status, body: await response.text() })
})

/** A guard that has these methods only, as one of the caller's own may. */
function only(guard, names = Object.keys(guard)) {
  return Object.fromEntries(names.map((name) => [name, (...values) => guard[name](...values)]))
}

/** The process ends before or after the guard's nth call, as `crash` says: 'before 2'. */
function dying(guard, crash = '') {
  const [when, at] = crash.split(' ')
  let calls = 0
  const wrapped = Object.keys(guard).map((name) => [
    name,
    async (...values) => {
      const now = ++calls === Number(at)
      if (now && when === 'before') die()
      const answer = await guard[name](...values)
      if (now && when === 'after') die()
      return answer
    },
  ])
  return Object.fromEntries(wrapped)
}
