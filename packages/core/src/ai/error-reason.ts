import { AiError } from '../contracts/ai-provider.ts'

/** What of an error may be logged: a provider of somebody else's may put anything into its own, a key too. */
export function errorReason(error: unknown): string {
  if (error instanceof AiError) return `${error.kind}: ${error.message}`
  return error instanceof Error ? error.name : typeof error
}
