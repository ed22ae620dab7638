import { report } from './report.js'

export default {
  async fetch(request) {
    return Response.json(await report({ base: new URL(request.url).searchParams.get('base') }))
  },
}
