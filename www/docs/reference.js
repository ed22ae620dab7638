/** The API reference: TypeDoc reads the package's types and writes Markdown, a page for each exported item. */

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Application, CommentTag, Converter, ReflectionKind } from 'typedoc'
import { MarkdownPageEvent } from 'typedoc-plugin-markdown'

const pkg = join(import.meta.dirname, '../../pkg')

/** Under which heading an item stands: the first row that fits its name or the file that it is declared in. */
const CATEGORIES = [
  { name: /^HiCoin/, en: 'HiCoin', zh: 'HiCoin' },
  { name: /^Yinqiantong/, en: 'Yinqiantong 银钱通', zh: '银钱通 Yinqiantong' },
  { name: /^BitCV/, en: 'BitCV 币威', zh: 'BitCV 币威' },
  { name: /^SixDu/, en: '6du', zh: '6du' },
  { name: /^Bhop/, en: 'BHOP', zh: 'BHOP' },
  { name: /^(init|InitInput)/, en: 'Loading', zh: '加载' },
  { name: /^PayError/, en: 'Errors', zh: '错误' },
  { name: /Units$/, en: 'Amounts', zh: '金额' },
  { name: /^(Scheme|Algorithm|Encoding|Output|Order|Numbers)Name$/, en: 'Signing', zh: '签名与验签' },
  { file: 'client.d.ts', en: 'Every client', zh: '各客户端共有' },
  { file: 'gateway-class.d.ts', en: 'Gateways of your own', zh: '自定义网关' },
  { file: 'gateway-spec.d.ts', en: 'Gateways of your own', zh: '自定义网关' },
  { file: 'notification.d.ts', en: 'Notifications', zh: '异步通知' },
  { file: 'pay-action.d.ts', en: 'Paying in a page', zh: '在网页中支付' },
  { file: 'index.d.ts', en: 'Signing', zh: '签名与验签' },
]
const FIRST = { en: 'Signing', zh: '签名与验签' }

/** TypeDoc misses docs also in what has none of its own: unnamed types, and the shapes of other packages' clients. */
const SHAPE = /(\.__type|\.[A-Z]\w+(Client|Bridge))\.\S+ \(\w+\), .* does not have any documentation$/

/** The package's entries that have types: `{ 'paysign/slim': '…/slim.d.ts' }`. */
export function entries() {
  const { name, exports } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))
  const typed = Object.entries(exports).filter(([, target]) => target.types)
  return Object.fromEntries(typed.map(([path, { types }]) => [join(name, path), join(pkg, types)]))
}

/**
 * Writes the pages of one language into the folder `out`, and gives what they hold: a tree of `{ title, path, children }`.
 * The doc comments stay English; headings and categories are translated.
 *
 * @throws whatever TypeDoc would only have warned of
 */
export async function writeReference({ lang, out }) {
  const modules = entries()
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown', (app) => arrange(app, lang, modules)],
    entryPoints: Object.values(modules),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    outputs: [{ name: 'markdown', path: out }],
    name: lang === 'zh' ? 'API 参考' : 'API reference',
    lang,
    readme: 'none',
    githubPages: false,
    logLevel: 'Warn',
    disableSources: true,
    treatWarningsAsErrors: true,
    treatValidationWarningsAsErrors: true,
    validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: lang === 'en' },
    requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Property'],
    // Stands in for a type that not every runtime has, and the steps by which a spec's types are inferred: nobody needs
    // their names.
    intentionallyNotExported: [
      'CompiledModule',
      'Calls',
      'IsKnown',
      'KnownOptions',
      'NoFurther',
      'Notifications',
      'Variant',
    ],
    categorizeByGroup: false,
    categoryOrder: [FIRST[lang], ...CATEGORIES.map((category) => category[lang])],
    navigation: { includeCategories: true, includeGroups: false },
    sort: ['kind', 'source-order'],
    kindSortOrder: ['Class', 'Function', 'Interface', 'TypeAlias', 'Constructor', 'Method', 'Property'],

    hidePageHeader: true,
    hideBreadcrumbs: true,
    entryFileName: 'index',
    useCodeBlocks: true,
    expandObjects: true,
    expandParameters: true,
    useCustomAnchors: true,
    useHTMLEncodedBrackets: true,
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
    tableColumnSettings: { leftAlignHeaders: true, hideSources: true, hideInherited: true, hideOverrides: true },
    pageTitleTemplates: {
      // Without type parameters, whose brackets would be an element of the page.
      member: ({ rawName }) => rawName.replace(/<.*/s, ''),
      module: ({ rawName }) => rawName,
      index: ({ projectName }) => projectName,
    },
  })
  const problems = []
  for (const level of ['warn', 'error']) {
    app.logger[level] = (message) => SHAPE.test(message) || problems.push(message)
  }
  const project = await app.convert()
  if (project) app.validate(project)
  if (!project || problems.length) throw new Error(`TypeDoc is not content:\n${problems.join('\n')}`)

  let navigation
  app.renderer.postRenderAsyncJobs.push(async (output) => (navigation = output.navigation))
  await app.generateOutputs(project)
  if (problems.length) throw new Error(`TypeDoc is not content:\n${problems.join('\n')}`)
  return navigation
}

function arrange(app, lang, modules) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = fileOf(project, module)
      module.name = Object.keys(modules).find((name) => basename(modules[name]) === file)
      for (const item of module.children) {
        if (item.name === 'default') item.name = module.name.endsWith('/rsa') ? 'initRsa' : 'init'
        if (item.kind !== ReflectionKind.Reference && module.name === 'paysign') categorize(item, project, lang)
      }
    }
  })
  // A re-export gets a heading, a sentence and a rule; for a hundred of them a list is enough.
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = page.contents?.replace(/(^|\n)#+ .*\n\n[^\n]+ (\[[^\n]+\)\.?)(\n\n\*\*\*\n|\n$)/g, reexport)
  })
}

function reexport(whole, before, link, after) {
  return /re-exports|重新导出/i.test(whole) ? `${before}- ${link}` : whole
}

function categorize(item, project, lang) {
  const file = fileOf(project, item)
  const category = CATEGORIES.find((row) => row.name?.test(item.name) || row.file === file)
  if (!category) throw new Error(`${item.name} of ${file} has no category: add a row to www/docs/reference.js`)
  // What has no comment gets none here, and is complained of.
  for (const { comment } of item.signatures ?? [item]) {
    comment?.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: category[lang] }]))
  }
}

function fileOf(project, reflection) {
  const symbol = project.getSymbolIdFromReflection(reflection)
  return symbol && basename(symbol.fileName)
}
