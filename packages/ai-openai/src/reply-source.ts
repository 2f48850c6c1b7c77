import type { Delta } from './chunk.ts'
import { REPLY_FUNCTION } from './reply-form.ts'

/** Finds the JSON of a reply among what a model says: the call of our function, or content that is the same JSON. */
export interface ReplySource {
  /** Takes a chunk in; answers with what it adds to the JSON. */
  take(delta: Delta): string
  /** What the model said where there is no JSON. */
  readonly plainText: string
  /** Of everything that was taken in. */
  readonly length: number
}

const OPENING = /^(?:```(?:json)?\s*)?(?=\{)/i
const MAX_OPENING_LENGTH = 40

/** Starts before the first chunk. What comes first, call or JSON as content, is the reply; the other is not read. */
export function replySource(): ReplySource {
  let callIndex: number | undefined
  let isContent = false
  let content = ''
  let length = 0

  const takeCall = (calls: NonNullable<Delta['tool_calls']>): string => {
    let json = ''
    for (const { index, function: called } of calls) {
      const at = index ?? 0
      const isOurs = !called?.name || called.name === REPLY_FUNCTION
      if (isOurs && !isContent) callIndex ??= at
      if (at === callIndex) json += called?.arguments ?? ''
      length += called?.arguments?.length ?? 0
    }
    return json
  }

  const takeContent = (words: string): string => {
    if (isContent) return words
    content = content === '' ? words.trimStart() : content + words
    const opening = OPENING.exec(content.slice(0, MAX_OPENING_LENGTH))
    if (!opening) return ''
    isContent = true
    return content.slice(opening[0].length)
  }

  return {
    take({ content: words, tool_calls: calls }) {
      length += words?.length ?? 0
      const json = takeCall(calls ?? [])
      return callIndex === undefined ? takeContent(words ?? '') : json
    },
    get plainText() {
      return callIndex === undefined && !isContent ? content : ''
    },
    get length() {
      return length
    },
  }
}
