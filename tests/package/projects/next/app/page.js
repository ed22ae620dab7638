// A server component.
import { report } from '../report.js'

export const dynamic = 'force-dynamic'

export default async function Page({ searchParams }) {
  const { base } = await searchParams
  return <pre id="report">{JSON.stringify(await report({ base }))}</pre>
}
