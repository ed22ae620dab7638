// The guide's lines, with the types that the frameworks have themselves.
import { createServer } from 'node:http'
import { createSecureServer, createServer as createServer2 } from 'node:http2'
import type { ALBHandler, APIGatewayProxyHandler, APIGatewayProxyHandlerV2, LambdaFunctionURLHandler } from 'aws-lambda'
import { http } from '@google-cloud/functions-framework'
import express from 'express'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { HiCoin, type HiCoinNotification } from 'paysign'
import { send, toLambda, toRequest } from 'paysign/node'

const client = new HiCoin({ appId: 'a', mchKey: 'k' })
const onEvent = async (event: HiCoinNotification) => void event.paid

express().post('/notify', async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))

const byNode = createServer(async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))
const by2 = createServer2(async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))
createSecureServer({}, async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))
console.log(byNode, by2)

new Koa().use(async (ctx) => send(ctx, await client.handleNotification(toRequest(ctx), onEvent)))

async function onRequest(request: FastifyRequest, reply: FastifyReply) {
  await send(reply, await client.handleNotification(toRequest(request), onEvent))
  return reply
}
Fastify().post('/notify', { onRequest }, () => {})
Fastify({ http2: true }).post('/notify', async (request, reply) => {
  await send(reply, await client.handleNotification(toRequest(request), onEvent))
  return reply
})

new Hono().post('/notify', (c) => client.handleNotification(c.req.raw, onEvent))
new Hono().post('/notify', (c) => client.handleNotification(toRequest(c), onEvent))

http('notify', async (req, res) => send(res, await client.handleNotification(toRequest(req), onEvent)))

export const v1: APIGatewayProxyHandler = async (event) =>
  toLambda(await client.handleNotification(toRequest(event), onEvent))
export const v2: APIGatewayProxyHandlerV2 = async (event) =>
  toLambda(await client.handleNotification(toRequest(event), onEvent))
export const functionUrl: LambdaFunctionURLHandler = async (event) =>
  toLambda(await client.handleNotification(toRequest(event), onEvent))
export const balancer: ALBHandler = async (event) =>
  toLambda(await client.handleNotification(toRequest(event), onEvent))

// @ts-expect-error: a body is no request
toRequest('a=1')
// @ts-expect-error: nor is a number
toRequest(1)
// @ts-expect-error: a promise of a Response
express().post('/', (req, res) => void send(res, client.handleNotification(toRequest(req), onEvent)))
