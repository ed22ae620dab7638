// The example in Rust, as a program: it makes an order at the sandbox, verifies the notification and asks for the state.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSandbox } from './merchant.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Starts it; gives its lines as they come, and how it ended. */
function run(...args) {
  const child = spawn(
    'cargo',
    ['run', '--quiet', '--example', 'native', '--', 'src/gateway/yinqiantong.json', ...args],
    { cwd: root },
  )
  const shown = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (shown.out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (shown.err += text))
  return { shown, child, ended: once(child, 'close') }
}

test('the native example makes an order, verifies its notification and asks what became of it', async (t) => {
  const sandbox = await startSandbox(t)
  const { base, appId, appSecret } = sandbox.config['yinqiantong-v2']
  const { child, shown, ended } = run(base, appId, appSecret)
  t.after(() => child.kill())
  const orders = () => sandbox.control.orders({ gateway: 'yinqiantong-v2' })
  while (orders().length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50))
  const [order] = orders()
  assert.ok(order, shown.err)
  sandbox.control.act('yinqiantong-v2', order.id, 'pay')
  const [code] = await ended
  assert.equal(shown.out, `created ${order.id}\nnotified of this order\npaid\n`, shown.err)
  assert.equal(code, 0)
  const [{ state }] = sandbox.control.notifications({ gateway: 'yinqiantong-v2', orderId: order.id })
  assert.equal(state, 'acknowledged')
})

test('a wrong key ends it with what the gateway says', async (t) => {
  const sandbox = await startSandbox(t)
  const { base, appId } = sandbox.config['yinqiantong-v2']
  const { shown, ended } = run(base, appId, 'another secret')
  const [code] = await ended
  assert.notEqual(code, 0)
  assert.match(shown.err, /refused with code 4403/)
})
