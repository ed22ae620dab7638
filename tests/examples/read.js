// Reads the code out of the project's Markdown.
import { readFileSync } from 'node:fs'

/** Its fenced blocks: what stands behind the fence, the code, and where it begins. */
export function blocks(file) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```(\S+) ?(.*)\n([^]*?)^```$/gm)].map(({ 1: language, 2: info, 3: code, index }) => ({
    language,
    info,
    code,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** The code of the block that is marked ```js example:name. */
export function example(file, name) {
  const found = blocks(file).filter(({ info }) => info === `example:${name}`)
  if (found.length !== 1) throw new Error(`${file} has ${found.length} examples ${name}`)
  return found[0].code
}

/** Code as it is in both languages. */
export const withoutComments = (code) => code.replace(/ *\/\/ .*$/gm, '')
