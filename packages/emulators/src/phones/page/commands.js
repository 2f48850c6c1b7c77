/**
 * What one may order, for a platform that does not know it from the bot. The bot reads it from what is written.
 *
 * @type {readonly { command: string, description: string }[]}
 */
export const usualCommands = [
  { command: 'help', description: 'what one can order here' },
  { command: 'close', description: 'ends the conversation' },
  { command: 'reopen', description: 'takes it up again' },
  { command: 'note', description: 'a note the visitor never sees; // does the same' },
  { command: 'info', description: 'what is known of the visitor' },
  { command: 'claim', description: 'you answer this conversation' },
  { command: 'release', description: 'anybody may answer it' },
  { command: 'away', description: 'you are not there' },
  { command: 'back', description: 'you are there again' },
  { command: 'hours', description: 'an answer that was prepared' },
]
