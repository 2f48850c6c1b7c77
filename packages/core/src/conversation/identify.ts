import type { SessionRecord } from '../contracts/records.ts'
import type { IdentifyCommand } from '../protocol/commands.ts'
import { PocketPingError } from '../protocol/errors.ts'
import {
  type Identity,
  type SessionIdentity,
  VERIFIED_FIELDS,
  type VerifiedField,
} from '../protocol/session.ts'
import type { Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { customerKey, provenCustomer, sessionOfCustomer } from './customers.ts'
import { isStorable } from './identity-proof.ts'
import { cleanTexts } from './text.ts'

/**
 * Labels the conversation as the visitor's page says, and marks what is proven. The label opens nothing; a proven
 * customer finds the conversation again on another device.
 * @throws PocketPingError `IDENTITY_REFUSED`, `IDENTITY_UNVERIFIED`, `IDENTITY_MISMATCH`
 */
export async function identify(
  context: ConversationContext,
  draft: Draft,
  { identity, proof }: IdentifyCommand,
): Promise<void> {
  const { projectId } = draft.session
  const given = await context.identityOf(projectId).verify(identity, proof)
  const owner = provenCustomer(draft.session.identity)
  const customerId = provenCustomer(given)
  if (owner !== undefined && customerId === undefined)
    throw new PocketPingError(
      'IDENTITY_UNVERIFIED',
      'The identity of this conversation is verified: what changes it needs a proof too.',
    )
  if (owner !== undefined && owner !== customerId)
    throw belongsToAnother('Call reset() when somebody logs out.')
  await label(context, draft, given)
}

/**
 * Labels the conversation as the host's own server says: all of it is proven.
 * @throws PocketPingError `IDENTITY_MISMATCH`
 */
export async function identifyByHost(
  context: ConversationContext,
  draft: Draft,
  identity: Identity,
): Promise<void> {
  if (identity.customerId !== undefined && !isStorable(identity.customerId))
    throw new PocketPingError(
      'BAD_REQUEST',
      'customerId: must be a customer’s id: not empty, "undefined" or the like, without control characters.',
    )
  const owner = provenCustomer(draft.session.identity)
  if (identity.customerId !== undefined && owner !== undefined && owner !== identity.customerId)
    throw belongsToAnother('Let the visitor start a new one.')
  const verified = VERIFIED_FIELDS.filter(field => identity[field] !== undefined)
  await label(context, draft, { ...identity, verified })
}

function belongsToAnother(fix: string): PocketPingError {
  return new PocketPingError('IDENTITY_MISMATCH', `This conversation belongs to another customer. ${fix}`)
}

/** What is not named stays as it was. */
async function label(context: ConversationContext, draft: Draft, given: SessionIdentity): Promise<void> {
  const next = merged(draft.session.identity, cleanTexts(given))
  const customerId = provenCustomer(next)
  if (customerId !== undefined) await keepCustomer(context, draft, customerId)
  if (JSON.stringify(next) === JSON.stringify(draft.session.identity)) return
  draft.patch({ identity: next })
  draft.tell('identified')
}

/** A customer's first conversation stays theirs: another device that wrote before it was known keeps its own. */
async function keepCustomer(context: ConversationContext, draft: Draft, customerId: string): Promise<void> {
  const { id, projectId }: SessionRecord = draft.session
  const known = await sessionOfCustomer(context, projectId, customerId)
  if (!known) draft.keep({ key: await customerKey(projectId, customerId), value: { sessionId: id } })
}

function merged(before: SessionIdentity | undefined, given: SessionIdentity): SessionIdentity {
  const { verified: proven = [], ...fields } = given
  const isProven = (field: VerifiedField): boolean =>
    fields[field] === undefined ? (before?.verified?.includes(field) ?? false) : proven.includes(field)
  const verified = VERIFIED_FIELDS.filter(isProven)
  const { verified: _, ...kept } = before ?? {}
  const next: SessionIdentity = { ...kept, ...fields }
  return verified.length > 0 ? { ...next, verified } : next
}
