// paysign/page in a page: what is in it, and that nothing with a key is.
import init, * as page from 'paysign/page'
import { BhopUser, PayError, fromUnits, initSync, launch, parsePayBody, toUnits } from 'paysign/page'
import type { BhopOrder, BhopUserOptions, FormAction, InitInput, PayAction, PayErrorKind } from 'paysign/page'
import { PayError as SameError, BhopUser as SameUser } from 'paysign'

await init()
await init('/page.wasm')
await init(fetch('/page.wasm'))
initSync(new ArrayBuffer(8))
// @ts-expect-error the bytes, or a module of them
initSync('/page.wasm')
const input: InitInput = new URL('/page.wasm', location.href)
await init(input)

const options: BhopUserOptions = { base: 'https://broker.example', credentials: 'include' }
const user = new BhopUser(options)
const walk = await user.payOrder({ order_id: '1', askCode: async ({ authType }) => prompt(authType) ?? '' })
const order: BhopOrder = walk.order
const paid: boolean = walk.paid
for await (const { orderId } of user.listOrders({ limit: 5 })) void (orderId satisfies string)

const action: PayAction = parsePayBody('alipay', 'h5', '<form>', { payHosts: ['pay.example.com'] })
if (action.kind === 'form') void (action satisfies FormAction)
await launch(action)
// @ts-expect-error the client's own words
parsePayBody('wx', 'h5', '')
// @ts-expect-error a list
parsePayBody('alipay', 'h5', '', { payHosts: 'pay.example.com' })

const units: bigint = toUnits('1.5', 8)
const text: string = fromUnits(units, 8)
const same: typeof SameError = PayError
const sameClass: SameUser = user
const kind: PayErrorKind = new same('body', 'x').kind

type Absent =
  'Signer' | 'Verifier' | 'HiCoin' | 'Yinqiantong' | 'BitCV' | 'SixDu' | 'BhopOrg' | 'scheme' | 'canonicalString'
const none: Extract<keyof typeof page, Absent> extends never ? true : false = true

export { kind, none, order, paid, sameClass, text }
