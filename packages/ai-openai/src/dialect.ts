import { readProblem } from './problem.ts'
import { replyFunction } from './reply-form.ts'
import type { Body } from './request-body.ts'

interface Adaptation {
  /** What an API says that refuses it. */
  about: RegExp
  /** The request without it. The same object where there is nothing to change. */
  adapt(body: Body): Body
}

// In the order in which they are tried. Each is made once, so a function that nobody may be forced to call is first
// asked for in other words, then left to the model, then described in the instructions alone.
const ADAPTATIONS: readonly Adaptation[] = [
  { about: /stream_options|include_usage/, adapt: ({ stream_options: _, ...body }) => body },
  { about: /max_(completion_)?tokens/, adapt: renameLimit },
  { about: /temperature/, adapt: ({ temperature: _, ...body }) => body },
  { about: /reasoning_effort/, adapt: ({ reasoning_effort: _, ...body }) => body },
  { about: /\bstore\b/, adapt: ({ store: _, ...body }) => body },
  {
    about: /\bstrict\b|additionalProperties/,
    adapt: body => ({ ...body, tools: [{ type: 'function', function: replyFunction(false) }] }),
  },
  { about: /tool[_ ]choice/i, adapt: body => ({ ...body, tool_choice: 'required' }) },
  { about: /tool[_ ]choice/i, adapt: ({ tool_choice: _, ...body }) => body },
  {
    about:
      /\btools?\b.{0,60}(support|permitted|enable)|(support|permitted|enable).{0,60}\btools?\b|tool-choice/i,
    adapt: ({ tools: _, tool_choice: __, ...body }) => body,
  },
]

// OpenRouter says with 404 that no model takes a parameter.
const REFUSALS = [400, 404, 422]

const OTHER_MATTERS = ['context_length_exceeded', 'content_filter', 'tool_use_failed']

/** What one API turned out to refuse. */
export interface Dialect {
  /** Makes the request; where the API refuses a parameter, once more without it. What helped is remembered. */
  send<T>(body: Body, call: (body: Body) => PromiseLike<T>): Promise<T>
}

/** Starts without knowing anything of the API. */
export function createDialect(): Dialect {
  let known: readonly Adaptation[] = []

  return {
    async send(body, call) {
      let made = known
      for (;;) {
        const adapted = made.reduce((before, { adapt }) => adapt(before), body)
        try {
          const result = await call(adapted)
          known = made
          return result
        } catch (error) {
          const next = nextAdaptation(error, made)
          if (!next) throw error
          made = [...made, next]
        }
      }
    },
  }
}

function nextAdaptation(error: unknown, made: readonly Adaptation[]): Adaptation | undefined {
  const { status, code, param, words } = readProblem(error)
  if (status === undefined || !REFUSALS.includes(status) || OTHER_MATTERS.includes(code)) return undefined
  const said = `${param}\n${words}`
  return ADAPTATIONS.find(one => !made.includes(one) && one.about.test(said))
}

function renameLimit(body: Body): Body {
  const { max_tokens, max_completion_tokens, ...rest } = body
  return max_completion_tokens == null
    ? { ...rest, max_completion_tokens: max_tokens ?? null }
    : { ...rest, max_tokens: max_completion_tokens }
}
