import * as paysign from 'paysign'
import { unsentCalls } from './suite/package/unsent-calls.js'

console.log(JSON.stringify(await unsentCalls(paysign, JSON.parse(process.argv[2]))))
process.exit()
