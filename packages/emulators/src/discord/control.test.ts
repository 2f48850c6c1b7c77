import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { REST, Routes } from 'discord.js'
import { expect, it } from 'vitest'
import { controlDiscord } from './control.ts'
import { startDiscordEmulator } from './emulator.ts'

interface Facts {
  url: string
  token: string
  channelId: string
}

it('runs as a process of its own and is controlled from another', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, 'discord', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { url, token, channelId } = JSON.parse(line) as Facts
    const discord = controlDiscord(url)
    const rest = new REST({ api: `${url}/api` }).setToken(token)

    const { id: threadId } = await discord.call('asOperator.createThread', { name: 'Anna' })
    const bytes = new Uint8Array([1, 2, 3])
    await discord.call('asOperator.send', { threadId, text: 'Hello', files: [{ name: 'a.bin', bytes }] })
    expect(await discord.call('thread', threadId)).toMatchObject({
      name: 'Anna',
      messages: [{ text: 'Hello', attachments: [{ name: 'a.bin', size: 3 }] }],
    })

    const pause = await discord.call('faults.pause', 'createMessage', 'after')
    const sent = rest.post(Routes.channelMessages(channelId), { body: { content: 'from the bot' } })
    expect(await discord.call('faults.reached', pause)).toMatchObject({
      method: 'createMessage',
      moment: 'after',
    })
    await discord.call('faults.release', pause)
    await sent
    await discord.call('journal.wait', 'createMessage', 1)
    expect(await discord.call('journal.calls', 'createMessage')).toMatchObject([{ status: 200 }])
    await discord.call('asOperator.setBotPermissions', ['VIEW_CHANNEL'])
    expect(await discord.call('limits', { messages: false })).toMatchObject({
      messages: false,
      perSecond: 50,
    })
    await expect(discord.call('asOperator.archive', '999')).rejects.toThrow('There is no channel 999.')
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})

it('offers what tests ask for, and nothing else', async () => {
  const discord = await startDiscordEmulator()
  const ask = async (name: string) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${discord.url}/control/${name}`, { method: 'POST', headers, body: '[]' })).status
  }
  expect(await ask('sessions')).toBe(200)
  expect(await ask('faults.dropGateway')).toBe(200)
  expect(await ask('faults.onCall')).toBe(404)
  expect(await ask('stop')).toBe(404)
  expect(await ask('asOperator.constructor')).toBe(404)
  await discord.stop()
})
