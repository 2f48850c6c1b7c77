// Takes the pictures in docs/images: a conversation in the running demo, as the visitor and as the team see it.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { launchChromium } from '../test/support/chromium.ts'
import { compressPng } from './compress-png.ts'
import { root } from './paths.js'

const MAX_BYTES = 300_000

const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 760 } }
const DESK: BrowserContextOptions = { viewport: { width: 1720, height: 820 } }
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
  const desk = await open(DESK, `${base}/phones`)
  await converse(shop, desk)
  await take(shop, 'widget-desktop')

  // The same visitor on their phone: what the browser keeps is all that makes them the same.
  const storageState = await shop.context().storageState()
  const small = await open({ ...PHONE, storageState }, base)
  await openPanel(small)
  await small.getByText('this afternoon').waitFor()
  await take(small, 'widget-phone')

  const phone = await open(PHONE, `${base}/phones`)
  await phone.getByRole('button', { name: /^Visitor/ }).click()
  await phone.getByText('this afternoon').last().waitFor()
  await take(phone, 'operator-phone')

  await take(desk, 'team', () => placeBeside(shop, desk))
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

async function converse(shop: Page, desk: Page): Promise<void> {
  const panel = shop.getByRole('dialog')
  const [telegram, discord, slack] = ['Telegram', 'Discord', 'Slack'].map(name =>
    desk.getByRole('article', { name: `${name} phone` }),
  ) as [Locator, Locator, Locator]
  const everywhere = async (text: string): Promise<void> => {
    for (const phone of [telegram, discord, slack])
      await phone.locator('.chat').getByText(text).last().waitFor()
  }
  const asks = async (text: string): Promise<void> => {
    await panel.getByRole('textbox').fill(text)
    await shop.keyboard.press('Enter')
  }
  const writes = async (phone: Locator, text: string): Promise<void> => {
    await phone.locator('.chat').getByLabel('Message', { exact: true }).fill(text)
    await phone.locator('.chat').getByRole('button', { name: 'Send' }).click()
    await everywhere(text.replace('// ', ''))
  }
  await shop.getByRole('button', { name: 'Ask about it' }).first().click()
  await panel.waitFor()
  await asks('Hi! Is the Gesha good for espresso too?')
  await telegram.locator('.topic-row', { hasText: 'Visitor' }).click()
  await discord.getByRole('button', { name: 'Answering as Maya' }).click()
  await discord.getByRole('menuitemradio', { name: 'Tomás' }).click()
  await discord.locator('.topic-row', { hasText: 'Visitor' }).click()
  await slack.locator('.channel .thread-summary').last().click()
  await everywhere('Is the Gesha good')
  await writes(discord, 'It is, a little lighter than you may be used to.')
  await writes(slack, '// Had the Puente last month and liked it')
  await asks('Lovely. Will it be here by Friday?')
  await everywhere('by Friday')
  await writes(telegram, 'Yes, it leaves this afternoon.')
  // The marks that say it was seen come last.
  for (const phone of [telegram, discord]) await phone.locator('.chat').getByText('👀').last().waitFor()
  await discord.locator('.chat').getByText('is typing').waitFor({ state: 'hidden' })
  await desk.mouse.move(0, 0)
}

/** Puts what the visitor sees beside the phones of the team. */
async function placeBeside(shop: Page, desk: Page): Promise<void> {
  const bytes = await shop.getByRole('dialog').screenshot({ animations: 'disabled', caret: 'hide' })
  await desk.evaluate(place, `data:image/png;base64,${bytes.toString('base64')}`)
}

/** Runs in the page, whose policy allows styles that are set by hand. */
async function place(source: string): Promise<void> {
  document.querySelector('.beside')?.remove()
  const picture = new Image()
  picture.className = 'beside'
  picture.src = source
  Object.assign(picture.style, { margin: 'auto 0', borderRadius: '18px', flex: 'none' })
  picture.style.boxShadow = 'var(--shadow-device)'
  for (const selector of ['.page-head', '.tabs'])
    (document.querySelector(selector) as HTMLElement).style.display = 'none'
  // A plain ground packs better.
  document.body.style.background = 'var(--desk)'
  const stage = document.querySelector('.stage') as HTMLElement
  stage.style.justifyContent = 'center'
  stage.prepend(picture)
  await picture.decode()
  ;(document.activeElement as HTMLElement | null)?.blur()
}

/** Light and dark. */
async function take(page: Page, name: string, prepare?: () => Promise<void>): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const context of browser.contexts())
      for (const each of context.pages()) await each.emulateMedia({ colorScheme })
    await prepare?.()
    const bytes = compressPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
    const file = `${name}-${colorScheme}.png`
    writeFileSync(join(folder, file), bytes)
    console.log(`${file.padEnd(28)} ${String(bytes.length).padStart(7)} bytes`)
    if (bytes.length > MAX_BYTES) throw new Error(`${file} is larger than ${MAX_BYTES} bytes.`)
  }
}
