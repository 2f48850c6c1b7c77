import type { ChatView } from '../telegram/emulator.ts'
import type { HumanSide } from '../telegram/operators.ts'
import type { TopicView } from '../telegram/views.ts'
import type { User } from '../telegram/wire.ts'
import type { Change, World } from '../telegram/world.ts'

/** The part of an emulator that a phone shows and uses. */
export interface PhoneTarget {
  readonly world: World
  readonly chat: ChatView
  readonly bot: User
  readonly operators: readonly User[]
  readonly asOperator: HumanSide
  topics(): TopicView[]
  onChange(listener: (change: Change) => void): () => void
}

interface Deed {
  text(name: string): string
  number(name: string): number
  optionalNumber(name: string): number | undefined
}

/** What one can do on the phone. Each deed is named by the page and done as the operator who holds the phone. */
export function makeDeeds({ asOperator }: PhoneTarget): (body: unknown) => void {
  const deeds: Record<string, (deed: Deed, from: number) => void> = {
    send(deed, from) {
      const replyTo = deed.optionalNumber('replyTo')
      const topicId = deed.number('topicId')
      asOperator.send({ topicId, text: deed.text('text'), from, ...(replyTo !== undefined && { replyTo }) })
    },
    photo(deed, from) {
      const replyTo = deed.optionalNumber('replyTo')
      const mimeType = deed.text('mimeType')
      const file = {
        topicId: deed.number('topicId'),
        caption: deed.text('text'),
        bytes: new Uint8Array(Buffer.from(deed.text('base64'), 'base64')),
        name: deed.text('name'),
        mimeType,
        from,
        ...(replyTo !== undefined && { replyTo }),
      }
      if (mimeType.startsWith('image/')) asOperator.photo(file)
      else asOperator.document(file)
    },
    edit: deed => void asOperator.edit(deed.number('messageId'), deed.text('text')),
    react(deed, from) {
      const emoji = deed.text('emoji')
      asOperator.react(deed.number('messageId'), emoji === '' ? undefined : emoji, from)
    },
    delete: deed => asOperator.deleteForEveryone(deed.number('messageId')),
    press: (deed, from) => asOperator.press(deed.number('messageId'), deed.text('data'), from),
    pin: (deed, from) => asOperator.pin(deed.number('messageId'), from),
    createTopic: (deed, from) => void asOperator.createTopic(deed.text('name'), from),
    renameTopic: (deed, from) => asOperator.renameTopic(deed.number('topicId'), deed.text('name'), from),
    closeTopic: (deed, from) => asOperator.closeTopic(deed.number('topicId'), from),
    reopenTopic: (deed, from) => asOperator.reopenTopic(deed.number('topicId'), from),
    deleteTopic: deed => asOperator.deleteTopic(deed.number('topicId')),
  }

  return body => {
    if (typeof body !== 'object' || body === null) throw new Error('A deed is a JSON object.')
    const fields = body as Record<string, unknown>
    const deed = readFields(fields)
    const name = deed.text('deed')
    const act = Object.hasOwn(deeds, name) ? deeds[name] : undefined
    if (act === undefined) throw new Error(`There is no deed ${name}.`)
    act(deed, deed.number('from'))
  }
}

function readFields(fields: Record<string, unknown>): Deed {
  const optionalNumber = (name: string): number | undefined => {
    const value = fields[name]
    if (value !== undefined && !Number.isSafeInteger(value))
      throw new Error(`"${name}" must be a whole number.`)
    return value as number | undefined
  }
  return {
    text(name) {
      const value = fields[name]
      if (typeof value !== 'string') throw new Error(`"${name}" must be a text.`)
      return value
    },
    number(name) {
      const value = optionalNumber(name)
      if (value === undefined) throw new Error(`"${name}" is missing.`)
      return value
    },
    optionalNumber,
  }
}
