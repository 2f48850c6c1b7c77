import { z } from 'zod'
import type { Clock } from '../contracts/clock.ts'
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

const usedSchema = z.strictObject({ turns: z.number(), tokens: z.number() })
const keptSchema: z.ZodType<Kept> = z.strictObject({ day: z.string(), today: usedSchema, month: usedSchema })

const NOTHING: Used = { turns: 0, tokens: 0 }

/** Each process writes a value of its own, so that none loses what another counted; together they are the sum. */
export function createUsage({
  storage,
  clock,
  holder,
}: {
  storage: Storage
  clock: Clock
  holder: string
}): Usage {
  const own = new Map<string, Kept>()
  let writing: Promise<unknown> = Promise.resolve()

  const read = async (projectId: string): Promise<{ key: string; kept: Kept }[]> => {
    const values = await storage.listValues(prefixOf(projectId))
    return values.map(({ key, value }) => ({ key, kept: keptSchema.parse(value) }))
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
