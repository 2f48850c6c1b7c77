import { describe, expect, it } from 'vitest'
import { type Import, importsIn } from '../../../test/support/imports.ts'

// The table of docs/architecture.md, bottom up. Layers of one line do not know each other.
const LAYERS = [
  ['protocol'],
  ['contracts'],
  ['storage'],
  ['outbox'],
  ['conversation'],
  ['realtime'],
  ['ai', 'webhooks', 'bridges'],
  ['api'],
  ['http'],
  ['options'],
  ['assemble.ts'],
  ['api-methods.ts'],
  ['pocketping.ts'],
  ['node'],
  // What only re-exports, and what nobody may import, stand on top.
  ['index.ts'],
  ['index.node.ts'],
  ['bridge-kit', 'client', 'testing'],
]

const SOURCE = 'packages/core/src/'

const imports = importsIn('packages/core/src')
const inside = imports.filter(({ target }) => target !== undefined)

function layerOf(path: string): string {
  return path.slice(SOURCE.length).split('/')[0] ?? ''
}

function heightOf(path: string): number {
  return LAYERS.findIndex(names => names.includes(layerOf(path)))
}

function isAllowed({ file, target = '' }: Import): boolean {
  if (layerOf(file) === layerOf(target)) return true
  // The door of the package stays free of Node: node/ has a door of its own.
  if (layerOf(file) === 'index.ts') return heightOf(target) < heightOf(`${SOURCE}node`)
  return heightOf(target) < heightOf(file)
}

function readable(found: Import[]): string[] {
  return found.map(({ file, specifier }) => `${file} imports ${specifier}`)
}

/** All that is loaded with a file: files of ours by path, packages by name. Imports of types load nothing. */
function reachedFrom(entry: string): string[] {
  const reached = [entry]
  for (const path of reached)
    for (const { file, target, specifier, isTypeOnly } of imports)
      if (file === path && !isTypeOnly && !reached.includes(target ?? specifier))
        reached.push(target ?? specifier)
  return reached
}

describe('the layers of core', () => {
  it('finds the imports it judges', () => {
    expect(inside.length).toBeGreaterThan(10)
  })

  it('has no folder or file outside the layers', () => {
    const unknown = imports.map(({ file }) => file).filter(file => heightOf(file) === -1)
    expect([...new Set(unknown)]).toEqual([])
  })

  it('imports only from its own folder or from lower layers', () => {
    expect(readable(inside.filter(one => !isAllowed(one)))).toEqual([])
  })

  it('does not leave src', () => {
    expect(readable(inside.filter(({ target }) => !target?.startsWith(SOURCE)))).toEqual([])
  })

  it('makes bridge-kit/ of the plugs and the wire alone', () => {
    const ofKit = imports.filter(({ file }) => layerOf(file) === 'bridge-kit')
    const allowed = ['bridge-kit', 'contracts', 'protocol']
    expect(ofKit.length).toBeGreaterThan(5)
    expect(readable(ofKit.filter(({ target = '' }) => !allowed.includes(layerOf(target))))).toEqual([])
  })

  it('makes client/ of the wire alone', () => {
    const ofClient = imports.filter(({ file }) => layerOf(file) === 'client')
    expect(ofClient.length).toBeGreaterThan(5)
    const refused = ofClient.filter(({ target = '' }) => !['client', 'protocol'].includes(layerOf(target)))
    expect(readable(refused)).toEqual([])
  })

  it('brings no schema and nothing of Node into a browser with client/', () => {
    const reached = reachedFrom(`${SOURCE}client/index.ts`)
    expect(reached).toContain(`${SOURCE}protocol/api-paths.ts`)
    expect(reached.filter(path => !path.startsWith(SOURCE))).toEqual([])
    const ofWire = reached.filter(path => layerOf(path) === 'protocol')
    expect(ofWire).toEqual([`${SOURCE}protocol/errors.ts`, `${SOURCE}protocol/api-paths.ts`])
  })

  it('keeps everything of Node in node/', () => {
    const ofNode = imports.filter(({ specifier }) => specifier === 'ws' || specifier.startsWith('node:'))
    expect(readable(ofNode.filter(({ file }) => !['node', 'testing'].includes(layerOf(file))))).toEqual([])
  })

  it('keeps the test runner in testing/', () => {
    const runner = imports.filter(({ specifier }) => specifier.startsWith('vitest'))
    expect(readable(runner.filter(({ file }) => layerOf(file) !== 'testing'))).toEqual([])
  })
})
