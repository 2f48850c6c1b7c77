import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { launchChromium } from './chromium.ts'

it('opens a page of this machine, runs its script and takes a picture', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<h1>Hello</h1><script>document.title = String(6 * 7)</script>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 400, height: 300 } })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    expect(await page.title()).toBe('42')
    expect(await page.textContent('h1')).toBe('Hello')
    // Text takes more bytes than an empty page: without a font nothing would be drawn.
    const drawn = await page.locator('h1').screenshot()
    await page.locator('h1').evaluate(heading => {
      heading.style.color = 'white'
    })
    expect(drawn.byteLength).toBeGreaterThan((await page.locator('h1').screenshot()).byteLength + 200)
  } finally {
    await browser.close()
    server.close()
  }
})
