import { report } from './report.js'
import { runtime } from './runtime.js'

globalThis.report = runtime().then(report)
