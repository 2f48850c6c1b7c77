import type { HumanSide } from '../telegram/operators.ts'
import { type Deeds, perform } from './fields.ts'

/** What one can do on the Telegram phone. */
export function telegramDeeds(asOperator: HumanSide): (body: unknown) => void {
  const deeds: Deeds<number> = {
    send(fields, from) {
      const replyTo = fields.optionalNumber('replyTo')
      const topicId = fields.number('topicId')
      asOperator.send({ topicId, text: fields.text('text'), from, ...(replyTo !== undefined && { replyTo }) })
    },
    attach(fields, from) {
      const replyTo = fields.optionalNumber('replyTo')
      const mimeType = fields.text('mimeType')
      const file = {
        topicId: fields.number('topicId'),
        caption: fields.text('text'),
        bytes: fields.bytes('base64'),
        name: fields.text('name'),
        mimeType,
        from,
        ...(replyTo !== undefined && { replyTo }),
      }
      if (mimeType.startsWith('image/')) asOperator.photo(file)
      else asOperator.document(file)
    },
    edit: fields => void asOperator.edit(fields.number('messageId'), fields.text('text')),
    react: (fields, from) => asOperator.react(fields.number('messageId'), fields.text('emoji'), from),
    // One has one reaction here, so it need not be named.
    unreact: (fields, from) => asOperator.react(fields.number('messageId'), undefined, from),
    delete: fields => asOperator.deleteForEveryone(fields.number('messageId')),
    press: (fields, from) => asOperator.press(fields.number('messageId'), fields.text('data'), from),
    createTopic: (fields, from) => void asOperator.createTopic(fields.text('name'), from),
    renameTopic: (fields, from) =>
      asOperator.renameTopic(fields.number('topicId'), fields.text('name'), from),
    closeTopic: (fields, from) => asOperator.closeTopic(fields.number('topicId'), from),
    reopenTopic: (fields, from) => asOperator.reopenTopic(fields.number('topicId'), from),
    deleteTopic: fields => asOperator.deleteTopic(fields.number('topicId')),
  }
  return body => perform(deeds, body, fields => fields.number('from'))
}
