import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Api, InputFile } from 'grammy'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTelegramEmulator, type TelegramEmulator } from '../telegram/emulator.ts'
import { pixelPng } from '../telegram/files.ts'
import { phonesHandler } from './handler.ts'

let telegram: TelegramEmulator
let host: Server
let url: string

beforeEach(async () => {
  telegram = await startTelegramEmulator()
  const phones = phonesHandler({ telegram })
  host = createServer(async (request, response) => {
    if (!(await phones(request, response))) response.writeHead(418).end('the host')
  })
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
})

afterEach(async () => {
  host.closeAllConnections()
  await new Promise(resolve => host.close(resolve))
  await telegram.stop()
})

const act = (body: unknown, type = 'application/json') =>
  fetch(`${url}/phones/telegram/do`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  })

it('serves the page under a policy that lets nothing in from elsewhere', async () => {
  const page = await fetch(`${url}/phones`)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = page.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
  const html = await page.text()
  expect(html).not.toMatch(/<script(?![^>]*src=)| style=| on\w+=/)
  for (const [, path] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
  }
})

it('leaves every other path to its host', async () => {
  expect((await fetch(`${url}/`)).status).toBe(418)
  expect((await fetch(`${url}/phonesque`)).status).toBe(418)
  expect((await fetch(`${url}/phones/nothing.js`)).status).toBe(404)
  expect((await fetch(`${url}/phones/..%2fhandler.ts`)).status).toBe(404)
  expect((await fetch(`${url}/phones/`, { method: 'DELETE' })).status).toBe(405)
})

it('starts with a snapshot and tells each change', async () => {
  telegram.asOperator.createTopic('Anna')
  const stream = await fetch(`${url}/phones/events`)
  const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  const events: { name: string; data: Record<string, unknown> }[] = []
  const next = async () => {
    const { value = '' } = await reader.read()
    for (const [, name = '', data = ''] of value.matchAll(/event: (.*)\ndata: (.*)\n\n/g)) {
      events.push({ name, data: JSON.parse(data) })
    }
  }
  await next()
  expect(events[0]).toMatchObject({
    name: 'telegram snapshot',
    data: { title: 'Support', topics: [{ name: 'General' }, { name: 'Anna' }] },
  })
  telegram.asOperator.send({ text: 'Hello' })
  await next()
  expect(events.at(-1)).toMatchObject({ name: 'telegram message', data: { text: 'Hello', topicId: 1 } })
  await reader.cancel()
})

it('does what the phone says, as the operator who holds it', async () => {
  const { id } = telegram.asOperator.createTopic('Anna')
  const [, tomas] = telegram.operators
  expect((await act({ deed: 'send', topicId: id, text: 'Hi', from: tomas?.id })).status).toBe(204)
  expect(telegram.topic(id).messages().at(-1)).toMatchObject({ text: 'Hi', from: { name: 'Tomás Ferreira' } })
  expect((await act({ deed: 'closeTopic', topicId: id, from: tomas?.id })).status).toBe(204)
  expect(telegram.topic(id).isClosed).toBe(true)
})

it('says why something cannot be done', async () => {
  const from = telegram.operators[0]?.id
  const refusal = async (body: unknown) => {
    const response = await act(body)
    return [response.status, await response.text()]
  }
  expect(await refusal({ deed: 'send', topicId: 99, text: 'Hi', from })).toEqual([
    400,
    'There is no topic 99.',
  ])
  expect(await refusal({ deed: 'send', topicId: 1, text: 5, from })).toEqual([400, '"text" must be a text.'])
  expect(await refusal({ deed: 'setBotStatus', from })).toEqual([400, 'There is no deed setBotStatus.'])
  expect(await refusal({ deed: 'send', topicId: 1, text: 'Hi', from: 5 })).toEqual([
    400,
    'There is no operator 5.',
  ])
  expect((await act({ deed: 'send' }, 'text/plain')).status).toBe(415)
})

it('shows pictures and only lets other files be downloaded', async () => {
  const api = new Api(telegram.token, { apiRoot: telegram.url })
  await api.sendPhoto(telegram.chatId, new InputFile(pixelPng, 'cat.png'))
  await api.sendDocument(telegram.chatId, new InputFile(Buffer.from('<script>'), 'page.html'))
  const [photo, document] = telegram.topic(1).messages()
  const get = async (id = '') => (await fetch(`${url}/phones/telegram/files/${id}`)).headers
  expect((await get(photo?.file?.id)).get('content-type')).toBe('image/png')
  const headers = await get(document?.file?.id)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toContain('attachment')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})
