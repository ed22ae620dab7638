// Its parser was left on.
import { send, toRequest } from 'paysign/node'
import { client, onEvent } from '../../shop.js'

export default async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent))
