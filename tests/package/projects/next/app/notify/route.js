import { client, onEvent } from '../../shop.js'

export const POST = (request) => client.handleNotification(request, onEvent)
