// Quotes and lists within each other at the beginning of a line. Each costs one more pass over the lines.
const MAX_DEPTH = 10

// A marker with what may stand around it; sticky, so that each takes up where the one before ended.
const MARKER = /[ \t]{0,8}(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))/y

/** A line of Markdown whose quotes and lists are nested to a bounded depth: deeper marks are left out. */
export function flatMarkers(line: string): string {
  let end = 0
  let kept = 0
  MARKER.lastIndex = 0
  for (let depth = 1; MARKER.test(line); depth += 1) {
    end = MARKER.lastIndex
    if (depth <= MAX_DEPTH) kept = end
  }
  return kept === end ? line : `${line.slice(0, kept)}${line.slice(end)}`
}
