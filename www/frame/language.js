/** Two languages, side by side: every text of the page is a pair [English, Chinese] under one name. */

const LANGUAGES = ['en', 'zh-CN']
const texts = new Map()
const listeners = new Set()

export function addTexts(pairs) {
  for (const [name, pair] of Object.entries(pairs)) texts.set(name, pair)
}

export const language = () => document.documentElement.lang

/** One of a pair [English, Chinese]. */
export const inLanguage = (pair) => pair[LANGUAGES.indexOf(language())]

export const hasText = (name) => texts.has(name)

/** The text of that name, with {placeholders} filled in. */
export function text(name, values = {}) {
  if (!texts.has(name)) throw new Error(`no text is called ${name}`)
  return inLanguage(texts.get(name)).replace(/\{(\w+)\}/g, (_, key) => values[key])
}

/** Where a name of a text may stand in the markup, and what it fills. */
const places = {
  'data-text': (node, value) => (node.textContent = value),
  'data-label': (node, value) => node.setAttribute('aria-label', value),
  'data-placeholder': (node, value) => node.setAttribute('placeholder', value),
  'data-title': (node, value) => node.setAttribute('title', value),
  'data-content': (node, value) => node.setAttribute('content', value),
}

export function translate(root = document) {
  for (const [attribute, fill] of Object.entries(places)) {
    for (const node of root.querySelectorAll(`[${attribute}]`)) fill(node, text(node.getAttribute(attribute)))
  }
}

export function onLanguage(listener) {
  listeners.add(listener)
}

export function switchLanguage() {
  const next = LANGUAGES.find((each) => each !== language())
  document.documentElement.lang = next
  remember('language', next)
  translate()
  for (const listener of listeners) listener()
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
