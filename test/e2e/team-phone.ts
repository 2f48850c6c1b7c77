import type { Locator, Page } from 'playwright-core'

/** One of the phones at `/phones`, as somebody of the team uses it. */
export interface TeamPhone {
  platform: 'Telegram' | 'Discord' | 'Slack'
  /** Who holds it, as the visitor sees them. */
  holder: string
  /** How others of the team see what was written here. */
  label: string
  /** Opens the only conversation, as soon as it is there. */
  open(): Promise<void>
  /** The message of the conversation that says this. */
  message(text: string): Locator
  write(text: string): Promise<void>
  edit(text: string, next: string): Promise<void>
  /** Takes a message back, from the visitor, too. */
  remove(text: string): Promise<void>
  /** How the platform shows that the conversation is closed. */
  closed: Locator
}

/** The three phones of a page. */
export function teamPhones(page: Page): TeamPhone[] {
  const phone = (platform: TeamPhone['platform']): Locator =>
    page.getByRole('article', { name: `${platform} phone` })
  const [telegram, discord, slack] = [phone('Telegram'), phone('Discord'), phone('Slack')]
  return [
    makePhone({
      platform: 'Telegram',
      holder: 'Maya Lindqvist',
      element: telegram,
      conversation: telegram.locator('.topic-row', { hasText: 'Visitor' }),
      closed: telegram.getByText('This topic is closed.'),
    }),
    makePhone({
      platform: 'Discord',
      holder: 'Tomás',
      element: discord,
      conversation: discord.locator('.topic-row', { hasText: 'Visitor' }),
      closed: discord.getByText('This thread is locked.'),
    }),
    makePhone({
      platform: 'Slack',
      holder: 'Maya',
      element: slack,
      conversation: slack.locator('.channel .thread-summary').last(),
      // Slack closes no threads: a mark on what opened it says it.
      closed: slack
        .getByRole('region', { name: 'thread' })
        .getByRole('button', { name: '✅ 1 by PocketPing' }),
    }),
  ]
}

interface Parts {
  platform: TeamPhone['platform']
  holder: string
  element: Locator
  conversation: Locator
  closed: Locator
}

function makePhone({ platform, holder, element, conversation, closed }: Parts): TeamPhone {
  const chat = element.locator('.chat')
  const field = chat.getByLabel('Message', { exact: true })
  const message = (text: string): Locator => chat.locator('.bubble, .post', { hasText: text }).last()
  const write = async (text: string): Promise<void> => {
    await field.fill(text)
    await chat.getByRole('button', { name: 'Send' }).click()
  }
  const choose = async (text: string, item: string): Promise<void> => {
    await message(text).click({ button: 'right' })
    await element.getByRole('menuitem', { name: item, exact: platform !== 'Telegram' }).click()
  }
  return {
    platform,
    holder,
    label: `${holder} (${platform})`,
    closed,
    async open() {
      const me = element.getByRole('button', { name: /^Answering as/ })
      await me.click()
      await element.getByRole('menuitemradio', { name: holder }).click()
      await conversation.click()
      await field.waitFor()
    },
    message,
    write,
    async edit(text, next) {
      await choose(text, 'Edit')
      await write(next)
    },
    async remove(text) {
      // Telegram tells bots of no deletion, so there it is an order.
      if (platform === 'Telegram') return choose(text, 'Delete for the visitor')
      await choose(text, 'Delete')
      await element.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    },
  }
}
