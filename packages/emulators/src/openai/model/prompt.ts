import type { ChatMessage } from '../wire.ts'

/** A passage as it stands in a prompt. */
export interface PromptPassage {
  id: string
  title: string
  headings: string[]
  text: string
}

/** What a prompt is about. */
export interface Prompt {
  passages: PromptPassage[]
  /** What the visitor has said since the last answer. */
  asked: string
  /** What the visitor said before that, oldest first. */
  before: string[]
}

// The code is new for each request, so that nobody can write the line that ends what they are quoted in.
const CODE = /<passages ([\w-]{1,100})>/

/** Finds the passages and the visitor's words where `@pocketping/ai-openai` writes them. */
export function readPrompt(messages: readonly ChatMessage[]): Prompt {
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const code = CODE.exec(system.map(({ content }) => content).join('\n'))?.[1]
  const others = messages.filter(({ role }) => role === 'user' || role === 'assistant')
  if (code === undefined) return { passages: [], asked: others.at(-1)?.content ?? '', before: [] }
  const passages = others
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => quoted('passages', code, content).flatMap(readPassages))
  const lastAnswer = others.findLastIndex(({ role }) => role === 'assistant')
  const said = (from: number, to?: number): string[] =>
    others
      .slice(from, to)
      .filter(({ role }) => role === 'user')
      .flatMap(({ content }) => quoted('visitor', code, content))
  return { passages, asked: said(lastAnswer + 1).join('\n'), before: said(0, lastAnswer + 1) }
}

/** What stands between such marks. */
function quoted(kind: string, code: string, text: string): string[] {
  const [start, end] = [`<${kind} ${code}>\n`, `\n</${kind} ${code}>`]
  return text
    .split(start)
    .slice(1)
    .flatMap(part => (part.includes(end) ? [part.slice(0, part.indexOf(end))] : []))
}

function readPassages(json: string): PromptPassage[] {
  const read: unknown = JSON.parse(json)
  return Array.isArray(read) ? read.filter(isPassage) : []
}

function isPassage(value: unknown): value is PromptPassage {
  const { id, title, headings, text } = (value ?? {}) as Partial<Record<string, unknown>>
  return [id, title, text].every(field => typeof field === 'string') && Array.isArray(headings)
}
