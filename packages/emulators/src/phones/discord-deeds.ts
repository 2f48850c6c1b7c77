import type { DiscordHumanSide } from '../discord/human-side.ts'
import { type Deeds, type Fields, perform } from './fields.ts'

/** What one can do on the Discord phone. */
export function discordDeeds(asOperator: DiscordHumanSide): (body: unknown) => void {
  const place = (fields: Fields, from: string) => {
    const replyTo = fields.optionalText('replyTo')
    return { threadId: fields.text('topicId'), from, ...(replyTo !== undefined && { replyTo }) }
  }
  const deeds: Deeds<string> = {
    send: (fields, from) => void asOperator.send({ ...place(fields, from), text: fields.text('text') }),
    attach(fields, from) {
      const file = {
        name: fields.text('name'),
        mimeType: fields.text('mimeType'),
        bytes: fields.bytes('base64'),
      }
      asOperator.send({ ...place(fields, from), text: fields.text('text'), files: [file] })
    },
    edit: fields => void asOperator.edit(fields.text('messageId'), fields.text('text')),
    react: (fields, from) => asOperator.react(fields.text('messageId'), fields.text('emoji'), from),
    unreact: (fields, from) => asOperator.unreact(fields.text('messageId'), fields.text('emoji'), from),
    delete: fields => asOperator.delete(fields.text('messageId')),
    typing: (fields, from) => asOperator.typing(fields.text('topicId'), from),
    renameTopic: (fields, from) => asOperator.rename(fields.text('topicId'), fields.text('name'), from),
    closeTopic: fields => asOperator.archive(fields.text('topicId')),
    reopenTopic(fields) {
      asOperator.unarchive(fields.text('topicId'))
      asOperator.unlock(fields.text('topicId'))
    },
    deleteTopic: fields => asOperator.deleteThread(fields.text('topicId')),
  }
  return body => perform(deeds, body, fields => fields.text('from'))
}
