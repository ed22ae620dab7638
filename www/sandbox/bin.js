#!/usr/bin/env node
// paysign-sandbox: the five gateways on loopback, until Ctrl-C.

import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createSandbox } from './index.js'

const HELP = `paysign-sandbox: five payment gateways on this machine 本机支付网关沙箱

  --port <number>          default 4980
  --data <folder>          orders and keys; default ./.paysign-sandbox
  --notify-url <address>   where every gateway announces payments
  --notify-scale <number>  1: the documented pauses between notifications; 0.01: a hundredth
  --cashier-url <address>  where Yinqiantong's pay_body leads; default the sandbox
  --seed <number>          of faults by chance
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4980' },
    data: { type: 'string', default: '.paysign-sandbox' },
    'notify-url': { type: 'string' },
    'notify-scale': { type: 'string' },
    'cashier-url': { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

if (values.help) {
  console.log(HELP)
} else {
  const number = (name) => {
    if (values[name] === undefined) return undefined
    const value = Number(values[name])
    if (!(value >= 0)) throw new RangeError(`--${name} is not a number`)
    return value
  }
  const folder = resolve(values.data)
  const notifyUrl = values['notify-url']
  const announcing = ['hicoin', 'yinqiantong', 'yinqiantong-v2', 'bitcv', 'sixdu']
  const sandbox = await createSandbox({
    database: join(folder, 'sandbox.db'),
    notifyScale: number('notify-scale'),
    seed: number('seed'),
    cashierUrl: values['cashier-url'],
    merchants: notifyUrl && Object.fromEntries(announcing.map((name) => [name, { notifyUrl }])),
  })
  console.log(`paysign sandbox: ${await sandbox.start(number('port'))}\n`)
  for (const [name, config] of Object.entries(sandbox.config)) {
    console.log(name)
    for (const [key, value] of Object.entries(config)) {
      // A key of many lines is read from its file.
      if (!String(value).includes('\n')) console.log(`  ${key.padEnd(14)} ${value}`)
    }
    if (name === 'sixdu')
      console.log(
        `  privateKey     ${join(folder, 'sixdu-merchant.pkcs8.pem')}\n  platformPublicKey ${join(folder, 'sixdu-platform.spki.pem')}`,
      )
  }
  console.log(`\nSteer it at ${sandbox.url}/_sandbox; Ctrl-C ends it.`)

  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => sandbox.stop().then(() => process.exit(0)))
}
