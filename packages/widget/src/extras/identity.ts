import type { Identity, IdentityProof } from '@pocketping/core/protocol'
import { forgetAll, type Refusal, request, startSession, state, warn } from './kit.ts'

const RETRY_MS = 5000

interface Said {
  identity: Identity
  proof?: IdentityProof | undefined
}

/** What is under way, or has failed a moment ago. */
let attempt: Promise<void> | undefined

/** Tells who the visitor is, or where there is no conversation yet, looks for that of another device: once each. */
export function introduce(): Promise<void> | undefined {
  const said = says()
  const key = JSON.stringify(said)
  if (!attempt && key !== state.said_ && (state.token_ ? state.isLive_ : said.proof)) {
    state.said_ = key
    const again = (): void => {
      attempt = undefined
      state.changed_()
    }
    attempt = tell(said, key)
    attempt.then(again, ({ retryAfterMs }: Partial<Refusal>) => {
      state.said_ = undefined
      setTimeout(again, retryAfterMs || RETRY_MS)
    })
  }
  return attempt
}

/** Resolves when there is no other conversation to wait for. */
export async function resume(): Promise<void> {
  // It may be of whoever was here before.
  await attempt
  await introduce()
}

async function tell(said: Said, key: string): Promise<void> {
  const { token_: token, widget_: widget } = state
  const { projectId } = widget.options_
  try {
    if (token) await request(`${widget.base_}commands`, token, { type: 'identify', ...said })
    else await startSession({ projectId, ...said }, () => key === JSON.stringify(says()), '/resume')
  } catch (error) {
    const { code, retryAfterMs } = error as Partial<Refusal>
    // Not refused, or not for good.
    if (!code || retryAfterMs) throw error
    // Without an earlier conversation it is a new visitor; after a reset it was about somebody else.
    if (!token || token !== state.token_) return
    // Somebody else logged in without a reset.
    if (/MISMATCH/.test(code)) forgetAll()
    else warn(error as Refusal)
  }
}

function says(): Said {
  const { identity_: given, options_: options } = state.widget_
  const { identityHash: hash, identityToken: token = options.identityToken, ...identity } = given ?? {}
  return { identity, proof: hash ? { hash } : token ? { token } : undefined }
}
