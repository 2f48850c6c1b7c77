import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

// What a visitor has downloaded, cumulative, in bytes of gzip -9. The last is everything there is.
const STAGES = [
  { label: 'page loaded: launcher, badge, events', parts: ['widget'], budget: 1536 },
  { label: 'text conversation: and panel', parts: ['panel'], budget: 7986 },
  { label: 'everything: and SSE, polling, menu, history, sound', parts: ['extras'], budget: 12_288 },
]

/** Prints what each stage costs, and with `--readme` writes it there; returns whether all hold their budget. */
export function checkSizes(files: Record<string, string>): boolean {
  let total = 0
  let isWithin = true
  for (const { label, parts, budget } of STAGES) {
    const sizes = parts.map(part => sizeOf(files, part))
    total += sizes.reduce((sum, size) => sum + size, 0)
    isWithin &&= total <= budget
    const detail = parts.map((part, index) => `${part} ${sizes[index]}`).join(', ')
    const verdict = total <= budget ? `${budget - total} left` : `OVER by ${total - budget}`
    if (process.argv.includes('--readme')) writeToReadme(total, budget)
    console.log(`${label.padEnd(52)} ${String(total).padStart(6)} of ${budget} (${verdict}; ${detail})`)
  }
  return isWithin
}

function sizeOf(files: Record<string, string>, part: string): number {
  const name = Object.keys(files).find(file => file.startsWith(part))
  if (!name) throw new Error(`The build made no file of the part "${part}".`)
  return gzipSync(files[name] ?? '', { level: 9 }).length
}

/** Each row of the table there ends in the size and its budget. */
function writeToReadme(size: number, budget: number): void {
  const readme = new URL('../README.md', import.meta.url)
  const written = (bytes: number): string => bytes.toLocaleString('en')
  const row = new RegExp(`\\| [\\d,]+( +\\| ${written(budget)} +\\|)`)
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(row, `| ${written(size)}$1`))
}
