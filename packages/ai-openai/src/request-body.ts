import type { AiRequest } from '@pocketping/core'
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import type { Settings } from './options.ts'
import { writePrompt } from './prompt.ts'
import { REPLY_FUNCTION, replyFunction } from './reply-form.ts'

/** What a request for a reply consists of. */
export type Body = ChatCompletionCreateParamsStreaming

// Azure has several names, and OpenAI one for each region.
const OPENAI_HOSTS =
  /(^|\.)(api\.openai\.com|openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/

/** Whether it is OpenAI's own API, there or on Azure. It alone has all parameters; others refuse what they do not know. */
export function isOpenAi(baseURL: string): boolean {
  return OPENAI_HOSTS.test(new URL(baseURL).hostname)
}

/** Writes the request: one function that the model has to call, and a stream. */
export function writeBody(request: AiRequest, settings: Settings): Body {
  const { model, temperature, reasoningEffort, baseURL } = settings
  const isOwn = isOpenAi(baseURL)
  return {
    model,
    messages: writePrompt(request, crypto.randomUUID()),
    tools: [{ type: 'function', function: replyFunction(isOwn) }],
    tool_choice: { type: 'function', function: { name: REPLY_FUNCTION } },
    stream: true,
    stream_options: { include_usage: true },
    // OpenAI's newer models know only the one, Mistral only the other.
    [isOwn ? 'max_completion_tokens' : 'max_tokens']: request.maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
    // OpenAI keeps what new accounts ask for, unless told otherwise.
    ...(isOwn ? { store: false } : {}),
  }
}
