/** The parameters: a row each, with its name, its type and its value, and a field to paste them all into. */

import { element } from '../frame/element.js'
import { addTexts, onLanguage, text, translate } from '../frame/language.js'
import { asInField } from './characters.js'
import { PasteFault, readPasted } from './paste.js'
import { showFault } from './fault.js'

addTexts({
  'rows.heading': ['Parameters', '参数'],
  'rows.name': ['Name', '名称'],
  'rows.type': ['Type', '类型'],
  'rows.value': ['Value', '值'],
  'rows.remove': ['Remove {name}', '删除 {name}'],
  'rows.unnamed': ['this parameter', '此参数'],
  'rows.add': ['Add a parameter', '添加参数'],
  'rows.paste': ['Paste JSON, a query string or a form body', '粘贴 JSON、查询串或表单正文'],
  'rows.paste.label': ['Text to read the parameters from', '要读取参数的文本'],
  'rows.paste.placeholder': ['{"money": 1, …}   or   money=1&ts=…', '{"money": 1, …} 或 money=1&ts=…'],
  'rows.paste.read': ['Replace the parameters', '替换全部参数'],
  'rows.duplicate': [
    'Another row has this name too. Two readers would see two values, so neither is signed.',
    '还有一行也叫这个名称。不同的读取方会取到不同的值，因此不予签名。',
  ],
  'rows.bigint': ['Not a whole number: a bigint is written in digits only.', '不是整数：bigint 只能写数字。'],
  'rows.number': ['Not a number.', '不是数字。'],
  'rows.name-missing': ['The name is missing.', '缺少名称。'],
  'rows.none': ['No parameters yet.', '还没有参数。'],

  'paste.nothing': ['Nothing to read yet.', '还没有内容。'],
  'paste.json': [
    'This starts like JSON but does not read as JSON: {message}',
    '开头像 JSON，但无法按 JSON 解析：{message}',
  ],
  'paste.array': [
    'This is a JSON array. Parameters are an object: {"name": "value"}.',
    '这是 JSON 数组。参数应为对象：{"名称": "值"}。',
  ],
  'paste.neither': ['Neither a JSON object nor name=value pairs.', '既不是 JSON 对象，也不是 名称=值 的形式。'],
  'paste.duplicate': [
    'The name {name} appears twice. Gateways and frameworks differ in which one they take; nothing was replaced.',
    '名称 {name} 出现了两次。网关与框架取哪一个并不一致；参数未作替换。',
  ],
  'paste.nested': [
    '{name} holds an object or array: taken as text, exactly as it stands. That is what is signed if the gateway says this field is JSON text.',
    '{name} 是对象或数组：按原文逐字符当作文本。网关若规定该字段为 JSON 文本，签的就是它。',
  ],
  'paste.number': [
    '{name}: {source} is taken as text, because JavaScript would write the number differently and the signature is over the characters.',
    '{name}：{source} 按文本处理，因为 JavaScript 会把这个数写成别的样子，而签名针对的是字符。',
  ],
  'paste.plus': [
    '{name}: “+” was read as a space, as in every form body. If the text was never encoded, put the “+” back.',
    '{name}：“+”按表单规则读作空格。如果原文没有编码过，请改回“+”。',
  ],
  'paste.percent': [
    '{name} has a “%” that is not an escape, so it was left as it stands.',
    '{name} 中有不是转义的“%”，因此保持原样。',
  ],
  'paste.name': [
    'The name {name} has a line break in it; nothing was replaced.',
    '名称 {name} 中有换行；参数未作替换。',
  ],
  'paste.done': ['{count} parameters read.', '读入 {count} 个参数。'],
})

const TYPES = ['string', 'number', 'bigint', 'boolean', 'null', 'undefined']
const VALUELESS = ['null', 'undefined']

/** What a row gives to the package, or a fault by the name of its text. */
function valueOf(type, string) {
  if (type === 'string') return string
  if (type === 'boolean') return string.trim() === 'true'
  if (type === 'null') return null
  if (type === 'undefined') return undefined
  if (type === 'number') {
    const number = string.trim() === '' ? NaN : Number(string)
    if (Number.isNaN(number)) throw new PasteFault('rows.number')
    return number
  }
  if (!/^\s*[+-]?\d+\s*$/.test(string)) throw new PasteFault('rows.bigint')
  return BigInt(string.trim().replace(/^\+/, ''))
}

let made = 0

/** The values as they were given, row by row: a text field would lose their carriage returns. */
const exact = new WeakMap()

/**
 * @param {HTMLElement} place
 * @param {{ onChange(): void, onPaste(params: { name: string, text: string }[]): void, onVisit(name?: string): void }} listeners
 */
export function parameterRows(place, { onChange, onPaste, onVisit }) {
  const list = element('ol', { class: 'rows', 'data-label': 'rows.heading' })
  const none = element('p', { class: 'hint', 'data-text': 'rows.none', hidden: true })
  const fault = element('p', { class: 'fault', id: 'rows-fault', hidden: true })
  const add = element('button', {
    type: 'button',
    class: 'button',
    'data-text': 'rows.add',
    onclick: () => addRow().focus(),
  })

  const pasted = element('textarea', {
    id: 'paste',
    class: 'field grows',
    rows: '3',
    spellcheck: 'false',
    autocomplete: 'off',
    translate: 'no',
    'data-label': 'rows.paste.label',
    'data-placeholder': 'rows.paste.placeholder',
    'aria-describedby': 'paste-fault paste-notes',
  })
  const pasteFault = element('p', { class: 'fault', id: 'paste-fault', hidden: true })
  const notes = element('ul', { class: 'notes' })
  const paste = element(
    'details',
    { class: 'paste' },
    element('summary', { 'data-text': 'rows.paste' }),
    pasted,
    pasteFault,
    element('button', { type: 'button', class: 'button', 'data-text': 'rows.paste.read', onclick: replaceRows }),
    element('div', { id: 'paste-notes', role: 'status' }, notes),
  )

  place.append(list, none, fault, element('div', { class: 'row-actions' }, add), paste)
  translate(place)
  onLanguage(relabel)

  function addRow({ name = '', type = 'string', text: value = '' } = {}) {
    const id = `row-${(made += 1)}`
    const described = { 'aria-describedby': `${id}-fault` }
    const nameField = element('input', {
      class: 'field name',
      id: `${id}-name`,
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
      translate: 'no',
      'data-label': 'rows.name',
      'data-placeholder': 'rows.name',
      ...described,
    })
    const typeField = element(
      'select',
      { class: 'field type', 'data-label': 'rows.type', translate: 'no' },
      TYPES.map((each) => element('option', { value: each }, each)),
    )
    const valueField = element('textarea', {
      class: 'field value grows',
      rows: '1',
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
      translate: 'no',
      'data-label': 'rows.value',
      ...described,
    })
    const remove = element('button', { type: 'button', class: 'remove', onclick: removeRow }, '×')
    const row = element(
      'li',
      { class: 'row', onfocusin: () => onVisit(nameField.value), onfocusout: () => onVisit() },
      nameField,
      typeField,
      valueField,
      remove,
      element('p', { class: 'fault', id: `${id}-fault`, hidden: true }),
    )
    nameField.value = name
    typeField.value = type
    valueField.value = value
    exact.set(row, value)
    typeField.addEventListener('change', () => fitType(valueField, typeField.value))
    nameField.addEventListener('input', relabel)
    fitType(valueField, type)
    list.append(row)
    translate(row)
    relabel()
    return nameField

    function removeRow() {
      const neighbour = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('.name') ?? add
      row.remove()
      neighbour.focus()
      relabel()
      onChange()
    }
  }

  function fitType(field, type) {
    field.disabled = VALUELESS.includes(type)
    field.placeholder = type === 'boolean' ? 'true / false' : VALUELESS.includes(type) ? type : ''
  }

  function relabel() {
    for (const row of list.children) {
      const name = row.querySelector('.name').value || text('rows.unnamed')
      row.querySelector('.remove').setAttribute('aria-label', text('rows.remove', { name }))
    }
    none.hidden = list.children.length > 0
  }

  function replaceRows() {
    notes.replaceChildren()
    try {
      const read = readPasted(pasted.value)
      setRows(read.rows)
      showFault(pasteFault)
      const done = text('paste.done', { count: read.rows.length })
      const lines = [done, ...read.notes.map(([name, values]) => text(name, values))]
      notes.append(...lines.map((line) => element('li', {}, line)))
      onPaste(read.rows)
      onChange()
    } catch (error) {
      if (!(error instanceof PasteFault)) throw error
      showFault(pasteFault, text(error.message, error.values), pasted)
    }
  }

  /** The value as it was given, for as long as it is what the field shows. */
  function textOf(row) {
    const shown = row.querySelector('.value').value
    const given = exact.get(row)
    return shown === asInField(given) ? given : shown
  }

  function setRows(rows) {
    list.replaceChildren()
    rows.forEach(addRow)
    relabel()
  }

  /** The parameters as the package takes them, with a fault for every row that cannot be one. */
  function read() {
    const entries = []
    const faults = []
    const names = [...list.children].map((row) => row.querySelector('.name').value)
    for (const [index, row] of [...list.children].entries()) {
      const name = names[index]
      const type = row.querySelector('.type').value
      const value = textOf(row)
      if (name === '' && value === '' && type === 'string') continue
      try {
        if (name === '') throw new PasteFault('rows.name-missing')
        if (names.indexOf(name) !== names.lastIndexOf(name)) throw new PasteFault('rows.duplicate')
        entries.push([name, valueOf(type, value)])
      } catch (error) {
        if (!(error instanceof PasteFault)) throw error
        faults.push({ row, message: text(error.message) })
      }
    }
    return { entries, faults }
  }

  /** Shows each fault at its row: by the row itself, or by the name of the parameter; the rest below them all. */
  function showFaults(faults) {
    const homeless = []
    const byRow = new Map()
    for (const { row, field, message } of faults) {
      const home = row ?? [...list.children].find((each) => each.querySelector('.name').value === field)
      if (home) byRow.set(home, [...(byRow.get(home) ?? []), message])
      else homeless.push(message)
    }
    for (const row of list.children) {
      const messages = byRow.get(row) ?? []
      showFault(row.querySelector('.fault'), messages.join(' '), row.querySelector('.value'))
    }
    showFault(fault, homeless.join(' '))
  }

  return { setRows, read, showFaults }
}
