import { z } from 'zod'
import type { SessionRecord } from '../contracts/records.ts'
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

/** Under which keys a conversation is found; also those of customers that it was of before. */
export async function customerKeysOf(
  { storage }: Pick<ConversationContext, 'storage'>,
  { id, projectId }: Pick<SessionRecord, 'id' | 'projectId'>,
): Promise<string[]> {
  const pointers = await storage.listValues(`${PREFIX}${projectId}:`)
  return pointers.filter(({ value }) => pointerSchema.parse(value).sessionId === id).map(({ key }) => key)
}

/** The conversation of a customer, where there is one that still is theirs. */
export async function sessionOfCustomer(
  { storage }: Pick<ConversationContext, 'storage'>,
  projectId: string,
  customerId: string,
): Promise<SessionRecord | undefined> {
  const key = await customerKey(projectId, customerId)
  const pointer = (await storage.listValues(key)).find(kept => kept.key === key)
  if (!pointer) return undefined
  const session = await storage.findSession({ id: pointerSchema.parse(pointer.value).sessionId })
  const isTheirs = session?.projectId === projectId && provenCustomer(session.identity) === customerId
  return isTheirs ? session : undefined
}
