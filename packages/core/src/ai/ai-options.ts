import { z } from 'zod'
import type { AIProvider } from '../contracts/ai-provider.ts'
import type { KnowledgeSource } from '../contracts/knowledge.ts'
import type { AiRules } from '../conversation/ai-state.ts'
import { MAX_CONTENT_LENGTH } from '../protocol/limits.ts'
import { pictureSchema } from '../protocol/message.ts'
import { knowledgeSourceSchema } from './knowledge/source-schema.ts'

/** How the AI answers when nobody does. */
export interface AiOptions {
  /** The model that answers, e.g. `openaiProvider({ apiKey, model })`. */
  provider: AIProvider
  /** Default true. `false`: only in conversations for which it is switched on. */
  enabled?: boolean
  /** The name it answers under. Default `AI`. */
  name?: string
  avatarUrl?: string
  /** Minutes after the visitor's first unanswered message. Default 2. */
  delayMinutes?: number
  /** The same outside of the project's `hours`, or while all operators are away. Default 0. */
  offHoursDelayMinutes?: number
  /** The same for what the visitor asks after an answer of the AI's. Default 0. */
  followUpDelayMinutes?: number
  /** Minutes after a person's answer, or a hand-off, from which on it may answer again. Default: not by itself. */
  resumeAfterMinutes?: number
  /** `draft`: it only suggests answers, in the operators' threads. Default `answer`. */
  mode?: 'answer' | 'draft'
  /** What it is told about your company, its tone, what it may say. At most 20,000 characters. No secrets. */
  systemPrompt?: string
  /** What it may answer from. Default: nothing but `systemPrompt`. */
  knowledgeBase?: readonly KnowledgeSource[]
  /** Hours after which each source is looked at again. Default 24. */
  refreshHours?: number
  /** An answer that names none of the passages it was given is handed to a person. Default: true where there is a `knowledgeBase`. */
  requireCitations?: boolean
  /** Hosts that it may link to beside the sources it cites, e.g. `shop.example` or `*.shop.example`. */
  allowedHosts?: readonly string[]
  handoff?: AiHandoff
  limits?: Partial<AiLimits>
  /** Seconds after which a person takes over. Default 30. */
  timeoutSeconds?: number
}

/** When a person takes over, beside when the visitor asks for one. */
export interface AiHandoff {
  /** Words of the visitor's upon which a person is to answer, e.g. `refund`. Whole words, in any case. */
  keywords?: readonly string[]
  /** Unsure answers in a row after which a person is to answer; 0: never. Default 2. */
  afterUnsure?: number
  /** What the visitor is told then. Default: a sentence in their language that says when the team is back. */
  message?: string
}

/** How much the AI may be used. Days and months are those of UTC. */
export interface AiLimits {
  /** Characters of what waits to be answered. Default 4,000. */
  questionLength: number
  /** Tokens of one answer, the thoughts of a model that reasons included. Default 2,000. */
  answerTokens: number
  /** Answers in one conversation, a day. Default 30. */
  turnsPerSession: number
  /** Tokens in one conversation, a day, those that it reads included. Default 200,000. */
  tokensPerSession: number
  /** Visitors' messages and edits from one network address, a day, in one process. Default 200. */
  messagesPerAddress: number
  /** Answers in the project, a day. Default 2,000. */
  turnsPerDay: number
  /** Tokens in the project, a day. Default 10,000,000. */
  tokensPerDay: number
  /** Tokens in the project, a month. `onAiLimit` is called at four fifths of it, and at its end. Default 100,000,000. */
  tokensPerMonth: number
}

/** The options with every default in place. */
export interface ResolvedAi {
  provider: AIProvider
  rules: AiRules
  systemPrompt: string
  knowledgeBase: readonly KnowledgeSource[]
  refreshMs: number
  /** `undefined`: where there is anything to cite. */
  requireCitations: boolean | undefined
  allowedHosts: readonly string[]
  keywords: readonly string[]
  afterUnsure: number
  timeoutMs: number
  limits: AiLimits
}

const DEFAULT_LIMITS: AiLimits = {
  questionLength: 4000,
  answerTokens: 2000,
  turnsPerSession: 30,
  tokensPerSession: 200_000,
  messagesPerAddress: 200,
  turnsPerDay: 2000,
  tokensPerDay: 10_000_000,
  tokensPerMonth: 100_000_000,
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

const minutes = amount('a number of minutes, e.g. 2', 0, 43_200)
const yesOrNo = z.boolean({ error: 'must be true or false' }).optional()
const atLeastOne = z
  .int({ error: 'must be a whole number of at least 1' })
  .min(1, { error: 'must be at least 1' })
  .optional()

const host = text(300).regex(/^(\*\.)?[a-z0-9.-]+(:\d+)?$/i, {
  error: 'must be a host such as shop.example or *.shop.example',
})

const handoffShape = {
  keywords: list("a list of words, e.g. ['refund']", text(100), 200),
  afterUnsure: z
    .int({ error: 'must be a whole number, e.g. 2; 0 is never' })
    .min(0, { error: 'must be at least 0, which is never' })
    .max(100, { error: 'must be at most 100' })
    .optional(),
  message: text(MAX_CONTENT_LENGTH).regex(/\S/, { error: 'must not be empty' }).optional(),
}

const limitsShape = {
  questionLength: atLeastOne,
  answerTokens: atLeastOne,
  turnsPerSession: atLeastOne,
  tokensPerSession: atLeastOne,
  messagesPerAddress: atLeastOne,
  turnsPerDay: atLeastOne,
  tokensPerDay: atLeastOne,
  tokensPerMonth: atLeastOne,
}

const shape = {
  provider: z.custom<AIProvider>(
    value =>
      typeof value === 'object' && value !== null && 'reply' in value && typeof value.reply === 'function',
    { error: 'must be an AI provider, e.g. openaiProvider({ apiKey, model }) of @pocketping/ai-openai' },
  ),
  enabled: yesOrNo,
  name: text(100).optional(),
  avatarUrl: pictureSchema.optional(),
  delayMinutes: minutes,
  offHoursDelayMinutes: minutes,
  followUpDelayMinutes: minutes,
  resumeAfterMinutes: minutes,
  mode: z.enum(['answer', 'draft'], { error: "must be 'answer' or 'draft'" }).optional(),
  systemPrompt: z
    .string({ error: 'must be a text' })
    .max(20_000, { error: 'must have at most 20,000 characters' })
    .optional(),
  knowledgeBase: list(
    "a list of sources, e.g. [{ type: 'file', value: 'faq.md' }]",
    knowledgeSourceSchema,
    200,
  ),
  refreshHours: amount('a number of hours, e.g. 24', 0.1, 8760),
  requireCitations: yesOrNo,
  allowedHosts: list("a list of hosts, e.g. ['shop.example']", host, 100),
  handoff: group(handoffShape).optional(),
  limits: group(limitsShape).optional(),
  timeoutSeconds: amount('a number of seconds, e.g. 30', 1, 600),
}

export const aiOptionsSchema: z.ZodType<AiOptions> = group(shape) as unknown as z.ZodType<AiOptions>

function amount(what: string, least: number, most: number): z.ZodOptional<z.ZodNumber> {
  const error = `must be ${what}, from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error }).optional()
}

function text(most: number): z.ZodString {
  return z
    .string({ error: 'must be a text' })
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${most} characters` })
}

function list<Item extends z.ZodType>(
  what: string,
  item: Item,
  most: number,
): z.ZodOptional<z.ZodArray<Item>> {
  return z
    .array(item, { error: `must be ${what}` })
    .max(most, { error: `must have at most ${most}` })
    .optional()
}

/** Options under their names; what has another name is refused with those that there are. */
function group<Shape extends z.ZodRawShape>(named: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(named, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `has no ${issue.keys?.join(', ')}; there are ${Object.keys(named).join(', ')}`
        : `must be an object with any of ${Object.keys(named).join(', ')}`,
  })
}

/** Fills in what is left out. The options were checked before. */
export function resolveAi(options: AiOptions): ResolvedAi {
  const { handoff = {}, knowledgeBase = [], resumeAfterMinutes } = options
  const given = Object.entries(options.limits ?? {}).filter(([, value]) => value !== undefined)
  const limits: AiLimits = { ...DEFAULT_LIMITS, ...Object.fromEntries(given) }
  const { name = 'AI', avatarUrl } = options
  return {
    provider: options.provider,
    rules: {
      isOn: options.enabled ?? true,
      mode: options.mode ?? 'answer',
      delayMs: (options.delayMinutes ?? 2) * MINUTE_MS,
      offHoursDelayMs: (options.offHoursDelayMinutes ?? 0) * MINUTE_MS,
      followUpDelayMs: (options.followUpDelayMinutes ?? 0) * MINUTE_MS,
      resumeAfterMs: resumeAfterMinutes === undefined ? undefined : resumeAfterMinutes * MINUTE_MS,
      author: avatarUrl ? { name, avatarUrl } : { name },
      handOffMessage: handoff.message,
      messagesPerAddress: limits.messagesPerAddress,
    },
    systemPrompt: options.systemPrompt ?? '',
    knowledgeBase,
    refreshMs: (options.refreshHours ?? 24) * HOUR_MS,
    requireCitations: options.requireCitations,
    allowedHosts: options.allowedHosts ?? [],
    keywords: handoff.keywords ?? [],
    afterUnsure: handoff.afterUnsure ?? 2,
    timeoutMs: (options.timeoutSeconds ?? 30) * 1000,
    limits,
  }
}
