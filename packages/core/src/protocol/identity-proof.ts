import { z } from 'zod'

/** What the host's server has signed for its own user: one of the two. */
export type IdentityProof = { token: string } | { hash: string }

/** Longest token that is looked at, in characters. */
export const MAX_TOKEN_LENGTH = 8192

export const proofSchema: z.ZodType<IdentityProof> = z.union(
  [
    z.strictObject({ token: z.string().min(1).max(MAX_TOKEN_LENGTH) }),
    z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/i) }),
  ],
  { error: 'must be { token: a signed JWT } or { hash: 64 hex digits of an HMAC-SHA256 }' },
)
