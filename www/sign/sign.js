/** The signing page: reads the form, runs the package, shows the steps. Everything stays in this page. */

import examples from 'virtual:examples'
import notifications from 'virtual:notifications'
import { frame } from '../frame/frame.js'
import './canonical.css'
import './sign.css'
import './texts.js'
import { inLanguage, onLanguage, text } from '../frame/language.js'
import { bar } from './bar.js'
import { compareField } from './compare.js'
import { compute } from './compute.js'
import { exampleList } from './example-list.js'
import { INDEPENDENT } from './examples.js'
import { showFault } from './fault.js'
import { h5Panel, meantForPage } from './h5.js'
import { parameterRows } from './rows.js'
import { isRsa, ruleEditor } from './rule.js'
import { showSnippet } from './snippet.js'
import { showSteps } from './steps.js'
import { verifyPanel } from './verify.js'

const at = (id) => document.getElementById(id)

let paysign
let outcome

frame(at('frame'))

// The module is most of the page's weight: it arrives while the page already stands.
start(Promise.all([import('paysign'), import('paysign/rsa')]))

async function start(loading) {
  at('status').textContent = text('sign.loading')
  try {
    const [module, rsa] = await loading
    await Promise.all([module.default(), rsa.default()])
    paysign = module
  } catch (error) {
    showFault(at('load-fault'), text('sign.load-failed', { message: error.message }))
    return
  }
  at('status').textContent = ''
  build()
}

function build() {
  const key = at('key')
  const reveal = at('key-reveal')
  const chosen = exampleList(at('examples'), examples, fill)
  const rule = ruleEditor(at('rule'), paysign.scheme, update)
  const rows = parameterRows(at('rows'), { onChange: update, onPaste: comparePasted, onVisit: light })
  const context = { paysign: () => paysign, outcome: () => outcome }
  const compare = compareField(at('compare'), { ...context, onRule: adopt })
  const h5 = h5Panel(at('h5'), context)
  verifyPanel(at('verify'), paysign, notifications)
  keepInSight(at('input'))
  const resultBar = bar(at('bar'), at('result'))
  // undefined: shown exactly as long as it is the example's key, which is public.
  let revealed
  let speaking

  reveal.addEventListener('click', () => {
    revealed = key.classList.contains('masked')
    showKey()
  })
  at('input').addEventListener('submit', (event) => event.preventDefault())
  at('input').addEventListener('input', (event) => {
    if (event.target.id !== 'paste') update()
  })
  onLanguage(() => update())
  addEventListener('hashchange', () => fromAddress())
  fromAddress(examples[0])
  // For styles and tests: from here on the page answers.
  document.documentElement.dataset.ready = 'true'

  /** The address may name an example; it never holds a key or a parameter. */
  function fromAddress(otherwise) {
    const example = examples.find(({ id }) => `#${id}` === location.hash) ?? otherwise
    if (example && example !== exampleNow()) fill(example)
  }

  function fill(example) {
    rule.choose(example.scheme)
    key.value = example.key
    revealed = undefined
    rows.setRows(
      example.params.map(([name, type, value]) => ({ name, type, text: value === null ? '' : String(value) })),
    )
    compare.set('')
    update()
  }

  function adopt({ spec, key: found }) {
    if (found !== undefined) key.value = found
    rule.choose('own', spec)
    update()
  }

  /** A pasted body that carries its signature is most likely pasted to see whether it is right. */
  function comparePasted(params) {
    const carried = params.find(({ name }) => name === rule.spec().signatureField)
    compare.set(carried?.text ?? '')
  }

  function update() {
    outcome = compute(paysign, { spec: rule.spec(), key: key.value, ...rows.read() })
    const { faults, signature } = outcome
    const example = exampleNow()

    showKey(example)
    rule.showFault(faults.rule)
    showFault(at('key-fault'), faults.key, key)
    at('key-hint').textContent = text(key.value === '' ? 'key.wanted' : isRsa(rule.spec()) ? 'key.rsa' : 'key.secret')
    rows.showFaults(faults.rows)

    const same = example && signature === example.signature && outcome.explanation.canonical === example.canonical
    const message = example && inLanguage(same ? (example.matches ?? INDEPENDENT) : DIFFERS)
    showSteps(at('steps'), outcome, example && { same, message })
    at('h5').hidden = rule.name() !== 'hicoin-h5' || !signature || !meantForPage(outcome.params)
    if (!at('h5').hidden) h5.show(example)
    showSnippet(at('snippet'), { ...outcome, scheme: rule.name() })
    compare.show()
    chosen.mark(example)
    resultBar.show(outcome, same)
    announce(signature)
  }

  /** The example that the form still holds unchanged, if it does. */
  function exampleNow() {
    const { entries, faults } = rows.read()
    if (faults.length > 0) return undefined
    return examples.find(
      (example) =>
        example.scheme === rule.name() &&
        example.key === key.value &&
        example.params.length === entries.length &&
        example.params.every(
          ([name, type, value], index) => entries[index][0] === name && sameValue(type, value, entries[index][1]),
        ),
    )
  }

  function showKey(example = exampleNow()) {
    const masked = !(revealed ?? example !== undefined)
    key.classList.toggle('masked', masked)
    reveal.textContent = text(masked ? 'key.show' : 'key.hide')
  }

  function announce(signature) {
    clearTimeout(speaking)
    speaking = setTimeout(() => {
      const reason = at('input').querySelector('.fault:not([hidden])')?.textContent ?? text('key.wanted')
      at('status').textContent = signature
        ? text('signature.computed', { signature })
        : text('signature.none', { reason })
    }, 700)
  }
}

const DIFFERS = ['Not the result of the test vector. Please report this.', '与测试向量的结果不同，请反馈此问题。']

function sameValue(type, expected, value) {
  return typeof value === (type === 'null' ? 'object' : type) && String(value) === String(expected)
}

/** On a desk the fields stay in sight beside the steps: at the top or, if they are taller than the window, at their end. */
function keepInSight(form) {
  const place = () => form.style.setProperty('--top', `${Math.min(24, innerHeight - form.offsetHeight - 24)}px`)
  new ResizeObserver(place).observe(form)
  addEventListener('resize', place)
}

/** Lights up a parameter's pair in the canonical string while its row has the focus. */
function light(name) {
  for (const pair of document.querySelectorAll('.pair')) pair.classList.toggle('lit', pair.dataset.name === name)
}
