// A whole sandbox of a gateway from its spec: the other side of the conversation.
import { PayError } from 'paysign'
import { isRecord, kindOf, properties, property } from '../value.js'
import { answerText, refusalText } from './answer.js'
import { chosen, fieldsOf, specOf } from './chosen.js'
import { openFaults } from './faults.js'
import { keyOf, merchantOf, ruleOf } from './keys.js'
import { notificationOf, notificationWith } from './notification.js'
import { creation, openOrders } from './orders.js'
import { callIn, faultIn } from './request.js'
import { checkBroken } from './sealed.js'
import { signatureOf } from './signature.js'

const SETTINGS = ['merchant', 'url', 'create', 'number', 'amount', 'same', 'states', 'codes']

export function sandboxOf(of, settings = {}) {
  if (!isRecord(settings)) throw new PayError('config', `sandboxOf: settings is ${kindOf(settings)}, not an object`)
  const given = properties(settings, SETTINGS)
  const url = (given.url ?? 'https://sandbox.example').replace(/\/+$/, '')
  const choices = merchantOf(specOf(of), given.merchant, () => url, 'choice').ours
  const spec = chosen(of, choices)
  const bases = Object.values(spec.options).filter(({ type }) => type === 'base').length
  const { ours, all } = merchantOf(spec, given.merchant, (name) => (bases > 1 ? `${url}/${name}` : url))
  const making = creation(spec, given)
  const box = {
    spec,
    making,
    options: all,
    codes: given.codes ?? {},
    orders: openOrders(spec, making, given),
    faults: openFaults(spec),
    /** Signs as the gateway, by a role. */
    signer: (role) => (params) => signatureOf(ruleOf(spec, role), texts(params), keyOf(spec, role, all)),
    pathOf: (base) => new URL(all[base]).pathname,
  }
  return {
    options: ours,
    handle: (request) => handled(box, request),
    fetch: (input, init) => fetched(box, new Request(input, init)),
    fault: box.faults.add,
    ...stateOf(box),
  }
}

/** As the digests take them: what has no value is absent. */
const texts = (params) =>
  Object.fromEntries(
    Object.entries(params)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )

/** What a test does with the orders. */
function stateOf(box) {
  const { spec, orders } = box
  const shown = ({ number, amount, state, fields }) => ({ number, amount, state, fields: { ...fields } })
  const order = (id) => {
    const found = orders.byId(id)
    if (found) return found
    throw new PayError('config', `the sandbox has no order ${id}`)
  }
  const move = (id, from, state) => {
    const moved = order(id)
    if (moved.state !== from && moved.state !== state) {
      throw new PayError('config', `the order ${id} is ${moved.state}: it cannot become ${state}`)
    }
    moved.state = state
    return spec.notifications && noticeOf(box, moved, {})
  }
  return {
    orders: () => orders.all.map(shown),
    order: (id) => shown(order(id)),
    pay: (id) => move(id, 'created', 'paid'),
    expire: (id) => move(id, 'created', 'expired'),
    notification: (id, how) => noticeOf(box, order(id), how),
    notify: (id, target, how) => notified(box, order(id), target, how),
  }
}

/** The notification of an order as it is; `undefined` where the gateway sends none of it. */
function noticeOf(box, order, how) {
  const { spec, orders, options } = box
  const { name, fields, broken, contentType } = properties(how, ['name', 'fields', 'broken', 'contentType'])
  checkBroken(broken)
  const row = notificationOf(spec, name)
  if (!isRecord(row.paid) && order.state !== 'paid') return undefined
  const told = { ...orders.told(order, row, row.fields), ...fields }
  return notificationWith(spec, row, options, told, { broken, contentType, sign: box.signer(row.key) })
}

/** Sends it to an address or a handler, and says whether the shop acknowledged it as the gateway expects. */
async function notified(box, order, target, how) {
  const made = noticeOf(box, order, how)
  if (!made) throw new PayError('config', `${box.spec.class} sends no notification of an order that is ${order.state}`)
  const response = typeof target === 'function' ? await target(made.request()) : await fetch(made.request(target))
  const body = await response.text()
  const { success } = notificationOf(box.spec, property(how, 'name'))
  return { accepted: response.status === 200 && acknowledges(success, body), status: response.status, body }
}

function acknowledges(success, body) {
  if (success.text !== undefined) return body === success.text
  try {
    return JSON.stringify(JSON.parse(body)) === JSON.stringify(success.json)
  } catch {
    return false
  }
}

async function handled(box, request) {
  const found = await callIn(box.spec, request, box.pathOf)
  if (!found) return plainText(404, `the sandbox of ${box.spec.class} has no ${request.method} ${request.url}`)
  return box.faults.strike(found.name, request.signal, (broken, code) => {
    if (code !== undefined) return refused(found.call, code, 'as the test wants it')
    return found.call.send === 'page' ? page(box, found) : acted(box, found, broken)
  })
}

/** As `fetch` has it: a connection that is closed is a TypeError. */
async function fetched(box, request) {
  const response = await handled(box, request)
  request.signal.throwIfAborted()
  if (box.faults.wasDropped(response)) throw new TypeError('fetch failed')
  return response
}

const plainText = (status, text) =>
  new Response(text, { __proto__: null, status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
const json = (text, status = 200) =>
  new Response(text, { __proto__: null, status, headers: { 'content-type': 'application/json' } })

/** In the gateway's own words; without any that it documents, by the status. */
const refused = (call, code, why) => json(refusalText(call, code, why), call.envelope ? 200 : 400)

function page(box, found) {
  const fault = faultOf(box, found)
  return fault ? plainText(400, fault[1]) : plainText(200, `the page of ${box.spec.class}, where the user pays`)
}

const faultOf = ({ spec, options }, { call, ...said }) =>
  faultIn(spec, call, said, (role) => keyOf(spec, role, options), options)

/** What a call does, and its answer. */
function acted(box, found, broken) {
  const { call, name, fields } = found
  const [reason, why] = faultOf(box, found) ?? []
  if (reason) return refused(call, codeFor(box, call, reason), why)
  if (call.list) return json(answerText(box.spec, call, listed(box, call, fields)))
  const [order, unfit] = name === box.making.name ? made(box, call, fields) : meant(box, call, fields)
  if (unfit) return refused(call, codeFor(box, call, unfit), `${unfit} order`)
  const states = call.envelope?.states
  const told = box.orders.told(order, call, call.answer, Object.values(call.echo ?? {}))
  const words = states && {
    [states.field]: box.orders.wordOf(order, call.answer[states.field], call.paid?.[states.field]),
  }
  const sign = call.verify && box.signer(call.verify)
  return json(answerText(box.spec, call, { ...told, ...words }, sign, broken))
}

/** A new order; the one that is there where the gateway promises that its number makes it so. */
function made({ orders, making }, call, fields) {
  const there = orders.all.find(({ number }) => number === fields[making.number])
  if (there && call.effect !== 'idempotent') return [there, 'repeated']
  return [there ?? orders.create(fields, namesIn(call))]
}

/** The order that a request names. A call that is not about an order answers by samples. */
function meant({ orders }, call, fields) {
  const { asked, found } = orders.named(fields, namesIn(call))
  const none = asked.length ? !found.length : Boolean(call.paid)
  return [asked.length ? found[0] : { state: 'created', nth: 1, fields: { __proto__: null } }, none && 'unknown']
}

/** Those by which a caller may name an order. */
const namesIn = (call) =>
  Object.entries(fieldsOf(call))
    .filter(([, { value, type }]) => value === undefined && type !== 'token')
    .map(([name]) => name)

/** A page of orders, newest first. */
function listed({ orders }, call, fields) {
  const { after, before, id } = call.list
  const { found } = orders.named(
    fields,
    namesIn(call).filter((name) => name !== after && name !== before),
  )
  const told = found.map((order) => orders.told(order, call, call.answer, [id])).reverse()
  const at = (name) => told.findIndex((one) => fields[name] !== undefined && String(one[id]) === fields[name])
  return told.slice(at(after) + 1, at(before) < 0 ? undefined : at(before))
}

/** The code of a refusal: the caller's, or one that the spec has as a refusal and that stands for no state. */
function codeFor({ codes }, { envelope }, reason) {
  const states = Object.values(envelope?.states?.codes ?? {})
  const refusal = (envelope?.refused ?? []).find((code) => !states.includes(code))
  // That a number is taken says nothing of the order that took it.
  return property(codes, reason) ?? (reason === 'repeated' ? '409' : (refusal ?? '400'))
}
