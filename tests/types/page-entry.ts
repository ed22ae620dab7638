// paysign/page in a page: what is in it, and nothing else.
import * as page from 'paysign/page'
import { PayError, launch } from 'paysign/page'
import type { FormAction, LaunchOptions, PayAction, PayErrorKind, WechatBridgeResult } from 'paysign/page'
import { PayError as SameError, launch as sameLaunch } from 'paysign'

const action: PayAction = await (await fetch('/pay')).json()
const result: WechatBridgeResult | void = await launch(action)
if (action.kind === 'form') void (action satisfies FormAction)
const options: LaunchOptions = { location }
await launch({ kind: 'redirect', url: 'https://pay.example/' }, options)
// @ts-expect-error no such action
await launch({ kind: 'jump' })

const same: typeof SameError = PayError
const sameFunction: typeof sameLaunch = launch
const kind: PayErrorKind = new same('body', 'x').kind
const nothingElse: keyof typeof page extends 'PayError' | 'launch' ? true : false = true

export { kind, nothingElse, result, sameFunction }
