import { z } from 'zod'
import type { SessionRecord } from '../contracts/records.ts'
import type { ResumeRequest } from '../protocol/start.ts'
import { changeSession, type Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { provenCustomer, sessionOfCustomer } from './customers.ts'
import { newHashedToken } from './tokens.ts'

// The first device's token stands with the session. Tokens of further ones are found by a value, and count only while
// the session names them too.
const PREFIX = 'device:'

// Whoever comes with one more is the one that was used last: the oldest has to come again with its proof.
const MAX_DEVICES = 20

const pointerSchema: z.ZodType<{ sessionId: string }> = z.object({ sessionId: z.string() })

/** True where a token with this hash opens the session. */
export function opensSession(
  session: Pick<SessionRecord, 'tokenHash' | 'deviceHashes'>,
  tokenHash: string,
): boolean {
  if (tokenHash === '') return false
  return session.tokenHash === tokenHash || (session.deviceHashes?.includes(tokenHash) ?? false)
}

/** The session that a token of any device opens. */
export async function sessionOfToken(
  { storage }: Pick<ConversationContext, 'storage'>,
  tokenHash: string,
): Promise<SessionRecord | undefined> {
  const first = await storage.findSession({ tokenHash })
  if (first) return first
  const key = `${PREFIX}${tokenHash}`
  const pointer = (await storage.listValues(key)).find(kept => kept.key === key)
  if (!pointer) return undefined
  const session = await storage.findSession({ id: pointerSchema.parse(pointer.value).sessionId })
  return session && opensSession(session, tokenHash) ? session : undefined
}

/**
 * Brings the conversation of a customer to another device, with a token of its own. Only a proof does: no name and no
 * e-mail address. `undefined` where this customer has none.
 * @throws PocketPingError `IDENTITY_REFUSED`
 */
export async function resumeSession(
  context: ConversationContext,
  projectId: string,
  { identity, proof }: Pick<ResumeRequest, 'identity' | 'proof'>,
): Promise<{ token: string; session: SessionRecord } | undefined> {
  const customerId = provenCustomer(await context.identityOf(projectId).verify(identity, proof))
  const found = customerId === undefined ? undefined : await sessionOfCustomer(context, projectId, customerId)
  if (!found) return undefined
  const { token, tokenHash } = await newHashedToken()
  const session = await changeSession(context, found.id, draft => {
    // Meanwhile it may have become somebody else's.
    if (provenCustomer(draft.session.identity) !== customerId) return undefined
    const hashes = [...(draft.session.deviceHashes ?? []), tokenHash]
    for (const old of hashes.slice(0, -MAX_DEVICES)) draft.keep({ key: `${PREFIX}${old}` })
    draft.keep({ key: `${PREFIX}${tokenHash}`, value: { sessionId: found.id } })
    draft.patch({ deviceHashes: hashes.slice(-MAX_DEVICES) }, { quiet: true })
    return draft.session
  })
  return session && { token, session }
}

/** Makes the token of one device useless. */
export function forgetDevice(draft: Draft, tokenHash: string): void {
  const { deviceHashes = [], tokenHash: first } = draft.session
  if (first === tokenHash) {
    draft.patch({ tokenHash: '' }, { quiet: true })
    return
  }
  draft.keep({ key: `${PREFIX}${tokenHash}` })
  draft.patch({ deviceHashes: deviceHashes.filter(hash => hash !== tokenHash) }, { quiet: true })
}

/** Makes every token of the session useless. */
export function forgetDevices(draft: Draft): void {
  for (const key of deviceKeys(draft.session)) draft.keep({ key })
  draft.patch({ tokenHash: '', deviceHashes: undefined }, { quiet: true })
}

/** Under which the tokens of further devices are kept. */
export function deviceKeys({ deviceHashes = [] }: Pick<SessionRecord, 'deviceHashes'>): string[] {
  return deviceHashes.map(hash => `${PREFIX}${hash}`)
}
