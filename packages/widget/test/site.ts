import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchChromium, openContext } from '../../../test/support/chromium.ts'
import { type Host, startHost } from './host.ts'

/** One Chromium per file, one site and one visitor per test. */
export interface Site {
  readonly host: Host
  readonly context: BrowserContext
  /** Opens a page of the site; what goes wrong in it fails the test. */
  visit(path?: string, context?: BrowserContext): Promise<Page>
  /** A visitor whose browser forbids what is asked for. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>
  /** Errors that are not to fail the test. */
  expectErrors(pattern: RegExp): void
}

export function useSite(project?: Parameters<typeof startHost>[0]): Site {
  let browser: Browser
  let host: Host
  let context: BrowserContext
  let errors: string[] = []
  let expected: RegExp | undefined
  const contexts: BrowserContext[] = []

  async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const made = await openContext(browser, { viewport: { width: 1280, height: 800 }, ...options })
    contexts.push(made)
    return made
  }

  beforeAll(async () => {
    browser = await launchChromium()
  })
  beforeEach(async () => {
    errors = []
    expected = undefined
    host = await startHost(project)
    context = await newContext()
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(one => one.close()))
    await host.close()
    expect(errors.filter(error => !expected?.test(error))).toEqual([])
  })
  afterAll(() => browser.close())

  return {
    get host() {
      return host
    },
    get context() {
      return context
    },
    newContext,
    expectErrors(pattern) {
      expected = pattern
    },
    async visit(path = '/', chosen = context) {
      const page = await chosen.newPage()
      page.on('pageerror', error => errors.push(String(error)))
      page.on('console', message => {
        // A page that was cut off says so itself.
        if (message.type() === 'error' && !/ERR_|WebSocket/.test(message.text())) errors.push(message.text())
      })
      await page.goto(host.url + path)
      return page
    },
  }
}

export function launcher(page: Page): Locator {
  return page.locator('pocket-ping .b')
}

export async function openPanel(page: Page): Promise<void> {
  await launcher(page).click()
  await page.getByRole('dialog').waitFor()
}

/** Writes as the visitor. */
export async function write(page: Page, content: string): Promise<void> {
  const area = page.locator('pocket-ping textarea')
  await area.fill(content)
  await area.press('Enter')
}

export function bubbles(page: Page): Locator {
  return page.locator('pocket-ping .row .bubble')
}

/** Waits until the conversation reads so, without the welcome. */
export async function expectConversation(page: Page, contents: string[]): Promise<void> {
  await expect.poll(async () => (await bubbles(page).allTextContents()).slice(1)).toEqual(contents)
}

/** Waits until what the visitor wrote stands on the platform, once each and in this order. */
export async function expectPosts(host: Host, texts: string[]): Promise<void> {
  await expect.poll(() => host.operator.posts.map(({ text }) => text)).toEqual(texts)
}

/** Waits until there are so many on the page. */
export async function expectCount(locator: Locator, count: number): Promise<void> {
  await expect.poll(() => locator.count()).toBe(count)
}

/** Waits until the page knows that the server has what the visitor wrote: a platform may show it before. */
export async function expectNothingUnsent(page: Page): Promise<void> {
  await expectCount(page.getByRole('img', { name: 'Sending' }), 0)
}

/** Asks the site for a page: what the browser had sent before has arrived by then. */
export async function askAndWait(page: Page): Promise<void> {
  await page.evaluate(async () => (await fetch('/elsewhere')).text())
}
