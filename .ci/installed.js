// Exits with 1 unless node_modules holds exactly what package-lock.json names. (Dates would not tell: npm writes the two
// lists in either order.)
import { existsSync, readFileSync } from 'node:fs'

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages

try {
  const installed = packages('node_modules/.package-lock.json')
  for (const [path, { version, link, optional }] of Object.entries(packages('package-lock.json'))) {
    if (!path.includes('node_modules/')) continue // the root and its workspaces
    const found = path.startsWith('node_modules/') ? installed[path] : inWorkspace(path)
    if (optional && !found) continue // made for another platform
    if (found?.version !== version || found?.link !== link) process.exit(1)
  }
} catch {
  process.exit(1) // no node_modules yet
}

// npm's list of what is installed leaves out the node_modules of workspaces.
function inWorkspace(path) {
  const manifest = `${path}/package.json`
  return existsSync(manifest) ? { version: JSON.parse(readFileSync(manifest, 'utf8')).version } : undefined
}
