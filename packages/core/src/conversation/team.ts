import { z } from 'zod'
import type { KeptValue, Storage } from '../contracts/storage.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { ConversationContext } from './context.ts'

/** An operator as the team knows them: by the platform they write on. */
export interface TeamMember {
  bridgeId: string
  /** The platform's own id of the operator. */
  operatorId: string
  name: string
}

/** Who answers, and who said to be away. */
export interface Team {
  /** True where everybody is away who answered lately on one of these bridges. */
  isAway(bridgeIds: readonly string[]): boolean
  /**
   * An operator did something: they are here, or (`isAway`) no longer are. What must be stored with it, where that is
   * news.
   */
  note(member: TeamMember, isAway: boolean): { key: string; value: JsonObject } | undefined
  /** It was stored. */
  learn(kept: KeptValue): void
  load(): Promise<void>
}

/** How one of them stood when last heard of. */
interface Standing {
  name: string
  /** Milliseconds since 1970, at most a day late. */
  seenAt: number
  isAway: boolean
}

const standingSchema: z.ZodType<Standing> = z.strictObject({
  name: z.string(),
  seenAt: z.number(),
  isAway: z.boolean(),
})

const PREFIX = 'operator:'
const DAY_MS = 86_400_000

// Whoever has not answered for so long no longer counts as one of the team.
const COUNTS_FOR_MS = 30 * DAY_MS

// Other processes hear of it this late.
const LOAD_AGAIN_MS = 30_000

interface TeamOptions extends Pick<ConversationContext, 'clock' | 'logger'> {
  storage: Storage
  /** Somebody went or came: everybody may be away now on some bridge, or no longer. */
  onChange?(): void
}

export function createTeam({ storage, clock, logger, onChange }: TeamOptions): Team {
  let members = new Map<string, Standing>()
  let loadedAt = 0
  /** What was stored while the others are being read, and may be missing there. */
  let learned: Map<string, Standing> | undefined
  let told = ''

  const counted = (): [string, Standing][] => {
    const now = clock.now()
    return [...members].filter(([, { seenAt }]) => now - seenAt < COUNTS_FOR_MS)
  }

  const areAllAway = (bridgeIds: readonly string[]): boolean => {
    const there = counted().filter(([key]) => bridgeIds.some(id => key.startsWith(`${PREFIX}${id}:`)))
    return there.length > 0 && there.every(([, { isAway }]) => isAway)
  }

  const tellChange = (): void => {
    const bridgeIds = [...new Set(counted().map(([key]) => key.split(':')[1] ?? ''))]
    const away = bridgeIds.filter(id => areAllAway([id])).join()
    if (away === told) return
    told = away
    onChange?.()
  }

  const load = async (): Promise<void> => {
    loadedAt = clock.now()
    const meanwhile = new Map<string, Standing>()
    learned = meanwhile
    const kept = await storage.listValues(PREFIX)
    const read = kept.map(({ key, value }): [string, Standing] => [key, standingSchema.parse(value)])
    members = new Map([...read, ...meanwhile])
    if (learned === meanwhile) learned = undefined
    tellChange()
  }

  const isStale = (now: number): boolean => now - loadedAt > LOAD_AGAIN_MS || now < loadedAt

  return {
    load,
    isAway(bridgeIds) {
      const now = clock.now()
      if (isStale(now)) {
        load().catch((error: unknown) => {
          logger.warn('Who is away could not be read', { reason: String(error) })
        })
      }
      return areAllAway(bridgeIds)
    },
    note({ bridgeId, operatorId, name }, isAway) {
      const key = `${PREFIX}${bridgeId}:${encodeURIComponent(operatorId.toWellFormed())}`
      const now = clock.now()
      const known = members.get(key)
      const isKnown = known?.name === name && known.isAway === isAway && now - known.seenAt <= DAY_MS
      // What another process was told may be newer than what is known here.
      if (isKnown && !isStale(now)) return undefined
      return { key, value: { name, seenAt: now, isAway } }
    },
    learn({ key, value }) {
      if (!key.startsWith(PREFIX)) return
      const standing = standingSchema.parse(value)
      members.set(key, standing)
      learned?.set(key, standing)
      tellChange()
    },
  }
}
