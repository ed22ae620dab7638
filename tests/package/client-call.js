/**
 * A call of a gateway's client from the place under test to the sandbox gateways (www/server/sandbox) at `base`.
 * `undefined` until there are clients: the suite then has one case less.
 *
 * @type {undefined | ((paysign: object, base: string) => Promise<void>)}  throws if an answer is not the expected one
 */
export const clientCall = undefined
