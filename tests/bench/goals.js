/** The goals, and how each is read from the results. A goal whose part was not run reads as undefined. */

const row = (rows, name) => rows?.find((row) => row.name === name)

/** How many times faster the first contestant is than the named one. */
const against = (rows, name) => row(rows, name)?.ratio.median

/** How many times faster than the fastest of all others. */
const againstFastest = (rows) => rows && Math.min(...rows.slice(1).map((row) => row.ratio.median))

const hmac = (workload, goal, beyond) => ({
  what: `HMAC-SHA256, ${workload}, Node, against node:crypto createHmac`,
  unit: '×',
  goal,
  beyond,
  read: ({ node }) => against(node?.hmac[workload], 'node:crypto createHmac'),
})

const md5 = (workload, goal, beyond) => ({
  what: `MD5, ${workload}, Node, against node:crypto`,
  unit: '×',
  goal,
  beyond,
  // crypto.hash where this Node has it, createHash where not.
  read: ({ node }) =>
    against(node?.md5[workload], 'node:crypto hash') ?? against(node?.md5[workload], 'node:crypto createHash'),
})

const inBrowser = (browser) => [
  {
    what: `HMAC-SHA256, typical, ${browser}, against the fastest peer`,
    unit: '×',
    goal: 2.2,
    beyond: 2.5,
    read: ({ browsers }) => againstFastest(browsers?.[browser]?.hmac),
  },
  {
    what: `RSA sign, ${browser}, signAsync against WebCrypto`,
    unit: '×',
    goal: 0.9,
    beyond: 1,
    read: ({ browsers }) => against(browsers?.[browser]?.rsa_sign, 'WebCrypto'),
  },
]

const size = (what, name, method, goal, beyond) => ({
  what: `${what}, ${method}`,
  unit: ' KB',
  atMost: true,
  goal,
  beyond,
  read: ({ sizes }) => sizes?.[name] && sizes[name][method] / 1000,
})

/**
 * @type {{
 *   what: string, unit: string, goal: number, beyond?: number,
 *   atMost?: boolean, // the less the better
 *   read: (results: any) => number | undefined
 * }[]}
 */
export const goals = [
  hmac('small', 1.9, 2.1),
  hmac('typical', 1.6, 1.8),
  hmac('typical_zh', 1.45, 1.6),
  hmac('large', 1.2, 1.3),
  md5('typical', 1.5, 1.8),
  md5('large', 1.05),
  md5('largest', 1),
  ...inBrowser('chromium'),
  ...inBrowser('firefox'),
  {
    what: 'RSA sign, Node, synchronous, against node:crypto',
    unit: '×',
    goal: 0.95,
    beyond: 1,
    read: ({ rsa }) => against(rsa?.sign, 'node:crypto sign'),
  },
  {
    what: 'RSA sign in wasm, against the fastest in JavaScript',
    unit: '×',
    goal: 2,
    beyond: 3,
    read: ({ rsa }) => againstFastest(rsa?.sign_wasm),
  },
  {
    what: 'RSA verify in wasm, against the fastest in JavaScript',
    unit: '×',
    goal: 1,
    beyond: 2,
    read: ({ rsa }) => againstFastest(rsa?.verify_wasm),
  },
  size('paysign in a browser', 'paysign (default)', 'gzip', 120, 105),
  size('the module', 'paysign.wasm', 'raw', 260, 230),
  size('paysign/page', 'paysign/page (default)', 'gzip', 3, 2),
  // Measured inside the process: the difference of two whole processes drowns in noise on a busy machine.
  ...[
    { name: 'node:crypto', goal: 4, beyond: 3 },
    { name: 'hash-wasm', goal: 0.3 },
  ].map(({ name, ...limits }) => ({
    what: `import to first signature in a fresh Node process, times what ${name} takes`,
    unit: '×',
    atMost: true,
    ...limits,
    read: ({ start }) => start && row(start.rows, 'paysign').inside.median / row(start.rows, name).inside.median,
  })),
  ...['longer', 'wider'].map((series) => ({
    what: `growth, ${series}: cost of a byte beyond the first size, rises by`,
    unit: ' %',
    atMost: true,
    goal: 20,
    read: ({ growth }) => growth && growth[series].rise * 100,
  })),
  {
    what: 'a million calls, growth of wasm memory',
    unit: ' KB',
    atMost: true,
    goal: 0,
    read: ({ memory }) => memory && (memory.after.wasm - memory.before.wasm) / 1024,
  },
  {
    // The heap is never twice the same. The smallest object has 16 bytes: one lost for each of the Signers, which are
    // made for every tenth call, would be 1.6.
    what: 'a million calls, growth of the heap for each call',
    unit: ' bytes',
    atMost: true,
    goal: 0.5,
    read: ({ memory }) => memory && (memory.after.heap - memory.before.heap) / memory.calls,
  },
]

/** @returns what to print and to keep of each goal */
export function judge(results) {
  return goals.map(({ what, unit, goal, beyond, atMost = false, read }) => {
    const value = read(results)
    const reaches = (limit) => limit !== undefined && (atMost ? value <= limit : value >= limit)
    const verdict =
      value === undefined ? 'not measured' : reaches(beyond) ? 'beyond' : reaches(goal) ? 'met' : 'NOT met'
    return { what, unit, goal, beyond, atMost, value, verdict }
  })
}
