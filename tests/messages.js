// npm run messages: every text that the package can say to somebody, in one listing (tests/messages.md), to be read from
// beginning to end as somebody at 2 a.m. would: what is wrong, where, what to do. A test makes sure that it is current.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = join(root, 'tests/messages.md')

const SOURCES = [
  { folder: 'src', ending: '.rs', texts: inRust },
  { folder: 'pkg/bindings/src', ending: '.rs', texts: inRust },
  { folder: 'pkg/rsa/src', ending: '.rs', texts: inRust },
  { folder: 'pkg/lib', ending: '.js', texts: inJavaScript },
]

export function listing() {
  const lines = [
    '# What the package says',
    '',
    'Made by `npm run messages`. `{…}` stands for what is at hand: a name, a number, a place.',
  ]
  for (const { folder, ending, texts } of SOURCES) {
    const names = readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith(ending))
    for (const name of names.sort()) {
      const found = [...new Set(texts(readFileSync(join(root, folder, name), 'utf8')).filter(isMessage))]
      if (found.length) lines.push('', `## ${folder}/${name}`, '', ...found.map((text) => `- ${text}`))
    }
  }
  return `${lines.join('\n')}\n`
}

export const written = () => readFileSync(file, 'utf8')

/** Something that a person reads: words with spaces between them, or with Chinese. */
function isMessage(text) {
  return (
    /^(?=.* ).*[a-z]{2,}|\p{Script=Han}/u.test(text) &&
    !/^(SELECT|INSERT|DELETE|UPDATE|CREATE|redis\.|return redis|if redis)/.test(text)
  )
}

// String literals, but for those of documentation, attributes and tests.
function inRust(source) {
  const code = source.split(/^#\[cfg\(test\)\]/m)[0]
  const token = /\/\/.*|\/\*[^]*?\*\/|#!?\[[^\]]*\]|'(?:\\.[^']*|[^\\'])'|r(#*)"([^]*?)"\1|"((?:\\[^]|[^"\\])*)"/g
  const texts = []
  for (const match of code.matchAll(token)) {
    const literal = match[3] ?? match[2]
    if (literal === undefined || /\bdoc(?:\(\s*|:\s*&?\[?\s*)$/.test(code.slice(0, match.index))) continue
    texts.push(
      literal
        .replace(/\\\n\s*/g, '')
        .replace(/\\n/g, ' ')
        .replace(/\\(["\\'])/g, '$1')
        .replace(/\\u\{(\w+)\}/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
        .replace(/\{[\w.:?#]*\}/g, '{…}'),
    )
  }
  return texts
}

// Of strings that are joined by `+`, each is listed by itself.
function inJavaScript(source) {
  const token =
    /\/\/.*|\/\*[^]*?\*\/|(?<=[(,=:[!&|?{};>]\s*|return )\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/[a-z]*|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\[^]|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*)`/g
  return [...source.matchAll(token)]
    .map(([, single, double, template]) => single ?? double ?? template)
    .filter((text) => text !== undefined)
    .map((text) =>
      text
        .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{…}')
        .replace(/\\n/g, ' ')
        .replace(/\\(['"`\\])/g, '$1')
        .replace(/\s*\n\s*/g, ' '),
    )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(file, listing())
  console.log(`tests/messages.md: ${listing().match(/^- /gm).length} texts`)
}
