import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import {
  commandSchemas,
  ERROR_STATUS,
  helloFrameSchema,
  pollResponseSchema,
  resumeRequestSchema,
  startRequestSchema,
  startResponseSchema,
  type VisitorCommand,
  visitorUpdateSchema,
  widgetSettingsSchema,
} from '@pocketping/core/protocol'
import { describe, expect, it } from 'vitest'
import { type CodeBlock, codeBlocks, listPages, readPage, root } from './support/markdown.ts'

const pages = listPages()
const blocks = pages.flatMap(codeBlocks)

/** How an example of each type is read; what comes back must be what was printed. */
const READERS: Readonly<Record<string, (example: never) => unknown>> = {
  StartRequest: example => startRequestSchema.parse(example),
  StartResponse: example => startResponseSchema.parse(example),
  VisitorCommand: (example: VisitorCommand) => commandSchemas[example.type].parse(example),
  HelloFrame: example => helloFrameSchema.parse(example),
  VisitorUpdate: example => visitorUpdateSchema.parse(example),
  ResumeRequest: example => resumeRequestSchema.parse(example),
  WidgetSettings: example => widgetSettingsSchema.parse(example),
  PollResponse: example => pollResponseSchema.parse(example),
  ErrorBody: error => (visitorUpdateSchema.parse({ type: 'error', error }) as { error: unknown }).error,
}

// Their examples are parts of programs, for readers who have the rest before them.
const FRAGMENTS = /^packages\/(?!core\/|bridge-|ai-)/

describe('the pages', () => {
  it.each(pages)('%s links to what exists', page => {
    const text = readPage(page).replaceAll(/^```[\s\S]*?^```$|`[^`\n]*`/gm, '')
    const targets = Array.from(
      text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g),
      match => match[1] ?? match[2] ?? '',
    )
    const local = targets.filter(target => !/^[a-z]+:/.test(target))
    const broken = local.filter(target => !isThere(page, target))
    expect(broken).toEqual([])
  })

  it('has only examples that compile', () => {
    const examples = blocks.filter(({ place, info }) => info === 'ts' && !FRAGMENTS.test(place))
    expect(examples.length).toBeGreaterThan(5)
    expect(compile(examples)).toEqual([])
  }, 120_000)
})

describe('docs/protocol.md', () => {
  const examples = blocks.filter(
    ({ place, info }) => place.startsWith('docs/protocol.md') && info.startsWith('json'),
  )

  it.each(examples)('prints what the schema of its type takes: $place $info', ({ info, code }) => {
    const example: unknown = JSON.parse(code)
    const read = READERS[info.slice('json '.length)]
    expect(read?.(example as never)).toEqual(example)
  })

  it('has an example of every command and update', () => {
    const types = examples.map(({ code }) => (JSON.parse(code) as { type?: string }).type)
    expect(types).toEqual(expect.arrayContaining(Object.keys(commandSchemas)))
    expect(types).toEqual(expect.arrayContaining(['hello', 'changes', 'typing', 'event', 'ack', 'error']))
  })

  it('lists every error code with its status', () => {
    const rows = readPage('docs/protocol.md').matchAll(/^\| `([A-Z_]+)` +\| +(\d+) \|/gm)
    expect(Object.fromEntries(Array.from(rows, ([, code, status]) => [code, Number(status)]))).toEqual(
      ERROR_STATUS,
    )
  })
})

/** Whether a link leads somewhere, to its heading if it names one. */
function isThere(page: string, target: string): boolean {
  const [path = '', heading] = target.split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path)).replaceAll('\\', '/')
  if (!existsSync(join(root, file))) return false
  if (heading === undefined || !file.endsWith('.md')) return true
  const headings = Array.from(readPage(file).matchAll(/^#+ (.*)$/gm), ([, words = '']) => anchorOf(words))
  return headings.includes(heading)
}

function anchorOf(words: string): string {
  const plain = words.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
  return plain.trim().replaceAll(' ', '-')
}

/** Compiles each example as a file of its own; answers with what the compiler says of them. */
function compile(examples: readonly CodeBlock[]): string[] {
  const place = join(root, 'examples/express/.data')
  mkdirSync(place, { recursive: true })
  const folder = mkdtempSync(join(place, 'docs-'))
  try {
    for (const { place: origin, code } of examples) {
      // What an example goes on with, it need not construct again.
      const isNew = /\b(const|let) pp\b|pp: PocketPing/.test(code)
      const given = isNew ? '' : "declare const pp: import('@pocketping/core').PocketPing\n"
      writeFileSync(join(folder, `${origin.replaceAll(/[^\w]/g, '_')}.ts`), `${given}${code}\nexport {}\n`)
    }
    const config = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: {
        composite: false,
        emitDeclarationOnly: false,
        noEmit: true,
        isolatedDeclarations: false,
        noUnusedLocals: false,
        lib: ['ES2024', 'DOM', 'DOM.Iterable'],
        types: ['node'],
      },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    })
    // What is wrong with the sources is told by their own check; its paths lead out of this folder.
    return stdout.split('\n').filter(line => /^\w+\.ts\(/.test(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
