import type { InboundCommand } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import { changeSession, type Draft } from '../conversation/change-session.ts'
import { close, reopen } from '../conversation/lifecycle.ts'
import { note, retract } from '../conversation/operator.ts'
import { describeCard, toCard } from './card.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey, KEEP_KEYS_MS } from './inbound-key.ts'
import { wordJob } from './word.ts'

interface Call {
  context: BridgeContext
  draft: Draft
  inbound: InboundCommand
  /** The message that the command was given as an answer to. */
  target: MessageRecord | undefined
}

interface Command {
  help: string
  /** Does it; what it returns is said to the operators. */
  run(call: Call): string | undefined
}

/** What operators can order. One implementation for all platforms. */
const COMMANDS: Readonly<Record<string, Command>> = {
  close: {
    help: 'ends the conversation; it reopens when the visitor writes again',
    run({ draft }) {
      close(draft)
    },
  },
  reopen: {
    help: 'takes the conversation up again',
    run({ draft }) {
      reopen(draft)
    },
  },
  info: {
    help: 'shows what is known of the visitor',
    run: ({ context, draft }) =>
      describeCard(toCard(draft.session, context.projectName(draft.session.projectId))),
  },
  note: {
    help: 'keeps a note the visitor never sees; so does any message that begins with //',
    run({ context, draft, inbound }) {
      if (inbound.args.trim() === '') return 'What should the note say? Write it after the command.'
      const { threadId, platformId, author } = inbound
      const origin = { bridgeId: context.bridge.id, threadId, platformId }
      note(draft, { content: inbound.args, author: { name: author.name }, origin })
    },
  },
  delete: {
    help: 'as a reply to an operator’s message: takes it back from the visitor and removes it here',
    run({ draft, target }) {
      if (target?.type !== 'operator') return 'Use it as a reply to the operator’s message that should go.'
      retract(draft, target)
    },
  },
}

/** Carries out an order of an operator's, once however often it is delivered. */
export async function runCommand(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: InboundCommand,
): Promise<void> {
  const { bridge, conversation } = context
  const name = inbound.name.toLowerCase()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  await changeSession(conversation, thread.sessionId, async draft => {
    draft.once(inboundKey(bridge.id, inbound.platformId), KEEP_KEYS_MS)
    const target = await messageBehind(context, thread.sessionId, inbound.replyTo)
    const prefix = bridge.capabilities.commandPrefixes[0] ?? '/'
    const text = command ? command.run({ context, draft, inbound, target }) : helpText(prefix, name)
    if (!text) return
    const word = { threadId: thread.threadId, text, replyTo: inbound.platformId }
    draft.job(wordJob(bridge.id, thread.sessionId, word, draft.now))
  })
}

function helpText(prefix: string, name: string): string {
  const lines = Object.entries(COMMANDS).map(([word, { help }]) => `${prefix}${word} ${help}`)
  const known = ['help', 'start'].includes(name)
  const heading = known
    ? 'What you write here goes to the visitor, except:'
    : `There is no ${prefix}${name}. There are:`
  return [heading, ...lines, `${prefix}help shows this`].join('\n')
}

async function messageBehind(
  { bridge, conversation }: BridgeContext,
  sessionId: string,
  platformId: string | undefined,
): Promise<MessageRecord | undefined> {
  if (platformId === undefined) return undefined
  const copies = await conversation.storage.listCopies({ bridgeId: bridge.id, platformId })
  const copy = copies.find(one => one.sessionId === sessionId)
  return copy && conversation.storage.findMessage(sessionId, copy.messageId)
}
