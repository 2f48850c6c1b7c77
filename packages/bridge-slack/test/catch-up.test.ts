import { describe, expect, it } from 'vitest'
import { instantClock } from './harness.ts'
import { begin, card, type Stage, textOf, tsOf, until } from './stage.ts'

/** A bridge that was started once and is away since. */
async function beginAway(): Promise<Stage> {
  const stage = await begin()
  const { bridge, inbox, slack, threadTs } = stage
  slack.asOperator.send({ text: 'heard', threadTs })
  await until(() => inbox.heardUpTo === slack.thread(threadTs).replies()[0]?.ts)
  await bridge.stop()
  return stage
}

/** Waits until so much was handed in after what was heard before. */
async function missed({ inbox }: Stage, count: number): Promise<string[]> {
  const after = () => inbox.stored.slice(1).filter(inbound => textOf(inbound) !== 'heard')
  await inbox.until(() => after().length === count)
  return after().map(inbound => `${inbound.type}: ${textOf(inbound)}`)
}

describe('what operators did while nothing was running', () => {
  it('is handed in: what they wrote and changed, in order, in each thread', async () => {
    const stage = await beginAway()
    const { bridge, createBridge, slack, inbox, threadTs } = stage
    const other = tsOf((await createBridge().openThread(card(), 'thread-2')).threadId)
    const { ts } = slack.asOperator.send({ text: 'onee', threadTs })
    slack.asOperator.send({ text: '!close', threadTs })
    slack.asOperator.send({ text: '@pocketping two', threadTs: other, broadcast: true })
    slack.asOperator.send({ text: 'look', threadTs: other, files: [{ mimeType: 'image/png' }] })
    slack.asOperator.edit(ts, 'one')
    await bridge.start(inbox)
    const seen = await missed(stage, 5)
    expect(seen.filter(words => /one|command/.test(words))).toEqual([
      'message: one',
      'edit: one',
      'command: command',
    ])
    expect(seen.filter(words => /two|look/.test(words))).toEqual(['message: two', 'message: look'])
    expect(inbox.stored).toContainEqual(expect.objectContaining({ text: 'two', isAddressed: true }))
    expect(inbox.stored).toContainEqual(expect.objectContaining({ text: 'look', unsupported: 'picture' }))
  })

  it('is handed in where they changed what was heard before', async () => {
    const stage = await beginAway()
    const { bridge, slack, inbox, threadTs } = stage
    const [heard] = slack.thread(threadTs).replies()
    slack.asOperator.edit(heard?.ts ?? '', 'heard otherwise')
    await bridge.start(inbox)
    await inbox.until(() => inbox.stored.some(({ type }) => type === 'edit'))
    expect(inbox.stored.at(-1)).toMatchObject({ type: 'edit', text: 'heard otherwise' })
  })

  it('is looked for in no thread but the bot’s, and in none where nothing was said', async () => {
    const stage = await beginAway()
    const { bridge, createBridge, slack, inbox, threadTs } = stage
    await createBridge().openThread(card(), 'quiet')
    const { ts } = slack.asOperator.sendInChannel('among us')
    slack.asOperator.send({ text: 'yes', threadTs: ts })
    slack.asOperator.send({ text: 'one', threadTs })
    await bridge.start(inbox)
    expect(await missed(stage, 1)).toEqual(['message: one'])
    expect(slack.journal.calls('conversations.replies').map(({ params }) => params.ts)).toEqual([threadTs])
    const [{ params: { oldest } = {} } = {}] = slack.journal.calls('conversations.history').slice(-1)
    expect(Number(oldest)).toBeCloseTo(Date.now() / 1000 - 90 * 86_400, -2)
  })

  it('is read in pages, and comes before what is written meanwhile', async () => {
    const stage = await beginAway()
    const { bridge, slack, inbox, threadTs } = stage
    const words = Array.from({ length: 1002 }, (_, index) => `word ${index}`)
    for (const text of words) slack.asOperator.send({ text, threadTs })
    const held = slack.faults.pause('conversations.replies')
    await bridge.start(inbox)
    await held.reached
    slack.asOperator.send({ text: 'new', threadTs })
    held.release()
    const seen = await missed(stage, 1003)
    expect(seen).toEqual([...words, 'new'].map(word => `message: ${word}`))
    expect(slack.journal.calls('conversations.replies').length).toBeGreaterThan(1)
  })

  it('is read when Slack lets us, and no earlier', async () => {
    const waits: number[] = []
    const stage = await beginAway()
    const { createBridge, slack, inbox, threadTs } = stage
    slack.asOperator.send({ text: 'one', threadTs })
    slack.faults.limit(1, 7, 'conversations.history')
    slack.faults.onCall(({ method, moment }) => {
      if (method === 'conversations.history' && moment === 'after' && waits.length === 1)
        slack.faults.limit(1, 9, 'conversations.replies')
    })
    const clock = {
      now: instantClock.now,
      after(ms: number, callback: () => void) {
        waits.push(ms)
        return instantClock.after(ms, callback)
      },
    }
    const bridge = createBridge({ clock })
    await bridge.start(inbox)
    expect(await missed(stage, 1)).toEqual(['message: one'])
    expect(waits).toEqual([7000, 9000])
    await bridge.stop()
  })

  it('is read again where that failed', async () => {
    const stage = await beginAway()
    const { bridge, slack, inbox, threadTs } = stage
    slack.asOperator.send({ text: 'one', threadTs })
    slack.faults.fail('conversations.history', { status: 502 })
    slack.faults.fail('conversations.replies', { error: 'internal_error' })
    await bridge.start(inbox)
    expect(await missed(stage, 1)).toEqual(['message: one'])
    expect(inbox.lines.join()).toContain('could not be read yet')
  })
})

it('nothing is read at the very first start', async () => {
  const { slack, inbox } = await begin()
  await until(() => inbox.heardUpTo !== undefined)
  expect(slack.journal.calls('conversations.history', 'conversations.replies')).toEqual([])
  expect(Number(inbox.heardUpTo)).toBeLessThan(Date.now() / 1000)
})
