/**
 * The site for language models, after the convention of llmstxt.org: `llms.txt` lists the pages, each of which is there as
 * Markdown beside its HTML; `llms-full.txt` is all English ones in one file.
 */

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `pages` is the folder of the Markdown, `site` of the built site. */
export function writeForModels({ pages, site, navigation }) {
  const read = (path) => {
    const [, description = '', body] = /^(?:---\n(?:description: (".*")\n)?[^]*?---\n\n)?([^]*)$/.exec(
      readFileSync(join(pages, path), 'utf8'),
    )
    return { path, description: description && JSON.parse(description), body, title: /^# (.*)$/m.exec(body)[1] }
  }
  const guides = (lang, folder) =>
    navigation[lang].guides.map(({ title, pages }) => [
      title,
      pages.map(({ name }) => read(`${folder}guides/${name}.md`)),
    ])
  const reference = navigation.en.reference.map((module) => [
    `API: ${module.title}`,
    [module, ...leaves(module)].map(({ path }) => read(`api/${path}`)),
  ])
  const project = ['sandbox.md', 'security-policy.md', 'changelog.md', 'contributing.md'].map(read)
  const overview = read('overview.md')
  const sections = [['Overview', [overview]], ...guides('en', ''), ...reference, ['Project', project]]
  const chinese = ['Optional', [read('zh/overview.md'), ...guides('zh', 'zh/').flatMap(([, found]) => found)]]

  const list = ([title, found]) =>
    `## ${title}\n\n${found.map((page) => `- [${page.title}](/${page.path})${note(page)}`).join('\n')}\n`
  const intro = `# paysign\n\n> ${overview.description}\n`
  const all = '- [llms-full.txt](/llms-full.txt): all English pages in one file\n'
  writeFileSync(join(site, 'llms.txt'), [intro, ...sections.map(list), list(chinese) + all].join('\n'))
  const full = sections.flatMap(([, found]) => found.map(({ path, body }) => `<!-- /${path} -->\n\n${body.trim()}\n`))
  writeFileSync(join(site, 'llms-full.txt'), [intro, ...full].join('\n'))
  cpSync(pages, site, { recursive: true, filter: (path) => path !== join(pages, 'public') })
}

const note = ({ description }) => (description ? `: ${description}` : '')

const leaves = ({ children = [] }) =>
  children.flatMap((child) => (child.path ? [child, ...leaves(child)] : leaves(child)))
