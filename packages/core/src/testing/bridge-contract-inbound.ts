import { expect, it } from 'vitest'
import type { Inbound } from '../contracts/bridge.ts'
import { card, post, type SetStage, type Stage, type WhyNot } from './bridge-contract-fixtures.ts'
import { itUnless } from './it-unless.ts'

export function inboundContract(setStage: SetStage, whyNot: WhyNot): void {
  const begin = async (): Promise<Stage & { threadId: string }> => {
    const stage = await setStage()
    await stage.bridge.start(stage.inbox)
    return { ...stage, threadId: await stage.open() }
  }

  it('hands in what an operator writes, once', async () => {
    const { platform, inbox, threadId } = await begin()
    const platformId = await platform.write(threadId, 'Hello\n  there, <b>*you*</b> 😀')
    await fence(platform, inbox, threadId)
    expect(inbox.stored).toHaveLength(2)
    const [message] = inbox.stored
    expect(message).toMatchObject({
      type: 'message',
      threadId,
      platformId,
      text: 'Hello\n  there, <b>*you*</b> 😀',
    })
    const author = message && 'author' in message ? message.author : undefined
    expect(author?.id).toMatch(/\S/)
    expect(author?.name).toMatch(/\S/)
    expect(message).not.toHaveProperty('replyTo')
  })

  it('hands in messages in the order they were written', async () => {
    const { platform, inbox, threadId } = await begin()
    const words = Array.from({ length: 10 }, (_, index) => `message ${index}`)
    for (const word of words) await platform.write(threadId, word)
    await inbox.until(() => inbox.stored.length === words.length)
    expect(inbox.stored.map(inbound => (inbound.type === 'message' ? inbound.text : inbound.type))).toEqual(
      words,
    )
  })

  itUnless(whyNot('replies'))('says what a message answers', async () => {
    const { bridge, platform, inbox, threadId } = await begin()
    const [question] = await bridge.send(threadId, post('question'), 'k1')
    await platform.write(threadId, 'answer', { replyTo: question ?? '' })
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored).toMatchObject([{ type: 'message', replyTo: question }])
  })

  it('hands in what an operator changes', async () => {
    const { platform, inbox, threadId } = await begin()
    const platformId = await platform.write(threadId, 'Helo')
    await platform.edit(platformId, 'Hello')
    await platform.edit(platformId, '// Hello')
    await inbox.until(() => inbox.stored.length === 3)
    expect(inbox.stored).toMatchObject([
      { type: 'message', platformId, text: 'Helo' },
      { type: 'edit', threadId, platformId, text: 'Hello' },
      { type: 'edit', threadId, platformId, text: '// Hello' },
    ])
  })

  itUnless(whyNot('deletions'))('hands in what an operator deletes', async () => {
    const { platform, inbox, threadId } = await begin()
    const platformId = await platform.write(threadId, 'never mind')
    await platform.deleteMessage(platformId)
    await inbox.until(() => inbox.stored.length === 2)
    expect(inbox.stored[1]).toEqual({ type: 'delete', threadId, platformId })
  })

  it('hands in commands with what follows them, and what they answer', async () => {
    const { bridge, platform, inbox, threadId } = await begin()
    const [prefix] = bridge.capabilities.commandPrefixes
    const target = await platform.write(threadId, 'to be deleted')
    await platform.write(threadId, `${prefix}close`)
    await platform.write(threadId, `${prefix}note  two words\nand a line `)
    const given = await platform.write(threadId, `${prefix}delete`, { replyTo: target })
    await inbox.until(() => inbox.stored.length === 4)
    expect(inbox.stored.slice(1)).toMatchObject([
      { type: 'command', threadId, name: 'close', args: '' },
      { type: 'command', threadId, name: 'note', args: 'two words\nand a line' },
      { type: 'command', threadId, platformId: given, name: 'delete', args: '' },
    ])
    if (whyNot('replies') === undefined) expect(inbox.stored[3]).toMatchObject({ replyTo: target })
  })

  it('hands in what begins with // as a message', async () => {
    const { platform, inbox, threadId } = await begin()
    await platform.write(threadId, '// among us')
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored).toMatchObject([{ type: 'message', text: '// among us' }])
  })

  it('never hands in what it did itself, whatever the words', async () => {
    const { bridge, platform, inbox, threadId } = await begin()
    const opened = await bridge.openThread(card({ sessionId: 'sess_2' }), 'thread-2')
    const [prefix] = bridge.capabilities.commandPrefixes
    const ids = await bridge.send(threadId, post(`${prefix}close`, '// note', 'words'), 'k1')
    await bridge.edit(threadId, ids, post(`${prefix}reopen`))
    const operators = await platform.write(threadId, 'marked')
    await bridge.react?.(threadId, operators, 'stored')
    await bridge.typing?.(threadId)
    await bridge.closeThread(threadId)
    await bridge.reopenThread(threadId)
    await bridge.closeThread(opened.threadId)
    await bridge.remove(threadId, ids)
    await fence(platform, inbox, threadId)
    expect(inbox.stored.map(textOf)).toEqual(['marked', 'fence'])
  })

  itUnless(whyNot('reactions'))('hands in an operator’s reaction to a message', async () => {
    const { bridge, platform, inbox, threadId } = await begin()
    const [platformId] = await bridge.send(threadId, post('question'), 'k1')
    await platform.react?.(platformId ?? '', 'other')
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored).toMatchObject([{ type: 'reaction', platformId }])
    expect(inbox.stored[0]).not.toMatchObject({ isApproval: true })
  })

  itUnless(whyNot('reactions'))('says which reactions approve, also on what the bridge posted', async () => {
    const { bridge, platform, inbox, threadId } = await begin()
    const items = [{ from: 'ai', text: 'We ship on Mondays.', isDraft: true } as const]
    const [draft] = await bridge.send(threadId, { items }, 'k1')
    const [question] = await bridge.send(threadId, post('question'), 'k2')
    await platform.react?.(question ?? '', 'other')
    await inbox.until(() => inbox.stored.length === 1)
    await platform.react?.(draft ?? '', 'thumbs-up')
    await inbox.until(() => inbox.stored.length === 2)
    expect(inbox.stored[1]).toMatchObject({ type: 'reaction', platformId: draft, isApproval: true })
  })

  itUnless(whyNot('closing by hand'))(
    'hands in that an operator closes or reopens a thread by hand, as a command',
    async () => {
      const { platform, inbox, threadId } = await begin()
      await platform.closeThread?.(threadId)
      await platform.reopenThread?.(threadId)
      await inbox.until(() => inbox.stored.length === 2)
      expect(inbox.stored).toMatchObject([
        { type: 'command', threadId, name: 'close' },
        { type: 'command', threadId, name: 'reopen' },
      ])
    },
  )
}

// Everything before it was handed in when this is: one thread's updates come one after another.
async function fence(platform: Stage['platform'], inbox: Stage['inbox'], threadId: string): Promise<void> {
  await platform.write(threadId, 'fence')
  await inbox.until(() => inbox.stored.some(inbound => textOf(inbound) === 'fence'))
}

function textOf(inbound: Inbound): string {
  return inbound.type === 'message' ? inbound.text : inbound.type
}
