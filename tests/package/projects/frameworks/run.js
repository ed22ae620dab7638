// One server of servers.js, tried: its name is the argument; the report goes to stdout.
import { tried } from './notify.js'
import { servers } from './servers.js'

const { url, more = [], parsed, plain, close } = await servers[process.argv[2]]()
const reports = [await tried(url, { parsed, plain: plain === url })]
for (const other of more) reports.push(await tried(other, { plain: plain === other }))
const failed = reports.flatMap(({ failed }) => failed)
console.log(JSON.stringify({ passed: failed.length ? 0 : 1, failed }))
await close()
process.exit()
