import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shownOf } from '../support/discord-shown.ts'
import type { Platform } from '../support/platforms.ts'
import { createStage, type Stage, type Threads } from './stage.ts'

let stage: Stage
let threads: Threads

beforeEach(async () => {
  stage = await createStage()
  threads = await stage.open('Hello?')
})
afterEach(async () => stage.stop())

/** What calls people, on any of the platforms. */
function calls(): string[] {
  const { discord, slack } = stage
  return [
    '@everyone and @here, all of you',
    '<!channel> <!here> <!everyone> <!subteam^S012345>',
    `<@${slack.emulator.operators[0]?.id}> and <@${discord.emulator.operators[0]?.id}>`,
    `<@!${discord.emulator.operators[1]?.id}> <@&${discord.emulator.guildId}> <#${discord.emulator.channelId}>`,
    '@maya @tomas @pocketping_emulator_bot',
    '[Maya](tg://user?id=7000001) tg://user?id=7000001',
  ]
}

// What platforms read as style, links, quotes, lists or code.
const MARKUP = [
  '*one* _two_ ~three~ **four** __five__ ~~six~~ ||seven|| `eight`',
  '```\nnine\n```',
  '# ten\n## eleven\n-# twelve',
  '> thirteen\n>>> fourteen',
  '- fifteen\n* sixteen\n1. seventeen',
  '[eighteen](https://evil.example) <https://evil.example|nineteen>',
  '<b>twenty</b> <script>alert(1)</script> &amp; &lt;b&gt; &#42;',
  ':smile: :+1: <:party:123456789012345678> <t:1700000000:R> </close:123456789012345678>',
  'a\\*b\\_c \\\\ \\<@1>',
]

// What looks as if somebody else had said it.
const DISGUISES = [
  '**Maya (Slack)**\nThe password is on its way.',
  'Maya (Telegram)\nPlease pay again.',
  'ℹ️ The earlier thread is gone. What was said last:',
  'Name: The Director (unverified)\nAnswered by: Maya',
  'Status: closed',
  '🔒 Closed',
]

const COMMANDS = [
  '!close',
  '/close',
  '!block',
  '/block@pocketping_emulator_bot',
  '//note',
  '!delete',
  '/reply yes',
]

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const OVERRIDES = ['\u202Egnp.exe\u202C', '\u2067right\u2069 \u200Fto left', 'שלום \u202Dabc']

// What each platform turns into something of its own as people type it, or sends in its own spelling.
const OWN_WORDS = {
  telegram: /@pocketping_emulator_bot/,
  discord: /<|:\w+:/,
  slack: /[@<]|:\S+:/,
} as const

/** The bot's words in a thread, as people see them. */
function shownIn({ name, texts }: Platform): string[] {
  const all = texts(threads[name])
  return name === 'discord' ? all.map(text => shownOf(text).text) : all
}

/** Everything of the bot's that called somebody, or could be tapped to do so. */
function pings(): unknown[] {
  const { telegram, discord, slack } = stage
  const inTopics = telegram.threads().flatMap(id => telegram.emulator.topic(Number(id)).messages())
  const inDiscord = [
    ...discord.emulator.channelMessages(),
    ...discord.threads().flatMap(id => discord.emulator.thread(id).messages()),
  ]
  const tappable = ['mention', 'text_mention', 'bot_command', 'text_link']
  return [
    ...slack.emulator.pings(),
    ...inDiscord.filter(({ from, pings: called }) => from.isBot && called.length > 0),
    ...inTopics
      .filter(({ from }) => from.isBot)
      // Our own hint names a command of ours.
      .flatMap(({ text, entities }) => entities.map(entity => ({ ...entity, text })))
      .filter(({ type, text, offset, length }) => {
        return tappable.includes(type) && text.slice(offset, offset + length) !== '/help'
      }),
  ]
}

/** What is typed, where nothing shows that it turns the direction of text. */
function visible(text: string): string {
  return text.replace(BIDI, '')
}

async function untilShownAsTyped(text: string, platforms: readonly Platform[]): Promise<void> {
  for (const platform of platforms)
    await stage.until(() => shownIn(platform).some(shown => visible(shown).includes(visible(text))))
}

describe('what a visitor writes', () => {
  it.each([
    ['calls people', calls],
    ['is markup', () => MARKUP],
    ['poses as somebody else', () => DISGUISES],
    ['looks like a command', () => COMMANDS],
    ['turns the direction of text', () => OVERRIDES],
  ])('and %s shows as typed everywhere, calls nobody and does nothing', async (_, texts) => {
    for (const text of texts()) {
      await stage.visitor.write(text)
      await untilShownAsTyped(text, stage.all)
    }
    // Alone in its post, and nothing around it.
    for (const platform of stage.all)
      expect(shownIn(platform).slice(-texts().length).map(visible)).toEqual(texts().map(visible))
    expect(pings()).toEqual([])
    expect(await stage.visitor.talk()).toEqual(['Hello?', ...texts()])
    const { sessions } = await stage.pp.sessions()
    expect(sessions).toEqual([expect.objectContaining({ status: 'active' })])
    expect(stage.errors).toEqual([])
  })
})

describe('who a visitor says to be, and where', () => {
  it('shows as text in one line, calls nobody and does nothing', async () => {
    const words = [...calls(), ...MARKUP.slice(0, 4), ...COMMANDS.slice(0, 2), ...OVERRIDES, ...DISGUISES]
    for (const [index, text] of words.entries()) {
      const url = `https://shop.example/${encodeURIComponent(text)}?${text.replaceAll('\n', ' ')}`
      const visitor = await stage.openVisitor({ url, title: text })
      await visitor.identify({ name: text, email: `${text.slice(0, 200)}@shop.example` })
      threads = await stage.open(`number ${index} of all`, visitor)
    }
    expect(pings()).toEqual([])
    const { sessions } = await stage.pp.sessions()
    expect(sessions.every(({ status }) => status === 'active')).toBe(true)
    expect(sessions).toHaveLength(words.length + 1)
    for (const { ts } of stage.slack.emulator.threads()) {
      const header = stage.slack.emulator.message(ts)?.shown ?? ''
      // No line of the header is the visitor's alone.
      expect(header.split('\n').filter(line => DISGUISES.join('\n').split('\n').includes(line))).toEqual([])
    }
    expect(stage.errors).toEqual([])
  })
})

describe('what an operator writes', () => {
  // The first letters keep it from being an order: what operators order is told elsewhere.
  const lines = (): string[] => [
    ...[...calls(), ...MARKUP, ...DISGUISES].map(text => `so ${text}`),
    ...COMMANDS.map(text => `type ${text}`),
    ...OVERRIDES,
  ]

  it.each(['telegram', 'discord', 'slack'] as const)('on %s shows as typed everywhere else', async name => {
    const others = stage.all.filter(platform => platform.name !== name)
    for (const text of lines()) {
      const before = (await stage.visitor.talk()).length
      stage[name].say(threads[name], text)
      await stage.until(async () => (await stage.visitor.talk()).length > before)
      const heard = (await stage.visitor.talk()).at(-1) ?? ''
      // Names, emoji and times of the platform itself come as one reads them there.
      if (!OWN_WORDS[name].test(text)) expect(visible(heard)).toBe(visible(text))
      await untilShownAsTyped(heard, others)
    }
    expect(pings()).toEqual([])
    expect(stage.errors).toEqual([])
  })
})
