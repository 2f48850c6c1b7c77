import type { Availability, VisitorUpdate } from '@pocketping/core/protocol'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { pageHtml } from './host.ts'
import { expectConversation, expectPosts, openPanel, useSite, write } from './site.ts'

const site = useSite()

// A Friday afternoon.
const NOW = '2026-11-20T15:00:00.000Z'
const USUAL = 'We reply as soon as we can'

/** Has the server say so with every session that it tells of from now on. */
async function say(page: Page, said: { availability?: Availability }): Promise<void> {
  await page.routeWebSocket('**/widget/socket', socket => {
    const server = socket.connectToServer()
    server.onMessage(frame => {
      const update = JSON.parse(String(frame)) as VisitorUpdate
      if (update.type === 'changes' && update.session) Object.assign(update.session, said)
      socket.send(JSON.stringify(update))
    })
  })
}

async function visitorIn(timezoneId: string, locale: string): Promise<BrowserContext> {
  const context = await site.newContext({ timezoneId, locale })
  await context.clock.setFixedTime(NOW)
  return context
}

/** Begins a conversation, and then says what the server says of the team. */
async function begin(said: { availability?: Availability }, context?: BrowserContext): Promise<Page> {
  const page = await site.visit('/', context)
  await say(page, said)
  await openPanel(page)
  await write(page, 'Hello')
  await expectPosts(site.host, ['Hello'])
  return page
}

function subtitle(page: Page): Promise<string | null> {
  return page.locator('pocket-ping .head small').textContent()
}

// How day and time are put together is the browser's own.
it.each([
  { when: 'today', backAt: '2026-11-20T17:30:00.000Z', shown: /^Back 18:30$/ },
  { when: 'on another day', backAt: '2026-11-23T08:00:00.000Z', shown: /^Back Mon,? 0?9:00$/ },
  { when: 'after midnight', backAt: '2026-11-20T23:15:00.000Z', shown: /^Back Sat,? 0?0:15$/ },
  {
    when: 'in more than a week',
    backAt: '2026-12-01T08:00:00.000Z',
    shown: /^Back Tue,? 1 Dec(,| at)? 0?9:00$/,
  },
])('says that the team is back $when, in the visitor’s own time', async ({ backAt, shown }) => {
  const page = await begin(
    { availability: { open: false, backAt } },
    await visitorIn('Europe/Zurich', 'en-GB'),
  )
  await expect.poll(() => subtitle(page)).toMatch(shown)
})

it('says it in the visitor’s language, with the words of the page', async () => {
  site.host.pages.set('/', {
    html: pageHtml(
      `<script src="/pocketping/widget.js"></script><script>PocketPing.init({ texts: { back: 'Wieder da: {time}' } })</script>`,
    ),
  })
  const said = { availability: { open: false, backAt: '2026-11-23T08:00:00.000Z' } }
  const page = await begin(said, await visitorIn('America/New_York', 'de'))
  await expect.poll(() => subtitle(page)).toMatch(/^Wieder da: Mo[.,]* 0?3:00$/)
})

it('goes by what was said last, and says nothing where nothing was', async () => {
  const said: { availability?: Availability } = { availability: { open: false } }
  const page = await begin(said, await visitorIn('Europe/Zurich', 'en-GB'))
  await expect.poll(() => subtitle(page)).toBe('Away right now')
  said.availability = { open: false, backAt: NOW.replace('15:', '14:') }
  await site.host.operatorSays('one')
  await expect.poll(() => subtitle(page)).toBe(USUAL)
  said.availability = { open: false }
  await site.host.operatorSays('two')
  await expect.poll(() => subtitle(page)).toBe('Away right now')
  delete said.availability
  await site.host.operatorSays('three')
  await expectConversation(page, ['Hello', 'one', 'two', 'three'])
  expect(await subtitle(page)).toBe(USUAL)
  said.availability = { open: true }
  await site.host.operatorSays('four')
  await expectConversation(page, ['Hello', 'one', 'two', 'three', 'four'])
  expect(await subtitle(page)).toBe(USUAL)
})

it('follows operators who go away and come back', async () => {
  const page = await begin({})
  const { id } = await site.host.session()
  const { operator } = site.host
  const order = (name: string): Promise<void> =>
    operator.hand({
      type: 'command',
      threadId: `thread of ${id}`,
      platformId: name,
      author: operator.author,
      name,
      args: '',
    })
  await order('away')
  await page.reload()
  await expect.poll(() => subtitle(page)).toBe('Away right now')
  // It is how things are, and nothing that just happened.
  expect(await page.locator('pocket-ping .head [role], pocket-ping .head [aria-live]').count()).toBe(0)
  await order('back')
  await site.host.operatorSays('Hi')
  await expect.poll(() => subtitle(page)).toBe(USUAL)
})
