// A guard in another runtime: Bun, Deno or another Node runs this with the client's name and what it needs. Each line of
// standard input is a call, { id, who, method, values }; each line of output its answer, { id, answer } or { id, error }.
import { createInterface } from 'node:readline'
import { sqlReplay } from '../../../pkg/lib/replay.js'

const clients = {
  async 'bun:sqlite'(file) {
    const { Database } = await import('bun:sqlite')
    const client = new Database(file)
    client.run('PRAGMA busy_timeout = 5000')
    return client
  },
  async 'Bun.sql'(address) {
    const { SQL } = await import('bun')
    if (!address.includes(':')) return new SQL({ adapter: 'mysql', path: address, username: 'root', database: 'test' })
    const client = new SQL(address, { max: 1 })
    if (address.startsWith('sqlite:')) await client.unsafe('PRAGMA busy_timeout = 5000')
    return client
  },
  async 'node:sqlite'(file) {
    const { DatabaseSync } = await import('node:sqlite')
    return new DatabaseSync(file, { timeout: 5000 })
  },
}

const [name, where, ownGuard] = process.argv.slice(2)
const client = ownGuard ? await Deno.openKv(where) : await clients[name](where)
const { denoReplay } = ownGuard ? await import(`file://${ownGuard}`) : {}
const guards = {}
const write = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
for await (const line of createInterface({ input: process.stdin })) {
  const { id, who, method, values } = JSON.parse(line)
  guards[who] ??= ownGuard ? denoReplay(client) : sqlReplay(client, { table: 'handled' })
  guards[who][method](...values).then(
    (answer) => write({ id, answer }),
    (error) => write({ id, error: { kind: error.kind, message: error.message } }),
  )
}
