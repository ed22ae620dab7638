/** What every page has around it: the tabs, the language and the theme. */

import './frame.css'
import { drawing, element } from './element.js'
import { addTexts, language, onLanguage, remember, switchLanguage, text, translate } from './language.js'

/** The pages, in the order of their tabs, and what addresses are theirs. */
const TABS = [
  { path: '/', name: 'tab.shop', has: /^\/(orders\/.*)?$/ },
  { path: '/sign/', name: 'tab.sign', has: /^\/sign\// },
]

const THEMES = {
  system: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2v14a7 7 0 0 1 0-14Z',
  light:
    'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM3.5 4.9l1.4-1.4 2.9 2.8-1.5 1.5zM16.2 17.7l1.5-1.5 2.8 2.9-1.4 1.4zM4.9 20.5l-1.4-1.4 2.8-2.9 1.5 1.5zM17.7 7.8l-1.5-1.5 2.9-2.8 1.4 1.4z',
  dark: 'M20.4 14.9A8.7 8.7 0 0 1 9.1 3.6 8.9 8.9 0 1 0 20.4 14.9Z',
}

addTexts({
  'tab.shop': ['Shop', '商店'],
  'tab.sign': ['Signing', '签名'],
  'frame.skip': ['Skip to the content', '跳到正文'],
  'frame.tabs': ['Pages', '页面'],
  'frame.theme.system': ['Theme: as the system', '主题：跟随系统'],
  'frame.theme.light': ['Theme: light', '主题：浅色'],
  'frame.theme.dark': ['Theme: dark', '主题：深色'],
})

export function frame(header) {
  const themeButton = element('button', { type: 'button', class: 'icon-button', onclick: nextTheme })
  const languageButton = element('button', { type: 'button', class: 'language-button', onclick: switchLanguage })

  function nextTheme() {
    const names = Object.keys(THEMES)
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]
    document.documentElement.dataset.theme = next
    remember('theme', next)
    show()
  }

  function show() {
    const theme = document.documentElement.dataset.theme
    themeButton.replaceChildren(drawing('0 0 24 24', THEMES[theme]))
    themeButton.setAttribute('aria-label', text(`frame.theme.${theme}`))
    themeButton.setAttribute('title', text(`frame.theme.${theme}`))
    // The button speaks the language it leads to.
    languageButton.textContent = language() === 'en' ? '中文' : 'English'
    languageButton.lang = language() === 'en' ? 'zh-CN' : 'en'
  }

  const tabs = TABS.map(({ path, name, has }) =>
    element('a', { href: path, 'data-text': name, 'aria-current': has.test(location.pathname) && 'page' }),
  )
  header.append(
    element('a', { class: 'skip', href: '#content', 'data-text': 'frame.skip' }),
    element(
      'a',
      { class: 'wordmark', href: '/' },
      element('span', { class: 'mark', 'aria-hidden': 'true' }),
      'paysign',
    ),
    element('nav', { 'data-label': 'frame.tabs' }, tabs),
    element('div', { class: 'frame-switches' }, languageButton, themeButton),
  )
  onLanguage(show)
  show()
  translate()
}
