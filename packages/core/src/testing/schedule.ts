import type { EngineStage } from './engine-stage.ts'
import type { TextPlatform } from './text-platform.ts'
import type { VisitorPage } from './visitor-page.ts'

/** One thing that happens. Numbers choose among what is there; what is not there is passed over. */
export type Step = Deed & {
  /** Chooses the platform that it happens on. */
  where?: number
}

type Deed =
  | {
      do:
        | 'say'
        | 'burst'
        | 'close'
        | 'event'
        | 'typing'
        | 'leave'
        | 'return'
        | 'restart'
        | 'repeat'
        | 'shuffle'
        | 'hold'
        | 'resume'
    }
  | { do: 'edit' | 'delete' | 'read' | 'react' | 'retract' | 'undo'; which: number }
  | {
      do: 'write'
      text:
        | 'said'
        | '// secret'
        | '/note secret'
        | '/reply said'
        | '/reply // secret'
        | '/close'
        | '/reopen'
        | '/help'
        | '/what secret'
        | '/claim'
        | '/release'
        | '/block'
        | '/unblock'
    }
  | { do: 'rewrite'; which: number; text: 'said anew' | '// secret' | '/note secret' | '/secret' }
  | { do: 'fail'; error: 'unavailable' | 'rate-limited'; isDone: boolean; times: number }
  | { do: 'pass'; ms: number }

/** A conversation that goes as a schedule says. */
export interface ScheduleRun {
  /** Ids of the messages that the visitor was told are stored. */
  acknowledged: Set<string>
  /** How many answers of the platform may have been lost. */
  lostAnswers: number
  take(step: Step): Promise<void>
  /** Ends everything that was going wrong, and waits until all is done. */
  calm(): Promise<void>
}

// Longer than any lease, budget and backoff that a schedule can lead to.
const CALM_MS = 1_200_000

// More than is read at once.
const BURST = 55

export function runSchedule(stage: EngineStage, page: VisitorPage): ScheduleRun {
  const said: string[] = []
  const written: { platform: TextPlatform; id: string; isNote: boolean }[] = []
  let isAway = false
  let count = 0

  const choose = <Item>(items: readonly Item[], which: number): Item | undefined =>
    items[which % items.length]

  /** Waits until all is handed out in order; then turns what waits there into something else. */
  const disturb = async (platform: TextPlatform, change: (updates: unknown[]) => void): Promise<void> => {
    const { operator } = platform
    const id = platform.threadOf(page.sessionId)?.id
    if (!id || platform.updates.length > 0) return
    platform.isHolding = true
    written.push({ platform, id: operator.write(id, 'said'), isNote: false })
    const note = operator.write(id, '// secret')
    operator.edit(written.at(-1)?.id ?? '', 'said anew')
    written.push({ platform, id: note, isNote: true })
    change(platform.updates)
    platform.isHolding = false
    platform.onUpdate?.()
  }

  const resume = (platform: TextPlatform): void => {
    platform.isHolding = false
    platform.onUpdate?.()
  }

  const say = async (id: string): Promise<void> => {
    const answer = await page.say(`${id} says`, { id })
    if (answer?.type === 'ack') run.acknowledged.add(id)
  }

  const goOn = async (): Promise<void> => {
    isAway = false
    await page.connect(stage.process)
    for (const id of said) if (!run.acknowledged.has(id)) await say(id)
  }

  const restart = async (): Promise<void> => {
    run.lostAnswers += stage.platforms.filter(({ faults }) => faults.journal.length > 0).length
    stage.process.life.kill()
    await stage.start()
    await goOn()
  }

  const run: ScheduleRun = {
    acknowledged: new Set(),
    lostAnswers: 0,
    async take(step) {
      count += 1
      const platform = choose(stage.platforms, step.where ?? 0) as TextPlatform
      const { operator } = platform
      const thread = platform.threadOf(page.sessionId)?.id
      switch (step.do) {
        case 'say': {
          const id = `msg_${String(count).padStart(8, '0')}`
          said.push(id)
          if (!isAway) await say(id)
          break
        }
        case 'burst':
          for (let index = 0; index < BURST && !isAway; index += 1) {
            const id = `msg_${String(count).padStart(8, '0')}-${index}`
            said.push(id)
            page.send({ type: 'send', id, content: `${id} says` })
          }
          break
        case 'edit': {
          const id = choose(said, step.which)
          if (id) page.send({ type: 'edit', id, content: `${id} says ${count}` })
          break
        }
        case 'delete': {
          const id = choose(said, step.which)
          if (id) page.send({ type: 'delete', id })
          break
        }
        case 'read':
          page.send({ type: 'read', read: step.which })
          break
        case 'close':
        case 'typing':
          page.send({ type: step.do })
          break
        case 'event':
          page.send({ type: 'event', id: `evt_${String(count).padStart(8, '0')}`, name: 'secret event' })
          break
        case 'leave':
          isAway = true
          page.disconnect()
          break
        case 'return':
          await goOn()
          break
        case 'restart':
          await restart()
          break
        case 'write': {
          const isNote = /^\/\/|^\/note|^\/reply \/\//.test(step.text)
          if (thread) written.push({ platform, id: operator.write(thread, step.text), isNote })
          break
        }
        case 'rewrite': {
          const one = choose(written, step.which)
          if (!one) break
          // What was ever a note stays one, whatever it says later.
          one.isNote ||= /^\/\/|^\/note|^\/reply \/\//.test(step.text)
          one.platform.operator.edit(
            one.id,
            one.isNote && step.text === 'said anew' ? 'secret anew' : step.text,
          )
          break
        }
        case 'retract': {
          const one = choose(written, step.which)
          const there = one?.platform.threadOf(page.sessionId)?.id
          if (one && there) one.platform.operator.write(there, '/delete', { replyTo: one.id })
          break
        }
        case 'undo': {
          const one = choose(written, step.which)
          one?.platform.operator.remove(one.id)
          break
        }
        case 'react': {
          const copy = choose(platform.threadOf(page.sessionId)?.messages ?? [], step.which)
          if (copy) operator.react(copy.id)
          break
        }
        case 'repeat':
          await disturb(platform, updates => updates.push(...updates))
          break
        case 'shuffle':
          await disturb(platform, updates => updates.reverse())
          break
        case 'fail':
          platform.faults.add({
            error: step.error,
            isDone: step.isDone,
            times: step.times,
            retryAfterMs: 5000,
          })
          if (step.isDone) run.lostAnswers += step.times
          break
        case 'hold':
          platform.isHolding = true
          break
        case 'resume':
          resume(platform)
          break
        case 'pass':
          await stage.pass(step.ms)
          break
      }
      // Half of what happens, happens while something else is under way.
      if (count % 2 === 0) await stage.rest()
    },
    async calm() {
      stage.platforms.forEach(resume)
      await stage.rest()
      await stage.pass(CALM_MS)
      await goOn()
      await stage.pass(CALM_MS)
    },
  }
  return run
}
