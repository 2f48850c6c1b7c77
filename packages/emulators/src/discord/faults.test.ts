import type { TextChannel } from 'discord.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { login } from './testing/login.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let discord: DiscordEmulator
let api: RawApi

beforeEach(async () => {
  discord = await startDiscordEmulator()
  api = rawApi(discord)
})

afterEach(() => discord.stop())

const say = (content = 'x', more = {}) =>
  api('POST', `/channels/${discord.channelId}/messages`, { content, ...more })

const texts = () => discord.channelMessages().map(({ text }) => text)

it('refuses as told, and executes nothing then', async () => {
  discord.faults.limit(1, 2.5)
  expect(await say()).toMatchObject({ status: 429, body: { retry_after: 2.5, global: false } })
  discord.faults.limit(1, 1, 'global')
  expect(await say()).toMatchObject({ status: 429, body: { global: true } })
  discord.faults.fail('createMessage', { times: 2, status: 403, code: 50013, message: 'Missing Permissions' })
  expect(await say()).toMatchObject({ status: 403, body: { code: 50013 } })
  expect(await say()).toMatchObject({ status: 403 })
  discord.faults.fail('*')
  expect(await say()).toMatchObject({ status: 500 })
  expect(texts()).toEqual([])
  discord.limits.messages = false
  expect(await say()).toMatchObject({ status: 200 })
})

it('executes and loses the answer, or loses the call', async () => {
  discord.faults.dropAnswer('createMessage')
  const body = { nonce: 'job-1', enforce_nonce: true }
  await expect(say('once', body)).rejects.toThrow()
  await say('once', body)
  discord.faults.dropRequest('createMessage')
  await expect(say('never')).rejects.toThrow()
  expect(texts()).toEqual(['once'])
  expect(discord.journal.calls('createMessage')).toMatchObject([
    { status: 200, isCut: true },
    { status: 200, isCut: false, body: { content: 'once' } },
    { status: 0, isCut: true },
  ])
})

it('stands still before or after a call', async () => {
  const pause = discord.faults.pause('createMessage', 'after')
  const sent = say('hello')
  expect(await pause.reached).toMatchObject({ method: 'createMessage', body: { content: 'hello' } })
  expect(texts()).toEqual(['hello'])
  pause.release()
  expect(await sent).toMatchObject({ status: 200 })
})

it('cannot be reached, and is back', async () => {
  discord.faults.hold()
  await expect(say()).rejects.toThrow()
  discord.faults.resume()
  expect(await say()).toMatchObject({ status: 200 })
})

it('lets discord.js wait for a limit and try again', async () => {
  const client = await login(discord)
  const channel = (await client.channels.fetch(discord.channelId)) as TextChannel
  discord.faults.limit(1, 0.1)
  await channel.send('after a while')
  expect(texts()).toEqual(['after a while'])
  expect(discord.journal.calls('createMessage').map(({ status }) => status)).toEqual([429, 200])
  await client.destroy()
})

it('answers what is not there as Discord does', async () => {
  expect(await api('GET', '/nothing')).toMatchObject({
    status: 404,
    body: { message: '404: Not Found', code: 0 },
  })
  expect(await api('PUT', '/users/@me')).toMatchObject({ status: 405 })
  const path = `${discord.url}/api/v10/channels/${discord.channelId}/messages`
  const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' }
  const broken = await fetch(path, { method: 'POST', headers, body: '{' })
  expect(await broken.json()).toMatchObject({ code: 50109 })
  const old = await fetch(`${discord.url}/api/v6/users/@me`, { headers })
  expect(await old.json()).toMatchObject({ code: 50041 })
})
