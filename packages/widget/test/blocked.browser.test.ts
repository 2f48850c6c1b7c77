import { expect, it } from 'vitest'
import type { Blocked } from './host.ts'
import { expectConversation, expectNothingUnsent, expectPosts, openPanel, useSite, write } from './site.ts'

const site = useSite()

const REFUSAL = 'This conversation takes no more messages.'
const HOWS: { how: string; blocked: Blocked[] }[] = [
  { how: 'WebSocket', blocked: [] },
  { how: 'HTTP', blocked: ['socket'] },
]

it.each(HOWS)(
  'over $how, a blocked visitor is told so once, and what they wrote waits for a tap',
  async ({ blocked }) => {
    site.host.block(...blocked)
    site.expectErrors(/403/)
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectNothingUnsent(page)
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
    await order('block')
    await write(page, 'refused')
    await page.getByText(REFUSAL).waitFor()
    await order('unblock')
    // Were it tried again by itself, also after a reload, it would go before what is written next.
    await page.reload()
    await page.getByText(REFUSAL).waitFor({ state: 'attached' })
    await openPanel(page)
    await write(page, 'next')
    await expectPosts(site.host, ['Hello', 'next'])
    await page.getByRole('button', { name: 'Not sent. Tap to try again.' }).click()
    await expectPosts(site.host, ['Hello', 'next', 'refused'])
    await expectConversation(page, ['Hello', 'next', 'refused'])
    expect(await page.getByText(REFUSAL).count()).toBe(0)
  },
)
