import { stripTypeScriptTypes } from 'node:module'

/**
 * Runs the example that holds these words, with what it imports given; answers with what it declares under `name`.
 * Throws where no example has them.
 */
export async function runPrinted(
  blocks: readonly { code: string }[],
  words: string,
  name: string,
  given: Record<string, unknown>,
): Promise<unknown> {
  const code = blocks.find(block => block.code.includes(words))?.code
  if (code === undefined) throw new Error(`No example has “${words}”.`)
  const plain = stripTypeScriptTypes(code.replaceAll(/^import .*\n/gm, '').replaceAll(/^export /gm, ''))
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<unknown>
  return new AsyncFunction(...Object.keys(given), `${plain}\nreturn ${name}`)(...Object.values(given))
}
