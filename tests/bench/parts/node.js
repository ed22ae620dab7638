/** HMAC-SHA256 and MD5 in Node: params object → canonical string → signature text. */
import { agreed, answersOf } from '../agreement.js'
import * as libraries from '../contestants/libraries.js'
import * as native from '../contestants/node.js'
import * as paysign from '../contestants/paysign.js'
import { race } from '../measure.js'
import { HMAC_KEY, MD5_KEY, typicalWithoutPattern, workload } from '../workloads.js'

const jobs = [
  { job: 'hmac', title: 'HMAC-SHA256 (hicoin)', key: HMAC_KEY },
  { job: 'md5', title: 'MD5 (yinqiantong-v2)', key: MD5_KEY },
]

const workloads = ['small', 'typical', 'typical_zh', 'large', 'largest']

export async function node({ rounds, batchMs, table }) {
  const results = {}
  for (const { job, title, key } of jobs) {
    results[job] = {}
    const rows = [...paysign[job], ...native[job], ...libraries[job]]
    for (const name of workloads) {
      const inputs = workload(name)
      const contestants = await agreed(rows, key, inputs, await answersOf(native[job][0], key, inputs))
      results[job][name] = await race(contestants, { rounds, batchMs })
      table(`${title}, ${name}, Node`, results[job][name])
    }
    // Names in a new order nearly every time: what remains when nothing can be remembered.
    const inputs = typicalWithoutPattern()
    const plain = [...paysign[job], native[job][0]]
    const contestants = await agreed(plain, key, inputs, await answersOf(native[job][0], key, inputs))
    results[job].without_pattern = await race(contestants, { rounds, batchMs })
    table(`${title}, typical, 256 orders of names, Node`, results[job].without_pattern)
  }
  return results
}
