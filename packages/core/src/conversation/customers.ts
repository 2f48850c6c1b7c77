import { z } from 'zod'
import type { SessionRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import type { SessionIdentity } from '../protocol/session.ts'
import type { ConversationContext } from './context.ts'
import { hexHash } from './tokens.ts'

// Where the conversation of a customer is found, whose identity was proven. The id may be an e-mail address: only its
// hash stands in the key.
const PREFIX = 'customer:'

const pointerSchema: z.ZodType<{ sessionId: string }> = z.object({ sessionId: z.string() })

/** The customer that this identity was proven to be. */
export function provenCustomer(identity: SessionIdentity | undefined): string | undefined {
  return identity?.verified?.includes('customerId') ? identity.customerId : undefined
}

export async function customerKey(projectId: string, customerId: string): Promise<string> {
  return `${PREFIX}${projectId}:${await hexHash(customerId)}`
}

/** The key under which this conversation is found: none where the customer's is another one. */
export async function customerKeysOf(
  { storage }: Pick<ConversationContext, 'storage'>,
  { id, projectId, identity }: Pick<SessionRecord, 'id' | 'projectId' | 'identity'>,
): Promise<string[]> {
  const customerId = provenCustomer(identity)
  if (customerId === undefined) return []
  const key = await customerKey(projectId, customerId)
  return (await pointerOf(storage, key))?.sessionId === id ? [key] : []
}

/** The conversation of a customer, where there is one that still is theirs, and not too old to be found again. */
export async function sessionOfCustomer(
  { storage, clock, tokenMs }: Pick<ConversationContext, 'storage' | 'clock' | 'tokenMs'>,
  projectId: string,
  customerId: string,
): Promise<SessionRecord | undefined> {
  const pointer = await pointerOf(storage, await customerKey(projectId, customerId))
  const session = pointer && (await storage.findSession({ id: pointer.sessionId }))
  const isTheirs = session?.projectId === projectId && provenCustomer(session.identity) === customerId
  return isTheirs && session.lastActivity + tokenMs > clock.now() ? session : undefined
}

async function pointerOf(storage: Storage, key: string): Promise<{ sessionId: string } | undefined> {
  const pointer = (await storage.listValues(key)).find(kept => kept.key === key)
  return pointer && pointerSchema.parse(pointer.value)
}
