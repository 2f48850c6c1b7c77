import { describe, expect, it } from 'vitest'
import { createSite, page, stage, started, text } from '../../../test/knowledge-process.ts'

/** Sections that are long enough to be a passage each. */
function sections(count: number, word: string): string {
  return Array.from(
    { length: count },
    (_, number) =>
      `# ${word} ${number}\n\nThe ${word} number ${number} is here. ${'It is told at length. '.repeat(60)}`,
  ).join('\n\n')
}

describe('what is found', () => {
  it('is at most six passages, or as many as are asked for', async () => {
    const { knowledge } = await started({
      sources: [1, 2, 3, 4].map(one => text(sections(4, `lamp of ${one}`))),
    })
    await knowledge.add(text(sections(30, 'lamps')), 'shop')
    const search = async (limit?: number) =>
      (await knowledge.search('shop', 'lamp', limit === undefined ? {} : { limit })).length
    expect(await search()).toBe(6)
    expect(await search(2)).toBe(2)
    expect(await search(1000)).toBe(20)
    for (const strange of [0, -1, Number.NaN, 0.5]) expect(await search(strange)).toBe(1)
  })

  it('is of several documents where several fit, and of one where it is the only one', async () => {
    const { knowledge } = await started({ sources: [text(sections(8, 'lamp'), 'Long')] })
    expect(await knowledge.search('shop', 'lamp')).toHaveLength(6)
    await knowledge.add(text('A lamp, too, is in this small text about lights.', 'Short'), 'shop')
    await knowledge.add(text('And another small text about lights says: lamp.', 'Shorter'), 'shop')
    const titles = (await knowledge.search('shop', 'lamp', { limit: 5 })).map(({ title }) => title)
    expect(titles.filter(title => title === 'Long')).toHaveLength(3)
    expect(new Set(titles).size).toBe(3)
  })

  it('is said once, however many pages say it', async () => {
    const { knowledge } = await started({
      sources: ['a', 'b', 'c'].map(name => page(`https://shop.example/${name}`)),
      site: createSite(
        Object.fromEntries(
          ['a', 'b', 'c'].map(name => [`https://shop.example/${name}`, 'Call us: the lamp shop.']),
        ),
      ),
    })
    expect(await knowledge.search('shop', 'lamp')).toHaveLength(1)
  })

  it('keeps its id over a refresh, and no text is longer than 1,500 characters', async () => {
    const first = await started({ sources: [text(sections(3, 'lamp'))] })
    const found = await first.knowledge.search('shop', 'lamp')
    for (const one of found) expect(one.text.length).toBeLessThanOrEqual(1500)
    const second = await started({ sources: [text(sections(3, 'lamp'))] })
    expect(await second.knowledge.search('shop', 'lamp')).toEqual(found)
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
  })
})

describe('hostile questions', () => {
  it.each([
    ['a book', 'lamp '.repeat(100_000)],
    ['one endless word', 'x'.repeat(1_000_000)],
    ['many different words', Array.from({ length: 50_000 }, (_, number) => number.toString(36)).join(' ')],
    ['signs', '({[*+?^$|\\/.'.repeat(10_000)],
    ['half a character at the end of what is read', `${'a'.repeat(499)}💬`],
    ['members of objects', '__proto__ constructor hasOwnProperty toString'],
    ['control characters', '\u0000\u001b[31m\u202e'],
  ])('are answered: %s', async (_, query) => {
    const { knowledge } = stage({ sources: [text(sections(3, 'lamp'))] })
    await knowledge.add(text('Our lamp glows.'), 'shop')
    for (const { score } of await knowledge.search('shop', query)) expect(score).toBeLessThanOrEqual(1)
    expect((await knowledge.search('shop', 'lamp glows'))[0]?.text).toBe('Our lamp glows.')
  })

  it('are read up to 500 characters', async () => {
    const { knowledge } = await started({ sources: [text('Our lamp glows.')] })
    expect(await knowledge.search('shop', `${' '.repeat(600)}lamp`)).toEqual([])
    expect(await knowledge.search('shop', `${' '.repeat(400)}lamp`)).toHaveLength(1)
  })
})
