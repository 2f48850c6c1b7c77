import { z } from 'zod'

/** A piece of a function call. */
export interface CallDelta {
  index?: number | null | undefined
  function?: { name?: string | null | undefined; arguments?: string | null | undefined } | null | undefined
}

/** What a model says in one chunk. */
export interface Delta {
  content?: string | null | undefined
  refusal?: string | null | undefined
  tool_calls?: CallDelta[] | null | undefined
}

/** One chunk of a streamed completion, as far as we read it. */
export interface Chunk {
  choices?:
    | { delta?: Delta | null | undefined; finish_reason?: string | null | undefined }[]
    | null
    | undefined
  usage?: { prompt_tokens: number; completion_tokens: number } | null | undefined
}

const count = z.int().nonnegative()

// Ollama sends the arguments of some models as the object that they mean.
const argumentsSchema = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform(fields => JSON.stringify(fields)),
])

const callSchema = z.object({
  index: z.number().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: argumentsSchema.nullish() }).nullish(),
})

const deltaSchema = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
})

/** Reads a chunk. Usage that makes no sense counts as none. */
export const chunkSchema: z.ZodType<Chunk> = z.object({
  choices: z.array(z.object({ delta: deltaSchema.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(undefined),
})
