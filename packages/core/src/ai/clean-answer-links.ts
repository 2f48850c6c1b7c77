import type { CleaningStep } from './clean-answer.ts'

// What is longer is text: nothing is held back for ever.
const MAX_LABEL_LENGTH = 1000
const MAX_TARGET_LENGTH = 2048
const MAX_DEPTH = 8

interface Bracket {
  mark: '[' | '!['
  label: string
}

/** Reads `[label](target)` and `![alt](target)`: the label stays, and the target after it where it is allowed. */
export function createLinkReader(isAllowed: (address: string) => boolean, next: CleaningStep): CleaningStep {
  /** Those that are open, outermost first. */
  let open: Bracket[] = []
  /** How much they hold. */
  let held = 0
  let isBang = false
  /** Just closed: is a target next? */
  let closed: Bracket | undefined
  let target: string | undefined
  let depth = 0

  function put(text: string): void {
    const top = open.at(-1)
    if (!top) {
      send(text)
      return
    }
    top.label += text
    held += text.length
    if (held > MAX_LABEL_LENGTH || text.includes('\n')) release()
  }

  function send(text: string): void {
    for (const character of text) next.push(character, true)
  }

  function release(): void {
    const text = open.map(({ mark, label }) => mark + label).join('')
    open = []
    held = 0
    send(text)
  }

  function begin(mark: Bracket['mark']): void {
    if (open.length >= MAX_DEPTH) release()
    open.push({ mark, label: '' })
    held += mark.length
  }

  function readTarget(character: string): void {
    if (character === ')' && depth === 0) {
      finish()
      return
    }
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    target += character
    if (character === '\n' || (target?.length ?? 0) > MAX_TARGET_LENGTH) giveUp()
  }

  function finish(): void {
    const { mark, label } = closed ?? { mark: '[', label: '' }
    // A title may follow the address.
    const address = target?.trim().split(/\s/, 1)[0] ?? ''
    closed = undefined
    target = undefined
    if (mark === '![' || !isAllowed(address) || label.trim() === address) put(label)
    else put(label.trim() === '' ? address : `${label} (${address})`)
  }

  /** There was no link after all. */
  function giveUp(): void {
    const text = closed ? `${closed.mark}${closed.label}]${target === undefined ? '' : `(${target}`}` : ''
    closed = undefined
    target = undefined
    put(text)
  }

  return {
    push(character, isLiteral) {
      if (target !== undefined) return readTarget(character)
      if (closed) {
        if (character === '(' && !isLiteral) {
          target = ''
          depth = 0
          return
        }
        giveUp()
      }
      if (isBang) {
        isBang = false
        if (character === '[' && !isLiteral) return begin('![')
        put('!')
      }
      if (isLiteral) return put(character)
      if (character === '!') isBang = true
      else if (character === '[') begin('[')
      else if (character === ']' && open.length > 0) {
        closed = open.pop()
        held -= (closed?.label.length ?? 0) + (closed?.mark.length ?? 0)
      } else put(character)
    },
    end() {
      giveUp()
      if (isBang) put('!')
      release()
      next.end()
    },
  }
}
