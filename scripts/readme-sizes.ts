// Writes into README.md what a visitor downloads, as the last build of the widget made it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { widgetFiles } from '../packages/core/src/http/widget-files.generated.ts'
import { root } from './paths.js'

const STAGES = [
  { has: 'the page is loaded: launcher, badge, events', parts: ['widget'] },
  {
    has: 'and a text conversation: panel, history, sending, receipts, WebSocket',
    parts: ['panel'],
  },
  { has: 'and every optional part', parts: ['extras'] },
  { has: 'where an AI answers, beside these', parts: ['ai'], isApart: true },
]

// The limits that the build enforces, in the same order.
const budgets = readFileSync(join(root, 'packages/widget/scripts/sizes.ts'), 'utf8').matchAll(
  /budget: ([\d_]+)/g,
)
const limits = Array.from(budgets, ([, digits = '']) => Number(digits.replaceAll('_', '')))

const page = join(root, 'README.md')
const section = /(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/

/** The stages whose number in README.md is off by more than so many bytes. */
export function differingSizes(tolerance: number): string[] {
  const written = readFileSync(page, 'utf8')
  return measure().flatMap(({ has, total }) => {
    const row = written.split('\n').find(line => line.includes(`| ${has} `))
    const told = Number(row?.split('|')[2]?.replaceAll(/\D/g, '') || Number.NaN)
    return Math.abs(told - total) <= tolerance ? [] : [`${has}: README.md says ${told}, the build ${total}`]
  })
}

function measure(): { has: string; total: number; limit: number }[] {
  let total = 0
  return STAGES.map(({ has, parts, isApart = false }, index) => {
    if (isApart) total = 0
    for (const part of parts) total += sizeOf(part)
    return { has, total, limit: limits[index] ?? Number.NaN }
  })
}

function sizeOf(part: string): number {
  const name = Object.keys(widgetFiles).find(file => new RegExp(`^${part}[.-]`).test(file))
  if (!name) throw new Error(`The widget has no part "${part}".`)
  return gzipSync(widgetFiles[name] ?? '', { level: 9 }).length
}

/** As the formatter aligns it. */
function table(): string {
  const rows = [
    ['what a visitor has', 'bytes', 'at most'],
    ...measure().map(({ has, total, limit }) => [
      has,
      total.toLocaleString('en'),
      limit.toLocaleString('en'),
    ]),
  ]
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`
  const [head = '', ...body] = rows.map(row =>
    line(
      row.map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0))),
    ),
  )
  const rule = line(widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))))
  return [head, rule, ...body].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(section, (_, start, end) => `${start}${table()}\n${end}`),
  )
