import type { Inbound } from '@pocketping/core'
import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type DiscordHarness, type HarnessOptions, instantClock } from './harness.ts'
import { card, setUp, words } from './stage.ts'

const MINUTE = 60_000

/** Time that a test can move on, in which every wait is over at once. */
function jumpingClock(): { now(): number; jump(ms: number): void } {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    jump(ms) {
      ahead += ms
    },
  }
}

interface Away extends DiscordHarness {
  threadId: string
  inbox: RecordingInbox
  time: ReturnType<typeof jumpingClock>
  /** Starts another process, with an inbox that knows how far the former one was. */
  comeBack(): Promise<RecordingInbox>
  /** What was handed in and is new. What happened in the last seconds before is told again, and known to the engine. */
  news(inbox: RecordingInbox): Inbound[]
}

const stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A bridge that has heard something, and is away since a minute. */
async function goAway(options: HarnessOptions = {}): Promise<Away> {
  const time = jumpingClock()
  const clock = {
    now: time.now,
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
  }
  const harness = await setUp({
    ...options,
    emulator: { clock, ...options.emulator },
    bridge: { clock: { now: time.now, after: instantClock.after }, ...options.bridge },
  })
  const inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const { threadId } = await harness.bridge.openThread(card(), 'key')
  harness.discord.asOperator.send({ threadId, text: 'before' })
  await inbox.until(() => inbox.stored.length === 1)
  await harness.bridge.stop()
  time.jump(MINUTE)
  return {
    ...harness,
    threadId,
    inbox,
    time,
    async comeBack() {
      const successor = harness.createSuccessor()
      stops.push(() => successor.stop())
      const next = recordingInbox()
      next.heardUpTo = inbox.heardUpTo
      await successor.start(next)
      return next
    },
    news({ stored }) {
      const known = new Set(inbox.stored.map(one => 'platformId' in one && one.platformId))
      return stored.filter(one => one.type !== 'message' || !known.has(one.platformId))
    },
  }
}

function textsOf(all: Inbound[]): string[] {
  return all.map(one => ('text' in one ? `${one.type}: ${one.text}` : one.type))
}

describe('after being away', () => {
  it('hears what was written, in order, and nothing that it had heard', async () => {
    const { discord, threadId, comeBack, news } = await goAway()
    for (let index = 0; index < 230; index += 1)
      discord.asOperator.send({ threadId, text: `message ${index}` })
    discord.asOperator.send({ threadId, text: '!close' })
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 231)
    expect(textsOf(news(inbox)).slice(0, 230)).toEqual(
      Array.from({ length: 230 }, (_, index) => `message: message ${index}`),
    )
    expect(inbox.stored.at(-1)).toMatchObject({ type: 'command', name: 'close' })
  })

  it('hears it before what is written now', async () => {
    const { discord, threadId, comeBack, news } = await goAway()
    discord.asOperator.send({ threadId, text: 'missed' })
    const { reached, release } = discord.faults.pause('getMessages')
    const inbox = await comeBack()
    await reached
    discord.asOperator.send({ threadId, text: 'now' })
    release()
    await inbox.until(() => textsOf(news(inbox)).includes('message: now'))
    expect(textsOf(news(inbox)).indexOf('message: missed')).toBe(0)
  })

  it('hears what was changed', async () => {
    const { discord, threadId, inbox: before, time, comeBack, news } = await goAway()
    const [first] = before.stored
    const id = first && 'platformId' in first ? first.platformId : ''
    discord.asOperator.edit(id, 'changed')
    time.jump(MINUTE)
    const missed = discord.asOperator.send({ threadId, text: 'helo' }).id
    discord.asOperator.edit(missed, 'hello')
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 3)
    expect(news(inbox)).toMatchObject([
      { type: 'edit', platformId: id, text: 'changed' },
      { type: 'message', platformId: missed, text: 'hello' },
      { type: 'edit', platformId: missed, text: 'hello' },
    ])
  })

  it('knows people by what they are called in the server', async () => {
    const { discord, threadId, comeBack, news } = await goAway()
    discord.asOperator.send({ threadId, text: 'hello' })
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 1)
    expect(news(inbox)).toMatchObject([{ author: { name: 'Maya' } }])
    expect(discord.journal.calls('getGuildMember').map(({ params }) => params.user)).toContain(
      discord.operators[0]?.id,
    )
  })

  it('looks into archived threads of the channel too', async () => {
    const { discord, bridge, threadId, comeBack, news } = await goAway()
    discord.asOperator.send({ threadId, text: 'and closed' })
    discord.asOperator.archive(threadId)
    const { threadId: other } = await bridge.openThread(card({ sessionId: 'sess_2' }), 'other')
    await bridge.send(other, words('quiet'), 'k')
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 1)
    expect(textsOf(news(inbox))).toEqual(['message: and closed'])
  })

  it('leaves the threads of others alone', async () => {
    const { discord, threadId, comeBack, news } = await goAway()
    const foreign = discord.asOperator.createThread({
      name: 'lunch',
      channelId: discord.forumId,
      text: 'Pizza?',
    })
    discord.asOperator.send({ threadId, text: 'hello' })
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 1)
    const read = discord.journal.calls('getMessages').map(({ params }) => params.channel)
    expect(read).not.toContain(foreign.id)
  })

  it('goes on where Discord limits it, fails, or has lost a thread meanwhile', async () => {
    const { discord, bridge, threadId, comeBack, news } = await goAway()
    const { threadId: other } = await bridge.openThread(card({ sessionId: 'sess_2' }), 'other')
    for (const id of [threadId, other]) discord.asOperator.send({ threadId: id, text: `in ${id}` })
    discord.faults.fail('getMessages', { status: 429, retryAfter: 8 })
    discord.faults.fail('getMessages', { status: 500 })
    let gone = false
    discord.faults.onCall(({ method, params, moment }) => {
      if (method !== 'getMessages' || params.channel !== threadId || moment !== 'before' || gone) return
      gone = true
      discord.asOperator.deleteThread(threadId)
    })
    const inbox = await comeBack()
    await inbox.until(() => news(inbox).length === 1)
    expect(textsOf(news(inbox))).toEqual([`message: in ${other}`])
  })

  it('notes how far it is once all of it is stored', async () => {
    const { discord, threadId, inbox: before, createSuccessor } = await goAway()
    const { id } = discord.asOperator.send({ threadId, text: 'one' })
    const inbox = recordingInbox()
    const heard = new Promise<string>(resolve => {
      inbox.heard = resolve
    })
    inbox.heardUpTo = before.heardUpTo
    inbox.refuse(2)
    const successor = createSuccessor()
    stops.push(() => successor.stop())
    await successor.start(inbox)
    expect(await heard).toBe(id)
    expect(inbox.stored.at(-1)).toMatchObject({ platformId: id })
  })
})

it('begins with what is written from then on where it was never started before', async () => {
  const { discord, bridge } = await setUp()
  const { threadId } = await bridge.openThread(card(), 'key')
  const inbox = recordingInbox()
  await bridge.start(inbox)
  discord.asOperator.send({ threadId, text: 'hello' })
  await inbox.until(() => inbox.stored.length === 1)
  expect(inbox.heardUpTo).toBeDefined()
})
