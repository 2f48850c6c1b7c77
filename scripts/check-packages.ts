import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type PublishedPackage, publishedPackages } from './packages.ts'
import { root } from './paths.js'
import { runNode, runTool } from './run.ts'

// Below node_modules/.cache, where neither git nor a tool looks.
const place = join(root, 'node_modules/.cache/packed')
const modules = join(place, 'node_modules')

/** Packs every published package and checks what its users would get. */
export function checkPackages(): boolean {
  rmSync(place, { recursive: true, force: true })
  const packages = publishedPackages()
  const tarballs = packages.map(pack)
  const results = tarballs.flatMap(tarball => [
    runTool('publint', ['run', tarball, '--strict']),
    runTool('@arethetypeswrong/cli', [
      tarball,
      '--profile',
      'esm-only',
      '--format',
      'ascii',
      '--no-emoji',
      '--no-summary',
    ]),
  ])
  for (const [index, one] of packages.entries()) install(one, tarballs[index] ?? '')
  return [...results, ...packages.map(importsAtRunTime)].every(Boolean)
}

function pack({ name, folder }: PublishedPackage): string {
  const destination = join(place, name)
  mkdirSync(destination, { recursive: true })
  // A shell, because pnpm is a binary here and a batch file on Windows. The relative path has no spaces.
  const { status } = spawnSync(`pnpm pack --pack-destination ${relative(folder, destination)}`, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [file] = readdirSync(destination)
  if (status !== 0 || !file) throw new Error(`${name} could not be packed.`)
  return join(destination, file)
}

/** Puts the contents of a tarball where an install would put them, beside the dependencies of its package. */
function install({ name, folder }: PublishedPackage, tarball: string): void {
  const target = join(modules, name)
  mkdirSync(target, { recursive: true })
  spawnSync('tar', ['xzf', tarball, '--strip-components=1', '-C', target], { stdio: 'inherit' })
  const { dependencies = {}, peerDependencies = {} } = manifestOf(target)
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
    const link = join(modules, dependency)
    if (dependency.startsWith('@pocketping/') || existsSync(link)) continue
    // A dependency with a scope stands in a folder of that name.
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(folder, 'node_modules', dependency), link, 'junction')
  }
}

function importsAtRunTime({ name }: PublishedPackage): boolean {
  const doors = Object.keys(manifestOf(join(modules, name)).exports).filter(
    // The conformance suites run only inside a test runner.
    door => !['./package.json', './testing'].includes(door),
  )
  const imports = doors.map(door => `await import('${name}${door.slice(1)}')`)
  return runNode(['--input-type=module', '--eval', imports.join('\n')], place)
}

interface Manifest {
  exports: Record<string, unknown>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
