// Everything that must hold before a change goes in. `--without tests,build` leaves out what already ran.
import { parseArgs } from 'node:util'
import { checkPackages } from './check-packages.ts'
import { runNode, runTool } from './run.ts'

const steps: Record<string, () => boolean> = {
  lint: () => runTool('@biomejs/biome', ['check', '--error-on-warnings']),
  // The build also prints the sizes of the widget and fails when one is too large. It comes before the types,
  // which read the files that it generates.
  build: () => runNode(['scripts/build.ts']),
  // Without --force, TypeScript 7 keeps errors of before a change of a tsconfig.
  types: () => runTool('typescript', ['-b', '--force']),
  tests: () => runTool('vitest', ['run']),
  'dead code': () => runTool('knip', ['--no-progress', '--no-config-hints']),
  packages: checkPackages,
}

const { values } = parseArgs({ options: { without: { type: 'string', default: '' } } })
const left = values.without.split(',')
const results: string[] = []

for (const [name, step] of Object.entries(steps)) {
  if (left.includes(name)) continue
  console.log(`\n── ${name}`)
  const startedAt = performance.now()
  const hasPassed = step()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  results.push(`${hasPassed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  // The other steps still run: one report tells everything that is left to do.
  if (!hasPassed) process.exitCode = 1
}

console.log(`\n${results.join('\n')}`)
