// tests/vectors as data, for any runtime.
import { readFileSync, readdirSync } from 'node:fs'

const folder = new URL('../vectors/', import.meta.url)
const read = (path) => readFileSync(new URL(path, folder), 'utf8')
const json = (path) => JSON.parse(read(path))

export const vectors = {
  sign: json('sign.json'),
  verify: json('verify.json'),
  h5: json('hicoin-h5-url.json'),
  more: json('more.json'),
  random: json('random.json'),
  keys: Object.fromEntries(
    readdirSync(new URL('keys/', folder))
      .filter((name) => !name.endsWith('.sh'))
      .map((name) => [`keys/${name}`, read(`keys/${name}`)]),
  ),
}
