import { relative } from 'node:path'
import type { Vitest } from 'vitest/node'

/** Says loudly which tests passed only when they were tried again, because the list of results hides it. */
export function reportRetries({ config, state }: Vitest): void {
  const flaky = state
    .getTestModules()
    .flatMap(module => [...module.children.allTests()])
    .filter(test => test.diagnostic()?.flaky)
    .map(test => `  ${relative(config.root, test.module.moduleId)} > ${test.fullName}`)
  if (flaky.length > 0) console.error(`\n!!! FLAKY, passed only at the second try:\n${flaky.join('\n')}\n`)
}
