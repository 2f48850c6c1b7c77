import {
  type MessageView,
  manualClock,
  startTelegramEmulator,
  type TelegramEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDraftShop, type DraftShop } from '../../../test/support/draft-shop.ts'
import { telegramBridge } from '../src/index.ts'

const clock = manualClock()
let telegram: TelegramEmulator
let shop: DraftShop

beforeEach(async () => {
  telegram = await startTelegramEmulator({
    clock,
    limits: { perGroupMinute: false, perChatSecond: false, perSecond: false },
  })
  const { token, chatId, url: apiRoot, until } = telegram
  shop = createDraftShop(clock, {
    createBridge: engineClock => telegramBridge({ token, chatId, apiRoot, clock: engineClock }),
    draftIds: () => drafts().map(({ id }) => `${chatId}:${id}`),
    until,
  })
  await shop.open()
})

afterEach(async () => {
  await shop.stop()
  await telegram.stop()
})

function topic(): ReturnType<TelegramEmulator['topic']> | undefined {
  const opened = telegram.topics().find(({ name }) => name !== 'General')
  return opened && telegram.topic(opened.id)
}

/** What stands in the topic below its header. */
function replies(): MessageView[] {
  const all = topic()?.messages() ?? []
  return all.filter(({ service, isDeleted }) => !service && !isDeleted).slice(1)
}

const drafts = (): MessageView[] => replies().filter(({ text }) => text.includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const id = drafts()[0]?.id ?? 0
  expect(drafts()[0]?.text).toBe('AI draft · not sent\nOn Mondays.\n\n👍 or /send sends it')
  telegram.asOperator.react(id, '👀', 'maya')
  telegram.asOperator.react(id, '🔥', 'tomas')
  telegram.asOperator.react(id, '👍', 'maya')
  await telegram.until(
    () => drafts().length === 0 && replies().some(({ text }) => text === 'AI\nOn Mondays.'),
  )
  expect(await shop.seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(({ text }) => text)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends the draft that /send answers, and a colleague’s words in the place of another', async () => {
  await shop.ask('Where to?', 2)
  const topicId = topic()?.id ?? 0
  telegram.asOperator.send({ text: '/send', topicId, replyTo: drafts()[0]?.id ?? 0 })
  await telegram.until(() => drafts().length === 1)
  telegram.asOperator.send({ text: '/send Everywhere.', topicId, from: 'tomas' })
  await telegram.until(() => drafts().length === 0)
  const said = [
    'visitor: When do you ship?',
    'visitor: Where to?',
    'ai: On Mondays.',
    'operator: Everywhere.',
  ]
  expect(await shop.seen()).toEqual(said)
})
