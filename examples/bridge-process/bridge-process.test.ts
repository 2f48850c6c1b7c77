import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTelegramEmulator, type TelegramEmulator } from '@pocketping/emulators'
import { afterEach, expect, it } from 'vitest'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

// Stays on this machine, with Telegram's emulator in the place of Telegram.
const preload = new URL('../../test/support/on-loopback.js', import.meta.url).href

/** Runs a file of this example as it stands, in a process of its own. */
function run(file: string, env: Record<string, string>): ChildProcess {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...env },
    execArgv: ['--import', preload],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  closing.push(() => end(child))
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined
  const headers = { 'content-type': 'application/json', ...authorization }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.ok).toBe(true)
  return response.json()
}

/** What operators wrote, as the visitor sees it; waits until so many have come. */
async function heard(base: string, token: string, count: number): Promise<string[]> {
  const texts = new Map<string, string>()
  for (let after = 0; texts.size < count; ) {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${base}/widget/poll?after=${after}`, { headers })
    const { updates } = (await response.json()) as { updates: Update[] }
    for (const { seq = 0, messages = [] } of updates) {
      after = Math.max(after, seq)
      for (const { id, type, content } of messages) if (type === 'operator') texts.set(id, content)
    }
  }
  return [...texts.values()]
}

interface Update {
  seq?: number
  messages?: { id: string; type: string; content: string }[]
}

function shown(telegram: TelegramEmulator): string[] {
  const texts = telegram.topics().flatMap(({ id }) => telegram.topic(id).texts())
  return texts.filter(text => text.startsWith('visitor'))
}

it('loses nothing in either direction, whenever the process of the bridge is killed', async () => {
  const telegram = await startTelegramEmulator()
  closing.push(() => telegram.stop())
  const folder = await mkdtemp(join(tmpdir(), 'bridge-process-'))
  closing.push(() => rm(folder, { recursive: true }))
  const POCKETPING_SECRET_KEY = 'for-this-test-only-0123456789'
  const engine = run('engine.ts', { POCKETPING_SECRET_KEY, DATABASE_FILE: join(folder, 'a.sqlite') })
  const [{ port }] = (await once(engine, 'message')) as [AddressInfo]
  const base = `http://127.0.0.1:${port}/pocketping`
  const startBridge = (): ChildProcess =>
    run('bridge.ts', {
      POCKETPING_SECRET_KEY,
      ENGINE_URL: base,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_CHAT_ID: String(telegram.chatId),
      TELEGRAM_ROOT: telegram.url,
    })

  // Nobody is there yet: the message is taken all the same.
  const { token } = (await post(`${base}/widget/sessions`, {})) as { token: string }
  const say = (content: string): Promise<unknown> =>
    post(
      `${base}/widget/commands`,
      { type: 'send', id: `msg_${content.replaceAll(' ', '_')}`, content },
      token,
    )
  await say('visitor one')
  let bridge = startBridge()
  await telegram.until(() => shown(telegram).length === 1)
  const topicId = telegram.topics().find(({ id }) => id > 1)?.id ?? 0
  telegram.asOperator.send({ topicId, text: 'operator one' })
  expect(await heard(base, token, 1)).toEqual(['operator one'])

  await end(bridge)
  await say('visitor two')
  telegram.asOperator.send({ topicId, text: 'operator two' })
  bridge = startBridge()
  await telegram.until(() => shown(telegram).length === 2)
  expect(await heard(base, token, 2)).toEqual(['operator one', 'operator two'])

  // In the middle of a call, whose answer nobody hears.
  const pause = telegram.faults.pause('sendMessage', 'before')
  await say('visitor three')
  await pause.reached
  await end(bridge)
  pause.release()
  telegram.faults.clear()
  bridge = startBridge()
  await telegram.until(() => new Set(shown(telegram)).size === 3)
  telegram.asOperator.send({ topicId, text: 'operator three' })
  expect(await heard(base, token, 3)).toEqual(['operator one', 'operator two', 'operator three'])
  await end(bridge, 'SIGTERM')
  expect(bridge.exitCode).toBe(0)
  expect([...new Set(shown(telegram))]).toEqual(['visitor one', 'visitor two', 'visitor three'])
})
