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
  living: json('living.json'),
  bepusdt: json('living-bepusdt.json'),
  epay: json('living-epay-server.json'),
  numbers: json('go-numbers.json'),
  keys: Object.fromEntries(
    readdirSync(new URL('keys/', folder))
      .filter((name) => !name.endsWith('.sh'))
      .map((name) => [`keys/${name}`, read(`keys/${name}`)]),
  ),
}

/** What other people's clients sign, in the form of `random`: so many that they are tried in Node alone. */
export const peers = json('peers.json')
