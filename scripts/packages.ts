import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './paths.js'

/** A package that is published to the registry. */
export interface PublishedPackage {
  name: string
  folder: string
}

/** The published packages; core first, because the others embed or import nothing but it. */
export function publishedPackages(): PublishedPackage[] {
  return globSync('packages/*/package.json', { cwd: root })
    .map(file => ({ folder: join(root, dirname(file)), ...manifestOf(file) }))
    .filter(({ isPrivate }) => !isPrivate)
    .map(({ name, folder }) => ({ name, folder }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** The files of a package that compile to its declarations; core has one for the web and one for Node. */
export function declarationProjects({ folder }: PublishedPackage): string[] {
  return ['tsconfig.src.json', 'tsconfig.web.json', 'tsconfig.node.json'].filter(file =>
    existsSync(join(folder, file)),
  )
}

function manifestOf(file: string): { name: string; isPrivate: boolean } {
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
  return { name: manifest.name, isPrivate: manifest.private === true }
}
