import { flatMarkers } from './flat-markers.ts'
import { cutAnywhere } from './split-text.ts'

// Characters. Lexing a piece may take time quadratic in its length.
const CUT_AT_HEADING = 8_000
const CUT_AT_BLANK_LINE = 12_000
const CUT_ANYWHERE = 20_000

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const MDX_STATEMENT = /^(?:import|export)\s/

/**
 * Cuts Markdown into pieces that can be read one by one: at a heading where there is one, then at an empty line, and only
 * as a last resort within a paragraph or code. `isMdx`: statements on a line of their own are left out.
 */
export function markdownPieces(markdown: string, isMdx: boolean): string[] {
  const pieces: string[] = []
  let piece: string[] = []
  let size = 0
  // What is open, and how it is closed: a cut must fall within neither code nor a comment, or mend it.
  let fence: string | undefined
  let isInComment = false

  function cut(): void {
    if (size === 0) return
    pieces.push(piece.join('\n'))
    piece = []
    size = 0
  }

  for (const whole of markdown.split('\n'))
    for (const stretch of cutAnywhere(whole, CUT_ANYWHERE)) {
      const line = fence === undefined ? flatMarkers(stretch) : stretch
      if (fence === undefined && isMdx && MDX_STATEMENT.test(line)) continue
      if (isCut(line, size, fence !== undefined || isInComment)) {
        if (fence !== undefined || isInComment) piece.push(fence ?? '-->')
        cut()
        if (fence !== undefined || isInComment) piece.push(fence ?? '<!--')
      }
      if (!isInComment) fence = fenceAfter(line, fence)
      if (fence === undefined) isInComment = isCommentAfter(line, isInComment)
      piece.push(line)
      size += line.length + 1
    }
  cut()
  return pieces
}

function isCut(line: string, size: number, isWithin: boolean): boolean {
  if (size + line.length > CUT_ANYWHERE) return size > 0
  if (isWithin) return false
  return (size > CUT_AT_HEADING && /^#{1,6}\s/.test(line)) || (size > CUT_AT_BLANK_LINE && line.trim() === '')
}

/** The fence that is open after a line: a code block ends with at least as many of the characters that began it. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  const mark = FENCE.exec(line)?.[1]
  if (mark === undefined) return open
  if (open === undefined)
    return mark.startsWith('`') && line.slice(line.indexOf(mark) + mark.length).includes('`')
      ? undefined
      : mark
  const isEnd = mark.startsWith(open) && line.trim() === mark
  return isEnd ? undefined : open
}

/** Whether a comment is open after a line: one that begins a line, as others are words in a sentence about HTML. */
function isCommentAfter(line: string, isOpen: boolean): boolean {
  if (isOpen) return !line.includes('-->')
  return line.trimStart().startsWith('<!--') && line.lastIndexOf('<!--') > line.lastIndexOf('-->')
}
