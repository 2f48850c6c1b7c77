import { expect, it, vi } from 'vitest'
import {
  HELP_URL,
  HOUR,
  helpSite,
  page,
  pass,
  RETURNS,
  SHIPPING,
  stage,
  started,
  text,
  textsFor,
} from '../../../test/knowledge-process.ts'
import type { KeptValue, Storage } from '../../contracts/storage.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { PATIENTLY } from '../../testing/patience.ts'

/** Changes what is stored below a prefix, as another version might have. */
async function rewrite(
  storage: Storage,
  prefix: string,
  change: (value: object) => KeptValue['value'],
): Promise<void> {
  const values = await storage.listValues(prefix)
  expect(values).not.toEqual([])
  await storage.commit({ values: values.map(({ key, value }) => ({ key, value: change(value as object) })) })
}

it('what is stored with fields that are not known here is used', async () => {
  const first = await started({ sources: [text(RETURNS)] })
  const { storage, clock } = first
  await first.knowledge.stop()
  await rewrite(storage, 'knowledge:shop:', value => ({ ...value, mood: 'glad' }))
  const second = stage({ storage, clock, sources: [text(RETURNS)] })
  await second.knowledge.start()
  expect(await textsFor(second, 'shoes')).toHaveLength(1)
  expect([...second.warnings, ...second.errors]).toEqual([])
})

it('a source of the options that cannot be read is read anew, with one warning', async () => {
  const first = await started({ sources: [text(RETURNS), text(SHIPPING)] })
  const { storage, clock } = first
  await first.knowledge.stop()
  await rewrite(storage, 'knowledge:shop:', () => 'of another version')
  const second = await started({ storage, clock, sources: [text(RETURNS), text(SHIPPING)] })
  await vi.waitFor(async () => expect(await textsFor(second, 'shoes')).toHaveLength(1), PATIENTLY)
  expect(second.errors).toEqual([])
  const warned = second.warnings.filter(line => line.startsWith('A stored source'))
  expect(warned).toHaveLength(2)
})

it('an added source that cannot be read is left out until it is added again', async () => {
  const set = stage()
  await set.knowledge.add(text(SHIPPING), 'shop')
  await rewrite(set.storage, 'knowledge:shop:source:', value => ({ ...value, origin: 'found' }))
  expect(await set.knowledge.list('shop')).toEqual([])
  await set.knowledge.add(text(RETURNS), 'shop')
  expect(await textsFor(set, 'shoes')).toHaveLength(1)
  await set.knowledge.add(text(SHIPPING), 'shop')
  expect(await textsFor(set, 'Norway')).toHaveLength(1)
  expect(await set.knowledge.list('shop')).toHaveLength(2)
})

it('a document that cannot be read is read anew at the next look, and the others are used', async () => {
  const site = helpSite()
  const first = await started({ site, sources: [page(HELP_URL), text(RETURNS)] })
  const { storage, clock } = first
  const [help] = (await first.knowledge.list('shop')).filter(({ type }) => type === 'url')
  await first.knowledge.stop()
  await rewrite(storage, `knowledge:shop:document:${help?.id}:`, value => ({ ...value, passages: 'packed' }))
  const second = stage({ storage, clock, site, sources: [page(HELP_URL), text(RETURNS)] })
  await second.knowledge.start()
  expect(await textsFor(second, 'shoes')).toHaveLength(1)
  expect(await textsFor(second, 'Norway')).toEqual([])
  await pass(second, HOUR, async () => (await textsFor(second, 'Norway')).length === 1)
  expect(site.answered).toEqual([200, 200])
})

it('a project that cannot be prepared keeps nobody from starting, and is tried again when it is asked about', async () => {
  const clock = manualClock()
  const set = stage({ clock, sources: [text(RETURNS)] })
  const { storage } = set
  const listValues = storage.listValues.bind(storage)
  storage.listValues = async () => Promise.reject(new Error('The table is locked.'))
  await set.knowledge.start()
  expect(set.errors).toEqual([
    'The knowledge of a project could not be prepared: Error: The table is locked.',
  ])
  storage.listValues = listValues
  expect(await set.knowledge.has('shop')).toBe(true)
  await vi.waitFor(async () => expect(await textsFor(set, 'shoes')).toHaveLength(1), PATIENTLY)
})
