import { report } from './report.js'

globalThis.report = report({ base: new URL('/gateway', location.href).href })
