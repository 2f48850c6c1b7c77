import type { InboundCommand } from '../contracts/bridge.ts'
import type { ThreadRecord } from '../contracts/records.ts'
import { setAiTimer, silenceAi, wakeAi } from '../conversation/ai-state.ts'
import { changeSession } from '../conversation/change-session.ts'
import { close, reopen } from '../conversation/lifecycle.ts'
import { retract, say, tellTeam } from '../conversation/operator.ts'
import { AI_COMMANDS } from './ai-commands.ts'
import { describeCard, toCard } from './card.ts'
import { type Call, type Command, keepNote, prefixOf, sayArgs } from './command.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey, KEEP_KEYS_MS } from './inbound-key.ts'
import { messageAt, repliedTo } from './message-at.ts'
import { takeOn, toAuthor } from './operators.ts'
import { readNote, whyNot } from './reading.ts'
import { tell } from './word.ts'

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
    run: ({ context, draft }) => describeCard(toCard(context, draft.session)),
  },
  reply: {
    help: 'says to the visitor what follows it; needed where not everything written here goes to them',
    run(call) {
      const { context, inbound } = call
      const meant = readNote(context.bridge, inbound.args)
      if (meant !== undefined) return keepNote(call, meant)
      if (context.mode === 'alerts') return whyNot(context)
      if (inbound.args.trim() === '') return 'What should the visitor be told? Write it after the command.'
      return sayArgs(call)
    },
  },
  note: {
    help: 'keeps a note the visitor never sees; so does any message that begins with //',
    run: call => keepNote(call, call.inbound.args),
  },
  delete: {
    help: 'as a reply to an operator’s or the AI’s message: takes it back from the visitor and removes it here',
    run({ draft, target }) {
      if (target?.type !== 'operator' && target?.type !== 'ai')
        return 'Use it as a reply to the operator’s message that should go, or the AI’s.'
      retract(draft, target)
      return undefined
    },
  },
  claim: {
    help: 'tells everybody that you answer this conversation; the first reply does so by itself',
    run({ context, draft, inbound: { author } }) {
      const { claimedBy } = draft.session
      const bridgeId = context.bridge.id
      if (claimedBy?.operatorId === author.id && claimedBy.bridgeId === bridgeId)
        return 'It is yours already.'
      draft.patch({ claimedBy: { bridgeId, operatorId: author.id, name: author.name } })
      silenceAi(context.conversation, draft)
      const from = claimedBy ? `, in place of ${claimedBy.name}` : ''
      tellTeam(draft, `${author.name} answers this conversation${from}.`, bridgeId)
      return `This conversation is yours${from}.`
    },
  },
  release: {
    help: 'gives the conversation back, for anybody to answer',
    run({ context, draft, inbound: { author } }) {
      if (!draft.session.claimedBy) return 'Nobody has claimed it.'
      draft.patch({ claimedBy: undefined })
      wakeAi(context.conversation, draft)
      tellTeam(draft, `${author.name} released this conversation: anybody may answer.`, context.bridge.id)
      return 'Anybody may answer it now.'
    },
  },
  away: {
    help: 'says that you do not answer for now; visitors are told when everybody is away',
    run: call => attend(call, true),
  },
  back: {
    help: 'says that you are here again; writing to a visitor does so too',
    run: call => attend(call, false),
  },
  block: {
    help: 'refuses what this visitor writes from now on',
    run: call => block(call, true),
  },
  unblock: {
    help: 'lets this visitor write again',
    run: call => block(call, false),
  },
  ...AI_COMMANDS,
}

/** Whether operators' own canned replies would be hidden behind a command of this name. */
export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name) || OTHER_WORDS.includes(name)
}

// `start` is what Telegram sends by itself.
const OTHER_WORDS: readonly string[] = ['help', 'start']

function attend({ context, draft, inbound: { author } }: Call, isAway: boolean): string {
  const member = { bridgeId: context.bridge.id, operatorId: author.id, name: author.name }
  const standing = context.conversation.team.note(member, isAway)
  if (standing) draft.keep(standing)
  return isAway ? 'You are away. Take part again, and you are back.' : 'You are back.'
}

function block({ context, draft, inbound: { author } }: Call, isBlocked: boolean): string {
  if (Boolean(draft.session.isBlocked) === isBlocked)
    return isBlocked ? 'This visitor is blocked already.' : 'This visitor is not blocked.'
  draft.patch({ isBlocked: isBlocked || undefined })
  if (!isBlocked) setAiTimer(context.conversation, draft)
  tellTeam(draft, `${author.name} ${isBlocked ? 'blocked' : 'unblocked'} this visitor.`, context.bridge.id)
  return isBlocked ? 'What this visitor writes is refused now.' : 'This visitor may write again.'
}

/** Says what the project keeps ready under a word. All threads show it, the one it was ordered in too. */
function sayCanned({ context, draft, inbound }: Call, content: string): string | undefined {
  if (context.mode === 'alerts') return whyNot(context)
  say(draft, { type: 'operator', content, author: toAuthor(inbound.author) })
  takeOn(context, draft, inbound.author)
  return undefined
}

/** Carries out an order of an operator's, once however often it is delivered. */
export async function runCommand(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: InboundCommand,
): Promise<void> {
  const { bridge, conversation } = context
  const name = inbound.name.toLowerCase()
  await changeSession(conversation, thread.sessionId, async draft => {
    draft.once(inboundKey(bridge.id, inbound.platformId), KEEP_KEYS_MS)
    const found = inbound.replyTo === undefined ? undefined : await messageAt(context, inbound.replyTo)
    const target = found?.sessionId === thread.sessionId ? found : undefined
    const replyTo = await repliedTo(context, thread.sessionId, inbound.replyTo)
    const text = await carryOut({ context, draft, inbound, target, replyTo }, name)
    if (text) tell(context, draft, { threadId: thread.threadId, text, replyTo: inbound.platformId })
  })
}

async function carryOut(call: Call, name: string): Promise<string | undefined> {
  const { context, draft } = call
  const replies = context.cannedReplies(draft.session.projectId)
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]?.run(call)
  if (Object.hasOwn(replies, name)) return sayCanned(call, replies[name] as string)
  return helpText(call, replies, name)
}

function helpText(
  { context: { bridge, mode }, draft: { ai } }: Call,
  replies: Readonly<Record<string, string>>,
  name: string,
): string {
  const prefix = prefixOf({ bridge })
  const isOffered = (word: string): boolean => ai !== undefined || !Object.hasOwn(AI_COMMANDS, word)
  const offered = Object.entries(COMMANDS).filter(([word]) => isOffered(word))
  const lines = offered.map(([word, { help }]) => `${prefix}${word} ${help}`)
  const canned = Object.entries(replies).map(([word, text]) => `${prefix}${word} says: ${text.slice(0, 60)}`)
  const isKnown = OTHER_WORDS.includes(name)
  const goes =
    mode === 'two-way' ? 'What you write here goes to the visitor, except:' : whyNot({ bridge, mode })
  const heading = isKnown ? goes : `There is no ${prefix}${name}. There are:`
  return [heading, ...lines, ...canned, `${prefix}help shows this`].join('\n')
}
