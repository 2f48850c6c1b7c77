import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenAiEmulator, startOpenAiEmulator } from '@pocketping/emulators'
import type { Browser, Locator, Page } from 'playwright-core'
import { aiOf } from '../../examples/express/ai.ts'
import { openContext } from '../support/chromium.ts'
import { type TeamPhone, teamPhones } from './team-phone.ts'
import { startTeamShop } from './team-shop.ts'

/** One visitor of the demo, and what they see of the chat. */
export interface Guest {
  page: Page
  panel: Locator
  /** What is said in the conversation. */
  log: Locator
  /** Lines of the AI's, with its label and its sources. */
  ai: Locator
  ask(text: string): Promise<void>
}

/** The demo with its AI: the shop, the team's phones, and the model. */
export interface AiScene {
  model: OpenAiEmulator
  guest: Guest
  desk: Page
  phones: TeamPhone[]
  /** Everybody opens the only conversation on their phone. */
  openPhones(): Promise<void>
  stop(): Promise<void>
}

const QUESTION = 'Hello! Do I have to be at home for the delivery?'

/** What the shop's page answers, and where it stands there. */
export const DELIVERY: { question: string; answer: string; source: string } = {
  question: QUESTION,
  answer: 'Letterbox-sized up to 500 g, so nobody has to be at home.',
  source: 'Fernwood Coffee Roasters › Delivery',
}

/** Opens it as `npm run demo` does, but for the delay of the AI. */
export async function openScene(browser: Browser, env: { AI_MODE?: string } = {}): Promise<AiScene> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketping-ai-demo-'))
  const model = await startOpenAiEmulator()
  const variables = {
    OPENAI_API_KEY: model.apiKey,
    OPENAI_BASE_URL: model.baseURL,
    OPENAI_MODEL: model.model,
    AI_DELAY_SECONDS: '0',
  }
  const shop = await startTeamShop(join(folder, 'shop.sqlite'), 0, aiOf({ ...variables, ...env }))
  const visitor = await openContext(browser, { locale: 'en-GB', viewport: { width: 1000, height: 760 } })
  const team = await openContext(browser, {
    viewport: { width: 1400, height: 900 },
    reducedMotion: 'reduce',
  })
  const guest = await visit(await visitor.newPage(), shop.port)
  const desk = await team.newPage()
  await desk.goto(`http://127.0.0.1:${shop.port}/phones`)
  const phones = teamPhones(desk)
  return {
    model,
    guest,
    desk,
    phones,
    async openPhones() {
      for (const phone of phones) await phone.open()
    },
    async stop() {
      await visitor.close()
      await team.close()
      await shop.stop()
      await model.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function visit(page: Page, port: number): Promise<Guest> {
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.getByRole('button', { name: 'Talk to us' }).click()
  const panel = page.getByRole('dialog')
  return {
    page,
    panel,
    log: panel.getByRole('log'),
    ai: panel.locator('.row.ai'),
    async ask(text) {
      await panel.getByRole('textbox').fill(text)
      await page.keyboard.press('Enter')
    },
  }
}
