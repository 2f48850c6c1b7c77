import { z } from 'zod'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'

/** What was used of the AI. */
export interface Used {
  turns: number
  tokens: number
}

/** What a project used today, and this month. */
export interface ProjectUsage {
  today: Used
  month: Used
}

/** Counts for all processes together. */
export interface Usage {
  of(projectId: string): Promise<ProjectUsage>
  /** Counts more; resolves once it is stored. */
  add(projectId: string, used: Used): Promise<void>
}

interface Kept {
  day: string
  today: Used
  month: Used
}

const count = z.number().nonnegative()
const usedSchema = z.strictObject({ turns: count, tokens: count })
const keptSchema: z.ZodType<Kept> = z.strictObject({ day: z.string(), today: usedSchema, month: usedSchema })

const NOTHING: Used = { turns: 0, tokens: 0 }

// What can be read of a count still counts: a project does not lose its AI, nor its limits, to one odd number.
const readableSchema = z.object({ turns: count.catch(0), tokens: count.catch(0) }).catch(NOTHING)
const readableKeptSchema: z.ZodType<Kept> = z
  .object({ day: z.string().catch(''), today: readableSchema, month: readableSchema })
  .catch({ day: '', today: NOTHING, month: NOTHING })

const usageSchema = z.object({ inputTokens: count, outputTokens: count })

// Far above what any model reads and writes for one answer.
const MAX_TOKENS_PER_TURN = 10_000_000

/** What a provider says that a turn cost. `undefined`: it says nothing that could be counted. */
export function tokensOfUsage(usage: unknown): number | undefined {
  const parsed = usageSchema.safeParse(usage)
  if (!parsed.success) return undefined
  const { inputTokens, outputTokens } = parsed.data
  return Math.min(Math.round(inputTokens + outputTokens), MAX_TOKENS_PER_TURN)
}

/** Each process writes a value of its own, so that none loses what another counted; together they are the sum. */
export function createUsage({
  storage,
  clock,
  logger,
  holder,
}: {
  storage: Storage
  clock: Clock
  logger: Pick<Logger, 'warn'>
  holder: string
}): Usage {
  const own = new Map<string, Kept>()
  let writing: Promise<unknown> = Promise.resolve()
  let hasWarned = false

  const toKept = (key: string, value: unknown): Kept => {
    const whole = keptSchema.safeParse(value)
    if (whole.success) return whole.data
    if (!hasWarned) logger.warn('What the AI has used is stored in a form that cannot be read', { key })
    hasWarned = true
    return readableKeptSchema.parse(value)
  }

  const read = async (projectId: string): Promise<{ key: string; kept: Kept }[]> => {
    const values = await storage.listValues(prefixOf(projectId))
    return values.map(({ key, value }) => ({ key, kept: toKept(key, value) }))
  }

  return {
    async of(projectId) {
      const day = dayOf(clock.now())
      const all = await read(projectId)
      const counting = all.filter(({ key }) => key.startsWith(`${prefixOf(projectId)}${monthOf(day)}:`))
      return {
        today: sum(counting.filter(({ kept }) => kept.day === day).map(({ kept }) => kept.today)),
        month: sum(counting.map(({ kept }) => kept.month)),
      }
    },
    async add(projectId, used) {
      const day = dayOf(clock.now())
      const key = `${prefixOf(projectId)}${monthOf(day)}:${holder}`
      const before = own.get(key) ?? { day, today: NOTHING, month: NOTHING }
      const today = sum([before.day === day ? before.today : NOTHING, used])
      const isNew = !own.has(key)
      own.set(key, { day, today, month: sum([before.month, used]) })
      const write = async (): Promise<void> => {
        // What counted in former months is of no use to anybody.
        const old = isNew ? (await read(projectId)).filter(one => isBefore(one.key, projectId, day)) : []
        const { day: lastDay, today: lastToday, month } = own.get(key) as Kept
        const value = { day: lastDay, today: { ...lastToday }, month: { ...month } }
        await storage.commit({ values: [...old.map(one => ({ key: one.key })), { key, value }] })
      }
      // One after another: the last one written holds all of it.
      const turn = writing.then(write, write)
      writing = turn
      await turn
    },
  }
}

function isBefore(key: string, projectId: string, day: string): boolean {
  return key.slice(prefixOf(projectId).length) < monthOf(day)
}

function prefixOf(projectId: string): string {
  return `ai-usage:${projectId}:`
}

/** A day of UTC, e.g. `2026-11-21`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

export function monthOf(day: string): string {
  return day.slice(0, 7)
}

function sum(all: readonly Used[]): Used {
  return all.reduce(
    (one, other) => ({ turns: one.turns + other.turns, tokens: one.tokens + other.tokens }),
    NOTHING,
  )
}
