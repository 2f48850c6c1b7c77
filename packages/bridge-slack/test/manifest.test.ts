import { readFileSync } from 'node:fs'
import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import { BOT_EVENTS } from '../src/payloads.ts'
import { begin, card, setUp, textsUntilFence, tsOf } from './stage.ts'

interface Manifest {
  oauth_config: { scopes: { bot: string[] } }
  settings: {
    event_subscriptions: { bot_events: string[]; request_url?: string }
    socket_mode_enabled: boolean
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const manifests = Array.from(readme.matchAll(/^ *```json\n([\s\S]*?)^ *```$/gm), ([, code = '']) =>
  JSON.parse(code),
) as Manifest[]
const [socketMode, eventsApi] = manifests
const scopes = socketMode?.oauth_config.scopes.bot ?? []
const events = socketMode?.settings.event_subscriptions.bot_events ?? []

/** What Slack's pages of methods and events ask for, in a public and in a private channel. */
const SCOPES_OF: Readonly<Record<string, readonly [ofPublic: string, ofPrivate?: string]>> = {
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'reactions.add': ['reactions:write'],
  'reactions.remove': ['reactions:write'],
  'users.info': ['users:read'],
  message: ['channels:history', 'groups:history'],
  reaction_added: ['reactions:read'],
}

/** Has a bridge do all that it ever does, with what the manifest gives it; answers with the calls and events of it. */
async function exercise(isPrivate: boolean): Promise<string[]> {
  const stage = await begin({ emulator: { scopes, events, channel: { isPrivate } } })
  const { slack, bridge, createBridge, inbox, threadId, threadTs } = stage
  const post = (text: string) => ({ items: [{ from: 'visitor', text }] }) as const
  const ids = await bridge.send(threadId, post('hello'), 'k1')
  await bridge.edit(threadId, ids, post('hello!'))
  slack.asOperator.react(tsOf(ids[0] ?? ''), '+1')
  const { ts, channelId } = slack.asOperator.send({ text: 'hi', threadTs })
  slack.asOperator.edit(ts, 'hi!')
  for (const mark of ['stored', 'seen'] as const) await bridge.react?.(threadId, `${channelId}:${ts}`, mark)
  await bridge.remove(threadId, ids)
  await bridge.updateThread(threadId, card({ status: 'closed' }))
  await bridge.closeThread(threadId)
  await bridge.reopenThread(threadId)
  await textsUntilFence(stage)
  slack.asOperator.delete(ts)
  await inbox.until(() => inbox.stored.some(({ type }) => type === 'delete'))
  await bridge.stop()
  slack.asOperator.send({ text: 'missed', threadTs })
  await createBridge().openThread(card(), 'another')
  await bridge.start(inbox)
  await inbox.until(() => JSON.stringify(inbox.stored).includes('missed'))
  expect(new Set(inbox.stored.map(({ type }) => type))).toEqual(
    new Set(['message', 'edit', 'delete', 'reaction']),
  )
  const calls = slack.journal.calls()
  expect(calls.filter(({ error }) => error !== undefined)).toEqual([])
  return [
    ...calls.map(({ method }) => method),
    ...slack.deliveries.map(({ event }) => event.split('.')[0] ?? ''),
  ]
}

describe('the manifests in the README', () => {
  it('differ only in how events arrive', () => {
    expect(manifests).toHaveLength(2)
    expect(socketMode?.settings).toMatchObject({ socket_mode_enabled: true })
    expect(socketMode?.settings.event_subscriptions).not.toHaveProperty('request_url')
    expect(eventsApi?.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: expect.stringMatching(/\/bridges\/slack$/), bot_events: events },
    })
    expect(eventsApi?.oauth_config).toEqual(socketMode?.oauth_config)
  })

  it('subscribe to what the bridge reads', () => {
    expect(events).toEqual([...BOT_EVENTS])
  })

  it('have the scopes of everything that the bridge does, and no others', async () => {
    const used = new Set<string>()
    for (const isPrivate of [false, true]) {
      for (const name of new Set(await exercise(isPrivate))) {
        if (name === 'auth.test' || name === 'apps.connections.open') continue
        const [ofPublic, ofPrivate = ofPublic] = SCOPES_OF[name] ?? [`unknown: ${name}`]
        used.add(isPrivate ? ofPrivate : ofPublic)
      }
    }
    expect([...used].sort()).toEqual(scopes)
  })

  it.each(scopes)('have no scope that the check at the start could do without: %s', async scope => {
    const isPrivate = scope.startsWith('groups:')
    const { bridge } = await setUp({
      emulator: { channel: { isPrivate }, scopes: scopes.filter(one => one !== scope) },
    })
    await expect(bridge.start(recordingInbox())).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining(scope),
    })
  })
})
