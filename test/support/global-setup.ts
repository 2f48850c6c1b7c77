import type { TestProject } from 'vitest/node'
import { buildWidgetIfStale } from '../../scripts/widget.js'
import { reportRetries } from './retries.ts'

/** Makes sure that the tests see the widget as its source stands now, and in the end names those that were tried twice. */
export default function setup({ vitest }: TestProject): () => void {
  buildWidgetIfStale()
  return () => reportRetries(vitest)
}
