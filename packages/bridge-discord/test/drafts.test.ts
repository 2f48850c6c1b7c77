import {
  type DiscordEmulator,
  type DiscordMessageView,
  manualClock,
  noDiscordLimits,
  startDiscordEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDraftShop, type DraftShop } from '../../../test/support/draft-shop.ts'
import { discordBridge } from '../src/index.ts'
import { shownOf } from './shown.ts'

let discord: DiscordEmulator
let shop: DraftShop

beforeEach(async () => {
  discord = await startDiscordEmulator({ limits: noDiscordLimits })
  const { token, channelId, url, until } = discord
  const rest = { api: `${url}/api`, cdn: `${url}/cdn` }
  shop = createDraftShop(manualClock(), {
    // discord.js and its Discord live in the time of the machine.
    createBridge: () => discordBridge({ token, channelId, rest }),
    draftIds: () => drafts().map(({ id }) => id),
    until,
  })
  await shop.open()
})

afterEach(async () => {
  await shop.stop()
  await discord.stop()
})

function replies(): DiscordMessageView[] {
  const [thread] = discord.threads()
  const all = thread ? discord.thread(thread.id).messages() : []
  return all.filter(({ service, isDeleted }) => !service && !isDeleted)
}

const textOf = ({ text }: DiscordMessageView): string => shownOf(text).text

const drafts = (): DiscordMessageView[] => replies().filter(one => textOf(one).includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const id = drafts()[0]?.id ?? ''
  discord.asOperator.react(id, '👀')
  discord.asOperator.react(id, '👍🏽')
  discord.asOperator.react(id, '✅', 'Tomás')
  await discord.until(() => drafts().length === 0 && replies().map(textOf).includes('AI\nOn Mondays.'))
  expect(await shop.seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(textOf)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends the draft that !send answers, and a colleague’s words in the place of another', async () => {
  await shop.ask('Where to?', 2)
  const threadId = discord.threads()[0]?.id ?? ''
  discord.asOperator.send({ text: '!send', threadId, replyTo: drafts()[0]?.id ?? '' })
  await discord.until(() => drafts().length === 1)
  discord.asOperator.send({ text: '!send Everywhere.', threadId, from: 'Tomás' })
  await discord.until(() => drafts().length === 0)
  const said = [
    'visitor: When do you ship?',
    'visitor: Where to?',
    'ai: On Mondays.',
    'operator: Everywhere.',
  ]
  expect(await shop.seen()).toEqual(said)
})
