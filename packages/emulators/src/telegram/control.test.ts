import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Api } from 'grammy'
import { expect, it } from 'vitest'
import { controlTelegram } from './control.ts'
import { startTelegramEmulator } from './emulator.ts'

it('runs as a process of its own and is controlled from another', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../main.ts', import.meta.url)), '--port', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { url, token, chatId } = JSON.parse(line) as { url: string; token: string; chatId: number }
    const telegram = controlTelegram(url)
    const api = new Api(token, { apiRoot: url })

    const { message_thread_id: topicId } = await api.createForumTopic(chatId, 'Anna')
    const { id } = await telegram.call('asOperator.send', { topicId, text: 'Hello' })
    await telegram.call('asOperator.react', id, '👍')
    const bytes = new Uint8Array([1, 2, 3])
    await telegram.call('asOperator.document', { topicId, name: 'a.bin', bytes })
    const topic = await telegram.call('topic', topicId)
    expect(topic).toMatchObject({ name: 'Anna', messages: [{}, { text: 'Hello' }, { file: { size: 3 } }] })

    const pause = await telegram.call('faults.pause', 'sendMessage', 'after')
    const sent = api.sendMessage(chatId, 'from the bot', { message_thread_id: topicId })
    expect(await telegram.call('faults.reached', pause)).toMatchObject({
      method: 'sendMessage',
      moment: 'after',
    })
    await telegram.call('faults.release', pause)
    await sent
    await telegram.call('journal.wait', 'sendMessage', 1)
    expect(await telegram.call('journal.calls', 'sendMessage')).toMatchObject([{ status: 200 }])
    expect(await telegram.call('limits', { perGroupMinute: 5 })).toMatchObject({
      perGroupMinute: 5,
      perSecond: 30,
    })
    await expect(telegram.call('asOperator.closeTopic', 999)).rejects.toThrow('There is no topic 999.')
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})

it('answers only JSON posts, and only to actions', async () => {
  const telegram = await startTelegramEmulator()
  const headers = { 'content-type': 'application/json' }
  const ask = async (name: string, init: RequestInit) =>
    (await fetch(`${telegram.url}/control/${name}`, init)).status
  expect(await ask('chat', { method: 'POST', headers, body: '[]' })).toBe(200)
  expect(await ask('chat', { method: 'POST', body: '[]' })).toBe(405)
  expect(await ask('chat', {})).toBe(405)
  expect(await ask('stop', { method: 'POST', headers, body: '[]' })).toBe(404)
  expect(await ask('faults.onCall', { method: 'POST', headers, body: '[]' })).toBe(404)
  expect(await ask('asOperator.constructor', { method: 'POST', headers, body: '[]' })).toBe(404)
  expect(await ask('topics', { method: 'POST', headers, body: '{' })).toBe(400)
  await telegram.stop()
})
