import { z } from 'zod'
import type { AiLimitNews } from '../ai/ai-context.ts'
import { type AiOptions, aiOptionsSchema } from '../ai/ai-options.ts'
import { isCommand } from '../bridges/commands.ts'
import type { DeliveryFailure } from '../bridges/context.ts'
import type { Bridge, BridgeEntry } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { ReadFile, ReadPdf } from '../contracts/knowledge.ts'
import type { Logger } from '../contracts/logger.ts'
import type { OutgoingFetch } from '../contracts/outgoing.ts'
import type { Storage } from '../contracts/storage.ts'
import type { Hooks } from '../conversation/hook-runner.ts'
import type { Rate } from '../conversation/limiter.ts'
import { realClock } from '../outbox/real-clock.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Limits } from '../realtime/visitor-desk.ts'
import { type BridgeEntries, bridgeEntrySchema, collectBridges, plug } from './bridge-entries.ts'
import { lookedUpProjects, type ProjectLookup } from './looked-up-projects.ts'
import {
  faultOfKeys,
  originsSchema,
  type ProjectOptions,
  projectSchema,
  type ResolvedProject,
  resolveProject,
  secretKeysSchema,
} from './project-options.ts'
import { listedProjects, type Projects } from './projects.ts'

/** Options of `new PocketPing()`. */
export interface PocketPingOptions extends Hooks {
  /** Where everything is kept. Default: memory, lost when the process ends. */
  storage?: Storage
  /** The platforms that operators answer from, each as it is or with settings: `{ bridge, mirror, mode }`. Default: none. */
  bridges?: readonly (Bridge | BridgeEntry)[]
  /** Default: one project, `default`. A function looks each up, by its id, its public key or one of its secret keys. */
  projects?: readonly ProjectOptions[] | ProjectLookup
  /** `allowedOrigins` of the default project; not together with `projects`. */
  allowedOrigins?: readonly string[]
  /**
   * `secretKeys` of the default project; not together with a list of `projects`. Where projects are looked up: keys of
   * the engine itself, with which bridges in processes of their own come; they open no project.
   */
  secretKeys?: readonly string[]
  /** Answers visitors of the default project when nobody does; not together with a list of `projects`. */
  ai?: AiOptions
  /** A month's tokens of the AI are nearly used up (four fifths), or are: it then hands over to people. Called once for each. */
  onAiLimit?(news: AiLimitNews): unknown
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
  /** Hours for which events can be asked for again by those who follow a project. Default 24. */
  eventHours?: number
  /** What asks addresses that somebody gave us, e.g. webhooks. Default, in Node: one that keeps away from private networks. */
  fetch?: OutgoingFetch
  /** How files of a `knowledgeBase` are read. Default, in Node: from the disk, relative to where the process runs. */
  readFile?: ReadFile
  /** How PDFs of a `knowledgeBase` are read. Default: `unpdf`; in Node, in a thread with bounded time and memory. */
  readPdf?: ReadPdf
  /** Webhooks may lead into private networks, e.g. to a service beside this one. Default false. */
  allowPrivateAddresses?: boolean
}

/** The options with every default in place. */
export interface ResolvedOptions {
  storage: Storage | undefined
  bridges: readonly Required<BridgeEntry>[]
  projects: Projects
  logger: Logger
  clock: Clock
  trustProxy: number
  limits: Limits
  tokenMs: number
  leaseMs: number
  eventMs: number
  fetch: OutgoingFetch | undefined
  readFile: ReadFile | undefined
  readPdf: ReadPdf | undefined
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

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

const rate = z.strictObject({ burst: z.number().min(1), perSecond: z.number().positive() })

const fn = z.custom<(...args: never[]) => unknown>(value => typeof value === 'function', {
  error: 'must be a function',
})

const optionsSchema = z.strictObject({
  storage: plug('a storage, e.g. sqliteStorage({ file })', ['migrate', 'commit', 'claimJobs']).optional(),
  bridges: z.array(bridgeEntrySchema).optional(),
  projects: z
    .array(projectSchema, { error: 'must be a list of projects, or a function that looks one up' })
    .min(1, { error: 'must name at least one project; leave it out for a single one' })
    .optional(),
  allowedOrigins: originsSchema.optional(),
  secretKeys: secretKeysSchema.optional(),
  ai: aiOptionsSchema.optional(),
  onAiLimit: fn.optional(),
  readFile: fn.optional(),
  readPdf: fn.optional(),
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
        key: rate.optional(),
      }),
    ])
    .optional(),
  tokenDays: z.number().positive().max(3650).optional(),
  leaseMs: z.int().min(100).max(600_000).optional(),
  eventHours: z.number().positive().max(8760).optional(),
  fetch: fn.optional(),
  allowPrivateAddresses: z.boolean().optional(),
})

/**
 * Checks the options and fills in the defaults.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function resolveOptions(options: PocketPingOptions): ResolvedOptions {
  const result = optionsSchema.safeParse(withoutLookup(options))
  if (!result.success) {
    const issue = result.error.issues[0]
    const name = issue?.path.join('.') || 'options'
    throw invalid(`${name}: ${issue?.message ?? 'is not valid'}`)
  }
  const { limits = {}, projects } = options
  const clock = options.clock ?? realClock
  const logger = options.logger ?? defaultLogger
  if (typeof projects === 'function' && options.ai)
    fail('ai: belongs into each of the projects that are looked up')
  const listed = typeof projects === 'function' ? [] : listOf(options)
  checkList(listed)
  const entries = collectBridges(options.bridges ?? [], listed, fail)
  return {
    storage: options.storage,
    bridges: entries.all,
    projects:
      typeof projects === 'function'
        ? lookedUpProjects({
            lookup: projects,
            engineKeys: options.secretKeys ?? [],
            clock,
            logger,
            resolve: given => resolveLookedUp(given, entries),
          })
        : listedProjects(listed.map(project => resolveProject(project, entries))),
    logger,
    clock,
    trustProxy: options.trustProxy ?? 0,
    limits: limits === false ? NO_LIMITS : { ...DEFAULT_LIMITS, ...limits },
    tokenMs: (options.tokenDays ?? 180) * DAY_MS,
    leaseMs: options.leaseMs ?? 15_000,
    eventMs: (options.eventHours ?? 24) * HOUR_MS,
    fetch: options.fetch,
    readFile: options.readFile,
    readPdf: options.readPdf,
  }
}

/** A function is checked by what it is; its answers are checked when it gives them. */
function withoutLookup(options: unknown): unknown {
  const isLookup =
    typeof options === 'object' &&
    options !== null &&
    'projects' in options &&
    typeof options.projects === 'function'
  return isLookup ? { ...options, projects: undefined } : options
}

function listOf({ projects, allowedOrigins, secretKeys, ai }: PocketPingOptions): readonly ProjectOptions[] {
  if (Array.isArray(projects)) {
    for (const [name, given] of Object.entries({ allowedOrigins, secretKeys, ai }))
      if (given) fail(`${name}: belongs into each of the projects when there are projects`)
    return projects
  }
  return [
    {
      id: 'default',
      name: 'Website',
      ...(allowedOrigins ? { allowedOrigins } : {}),
      ...(secretKeys ? { secretKeys } : {}),
      ...(ai ? { ai } : {}),
    },
  ]
}

function checkList(projects: readonly ProjectOptions[]): void {
  const names = projects.flatMap(({ id, publicKey }) => (publicKey ? [id, publicKey] : [id]))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) fail(`projects: "${twice}" is there twice; ids and public keys must differ`)
  const fault = faultOfKeys(projects)
  if (fault) fail(fault)
  for (const [index, project] of projects.entries()) checkReplies(project, `projects.${index}`)
}

function checkReplies({ replies = {} }: ProjectOptions, where: string): void {
  const taken = Object.keys(replies).find(isCommand)
  if (taken) fail(`${where}.replies.${taken}: is a command already; give the reply another name`)
}

/** What the host's database holds is checked like what stands in the code. */
function resolveLookedUp(given: ProjectOptions, entries: BridgeEntries): ResolvedProject {
  const result = projectSchema.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw invalid(
      `projects: what was looked up is wrong: ${issue?.path.join('.')}: ${issue?.message ?? 'is not valid'}`,
    )
  }
  checkReplies(given, `projects: "${given.id}"`)
  const fault = faultOfKeys([given])
  if (fault) fail(fault)
  return resolveProject(given, entries)
}

function invalid(message: string): PocketPingError {
  return new PocketPingError('INVALID_OPTIONS', `new PocketPing(): ${message}`)
}

function fail(message: string): never {
  throw invalid(message)
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
