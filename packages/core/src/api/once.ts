import { z } from 'zod'
import type { NewKey } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { hexHash } from '../conversation/tokens.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'

const DAY_MS = 86_400_000

/** Keeps that a call was made, in the same commit as what it did. */
export interface Once<Answer> {
  /** The key to store; `undefined` where the caller gave none. */
  key(answer: Answer): NewKey | undefined
}

interface Call<Answer> {
  /** The projects it is about: a key of another project is another key. */
  project: string
  /** What is asked for: with the same key, something else is a mistake. */
  request: unknown
  idempotencyKey: string | undefined
  /** What is kept of the answer: ids, because what is deleted meanwhile must not live on here. */
  keep(answer: Answer): Json
  /** The answer for whoever comes again: what was made, as it stands now. @throws PocketPingError where it is gone */
  recall(kept: Json): Answer | Promise<Answer>
}

const keptSchema: z.ZodType<{ fingerprint: string; kept: Json }> = z.strictObject({
  fingerprint: z.string(),
  kept: z.json() as z.ZodType<Json>,
})

/**
 * Does something once for each idempotency key, whichever process is asked: `act` stores the key with what it does,
 * and answers `undefined` where it was there already. Whoever comes again within 24 hours is answered, and nothing is done.
 * @throws PocketPingError `BAD_REQUEST`, `IDEMPOTENCY_MISMATCH`
 */
export async function once<Answer>(
  { storage, clock, hot }: Pick<ConversationContext, 'storage' | 'clock' | 'hot'>,
  { project, request, idempotencyKey, keep, recall }: Call<Answer>,
  act: (once: Once<Answer>) => Promise<Answer | undefined>,
): Promise<Answer> {
  if (idempotencyKey === undefined) return given(await act({ key: () => undefined }))
  if (!/^[\x20-\x7e]{1,200}$/.test(idempotencyKey))
    throw new PocketPingError('BAD_REQUEST', 'Idempotency-Key: must be 1 to 200 printable ASCII characters.')
  const key = `once:${await hexHash(JSON.stringify([project, idempotencyKey]))}`
  const fingerprint = await hexHash(JSON.stringify(request))

  const earlier = async (): Promise<Answer | undefined> => {
    const found = await storage.findKey(key)
    if (!found) return undefined
    const { fingerprint: known, kept } = keptSchema.parse(found.value)
    if (known !== fingerprint)
      throw new PocketPingError(
        'IDEMPOTENCY_MISMATCH',
        'Idempotency-Key: was used for another request. Make a new key for each.',
      )
    return recall(kept)
  }

  // What is done outside of the storage, no commit can refuse: here at least, whoever comes again waits for the first.
  return hot.inTurn(key, async () => {
    const first = await earlier()
    if (first !== undefined) return first
    const expiresAt = clock.now() + DAY_MS
    const answered = await act({
      key: answer => ({ key, expiresAt, value: { fingerprint, kept: keep(answer) } }),
    })
    return answered ?? given(await earlier())
  })
}

function given<Answer>(answer: Answer | undefined): Answer {
  if (answer !== undefined) return answer
  throw new PocketPingError('CONFLICT', 'The same call is under way. Try again.')
}
