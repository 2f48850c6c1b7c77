import type { MessageRecord } from '../contracts/records.ts'
import { isOpenDraft, newestDraft, retireDraft, sendDraft } from '../conversation/ai-drafts.ts'
import { isAiOn, switchAi } from '../conversation/ai-state.ts'
import { tellTeam } from '../conversation/operator.ts'
import { describeAi } from './ai-status.ts'
import { type Call, type Command, keepNote, prefixOf, sayArgs } from './command.ts'
import { takeOn } from './operators.ts'
import { readNote, whyNot } from './reading.ts'

/** What operators can order of the AI. */
export const AI_COMMANDS: Readonly<Record<string, Command>> = {
  ai: {
    help: 'shows how the AI stands in this conversation; “ai on” and “ai off” switch it',
    run(call) {
      const { context, draft, inbound } = call
      switch (inbound.args.trim().toLowerCase()) {
        case '':
          return describeAi(context.conversation, draft, prefixOf(context))
        case 'on':
          return turn(call, true)
        case 'off':
          return turn(call, false)
        default:
          return helpOf(prefixOf(context))
      }
    },
  },
  send: {
    help: 'sends the AI’s draft that it answers, or the newest; words after it go in the place of the draft',
    run: sendOrReplace,
  },
  reviewed: {
    help: 'says that you have looked at what the AI said; a reply to the visitor does so too',
    run({ draft }) {
      if (!draft.session.needsReview) return 'There is nothing to review.'
      draft.patch({ needsReview: undefined })
      return 'Thank you: it counts as reviewed.'
    },
  },
}

function helpOf(prefix: string): string {
  return `There are ${prefix}ai, which shows how the AI stands, ${prefix}ai on and ${prefix}ai off.`
}

async function turn({ context, draft, inbound: { author } }: Call, enabled: boolean): Promise<string> {
  const { bridge, conversation } = context
  const { ai: rules, session } = draft
  const status = (): Promise<string> => describeAi(conversation, draft, prefixOf(context))
  const isSilenced = session.ai?.silentSince !== undefined
  const isSame = isAiOn(rules, session) === enabled && !(enabled && isSilenced)
  if (!rules || isSame) return status()
  switchAi(conversation, draft, enabled)
  const word = enabled ? 'on' : 'off'
  tellTeam(draft, `${author.name} switched the AI ${word} for this conversation.`, bridge.id)
  return enabled ? status() : 'The AI is off for this conversation.'
}

async function sendOrReplace(call: Call): Promise<string | undefined> {
  const { context, draft, inbound } = call
  const words = inbound.args.trim()
  const meant = readNote(context.bridge, words)
  if (meant !== undefined) return keepNote(call, meant)
  if (context.mode === 'alerts') return whyNot(context)
  const suggestion = await suggestionOf(call)
  if (!suggestion) return whyNone(call)
  if (words === '') {
    const sent = await sendDraft(context.conversation, draft, suggestion)
    if (!sent) return GONE
    takeOn(context, draft, inbound.author)
    return undefined
  }
  if (!isOpenDraft(suggestion)) return GONE
  const problem = sayArgs(call)
  if (problem === undefined) retireDraft(draft, suggestion)
  return problem
}

const GONE = 'That draft was sent already, or is gone.'

/** The draft that is meant. Where an answer is to something else, none is: it may have been sent a moment ago. */
async function suggestionOf({ context, draft, inbound, target }: Call): Promise<MessageRecord | undefined> {
  if (inbound.replyTo !== undefined) return target?.isDraft ? target : undefined
  return newestDraft(context.conversation.storage, draft.session.id)
}

function whyNone({ context, inbound }: Call): string {
  if (inbound.replyTo !== undefined) return 'That is no draft of the AI’s, or it was sent already.'
  return `There is no draft of the AI’s here. ${prefixOf(context)}reply says your own words.`
}
