import type { CleaningStep } from './clean-answer.ts'

const MAX_RUN_LENGTH = 100
const MAX_INFO_LENGTH = 30
const ESCAPABLE = /[*_[\]`#~\\]/

/**
 * Turns Markdown into text that reads well: `**`, heads of headings and backticks go, bullets become `•`. What stands in
 * code stays as it is. Signs that mean something else stay too: `2 ** 3`, `a*b`, `C#`.
 */
export function createMarkupStripper(next: CleaningStep): CleaningStep {
  /** Equal characters that wait for the one that follows, which says what they mean. */
  let run = ''
  let previous = '\n'
  let isLineStart = true
  let isItalic = false
  let dropsBlanks = false
  /** How many backticks opened the code; 0 outside of it. */
  let code = 0
  let isFence = false
  /** What follows an opening fence: the name of a language, if the line ends after it. */
  let info: string | undefined

  function emit(text: string, isLiteral = code > 0): void {
    for (const character of text) next.push(character, isLiteral)
  }

  function settle(following: string): void {
    const sign = run[0]
    const count = run.length
    if (sign === '`') settleTicks(count)
    else if (sign === '#') {
      if (count > 6 || !isBlank(following)) emit(run)
      else dropsBlanks = true
    } else if (isLineStart && count === 1 && sign !== '\\' && isBlank(following)) emit('•')
    else if (sign === '*' && isEmphasis(count, following)) {
      // It only marks.
    } else emit(run)
    if (sign !== undefined) {
      previous = sign
      isLineStart = false
    }
    run = ''
  }

  function settleTicks(count: number): void {
    if (code === 0) {
      code = count
      isFence = isLineStart && count >= 3
      if (isFence) info = ''
    } else if (isFence ? count >= code : count === code) code = 0
    else emit(run)
  }

  function isEmphasis(count: number, following: string): boolean {
    if (count > 1) {
      const isOperator = isSpace(previous) ? isSpace(following) : isWord(previous) && isWord(following)
      return !isOperator
    }
    const opens = !isWord(previous) && /[\p{L}"'“‘«([]/u.test(following)
    const closes = isItalic && !isSpace(previous) && !isWord(following)
    if (opens) isItalic = true
    else if (closes) isItalic = false
    return opens || closes
  }

  function endLine(): void {
    isItalic = false
    dropsBlanks = false
    if (!isFence) code = 0
    emit('\n')
    previous = '\n'
    isLineStart = true
  }

  function startsRun(character: string): boolean {
    if (character === '`') return true
    if (code > 0) return false
    if (character === '*' || character === '\\') return true
    return isLineStart && /[#+-]/.test(character)
  }

  function releaseInfo(following: string): boolean {
    if (info === undefined) return false
    if (following !== '`' && !isSpace(following) && info.length < MAX_INFO_LENGTH) {
      info += following
      return true
    }
    if (following !== '\n') emit(info)
    info = undefined
    return false
  }

  return {
    push(character) {
      if (run === '\\') {
        run = ''
        isLineStart = false
        previous = character
        if (ESCAPABLE.test(character)) return emit(character, true)
        emit('\\')
      } else if (run !== '') {
        if (character === run[0] && run.length < MAX_RUN_LENGTH) {
          run += character
          return
        }
        settle(character)
      }
      if (releaseInfo(character)) return
      if (character === '\n') return endLine()
      if (dropsBlanks && isBlank(character)) return
      dropsBlanks = false
      if (startsRun(character)) {
        run = character
        return
      }
      emit(character)
      previous = character
      if (!isBlank(character)) isLineStart = false
    },
    end() {
      settle('')
      releaseInfo(' ')
      next.end()
    },
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t'
}

function isSpace(character: string): boolean {
  return character === '' || /\s/.test(character)
}

function isWord(character: string): boolean {
  return /[a-z0-9]/i.test(character)
}
