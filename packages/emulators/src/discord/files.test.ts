import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { login, nextEvent } from './testing/login.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let clock: ManualClock
let discord: DiscordEmulator
let api: RawApi

beforeEach(async () => {
  clock = manualClock()
  discord = await startDiscordEmulator({ clock })
  api = rawApi(discord)
})

afterEach(() => discord.stop())

interface Attached {
  id: string
  url: string
  filename: string
}

function attachmentsOf(body: Record<string, unknown>): Attached[] {
  return body.attachments as Attached[]
}

function form(payload: unknown, ...files: Blob[]): FormData {
  const body = new FormData()
  body.set('payload_json', JSON.stringify(payload))
  for (const [index, file] of files.entries()) body.set(`files[${index}]`, file, `file ${index}.txt`)
  return body
}

it('keeps files and serves them, for a day', async () => {
  const path = `/channels/${discord.channelId}/messages`
  const { body } = await api(
    'POST',
    path,
    form({ attachments: [{ id: 0, description: 'Notes' }] }, new Blob(['one'], { type: 'text/plain' })),
  )
  const [file] = attachmentsOf(body)
  expect(file).toMatchObject({
    filename: 'file_0.txt',
    size: 3,
    content_type: 'text/plain',
    description: 'Notes',
  })
  const url = file?.url ?? ''
  expect(await (await fetch(url)).text()).toBe('one')
  expect((await fetch(url.replace(/hm=\w/, 'hm=x'))).status).toBe(404)
  expect((await fetch(url.split('?', 1)[0] ?? '')).status).toBe(404)
  await clock.advance(24 * 3600_000)
  expect((await fetch(url)).status).toBe(404)
  // Asking for the message again gives an address that is good again.
  const again = attachmentsOf((await api('GET', `${path}/${String(body.id)}`)).body)[0]
  expect((await fetch(again?.url ?? '')).status).toBe(200)
})

it('keeps on an edit what is named, and adds what comes', async () => {
  const path = `/channels/${discord.channelId}/messages`
  const { body } = await api('POST', path, form({}, new Blob(['a']), new Blob(['b'])))
  const [first] = attachmentsOf(body)
  const edited = await api(
    'PATCH',
    `${path}/${String(body.id)}`,
    form({ attachments: [{ id: first?.id }, { id: 0, filename: 'c.txt' }] }, new Blob(['c'])),
  )
  expect(attachmentsOf(edited.body).map(({ filename }) => filename)).toEqual(['file_0.txt', 'c.txt'])
})

it('refuses files that are too large, too many, or not allowed', async () => {
  const path = `/channels/${discord.channelId}/messages`
  const large = new Blob([new Uint8Array(10 * 1024 * 1024 + 1)])
  expect(await api('POST', path, form({}, large))).toMatchObject({ status: 413, body: { code: 40005 } })
  const many = Array.from({ length: 11 }, () => new Blob(['x']))
  expect(await api('POST', path, form({}, ...many))).toMatchObject({ body: { code: 30015 } })
  discord.asOperator.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES'])
  expect(await api('POST', path, form({}, new Blob(['x'])))).toMatchObject({ body: { code: 50013 } })
})

it('hands people’s files and pictures to discord.js', async () => {
  const client = await login(discord)
  const heard = nextEvent(client, 'messageCreate')
  discord.asOperator.send({ files: [{ name: 'a.bin', bytes: new Uint8Array([1, 2, 3]) }] })
  const [message] = await heard
  const bytes = await (await fetch(message.attachments.first()?.url ?? '')).arrayBuffer()
  expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3])
  const avatar = message.author.avatarURL({ extension: 'png' }) ?? ''
  expect(avatar).toContain(`${discord.url}/cdn/avatars/`)
  expect((await fetch(avatar)).headers.get('content-type')).toBe('image/svg+xml')
  await client.destroy()
})
