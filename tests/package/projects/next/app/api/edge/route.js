import { report } from '../../../report.js'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

export async function GET(request) {
  return Response.json(await report({ base: new URL(request.url).searchParams.get('base') }))
}
