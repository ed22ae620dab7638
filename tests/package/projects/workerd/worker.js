import * as paysign from 'paysign'
import { report } from './report.js'
import { unsentCalls } from './suite/package/unsent-calls.js'

const told = {
  '/': (base) => report({ base }),
  '/unsent': (calls) => unsentCalls(paysign, JSON.parse(calls)),
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    return Response.json(await told[pathname](searchParams.get('given')))
  },
}
