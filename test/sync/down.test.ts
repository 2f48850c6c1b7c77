import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlatformName } from '../support/bridges.ts'
import type { Platform } from '../support/platforms.ts'
import { createStage, type Stage, type Threads } from './stage.ts'

const NAMES = ['telegram', 'discord', 'slack'] as const

// How each platform refuses one post for ever.
const REFUSALS: Readonly<Record<PlatformName, (stage: Stage) => void>> = {
  telegram: ({ telegram }) =>
    telegram.emulator.faults.fail('sendMessage', {
      status: 400,
      description: 'Bad Request: message is too long',
    }),
  discord: ({ discord }) =>
    discord.emulator.faults.fail('createMessage', {
      status: 400,
      code: 200000,
      message: 'Message was blocked by automatic moderation',
    }),
  slack: ({ slack }) => slack.emulator.faults.fail('chat.postMessage', { error: 'msg_too_long' }),
}

/** What is wrong with a platform, until `end`. */
interface Trouble {
  what: string
  begin(stage: Stage, name: PlatformName): void
}

const TROUBLES: readonly Trouble[] = [
  { what: 'cannot be reached', begin: (stage, name) => stage[name].emulator.faults.hold() },
  {
    what: 'answers 429',
    begin: ({ telegram, discord, slack }, name) => {
      if (name === 'telegram') telegram.emulator.faults.limit(3, 20)
      if (name === 'discord') discord.emulator.faults.limit(3, 20)
      if (name === 'slack') slack.emulator.faults.limit(3, 20)
    },
  },
  {
    what: 'answers 503',
    begin: ({ telegram, discord, slack }, name) => {
      const failure = { status: 503, times: 1_000_000 }
      if (name === 'telegram') telegram.emulator.faults.fail('*', failure)
      if (name === 'discord') discord.emulator.faults.fail('*', failure)
      if (name === 'slack') slack.emulator.faults.fail('*', failure)
    },
  },
  {
    what: 'loses every answer',
    begin: ({ telegram, discord, slack }, name) => {
      if (name === 'telegram') telegram.emulator.faults.dropAnswer('sendMessage', 3)
      if (name === 'discord') discord.emulator.faults.dropAnswer('createMessage', 3)
      if (name === 'slack') slack.emulator.faults.dropAnswer('chat.postMessage', 3)
    },
  },
]

let stage: Stage
let threads: Threads

beforeEach(async () => {
  stage = await createStage()
  threads = await stage.open('Hello?')
})
afterEach(async () => stage.stop())

/** The lines of ours that stand in a thread. */
function shown({ name, texts }: Platform): string[] {
  return texts(threads[name])
    .flatMap(text => text.split('\n'))
    .filter(line => /^(question|answer) /.test(line))
}

async function untilShown(platform: Platform, lines: readonly string[]): Promise<void> {
  await stage.until(() => lines.every(line => shown(platform).includes(line)))
}

describe.each(NAMES)('while %s', name => {
  const others = (): Platform[] => stage.all.filter(platform => platform.name !== name)

  it.each(TROUBLES)('$what, nobody else notices, and afterwards its thread is whole', async trouble => {
    const [one, other] = others() as [Platform, Platform]
    trouble.begin(stage, name)
    const all: string[] = []
    for (const round of [1, 2, 3, 4]) {
      const question = `question ${round}`
      // Acknowledged while the platform is down.
      await stage.visitor.write(question)
      for (const platform of [one, other]) await untilShown(platform, [question])
      const answers = [`answer ${round} ${one.name}`, `answer ${round} ${other.name}`]
      one.say(threads[one.name], answers[0] as string)
      await untilShown(other, [answers[0] as string])
      other.say(threads[other.name], answers[1] as string)
      await untilShown(one, [answers[1] as string])
      all.push(question, ...answers)
    }
    expect((await stage.visitor.talk()).slice(1)).toEqual(all)

    stage[name].clear()
    await untilShown(stage[name], all)
    const isLossy = trouble.what === 'loses every answer' && name === 'telegram'
    // Telegram has no way to ask whether a message was posted.
    expect(isLossy ? [...new Set(shown(stage[name]))] : shown(stage[name])).toEqual(all)
    for (const platform of [one, other])
      expect(shown(platform)).toEqual(all.filter(line => !line.endsWith(` ${platform.name}`)))
    // It is heard again, too.
    const late = `answer 5 ${name}`
    stage[name].say(threads[name], late)
    for (const platform of [one, other]) await untilShown(platform, [late])
    expect(stage.failures).toEqual([])
  })

  it('refuses a message for ever, it says so in the thread and to the host, and goes on', async () => {
    REFUSALS[name](stage)
    await stage.visitor.write('question 1')
    await stage.until(() => stage.failures.length > 0)
    await stage.visitor.write('question 2')
    for (const platform of others()) await untilShown(platform, ['question 1', 'question 2'])
    await untilShown(stage[name], ['question 2'])
    expect(shown(stage[name])).toEqual(['question 2'])
    await stage.until(() =>
      stage[name].texts(threads[name]).some(text => text.includes('could not be shown here')),
    )
    expect(stage.failures).toEqual([expect.objectContaining({ bridgeId: name })])
  })
})
