import type { Inbound } from '@pocketping/core'
import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import type { DiscordHarness, HarnessOptions } from './harness.ts'
import { card, setUp, words } from './stage.ts'

interface Begun extends DiscordHarness {
  threadId: string
  inbox: RecordingInbox
  /** Resolves once everything before it was handed in; answers with that. */
  fence(): Promise<Inbound[]>
}

async function begin(options?: HarnessOptions): Promise<Begun> {
  const harness = await setUp(options)
  const inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const { threadId } = await harness.bridge.openThread(card(), 'key')
  let seen = 0
  return {
    ...harness,
    threadId,
    inbox,
    async fence() {
      const { id } = harness.discord.asOperator.send({ threadId, text: 'fence' })
      await inbox.until(() => inbox.stored.some(one => 'platformId' in one && one.platformId === id))
      const before = inbox.stored.slice(seen, -1)
      seen = inbox.stored.length
      return before
    },
  }
}

describe('a reaction', () => {
  it.each(['👍', '👍🏿', '✅', '👌', '👌🏽'])(
    'approves with %s, also of what the bot posted',
    async emoji => {
      const { bridge, discord, threadId, fence } = await begin()
      const [id = ''] = await bridge.send(threadId, words('hello'), 'k')
      discord.asOperator.react(id, '👀')
      discord.asOperator.react(id, emoji)
      discord.asOperator.unreact(id, '👀')
      const reactions = await fence()
      expect(reactions).toMatchObject([
        { type: 'reaction', platformId: id },
        { type: 'reaction', platformId: id, isApproval: true },
      ])
      expect(reactions[0]).not.toHaveProperty('isApproval')
    },
  )
})

describe('an operator', () => {
  it('is shown by their name and picture', async () => {
    const { discord, inbox, threadId } = await begin()
    discord.asOperator.send({ threadId, text: 'hello', from: 'Tomás' })
    await inbox.until(() => inbox.stored.length === 1)
    const [message] = inbox.stored
    expect(message).toMatchObject({
      type: 'message',
      author: { id: discord.operators[1]?.id, name: 'Tomás' },
    })
    const author = message && 'author' in message ? message.author : undefined
    expect(author?.avatarUrl).toMatch(/^http:.*\/cdn\/avatars\/\d+\/\w+\.png\?size=128$/)
    expect((await fetch(author?.avatarUrl ?? '')).status).toBe(200)
  })

  it('means names and emoji where Discord has ids', async () => {
    const { discord, threadId, fence } = await begin()
    const [, tomas] = discord.operators
    const text = `<@${tomas?.id}> has it in <#${discord.channelId}>, see <https://x.example> <:party:123>`
    discord.asOperator.send({ threadId, text })
    const [message] = await fence()
    expect(message).toMatchObject({ text: '@Tomás has it in #visitors, see https://x.example :party:' })
  })

  it('calls our bot by its name or its role, and that is left out', async () => {
    const { discord, threadId, fence } = await begin()
    discord.asOperator.send({ threadId, text: `<@${discord.applicationId}> summarise` })
    const own = [...discord.world.guild.roles.values()].find(({ botId }) => botId !== undefined)
    discord.asOperator.send({ threadId, text: `<@&${own?.id}> summarise` })
    const messages = await fence()
    expect(messages).toMatchObject(Array(2).fill({ type: 'message', text: 'summarise', isAddressed: true }))
    const [first] = messages
    const post = first?.type === 'message' ? first.platformId : ''
    discord.asOperator.edit(post, `<@${discord.applicationId}> explain`)
    expect(await fence()).toMatchObject([{ type: 'edit', text: 'explain', isAddressed: true }])
  })

  it('who answers the bot does not call it', async () => {
    const { bridge, discord, threadId, fence } = await begin()
    const [replyTo = ''] = await bridge.send(threadId, words('hello'), 'k')
    discord.asOperator.send({ threadId, text: 'hi', replyTo })
    const [message] = await fence()
    expect(message).toMatchObject({ text: 'hi', replyTo })
    expect(message).not.toHaveProperty('isAddressed')
  })

  it('is told what cannot be passed on', async () => {
    const { discord, threadId, fence } = await begin()
    discord.asOperator.send({ threadId, text: 'look', files: [{ name: 'a.png', mimeType: 'image/png' }] })
    discord.asOperator.send({ threadId, files: [{ name: 'a.pdf', mimeType: 'application/pdf' }] })
    expect(await fence()).toMatchObject([
      { type: 'message', text: 'look', unsupported: 'photo' },
      { type: 'message', text: '', unsupported: 'file' },
    ])
  })

  it('deletes, also many at once', async () => {
    const { discord, threadId, fence } = await begin()
    const ids = ['a', 'b'].map(text => discord.asOperator.send({ threadId, text }).id)
    await fence()
    for (const id of ids) discord.asOperator.delete(id)
    expect(await fence()).toEqual(ids.map(platformId => ({ type: 'delete', threadId, platformId })))
    const more = ['c', 'd'].map(text => discord.asOperator.send({ threadId, text }).id)
    await fence()
    discord.world.dispatch({
      name: 'MESSAGE_DELETE_BULK',
      data: () => ({ ids: more, channel_id: threadId, guild_id: discord.guildId }),
    })
    expect(await fence()).toEqual(more.map(platformId => ({ type: 'delete', threadId, platformId })))
  })

  it('types', async () => {
    const { discord, threadId, fence } = await begin()
    discord.asOperator.typing(threadId, 'Maya')
    expect(await fence()).toMatchObject([{ type: 'typing', threadId, author: { name: 'Maya' } }])
  })

  it('who types while nothing can be stored loses nothing', async () => {
    const { discord, inbox, threadId, fence } = await begin()
    inbox.refuse(1)
    discord.asOperator.typing(threadId)
    await inbox.until(() => inbox.refused.length === 1)
    expect(await fence()).toEqual([])
  })
})

describe('nothing is handed in', () => {
  it('of other programs, of Discord itself, or of channels that are no threads', async () => {
    const { discord, threadId, fence } = await begin()
    const author = { id: '600000000000000001', username: 'helper', bot: true }
    const base = { guild_id: discord.guildId, channel_id: threadId, content: 'x', author }
    const tell = (d: object) => discord.world.dispatch({ name: 'MESSAGE_CREATE', data: () => ({ ...d }) })
    tell({ ...base, id: '1', type: 0 })
    tell({ ...base, id: '2', type: 0, webhook_id: '5', author: { ...author, bot: false } })
    for (const type of [4, 6, 18, 46]) tell({ ...base, id: '3', type, author: { ...author, bot: false } })
    tell({ ...base, id: '4', type: 0, author: { ...author, bot: false }, guild_id: '1' })
    discord.asOperator.send({ text: 'in the channel itself' })
    discord.asOperator.rename(threadId, 'Renamed')
    expect(await fence()).toEqual([])
  })

  it('of a preview that Discord found, or of a message that was pinned', async () => {
    const { discord, threadId, inbox, fence } = await begin()
    const { id } = discord.asOperator.send({ threadId, text: 'see https://x.example' })
    await fence()
    const author = { id: discord.operators[0]?.id, username: 'maya' }
    const message = { id, channel_id: threadId, guild_id: discord.guildId, type: 0, content: 'x', author }
    const tell = (d: object) => discord.world.dispatch({ name: 'MESSAGE_UPDATE', data: () => ({ ...d }) })
    tell({ ...message, edited_timestamp: null, embeds: [{}] })
    tell({ id, channel_id: threadId, guild_id: discord.guildId, embeds: [{}] })
    const first = { ...message, edited_timestamp: '2026-01-02T03:04:05.000000+00:00' }
    tell(first)
    tell({ ...first, embeds: [{}] })
    expect(await fence()).toMatchObject([{ type: 'edit', text: 'x' }])
    expect(inbox.lines.join()).not.toContain('could not be read')
  })

  it('of what cannot be read, and the log says which field', async () => {
    const { discord, threadId, inbox, fence } = await begin()
    const message = { id: 1, channel_id: threadId, guild_id: discord.guildId, content: 'PRIVATE' }
    discord.world.dispatch({ name: 'MESSAGE_CREATE', data: () => message })
    expect(await fence()).toEqual([])
    expect(inbox.lines.join()).toMatch(/could not be read.*MESSAGE_CREATE/)
    expect(inbox.lines.join()).not.toContain('PRIVATE')
  })

  it('of messages without their text, and the log says once how to get it', async () => {
    const { discord, threadId, inbox, fence } = await begin()
    const author = { id: discord.operators[0]?.id, username: 'maya' }
    const message = { channel_id: threadId, guild_id: discord.guildId, type: 0, content: '', author }
    for (const id of ['1', '2'])
      discord.world.dispatch({ name: 'MESSAGE_CREATE', data: () => ({ ...message, id }) })
    expect(await fence()).toEqual([])
    expect(inbox.lines.filter(line => line.includes('Message Content Intent'))).toHaveLength(1)
  })
})

it('routes threads of a channel that was configured earlier', async () => {
  const { bridge, discord, createBridge, threadId } = await begin()
  await bridge.stop()
  const moved = createBridge({ channelId: discord.forumId })
  const inbox = recordingInbox()
  await moved.start(inbox)
  discord.asOperator.send({ threadId, text: 'hello' })
  await inbox.until(() => inbox.stored.length === 1)
  expect(await moved.send(threadId, words('hi'), 'k')).toHaveLength(1)
  await moved.stop()
})
