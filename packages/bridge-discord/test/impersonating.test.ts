import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import type { DiscordHarness } from './harness.ts'
import { callsOf, card, setUp, words } from './stage.ts'

async function begin(): Promise<DiscordHarness & { threadId: string }> {
  const harness = await setUp({ bridge: { impersonate: true } })
  const { threadId } = await harness.bridge.openThread(card({ identity: { name: 'Anna' } }), 'key')
  return { ...harness, threadId }
}

const bot = { name: 'PocketPing', isWebhook: false }
const anna = { name: 'Anna (visitor)', isWebhook: true }

describe('a visitor’s message', () => {
  it('stands under their name, and everything else under the bot’s', async () => {
    const { bridge, discord, threadId } = await begin()
    await bridge.send(threadId, words('hello'), 'k1')
    await bridge.send(threadId, { items: [{ from: 'notice', text: 'A word' }] }, 'k2')
    const question = discord.asOperator.send({ threadId, text: 'Which?' })
    await bridge.send(threadId, { ...words('this'), replyTo: question.id }, 'k3')
    const messages = discord
      .thread(threadId)
      .messages()
      .filter(({ service }) => !service)
    expect(messages).toMatchObject([{ from: anna }, { from: bot }, { from: { name: 'Maya' } }, { from: bot }])
    expect(callsOf({ discord } as DiscordHarness, 'createWebhook')).toHaveLength(1)
  })

  it('finds their name in a process that did not open the thread, and the webhook that is there', async () => {
    const { bridge, discord, createBridge, threadId } = await begin()
    await bridge.send(threadId, words('one'), 'k1')
    await createBridge({ impersonate: true }).send(threadId, words('two'), 'k2')
    const messages = discord
      .thread(threadId)
      .messages()
      .filter(({ service }) => !service)
    expect(messages).toMatchObject([{ from: anna }, { from: anna }])
    expect(discord.journal.calls('createWebhook')).toHaveLength(1)
  })

  it.each(['Discord Support', 'Clyde', '@everyone', 'everyone', 'a:b#c```'])(
    'passes under the name %s',
    async name => {
      const { bridge, discord, threadId, createBridge } = await begin()
      const other = createBridge()
      await bridge.updateThread(threadId, card({ identity: { name } }))
      expect(await other.send(threadId, words('hello'), 'k')).toHaveLength(1)
      expect(discord.thread(threadId).messages().at(-1)).toMatchObject({
        text: 'hello',
        from: { isWebhook: true },
      })
    },
  )

  it('passes under a plain name where Discord does not take theirs', async () => {
    const { bridge, discord, threadId } = await begin()
    const errors = { username: { _errors: [{ code: 'X', message: 'No' }] } }
    discord.faults.fail('executeWebhook', { status: 400, code: 50035, message: JSON.stringify(errors) })
    await bridge.send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId).messages().at(-1)).toMatchObject({ from: { name: 'Visitor' } })
  })

  it('calls nobody and shows as typed', async () => {
    const { bridge, discord, threadId } = await begin()
    const [id = ''] = await bridge.send(threadId, words('<@700000000000000001> @everyone *x*'), 'k')
    expect(discord.message(id)).toMatchObject({
      pings: [],
      text: '\\<\\@700000000000000001\\> \\@everyone \\*x\\*',
    })
    expect(discord.journal.calls('executeWebhook')[0]?.body).toMatchObject({
      allowed_mentions: { parse: [] },
      flags: 4,
    })
  })

  it('is changed and removed', async () => {
    const { bridge, discord, threadId, createBridge } = await begin()
    const ids = await bridge.send(threadId, words('helo'), 'k')
    // Also by a process that posts under the bot's name by now.
    await createBridge({ impersonate: false }).edit(threadId, ids, words('hello'))
    expect(discord.thread(threadId).texts()).toEqual(['hello'])
    await bridge.remove(threadId, ids)
    expect(discord.thread(threadId).texts()).toEqual([])
  })

  it('opens a thread that was closed by hand', async () => {
    const { bridge, discord, threadId } = await begin()
    discord.asOperator.lock(threadId)
    discord.asOperator.archive(threadId)
    await bridge.send(threadId, words('hello'), 'k')
    expect(discord.thread(threadId)).toMatchObject({ isArchived: false })
    expect(discord.thread(threadId).texts()).toEqual(['hello'])
  })
})

describe('the webhook', () => {
  it('is made anew where somebody deleted it; what it posted can be changed no more', async () => {
    const { bridge, discord, threadId } = await begin()
    const ids = await bridge.send(threadId, words('one'), 'k1')
    discord.world.webhooks.clear()
    await bridge.send(threadId, words('two'), 'k2')
    expect(discord.thread(threadId).messages().at(-1)).toMatchObject({ text: 'two', from: anna })
    expect(discord.journal.calls('createWebhook')).toHaveLength(2)
    await expect(bridge.edit(threadId, ids, words('three'))).rejects.toMatchObject({ kind: 'message-gone' })
  })

  it('needs a permission, which is named', async () => {
    const { bridge, discord, threadId } = await begin()
    discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['MANAGE_WEBHOOKS'] })
    await expect(bridge.send(threadId, words('hello'), 'k')).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('"Manage Webhooks"'),
    })
    discord.asOperator.setChannelPermissions(discord.channelId, {})
    await bridge.send(threadId, words('hello'), 'k')
  })

  it('keeps its token out of errors', async () => {
    const { bridge, discord, threadId } = await begin()
    discord.faults.fail('executeWebhook', { status: 400, code: 50006 })
    const error = await bridge.send(threadId, words('hello'), 'k').catch((thrown: unknown) => thrown)
    const [{ token = '' } = {}] = discord.world.webhooks.values()
    expect(token.length).toBeGreaterThan(10)
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toContain(token)
  })
})

describe('a double', () => {
  it('is not made where the answer was lost, in the process that tried', async () => {
    const { bridge, discord, threadId } = await begin()
    await bridge.send(threadId, words('hello'), 'k0')
    discord.faults.dropAnswer('executeWebhook')
    await expect(bridge.send(threadId, words('hello'), 'k1')).rejects.toMatchObject({ kind: 'unavailable' })
    const [id] = await bridge.send(threadId, words('hello'), 'k1')
    expect(discord.thread(threadId).texts()).toEqual(['hello', 'hello'])
    expect(discord.thread(threadId).messages().at(-1)?.id).toBe(id)
  })

  it('is no reason to lose a message that was never posted', async () => {
    const { bridge, discord, threadId } = await begin()
    await bridge.send(threadId, words('hello'), 'k0')
    discord.faults.dropRequest('executeWebhook')
    await expect(bridge.send(threadId, words('hello'), 'k1')).rejects.toMatchObject({ kind: 'unavailable' })
    await bridge.send(threadId, words('hello'), 'k1')
    expect(discord.thread(threadId).texts()).toEqual(['hello', 'hello'])
  })
})

it('never hears itself', async () => {
  const { bridge, discord, threadId } = await begin()
  const inbox = recordingInbox()
  await bridge.start(inbox)
  await bridge.send(threadId, words('!close'), 'k')
  discord.asOperator.send({ threadId, text: 'fence' })
  await inbox.until(() => inbox.stored.length > 0)
  expect(inbox.stored).toMatchObject([{ type: 'message', text: 'fence' }])
})
