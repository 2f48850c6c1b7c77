import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type AIProvider, type KnowledgeItem, memoryStorage, PocketPing } from '../../src/index.node.ts'
import { pdfOf } from '../pdf.ts'

const PATIENCE_MS = 60_000

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

// It outlives the processes.
const storage = memoryStorage()

/** Never asked to reply here. */
const provider: AIProvider = {
  name: 'silent',
  async *reply() {
    yield { type: 'outcome', outcome: { type: 'clarify' } }
  },
}

/** Starts a process that answers from these files of a folder, and stops it after use. */
async function withFiles(
  folder: string,
  names: string[],
  use: (pp: PocketPing) => Promise<void>,
): Promise<void> {
  const pp = new PocketPing({
    storage,
    logger: quiet,
    ai: { provider, knowledgeBase: names.map(name => ({ type: 'file', value: join(folder, name) })) },
  })
  try {
    await pp.start()
    await use(pp)
  } finally {
    await pp.stop()
  }
}

async function found(pp: PocketPing, query: string): Promise<string[]> {
  return (await pp.knowledge.search(query)).map(({ text }) => text)
}

function isRead({ checkedAt }: KnowledgeItem): boolean {
  return checkedAt !== undefined
}

it('files are read from the disk, PDFs too, and again when the process starts anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pocketping-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const names = ['prices.md', 'sizes.pdf', 'late.md']
  writeFileSync(join(folder, 'prices.md'), '# Prices\n\nA pound of Gesha costs 30 euros.')
  writeFileSync(join(folder, 'sizes.pdf'), pdfOf([['Our cups hold 250 millilitres.']]))
  await withFiles(folder, names, async pp => {
    await expect
      .poll(async () => (await pp.knowledge.list()).every(isRead), { timeout: PATIENCE_MS })
      .toBe(true)
    const items = await pp.knowledge.list()
    const [prices, sizes, late] = names.map(name => items.find(({ value }) => value.endsWith(name)))
    expect(prices?.error).toBeUndefined()
    expect(sizes?.error).toBeUndefined()
    expect(late?.error).toContain('There is no such file.')
    expect(await found(pp, 'How much is the Gesha?')).toEqual([expect.stringContaining('30 euros')])
    expect(await found(pp, 'How large are your cups?')).toEqual([expect.stringContaining('250 millilitres')])
  })
  writeFileSync(join(folder, 'prices.md'), '# Prices\n\nA pound of Gesha costs 35 euros.')
  writeFileSync(join(folder, 'late.md'), '# Opening\n\nWe open at seven.')
  rmSync(join(folder, 'sizes.pdf'))
  await withFiles(folder, names, async pp => {
    const gesha = async (): Promise<string[]> => found(pp, 'How much is the Gesha?')
    await expect.poll(gesha, { timeout: PATIENCE_MS }).toEqual([expect.stringContaining('35 euros')])
    const opening = async (): Promise<string[]> => found(pp, 'When do you open?')
    await expect.poll(opening, { timeout: PATIENCE_MS }).toEqual([expect.stringContaining('seven')])
    // A file that is away for a while takes nothing with it.
    expect(await found(pp, 'How large are your cups?')).toEqual([expect.stringContaining('250 millilitres')])
  })
})
