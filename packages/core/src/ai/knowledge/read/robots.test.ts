import { describe, expect, it } from 'vitest'
import { siteRobots } from './robots.ts'

/** What a site with this `robots.txt` says of a path. */
async function ruleOf(
  text: string,
  path: string,
): Promise<{ isAllowed: boolean; delayMs?: number; reason?: string }> {
  const body = new TextEncoder().encode(text)
  const robots = siteRobots(async ({ url }) => ({ status: 200, headers: {}, url, body }), undefined)
  return robots.ruleFor(new URL(path, 'https://shop.example'))
}

async function isAllowed(text: string, path: string): Promise<boolean> {
  return (await ruleOf(text, path)).isAllowed
}

describe('the rules of a site', () => {
  it('are those for everybody', async () => {
    const text = '# ours\nUser-agent: *\nDisallow: /cart # not this\nAllow: /cart/help\nDisallow: /*.pdf$'
    expect(await isAllowed(text, '/cart/1')).toBe(false)
    expect(await isAllowed(text, '/cart/help')).toBe(true)
    expect(await isAllowed(text, '/a/b.pdf')).toBe(false)
    expect(await isAllowed(text, '/a/b.pdf.html')).toBe(true)
  })

  it('are our own where there are some, even if they forbid nothing', async () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: pocketPing/2.0\nDisallow:'
    expect(await isAllowed(text, '/a')).toBe(true)
    expect(await isAllowed(text.replace('pocketPing', 'else'), '/a')).toBe(false)
  })

  it('of several groups are taken together, and those of others left out', async () => {
    const text =
      'User-agent: *\r\nDisallow: /a\r\n\r\nUser-agent: Other\r\nDisallow: /b\r\nSitemap: https://a.example\r\nUser-agent: *\r\nDisallow: /c\r\nCrawl-delay: 2'
    expect(await Promise.all(['/a', '/b', '/c'].map(path => isAllowed(text, path)))).toEqual([
      false,
      true,
      false,
    ])
    expect(await ruleOf(text, '/b')).toEqual({ isAllowed: true, delayMs: 2000 })
  })

  it('may be thousands', async () => {
    const lines = Array.from({ length: 20_000 }, (_, number) => `Disallow: /a/${number}/`)
    const text = ['User-agent: *', ...lines].join('\n')
    expect(await isAllowed(text, '/a/19999/')).toBe(false)
    expect(await isAllowed(text, '/b')).toBe(true)
  })

  it('with more wildcards than can be followed forbid everything', async () => {
    const text = `User-agent: *\n${'Disallow: /a*a*a*a*a*a*a*a*b$\n'.repeat(10_000)}`
    expect(await ruleOf(text, '/b')).toEqual({
      isAllowed: false,
      reason: 'https://shop.example/robots.txt has more rules with wildcards than can be followed.',
    })
  })

  it('that name a robot over and over name it once', async () => {
    const text = `${'User-agent: *\n'.repeat(15_000)}${'Disallow: /a\n'.repeat(20_000)}`
    expect(await isAllowed(text, '/a')).toBe(false)
  })
})
