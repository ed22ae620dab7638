'use client'

import { useEffect, useState } from 'react'
import { report } from '../../report.js'

export default function Page() {
  const [result, setResult] = useState()
  useEffect(() => {
    const base = new URLSearchParams(location.search).get('base')
    report({ base }).then(setResult, (error) =>
      setResult({ passed: 0, failed: [{ name: 'report', message: String(error) }] }),
    )
  }, [])
  return <pre id="report">{JSON.stringify(result)}</pre>
}
