import { send, toRequest } from 'paysign/node'
import { client, onEvent } from '../../shop.js'

export const config = { api: { bodyParser: false } }
export default async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent))
