/** Lays out the site's Markdown: the guides, the README and other texts of the repository, the home page, the reference. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import GithubSlugger from 'github-slugger'
import { writeReference } from './reference.js'

const root = join(import.meta.dirname, '../..')

/** The order of the guides; one that is not named here comes at the end. */
const GROUPS = [
  { en: 'Gateways', zh: '支付网关', guides: ['hicoin', 'yinqiantong', 'bitcv', 'sixdu', 'bhop'] },
  { en: 'Taking money', zh: '收款', guides: ['notifications', 'frameworks', 'errors', 'amounts', 'security'] },
  { en: 'Going further', zh: '更多', guides: ['own-gateway', 'schemes', 'testing', 'demo'] },
  { en: 'The package', zh: '这个包', guides: ['runtimes', 'performance'] },
]

const LANGUAGES = {
  en: { folder: '', readme: 'README.md' },
  zh: { folder: 'zh/', readme: 'README.zh-CN.md' },
}
/** There in English only. */
const ENGLISH = {
  'SECURITY.md': 'security-policy.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'www/sandbox/README.md': 'sandbox.md',
}
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
      write(path, described(readFileSync(path, 'utf8'), 'pageClass: reference\n'))
    }
    const guides = groupsOf(lang)
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

  /** Where a link of the source leads to on the site; null for what is in the repository and no page: its text stays. */
  function placeOf(to) {
    if (/^(https?:|mailto:|#|\/)/.test(to)) return to
    const [path, hash = ''] = decodeURI(to).split(/(?=#)/)
    const target = posix.join(posix.dirname(source), path).replace(/\/$/, '')
    const found =
      places.get(target) ??
      places.get(`${target}/README.md`) ??
      (target.startsWith('pkg/') ? `${page.startsWith('zh/') ? 'zh/' : ''}api/index.md` : undefined)
    if (found) return posix.relative(posix.dirname(page), found) + hash
    if (!existsSync(join(root, target))) problems.push(`${source} links to ${to}, which does not exist`)
    return null
  }
}

/** The shop of a gateway's guide, as a tab of a code group. */
function example(source, name, label) {
  const lang = source.endsWith('zh.md') ? 'zh' : 'en'
  const file = `www/guides/${lang}/${name}.md`
  const code = new RegExp(`^\`\`\`js example:${name}\\n([^]*?)^\`\`\`$`, 'm').exec(
    readFileSync(join(root, file), 'utf8'),
  )?.[1]
  if (!code) throw new Error(`${file} has no example ${name}`)
  return `\`\`\`js${label}\n${code}\`\`\``
}

/** Calls `change` with what is between fenced blocks, code spans being hidden from it. */
function outsideCode(markdown, change) {
  const parts = markdown.split(/(^ *```[^]*?^ *```$)/m)
  return parts
    .map((part, at) => {
      if (at % 2) return part
      const spans = []
      const hidden = part.replace(/`[^`\n]+`/g, (span) => `\0${spans.push(span) - 1}\0`)
      return change(hidden).replace(/\0(\d+)\0/g, (_, at) => spans[at])
    })
    .join('')
}

/** With the first paragraph as the description, for search engines and llms.txt, and `more` lines of front matter. */
function described(markdown, more = '') {
  if (markdown.startsWith('---')) return markdown
  const text = firstParagraph(markdown)
  return `---\n${text ? `description: ${JSON.stringify(text)}\n` : ''}${more}---\n\n${markdown}`
}

function firstParagraph(markdown) {
  const prose = markdown.replace(/^```[^]*?^```$/gm, '')
  return /^(?![#>|<\-\s])[^\n]+(\n[^\n]+)*/m
    .exec(prose)?.[0]
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`/g, '')
    .replace(/\*{1,2}(\w[^*]*)\*{1,2}/g, '$1')
    .replace(/\s+/g, ' ')
}

/** The guides of a language, in their order and under their headings. */
function groupsOf(lang) {
  const named = GROUPS.flatMap(({ guides }) => guides)
  const there = guidesIn(lang).map((name) => name.replace('.md', ''))
  const others = there.filter((name) => name !== 'README' && !named.includes(name))
  const page = (name) => ({ name, title: titleOf(readFileSync(join(root, 'www/guides', lang, `${name}.md`), 'utf8')) })
  return GROUPS.map((group, at) => ({
    title: group[lang],
    pages: [...group.guides, ...(at === GROUPS.length - 1 ? others : [])]
      .filter((name) => there.includes(name))
      .map(page),
  }))
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
