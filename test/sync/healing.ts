import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BridgeSettings, PlatformName } from '../support/bridges.ts'
import { createStage, type Stage, type Threads } from './stage.ts'

/** What people do to one platform, and what is to be expected of it. */
export interface Wounds {
  name: PlatformName
  /** Deletes a thread with all that is in it. */
  deleteThread(stage: Stage, thread: string): void
  /** True where this takes back what operators said in it, from the visitor too. */
  takesBack?: true
  /** Archives or locks a thread by hand; absent where the platform cannot. */
  shut?: (stage: Stage, thread: string) => void
  /** Another channel on the same platform, ready for the bot, and what a bridge to it is made of. */
  elsewhere?: (stage: Stage, settings: BridgeSettings) => BridgeSettings
  /** Threads of that other channel. */
  threadsElsewhere?: (stage: Stage) => string[]
  /** Puts the bot out, what the log then says, and what lets it in again. */
  expel(stage: Stage): void
  advice: RegExp
  admit(stage: Stage): void
}

/** Tells of everything that people may do to a platform between two messages, and that it heals. */
export function healing(wounds: Wounds): void {
  const { name } = wounds
  let stage: Stage
  let threads: Threads

  const heard = (text: string): Promise<void> =>
    stage.until(async () => (await stage.visitor.talk()).includes(text))

  const others = () => stage.all.filter(platform => platform.name !== name)

  describe(`on ${name}`, () => {
    beforeEach(async () => {
      stage = await createStage()
      threads = await stage.open('Is the blue one back?')
      stage[name].say(threads[name], 'On Thursday.')
      await heard('On Thursday.')
    })
    afterEach(async () => stage.stop())

    it('a thread that was deleted is followed by another one with a recap, and answers there arrive', async () => {
      wounds.deleteThread(stage, threads[name])
      const said = ['Is the blue one back?', ...(wounds.takesBack ? [] : ['On Thursday.'])]
      await stage.until(async () => (await stage.visitor.talk()).length === said.length)
      const { [name]: second } = await stage.open('And in green?')
      expect(second).not.toBe(threads[name])
      const shown = stage[name].texts(second).filter(text => !text.includes('What you write here'))
      const [recap, latest] = shown.slice(-2)
      for (const text of said) expect(recap).toContain(text)
      expect(latest).toBe('And in green?')
      stage[name].say(second, 'Sold out.')
      await heard('Sold out.')
      expect(await stage.visitor.talk()).toEqual([...said, 'And in green?', 'Sold out.'])
    })

    if (wounds.shut)
      it('a thread that was archived or locked by hand goes on', async () => {
        wounds.shut?.(stage, threads[name])
        expect(await stage.open('And in green?')).toEqual(threads)
        stage[name].say(threads[name], 'Sold out.')
        await heard('Sold out.')
      })

    if (wounds.elsewhere)
      it('another channel is used from the next start on, and old threads go on', async () => {
        await stage.stopEngine()
        await stage.startEngine(settings =>
          settings.name === name ? (wounds.elsewhere?.(stage, settings) ?? settings) : settings,
        )
        // The old conversation stays where it is, both ways.
        expect(await stage.open('And in green?')).toEqual(threads)
        stage[name].say(threads[name], 'Sold out.')
        await heard('Sold out.')
        const before = wounds.threadsElsewhere?.(stage) ?? []
        const newcomer = await stage.openVisitor()
        await newcomer.write('Do you ship to Peru?')
        await stage.until(() => (wounds.threadsElsewhere?.(stage) ?? []).length === before.length + 1)
      })

    it('a channel that the bot was put out of is named in the log, and what waits comes in order afterwards', async () => {
      wounds.expel(stage)
      const questions = ['one?', 'two?', 'three?']
      for (const question of questions) {
        await stage.visitor.write(question)
        for (const { name: other, texts } of others())
          await stage.until(() => texts(threads[other]).includes(question))
      }
      await stage.until(() => [...stage.errors, ...stage.warnings].some(line => wounds.advice.test(line)))
      // Whoever starts the application meanwhile is told as an error.
      await stage.stopEngine()
      await stage.startEngine()
      await stage.until(() => stage.errors.some(line => wounds.advice.test(line)))
      wounds.admit(stage)
      const shown = (): string[] => stage[name].texts(threads[name]).filter(text => questions.includes(text))
      await stage.until(() => shown().length === questions.length)
      expect(shown()).toEqual(questions)
      stage[name].say(threads[name], 'All of them.')
      await heard('All of them.')
      expect(stage.failures).toEqual([])
    })
  })
}
