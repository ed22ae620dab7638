/** The sandbox gateways, which can go down and come back at the same address with everything they knew. */

import { EventEmitter } from 'node:events'
import { createSandbox } from '../../../sandbox/index.js'

/** Pauses between notifications, in seconds: shorter than the gateways document, so that nobody falls asleep. */
const SCHEDULE = [4, 8, 16, 32, 64]

export async function openGateway({ database, port, options = {} }) {
  let sandbox
  let up
  let notifyUrl = null
  /** The sandbox's own 'arrival', 'delivery' and 'order', over its restarts, and 'visit': somebody looks at a page. */
  const events = new EventEmitter()
  const merchant = () => sandbox.control.merchant('hicoin', { notifyUrl })

  async function start(at) {
    sandbox = await createSandbox({
      database,
      notifySchedule: { hicoin: SCHEDULE, yinqiantong: SCHEDULE, 'yinqiantong-v2': SCHEDULE },
      ...options,
    })
    // snsapi_base asks the customer nothing: the gateway redirects at once, as the wallet does.
    sandbox.control.quirks('hicoin', { authorize: 'silent' })
    merchant()
    for (const name of ['arrival', 'delivery', 'order']) sandbox.events.on(name, (event) => events.emit(name, event))
    seeVisits(sandbox.app, events)
    await startOn(sandbox, at)
  }

  await start(port)
  return {
    events,
    get sandbox() {
      return sandbox
    },
    get config() {
      const { hicoin, yinqiantong, 'yinqiantong-v2': v2 } = sandbox.config
      const payHosts = [new URL(sandbox.url).host]
      return {
        hicoin,
        'yinqiantong-v1': { version: 'v1', ...yinqiantong, payHosts },
        'yinqiantong-v2': { version: 'v2', ...v2, payHosts },
      }
    },
    announceTo(address) {
      notifyUrl = address
      merchant()
    },
    /** Resolves when it is down; it comes back by itself. `back` resolves then. */
    async goDown(ms) {
      if (up) return { back: up }
      const at = Number(new URL(sandbox.url).port)
      await sandbox.stop()
      up = new Promise((resolve) => setTimeout(resolve, ms)).then(() => start(at)).finally(() => (up = undefined))
      return { back: up }
    },
    async stop() {
      await up
      await sandbox.stop()
    },
  }
}

/** Its calls tell of themselves; that a browser opens one of its pages is seen here. */
function seeVisits(app, events) {
  const answer = app.fetch
  const isPage = /\/hicoinfe\/payment|\/cashier\/|\/oauth\/authorize/
  app.fetch = async (request, ...rest) => {
    if (!isPage.test(request.url)) return answer(request, ...rest)
    const body = request.method === 'POST' ? await request.clone().text() : ''
    const response = await answer(request, ...rest)
    events.emit('visit', { method: request.method, url: new URL(request.url), body, status: response.status })
    return response
  }
}

/** The next free port if this one is taken. */
async function startOn(sandbox, port) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await sandbox.start(port && port + tried)
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || tried === 20) throw error
    }
  }
}
