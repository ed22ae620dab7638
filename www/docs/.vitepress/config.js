import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { defineConfig } from 'vitepress'
import { slug } from '../pages.js'

// Set by build.js.
const target = pathToFileURL(`${process.env.PAYSIGN_DOCS}/`)
const navigation = JSON.parse(readFileSync(new URL('navigation.json', target), 'utf8'))

const TEXTS = {
  en: {
    description: 'Signatures, typed clients and verified notifications for five Chinese payment gateways',
    overview: 'Overview',
    guides: 'Guides',
    reference: 'API reference',
    project: 'Project',
    sandbox: 'The sandbox',
    policy: 'Security policy',
    changelog: 'Changelog',
    contributing: 'Contributing',
    theme: {},
  },
  zh: {
    description: '五家支付网关的签名、客户端与经过验签的异步通知',
    overview: '概览',
    guides: '指南',
    reference: 'API 参考',
    project: '项目',
    sandbox: '沙箱（英文）',
    policy: '安全策略（英文）',
    changelog: '更新日志（英文）',
    contributing: '参与开发（英文）',
    theme: {
      outline: { level: [2, 3], label: '本页内容' },
      docFooter: { prev: '上一篇', next: '下一篇' },
      sidebarMenuLabel: '目录',
      returnToTopLabel: '回到顶部',
      darkModeSwitchLabel: '外观',
      lightModeSwitchTitle: '切换到浅色',
      darkModeSwitchTitle: '切换到深色',
      langMenuLabel: '切换语言',
      skipToContentLabel: '跳到正文',
      notFound: { title: '没有这一页', quote: '', linkText: '回到首页', linkLabel: '回到首页' },
    },
  },
}

const SEARCH_ZH = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详情',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭',
    noResultsText: '没有找到',
    footer: {
      selectText: '选择',
      selectKeyAriaLabel: '回车',
      navigateText: '移动',
      navigateUpKeyAriaLabel: '上',
      navigateDownKeyAriaLabel: '下',
      closeText: '关闭',
      closeKeyAriaLabel: 'Esc',
    },
  },
}

export default defineConfig({
  title: 'paysign',
  srcDir: fileURLToPath(new URL('pages', target)),
  outDir: fileURLToPath(new URL('site', target)),
  cacheDir: fileURLToPath(new URL('cache', target)),
  head: [['link', { rel: 'icon', href: '/mark.svg', type: 'image/svg+xml' }]],
  locales: {
    root: { label: 'English', lang: 'en', ...locale('en', '/') },
    zh: { label: '简体中文', lang: 'zh-CN', ...locale('zh', '/zh/') },
  },
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light', dark: 'github-dark' },
    config(md) {
      linkTypes(md)
      keepBraces(md)
    },
  },
  themeConfig: {
    logo: '/mark.svg',
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        locales: { zh: { translations: SEARCH_ZH } },
        miniSearch: {
          options: { tokenize: tokens },
          searchOptions: {
            combineWith: 'AND',
            boost: { title: 6, text: 1, titles: 2 },
            fuzzy: fuzziness,
            prefix: true,
          },
        },
      },
    },
    i18nRouting: sameInOtherLanguage,
  },
  vite: {
    build: { chunkSizeWarningLimit: 2000 },
  },
})

function locale(lang, base) {
  const texts = TEXTS[lang]
  const { guides, reference } = navigation[lang]
  const groups = guides.map(({ title, pages }) => ({
    text: title,
    items: pages.map((page) => ({ text: page.title, link: `${base}guides/${page.name}` })),
  }))
  const project = [
    { text: texts.sandbox, link: '/sandbox' },
    { text: texts.policy, link: '/security-policy' },
    { text: texts.changelog, link: '/changelog' },
    { text: texts.contributing, link: '/contributing' },
  ]
  const first = { items: [{ text: texts.overview, link: `${base}overview` }] }
  return {
    description: texts.description,
    themeConfig: {
      nav: [
        { text: texts.overview, link: `${base}overview` },
        { text: texts.guides, link: `${base}guides/`, activeMatch: `^${base}guides/` },
        { text: texts.reference, link: `${base}api/`, activeMatch: `^${base}api/` },
      ],
      sidebar: {
        [base]: [first, ...groups, { text: texts.project, items: project }],
        [`${base}api/`]: reference.flatMap(modules(base)),
      },
      ...texts.theme,
    },
  }
}

/** The modules of the reference, each with its categories and their items. */
function modules(base) {
  const link = ({ path }) => `${base}api/${path.replace(/(index)?\.md$/, '')}`
  const isModule = ({ path }) => path?.endsWith('index.md')
  const items = (children = []) =>
    children
      .filter((child) => !isModule(child))
      .map(({ title, children, path }) =>
        children ? { text: title, collapsed: true, items: items(children) } : { text: title, link: link({ path }) },
      )
  // TypeDoc puts paysign/slim into paysign.
  return function groups(module) {
    const group = { text: module.path.replace('/index.md', ''), link: link(module), items: items(module.children) }
    return [group, ...(module.children ?? []).filter(isModule).flatMap(groups)]
  }
}

/** In the signatures of the reference, the names of its items lead to them. */
function linkTypes(md) {
  // Not in the rule for fences: the highlighter comes later.
  const render = md.renderAsync.bind(md)
  md.renderAsync = async (source, env) => {
    const html = await render(source, env)
    const base = /^(zh\/)?api\//.exec(env?.relativePath)?.[0]
    return base ? html.replace(/<div class="language-ts[^]*?<\/pre>/g, (block) => linked(block, `/${base}`)) : html
  }
}

/** Double braces in a text are meant as such; Vue would take them for a template. */
function keepBraces(md) {
  const { text } = md.renderer.rules
  md.renderer.rules.text = (...args) => text(...args).replaceAll('{{', '&#123;&#123;')
}

const pathOf = new Map()
for (const module of navigation.en.reference) collect(module)

function collect({ title, path, children = [] }) {
  if (path && !pathOf.has(title)) pathOf.set(title, path.replace(/\.md$/, '.html'))
  children.forEach(collect)
}

function linked(html, base) {
  return html.replace(/(>[^<]*)/g, (text) =>
    text.replace(/\b[A-Z]\w+\b/g, (name) =>
      pathOf.has(name) ? `<a href="${base}${pathOf.get(name)}">${name}</a>` : name,
    ),
  )
}

// What follows is sent to the page as text, so that each function has to stand alone.

/** Words of Latin script as they are; Chinese, which has no spaces, as pairs of neighbouring characters. */
function tokens(text) {
  const found = []
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (const part of word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)) {
      if (!/\p{Script=Han}/u.test(part) || part.length === 1) found.push(part)
      else for (let at = 1; at < part.length; at++) found.push(part.slice(at - 1, at + 1))
    }
  }
  return found
}

/** Typing errors are forgiven in words, not in numbers and not in Chinese. */
function fuzziness(term) {
  return /^[a-z]{5,}$/.test(term) ? 0.2 : false
}

/** What is there in English only stays; the way back leads home. */
function sameInOtherLanguage(data, route, targetLocale) {
  const path = route.path.replace(/^\/zh\//, '/')
  const only = /^\/(sandbox|security-policy|changelog|contributing)(\.html)?$/.test(path)
  return (targetLocale === 'zh' ? '/zh' : '') + (only ? '/' : path) + route.query + route.hash
}
