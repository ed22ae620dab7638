/** Characters as people can tell them apart, and how many bytes they are. */

import { element } from '../frame/element.js'
import { inLanguage, text } from '../frame/language.js'

const encoder = new TextEncoder()

export const byteLength = (string) => encoder.encode(string).length

export function bytes(count) {
  return text(count === 1 ? 'bytes.one' : 'bytes.many', { count: count.toLocaleString('en') })
}

/** Characters that look like nothing, or like another one. */
const UNSEEN = {
  '\t': ['\\t', ['tab', '制表符']],
  '\n': ['\\n', ['line feed', '换行 LF']],
  '\r': ['\\r', ['carriage return', '回车 CR']],
  ' ': ['·', ['space', '空格']],
  '\u00a0': ['nbsp', ['no-break space', '不换行空格']],
  '\u3000': ['u3000', ['ideographic space', '全角空格']],
  '\u200b': ['zwsp', ['zero width space', '零宽空格']],
  '\u200d': ['zwj', ['zero width joiner', '零宽连接符']],
  '\ufeff': ['bom', ['byte order mark', '字节顺序标记 BOM']],
  '\ufffd': ['�', ['replacement character: bytes were lost in decoding', '替换字符：解码时已丢失原字节']],
  '＆': ['＆', ['full-width ampersand', '全角 ＆']],
  '＝': ['＝', ['full-width equals sign', '全角 ＝']],
  '，': ['，', ['full-width comma', '全角逗号']],
}
// Any other control character, and whatever else would not show.
const HIDDEN = /([\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}])/u

/**
 * The text with a mark at every character that would not show. The marks are drawn by the style sheet, so that what is
 * selected and copied stays exact.
 */
export function marked(string) {
  return string.split(HIDDEN).map((part, index) => {
    if (index % 2 === 0) return part
    const mark = UNSEEN[part]?.[0] ?? codePoint(part).toLowerCase()
    return element('span', { class: part === ' ' ? 'space' : 'unseen', 'data-mark': mark }, part)
  })
}

const codePoint = (character) => character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')

/** What to call a character: itself, its name if it has none to show, and its code point. */
export function named(character) {
  const code = `U+${codePoint(character)}`
  const name = UNSEEN[character] && inLanguage(UNSEEN[character][1])
  if (name) return `${name} (${code})`
  return HIDDEN.test(character) ? code : `“${character}” (${code})`
}

/** What a text field makes of a text: it holds no carriage returns. */
export const asInField = (string) => string.replace(/\r\n?/g, '\n')
