import { AiError } from '@pocketping/core'
import { z } from 'zod'
import type { OpenAiClient } from './client.ts'
import { startDeadline } from './deadline.ts'
import type { Settings } from './options.ts'

/** Mistral takes about 16,000 tokens at once: 32 passages of 1,500 characters. */
const BATCH = 32

const responseSchema = z.object({
  data: z.array(z.object({ index: z.number().nullish(), embedding: z.array(z.number()).min(1) })),
})

type Vector = readonly number[]

/** Makes one vector per text, in their order. */
export async function embedTexts(
  texts: readonly string[],
  client: OpenAiClient,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<readonly Vector[]> {
  const vectors: Vector[] = []
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH)
    vectors.push(...(await embedBatch(batch, client, settings, signal)))
  }
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) throw malformed()
  return vectors
}

async function embedBatch(
  input: string[],
  client: OpenAiClient,
  settings: Settings,
  outer: AbortSignal | undefined,
): Promise<Vector[]> {
  const { embeddingModel: model = '', timeoutMs } = settings
  outer?.throwIfAborted()
  const deadline = startDeadline({ ...settings, model }, outer)
  try {
    for (;;) {
      try {
        const options = { signal: deadline.signal, maxRetries: 0, timeout: timeoutMs }
        const body = { model, input, encoding_format: 'float' } as const
        return readVectors(await client.embeddings?.create(body, options), input.length)
      } catch (error) {
        outer?.throwIfAborted()
        await deadline.again(error)
        outer?.throwIfAborted()
      }
    }
  } finally {
    deadline.end()
  }
}

function readVectors(response: unknown, count: number): Vector[] {
  const read = responseSchema.safeParse(response)
  if (!read.success || read.data.data.length !== count) throw malformed()
  const vectors = new Map(read.data.data.map(({ index, embedding }, at) => [index ?? at, embedding]))
  return Array.from({ length: count }, (_, at) => {
    const vector = vectors.get(at)
    if (!vector) throw malformed()
    return vector
  })
}

function malformed(): AiError {
  return new AiError(
    'malformed',
    'openaiProvider(): the embeddings are not one vector of one length for each text.',
  )
}
