import type { ExtraTexts } from '../texts.ts'
import { view } from './kit.ts'

const english: ExtraTexts = {
  failed: 'Not sent. Tap to try again.',
  typing: '{name} is typing…',
  edited: 'edited',
  deleted: 'Message deleted',
  closed: 'Conversation closed',
  reopened: 'Conversation reopened',
  ended: 'This conversation is closed. Write to reopen it.',
  options: 'Message options',
  edit: 'Edit',
  remove: 'Delete',
  cancel: 'Cancel',
  editing: 'Edit message',
  left: '{n} characters left',
  over: '{n} characters too many',
  full: 'Too many messages wait for the network.',
  older: 'Loading earlier messages…',
  newer: 'New messages',
  away: 'Away right now',
  back: 'Back {time}',
}

/** The texts of what is in here, as the page wants them. */
export function texts(): ExtraTexts {
  return { ...english, ...view.texts_ }
}
