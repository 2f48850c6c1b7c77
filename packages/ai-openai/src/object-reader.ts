import { stringDecoder } from './string-decoder.ts'

/** Reads one JSON object while it arrives, in pieces that may end anywhere. */
export interface ObjectReader {
  /** Reads on; answers with what can be read of the streamed field by now. Never half of a surrogate pair. */
  push(piece: string): string
  /** The fields that are whole, without the streamed one. Of a field that comes twice the first counts. */
  readonly fields: ReadonlyMap<string, unknown>
  /** The streamed field has begun. */
  readonly isStreaming: boolean
  /** The object is closed; what comes after it is not read. */
  readonly isWhole: boolean
}

type State =
  | 'start'
  | 'key'
  | 'in-key'
  | 'colon'
  | 'value'
  | 'in-string'
  | 'in-other'
  | 'next'
  | 'whole'
  | 'broken'

const BLANKS = ' \n\r\t'

/** Makes a reader that hands out the string in the field `streamed` before it is whole. A comma too many is let pass. */
export function objectReader(streamed: string): ObjectReader {
  const fields = new Map<string, unknown>()
  const text = stringDecoder()
  let state: State = 'start'
  let key = ''
  let isStreamOpen = false
  let hasStreamed = false
  let unsent = ''
  /** Of a number, a list or another object: what was read, and where in it we are. */
  let raw = ''
  let depth = 0
  let isQuoted = false
  let isEscaped = false

  const keep = (value: unknown): void => {
    if (!fields.has(key)) fields.set(key, value)
  }

  const readKey = (character: string): State => {
    const progress = text.take(character)
    if (progress === 'end') key = text.drain()
    return progress === 'end' ? 'colon' : progress === 'broken' ? progress : 'in-key'
  }

  const readString = (character: string): State => {
    const progress = text.take(character)
    if (isStreamOpen) unsent += text.drain()
    if (progress !== 'end') return progress === 'broken' ? progress : 'in-string'
    if (!isStreamOpen) keep(text.drain())
    isStreamOpen = false
    return 'next'
  }

  const readOther = (character: string): State => {
    if (isQuoted) {
      if (isEscaped) isEscaped = false
      else if (character === '\\') isEscaped = true
      else if (character === '"') isQuoted = false
    } else if (depth === 0 && (character === ',' || character === '}')) {
      return closeOther(character)
    } else if (character === '"') isQuoted = true
    else if ('[{'.includes(character)) depth += 1
    else if (']}'.includes(character)) depth -= 1
    raw += character
    return 'in-other'
  }

  const closeOther = (character: string): State => {
    try {
      keep(JSON.parse(raw))
    } catch {
      return 'broken'
    }
    raw = ''
    return character === ',' ? 'key' : 'whole'
  }

  const beginValue = (character: string): State => {
    if (character !== '"') return readOther(character)
    isStreamOpen = key === streamed && !hasStreamed
    hasStreamed ||= isStreamOpen
    return 'in-string'
  }

  const step = (character: string): State => {
    if (state === 'in-string') return readString(character)
    if (state === 'in-key') return readKey(character)
    if (state === 'in-other') return readOther(character)
    if (BLANKS.includes(character)) return state
    if (state === 'value') return beginValue(character)
    if (state === 'start' && character === '{') return 'key'
    if (state === 'key' && character === '"') return 'in-key'
    if (state === 'colon' && character === ':') return 'value'
    if (state === 'next' && character === ',') return 'key'
    if ((state === 'next' || state === 'key') && character === '}') return 'whole'
    return 'broken'
  }

  /** The first half of a surrogate pair is held back for as long as the second may come. */
  const takeUnsent = (): string => {
    const last = unsent.charCodeAt(unsent.length - 1)
    const isHalf = isStreamOpen && last >= 0xd800 && last <= 0xdbff
    const end = unsent.length - (isHalf ? 1 : 0)
    const ready = unsent.slice(0, end)
    unsent = unsent.slice(end)
    return ready.toWellFormed()
  }

  return {
    push(piece) {
      for (let index = 0; index < piece.length && state !== 'whole' && state !== 'broken'; index += 1)
        state = step(piece.charAt(index))
      return takeUnsent()
    },
    fields,
    get isStreaming() {
      return hasStreamed
    },
    get isWhole() {
      return state === 'whole'
    },
  }
}
