import { describe, expect, it } from 'vitest'
import { shownOf } from './shown.ts'
import { callsOf, card, setUp, words } from './stage.ts'

const HOSTILE = [
  '@everyone @here',
  '<@700000000000000001> <@!700000000000000002> <@&500000000000000001> <#1100000000000000000>',
  '</close:1> </cmd sub:123456789012345678>',
  '**b** *i* __u__ ~~s~~ ||x|| `c` ```d```',
  '# big\n## less\n-# small',
  '> quote\n>>> more',
  '- list\n1. list',
  '<t:1790000000:R>',
  '<https://evil.example>',
  '<:party:123456789012345678> :smile:',
]

describe('what a visitor writes', () => {
  it.each(HOSTILE)('shows as typed and calls nobody: %s', async text => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(
      card({ identity: { name: text }, metadata: { pageTitle: text } }),
      'key',
    )
    const [id = ''] = await bridge.send(threadId, words(text), 'k')
    const shown = shownOf(discord.message(id)?.text ?? '')
    expect(shown.text).toBe(text)
    expect(shown.active.filter(name => name !== 'link')).toEqual([])
    for (const message of [...discord.channelMessages(), ...discord.thread(threadId).messages()])
      expect(message.pings).toEqual([])
    await bridge.edit(threadId, [id], words(`${text}!`))
    expect(discord.message(id)).toMatchObject({ pings: [] })
  })

  it('turns no text around', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card({ identity: { name: 'a\u202eb' } }), 'key')
    const [id = ''] = await bridge.send(threadId, words('invoice\u202efdp.exe'), 'k')
    expect(discord.message(id)?.text).toBe('invoicefdp.exe')
    expect(discord.thread(threadId).name).toBe('a b · /pricing')
  })

  it('is sent without previews, and so that no answer calls whom it answers', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    const question = discord.asOperator.send({ threadId, text: 'Which page?' })
    const post = { ...words('https://shop.example/a'), replyTo: question.id }
    const [id = ''] = await bridge.send(threadId, post, 'k')
    await bridge.edit(threadId, [id], words('https://shop.example/b'))
    for (const { body } of discord.journal.calls('createMessage', 'editMessage'))
      expect(body).toMatchObject({ allowed_mentions: { parse: [], replied_user: false }, flags: 4 })
    expect(discord.message(id)).toMatchObject({ pings: [], replyTo: question.id })
  })
})

describe('a post', () => {
  it('is made once where the answer is lost, in whichever process it is tried again', async () => {
    const { bridge, discord, createBridge } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.faults.dropAnswer('createMessage')
    await expect(bridge.send(threadId, words('hello'), 'k')).rejects.toMatchObject({ kind: 'unavailable' })
    const ids = await createBridge().send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId).texts()).toEqual(['hello'])
    expect(discord.message(ids[0] ?? '')?.text).toBe('hello')
    for (const { body } of discord.journal.calls('createMessage')) {
      expect(body.enforce_nonce).toBe(true)
      expect(String(body.nonce)).toMatch(/^[\w-]{24}$/)
    }
  })

  it('says what the visitor means by now where an earlier try stands', async () => {
    const { bridge, discord, createBridge } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.faults.dropAnswer('createMessage')
    await expect(bridge.send(threadId, words('helo'), 'k')).rejects.toThrow()
    await createBridge().send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId).texts()).toEqual(['hello'])
  })

  it('of several parts is made once where one of them fails, whatever became of the words meanwhile', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    const long = (word: string) => words(`${word} `.repeat(1500))
    let left = 2
    discord.faults.onCall(({ method, moment }) => {
      if (method === 'createMessage' && moment === 'before' && --left === 0)
        discord.faults.fail('createMessage')
    })
    await expect(bridge.send(threadId, long('one'), 'k')).rejects.toMatchObject({ kind: 'unavailable' })
    const ids = await bridge.send(threadId, long('two'), 'k')
    expect(discord.thread(threadId).texts()).toHaveLength(ids.length)
    expect(discord.thread(threadId).texts().join()).not.toContain('one')
  })

  it('may say the same as another', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    for (const key of ['k1', 'k2']) await bridge.send(threadId, words('hello?'), key)
    expect(discord.thread(threadId).texts()).toEqual(['hello?', 'hello?'])
  })

  it.each([
    ['thread-gone', 404, 10003],
    ['misconfigured', 403, 50001],
    ['misconfigured', 403, 50013],
    ['refused', 400, 50035],
    ['unavailable', 500, 0],
  ] as const)('that fails says %s: %i with %i, and is tried once', async (kind, status, code) => {
    const harness = await setUp()
    const { bridge, discord } = harness
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.faults.fail('createMessage', { status, code })
    await expect(bridge.send(threadId, words('hello'), 'k')).rejects.toMatchObject({ kind })
    expect(callsOf(harness, 'createMessage')).toHaveLength(2)
  })

  it('works again after the token was refused once', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.faults.fail('createMessage', { status: 401 })
    await expect(bridge.send(threadId, words('hello'), 'k')).rejects.toMatchObject({ kind: 'misconfigured' })
    expect(await bridge.send(threadId, words('hello'), 'k')).toHaveLength(1)
  })

  it('waits for the small limit of its thread, and for no other', async () => {
    const { bridge, discord } = await setUp({ emulator: { limits: { messages: { count: 2, ms: 300 } } } })
    const { threadId } = await bridge.openThread(card(), 'key')
    for (const key of ['a', 'b', 'c', 'd']) await bridge.send(threadId, words(key), key)
    expect(discord.thread(threadId).texts()).toEqual(['a', 'b', 'c', 'd'])
    expect(discord.journal.calls('createMessage').every(({ status }) => status === 200)).toBe(true)
  })
})

describe('a thread that was archived or locked by hand', () => {
  const states = [
    ['archived', true, false],
    ['locked', false, true],
    ['both', true, true],
  ] as const

  it.each(states)('opens for what a visitor writes: %s', async (_name, isArchived, isLocked) => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    if (isLocked) discord.asOperator.lock(threadId)
    if (isArchived) discord.asOperator.archive(threadId)
    await bridge.send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId).isArchived).toBe(false)
    expect(discord.thread(threadId).texts()).toEqual(['hello'])
  })

  it('opens where Discord refuses to write in a locked one', async () => {
    const { bridge, discord } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.asOperator.lock(threadId)
    discord.asOperator.archive(threadId)
    discord.faults.fail('createMessage', { status: 403, code: 160005 })
    await bridge.send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId)).toMatchObject({ isArchived: false, isLocked: false })
  })

  it.each(states)(
    'is as before after an edit, a removal and a mark: %s',
    async (_name, isArchived, isLocked) => {
      const { bridge, discord } = await setUp()
      const { threadId } = await bridge.openThread(card(), 'key')
      const theirs = discord.asOperator.send({ threadId, text: 'hi' }).id
      const [first = '', second = ''] = [
        ...(await bridge.send(threadId, words('helo'), 'k1')),
        ...(await bridge.send(threadId, words('oops'), 'k2')),
      ]
      if (isLocked) discord.asOperator.lock(threadId)
      if (isArchived) discord.asOperator.archive(threadId)
      await bridge.edit(threadId, [first], words('hello'))
      await bridge.remove(threadId, [second])
      await bridge.react?.(threadId, theirs, 'seen')
      expect(discord.thread(threadId)).toMatchObject({ isArchived, isLocked })
      expect(discord.thread(threadId).texts()).toEqual(['hi', 'hello'])
      expect(discord.message(theirs)?.reactions).toMatchObject([{ emoji: '👀' }])
    },
  )
})

describe('marks', () => {
  it('replace each other, also those that another process set', async () => {
    const { bridge, discord, createBridge } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'key')
    const { id } = discord.asOperator.send({ threadId, text: 'hi' })
    discord.asOperator.react(id, '✅')
    discord.asOperator.react(id, '🎉')
    await bridge.react?.(threadId, id, 'stored')
    await createBridge().react?.(threadId, id, 'seen')
    const ours = discord.message(id)?.reactions.filter(({ by }) => by.some(({ isBot }) => isBot))
    expect(ours?.map(({ emoji }) => emoji)).toEqual(['👀'])
    expect(
      discord
        .message(id)
        ?.reactions.map(({ emoji }) => emoji)
        .sort(),
    ).toEqual(['✅', '🎉', '👀'].sort())
  })
})

it('removes what is gone with its thread', async () => {
  const { bridge, discord } = await setUp()
  const { threadId } = await bridge.openThread(card(), 'key')
  const ids = await bridge.send(threadId, words('hello'), 'k')
  discord.asOperator.deleteThread(threadId)
  await bridge.remove(threadId, ids)
})
