import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { healing } from '../sync/healing.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage

describe('a topic that was deleted in Telegram', () => {
  beforeEach(async () => {
    stage = await createStage()
  })
  afterEach(async () => stage.stop())

  it('is replaced with a recap when the visitor writes again, and the next answer reaches the visitor', async () => {
    const { telegram } = stage
    const token = await stage.start()
    await stage.write(token, 'msg_healing1', 'Is the blue one back?')
    await telegram.until(() => texts().includes('Is the blue one back?'))
    const first = topics()[0] as number
    telegram.asOperator.send({ topicId: first, text: 'On Thursday.' })
    await stage.advanceUntil(() => stage.heard.includes('On Thursday.'), 60_000)
    telegram.asOperator.deleteTopic(first)

    await stage.write(token, 'msg_healing2', 'And in green?')
    await stage.advanceUntil(() => texts().includes('And in green?'), 120_000)

    const second = topics().find(id => id !== first) as number
    const [, recap, latest] = telegram.topic(second).texts()
    expect(recap).toContain('Is the blue one back?')
    expect(recap).toContain('On Thursday.')
    expect(latest).toBe('And in green?')

    telegram.asOperator.send({ topicId: second, text: 'Green is sold out.' })
    const { sessions } = await stage.pp.sessions()
    await stage.advanceUntil(() => stage.heard.includes('Green is sold out.'), 60_000)
    const feed = await stage.pp.fetch(
      new Request('http://shop.example/widget/messages', { headers: { authorization: `Bearer ${token}` } }),
    )
    const { messages } = (await feed.json()) as { messages: { content: string }[] }
    expect(messages.map(({ content }) => content)).toEqual([
      'Is the blue one back?',
      'On Thursday.',
      'And in green?',
      'Green is sold out.',
    ])
    expect(sessions).toHaveLength(1)
  })
})

healing({
  name: 'telegram',
  deleteThread: ({ telegram }, thread) => telegram.emulator.asOperator.deleteTopic(Number(thread)),
  shut: ({ telegram }, thread) => telegram.emulator.asOperator.closeTopic(Number(thread)),
  expel: ({ telegram }) => telegram.emulator.asOperator.setBotStatus('kicked'),
  advice: /Add (?:it|the bot)/,
  admit: ({ telegram }) =>
    telegram.emulator.asOperator.setBotRights({ can_manage_topics: true, can_delete_messages: true }),
})

function topics(): number[] {
  return stage.telegram
    .topics()
    .map(({ id }) => id)
    .filter(id => id > 1)
}

function texts(): string[] {
  return topics().flatMap(id => stage.telegram.topic(id).texts())
}
