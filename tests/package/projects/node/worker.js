// In four threads at once, each with an instance of its own.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { report } from './report.js'

if (isMainThread) {
  const reports = await Promise.all(
    [1, 2, 3, 4].map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] })
          worker.once('message', resolve).once('error', reject)
        }),
    ),
  )
  const failed = reports.flatMap((one) => one.failed)
  console.log(JSON.stringify({ passed: Math.min(...reports.map((one) => one.passed)), failed }))
} else {
  parentPort.postMessage(await report({ base: workerData }))
}
