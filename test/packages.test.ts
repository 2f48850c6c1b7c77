import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { foldersMatching, type Import, importsIn } from './support/imports.ts'

const packages = foldersMatching('packages/*').map(folder => ({ folder, manifest: manifestOf(folder) }))
const published = packages.filter(({ manifest }) => !manifest.private)

interface Manifest {
  name: string
  version: string
  private?: boolean
  license?: string
  type?: string
  sideEffects?: unknown
  engines?: { node?: string }
  dependencies?: Record<string, string>
  exports: Record<string, string>
  publishConfig?: { exports?: Record<string, unknown> }
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(new URL(`../${folder}/package.json`, import.meta.url), 'utf8'))
}

function isOurs({ specifier }: Import): boolean {
  return specifier.startsWith('@pocketping/')
}

/** What a package may import of ours, apart from itself. */
function mayImport(folder: string, one: Import): boolean {
  const name = folder.replace('packages/', '')
  if (name === 'core' || name === 'emulators') return false
  if (name === 'widget') return one.isTypeOnly && one.specifier === '@pocketping/core/protocol'
  return /^@pocketping\/core(\/|$)/.test(one.specifier)
}

describe.each(packages)('$folder', ({ folder, manifest }) => {
  const imports = importsIn(`${folder}/src`)

  it('imports of ours only what the map allows', () => {
    const refused = imports.filter(isOurs).filter(one => !mayImport(folder, one))
    expect(refused.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('reaches into no other package by path', () => {
    const outside = imports.filter(({ target }) => target && !target.startsWith(`${folder}/`))
    expect(outside.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('depends on no package of ours but core', () => {
    const ours = Object.keys(manifest.dependencies ?? {}).filter(name => name.startsWith('@pocketping/'))
    expect(ours.filter(name => name !== '@pocketping/core')).toEqual([])
  })
})

describe.each(published)('the manifest of $manifest.name', ({ folder, manifest }) => {
  it('says what every published package says', () => {
    expect(manifest).toMatchObject({ license: 'MIT', type: 'module', engines: { node: '>=22.13' } })
    expect(manifest).toHaveProperty('sideEffects')
    expect(manifest.version).toBe(manifestOf('packages/core').version)
    expect(folder).toBe(manifest.name.replace('@pocketping/', 'packages/'))
  })

  it('opens the same doors in the repository and in the tarball', () => {
    expect(Object.keys(manifest.publishConfig?.exports ?? {})).toEqual(Object.keys(manifest.exports))
  })
})
