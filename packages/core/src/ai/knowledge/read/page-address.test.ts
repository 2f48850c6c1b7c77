import { describe, expect, it } from 'vitest'
import { folderOf, isSameSite, pageAddress } from './page-address.ts'

describe('the address of a page', () => {
  it.each([
    ['https://A.example:443/a/../b#c', 'https://a.example/b'],
    ['https://a.example/?utm_source=x&utm_campaign=y&fbclid=z', 'https://a.example/'],
    ['https://a.example/a?b=c%20d&e=f+g', 'https://a.example/a?b=c%20d&e=f+g'],
    ['https://a.example/a?UTM_SOURCE=x&b=1', 'https://a.example/a?b=1'],
    ['https://a.example/a?', 'https://a.example/a'],
    ['ftp://a.example/', undefined],
    ['https://user@a.example/', undefined],
    ['https://', undefined],
  ])('%s is told apart by %s', (href, address) => {
    expect(pageAddress(href)?.href).toBe(address)
  })

  it('stands in the folder up to its last slash', () => {
    for (const [href, folder] of [
      ['https://a.example', '/'],
      ['https://a.example/docs', '/'],
      ['https://a.example/docs/', '/docs/'],
      ['https://a.example/docs/a.html?b=/c/', '/docs/'],
    ] as const)
      expect(folderOf(new URL(href))).toBe(folder)
  })

  it.each([
    ['https://a.example/', 'https://www.a.example/docs', true],
    ['https://www.a.example/', 'https://a.example/', true],
    ['http://a.example/', 'https://a.example/', true],
    ['https://a.example/', 'http://a.example/', false],
    ['https://a.example/', 'https://b.a.example/', false],
    ['https://a.example/', 'https://a.example:8443/', false],
    ['https://a.example/', 'https://a.example.evil.example/', false],
  ])('%s and %s: one site is %s', (from, to, isSame) => {
    expect(isSameSite(new URL(from), new URL(to))).toBe(isSame)
  })
})
