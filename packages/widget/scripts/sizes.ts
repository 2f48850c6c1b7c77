import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

// What a visitor has downloaded, cumulative, in bytes of gzip -9. The last is every part that all projects may use.
const STAGES = [
  { label: 'page loaded: launcher, badge, events', part: 'widget', budget: 1536 },
  { label: 'text conversation: and panel', part: 'panel', budget: 7900 },
  { label: 'everything: and SSE, polling, menu, history, sound', part: 'extras', budget: 12_288 },
]

// Loaded on top of it, where an AI answers.
const AI = { label: 'where an AI answers: by itself', part: 'ai', budget: 700 }

/** Prints what each stage costs, and with `--readme` writes it there; returns whether all hold their budget. */
export function checkSizes(files: Record<string, string>): boolean {
  let total = 0
  const stages = STAGES.map(stage => {
    const size = sizeOf(files, stage.part)
    total += size
    return { ...stage, size, total }
  })
  const ai = sizeOf(files, AI.part)
  return [...stages, { ...AI, size: ai, total: ai }]
    .map(({ label, part, budget, size, total }) => {
      const verdict = total <= budget ? `${budget - total} left` : `OVER by ${total - budget}`
      if (process.argv.includes('--readme')) writeToReadme(total, budget)
      console.log(
        `${label.padEnd(52)} ${String(total).padStart(6)} of ${budget} (${verdict}; ${part} ${size})`,
      )
      return total <= budget
    })
    .every(Boolean)
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
