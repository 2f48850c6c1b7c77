import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One import or re-export in a source file. */
export interface Import {
  /** The importing file, relative to the repository, with forward slashes. */
  file: string
  /** What is imported, as written. */
  specifier: string
  /** A relative specifier as a path in the repository; undefined for a package. */
  target: string | undefined
  isTypeOnly: boolean
}

const statement = /\b(import|export)\s+(type\s+)?(?:[\w*${][^'";]*?\bfrom\s*)?(['"])([^'"]+)\3/g
const dynamic = /\bimport\(\s*(['"])([^'"]+)\1/g
const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

/** Lists the imports of all source files under a folder of the repository, without those of tests. */
export function importsIn(folder: string): Import[] {
  return globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root })
    .filter(file => !/\.test\.tsx?$|node_modules/.test(file))
    .flatMap(importsOf)
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8').replace(comments, '')
  const path = file.split(sep).join('/')
  const found = (specifier: string, isTypeOnly: boolean): Import => ({
    file: path,
    specifier,
    target: specifier.startsWith('.') ? resolve(path, specifier) : undefined,
    isTypeOnly,
  })
  return [
    ...Array.from(source.matchAll(statement), match => found(match[4] ?? '', match[2] !== undefined)),
    ...Array.from(source.matchAll(dynamic), match => found(match[2] ?? '', false)),
  ]
}

function resolve(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier))
}

/** The folders that match a pattern, relative to the repository, with forward slashes. */
export function foldersMatching(pattern: string): string[] {
  return globSync(`${pattern}/package.json`, { cwd: root })
    .map(file =>
      relative(root, join(root, dirname(file)))
        .split(sep)
        .join('/'),
    )
    .sort()
}
