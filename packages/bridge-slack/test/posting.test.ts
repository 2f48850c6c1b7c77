import type { Post, PostItem } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { shownOf } from './shown.ts'
import { begin, card, setUp, tsOf } from './stage.ts'

function post(text: string, more: Partial<PostItem> = {}): Post {
  return { items: [{ from: 'visitor', text, ...more }] }
}

const HOSTILE = [
  '*bold* _x_ ~x~ `code` ```block```',
  '> quoted',
  ':smile: :+1:',
  '<!channel> <!here> <!everyone> <!subteam^S1>',
  '<@U0MAYA00001> @maya @here @channel',
  '<https://evil.example|your bank> https://evil.example/x?a=<b>&c',
  '&lt;!channel&gt; &amp;',
  '<!date^1392734382^{date}|never>',
  '\\*x\\* {"type":"user","user_id":"U0MAYA00001"}',
]

describe('what a visitor says', () => {
  it.each(HOSTILE)('shows as typed, in a thread and in its opening message: %s', async text => {
    const { slack, bridge } = await setUp()
    const identity = { name: text, email: text }
    const { threadId } = await bridge.openThread(card({ identity, metadata: { pageTitle: text } }), 'thread')
    const [id] = await bridge.send(threadId, post(text), 'k1')
    const [edited] = await bridge.send(threadId, post('before'), 'k2')
    await bridge.edit(threadId, [edited ?? ''], post(text))
    await bridge.updateThread(threadId, card({ identity, status: 'closed' }))
    for (const one of [id, edited]) {
      const message = slack.message(tsOf(one ?? ''))
      expect(message && shownOf(message)).toBe(text)
    }
    const opening = slack.message(tsOf(threadId))
    expect(opening && shownOf(opening)).toContain(`Name: ${text} (unverified)`)
    expect(slack.pings()).toEqual([])
    for (const { params } of slack.journal.calls('chat.postMessage'))
      expect(params).toMatchObject({
        unfurl_links: 'false',
        unfurl_media: 'false',
        link_names: 'false',
        parse: 'none',
      })
    for (const { params } of slack.journal.calls('chat.update'))
      expect(params).toMatchObject({ link_names: 'false', parse: 'none' })
  })

  it('arrives plain where Slack takes no blocks', async () => {
    const { slack, bridge, threadId } = await begin()
    slack.faults.fail('chat.postMessage', { error: 'invalid_blocks' })
    const [id] = await bridge.send(threadId, post('<!here> *x*'), 'k1')
    const message = slack.message(tsOf(id ?? ''))
    expect(message).toMatchObject({ text: '&lt;!here&gt; *x*', blocks: undefined, mentions: [] })
    slack.faults.fail('chat.postMessage', { error: 'msg_too_long' })
    await expect(bridge.send(threadId, post('x'), 'k2')).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('a post whose answer was lost', () => {
  it('is found again instead of being made twice', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    slack.faults.dropAnswer('chat.postMessage', 2)
    for (let times = 0; times < 2; times += 1) {
      const sending = bridge.send(threadId, post('once'), 'k1')
      if (times === 0) await expect(sending).rejects.toMatchObject({ kind: 'unavailable' })
      else expect(await sending).toHaveLength(1)
    }
    expect(slack.thread(threadTs).replies()).toHaveLength(1)
    expect(slack.journal.calls('conversations.replies')).toHaveLength(1)
    // The same words under another key are another post.
    await expect(bridge.send(threadId, post('once'), 'k2')).rejects.toMatchObject({ kind: 'unavailable' })
    await bridge.send(threadId, post('once'), 'k2')
    expect(slack.thread(threadTs).replies()).toHaveLength(2)
  })

  it('shows also what was put together with it since', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    slack.faults.dropAnswer('chat.postMessage')
    await expect(bridge.send(threadId, post('one'), 'k1')).rejects.toMatchObject({ kind: 'unavailable' })
    const items = [...post('one').items, ...post('two').items]
    await bridge.send(threadId, { items }, 'k1')
    expect(slack.thread(threadTs).replies().map(shownOf)).toEqual(['one\n\ntwo'])
  })

  it('is made where it was not made', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    slack.faults.dropRequest('chat.postMessage')
    await expect(bridge.send(threadId, post('once'), 'k1')).rejects.toMatchObject({ kind: 'unavailable' })
    await bridge.send(threadId, post('once'), 'k1')
    expect(slack.thread(threadTs).replies()).toHaveLength(1)
  })

  it('opens no second thread', async () => {
    const { slack, bridge } = await setUp()
    slack.faults.dropAnswer('chat.postMessage')
    await expect(bridge.openThread(card(), 'thread-1')).rejects.toMatchObject({ kind: 'unavailable' })
    const { threadId } = await bridge.openThread(card(), 'thread-1')
    expect(slack.threads().map(({ ts }) => ts)).toEqual([tsOf(threadId)])
    const other = await bridge.openThread(card(), 'thread-2')
    expect(other.threadId).not.toBe(threadId)
  })
})

describe('a thread whose opening message was deleted', () => {
  it('is gone, and nothing of it is left in the channel', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    slack.asOperator.delete(threadTs)
    const failed = { kind: 'thread-gone', message: expect.stringContaining('was deleted') }
    await expect(bridge.send(threadId, post('hello?'), 'k1')).rejects.toMatchObject(failed)
    await expect(bridge.updateThread(threadId, card({ status: 'closed' }))).rejects.toMatchObject(failed)
    await expect(bridge.closeThread(threadId)).rejects.toMatchObject(failed)
    expect(slack.channel().texts()).toEqual([])
  })

  it('is gone also where what is left in the channel cannot be taken out', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    slack.asOperator.delete(threadTs)
    slack.faults.fail('chat.delete', { status: 502 })
    await expect(bridge.send(threadId, post('hello?'), 'k1')).rejects.toMatchObject({
      kind: 'thread-gone',
      message: expect.stringMatching(/was deleted.*left in the channel/),
    })
  })

  it('is gone where Slack says so itself', async () => {
    const { slack, bridge, threadId, threadTs } = await begin({
      emulator: { manners: { replyToDeleted: 'thread_not_found' } },
    })
    slack.asOperator.delete(threadTs)
    await expect(bridge.send(threadId, post('hello?'), 'k1')).rejects.toMatchObject({ kind: 'thread-gone' })
  })

  it('goes on while something else is left in it', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    await bridge.send(threadId, post('one'), 'k1')
    slack.asOperator.delete(threadTs)
    await bridge.send(threadId, post('two'), 'k2')
    expect(slack.thread(threadTs).replies().map(shownOf)).toEqual(['one', 'two'])
  })
})

describe('the opening message', () => {
  it('is changed in its place, and only where it shows something else', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    await bridge.updateThread(threadId, card())
    expect(slack.journal.calls('chat.update')).toHaveLength(0)
    const claimed = card({
      status: 'closed',
      claimedBy: { name: 'Maya' },
      isBlocked: true,
      leftAt: 1_790_000_000_000,
    })
    await bridge.updateThread(threadId, claimed)
    await bridge.updateThread(threadId, claimed)
    expect(slack.journal.calls('chat.update')).toHaveLength(1)
    const message = slack.message(threadTs)
    const shown = message ? shownOf(message) : ''
    for (const words of ['Answered by: Maya', 'Status: closed, blocked', 'Left the site: 2026-09-21'])
      expect(shown).toContain(words)
  })
})

describe('marks', () => {
  it('take the place of each other with as few calls as it takes', async () => {
    const { slack, bridge, threadId, threadTs } = await begin()
    const { ts, channelId } = slack.asOperator.send({ text: 'hi', threadTs })
    const id = `${channelId}:${ts}`
    for (const mark of ['stored', 'seen', 'seen'] as const) await bridge.react?.(threadId, id, mark)
    expect(slack.message(ts)?.reactions.map(({ name }) => name)).toEqual(['eyes'])
    expect(slack.journal.calls('reactions.remove')).toHaveLength(1)
  })

  it('hold up nothing where Slack lets us remove no more of them', async () => {
    const { slack, bridge, inbox, threadId, threadTs } = await begin()
    const { ts, channelId } = slack.asOperator.send({ text: 'hi', threadTs })
    const id = `${channelId}:${ts}`
    await bridge.react?.(threadId, id, 'stored')
    slack.faults.limit(1, 30, 'reactions.remove')
    await bridge.react?.(threadId, id, 'seen')
    expect(slack.message(ts)?.reactions.map(({ name }) => name)).toEqual(['ok_hand', 'eyes'])
    expect(inbox.lines.join()).toContain('A former mark stays')
    slack.faults.limit(1, 30, 'reactions.add')
    await expect(bridge.react?.(threadId, id, 'failed')).rejects.toMatchObject({ kind: 'rate-limited' })
  })

  it('are found by a process that did not make them', async () => {
    const { slack, bridge, createBridge, threadId, threadTs } = await begin()
    const { ts, channelId } = slack.asOperator.send({ text: 'hi', threadTs })
    const id = `${channelId}:${ts}`
    await bridge.react?.(threadId, id, 'stored')
    await createBridge().react?.(threadId, id, 'seen')
    expect(slack.message(ts)?.reactions.map(({ name }) => name)).toEqual(['eyes'])
  })
})

describe('with impersonate', () => {
  const impersonating = { bridge: { impersonate: true } }

  it('posts stand under the visitor’s name, also of a process that did not open the thread', async () => {
    const { slack, bridge, createBridge, threadId, threadTs } = await begin(impersonating)
    await bridge.updateThread(threadId, card({ identity: { name: 'Ada <b>' } }))
    await bridge.send(threadId, post('one'), 'k1')
    const [id] = await createBridge().send(threadId, post('two'), 'k2')
    const author = { name: 'Maya', avatarUrl: 'https://pictures.example/maya.png' }
    await bridge.send(
      threadId,
      { items: [{ from: 'operator', text: 'three', author, via: 'discord' }] },
      'k3',
    )
    await bridge.send(threadId, { items: [{ from: 'notice', text: 'four' }] }, 'k4')
    const replies = slack.thread(threadTs).replies()
    expect(replies.map(({ from }) => from.name)).toEqual([
      'Ada <b> (visitor)',
      'Ada <b> (visitor)',
      'Maya (Discord)',
      'PocketPing',
    ])
    expect(replies.map(shownOf)).toEqual(['one', 'two', 'three', 'ℹ️ four'])
    expect(replies[2]?.from.icons).toEqual({ image_48: author.avatarUrl })
    await bridge.edit(threadId, [id ?? ''], post('zwei', { edited: true }))
    expect(slack.thread(threadTs).replies().map(shownOf)[1]).toBe('zwei (edited)')
  })

  it('posts arrive also where the name cannot be found', async () => {
    const { slack, createBridge, threadId, threadTs } = await begin(impersonating)
    slack.faults.fail('conversations.replies', { error: 'internal_error' })
    await createBridge().send(threadId, post('one'), 'k1')
    expect(slack.thread(threadTs).replies()).toMatchObject([{ from: { name: 'Visitor' } }])
  })

  it('what people say is still told, and what the bot says is not', async () => {
    const { slack, bridge, inbox, threadId, threadTs } = await begin(impersonating)
    await bridge.send(threadId, post('one'), 'k1')
    slack.asOperator.send({ text: 'answer', threadTs })
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored).toMatchObject([{ text: 'answer' }])
  })
})
