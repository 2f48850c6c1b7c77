import { z } from 'zod'
import { isCommand } from './bridges/commands.ts'
import type { DeliveryFailure } from './bridges/context.ts'
import type { Bridge, BridgeEntry } from './contracts/bridge.ts'
import type { Clock } from './contracts/clock.ts'
import type { Logger } from './contracts/logger.ts'
import type { Storage } from './contracts/storage.ts'
import { type BusinessHours, businessHoursSchema } from './conversation/business-hours.ts'
import { repliesSchema } from './conversation/canned-replies.ts'
import type { Hooks } from './conversation/hook-runner.ts'
import type { Rate } from './conversation/limiter.ts'
import { realClock } from './outbox/real-clock.ts'
import { PocketPingError } from './protocol/errors.ts'
import type { Limits } from './realtime/visitor-desk.ts'

/** One website. */
export interface ProjectOptions {
  /** Stable for ever: it is stored with each session. */
  id: string
  /** Stands in the page; `projectId` of the widget may be this or `id`. */
  publicKey?: string
  /** Shown to operators. Default: the id. */
  name?: string
  /** Origins whose pages may start conversations beside the one this server is reached by, e.g. `https://shop.example`; `*` for any. */
  allowedOrigins?: readonly string[]
  /** What opens this project to servers, e.g. to `runBridge()`: long, random, and never in a page. Several, so that one can be replaced. */
  secretKeys?: readonly string[]
  /** The name visitors see instead of each operator's own. */
  operatorName?: string
  /** The picture that goes with it. */
  operatorAvatar?: string
  /** When the team answers; visitors are told when to expect somebody. Default: always. */
  hours?: BusinessHours
  /** Canned replies: `{ hours: 'We are open …' }` is what `!hours` says to the visitor. */
  replies?: Readonly<Record<string, string>>
}

/** Options of `new PocketPing()`. */
export interface PocketPingOptions extends Hooks {
  /** Where everything is kept. Default: memory, lost when the process ends. */
  storage?: Storage
  /** The platforms that operators answer from, each as it is or with settings: `{ bridge, mirror, mode }`. Default: none. */
  bridges?: readonly (Bridge | BridgeEntry)[]
  /** Default: one project, `default`. */
  projects?: readonly ProjectOptions[]
  /** `allowedOrigins` of the default project; not together with `projects`. */
  allowedOrigins?: readonly string[]
  /** `secretKeys` of the default project; not together with `projects`. */
  secretKeys?: readonly string[]
  /** A message that a platform will never take was set aside. */
  onDeliveryFailed?(failure: DeliveryFailure): void
  /** Default: `console`, without `debug`. */
  logger?: Logger
  /** Default: the real one. */
  clock?: Clock
  /** How many proxies of your own stand in front: `X-Forwarded-For` is believed that far. Default 0: not at all. */
  trustProxy?: number
  /** How much visitors may do; what is not named keeps its default. `false`: as much as they like. */
  limits?: Partial<Limits> | false
  /** Days after the last activity for which a visitor's browser finds its conversation again. Default 180. */
  tokenDays?: number
  /** Milliseconds after which another process takes over what a dead one held. Default 15,000. */
  leaseMs?: number
}

/** A project with every default in place. */
export type ResolvedProject = ProjectOptions &
  Required<Pick<ProjectOptions, 'id' | 'name' | 'allowedOrigins' | 'secretKeys'>>

/** The options with every default in place. */
export interface ResolvedOptions {
  storage: Storage | undefined
  bridges: readonly Required<BridgeEntry>[]
  projects: readonly ResolvedProject[]
  logger: Logger
  clock: Clock
  trustProxy: number
  limits: Limits
  tokenMs: number
  leaseMs: number
}

const DAY_MS = 86_400_000

const DEFAULT_LIMITS: Limits = {
  address: { burst: 200, perSecond: 20 },
  start: { burst: 20, perSecond: 0.2 },
  session: { burst: 40, perSecond: 2 },
  project: { burst: 2000, perSecond: 400 },
  clients: 20,
}

const UNLIMITED: Rate = { burst: Number.MAX_SAFE_INTEGER, perSecond: Number.MAX_SAFE_INTEGER }

const NO_LIMITS: Limits = {
  address: UNLIMITED,
  start: UNLIMITED,
  session: UNLIMITED,
  project: UNLIMITED,
  clients: Number.MAX_SAFE_INTEGER,
}

const origin = z.string().refine(text => text === '*' || isOrigin(text), {
  error: 'must be an origin such as https://shop.example, without a path, or *',
})

const KEY_HELP = 'make one with: openssl rand -hex 32'

const secretKeys = z
  .array(
    z
      .string({ error: `must be a text of at least 16 characters; ${KEY_HELP}` })
      .min(16, { error: `must have at least 16 characters; ${KEY_HELP}` })
      .max(200, { error: 'must have at most 200 characters' }),
    { error: `must be a list of keys; ${KEY_HELP}` },
  )
  .max(10, { error: 'must be at most 10; leave out those that are no longer used' })

const rate = z.strictObject({ burst: z.number().min(1), perSecond: z.number().positive() })

const fn = z.custom<(...args: never[]) => unknown>(value => typeof value === 'function', {
  error: 'must be a function',
})

/** An object that has these functions. */
function plug(what: string, members: readonly string[]): z.ZodType<object> {
  const has = (value: unknown): value is object =>
    typeof value === 'object' &&
    value !== null &&
    members.every(name => typeof (value as Record<string, unknown>)[name] === 'function')
  return z.custom<object>(has, { error: `must be ${what}` })
}

const bridgeEntry = z.strictObject(
  {
    bridge: plug('a bridge, e.g. telegramBridge({ token, chatId })', ['start', 'send']),
    mirror: z.enum(['all', 'visitor', 'none']).optional(),
    mode: z.enum(['two-way', 'mention', 'alerts']).optional(),
  },
  { error: 'must be a bridge, or { bridge, mirror?, mode? }' },
)

const optionsSchema = z.strictObject({
  storage: plug('a storage, e.g. sqliteStorage({ file })', ['migrate', 'commit', 'claimJobs']).optional(),
  bridges: z.array(z.preprocess(toEntry, bridgeEntry)).optional(),
  projects: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[\w-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, _ or -' }),
        publicKey: z.string().min(1).max(100).optional(),
        name: z.string().min(1).max(100).optional(),
        allowedOrigins: z.array(origin).optional(),
        secretKeys: secretKeys.optional(),
        operatorName: z.string().min(1).max(100).optional(),
        operatorAvatar: z.string().max(2048).optional(),
        hours: businessHoursSchema.optional(),
        replies: repliesSchema.optional(),
      }),
    )
    .min(1, { error: 'must name at least one project; leave it out for a single one' })
    .optional(),
  allowedOrigins: z.array(origin).optional(),
  secretKeys: secretKeys.optional(),
  onEvent: fn.optional(),
  onMessage: fn.optional(),
  onSession: fn.optional(),
  onDeliveryFailed: fn.optional(),
  logger: plug('a logger with debug, info, warn and error, e.g. console', [
    'debug',
    'info',
    'warn',
    'error',
  ]).optional(),
  clock: plug('a clock with now and after', ['now', 'after']).optional(),
  trustProxy: z.int({ error: 'must be the number of proxies in front, e.g. 1' }).min(0).max(20).optional(),
  limits: z
    .union([
      z.literal(false),
      z.strictObject({
        address: rate.optional(),
        start: rate.optional(),
        session: rate.optional(),
        project: rate.optional(),
        clients: z.int().min(1).optional(),
      }),
    ])
    .optional(),
  tokenDays: z.number().positive().max(3650).optional(),
  leaseMs: z.int().min(100).max(600_000).optional(),
})

/**
 * Checks the options and fills in the defaults.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function resolveOptions(options: PocketPingOptions): ResolvedOptions {
  const result = optionsSchema.safeParse(options)
  if (!result.success) {
    const issue = result.error.issues[0]
    const name = issue?.path.join('.') || 'options'
    throw invalid(`${name}: ${issue?.message ?? 'is not valid'}`)
  }
  const { projects, allowedOrigins = [], secretKeys: keys = [], limits = {} } = options
  const bridges = (options.bridges ?? []).map((one): Required<BridgeEntry> => {
    const { bridge, mirror = 'all', mode = 'two-way' } = toEntry(one)
    return { bridge, mirror, mode }
  })
  for (const name of ['allowedOrigins', 'secretKeys'] as const)
    if (projects && options[name])
      throw invalid(`${name}: belongs into each of the projects when there are projects`)
  unique(
    'bridges',
    bridges.map(({ bridge: { id } }) => id),
    'give each bridge an id of its own',
  )
  const all: readonly ProjectOptions[] = projects ?? [
    { id: 'default', name: 'Website', allowedOrigins, secretKeys: keys },
  ]
  unique(
    'projects',
    all.flatMap(({ id, publicKey }) => (publicKey ? [id, publicKey] : [id])),
    'ids and public keys must differ',
  )
  const isPublic = new Set(all.flatMap(({ id, publicKey }) => [id, publicKey]))
  if (all.some(project => project.secretKeys?.some(key => isPublic.has(key))))
    throw invalid(`secretKeys: one of them is an id or a public key, which stands in pages; ${KEY_HELP}`)
  for (const [index, { replies = {} }] of all.entries()) {
    const taken = Object.keys(replies).find(isCommand)
    if (taken)
      throw invalid(`projects.${index}.replies.${taken}: is a command already; give the reply another name`)
  }
  return {
    storage: options.storage,
    bridges,
    projects: all.map(project => ({
      name: project.id,
      allowedOrigins: [],
      secretKeys: [],
      ...project,
    })),
    logger: options.logger ?? defaultLogger,
    clock: options.clock ?? realClock,
    trustProxy: options.trustProxy ?? 0,
    limits: limits === false ? NO_LIMITS : { ...DEFAULT_LIMITS, ...limits },
    tokenMs: (options.tokenDays ?? 180) * DAY_MS,
    leaseMs: options.leaseMs ?? 15_000,
  }
}

/** A bridge alone stands for one with the usual settings. What it is given is checked elsewhere. */
function toEntry(given: unknown): BridgeEntry {
  const isEntry = typeof given === 'object' && given !== null && 'bridge' in given
  return (isEntry ? given : { bridge: given }) as BridgeEntry
}

function unique(option: string, names: readonly string[], fix: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`${option}: "${twice}" is there twice; ${fix}`)
}

function invalid(message: string): PocketPingError {
  return new PocketPingError('INVALID_OPTIONS', `new PocketPing(): ${message}`)
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

/** `console`, without `debug`. */
export const defaultLogger: Logger = {
  debug() {
    // Only for those who bring a logger of their own.
  },
  info: (message, details) => console.info(`[pocketping] ${message}`, details ?? ''),
  warn: (message, details) => console.warn(`[pocketping] ${message}`, details ?? ''),
  error: (message, details) => console.error(`[pocketping] ${message}`, details ?? ''),
}
