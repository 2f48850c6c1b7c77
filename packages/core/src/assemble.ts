import type { ApiContext } from './api/api-context.ts'
import { type BridgeSet, createBridgeSet } from './bridges/bridge-set.ts'
import { bridgeRole } from './bridges/remote/bridge-role.ts'
import type { Clock } from './contracts/clock.ts'
import { availability } from './conversation/availability.ts'
import type { ConversationContext, HookName } from './conversation/context.ts'
import { runHook } from './conversation/hook-runner.ts'
import { createHotSessions } from './conversation/hot-sessions.ts'
import { createIdentityVerifier, type IdentityVerifier } from './conversation/identity-proof.ts'
import { bridgeOfKind, HOOK_KIND, webhookOfKind } from './conversation/lanes.ts'
import { createLimiter } from './conversation/limiter.ts'
import { createTeam } from './conversation/team.ts'
import type { HttpContext } from './http/http-context.ts'
import { createWidgetScript } from './http/widget-script.ts'
import { type PocketPingOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import type { ResolvedProject } from './options/project-options.ts'
import type { Projects } from './options/projects.ts'
import { createPump, type Pump } from './outbox/pump.ts'
import { newId } from './protocol/ids.ts'
import type { Author } from './protocol/message.ts'
import { type ApiDoor, createApiDoor } from './realtime/api-socket.ts'
import { createHub, type Hub } from './realtime/hub.ts'
import { createPresence, PRESENCE_KIND, type Presence } from './realtime/presence.ts'
import { subscriberRole } from './realtime/subscriber-role.ts'
import { createVisitorDesk } from './realtime/visitor-desk.ts'
import { memoryStorage } from './storage/memory.ts'
import { createWebhooks } from './webhooks/create-webhooks.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** The parts of one engine, joined and not started. */
export interface Engine {
  conversation: ConversationContext
  hub: Hub
  bridges: BridgeSet
  presence: Presence
  /** What runs jobs beside the bridges: calls of the host app, looks at who is here. */
  pumps: readonly Pump[]
  http: HttpContext
  webhooks: Webhooks
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
  const team = createTeam({ storage, clock, logger, onChange: () => hub.renew() })

  const conversation: ConversationContext = {
    storage,
    clock,
    logger,
    hot: createHotSessions(),
    knowProject: projects.know,
    bridgesOf: id => projects.get(id)?.bridgeIds ?? [],
    operatorShownAs: id => shownAs(projects.get(id)),
    availability(id) {
      const { hours, bridgeIds = [] } = projects.get(id) ?? {}
      return availability(hours, team.isAway(bridgeIds), clock.now())
    },
    identityOf: id => verifierOf(projects.get(id), clock),
    followersOf: id => ({
      isLogged: (projects.get(id)?.secretKeys.length ?? 0) > 0,
      webhooks: webhooks.of(id),
    }),
    eventMs: resolved.eventMs,
    team,
    hooks: new Set(HOOKS.filter(name => options[name])),
    announce(change, jobs) {
      hub.publish(change)
      for (const { kind } of jobs) {
        const webhookId = webhookOfKind(kind)
        if (kind === HOOK_KIND) hookPump.wake()
        else if (webhookId !== undefined) webhooks.wake(webhookId)
        else bridges.wake(bridgeOfKind(kind))
      }
    },
  }
  const webhooks = createWebhooks({ conversation, leaseMs, fetch: resolved.fetch })
  const presence = createPresence(conversation, sessionId => hub.count(sessionId) > 0)
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
    onTyping: (sessionId, projectId, author) =>
      showTyping(sessionId, conversation.operatorShownAs(projectId) ?? author),
  })
  const showTyping = (sessionId: string, author: Author): void => {
    hub.tell(sessionId, { type: 'typing', active: true, author })
  }
  const pumpOptions = { storage, clock, logger, leaseMs, concurrency: 16 }
  const hookPump = createPump({
    ...pumpOptions,
    kind: HOOK_KIND,
    handle: job => runHook(conversation, options, job),
  })
  const presencePump = createPump({ ...pumpOptions, kind: PRESENCE_KIND, handle: presence.look })
  return {
    conversation,
    hub,
    bridges,
    pumps: hasBridges ? [hookPump, presencePump] : [hookPump],
    presence,
    webhooks,
    projects,
    http: assembleHttp(resolved, { conversation, hub, webhooks, bridgeHealth: bridges.health }, bridges),
    door: assembleDoor(resolved, bridges),
  }
}

function assembleDoor({ clock, limits, logger, projects }: ResolvedOptions, bridges: BridgeSet): ApiDoor {
  const { seat, has } = bridges
  return createApiDoor({
    clock,
    logger,
    keys: projects,
    limiter: createLimiter(clock),
    rate: limits.address,
    bridge: bridgeRole({ seat, has, logger }),
    events: subscriberRole(),
  })
}

function assembleHttp(
  { clock, limits, logger, projects, tokenMs, trustProxy }: ResolvedOptions,
  api: ApiContext,
  bridges: BridgeSet,
): HttpContext {
  const { conversation, hub } = api
  const limiter = createLimiter(clock)
  const desk = createVisitorDesk({
    context: conversation,
    limiter,
    limits,
    tokenMs,
    onVisitorTyping({ id, projectId }, isActive) {
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
    tokenMs,
    addressRate: limits.address,
    keyRate: limits.key,
    limiter,
    api,
    webhookOf: bridges.webhookOf,
  }
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
