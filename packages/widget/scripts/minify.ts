import { type MinifyOptions, minify } from 'terser'

const common: MinifyOptions = { module: true, toplevel: true, ecma: 2020 }

/** The slice of terser's syntax tree that is needed to move functions. */
interface Statement {
  TYPE: string
  name?: { name: string }
}

/** Makes the code as short as it gets without other names. */
export async function compress(code: string): Promise<string> {
  const result = await minify(code, {
    ...common,
    mangle: false,
    compress: {
      passes: 6,
      inline: 1,
      // Nothing here depends on built-ins that a page replaced.
      unsafe: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      unsafe_comps: true,
      pure_getters: true,
      keep_fargs: false,
    },
    format: { comments: false },
  })
  return result.code ?? ''
}

/**
 * Gives what is compressed its short names. The functions come first, in the order that is given: it decides on their
 * names and on what stands near to what, and with that on how well they pack. Where they stand means nothing else.
 */
export async function shorten(code: string, order: readonly string[] = []): Promise<string> {
  const ast = await parse(code)
  const rank = (statement: Statement): number => {
    const place = order.indexOf(nameOf(statement) ?? '')
    return place < 0 ? order.length : place
  }
  ast.body.sort((a, b) => rank(a) - rank(b))
  const result = await minify(ast as never, { ...common, compress: false, format: { comments: false } })
  return result.code ?? ''
}

/** Names of the functions that may be moved. */
export async function functionsOf(code: string): Promise<string[]> {
  return (await parse(code)).body.flatMap(statement => nameOf(statement) ?? [])
}

async function parse(code: string): Promise<{ body: Statement[] }> {
  // The types of terser do not know this option, nor what comes of it.
  const format: object = { ast: true, code: false }
  const result = await minify(code, { ...common, compress: false, mangle: false, format })
  return (result as unknown as { ast: { body: Statement[] } }).ast
}

function nameOf({ TYPE: type, name }: Statement): string | undefined {
  return type === 'Defun' ? name?.name : undefined
}
