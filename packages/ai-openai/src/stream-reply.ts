import type { AiEvent, AiRequest } from '@pocketping/core'
import type { OpenAiClient } from './client.ts'
import { startDeadline } from './deadline.ts'
import type { Dialect } from './dialect.ts'
import type { Settings } from './options.ts'
import { readProblem } from './problem.ts'
import { readReply, STOPPED } from './read-reply.ts'
import { writeBody } from './request-body.ts'

/**
 * Asks for one reply and streams it. What fails before anything of it came is tried again. Ends quietly when the
 * request is aborted.
 * @throws AiError
 */
export async function* streamReply(
  request: AiRequest,
  client: OpenAiClient,
  dialect: Dialect,
  settings: Settings,
): AsyncGenerator<AiEvent> {
  if (request.signal.aborted) return
  const body = writeBody(request, settings)
  const deadline = startDeadline(settings, request.signal)
  const options = { signal: deadline.signal, maxRetries: 0, timeout: settings.timeoutMs }
  try {
    for (;;) {
      let hasBegun = false
      try {
        const chunks = await dialect.send(body, sent => client.chat.completions.create(sent, options))
        for await (const event of readReply(chunks)) {
          if (request.signal.aborted) return
          hasBegun = true
          yield event
        }
        return
      } catch (error) {
        if (request.signal.aborted) return
        if (hasBegun) throw deadline.explain(error)
        if (readProblem(error).isFiltered) return yield { type: 'outcome', outcome: STOPPED }
        await deadline.again(error)
      }
      if (request.signal.aborted) return
    }
  } finally {
    deadline.end()
  }
}
