import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Message } from '@pocketping/core'
import { createClient, type PocketPingClient } from '@pocketping/core/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PATIENCE_MS } from '../support/patience.ts'

const SECRET_KEY = 'sk_processes_of_the_ai_test'
const APP = fileURLToPath(new URL('app.ts', import.meta.url))

interface App {
  child: ChildProcess
  url: string
}

let folder: string
let apps: App[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketping-ai-'))
  apps = []
})

afterEach(async () => {
  await Promise.all(apps.map(({ child }) => end(child)))
  await rm(folder, { recursive: true, force: true })
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function startApp(): Promise<App> {
  const child = fork(APP, [join(folder, 'chat.db'), SECRET_KEY], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const app = { child, url: `http://127.0.0.1:${port}` }
  apps.push(app)
  return app
}

async function ask({ url }: App, question: string): Promise<string> {
  const started = await fetch(`${url}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token, session } = (await started.json()) as { token: string; session: { id: string } }
  const sent = await fetch(`${url}/widget/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ type: 'send', id: `msg_${question}_1`, content: question }),
  })
  expect(sent.status).toBe(200)
  return session.id
}

function clientOf({ url }: App): PocketPingClient {
  return createClient({ url, apiKey: SECRET_KEY })
}

async function messagesOf(client: PocketPingClient, sessionId: string): Promise<Message[]> {
  return (await client.messages(sessionId)).messages
}

it('answers each question once, whole, whichever process is killed, and never after a person', async () => {
  const [first, second] = [await startApp(), await startApp()]
  const questions = Array.from({ length: 24 }, (_, index) => `question${index}`)
  const sessions = await Promise.all(
    questions.map((question, index) => ask(index % 2 ? first : second, question)),
  )
  const client = clientOf(second)
  const answered = async (): Promise<number> => {
    const all = await Promise.all(sessions.map(id => messagesOf(client, id)))
    return all.filter(messages => messages.some(({ type }) => type !== 'visitor')).length
  }
  // A person answers every third of them, at some time while the models speak.
  const persons = sessions.filter((_, index) => index % 3 === 0)
  const replying = persons.map((id, index) =>
    client.sendMessage(id, { content: `person ${index}` }, { idempotencyKey: `reply ${index}` }),
  )
  await expect.poll(answered, { timeout: PATIENCE_MS }).toBeGreaterThan(persons.length + 2)
  await end(first.child)
  await startApp()
  await Promise.all(replying)
  await expect.poll(answered, { timeout: PATIENCE_MS }).toBe(sessions.length)
  const told = await Promise.all(sessions.map(id => messagesOf(client, id)))
  for (const [index, messages] of told.entries()) {
    const question = questions[index]
    const whole = Array.from({ length: 10 }, (_, piece) => `${question} ${piece};`).join(' ')
    const ai = messages.filter(({ type }) => type === 'ai')
    const person = messages.find(({ type }) => type === 'operator')
    expect(ai.map(({ content }) => content)).toEqual(person && ai.length === 0 ? [] : [whole])
    if (person && ai[0]) expect(ai[0].order).toBeLessThan(person.order)
  }
})
