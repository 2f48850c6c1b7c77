/** Where an answer stands: a document of this repository, and one of the headings above it. */
export interface Place {
  document: string
  heading: string
}

/** A question, and every place that answers it. */
export interface Answerable {
  question: string
  places: readonly Place[]
}

/** In the words of those who ask, not of those who wrote it down. */
export const ANSWERABLE: readonly Answerable[] = [
  ask('Which version of Node do I need to try it out?', ['README.md', 'Try it']),
  ask(
    'How do I get the chat onto my web page?',
    ['README.md', 'In your app'],
    ['packages/widget/README.md', 'On a page'],
    ['packages/adapter-express/README.md', '@pocketping/adapter-express'],
  ),
  ask(
    'After how many minutes does the AI answer a visitor?',
    ['docs/ai.md', 'When it answers'],
    ['docs/ai.md', 'All options'],
  ),
  ask(
    'How many bytes does a visitor have to download?',
    ['README.md', 'What a visitor downloads'],
    ['packages/widget/README.md', 'Sizes'],
  ),
  ask(
    'Does the widget work with our strict Content Security Policy?',
    ['README.md', 'Content Security Policy'],
    ['packages/widget/README.md', 'Content Security Policy'],
    ['packages/adapter-express/README.md', 'Content Security Policy'],
  ),
  ask(
    'Can I write a note in the thread that the visitor never sees?',
    ['docs/operators.md', 'In a thread'],
    ['docs/operators.md', 'Commands'],
    ['packages/bridge-telegram/README.md', 'In the topic'],
    ['packages/bridge-discord/README.md', 'In the thread'],
    ['packages/bridge-slack/README.md', 'In the thread'],
  ),
  ask(
    'How can an operator block a visitor who is rude?',
    ['docs/operators.md', 'Commands'],
    ['packages/bridge-telegram/README.md', 'In the topic'],
    ['packages/bridge-discord/README.md', 'In the thread'],
    ['packages/bridge-slack/README.md', 'In the thread'],
    ['docs/rest.md', 'Visitors'],
  ),
  ask('Where can I set our opening hours?', ['docs/operators.md', 'Setting it up']),
  ask(
    'Can I prepare canned answers that we give again and again?',
    ['docs/operators.md', 'Setting it up'],
    ['docs/operators.md', 'Commands'],
  ),
  ask('What do the reactions below my own messages in Discord say?', [
    'packages/bridge-discord/README.md',
    'In the thread',
  ]),
  ask(
    'Who may answer in Discord, and can I allow only certain operators?',
    ['packages/bridge-discord/README.md', 'Options'],
    ['packages/bridge-discord/README.md', 'Setting up Discord'],
    ['docs/operators.md', 'Setting it up'],
  ),
  ask(
    'How does my own server learn that somebody has written?',
    ['docs/webhooks.md', 'Webhooks'],
    ['docs/webhooks.md', 'Setting one up'],
    ['docs/webhooks.md', 'Messages'],
    ['docs/realtime.md', 'Realtime for servers'],
    ['docs/realtime.md', 'With the client'],
    ['README.md', 'From your backend'],
  ),
  ask('How do I verify that a webhook call really comes from you?', [
    'docs/webhooks.md',
    'Verifying the signature',
  ]),
  ask(
    'My webhook receiver was down for an hour, are those events lost?',
    ['docs/webhooks.md', 'What counts as taken'],
    ['docs/webhooks.md', 'When one is disabled'],
    ['docs/webhooks.md', 'Webhooks'],
    ['README.md', 'What is promised'],
  ),
  ask(
    'Why can a webhook not call a private address?',
    ['docs/webhooks.md', 'Private addresses'],
    ['README.md', 'Try it'],
  ),
  ask(
    'How does my server prove which customer is logged in?',
    ['docs/identity.md', 'Setting it up'],
    ['docs/identity.md', 'A token'],
    ['docs/identity.md', 'A hash'],
    ['docs/identity.md', 'Identity'],
    ['packages/widget/README.md', 'Who the visitor is'],
  ),
  ask(
    'A customer moves to a second device, do they find their old conversation there?',
    ['docs/identity.md', 'What verified means'],
    ['packages/widget/README.md', 'Who the visitor is'],
  ),
  ask('How do I replace the identity secret with a new one?', ['docs/identity.md', 'Replacing a key']),
  ask(
    'What has the page to do when a user logs out?',
    ['docs/identity.md', 'In the page'],
    ['packages/widget/README.md', 'Who the visitor is'],
    ['packages/widget/README.md', 'API'],
  ),
  ask('Which permissions must the Discord bot have?', [
    'packages/bridge-discord/README.md',
    'Setting up Discord',
  ]),
  ask(
    'How do I connect a Telegram group?',
    ['packages/bridge-telegram/README.md', 'Setting up Telegram'],
    ['README.md', 'Try it'],
  ),
  ask('Does Slack need a public address of my server?', [
    'packages/bridge-slack/README.md',
    'Setting up Slack',
  ]),
  ask('How do I back up the SQLite file while everything is running?', [
    'packages/storage-sqlite/README.md',
    'Backup',
  ]),
  ask('Can two machines share the same SQLite database?', [
    'packages/storage-sqlite/README.md',
    'Several processes',
  ]),
  ask('What happens when the disk is full?', ['packages/storage-sqlite/README.md', 'What may go wrong']),
  ask('What do I have to configure in nginx in front of it?', [
    'packages/adapter-express/README.md',
    'Behind proxies',
  ]),
  ask(
    'How can I change the colours of the widget?',
    ['packages/widget/README.md', 'Colours and sizes'],
    ['packages/widget/README.md', 'Options'],
    ['docs/projects.md', 'Settings of the widget'],
  ),
  ask(
    'A visitor wants to be forgotten, how do I erase everything of theirs?',
    ['docs/rest.md', 'Visitors'],
    ['packages/storage-sqlite/README.md', 'Erasing'],
    ['packages/core/README.md', 'Methods'],
    ['docs/architecture.md', 'What is kept'],
  ),
  ask('Which browsers are supported?', ['packages/widget/README.md', 'Browsers']),
  ask(
    'I have several websites, can one engine serve them all?',
    ['docs/projects.md', 'Projects and keys'],
    ['docs/projects.md', 'Looking projects up'],
  ),
]

function ask(question: string, ...places: readonly (readonly [string, string])[]): Answerable {
  return { question, places: places.map(([document, heading]) => ({ document, heading })) }
}
