// Exits with 1 unless node_modules holds exactly what package-lock.json names. (Dates would not tell: npm writes the two
// lists in either order.)
import { readFileSync } from 'node:fs'

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages

try {
  const installed = packages('node_modules/.package-lock.json')
  for (const [path, { version, link, optional }] of Object.entries(packages('package-lock.json'))) {
    if (!path.includes('node_modules/')) continue // the root and its workspaces
    if (optional && !installed[path]) continue // made for another platform
    if (installed[path]?.version !== version || installed[path]?.link !== link) process.exit(1)
  }
} catch {
  process.exit(1) // no node_modules yet
}
