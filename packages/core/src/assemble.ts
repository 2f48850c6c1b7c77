import { type Ai, createAi } from './ai/create-ai.ts'
import { createKnowledge, type Knowledge } from './ai/knowledge/knowledge.ts'
import { createUsage } from './ai/usage.ts'
import type { ApiContext } from './api/api-context.ts'
import { createHealth } from './api/health.ts'
import type { ShowTyping } from './api/subscriber-commands.ts'
import { subscriberRole } from './api/subscriber-role.ts'
import { type BridgeSet, createBridgeSet } from './bridges/bridge-set.ts'
import { bridgeRole } from './bridges/remote/bridge-role.ts'
import type { Clock } from './contracts/clock.ts'
import { availability } from './conversation/availability.ts'
import type { ConversationContext, HookName } from './conversation/context.ts'
import { runHook } from './conversation/hook-runner.ts'
import { createHotSessions } from './conversation/hot-sessions.ts'
import { createIdentityVerifier, type IdentityVerifier } from './conversation/identity-proof.ts'
import { AI_KIND, bridgeOfKind, HOOK_KIND, webhookOfKind } from './conversation/lanes.ts'
import { createLimiter, type Limiter } from './conversation/limiter.ts'
import { createTeam } from './conversation/team.ts'
import type { HttpContext } from './http/http-context.ts'
import { createWidgetScript } from './http/widget-script.ts'
import { type PocketPingOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import type { ResolvedProject } from './options/project-options.ts'
import type { Projects } from './options/projects.ts'
import { createPump, type Pump } from './outbox/pump.ts'
import { PocketPingError } from './protocol/errors.ts'
import { newId } from './protocol/ids.ts'
import type { Author } from './protocol/message.ts'
import { type ApiDoor, createApiDoor } from './realtime/api-socket.ts'
import { createEventFeed, type EventFeed } from './realtime/event-feed.ts'
import { createHub, type Hub } from './realtime/hub.ts'
import { createPresence, PRESENCE_KIND, type Presence } from './realtime/presence.ts'
import { createVisitorDesk } from './realtime/visitor-desk.ts'
import { memoryStorage } from './storage/memory.ts'
import { createWebhooks } from './webhooks/create-webhooks.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** The parts of one engine, joined and not started. */
export interface Engine {
  conversation: ConversationContext
  hub: Hub
  feed: EventFeed
  bridges: BridgeSet
  presence: Presence
  /** What runs jobs beside the bridges: calls of the host app, looks at who is here. */
  pumps: readonly Pump[]
  http: HttpContext
  webhooks: Webhooks
  ai: Ai
  knowledge: Knowledge
  projects: Projects
  /** Where servers come in by WebSocket. */
  door: ApiDoor
}

const HOOKS: readonly HookName[] = ['onMessage', 'onEvent', 'onSession']

/**
 * Joins the parts.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function assemble(options: PocketPingOptions): Engine {
  const resolved = resolveOptions(options)
  const { clock, leaseMs, logger } = resolved
  const storage = resolved.storage ?? memoryStorage({ clock })
  const { projects } = resolved
  const hasBridges = resolved.bridges.length > 0
  const isUnknown = (id: string): boolean => projects.list === undefined && !projects.get(id)
  const team = createTeam({ storage, clock, logger, onChange: () => hub.renew() })

  const conversation: ConversationContext = {
    storage,
    clock,
    logger,
    hot: createHotSessions(),
    knowProject: projects.know,
    bridgesOf: id => projects.get(id)?.bridgeIds ?? [],
    operatorShownAs: id => (isUnknown(id) ? NOBODY : shownAs(projects.get(id))),
    availability(id) {
      const { hours, bridgeIds = [] } = projects.get(id) ?? {}
      return availability(hours, team.isAway(bridgeIds), clock.now())
    },
    identityOf: id => (isUnknown(id) ? REFUSES_ALL : verifierOf(projects.get(id), clock)),
    followersOf: id => ({
      isLogged: (projects.get(id)?.secretKeys.length ?? 0) > 0,
      webhooks: webhooks.of(id),
    }),
    aiOf: id => projects.get(id)?.ai?.rules,
    eventMs: resolved.eventMs,
    tokenMs: resolved.tokenMs,
    team,
    hooks: new Set(HOOKS.filter(name => options[name])),
    announce(change, jobs, events) {
      hub.publish(change)
      ai.changed(change)
      if (events.length > 0) feed.wake()
      for (const { kind } of jobs) {
        const webhookId = webhookOfKind(kind)
        if (kind === HOOK_KIND) hookPump.wake()
        else if (kind === AI_KIND) ai.wake()
        else if (webhookId !== undefined) webhooks.wake(webhookId)
        else bridges.wake(bridgeOfKind(kind))
      }
    },
  }
  const webhooks = createWebhooks({ conversation, leaseMs, fetch: resolved.fetch })
  const presence = createPresence(conversation, sessionId => hub.count(sessionId) > 0)
  const feed = createEventFeed(conversation)
  // Without bridges there is nobody to show it to.
  const hub = createHub(conversation, logger, hasBridges ? presence : undefined)
  const bridges = createBridgeSet({
    conversation,
    bridges: resolved.bridges,
    holder: newId('conn'),
    leaseMs,
    projectName: id => projects.get(id)?.name ?? id,
    cannedReplies: id => projects.get(id)?.replies ?? {},
    onDeliveryFailed: failure => options.onDeliveryFailed?.(failure),
    onTyping: (id, projectId, author) => showTyping({ id, projectId }, true, author),
  })
  const showTyping: ShowTyping = ({ id, projectId }, active, given) => {
    // An operator's own name is not shown where the project has another; a project that cannot be read shows nothing.
    const show = (): void => {
      const author = conversation.operatorShownAs(projectId) ?? given
      hub.tell(id, { type: 'typing', active, ...(author ? { author } : {}) })
      feed.typing(projectId, { sessionId: id, from: 'operator', active })
    }
    const reading = projects.know(projectId)
    if (reading === undefined) show()
    else
      reading.then(show, (error: unknown) =>
        logger.warn('Typing could not be shown', { reason: String(error) }),
      )
  }
  const { knowledge, ai } = assembleAi(resolved, options, conversation, hub)
  const pumpOptions = { storage, clock, logger, leaseMs, concurrency: 16 }
  const hookPump = createPump({
    ...pumpOptions,
    kind: HOOK_KIND,
    handle: job => runHook(conversation, options, job),
  })
  const presencePump = createPump({ ...pumpOptions, kind: PRESENCE_KIND, handle: presence.look })
  const { health: bridgeHealth } = bridges
  const health = createHealth({ conversation, bridgeHealth })
  const api: ApiContext = { conversation, hub, webhooks, bridgeHealth, health }
  // One for all who come with a key: what is counted here must not begin anew there.
  const limiter = createLimiter(clock)
  return {
    conversation,
    hub,
    feed,
    bridges,
    pumps: hasBridges ? [hookPump, presencePump] : [hookPump],
    presence,
    webhooks,
    ai,
    knowledge,
    projects,
    http: assembleHttp(resolved, { api, bridges, feed, limiter }),
    door: assembleDoor(resolved, { api, bridges, feed, limiter, showTyping }),
  }
}

function assembleAi(
  { projects, leaseMs, fetch, readFile, readPdf }: ResolvedOptions,
  { onAiLimit }: Pick<PocketPingOptions, 'onAiLimit'>,
  conversation: ConversationContext,
  hub: Hub,
): { knowledge: Knowledge; ai: Ai } {
  const { storage, clock, logger } = conversation
  const knowledge = createKnowledge({
    storage,
    clock,
    logger,
    leaseMs,
    ...(fetch ? { fetch } : {}),
    ...(readFile ? { readFile } : {}),
    ...(readPdf ? { readPdf } : {}),
    async projectOf(projectId) {
      await projects.know(projectId)
      const { knowledgeBase: sources, refreshMs, provider } = projects.get(projectId)?.ai ?? {}
      return sources && refreshMs && provider ? { sources, refreshMs, provider } : undefined
    },
    projectIds: projects.list?.map(({ id }) => id) ?? [],
  })
  const ai = createAi(
    {
      conversation,
      hub,
      knowledge,
      aiOf: id => projects.get(id)?.ai,
      projectName: id => projects.get(id)?.name ?? id,
      usage: createUsage({ storage, clock, logger, holder: newId('conn') }),
      onLimit: news => onAiLimit?.(news),
    },
    leaseMs,
  )
  return { knowledge, ai }
}

interface DoorParts {
  api: ApiContext
  bridges: BridgeSet
  feed: EventFeed
  limiter: Limiter
}

function assembleDoor(
  { clock, limits, logger, projects: keys }: ResolvedOptions,
  { api, bridges, feed, limiter, showTyping }: DoorParts & { showTyping: ShowTyping },
): ApiDoor {
  const { seat, has } = bridges
  return createApiDoor({
    clock,
    logger,
    keys,
    limiter,
    rate: limits.address,
    bridge: bridgeRole({ seat, has, logger }),
    events: subscriberRole({ api, feed, keys, limiter, keyRate: limits.key, showTyping }),
    newestEventId: feed.newestId,
  })
}

function assembleHttp(
  { clock, limits, logger, projects, tokenMs, trustProxy }: ResolvedOptions,
  { api, bridges, feed, limiter }: DoorParts,
): HttpContext {
  const { conversation, hub } = api
  const desk = createVisitorDesk({
    context: conversation,
    limiter,
    limits,
    tokenMs,
    onVisitorTyping({ id, projectId }, isActive) {
      if (!conversation.hot.get(id)?.record.isBlocked)
        feed.typing(projectId, { sessionId: id, from: 'visitor', active: isActive })
      if (!isActive) return
      bridges
        .showTyping(id, projectId)
        .catch((error: unknown) => logger.warn('Typing could not be shown', { reason: String(error) }))
    },
  })
  return {
    conversation,
    desk,
    hub,
    feed,
    clock,
    logger,
    trustProxy,
    widgetScript: createWidgetScript(
      async () => (await import('./http/widget-files.generated.ts')).widgetFiles,
    ),
    projects: {
      find: projects.find,
      openedBy: projects.openedBy,
      allowedOrigins: projects.list?.flatMap(({ allowedOrigins }) => allowedOrigins) ?? ['*'],
    },
    addressRate: limits.address,
    keyRate: limits.key,
    limiter,
    api,
    webhookOf: bridges.webhookOf,
  }
}

// What a project that cannot be looked up has set is not known: it may hide operators' names, and ask for proofs.
const NOBODY: Author = { name: 'Support' }
const REFUSES_ALL: IdentityVerifier = {
  verify: () =>
    Promise.reject(new PocketPingError('PROJECT_NOT_FOUND', 'projectId: there is no such project.')),
}

// As long as a project is configured as it is: its keys are imported once.
const verifiers = new WeakMap<ResolvedProject, IdentityVerifier>()

function verifierOf(project: ResolvedProject | undefined, clock: Clock): IdentityVerifier {
  const known = project && verifiers.get(project)
  if (known) return known
  const { identity = {}, id = '', publicKey } = project ?? {}
  const verifier = createIdentityVerifier(identity, publicKey ? { id, publicKey } : { id }, clock)
  if (project) verifiers.set(project, verifier)
  return verifier
}

function shownAs(project: ResolvedProject | undefined): Author | undefined {
  if (!project?.operatorName) return undefined
  const { operatorName: name, operatorAvatar: avatarUrl } = project
  return avatarUrl ? { name, avatarUrl } : { name }
}
