import { expect } from 'vitest'
import { type CleaningOptions, cleanAnswer } from '../../src/ai/clean-answer.ts'

export const options: CleaningOptions = {
  allowedUrls: new Set(['https://docs.shop.example/install/#npm', 'https://shop.example/a?b=c']),
  allowedHosts: ['help.example', '*.cdn.example', 'localhost:3000'],
  allowedText: 'Write to Support@Mail.example, or (sales+eu@mail.example).',
  maxLength: 4000,
}
export function clean(text: string, rest: Partial<CleaningOptions> = {}): string {
  return cleanAnswer(text, { ...options, ...rest })
}
export const GONE = '[link removed]'

/** What comes out, by what goes in. */
export function gives(table: [input: string, output: string][]): void {
  for (const [input, output] of table) expect(clean(input), JSON.stringify(input)).toBe(output)
}
