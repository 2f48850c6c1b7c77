import { type BridgeSet, createBridgeSet } from './bridges/bridge-set.ts'
import type { ConversationContext, HookName } from './conversation/context.ts'
import { runHook } from './conversation/hook-runner.ts'
import { createHotSessions } from './conversation/hot-sessions.ts'
import { bridgeOfKind, HOOK_KIND } from './conversation/lanes.ts'
import { createLimiter } from './conversation/limiter.ts'
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
import { createHub, type Hub } from './realtime/hub.ts'
import { createVisitorDesk } from './realtime/visitor-desk.ts'
import { memoryStorage } from './storage/memory.ts'

/** The parts of one engine, joined and not started. */
export interface Engine {
  conversation: ConversationContext
  hub: Hub
  bridges: BridgeSet
  /** Calls the host app. */
  hookPump: Pump
  http: HttpContext
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
  const bridgeIds = resolved.bridges.map(({ id }) => id)

  const conversation: ConversationContext = {
    storage,
    clock,
    logger,
    hot: createHotSessions(),
    bridgesOf: () => bridgeIds,
    operatorShownAs: id => shownAs(resolved.projects.find(project => project.id === id)),
    hooks: new Set(HOOKS.filter(name => options[name])),
    announce(change, jobs) {
      hub.publish(change)
      for (const { kind } of jobs) {
        if (kind === HOOK_KIND) hookPump.wake()
        else bridges.wake(bridgeOfKind(kind))
      }
    },
  }
  const hub = createHub(conversation, logger)
  const bridges = createBridgeSet({
    conversation,
    bridges: resolved.bridges,
    holder: newId('conn'),
    leaseMs,
    projectName: id => resolved.projects.find(project => project.id === id)?.name ?? id,
    onDeliveryFailed: failure => options.onDeliveryFailed?.(failure),
    onTyping: (sessionId, projectId, author) =>
      showTyping(sessionId, conversation.operatorShownAs(projectId) ?? author),
  })
  const showTyping = (sessionId: string, author: Author): void => {
    hub.tell(sessionId, { type: 'typing', active: true, author })
  }
  const handle: Parameters<typeof createPump>[0]['handle'] = job => runHook(conversation, options, job)
  const hookPump = createPump({ storage, clock, logger, leaseMs, kind: HOOK_KIND, concurrency: 16, handle })
  return { conversation, hub, bridges, hookPump, http: assembleHttp(resolved, conversation, hub, bridges) }
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
    handleWebhook: (bridgeId, request) => bridges.handleWebhook(bridgeId, request),
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
