import { z } from 'zod'
import { type AiOptions, aiOptionsSchema, type ResolvedAi, resolveAi } from '../ai/ai-options.ts'
import type { Bridge, BridgeEntry } from '../contracts/bridge.ts'
import { type BusinessHours, businessHoursSchema } from '../conversation/business-hours.ts'
import { repliesSchema } from '../conversation/canned-replies.ts'
import { type IdentityOptions, identityOptionsSchema } from '../conversation/identity-keys.ts'
import { pictureSchema } from '../protocol/message.ts'
import { type WidgetSettings, widgetSettingsSchema } from '../protocol/start.ts'
import { type BridgeEntries, bridgeEntrySchema } from './bridge-entries.ts'

/** One website. */
export interface ProjectOptions {
  /** Stable for ever: it is stored with each session. */
  id: string
  /** Stands in the page; `projectId` of the widget may be this or `id`. */
  publicKey?: string
  /** Shown to operators. Default: the id. */
  name?: string
  /** Origins whose pages may start conversations beside the one this server is reached by, e.g. `https://shop.example`; `*` for any. */
  allowedOrigins?: readonly string[]
  /** What opens this project's API to servers: long, random, and never in a page. Several, so that one can be replaced. */
  secretKeys?: readonly string[]
  /** How the widget looks and greets; what the page passes to `init` wins. */
  widget?: WidgetSettings
  /** The name visitors see instead of each operator's own. */
  operatorName?: string
  /** The picture that goes with it. */
  operatorAvatar?: string
  /**
   * The platforms on which this project's team answers: bridges of its own, or ids of the engine's `bridges`. Default:
   * all of those.
   */
  bridges?: readonly (Bridge | BridgeEntry | string)[]
  /** When the team answers; visitors are told when to expect somebody. Default: always. */
  hours?: BusinessHours
  /** Canned replies: `{ hours: 'We are open …' }` is what `!hours` says to the visitor. */
  replies?: Readonly<Record<string, string>>
  /** How a visitor's identity is proven. Default: not at all, and it is shown as unverified. */
  identity?: IdentityOptions
  /** Answers visitors when nobody does. Default: nothing does. */
  ai?: AiOptions
}

/** A project with every default in place. */
export type ResolvedProject = Omit<ProjectOptions, 'bridges' | 'ai'> &
  Required<Pick<ProjectOptions, 'id' | 'name' | 'allowedOrigins' | 'secretKeys' | 'widget'>> & {
    /** Ids of the bridges that carry it. */
    bridgeIds: readonly string[]
    ai: ResolvedAi | undefined
  }

const KEY_HELP = 'make one with: openssl rand -hex 32'

const origin = z.string().refine(text => text === '*' || isOrigin(text), {
  error: 'must be an origin such as https://shop.example, without a path, or *',
})

export const originsSchema: z.ZodType<string[]> = z.array(origin)

export const secretKeysSchema: z.ZodType<string[]> = z
  .array(
    z
      .string({ error: `must be a text of at least 16 characters; ${KEY_HELP}` })
      .min(16, { error: `must have at least 16 characters; ${KEY_HELP}` })
      .max(200, { error: 'must have at most 200 characters' })
      // It travels in a header.
      .regex(/^[\x21-\x7e]*$/, { error: `must be letters, digits and signs without spaces; ${KEY_HELP}` }),
    { error: `must be a list of keys; ${KEY_HELP}` },
  )
  .max(10, { error: 'must be at most 10; leave out those that are no longer used' })

export const projectSchema: z.ZodType<ProjectOptions> = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, _ or -' }),
  publicKey: z.string().min(1).max(100).optional(),
  name: z.string().min(1).max(100).optional(),
  allowedOrigins: originsSchema.optional(),
  secretKeys: secretKeysSchema.optional(),
  widget: widgetSettingsSchema.optional(),
  operatorName: z.string().min(1).max(100).optional(),
  operatorAvatar: pictureSchema.optional(),
  bridges: z.array(z.union([z.string(), bridgeEntrySchema])).optional(),
  hours: businessHoursSchema.optional(),
  replies: repliesSchema.optional(),
  identity: identityOptionsSchema.optional(),
  ai: aiOptionsSchema.optional(),
}) as unknown as z.ZodType<ProjectOptions>

/** Fills in what is left out. The project was checked before. */
export function resolveProject(project: ProjectOptions, entries: BridgeEntries): ResolvedProject {
  const { bridges: _, ai, ...rest } = project
  const bridgeIds = entries.idsOf(project) ?? entries.common
  return {
    name: project.id,
    allowedOrigins: [],
    secretKeys: [],
    widget: {},
    ...rest,
    bridgeIds,
    ai: ai && resolveAi(ai),
  }
}

/** What stands in pages must open nothing. Answers with the fault, where there is one. */
export function faultOfKeys(projects: readonly ProjectOptions[]): string | undefined {
  const isPublic = new Set(projects.flatMap(({ id, publicKey }) => [id, publicKey]))
  return projects.some(({ secretKeys }) => secretKeys?.some(key => isPublic.has(key)))
    ? `secretKeys: one of them is an id or a public key, which stands in pages; ${KEY_HELP}`
    : undefined
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}
