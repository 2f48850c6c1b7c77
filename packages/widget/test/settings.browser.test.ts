import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { pageHtml } from './host.ts'
import { askAndWait, launcher, openPanel, useSite } from './site.ts'

const BLOCKING = '<script src="/pocketping/widget.js"></script>'

describe('what the project says of the widget', () => {
  const site = useSite({
    widget: {
      title: 'Help of the project',
      welcomeMessage: 'Welcome, says the project',
      primaryColor: '#ffe066',
      position: 'bottom-left',
      theme: 'dark',
    },
  })

  function pageWith(body: string, headers: Record<string, string> = {}): void {
    site.host.pages.set('/', { html: pageHtml(body), headers })
  }

  const colorOf = (page: Page): Promise<string> =>
    launcher(page).evaluate(element => getComputedStyle(element).backgroundColor)
  const leftOf = async (page: Page): Promise<number> => (await launcher(page).boundingBox())?.x ?? Number.NaN
  const schemeOf = (page: Page): Promise<string> =>
    page.locator('pocket-ping .s').evaluate(element => getComputedStyle(element).colorScheme)
  const nameOf = (page: Page): Promise<string | null> => page.getByRole('dialog').getAttribute('aria-label')

  /** A browser whose question for settings is answered so. */
  async function answering(body: string): Promise<BrowserContext> {
    const context = await site.newContext()
    await context.route('**/widget/settings*', route =>
      route.fulfill({ body, contentType: 'application/json' }),
    )
    return context
  }

  it('is how it looks, from the moment it shows', async () => {
    const page = await site.visit()
    // Read as soon as it is there: nothing may change later.
    expect(await colorOf(page)).toBe('rgb(255, 224, 102)')
    expect(await leftOf(page)).toBeLessThan(100)
    await openPanel(page)
    expect(await nameOf(page)).toBe('Help of the project')
    expect(await schemeOf(page)).toBe('dark')
    await page.getByText('Welcome, says the project').waitFor()
  })

  it('gives way, field by field, to the page and to the tag', async () => {
    pageWith(
      `<script src="/pocketping/widget.js" data-theme="light"></script><script>PocketPing.init({ title: 'Help of the page', welcomeMessage: '' })</script>`,
    )
    const page = await site.visit()
    await openPanel(page)
    expect(await nameOf(page)).toBe('Help of the page')
    expect(await schemeOf(page)).toBe('light')
    expect(await page.locator('pocket-ping .bubble').count()).toBe(0)
    expect(await colorOf(page)).toBe('rgb(255, 224, 102)')
    await page.evaluate(`PocketPing.init({ primaryColor: 'rgb(1, 2, 3)' })`)
    expect(await colorOf(page)).toBe('rgb(1, 2, 3)')
    expect(await leftOf(page)).toBeLessThan(100)
  })

  it('is asked for with the id that the page gives, and is there in a panel that opens at once', async () => {
    pageWith(`${BLOCKING}<script>PocketPing.init({ projectId: 'default' }).open()</script>`)
    const page = await site.visit()
    await page.getByRole('dialog').waitFor()
    expect(await nameOf(page)).toBe('Help of the project')
    expect(site.host.requests.filter(request => /settings/.test(request))).toHaveLength(1)
    expect(
      await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .some(({ name }) => name.endsWith('settings?projectId=default')),
      ),
    ).toBe(true)
  })

  it.each(['that fails', 'that hangs', 'that is no JSON', 'that is null', 'of another server'])(
    'in an answer %s is left out, without a word',
    async how => {
      const context = await site.newContext()
      await context.route('**/widget/settings*', async route => {
        if (how === 'that fails') await route.abort()
        if (how === 'that is no JSON') await route.fulfill({ body: '<h1>Hello</h1>' })
        if (how === 'that is null') await route.fulfill({ body: 'null' })
        if (how === 'of another server') await route.fulfill({ status: 502, json: { title: 'Bad gateway' } })
      })
      // The browser's own word for an answer that is an error.
      if (how === 'of another server') site.expectErrors(/502/)
      const page = await site.visit('/', context)
      await openPanel(page)
      expect(await nameOf(page)).toBe('Chat with us')
      expect(await leftOf(page)).toBeGreaterThan(1000)
    },
  )

  it('is no way to bring markup, styles or words that are not known', async () => {
    const evil = '"></style><img src=x onerror=document.title="evil">'
    const page = await site.visit(
      '/',
      await answering(
        JSON.stringify({
          title: evil,
          welcomeMessage: evil,
          operatorName: evil,
          primaryColor: `red;} .b { display: none } ${evil}`,
          position: 'bottom-left evil',
          theme: 'light evil',
        }),
      ),
    )
    await openPanel(page)
    expect(await leftOf(page)).toBeGreaterThan(1000)
    expect(await schemeOf(page)).toBe('light dark')
    expect(await colorOf(page)).toBe('rgb(79, 70, 229)')
    expect(await page.locator('pocket-ping img').count()).toBe(0)
    expect(await page.locator('pocket-ping').getAttribute('class')).toBe(null)
    expect(await page.title()).toBe('Shop')
  })

  it('does not show a launcher that it takes away', async () => {
    const page = await site.visit('/', await answering('{"launcher":false}'))
    await expect.poll(() => page.locator('pocket-ping').count()).toBe(1)
    expect(await launcher(page).isVisible()).toBe(false)
    await page.evaluate('PocketPing.open()')
    await page.getByRole('dialog').waitFor()
  })

  it('is not taken along to another project', async () => {
    pageWith(`${BLOCKING}<script>PocketPing.init({ projectId: 'default' })</script>`)
    const page = await site.visit()
    await launcher(page).waitFor()
    await page.route('**/widget/settings*', route => route.fulfill({ json: { theme: 'light' } }))
    await page.evaluate(`PocketPing.init({ projectId: 'other' })`)
    await openPanel(page)
    expect(await nameOf(page)).toBe('Chat with us')
    expect(await schemeOf(page)).toBe('light')
  })

  it('passes a strict policy', async () => {
    pageWith(
      `<script nonce="abc123">violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))</script><script nonce="abc123" src="/pocketping/widget.js"></script>`.replace(
        '<link rel="icon" href="data:,">',
        '',
      ),
      {
        'content-security-policy':
          "default-src 'none'; img-src data:; script-src 'nonce-abc123'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      },
    )
    const page = await site.visit()
    await openPanel(page)
    expect(await nameOf(page)).toBe('Help of the project')
    expect(await colorOf(page)).toBe('rgb(255, 224, 102)')
    await askAndWait(page)
    expect(await page.evaluate('violations')).toEqual([])
  })
})
