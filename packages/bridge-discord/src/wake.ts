import type { Api } from './api.ts'
import { CODES, codeOf } from './errors.ts'
import { type DiscordThread, threadListSchema, threadSchema } from './payloads.ts'
import { type Place, read } from './place.ts'
import { isLater } from './snowflakes.ts'

/** Archived threads: Discord shows them no more, and refuses to change anything in them. */
export interface Wake {
  /** Opens a thread, whether it is archived, locked or neither. */
  open(threadId: string): Promise<void>
  /** Does something that needs an open thread, and opens it for good where it is not. */
  forGood<Result>(threadId: string, act: () => Promise<Result>): Promise<Result>
  /** Does something small in a thread; one that was archived is archived again afterwards. */
  briefly<Result>(threadId: string, act: () => Promise<Result>): Promise<Result>
  /** Makes what opens a thread possible where the server has as many active ones as it may. */
  withRoom<Result>(act: () => Promise<Result>, except?: string): Promise<Result>
}

export function createWake(api: Api, place: Place): Wake {
  const change = (threadId: string, body: object): Promise<unknown> =>
    api.call('PATCH', `/channels/${threadId}`, { body })

  /** Archives one of our threads: one that somebody opened after it was closed, otherwise the one idle longest. */
  const makeRoom = async (except: string | undefined): Promise<boolean> => {
    const [me, { guild_id: guildId }] = await Promise.all([place.me(), place.channel()])
    const { threads } = await read(api, `/guilds/${guildId}/threads/active`, threadListSchema)
    const ours = threads.filter(
      thread => thread.owner_id === me.id && thread.parent_id === place.channelId && thread.id !== except,
    )
    const idlest = ours.sort(byIdleness)[0]
    if (!idlest) return false
    await change(idlest.id, { archived: true })
    return true
  }

  const wake: Wake = {
    open: async threadId => {
      await wake.withRoom(() => change(threadId, { archived: false, locked: false }), threadId)
    },
    async forGood(threadId, act) {
      try {
        // Writing in an archived thread opens it, for which there must be room.
        return await wake.withRoom(act, threadId)
      } catch (error) {
        if (!isAsleep(error)) throw error
        await wake.open(threadId)
        return act()
      }
    },
    async briefly(threadId, act) {
      try {
        return await act()
      } catch (error) {
        if (!isAsleep(error)) throw error
        const { thread_metadata: before } = await read(api, `/channels/${threadId}`, threadSchema)
        await wake.open(threadId)
        try {
          return await act()
        } finally {
          if (before?.archived) await change(threadId, { archived: true, locked: before.locked ?? false })
        }
      }
    },
    async withRoom(act, except) {
      try {
        return await act()
      } catch (error) {
        if (codeOf(error) !== CODES.tooManyThreads || !(await makeRoom(except))) throw error
        return act()
      }
    },
  }
  return wake
}

function isAsleep(error: unknown): boolean {
  const code = codeOf(error)
  return code === CODES.archived || code === CODES.locked
}

function byIdleness(one: DiscordThread, other: DiscordThread): number {
  const isLocked =
    Number(other.thread_metadata?.locked ?? false) - Number(one.thread_metadata?.locked ?? false)
  if (isLocked !== 0) return isLocked
  return isLater(one.last_message_id ?? one.id, other.last_message_id ?? other.id) ? 1 : -1
}
