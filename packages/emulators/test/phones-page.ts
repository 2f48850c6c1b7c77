import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { openContext } from '../../../test/support/chromium.ts'
import { type PhoneTargets, phonesHandler } from '../src/phones/handler.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** How the page is looked at. */
export interface Look {
  width?: number
  isDark?: boolean
  /** What stands behind `/phones`. */
  hash?: string
}

/** Serves phones on a port of their own. */
export async function servePhones(
  targets: PhoneTargets,
  port = 0,
): Promise<{ url: string; stop(): Promise<void> }> {
  const phones = phonesHandler(targets)
  const server = createServer(async (request, response) => {
    if (!(await phones(request, response))) response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Opens the page; whatever the browser complains of is added to the list. */
export async function openPhones(
  browser: Browser,
  url: string,
  complaints: string[],
  { width = 1400, isDark = false, hash = '' }: Look = {},
): Promise<Page> {
  const context = await openContext(browser, {
    viewport: { width, height: 844 },
    colorScheme: isDark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`${url}/phones${hash}`)
  return page
}

/** What axe finds wrong, in words. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
  }
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(node => `${node.html} ${node.failureSummary}`).join('\n')}`,
  )
}
