/** Why something cannot be read as what it seems to be; its message is for whoever named it. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}
