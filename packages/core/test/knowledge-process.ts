import { expect, onTestFinished, vi } from 'vitest'
import {
  createKnowledge,
  type Knowledge,
  type KnowledgeParts,
  type KnowledgeProject,
} from '../src/ai/knowledge/knowledge.ts'
import type { ReadSource } from '../src/ai/knowledge/knowledge-types.ts'
import type { AIProvider } from '../src/contracts/ai-provider.ts'
import type { KnowledgeSource, ReadFile } from '../src/contracts/knowledge.ts'
import { OutgoingError, type OutgoingFetch, type OutgoingRequest } from '../src/contracts/outgoing.ts'
import type { Storage } from '../src/contracts/storage.ts'
import { memoryStorage } from '../src/storage/memory.ts'
import { type ManualClock, manualClock } from '../src/testing/manual-clock.ts'
import { PATIENTLY } from '../src/testing/patience.ts'

export const MINUTE = 60_000
export const HOUR = 3_600_000

export const HELP_URL = 'https://shop.example/help'
export const RETURNS = '# Returns\n\nYou can send shoes back within thirty days of the delivery.'
export const SHIPPING = '# Shipping\n\nParcels to Norway take five working days and cost nine euros.'

/** A site of Markdown pages, with whoever asked for them. */
export interface Site {
  pages: Map<string, string>
  /** Whether it names versions of pages. */
  hasEtags: boolean
  /** Answers instead of the pages; without `status`, nobody answers. */
  trouble: { status: number | undefined } | undefined
  /** Waited for before each answer. */
  gate: Promise<void>
  asked: OutgoingRequest[]
  answered: number[]
  fetch: OutgoingFetch
}

export function createSite(pages: Record<string, string> = {}): Site {
  const site: Site = {
    pages: new Map(Object.entries(pages)),
    hasEtags: true,
    trouble: undefined,
    gate: Promise.resolve(),
    asked: [],
    answered: [],
    async fetch(request) {
      const { url } = request
      // Before a page is read, the rules of the site are; this one has none.
      if (url.endsWith('/robots.txt')) return { status: 404, headers: {}, url, body: new Uint8Array() }
      site.asked.push(request)
      await site.gate
      if (site.trouble && site.trouble.status === undefined)
        throw new OutgoingError('unreachable', 'Nobody answered in time.')
      const page = site.pages.get(url)
      const etag = page === undefined || !site.hasEtags ? undefined : `"${encodeURIComponent(page)}"`
      const isKnown = etag !== undefined && request.headers?.['if-none-match'] === etag
      const status = site.trouble?.status ?? (page === undefined ? 404 : isKnown ? 304 : 200)
      site.answered.push(status)
      return {
        status,
        headers: { 'content-type': 'text/markdown; charset=utf-8', ...(etag !== undefined && { etag }) },
        url,
        body: new TextEncoder().encode(status === 200 ? page : ''),
      }
    },
  }
  return site
}

/** A site with the help page, which tells about shipping. */
export function helpSite(): Site {
  return createSite({ [HELP_URL]: SHIPPING })
}

/** A provider that says nothing; with `embed` where vectors are wanted. */
export function silentProvider(embed?: AIProvider['embed'], name = 'silent'): AIProvider {
  return {
    name,
    async *reply() {
      yield { type: 'outcome', outcome: { type: 'clarify' } }
    },
    ...(embed && { embed }),
  }
}

interface ProcessOptions {
  sources?: readonly KnowledgeSource[]
  site?: Site
  storage?: Storage
  clock?: ManualClock
  provider?: AIProvider
  readFile?: ReadFile
  /** Instead of what reads files and sites. */
  readSource?: ReadSource
  refreshMs?: number
  /** Beside `shop`. */
  projects?: Record<string, KnowledgeProject | undefined>
}

/** One process with a knowledge base. */
export interface KnowledgeProcess {
  knowledge: Knowledge
  storage: Storage
  clock: ManualClock
  site: Site
  /** What it logged, as `message: reason`. */
  warnings: string[]
  errors: string[]
  /** Of `shop`. */
  project: KnowledgeProject
  /** By id, as they are found at any time. To be changed at will. */
  projects: Record<string, KnowledgeProject | undefined>
}

/** Not started yet, and never stopped. */
export function openKnowledge(options: ProcessOptions = {}): KnowledgeProcess {
  const { clock = manualClock(), site = createSite(), readFile } = options
  const storage = options.storage ?? memoryStorage({ clock })
  const project: KnowledgeProject = {
    sources: options.sources ?? [],
    refreshMs: options.refreshMs ?? HOUR,
    provider: options.provider ?? silentProvider(),
  }
  const projects: Record<string, KnowledgeProject | undefined> = { shop: project, ...options.projects }
  const warnings: string[] = []
  const errors: string[] = []
  const line = (message: string, { reason, error }: Record<string, unknown> = {}): string =>
    [message, reason ?? error].filter(Boolean).join(': ')
  const parts: KnowledgeParts = {
    ...{ storage, clock, leaseMs: MINUTE, fetch: site.fetch, ...(readFile && { readFile }) },
    logger: {
      debug() {},
      info() {},
      warn: (message, details) => void warnings.push(line(message, details)),
      error: (message, details) => void errors.push(line(message, details)),
    },
    projectOf: async projectId => projects[projectId],
    projectIds: Object.keys(projects),
  }
  const knowledge = createKnowledge(parts, options.readSource)
  return { knowledge, storage, clock, site, project, projects, warnings, errors }
}

/** Stopped with the test. */
export function stage(options: ProcessOptions = {}): KnowledgeProcess {
  const set = openKnowledge(options)
  onTestFinished(() => set.knowledge.stop())
  return set
}

/** With every source of its options looked at. */
export async function started(options: ProcessOptions): Promise<KnowledgeProcess> {
  const set = stage(options)
  await set.knowledge.start()
  const { length } = set.project.sources
  await vi.waitFor(async () => {
    const items = await set.knowledge.list('shop')
    expect(items.filter(({ checkedAt }) => checkedAt !== undefined)).toHaveLength(length)
  }, PATIENTLY)
  return set
}

/** Lets time pass, timer by timer, and then waits until a condition holds. */
export async function pass({ clock }: KnowledgeProcess, ms: number, isThere: () => unknown): Promise<void> {
  const end = clock.elapsed() + ms
  while (clock.elapsed() < end) {
    const left = end - clock.elapsed()
    if (!clock.moveToNext(left)) clock.move(left)
    // What a timer set off begins with promises only.
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }
  await vi.waitFor(async () => expect(await isThere()).toBeTruthy(), PATIENTLY)
}

/** What is found in the shop. */
export async function textsFor({ knowledge }: KnowledgeProcess, query: string): Promise<string[]> {
  return (await knowledge.search('shop', query)).map(found => found.text)
}

/** A text as a source. */
export function text(value: string, title?: string): KnowledgeSource {
  return title === undefined ? { type: 'text', value } : { type: 'text', value, title }
}

/** A page as a source. */
export function page(value: string): KnowledgeSource {
  return { type: 'url', value }
}
