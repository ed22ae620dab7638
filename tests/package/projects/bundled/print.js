import { report } from './report.js'

// Without `await`, which CommonJS has not at the top.
report({ base: process.argv[2] }).then((made) => console.log(JSON.stringify(made)))
