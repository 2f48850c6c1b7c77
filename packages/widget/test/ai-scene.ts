import type { AiOptions, AiOutcome, Message } from '@pocketping/core'
import type { AiSource, VisitorUpdate } from '@pocketping/core/protocol'
import { type ScriptedReply, scriptedProvider } from '@pocketping/core/testing'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Blocked } from './host.ts'
import { expectConversation, expectCount, openPanel, write } from './site.ts'

export const QUESTION = 'Do you ship to France?'
export const PIECES: readonly string[] = ['We ship ', 'to France ', 'within three days.']
export const ANSWER: string = PIECES.join('')

export const WAYS: { way: string; blocked: Blocked[] }[] = [
  { way: 'WebSocket', blocked: [] },
  { way: 'server-sent events', blocked: ['socket'] },
  { way: 'polling', blocked: ['socket', 'stream'] },
]

/** An answer of the model's that a test lets through piece by piece. */
export interface Speech {
  reply: ScriptedReply
  /** Lets the next piece through, or after the last of them the end. */
  goOn(): void
  /** Lets all through that is left. */
  end(): void
}

export function speech(text: readonly string[] = PIECES, more: ScriptedReply = {}): Speech {
  const gates = Array.from({ length: text.length + 1 }, () => Promise.withResolvers<void>())
  let open = 0
  const outcome: AiOutcome = { type: 'clarify' }
  return {
    reply: { text, outcome, before: index => gates[index]?.promise, ...more },
    goOn: () => gates[open++]?.resolve(),
    end() {
      for (const gate of gates) gate.resolve()
    },
  }
}

/** The options of an AI that answers at once, with what is to be said then. */
export function aiSaying(next: () => Speech, options: Partial<AiOptions> = {}): AiOptions {
  return {
    provider: scriptedProvider(() => next().reply),
    delayMinutes: 0,
    offHoursDelayMinutes: 0,
    ...options,
  }
}

/** The lines that the AI wrote, finished or not. */
export function aiRows(page: Page): Locator {
  return page.locator('pocket-ping .row.ai')
}

/** Its answer as far as it has got. */
export function growing(page: Page): Locator {
  return page.locator('pocket-ping .bubble[aria-live=off]')
}

/** Changes what the server tells over the WebSocket from now on; what becomes nothing is kept from the page. */
export async function changeUpdates(
  page: Page,
  change: (update: VisitorUpdate) => VisitorUpdate | undefined,
): Promise<(update: VisitorUpdate) => void> {
  let tell: (update: VisitorUpdate) => void = () => undefined
  await page.routeWebSocket('**/widget/socket', socket => {
    tell = update => socket.send(JSON.stringify(update))
    socket.connectToServer().onMessage(frame => {
      const changed = change(JSON.parse(String(frame)) as VisitorUpdate)
      if (changed) tell(changed)
    })
  })
  return update => tell(update)
}

/** Has every answer rest on these. */
export function restingOn(sources: AiSource[]): (update: VisitorUpdate) => VisitorUpdate {
  const cite = (message: Message): Message => (message.type === 'ai' ? { ...message, sources } : message)
  return update =>
    update.type === 'changes' && update.messages ? { ...update, messages: update.messages.map(cite) } : update
}

/** Asks, and waits for the first words of the answer. */
export async function ask(page: Page, said: Speech): Promise<void> {
  await openPanel(page)
  await write(page, QUESTION)
  said.goOn()
  await expectGrown(page, 'We ship')
}

/** Waits until the answer has got so far. */
export async function expectGrown(page: Page, text: string): Promise<void> {
  await expect.poll(() => growing(page).allTextContents()).toEqual([text])
}

/** Lets the answer end, and waits for it. */
export async function finish(page: Page, said: Speech): Promise<void> {
  said.end()
  await expectConversation(page, [QUESTION, ANSWER])
  await expectCount(growing(page), 0)
}

/** The button by which a visitor asks for a person. */
export function askForPerson(page: Page): Locator {
  return page.getByRole('button', { name: 'Talk to a person' })
}
