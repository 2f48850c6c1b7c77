// Takes the pictures in docs/images: a conversation in the running demo, as the visitor and as the operator see it.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../test/support/chromium.ts'
import { compressPng } from './compress-png.ts'
import { root } from './paths.js'

const MAX_BYTES = 150_000

const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 760 } }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

const folder = join(root, 'docs/images')
const data = mkdtempSync(join(tmpdir(), 'pocketping-pictures-'))
mkdirSync(folder, { recursive: true })

const demo = spawn(process.execPath, ['scripts/demo.ts'], {
  cwd: root,
  env: { ...process.env, PORT: '0', DATABASE_FILE: join(data, 'demo.sqlite') },
  stdio: ['ignore', 'pipe', 'inherit'],
})
// Whatever hangs ends with the demo.
const deadline = setTimeout(() => demo.kill('SIGKILL'), 120_000)
const browser = await launchChromium()
try {
  const base = await addressOf()
  const shop = await open(DESKTOP, base)
  const phone = await open(PHONE, `${base}/phones`)
  await converse(shop, phone)
  await take(shop, 'widget-desktop')
  await take(phone, 'operator-phone')

  // The same visitor on their phone: what the browser keeps is all that makes them the same.
  const storageState = await shop.context().storageState()
  const small = await open({ ...PHONE, storageState }, base)
  await openPanel(small)
  await small.getByText('this afternoon').waitFor()
  await take(small, 'widget-phone')

  const desk = await open(DESKTOP, `${base}/phones`)
  await desk.locator('[data-topic]').first().click()
  await desk.getByText('this afternoon').last().waitFor()
  await take(desk, 'operator-desktop')
} finally {
  clearTimeout(deadline)
  await browser.close()
  demo.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
}

async function addressOf(): Promise<string> {
  let address = ''
  for await (const line of createInterface({ input: demo.stdout })) {
    address ||= /http:\/\/localhost:\d+/.exec(line)?.[0] ?? ''
    if (line === 'ready') return address
  }
  throw new Error('The demo did not start.')
}

async function open(options: BrowserContextOptions, address: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

async function openPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open chat' }).click()
  await page.getByRole('dialog').waitFor()
}

async function converse(shop: Page, phone: Page): Promise<void> {
  const says = async (text: string): Promise<void> => {
    await shop.getByRole('dialog').getByRole('textbox').fill(text)
    await shop.keyboard.press('Enter')
    await phone.getByText(text).last().waitFor()
  }
  const answers = async (text: string): Promise<void> => {
    await phone.getByRole('textbox', { name: 'Message' }).fill(text)
    await phone.getByRole('button', { name: 'Send' }).click()
    if (!text.startsWith('//')) await shop.getByRole('dialog').getByText(text).waitFor()
  }
  await shop.getByRole('button', { name: 'Ask about it' }).first().click()
  await shop.getByRole('dialog').waitFor()
  await says('Hi! Is the Gesha good for espresso too?')
  await phone.locator('[data-topic]').first().click()
  await answers('It is, a little lighter than you may be used to.')
  await answers('// Had the Puente last month and liked it')
  await says('Lovely. Will it be here by Friday?')
  await answers('Yes, it leaves this afternoon.')
  // The mark that says it was seen comes last.
  await phone.getByText('👀').last().waitFor()
}

/** Light and dark. */
async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const bytes = compressPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
    const file = `${name}-${colorScheme}.png`
    writeFileSync(join(folder, file), bytes)
    console.log(`${file.padEnd(28)} ${String(bytes.length).padStart(7)} bytes`)
    if (bytes.length > MAX_BYTES) throw new Error(`${file} is larger than ${MAX_BYTES} bytes.`)
  }
}
