import { describe, expect, it, vi } from 'vitest'
import {
  HELP_URL,
  HOUR,
  helpSite,
  MINUTE,
  openKnowledge,
  page,
  RETURNS,
  SHIPPING,
  silentProvider,
  stage,
  started,
  text,
  textsFor,
} from '../../../test/knowledge-process.ts'
import { memoryStorage } from '../../storage/memory.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { PATIENTLY } from '../../testing/patience.ts'

describe('the sources of the options', () => {
  it('are read at the start and found', async () => {
    const site = helpSite()
    const { knowledge, clock } = await started({ sources: [text(RETURNS, 'Help'), page(HELP_URL)], site })
    const at = new Date(clock.now()).toISOString()
    const common = {
      projectId: 'shop',
      origin: 'options',
      documents: 1,
      passages: 1,
      checkedAt: at,
      changedAt: at,
    }
    expect(await knowledge.list('shop')).toEqual([
      {
        ...common,
        id: expect.stringMatching(/^know_[0-9a-f]{16}$/),
        type: 'text',
        value: RETURNS,
        title: 'Help',
      },
      { ...common, id: expect.stringMatching(/^know_/), type: 'url', value: HELP_URL },
    ])
    expect(await knowledge.has('shop')).toBe(true)
    const [found, ...others] = await knowledge.search('shop', 'How much is a parcel to Norway?')
    expect(found).toMatchObject({
      id: expect.stringMatching(/^pass_[0-9a-f]{16}$/),
      headings: ['Shipping'],
      text: expect.stringContaining('nine euros'),
      url: `${HELP_URL}#shipping`,
      score: expect.closeTo(1, 0),
    })
    expect(others).toEqual([])
    expect((await knowledge.search('shop', 'send shoes back'))[0]).toMatchObject({ title: 'Help' })
    expect((await knowledge.search('shop', 'send shoes back'))[0]).not.toHaveProperty('url')
  })

  it('that are named twice are one', async () => {
    const { knowledge } = stage({ sources: [text(RETURNS), text(RETURNS)] })
    await knowledge.start()
    expect(await knowledge.list('shop')).toHaveLength(1)
  })

  it('are forgotten with what was read where they are there no more', async () => {
    const first = await started({ sources: [text(RETURNS), text(SHIPPING)] })
    const { storage, clock } = first
    expect(await textsFor(first, 'shoes')).toHaveLength(1)
    await first.knowledge.stop()
    const second = await started({ storage, clock, sources: [text(SHIPPING)] })
    expect(await second.knowledge.list('shop')).toHaveLength(1)
    expect(await textsFor(second, 'shoes')).toEqual([])
    expect(JSON.stringify(await storage.listValues(''))).not.toContain('shoes')
  })

  it('get another title with the next process', async () => {
    const { storage, clock, knowledge } = await started({ sources: [text(RETURNS, 'Old')] })
    await knowledge.stop()
    const second = stage({ storage, clock, sources: [text(RETURNS, 'New')] })
    await second.knowledge.start()
    await vi.waitFor(
      async () => expect((await second.knowledge.search('shop', 'shoes'))[0]).toMatchObject({ title: 'New' }),
      PATIENTLY,
    )
    expect(await second.knowledge.list('shop')).toHaveLength(1)
  })

  it('of one project are not those of another', async () => {
    const projects = {
      shop2: { sources: [text(SHIPPING)], refreshMs: HOUR, provider: silentProvider() },
      none: undefined,
    }
    const { knowledge } = await started({ sources: [text(RETURNS)], projects })
    await vi.waitFor(
      async () => expect(await knowledge.search('shop2', 'parcel to Norway')).toHaveLength(1),
      PATIENTLY,
    )
    expect(await knowledge.search('shop', 'parcel to Norway')).toEqual([])
    expect(await knowledge.has('none')).toBe(false)
    expect(await knowledge.search('none', 'shoes')).toEqual([])
  })
})

describe('several processes', () => {
  it('see what the other changed', async () => {
    const clock = manualClock()
    const storage = memoryStorage({ clock })
    const first = stage({ clock, storage })
    const second = stage({ clock, storage })
    await Promise.all([first.knowledge.start(), second.knowledge.start()])
    const { id } = await first.knowledge.add(text(RETURNS), 'shop')
    expect(await textsFor(second, 'shoes')).toHaveLength(1)
    await second.knowledge.add(text(SHIPPING), 'shop')
    expect(await textsFor(first, 'Norway')).toHaveLength(1)
    await second.knowledge.remove(id, 'shop')
    expect(await textsFor(first, 'shoes')).toEqual([])
    expect(await first.knowledge.list('shop')).toEqual(await second.knowledge.list('shop'))
  })

  it('read a source once when both start', async () => {
    const clock = manualClock()
    const storage = memoryStorage({ clock })
    const site = helpSite()
    const common = { clock, storage, site, sources: [page(HELP_URL)] }
    await Promise.all([started(common), started(common)])
    expect(site.answered.filter(status => status === 200)).toHaveLength(1)
  })

  it('go on with what one was reading when it died', async () => {
    const clock = manualClock()
    const storage = memoryStorage({ clock })
    const site = helpSite()
    site.gate = new Promise(() => {})
    const dying = openKnowledge({ clock, storage, site, sources: [page(HELP_URL)] })
    await dying.knowledge.start()
    await vi.waitFor(() => expect(site.asked).toHaveLength(1), PATIENTLY)
    // Its lease runs out: nobody renews it, because this process has another clock.
    const later = manualClock(clock.now() + 2 * MINUTE)
    const second = stage({
      clock: later,
      storage,
      site: helpSite(),
      sources: [page(HELP_URL)],
    })
    await second.knowledge.start()
    await vi.waitFor(async () => expect(await textsFor(second, 'Norway')).toHaveLength(1), PATIENTLY)
  })
})

describe('the options of a project', () => {
  it('are followed again only when they say something else', async () => {
    const set = await started({ sources: [text(RETURNS)] })
    const commits: unknown[] = []
    const commit = set.storage.commit.bind(set.storage)
    set.storage.commit = async batch => {
      commits.push(batch)
      return commit(batch)
    }
    await textsFor(set, 'shoes')
    set.projects.shop = { ...set.project, sources: [text(RETURNS)] }
    await textsFor(set, 'shoes')
    expect(commits).toEqual([])
    set.projects.shop = { ...set.project, sources: [text(SHIPPING)] }
    await vi.waitFor(async () => expect(await textsFor(set, 'Norway')).toHaveLength(1), PATIENTLY)
    expect(await set.knowledge.list('shop')).toHaveLength(1)
    expect(commits).not.toEqual([])
  })
})
