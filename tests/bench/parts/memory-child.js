// Catches the module's memory as it is made; the package does not hand it out. So this runs before the import.
const memories = []
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args)
    memories.push(...Object.values(this.exports).filter((item) => item instanceof WebAssembly.Memory))
  }
}

const { Signer } = await import('paysign')
const { HMAC_KEY, MD5_KEY, workload } = await import('../workloads.js')

if (memories.length === 0) throw new Error('no wasm memory seen: paysign was not instantiated the way this watches')

const calls = Number(process.argv[2])
const pools = ['small', 'typical', 'typical_zh', 'large'].map(workload)
const hmac = new Signer('hicoin', HMAC_KEY)
const md5 = new Signer('yinqiantong-v2', MD5_KEY)

function work(calls) {
  let seen = 0
  for (let i = 0; i < calls; i++) {
    const pool = pools[i % 50 ? i % 3 : 3] // the large ones now and then, or they are all there is to wait for
    const params = pool[i & 255]
    seen += hmac.sign(params).length + md5.sign(params).length
    if (i % 10 === 0) {
      const signer = new Signer('hicoin', HMAC_KEY)
      seen += signer.sign(params).length
      signer.free()
    }
  }
  return seen
}

async function settled() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 10)) // finalizers run between tasks
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { wasm: memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0), heap: heapUsed, external, rss }
}

/** The median of some samples, with some work between them: what is in use goes up and down by 200 KB without a trend. */
async function usage() {
  const samples = []
  for (let i = 0; i < 9; i++) {
    work(20_000)
    samples.push(await settled())
  }
  const median = (name) => samples.map((sample) => sample[name]).sort((a, b) => a - b)[samples.length >> 1]
  return Object.fromEntries(Object.keys(samples[0]).map((name) => [name, median(name)]))
}

work(100_000)
const before = await usage()
const signed = work(calls)
const after = await usage()
process.stdout.write(JSON.stringify({ signed, before, after }))
