/** Lays out the site's Markdown: the guides, the README and other texts of the repository, the home page, the reference. */

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import GithubSlugger from 'github-slugger'
import { writeReference } from './reference.js'

const root = join(import.meta.dirname, '../..')

const LANGUAGES = {
  en: { folder: '', readme: 'README.md' },
  zh: { folder: 'zh/', readme: 'README.zh-CN.md' },
}
/** There in English only. */
const ENGLISH = {
  'SECURITY.md': 'security-policy.md',
  'CHANGELOG.md': 'changelog.md',
  'www/server/sandbox/README.md': 'sandbox.md',
}
/** Links to these lead nowhere on the site; their text stays. */
const NOT_PAGES = ['LICENSE-MIT', 'LICENSE-APACHE']

/** As on GitHub, where the same texts are read and the same links to headings have to work. */
export const slug = (heading) => new GithubSlugger().slug(heading)

/** Writes all pages into the folder `out`, and gives `{ guides, reference }` of each language, for the navigation. */
export async function writePages(out) {
  rmSync(out, { recursive: true, force: true })
  const places = new Map(Object.entries(ENGLISH))
  for (const [lang, { folder, readme }] of Object.entries(LANGUAGES)) {
    places.set(readme, `${folder}overview.md`)
    places.set(`www/docs/home/${lang}.md`, `${folder}index.md`)
    for (const name of guidesIn(lang)) {
      places.set(`www/guides/${lang}/${name}`, `${folder}guides/${name.replace('README', 'index')}`)
    }
  }
  const problems = []
  for (const [source, page] of places) write(join(out, page), described(await text(source, page, places, problems)))
  if (problems.length) throw new Error(problems.join('\n'))
  mkdirSync(join(out, 'public'))
  cpSync(join(root, 'www/public/mark.svg'), join(out, 'public/mark.svg'))

  const navigation = {}
  for (const [lang, { folder }] of Object.entries(LANGUAGES)) {
    const reference = await writeReference({ lang, out: join(out, folder, 'api') })
    for (const file of readdirSync(join(out, folder, 'api'), { recursive: true })) {
      if (!file.endsWith('.md')) continue
      const path = join(out, folder, 'api', file)
      write(path, described(readFileSync(path, 'utf8')))
    }
    const guides = guidesIn(lang).map((name) => ({
      name: name.replace('.md', ''),
      title: titleOf(readFileSync(join(root, 'www/guides', lang, name), 'utf8')),
    }))
    navigation[lang] = { guides, reference }
  }
  return navigation
}

function text(source, page, places, problems) {
  const original = readFileSync(join(root, source), 'utf8')
    // The site has a switch of its own.
    .replace(/^(English|\[English\]\(\S+\)) \| \S+\n\n/m, '')
    .replace(/^@example (\w+)(.*)$/gm, (line, name, label) => example(source, name, label))
  return outsideCode(original, (prose) =>
    prose
      .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, (link, label, to) => {
        const place = placeOf(to)
        return place === null ? label : `[${label}](${place})`
      })
      .replace(/ href="([^"]+)"/g, (attribute, to) => ` href="${placeOf(to)?.replace(/\.md\b/, '.html')}"`),
  )

  /** Where a link of the source leads to on the site; null for nowhere. */
  function placeOf(to) {
    if (/^(https?:|mailto:|#|\/)/.test(to)) return to
    const [path, hash = ''] = decodeURI(to).split(/(?=#)/)
    const target = posix.join(posix.dirname(source), path).replace(/\/$/, '')
    if (NOT_PAGES.includes(target)) return null
    const found =
      places.get(target) ??
      places.get(`${target}/README.md`) ??
      (target.startsWith('pkg/') ? `${page.startsWith('zh/') ? 'zh/' : ''}api/index.md` : undefined)
    if (!found) problems.push(`${source} links to ${to}, which is no page of the site`)
    return posix.relative(posix.dirname(page), found ?? 'index.md') + hash
  }
}

/** An example of the README, as a tab of a code group. */
function example(source, name, label) {
  const lang = source.endsWith('zh.md') ? 'zh' : 'en'
  const readme = readFileSync(join(root, LANGUAGES[lang].readme), 'utf8')
  const code = new RegExp(`^\`\`\`js example=${name}\\n([^]*?)^\`\`\`$`, 'm').exec(readme)?.[1]
  if (!code) throw new Error(`${LANGUAGES[lang].readme} has no example ${name}`)
  return `\`\`\`js${label}\n${code}\`\`\``
}

/** Calls `change` with what is between fenced blocks and code spans. */
function outsideCode(markdown, change) {
  const parts = markdown.split(/(^ *```[^]*?^ *```$|`[^`\n]+`)/m)
  return parts.map((part, at) => (at % 2 ? part : change(part))).join('')
}

/** With the first paragraph as the description, for search engines and llms.txt. */
function described(markdown) {
  if (markdown.startsWith('---')) return markdown
  const paragraph = /^(?![#>|<*`\-\s[])[^\n]+(\n[^\n]+)*/m.exec(markdown)?.[0]
  if (!paragraph) return markdown
  const plain = paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
  return `---\ndescription: ${JSON.stringify(plain)}\n---\n\n${markdown}`
}

function guidesIn(lang) {
  return readdirSync(join(root, 'www/guides', lang)).filter((name) => name.endsWith('.md'))
}

function titleOf(markdown) {
  return /^# (.*)$/m.exec(markdown)[1].replace(/`/g, '')
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
