import { describe, expect, it, vi } from 'vitest'
import {
  HELP_URL,
  HOUR,
  helpSite,
  type KnowledgeProcess,
  MINUTE,
  page,
  pass,
  RETURNS,
  type Site,
  started,
  textsFor,
} from '../../../test/knowledge-process.ts'
import { PATIENTLY } from '../../testing/patience.ts'

/** A shop that knows the help page of this site. */
function startedWith(site: Site): Promise<KnowledgeProcess> {
  return started({ sources: [page(HELP_URL)], site })
}

describe('a refresh', () => {
  it('asks by ETag, and reads only what changed', async () => {
    const site = helpSite()
    const set = await startedWith(site)
    const [before] = await set.knowledge.list('shop')
    await pass(set, HOUR + MINUTE, () => site.answered.length === 2)
    expect(site.answered).toEqual([200, 304])
    await vi.waitFor(async () => {
      const [after] = await set.knowledge.list('shop')
      expect(after).toMatchObject({ changedAt: before?.changedAt, passages: 1 })
      expect(after?.checkedAt).not.toBe(before?.checkedAt)
    }, PATIENTLY)
    site.pages.set(HELP_URL, RETURNS)
    await pass(set, HOUR + MINUTE, async () => (await textsFor(set, 'shoes')).length === 1)
    expect(await textsFor(set, 'Norway')).toEqual([])
    expect(await set.storage.listValues('knowledge:shop:document:')).toHaveLength(1)
  })

  it('knows by the hash that nothing changed', async () => {
    const site = helpSite()
    site.hasEtags = false
    const set = await startedWith(site)
    const version = await set.storage.listValues('knowledge-version:shop')
    const [{ checkedAt, ...before } = { checkedAt: '' }] = await set.knowledge.list('shop')
    await pass(set, HOUR + MINUTE, async () => (await set.knowledge.list('shop'))[0]?.checkedAt !== checkedAt)
    expect(site.answered).toEqual([200, 200])
    expect((await set.knowledge.list('shop'))[0]).toMatchObject(before)
    expect(await set.storage.listValues('knowledge-version:shop')).toEqual(version)
  })

  it.each([503, undefined])(
    'that fails (%s) keeps what was read, says so, and is tried again sooner',
    async status => {
      const site = helpSite()
      const set = await startedWith(site)
      site.trouble = { status }
      await pass(set, HOUR + MINUTE, async () => (await set.knowledge.list('shop'))[0]?.error !== undefined)
      expect(await textsFor(set, 'Norway')).toHaveLength(1)
      expect(set.warnings).toEqual([expect.stringMatching(/^Knowledge could not be refreshed in full: .+/)])
      site.trouble = undefined
      site.pages.set(HELP_URL, RETURNS)
      await pass(set, 4 * MINUTE, async () => (await set.knowledge.list('shop'))[0]?.error === undefined)
      expect(await textsFor(set, 'Norway')).toEqual([])
      expect(await textsFor(set, 'shoes')).toHaveLength(1)
    },
  )

  it('waits longer from failure to failure', async () => {
    const site = helpSite()
    site.trouble = { status: 500 }
    const set = await startedWith(site)
    await pass(set, 3.5 * HOUR, () => site.answered.length >= 8)
    // After 1, 2, 4, 8, 16, 32 minutes, and then each hour.
    expect(site.answered.length).toBeLessThanOrEqual(10)
  })

  it('forgets a page that is gone', async () => {
    const site = helpSite()
    const set = await startedWith(site)
    site.pages.delete(HELP_URL)
    await pass(set, HOUR + MINUTE, async () => (await set.knowledge.list('shop'))[0]?.documents === 0)
    expect(await textsFor(set, 'Norway')).toEqual([])
    expect((await set.knowledge.list('shop'))[0]?.error).toBeTruthy()
    expect(await set.storage.listValues('knowledge:shop:document:')).toEqual([])
  })
})

describe('a project whose AI is away for a while', () => {
  it('is refreshed again when it is back, without being asked about', async () => {
    const site = helpSite()
    const set = await startedWith(site)
    set.projects.shop = undefined
    await pass(set, 1.5 * HOUR, () => true)
    expect(site.answered).toEqual([200])
    set.projects.shop = set.project
    await pass(set, HOUR, () => site.answered.length === 2)
  })

  it('is refreshed at once where it is asked about', async () => {
    const site = helpSite()
    const set = await startedWith(site)
    set.projects.shop = undefined
    await pass(set, 1.5 * HOUR, () => true)
    set.projects.shop = set.project
    await set.knowledge.has('shop')
    await vi.waitFor(() => expect(site.answered).toHaveLength(2), PATIENTLY)
  })

  it('is not looked for when it did not come back for months', async () => {
    const set = await startedWith(helpSite())
    set.projects.shop = undefined
    set.clock.move(91 * 24 * HOUR)
    await pass(set, HOUR, async () => (await set.storage.countJobs()).length === 0)
  })
})
