import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Batch, JobOutcome, NewKey, Storage } from '../contracts/storage.ts'
import { webhookKind, webhookOfKind } from '../conversation/lanes.ts'
import { PocketPingError } from '../protocol/errors.ts'
import {
  type Failing,
  failingKey,
  failingSchema,
  isWebhookId,
  SUBSCRIPTIONS,
  type Subscription,
  subscriptionKey,
  subscriptionsIn,
} from './subscription.ts'

/** A subscription as it stands in the storage now. */
export interface Standing {
  subscription: Subscription
  /** Absent while calls succeed. */
  failing?: Failing
}

/** What becomes of a subscription, and what is stored with that. */
export interface Step {
  /** Absent: it is removed. */
  next?: Subscription
  values?: NonNullable<Batch['values']>
  /** All that waits for it is dropped. */
  dropsJobs?: boolean
  /** The end of the job that led to it: where that is no longer ours, nothing is changed. */
  outcome?: JobOutcome
}

/** What this process knows of subscriptions, and how they are changed. */
export interface Subscriptions {
  /** Enabled ones of a project, as last read. Where that is long ago, they are being read again. */
  of(projectId: string): readonly Subscription[]
  load(): Promise<void>
  /** Reads them again where that is due. */
  refresh(): void
  /** As it stands in the storage. */
  read(webhookId: string): Promise<Standing | undefined>
  list(projectId: string): Promise<Subscription[]>
  /** `undefined` where the key was there already. @throws PocketPingError `TOO_MANY_WEBHOOKS` */
  create(subscription: Subscription, key: NewKey | undefined): Promise<Subscription | undefined>
  /** `decide` answers `undefined` where nothing is to change. @throws PocketPingError `WEBHOOK_NOT_FOUND` */
  change(
    webhookId: string,
    decide: (subscription: Subscription) => Promise<Step | undefined>,
  ): Promise<Subscription>
}

interface SubscriptionsOptions {
  storage: Storage
  clock: Clock
  logger: Logger
  /** Another state of one became known; `now` is absent where it was removed. */
  onChange(webhookId: string, now: Subscription | undefined, before: Subscription | undefined): void
}

const MAX_PER_PROJECT = 50

// Other processes hear of changes this late.
const READ_AGAIN_MS = 30_000

// Only a process that died while it did not know of a removal leaves any.
const LOOK_FOR_ORPHANS_MS = 300_000

const KEEP_VERSION_MS = 3_600_000
const MAX_TRIES = 20

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { storage, clock, logger, onChange } = options
  const known = new Map<string, Subscription>()
  let enabledOf = new Map<string, Subscription[]>()
  let readAt = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let turn: Promise<unknown> = Promise.resolve()

  /** One after another, so that what is read is never older than what this process has stored. */
  const inTurn = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(task, task)
    turn = result
    return result
  }

  const learn = (webhookId: string, now: Subscription | undefined): void => {
    const before = known.get(webhookId)
    if (now && before && now.version <= before.version) return
    if (now) known.set(webhookId, now)
    else if (!known.delete(webhookId)) return
    enabledOf = Map.groupBy(
      [...known.values()].filter(({ enabled }) => enabled),
      ({ projectId }) => projectId,
    )
    onChange(webhookId, now, before)
  }

  const readAll = async (): Promise<Subscription[]> => {
    const all = subscriptionsIn(await storage.listValues(SUBSCRIPTIONS))
    const ids = new Set(all.map(({ id }) => id))
    for (const id of known.keys()) if (!ids.has(id)) learn(id, undefined)
    for (const subscription of all) learn(subscription.id, subscription)
    return all
  }

  const dropOrphans = async (kinds: readonly string[]): Promise<void> => {
    for (const kind of kinds) {
      const id = webhookOfKind(kind)
      if (id !== undefined && !known.has(id)) await storage.commit({ erased: { kind } })
    }
  }

  const load = (): Promise<void> => {
    const now = clock.now()
    readAt = now
    const isLookDue = now - lookedAt >= LOOK_FOR_ORPHANS_MS || now < lookedAt
    if (isLookDue) lookedAt = now
    return inTurn(async () => {
      // Before they are read: whoever queued for one had stored it by then.
      const counts = isLookDue ? await storage.countJobs() : []
      await readAll()
      await dropOrphans(counts.map(({ kind }) => kind))
    })
  }

  const refresh = (): void => {
    const age = clock.now() - readAt
    if (age >= 0 && age <= READ_AGAIN_MS) return
    load().catch((error: unknown) => logger.warn('Webhooks could not be read', { reason: String(error) }))
  }

  const read = async (webhookId: string): Promise<Standing | undefined> => {
    if (!isWebhookId(webhookId)) return undefined
    const values = await storage.listValues(subscriptionKey(webhookId))
    const [subscription] = subscriptionsIn(values)
    learn(webhookId, subscription)
    if (!subscription) return undefined
    const failing = values.find(({ key }) => key === failingKey(webhookId))
    return failing ? { subscription, failing: failingSchema.parse(failing.value) } : { subscription }
  }

  const commit = (id: string, version: number, next: Subscription | undefined, batch: Batch) => {
    const key = subscriptionKey(id)
    return storage.commit({
      ...batch,
      values: [next ? { key, value: { ...next } } : { key }, ...(batch.values ?? [])],
      // Whoever else makes this version is refused, and decides again.
      keys: [...(batch.keys ?? []), { key: `${key}:${version}`, expiresAt: clock.now() + KEEP_VERSION_MS }],
    })
  }

  return {
    load,
    refresh,
    read,
    of(projectId) {
      refresh()
      return enabledOf.get(projectId) ?? []
    },
    async list(projectId) {
      const all = await inTurn(readAll)
      return all.filter(one => one.projectId === projectId).sort((a, b) => a.createdAt - b.createdAt)
    },
    create: (subscription, key) =>
      inTurn(async () => {
        const { id, version, projectId } = subscription
        const there = (await readAll()).filter(one => one.projectId === projectId)
        if (there.length >= MAX_PER_PROJECT)
          throw new PocketPingError(
            'TOO_MANY_WEBHOOKS',
            `The project has ${MAX_PER_PROJECT} webhooks already. Delete one first.`,
          )
        const result = await commit(id, version, subscription, key ? { keys: [key] } : {})
        if (result !== 'committed') return undefined
        learn(id, subscription)
        return subscription
      }),
    change: (webhookId, decide) =>
      inTurn(async () => {
        for (let tries = 0; tries < MAX_TRIES; tries += 1) {
          const current = (await read(webhookId))?.subscription
          if (!current) throw new PocketPingError('WEBHOOK_NOT_FOUND', 'There is no such webhook.')
          const step = await decide(current)
          if (!step) return current
          const version = current.version + 1
          const next = step.next && { ...step.next, version }
          const batch: Batch = { values: step.values ?? [] }
          if (step.dropsJobs) batch.erased = { kind: webhookKind(webhookId) }
          if (step.outcome) batch.outcome = step.outcome
          const result = await commit(webhookId, version, next, batch)
          if (result === 'lost') return current
          if (result !== 'committed') continue
          learn(webhookId, next)
          return next ?? current
        }
        throw new PocketPingError('CONFLICT', 'The webhook is being changed by too many at once. Try again.')
      }),
  }
}
