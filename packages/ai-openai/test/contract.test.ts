import { AiError, type AiErrorKind, type AiOutcome } from '@pocketping/core'
import { type AiProviderHarness, aiProviderContract, type ScriptedReply } from '@pocketping/core/testing'
import { providerOf } from './asking.ts'
import {
  type Answer,
  type AskedBody,
  beginStream,
  refuses,
  startModelServer,
  streams,
} from './model-server.ts'
import { argument, content, DONE, event, finish } from './model-words.ts'

const STATUS: Readonly<Partial<Record<AiErrorKind, number>>> = {
  'rate-limited': 429,
  unavailable: 503,
  timeout: 504,
  misconfigured: 401,
}

function failsAs(fail: Error): Answer {
  const status = fail instanceof AiError ? STATUS[fail.kind] : 500
  return status ? refuses(status) : streams(content('Nonsense.'), finish('stop'), DONE)
}

/** A model on loopback that says what the script says, in the words of the API. */
function plays(script: (lastWords: string) => ScriptedReply): Answer {
  return async (response, asked) => {
    const { text = [], outcome, usage, fail, failAfter = 0, before } = script(lastWordsOf(asked.body))
    if (fail && failAfter === 0) return failsAs(fail)(response, asked)
    beginStream(response)
    response.write(argument(`${fieldsOf(outcome)},"text":"`, 'reply'))
    for (const [index, piece] of (typeof text === 'string' ? [text] : text).entries()) {
      await before?.(index)
      if (fail && index >= failAfter) return response.socket?.destroy()
      response.write(argument(JSON.stringify(piece).slice(1, -1)))
    }
    response.write(argument('"}') + finish('stop'))
    const counts = { prompt_tokens: usage?.inputTokens, completion_tokens: usage?.outputTokens }
    if (usage) response.write(event({ choices: [], usage: counts }))
    return response.end(DONE)
  }
}

function lastWordsOf({ messages }: AskedBody): string {
  return /<visitor \S+>\n(.*)\n<\/visitor \S+>$/s.exec(messages.at(-1)?.content ?? '')?.[1] ?? ''
}

function fieldsOf(outcome: AiOutcome | 'none' = 'none'): string {
  if (outcome === 'none') return '{"sure":true'
  const { type, ...others } = outcome
  const { isSure = false, citations = [], reason = 'none', summary = '' } = others as Record<string, unknown>
  return JSON.stringify({ outcome: type, sure: isSure, citations, reason, summary }).slice(0, -1)
}

aiProviderContract({
  name: 'openai',
  async create(script): Promise<AiProviderHarness> {
    const server = await startModelServer(plays(script))
    return { provider: providerOf(server), close: () => server.stop() }
  },
})
