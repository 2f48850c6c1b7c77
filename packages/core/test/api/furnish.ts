import type { ApiStage } from './api-stage.ts'

/** Ids of what stands in one project. */
export interface Furniture {
  token: string
  sessionId: string
  visitorId: string
  /** An operator's. */
  messageId: string
  /** The visitor's own. */
  visitorsId: string
  webhookId: string
}

/** A conversation with a message of each side, and a webhook. */
export async function furnish({ pp, visit, write }: ApiStage, projectId = 'shop'): Promise<Furniture> {
  const { token, session } = await visit(projectId)
  await write(token, 'msg_of_the_visitor', 'Hello, I have a question')
  const reply = await pp.sendMessage(session.id, { content: 'Hi! How can I help?' })
  const webhook = await pp.createWebhook({
    url: 'https://hooks.example/pocketping',
    events: ['message.created'],
    projectId,
  })
  return {
    token,
    sessionId: session.id,
    visitorId: session.visitorId,
    messageId: reply.id,
    visitorsId: 'msg_of_the_visitor',
    webhookId: webhook.id,
  }
}

/** Puts ids in the places of a path. */
export function fill(path: string, ids: Partial<Furniture>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: keyof Furniture) => ids[name] ?? 'none')
}
