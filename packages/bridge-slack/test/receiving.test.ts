import { describe, expect, it } from 'vitest'
import { begin, card, textOf, textsUntilFence, tsOf } from './stage.ts'

describe('a reaction', () => {
  it.each([
    ['+1', true],
    ['thumbsup', true],
    ['+1::skin-tone-6', true],
    ['white_check_mark', true],
    ['heavy_check_mark', true],
    ['ok_hand::skin-tone-2', true],
    ['-1', false],
    ['heavy_plus_sign', false],
    ['+100', false],
  ])('%s on what the bot posted approves: %s', async (name, isApproval) => {
    const { bridge, slack, inbox, threadId } = await begin()
    const post = { items: [{ from: 'ai', text: 'Hi', isDraft: true } as const] }
    const [id = ''] = await bridge.send(threadId, post, 'k')
    slack.asOperator.react(tsOf(id), name)
    slack.asOperator.unreact(tsOf(id), name)
    await inbox.until(() => inbox.stored.length === 1)
    const author = expect.objectContaining({ id: slack.operators[0]?.id })
    const approval = isApproval ? { isApproval } : {}
    expect(inbox.stored).toEqual([{ type: 'reaction', platformId: id, author, ...approval }])
  })
})

describe('what counts as a reply', () => {
  it('is what people say in a thread, in every form', async () => {
    const stage = await begin()
    const { asOperator } = stage.slack
    const { threadTs } = stage
    asOperator.send({ text: 'plain', threadTs })
    asOperator.send({ text: 'for all', threadTs, broadcast: true })
    asOperator.send({ text: 'waves', threadTs, me: true })
    expect(await textsUntilFence(stage)).toEqual(['plain', 'for all', 'waves', 'fence'])
  })

  it('is nothing that stands in the channel, or that the channel says of itself', async () => {
    const stage = await begin()
    const { asOperator } = stage.slack
    asOperator.sendInChannel('among us')
    asOperator.rename('helpdesk')
    asOperator.archive()
    asOperator.unarchive()
    asOperator.inviteBot()
    asOperator.edit(asOperator.sendInChannel('typo').ts, 'corrected')
    asOperator.delete(asOperator.sendInChannel('oops').ts)
    expect(await textsUntilFence(stage)).toEqual(['fence'])
  })

  it('is told once where Slack tells twice that somebody names the bot', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    slack.asOperator.send({ text: '@pocketping hello', threadTs })
    await textsUntilFence(stage)
    expect(slack.deliveries.map(({ event }) => event)).toContain('app_mention')
    expect(inbox.stored).toMatchObject([
      { type: 'message', text: 'hello', isAddressed: true },
      { text: 'fence' },
    ])
    expect(inbox.stored[1]).not.toHaveProperty('isAddressed')
  })

  it('says of a file what it is, with the words beside it', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    slack.asOperator.send({ text: 'look', threadTs, files: [{ name: 'a.png', mimeType: 'image/png' }] })
    slack.asOperator.send({ threadTs, files: [{ name: 'a.pdf', mimeType: 'application/pdf' }] })
    await textsUntilFence(stage)
    expect(inbox.stored).toMatchObject([
      { type: 'message', text: 'look', unsupported: 'picture' },
      { type: 'message', text: '', unsupported: 'file' },
      { text: 'fence' },
    ])
  })

  it('is read as it was typed: names, channels, links and emoji', async () => {
    const stage = await begin()
    stage.slack.asOperator.send({
      text: 'Ask @tomas in #support 😀 <b> https://shop.example/a?b=1&c=2',
      threadTs: stage.threadTs,
    })
    const [text] = await textsUntilFence(stage)
    expect(text).toBe('Ask @Tomás in #support 😀 <b> https://shop.example/a?b=1&c=2')
  })
})

describe('commands', () => {
  it('begin with ! or /, also behind the bot’s name', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    for (const text of ['!Close', ' /note for us', '@pocketping !help', '!?', 'no !close', '/usr/bin'])
      slack.asOperator.send({ text, threadTs })
    await textsUntilFence(stage)
    expect(inbox.stored).toMatchObject([
      { type: 'command', name: 'close', args: '' },
      { type: 'command', name: 'note', args: 'for us' },
      { type: 'command', name: 'help' },
      { type: 'message', text: '!?' },
      { type: 'message', text: 'no !close' },
      { type: 'message', text: '/usr/bin' },
      { text: 'fence' },
    ])
  })
})

describe('changes', () => {
  it('are no previews of links, and none of the bot’s', async () => {
    const stage = await begin()
    const { slack, bridge, threadId, threadTs } = stage
    slack.asOperator.send({ text: 'see https://shop.example/', threadTs, unfurl: true })
    await bridge.updateThread(threadId, card({ status: 'closed' }))
    const texts = await textsUntilFence(stage)
    expect(slack.deliveries.map(({ event }) => event)).toContain('message.message_changed')
    expect(texts).toEqual(['see https://shop.example/', 'fence'])
  })

  it('are told of everything that is said in a thread', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    const { ts } = slack.asOperator.send({ text: 'one', threadTs, broadcast: true })
    slack.asOperator.edit(ts, '@pocketping two')
    slack.asOperator.delete(ts)
    await textsUntilFence(stage)
    expect(inbox.stored.slice(0, 3)).toMatchObject([
      { type: 'message', text: 'one' },
      { type: 'edit', text: 'two', isAddressed: true },
      { type: 'delete' },
    ])
  })

  it('are not that the message which opened the thread was deleted', async () => {
    const stage = await begin()
    const { slack, threadTs } = stage
    const { ts } = slack.asOperator.send({ text: 'stays', threadTs })
    slack.asOperator.delete(threadTs)
    slack.asOperator.edit(ts, 'stays here')
    await stage.inbox.until(() => stage.inbox.stored.length === 2)
    expect(stage.inbox.stored.map(textOf)).toEqual(['stays', 'stays here'])
  })
})

describe('who wrote', () => {
  it('is named and pictured as in Slack, and looked up once', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    for (const text of ['one', 'two']) slack.asOperator.send({ text, threadTs, from: 'tomas' })
    await textsUntilFence(stage)
    const author = { id: 'U0TOMAS0002', name: 'Tomás', avatarUrl: expect.stringContaining('_72.png') }
    expect(inbox.stored.slice(0, 2)).toMatchObject([{ author }, { author }])
    expect(slack.journal.calls('users.info')).toHaveLength(2)
  })

  it('is never worth a message', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    slack.faults.fail('users.info', { error: 'user_not_found' })
    slack.asOperator.send({ text: 'from nobody', threadTs })
    await textsUntilFence(stage)
    expect(inbox.stored[0]).toMatchObject({
      text: 'from nobody',
      author: { id: 'U0MAYA00001', name: 'Operator' },
    })
    expect(inbox.lines.join('\n')).toContain('without a name')
  })
})

it('hands in what is written in threads of a channel that was configured before', async () => {
  const stage = await begin()
  const { slack, createBridge, inbox } = stage
  slack.asOperator.inviteBot('general')
  const former = createBridge({ channelId: slack.otherChannelId })
  const { threadId } = await former.openThread(card(), 'old')
  slack.asOperator.send({ text: 'still here', threadTs: tsOf(threadId), channel: 'general' })
  await inbox.until(() => inbox.stored.length === 1)
  expect(inbox.stored).toMatchObject([{ threadId, text: 'still here' }])
  const [id] = await stage.bridge.send(threadId, { items: [{ from: 'visitor', text: 'good' }] }, 'k')
  expect(id?.split(':')[0]).toBe(slack.otherChannelId)
  await stage.bridge.updateThread(threadId, card({ status: 'closed' }))
})
