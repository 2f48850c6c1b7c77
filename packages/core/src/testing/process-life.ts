import type { Bridge, Inbox } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Batch, ClaimResult, Storage } from '../contracts/storage.ts'
import { AI_KIND } from '../conversation/lanes.ts'
import { aroundStorage } from './around-storage.ts'

/** When a process dies: at which call, counted from 1, and whether that call is still carried out. */
export interface Death {
  at: 'storage' | 'platform'
  call: number
  when: 'before' | 'after'
}

/** One process, as far as the outside can tell: it works, or it is dead and nothing comes from it any more. */
export interface ProcessLife {
  readonly isDead: boolean
  kill(): void
  /** How often each side was called so far. */
  readonly calls: { storage: number; platform: number }
  /** True while calls or claimed jobs of this process are under way, not counting those that wait for the platform. */
  isBusy(waiting: number): boolean
  storage(behind: Storage): Storage
  bridge(behind: Bridge): Bridge
  clock(behind: Clock): Clock
}

/** A process that dies as told, or lives on. */
export function processLife(death?: Death): ProcessLife {
  const calls = { storage: 0, platform: 0 }
  const held = new Set<string>()
  let underWay = 0
  let isDead = false

  const dead = (): Error => new Error('This process is dead.')
  const never = <Result>(): Promise<Result> => new Promise<Result>(() => undefined)

  // What a dead process asked for is never answered: nothing of it runs on.
  const live = async <Result>(side: Death['at'], run: () => Promise<Result>): Promise<Result> => {
    if (isDead) return never()
    calls[side] += 1
    const isLast = death?.at === side && death.call === calls[side]
    if (isLast && death.when === 'before') {
      isDead = true
      return never()
    }
    underWay += 1
    try {
      return await run()
    } finally {
      underWay -= 1
      if (isLast) isDead = true
      if (isDead) await never()
    }
  }

  const noteJobs = (method: keyof Storage, args: unknown[], answer: unknown): void => {
    // Whoever asks a model waits for it, and a test may hold it: that is no work of ours.
    const isWork = ({ kind }: { kind: string }): boolean => kind !== AI_KIND
    if (method === 'claimJobs')
      for (const job of (answer as ClaimResult).jobs.filter(isWork)) held.add(job.token)
    const outcome = method === 'commit' ? (args[0] as Batch).outcome : undefined
    if (outcome && outcome.result !== 'keep') held.delete(outcome.job.token)
  }

  return {
    get isDead() {
      return isDead
    },
    kill() {
      isDead = true
    },
    calls,
    isBusy: waiting => !isDead && (underWay > waiting || held.size > waiting),
    storage: behind =>
      aroundStorage(behind, (method, args, run) =>
        live('storage', async () => {
          let answer: unknown
          try {
            answer = await run()
          } finally {
            noteJobs(method, args, answer ?? { jobs: [] })
          }
          return answer
        }),
      ),
    bridge: behind => aroundBridge(behind, live, () => (isDead ? dead() : undefined)),
    clock: behind => ({
      now: () => behind.now(),
      after: (ms, callback) => behind.after(ms, () => (isDead ? undefined : callback())),
    }),
  }
}

type Live = <Result>(side: 'platform', run: () => Promise<Result>) => Promise<Result>

function aroundBridge(behind: Bridge, live: Live, whyDead: () => Error | undefined): Bridge {
  const call = <Result>(run: () => Promise<Result>): Promise<Result> => live('platform', run)
  // A platform hears nothing from a process that died while it took something in.
  const guarded = (inbox: Inbox): Inbox => ({
    ...inbox,
    async receive(inbound) {
      const before = whyDead()
      if (before) throw before
      await inbox.receive(inbound)
      const after = whyDead()
      if (after) throw after
    },
  })
  return {
    id: behind.id,
    capabilities: behind.capabilities,
    ...(behind.allowedOperators ? { allowedOperators: behind.allowedOperators } : {}),
    start: inbox => behind.start(guarded(inbox)),
    stop: () => behind.stop(),
    openThread: (card, key) => call(() => behind.openThread(card, key)),
    updateThread: (threadId, card, cardId) => call(() => behind.updateThread(threadId, card, cardId)),
    closeThread: threadId => call(() => behind.closeThread(threadId)),
    reopenThread: threadId => call(() => behind.reopenThread(threadId)),
    send: (threadId, post, key) => call(() => behind.send(threadId, post, key)),
    edit: (threadId, ids, post) => call(() => behind.edit(threadId, ids, post)),
    remove: (threadId, ids) => call(() => behind.remove(threadId, ids)),
    react: (threadId, id, mark) => call(async () => behind.react?.(threadId, id, mark)),
    typing: threadId => call(async () => behind.typing?.(threadId)),
  }
}
