// Runs after every install. Plain JavaScript, because the Node that runs it may not know TypeScript.
import { buildWidgetIfStale } from './widget.js'

try {
  buildWidgetIfStale()
} catch (error) {
  // An install must not fail because of the state of the source: tests and demo build again and report it.
  console.error(error instanceof Error ? error.message : error)
}
