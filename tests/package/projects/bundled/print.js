import { report } from './report.js'

console.log(JSON.stringify(await report({ base: process.argv[2] })))
