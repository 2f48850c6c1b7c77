import { describe, expect, it, vi } from 'vitest'
import {
  HELP_URL,
  HOUR,
  helpSite,
  MINUTE,
  page,
  pass,
  RETURNS,
  SHIPPING,
  stage,
  started,
  text,
  textsFor,
} from '../../../test/knowledge-process.ts'
import { PATIENTLY } from '../../testing/patience.ts'
import type { ReadSource } from './knowledge-types.ts'

describe('adding', () => {
  it('reads at once, keeps it over a restart, and refreshes it', async () => {
    const site = helpSite()
    const set = stage({ site })
    await set.knowledge.start()
    expect(await set.knowledge.has('shop')).toBe(false)
    const added = await set.knowledge.add(page(HELP_URL), 'shop')
    expect(added).toMatchObject({ origin: 'added', passages: 1, documents: 1 })
    expect(await set.knowledge.has('shop')).toBe(true)
    expect(await textsFor(set, 'Norway')).toHaveLength(1)
    await set.knowledge.stop()
    const second = stage({ site, storage: set.storage, clock: set.clock })
    await second.knowledge.start()
    expect(await second.knowledge.list('shop')).toEqual([added])
    site.pages.set(HELP_URL, RETURNS)
    await pass(second, HOUR + MINUTE, async () => (await textsFor(second, 'shoes')).length === 1)
  })

  it('answers why nothing could be read, and tries again', async () => {
    const site = helpSite()
    site.trouble = { status: 503 }
    const set = stage({ site })
    const added = await set.knowledge.add(page(HELP_URL), 'shop')
    expect(added).toMatchObject({ passages: 0, error: expect.stringMatching(/503/) })
    site.trouble = undefined
    await pass(set, 2 * MINUTE, async () => (await textsFor(set, 'Norway')).length === 1)
  })

  it.each([
    [{ type: 'url', value: 'shop.example' }, /^value: /],
    [{ type: 'url', value: 'javascript:alert(1)' }, /^value: /],
    [{ type: 'text', value: '  ' }, /^value: /],
    [{ type: 'text', value: 'x'.repeat(100_001) }, /^value: must have at most 100000 characters/],
    [{ type: 'text', value: 'x', crawl: true }, /crawl/],
    [{ type: 'shop', value: 'x' }, /^type: must be 'url', 'file' or 'text'$/],
    [undefined, /./],
  ])('refuses %j', async (source, message) => {
    const { knowledge } = stage()
    const adding = knowledge.add(source as never, 'shop')
    await expect(adding).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(message),
    })
    expect(await knowledge.list('shop')).toEqual([])
  })

  it('removes what was added, and nothing that stands in the options', async () => {
    const { knowledge, storage } = await started({ sources: [text(RETURNS)] })
    const { id } = await knowledge.add(text(SHIPPING), 'shop')
    expect(await knowledge.search('shop', 'Norway')).toHaveLength(1)
    await expect(knowledge.remove(id, 'other')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await knowledge.remove(id, 'shop')
    expect(await knowledge.search('shop', 'Norway')).toEqual([])
    await expect(knowledge.remove(id, 'shop')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const [kept] = await knowledge.list('shop')
    await expect(knowledge.remove(kept?.id ?? '', 'shop')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(JSON.stringify(await storage.listValues('knowledge:'))).not.toContain('Norway')
  })

  it('does not bring back what is removed while it is read', async () => {
    const site = helpSite()
    const open = Promise.withResolvers<void>()
    site.gate = open.promise
    const { knowledge, storage } = stage({ site })
    const adding = knowledge.add(page(HELP_URL), 'shop')
    await vi.waitFor(() => expect(site.asked.length).toBeGreaterThan(0), PATIENTLY)
    const [item] = await knowledge.list('shop')
    await knowledge.remove(item?.id ?? '', 'shop')
    expect(await storage.listValues('knowledge:')).toEqual([])
    open.resolve()
    await expect(adding).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await storage.listValues('knowledge:')).toEqual([])
  })

  it('keeps no more passages than a source may have, and says so', async () => {
    const readSource: ReadSource = async () => ({
      documents: [1, 2, 3, 4, 5].map(id => ({
        ...{ id: `${id}`, title: `Book ${id}`, hash: `${id}` },
        passages: Array.from({ length: 500 }, (_, at) => ({
          headings: [],
          text: `Sentence ${id}n${at} is here.`,
        })),
      })),
      unchanged: [],
      problems: [],
    })
    const { knowledge } = stage({ readSource })
    const added = await knowledge.add(text('Books'), 'shop')
    expect(added).toMatchObject({ documents: 4, passages: 2000 })
    expect(added.error).toMatch(/^Only 2000 of 2500 passages are kept: a source may have 2000/)
    expect(await knowledge.search('shop', 'sentence 4n499')).not.toEqual([])
    expect((await knowledge.add(text('Books'), 'shop')).passages).toBe(2000)
  })
})
