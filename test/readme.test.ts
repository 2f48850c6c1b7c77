import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Message } from '@pocketping/core'
import type { ChangesUpdate, PollResponse, StartResponse } from '@pocketping/core/protocol'
import { startTelegramEmulator } from '@pocketping/emulators'
import { afterEach, describe, expect, it } from 'vitest'
import { differingSizes } from '../scripts/readme-sizes.ts'
import { codeBlocks, root } from './support/markdown.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

describe('README.md', () => {
  it('prints an Express app that carries a conversation both ways, as it stands', async () => {
    const telegram = await startTelegramEmulator()
    closing.push(() => telegram.stop())
    const example = codeBlocks('README.md').find(({ code }) => code.includes("app.use('/pocketping'"))
    const base = await run(example?.code ?? '', {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_CHAT_ID: String(telegram.chatId),
      TELEGRAM_ROOT: telegram.url,
    })

    expect((await fetch(`${base}/widget.js`)).headers.get('content-type')).toContain('javascript')
    const { token, session } = (await post(`${base}/widget/sessions`, {})) as StartResponse
    await post(
      `${base}/widget/commands`,
      { type: 'send', id: 'msg_from_the_readme', content: 'Do you ship?' },
      token,
    )
    await telegram.until(() => textsOf(telegram).includes('Do you ship?'))
    const topic = telegram.topics().find(({ name }) => name.startsWith('Visitor'))
    telegram.asOperator.send({ topicId: topic?.id ?? 0, text: 'We do' })
    const answer = await messageOf(base, token, ({ type }) => type === 'operator')
    expect(answer).toMatchObject({ content: 'We do', sessionId: session.id })
  })

  it('tells the sizes that the widget has', () => {
    // Another processor's zlib packs a little differently.
    expect(differingSizes(16), 'run `node scripts/bootstrap.js scripts/readme-sizes.ts`').toEqual([])
  })
})

type Emulator = Awaited<ReturnType<typeof startTelegramEmulator>>

function textsOf(telegram: Emulator): string[] {
  return telegram.topics().flatMap(({ id }) => telegram.topic(id).texts())
}

/** Runs a program as its own process, where its imports are found; answers with where it is mounted. */
async function run(code: string, env: Record<string, string>): Promise<string> {
  const place = join(root, 'examples/express/.data')
  mkdirSync(place, { recursive: true })
  const folder = mkdtempSync(join(place, 'readme-'))
  const file = join(folder, 'server.mjs')
  writeFileSync(file, code)
  const preload = new URL('./support/on-loopback.js', import.meta.url).href
  const child = fork(file, { cwd: folder, env: { ...process.env, ...env }, execArgv: ['--import', preload] })
  closing.push(async () => {
    await stop(child)
    rmSync(folder, { recursive: true, force: true })
  })
  const [address] = await Promise.race([
    once(child, 'message') as Promise<[AddressInfo]>,
    once(child, 'exit').then(([exitCode]) =>
      Promise.reject(new Error(`The example ended with ${exitCode}.`)),
    ),
  ])
  return `http://127.0.0.1:${address.port}/pocketping`
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined
  const headers = { 'content-type': 'application/json', ...authorization }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.ok).toBe(true)
  return response.json()
}

/** Follows the conversation until such a message comes. */
async function messageOf(
  base: string,
  token: string,
  isMeant: (message: Message) => boolean,
): Promise<Message> {
  let after = 0
  for (;;) {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${base}/widget/poll?after=${after}`, { headers })
    const { updates } = (await response.json()) as PollResponse
    const changes = updates.filter((update): update is ChangesUpdate => update.type === 'changes')
    const found = changes.flatMap(({ messages = [] }) => messages).find(isMeant)
    if (found) return found
    after = Math.max(after, ...changes.map(({ seq }) => seq))
  }
}
