import {
  manualClock,
  type SlackEmulator,
  type SlackMessageView,
  startSlackEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDraftShop, type DraftShop } from '../../../test/support/draft-shop.ts'
import { slackBridge } from '../src/index.ts'
import { shownOf } from './shown.ts'

const clock = manualClock()
let slack: SlackEmulator
let shop: DraftShop

beforeEach(async () => {
  slack = await startSlackEmulator({ clock, limits: { postsPerChannelSecond: false, tiers: false } })
  const { token, appToken, channelId, url: slackApiUrl, until } = slack
  shop = createDraftShop(clock, {
    createBridge: engineClock => slackBridge({ token, appToken, channelId, slackApiUrl, clock: engineClock }),
    draftIds: () => drafts().map(({ ts }) => `${channelId}:${ts}`),
    until,
  })
  await shop.open()
})

afterEach(async () => {
  await shop.stop()
  await slack.stop()
})

function replies(): SlackMessageView[] {
  return slack.threads().flatMap(thread => thread.replies().filter(({ isDeleted }) => !isDeleted))
}

const drafts = (): SlackMessageView[] => replies().filter(one => shownOf(one).includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const [draft] = drafts()
  slack.asOperator.react(draft?.ts ?? '', 'eyes')
  slack.asOperator.react(draft?.ts ?? '', '+1::skin-tone-4')
  slack.asOperator.react(draft?.ts ?? '', 'white_check_mark')
  await slack.until(() => drafts().length === 0 && replies().map(shownOf).includes('AI\nOn Mondays.'))
  expect(await shop.seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(shownOf)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends a colleague’s words in the place of a draft', async () => {
  slack.asOperator.send({ text: '!send On Tuesdays.', threadTs: slack.threads()[0]?.ts ?? '' })
  await slack.until(() => drafts().length === 0)
  expect(await shop.seen()).toEqual(['visitor: When do you ship?', 'operator: On Tuesdays.'])
})
