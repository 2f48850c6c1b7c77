/** Decodes a JSON string character by character, from behind its opening quote. */
export interface StringDecoder {
  /** Takes one character in. `end`: it was the closing quote. */
  take(character: string): 'more' | 'end' | 'broken'
  /** Answers with what was decoded since it was last asked. */
  drain(): string
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Makes a decoder for one string after the other. Line breaks that should be escaped are let pass: models write them. */
export function stringDecoder(): StringDecoder {
  let decoded = ''
  /** After a backslash: what followed it so far. */
  let pending: string | undefined

  const takeEscaped = (character: string): 'more' | 'broken' => {
    if (pending === '' && character !== 'u') {
      decoded += SHORT_ESCAPES[character] ?? character
      pending = undefined
      return 'more'
    }
    pending += character
    if (pending?.length !== 'uXXXX'.length) return 'more'
    const digits = pending.slice(1)
    pending = undefined
    if (!/^[\da-f]{4}$/i.test(digits)) return 'broken'
    decoded += String.fromCharCode(Number.parseInt(digits, 16))
    return 'more'
  }

  return {
    take(character) {
      if (pending !== undefined) return takeEscaped(character)
      if (character === '"') return 'end'
      if (character === '\\') pending = ''
      else decoded += character
      return 'more'
    },
    drain() {
      const drained = decoded
      decoded = ''
      return drained
    },
  }
}
