import type { SlackHumanSide } from '../slack/operators.ts'
import { type Deeds, type Fields, perform } from './fields.ts'

/** What one can do on the Slack phone. */
export function slackDeeds(asOperator: SlackHumanSide): (body: unknown) => void {
  // Without a thread one writes into the channel.
  const place = (fields: Fields, from: string) => {
    const threadTs = fields.optionalText('topicId')
    return { text: fields.text('text'), from, ...(threadTs !== undefined && { threadTs }) }
  }
  const deeds: Deeds<string> = {
    send: (fields, from) => void asOperator.send(place(fields, from)),
    attach(fields, from) {
      const file = {
        name: fields.text('name'),
        mimeType: fields.text('mimeType'),
        bytes: fields.bytes('base64'),
      }
      asOperator.send({ ...place(fields, from), files: [file] })
    },
    edit: fields => void asOperator.edit(fields.text('messageId'), fields.text('text')),
    react: (fields, from) => asOperator.react(fields.text('messageId'), fields.text('emoji'), from),
    unreact: (fields, from) => asOperator.unreact(fields.text('messageId'), fields.text('emoji'), from),
    delete: fields => asOperator.delete(fields.text('messageId')),
    unarchive: (_fields, from) => asOperator.unarchive(undefined, from),
  }
  return body => perform(deeds, body, fields => fields.text('from'))
}
