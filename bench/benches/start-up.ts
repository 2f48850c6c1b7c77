import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Bench, round } from '../figure.ts'
import { median } from '../statistics.ts'

const entry = new URL('../../packages/core/dist/index.js', import.meta.url)

/** Milliseconds that the import takes within a new process, and that `node -e 0` takes in all. */
export const startUp: Bench = async ({ isQuick }) => {
  if (!existsSync(entry)) throw new Error('There is no packages/core/dist: run `npm run build` first.')
  const script = `const at = performance.now(); await import('${entry}'); console.log(performance.now() - at)`
  const times = { import: [] as number[], node: [] as number[] }
  for (let run = 0; run < (isQuick ? 1 : 15); run += 1) {
    const startedAt = performance.now()
    spawnSync(process.execPath, ['-e', '0'])
    times.node.push(performance.now() - startedAt)
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('.', entry)),
    })
    times.import.push(Number(output.toString()))
  }
  const value = median(times.import)
  return [
    {
      name: "import '@pocketping/core'",
      engine: `${round(value)} ms`,
      bare: `node -e 0: ${round(median(times.node))} ms`,
      value,
      unit: ' ms',
      target: { atMost: 100 },
    },
  ]
}
