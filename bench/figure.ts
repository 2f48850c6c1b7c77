/** One line of the table. */
export interface Figure {
  name: string
  /** What was measured, in a few words. */
  engine: string
  bare: string
  /** What the target is about: a ratio to bare, or a plain number. */
  value: number
  unit?: string
  target?: { atLeast: number } | { atMost: number }
}

/** How thorough a run is. */
export interface Size {
  isQuick: boolean
  rounds: number
}

/** Measures, and throws where anything was lost or doubled. */
export type Bench = (size: Size) => Promise<Figure[]>

/** Undefined where there is no target. */
export function hasPassed({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}

function targetText({ target, unit = '' }: Figure): string {
  if (!target) return '–'
  return 'atLeast' in target ? `≥ ${target.atLeast}${unit}` : `≤ ${target.atMost}${unit}`
}

const VERDICTS = new Map([
  [true, 'pass'],
  [false, 'below'],
  [undefined, ''],
])

/** The table, in Markdown. */
export function toTable(figures: readonly Figure[]): string {
  const header = ['figure', 'engine', 'bare', 'value', 'target', '']
  const rows = figures.map(figure => [
    figure.name,
    figure.engine,
    figure.bare,
    `${round(figure.value)}${figure.unit ?? ''}`,
    targetText(figure),
    VERDICTS.get(hasPassed(figure)) ?? '',
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map(row => (row[column] as string).length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`
  return [line(header), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** Three digits that count. */
export function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}
