// Runs before the first paint, so that nobody sees the other theme or language flash by.
// A plain file and not an inline script: the page's Content-Security-Policy allows none.
;(() => {
  const root = document.documentElement
  let stored = {}
  try {
    stored = { theme: localStorage.getItem('theme'), language: localStorage.getItem('language') }
  } catch {
    // Storage is switched off: the system's theme and the browser's language it is.
  }
  root.dataset.theme = stored.theme || 'system'
  root.lang = stored.language || (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en')
})()
