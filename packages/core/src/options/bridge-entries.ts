import { z } from 'zod'
import type { Bridge, BridgeEntry } from '../contracts/bridge.ts'
import type { ProjectOptions } from './project-options.ts'

/** An object that has these functions. */
export function plug(what: string, members: readonly string[]): z.ZodType<object> {
  const has = (value: unknown): value is object =>
    typeof value === 'object' &&
    value !== null &&
    members.every(name => typeof (value as Record<string, unknown>)[name] === 'function')
  return z.custom<object>(has, { error: `must be ${what}` })
}

/** A bridge alone stands for one with the usual settings. What it is given is checked elsewhere. */
export function toEntry(given: unknown): BridgeEntry {
  const isEntry = typeof given === 'object' && given !== null && 'bridge' in given
  return (isEntry ? given : { bridge: given }) as BridgeEntry
}

export const bridgeEntrySchema: z.ZodType<unknown> = z.preprocess(
  toEntry,
  z.strictObject(
    {
      bridge: plug('a bridge, e.g. telegramBridge({ token, chatId })', ['start', 'send']),
      mirror: z.enum(['all', 'visitor', 'none']).optional(),
      mode: z.enum(['two-way', 'mention', 'alerts']).optional(),
    },
    { error: 'must be a bridge, or { bridge, mirror?, mode? }' },
  ),
)

/** Every bridge of the engine, and which of them are everybody's. */
export interface BridgeEntries {
  all: readonly Required<BridgeEntry>[]
  /** Ids of those that carry each project which names none of its own. */
  common: readonly string[]
  /** Ids of a project's bridges; `undefined`: the common ones. A fault is told to `fail`. */
  idsOf(project: Pick<ProjectOptions, 'id' | 'bridges'>): readonly string[] | undefined
}

/** Joins the engine's bridges with those that projects bring; `fail` is told what is wrong, and throws. */
export function collectBridges(
  engine: readonly (Bridge | BridgeEntry)[],
  projects: readonly ProjectOptions[],
  fail: (message: string) => never,
): BridgeEntries {
  const all = new Map<string, Required<BridgeEntry>>()

  const add = (given: Bridge | BridgeEntry, isShared: boolean): void => {
    const { bridge, mirror = 'all', mode = 'two-way' } = toEntry(given)
    const known = all.get(bridge.id)
    const isSame = known?.bridge === bridge && known.mirror === mirror && known.mode === mode
    if (known && !(isShared && isSame))
      fail(
        `bridges: "${bridge.id}" is there twice; give each bridge an id of its own, e.g. { id: '${bridge.id}-shop' }`,
      )
    all.set(bridge.id, { bridge, mirror, mode })
  }

  for (const given of engine) add(given, false)
  const common = [...all.keys()]
  for (const { bridges = [] } of projects)
    for (const given of bridges) if (typeof given !== 'string') add(given, true)

  return {
    all: [...all.values()],
    common,
    idsOf({ id, bridges }) {
      if (!bridges) return undefined
      const ids = bridges.map(given => (typeof given === 'string' ? given : toEntry(given).bridge.id))
      const unknown = ids.find(bridgeId => !all.has(bridgeId))
      if (unknown !== undefined)
        fail(
          `projects: "${id}" names the bridge "${unknown}", which is not there; put it into the engine's bridges, which must listen before a project is looked up`,
        )
      return ids
    },
  }
}
