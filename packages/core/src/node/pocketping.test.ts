import { PocketPing, type PocketPingOptions } from '@pocketping/core'
import { Webhook } from 'standardwebhooks'
import { expect, it, onTestFinished } from 'vitest'
import { onLoopback, serve } from '../../test/outgoing-stage.ts'
import { PocketPing as PocketPingAnywhere } from '../pocketping.ts'

const events = ['message.created' as const]

function engine(options: PocketPingOptions): PocketPing {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  const pp = new PocketPing({ logger: quiet, ...options })
  onTestFinished(() => pp.stop())
  return pp
}

it('brings a fetch that keeps away from private networks', async () => {
  const pp = engine({})
  expect(pp).toBeInstanceOf(PocketPingAnywhere)
  for (const url of ['http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://2130706433/'])
    await expect(pp.createWebhook({ url, events })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(
        /^url: .* is not on the public Internet\. The option allowPrivateAddresses allows it\.$/,
      ),
    })
  await pp.createWebhook({ url: 'https://shop.example/hook', events })
})

it('calls a service beside it where that is allowed, with signatures that the service can verify', async () => {
  const { port, asked } = await serve((_, response) => response.writeHead(204).end())
  const pp = engine({ allowPrivateAddresses: true })
  const { id, secret } = await pp.createWebhook({ url: `http://127.0.0.1:${port}/hook`, events })
  expect(await pp.testWebhook(id)).toMatchObject({ status: 'delivered', responseStatus: 204 })
  const [{ body = '', headers = {} } = {}] = asked
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>)
  expect(verified).toMatchObject({ event: 'webhook.test', data: {} })
  expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow()
})

it('takes the fetch that it is given', async () => {
  const { port } = await serve((_, response) =>
    response.writeHead(307, { location: 'http://10.0.0.1/inside' }).end(),
  )
  const pp = engine({ fetch: onLoopback() })
  const { id } = await pp.createWebhook({ url: `http://hooks.example:${port}/`, events })
  const { status, error } = await pp.testWebhook(id)
  expect(status).toBe('failed')
  expect(error).toBe(
    'hooks.example redirects to where we do not ask. 10.0.0.1 is not on the public Internet.',
  )
})

it('gives up on a receiver that does not answer', async () => {
  const { port } = await serve(() => undefined)
  const fetch = onLoopback()
  const pp = engine({ fetch: request => fetch({ ...request, timeoutMs: request.timeoutMs / 300 }) })
  const { id } = await pp.createWebhook({ url: `http://hooks.example:${port}/`, events })
  expect(await pp.testWebhook(id)).toMatchObject({
    status: 'failed',
    error: 'hooks.example did not answer in full within 50 ms.',
  })
})
