import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AIProvider, type KnowledgeSource, PocketPing } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PATIENCE_MS } from '../support/patience.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** As long as those of a common model, so that a document takes several values of the storage. */
const VECTOR_LENGTH = 1536

/** Never asked to reply here. */
function providerOf(embed?: AIProvider['embed']): AIProvider {
  return {
    name: 'embedding',
    async *reply() {
      yield { type: 'outcome', outcome: { type: 'clarify' } }
    },
    ...(embed && { embed }),
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pocketping-knowledge-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a process on a database, and waits until everything that the options name was read. */
async function open(file: string, sources: KnowledgeSource[], provider = providerOf()): Promise<PocketPing> {
  const storage = sqliteStorage({ file })
  const pp = new PocketPing({
    storage,
    limits: false,
    logger: quiet,
    ai: { provider, knowledgeBase: sources },
  })
  onTestFinished(async () => {
    await pp.stop()
    await storage.close()
  })
  await pp.start()
  await vi.waitFor(async () => {
    const items = await pp.knowledge.list()
    expect(items.every(({ checkedAt }) => checkedAt !== undefined)).toBe(true)
  }, PATIENCE_MS)
  return pp
}

const DOCUMENTS = ['webhooks', 'operators', 'rest', 'identity'].map(
  (name): KnowledgeSource => ({ type: 'file', value: `docs/${name}.md` }),
)

describe('a knowledge base in SQLite', () => {
  it('is made of files, and finds what they say', async () => {
    const pp = await open(join(temporaryFolder(), 'chat.sqlite'), DOCUMENTS)
    for (const { error, passages } of await pp.knowledge.list()) {
      expect(error).toBeUndefined()
      expect(passages).toBeGreaterThan(3)
    }
    const found = await pp.knowledge.search('How can I verify that a webhook really comes from you?')
    expect(found.map(({ text }) => text).join('\n')).toContain('webhook-signature')
    expect(await pp.knowledge.search('Who won the football championship?')).toEqual([])
  })

  it('is one for several processes, also after a restart', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'chat.sqlite')
    const first = await open(file, DOCUMENTS)
    const second = await open(file, DOCUMENTS)
    const added = await first.knowledge.add({ type: 'text', value: 'Our parrots speak Norwegian.' })
    const [found] = await second.knowledge.search('Which language do parrots speak?')
    expect(found).toMatchObject({ sourceId: added.id, text: 'Our parrots speak Norwegian.' })
    await second.knowledge.add({ type: 'text', value: 'Our canaries only sing.' })
    await second.knowledge.remove(added.id)
    expect(await first.knowledge.search('parrots')).toEqual([])
    await Promise.all([first.stop(), second.stop()])
    const third = await open(file, DOCUMENTS.slice(1))
    const items = await third.knowledge.list()
    expect(items.map(({ value }) => value).sort()).toEqual([
      'Our canaries only sing.',
      'docs/identity.md',
      'docs/operators.md',
      'docs/rest.md',
    ])
    expect((await third.knowledge.search('Do canaries sing?'))[0]?.text).toBe('Our canaries only sing.')
    const others = await third.knowledge.search('How can I verify that a webhook really comes from you?')
    expect(others.map(({ text }) => text).join('\n')).not.toContain('webhook-signature')
  })

  it('keeps documents with many vectors whole', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'long.md')
    const parts = Array.from(
      { length: 120 },
      (_, at) => `# Part ${at}\n\nIt tells of thing${at}. ${'Word by word. '.repeat(80)}`,
    )
    writeFileSync(path, parts.join('\n\n'))
    const embed = async (texts: readonly string[]): Promise<number[][]> =>
      texts.map(text => Array.from({ length: VECTOR_LENGTH }, (_, at) => Math.sin(at * text.length)))
    const sources: KnowledgeSource[] = [{ type: 'file', value: path }]
    const file = join(folder, 'chat.sqlite')
    const pp = await open(file, sources, providerOf(embed))
    const [item] = await pp.knowledge.list()
    expect(item?.passages).toBeGreaterThanOrEqual(120)
    await pp.stop()
    copyFileSync(file, join(folder, 'copy.sqlite'))
    const copy = await open(join(folder, 'copy.sqlite'), sources)
    expect(await copy.knowledge.list()).toEqual([item])
    for (const at of [0, 60, 119]) {
      const [found] = await copy.knowledge.search(`What is thing${at}?`)
      expect(found?.text).toContain(`thing${at}.`)
    }
  })
})
