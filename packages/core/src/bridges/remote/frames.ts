import { z } from 'zod'
import type { BridgeCapabilities, BridgeErrorKind, Inbound } from '../../contracts/bridge.ts'
import { type BridgeCall, bridgeCallSchema } from './bridge-call.ts'
import { inboundSchema } from './inbound-schema.ts'
import { capabilitiesSchema, kindSchema, platformIdSchema } from './values.ts'

/** Largest frame that a process may send, in bytes. */
export const MAX_PROCESS_FRAME_BYTES = 2_097_152

/** Largest frame that an engine may send, in bytes: a whole conversation's recap, or what a platform posted. */
export const MAX_ENGINE_FRAME_BYTES = 4_194_304

/** What a bridge may have beside what each has. */
export type BridgeExtra = 'react' | 'typing' | 'handleWebhook'

/** A process says which bridge it brings; the first frame after its key was taken. */
export interface BridgeFrame {
  type: 'bridge'
  id: string
  capabilities: BridgeCapabilities
  allowedOperators?: readonly string[]
  has: readonly BridgeExtra[]
}

/** What a process asks of the engine's inbox. `position` is answered with `null` the first time. */
export type InboxCall = { method: 'receive'; inbound: Inbound } | { method: 'position' }

/** Why a call failed; without `kind` it was no `BridgeError`. */
export interface CallFailure {
  kind?: BridgeErrorKind
  message: string
  retryAfterMs?: number
}

/** The answer to the call with this id. */
export type AnswerFrame =
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'failure'; id: number; failure: CallFailure }

/** Everything a process says once its bridge was taken. */
export type ProcessFrame =
  | AnswerFrame
  | { type: 'call'; id: number; call: InboxCall }
  | { type: 'heard'; position: string }
  /** The bridge can receive no more by itself. */
  | { type: 'ended'; failure: CallFailure }
  /** Still there; said when there is nothing else to say. */
  | { type: 'ping' }
  /** About to end: ask nothing more; what is under way is still answered. */
  | { type: 'leaving' }

/** Everything an engine says. */
export type EngineFrame =
  | AnswerFrame
  /** The key opens something: say what you are. */
  | { type: 'authenticated' }
  /** The bridge was taken. */
  | { type: 'ready' }
  | { type: 'call'; id: number; call: BridgeCall }
  | { type: 'ping' }
  | RefusalFrame

/** Why the socket is closed right after. The code is one of the API's, or of a newer engine's. */
export interface RefusalFrame {
  type: 'error'
  error: { error: string; message: string; code: string }
  retryAfterMs?: number
}

const id = z.int().positive()

export const bridgeFrameSchema: z.ZodType<BridgeFrame> = z.strictObject({
  type: z.literal('bridge'),
  id: z.string().min(1).max(64),
  capabilities: capabilitiesSchema,
  allowedOperators: z.array(platformIdSchema).max(10_000).exactOptional(),
  has: z.array(z.enum(['react', 'typing', 'handleWebhook'])).max(3),
})

const failure: z.ZodType<CallFailure> = z.strictObject({
  kind: kindSchema.exactOptional(),
  message: z.string().max(10_000),
  retryAfterMs: z.number().nonnegative().exactOptional(),
})

const answers = [
  z.strictObject({ type: z.literal('answer'), id, result: z.unknown() }),
  z.strictObject({ type: z.literal('failure'), id, failure }),
] as const

export const processFrameSchema: z.ZodType<ProcessFrame> = z.discriminatedUnion('type', [
  ...answers,
  z.strictObject({
    type: z.literal('call'),
    id,
    call: z.discriminatedUnion('method', [
      z.strictObject({ method: z.literal('receive'), inbound: inboundSchema }),
      z.strictObject({ method: z.literal('position') }),
    ]),
  }),
  z.strictObject({ type: z.literal('heard'), position: z.string().max(1000) }),
  z.strictObject({ type: z.literal('ended'), failure }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('leaving') }),
])

/** What is left of a call that cannot be read: enough to refuse it. */
export const callIdSchema: z.ZodType<{ type: 'call'; id: number }> = z.object({ type: z.literal('call'), id })

export const engineFrameSchema: z.ZodType<EngineFrame> = z.discriminatedUnion('type', [
  ...answers,
  z.object({ type: z.literal('authenticated') }),
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('call'), id, call: bridgeCallSchema }),
  z.object({ type: z.literal('ping') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ error: z.string(), message: z.string(), code: z.string() }),
    retryAfterMs: z.number().exactOptional(),
  }),
])
