import { type BridgeSet, createBridgeSet } from './bridges/bridge-set.ts'
import { bridgeRole } from './bridges/remote/bridge-role.ts'
import { availability } from './conversation/availability.ts'
import type { ConversationContext, HookName } from './conversation/context.ts'
import { runHook } from './conversation/hook-runner.ts'
import { createHotSessions } from './conversation/hot-sessions.ts'
import { bridgeOfKind, HOOK_KIND } from './conversation/lanes.ts'
import { createLimiter } from './conversation/limiter.ts'
import { createTeam } from './conversation/team.ts'
import type { HttpContext } from './http/http-context.ts'
import { createWidgetScript } from './http/widget-script.ts'
import {
  type PocketPingOptions,
  type ResolvedOptions,
  type ResolvedProject,
  resolveOptions,
} from './options.ts'
import { createPump, type Pump } from './outbox/pump.ts'
import { newId } from './protocol/ids.ts'
import type { Author } from './protocol/message.ts'
import { type ApiDoor, createApiDoor } from './realtime/api-socket.ts'
import { createHub, type Hub } from './realtime/hub.ts'
import { createPresence, PRESENCE_KIND, type Presence } from './realtime/presence.ts'
import { createSecretKeys } from './realtime/secret-keys.ts'
import { createVisitorDesk } from './realtime/visitor-desk.ts'
import { memoryStorage } from './storage/memory.ts'

/** The parts of one engine, joined and not started. */
export interface Engine {
  conversation: ConversationContext
  hub: Hub
  bridges: BridgeSet
  presence: Presence
  /** What runs jobs beside the bridges: calls of the host app, looks at who is here. */
  pumps: readonly Pump[]
  http: HttpContext
  /** Where servers come in by WebSocket. */
  api: ApiDoor
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
  const bridgeIds = resolved.bridges.map(({ bridge }) => bridge.id)
  const projectOf = (id: string): ResolvedProject | undefined =>
    resolved.projects.find(project => project.id === id)
  const team = createTeam({ storage, clock, logger, onChange: () => hub.renew() })

  const conversation: ConversationContext = {
    storage,
    clock,
    logger,
    hot: createHotSessions(),
    bridgesOf: () => bridgeIds,
    operatorShownAs: id => shownAs(projectOf(id)),
    availability: id => availability(projectOf(id)?.hours, team, clock.now()),
    team,
    hooks: new Set(HOOKS.filter(name => options[name])),
    announce(change, jobs) {
      hub.publish(change)
      for (const { kind } of jobs) {
        if (kind === HOOK_KIND) hookPump.wake()
        else bridges.wake(bridgeOfKind(kind))
      }
    },
  }
  const presence = createPresence(conversation, sessionId => hub.count(sessionId) > 0)
  // Without bridges there is nobody to show it to.
  const hub = createHub(conversation, logger, bridgeIds.length > 0 ? presence : undefined)
  const bridges = createBridgeSet({
    conversation,
    bridges: resolved.bridges,
    holder: newId('conn'),
    leaseMs,
    projectName: id => projectOf(id)?.name ?? id,
    cannedReplies: id => projectOf(id)?.replies ?? {},
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
    pumps: bridgeIds.length > 0 ? [hookPump, presencePump] : [hookPump],
    presence,
    http: assembleHttp(resolved, conversation, hub, bridges),
    api: assembleApi(resolved, bridges),
  }
}

function assembleApi({ clock, limits, logger, projects }: ResolvedOptions, bridges: BridgeSet): ApiDoor {
  const { seat, has } = bridges
  return createApiDoor({
    clock,
    logger,
    keys: createSecretKeys(projects),
    limiter: createLimiter(clock),
    rate: limits.address,
    roles: { bridge: bridgeRole({ projectIds: projects.map(({ id }) => id), seat, has, logger }) },
  })
}

function assembleHttp(
  { clock, limits, logger, projects, tokenMs, trustProxy }: ResolvedOptions,
  conversation: ConversationContext,
  hub: Hub,
  bridges: BridgeSet,
): HttpContext {
  const desk = createVisitorDesk({
    context: conversation,
    limiter: createLimiter(clock),
    limits,
    tokenMs,
    onVisitorTyping({ id }, isActive) {
      if (!isActive) return
      bridges
        .showTyping(id)
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
      find: idOrKey => findProject(projects, idOrKey),
      allowedOrigins: projects.flatMap(({ allowedOrigins }) => allowedOrigins),
    },
    webhookOf: bridges.webhookOf,
  }
}

function findProject(
  projects: readonly ResolvedProject[],
  idOrKey: string | undefined,
): ResolvedProject | undefined {
  if (idOrKey === undefined) return projects.length === 1 ? projects[0] : undefined
  return projects.find(({ id, publicKey }) => id === idOrKey || publicKey === idOrKey)
}

function shownAs(project: ResolvedProject | undefined): Author | undefined {
  if (!project?.operatorName) return undefined
  const { operatorName: name, operatorAvatar: avatarUrl } = project
  return avatarUrl ? { name, avatarUrl } : { name }
}
