// Builds every published package into its dist folder.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { declarationProjects, publishedPackages } from './packages.ts'
import { runTool } from './run.ts'
import { buildWidget } from './widget.js'

const packages = publishedPackages()

// tsup empties dist, so the widget's own script, which adds to it, and the declarations come after. Core is bundled
// last, because it embeds the widget.
for (const one of packages.filter(({ name }) => name !== '@pocketping/core')) bundle(one.folder)
buildWidget()
for (const one of packages.filter(({ name }) => name === '@pocketping/core')) bundle(one.folder)
const projects = packages.flatMap(one =>
  declarationProjects(one).map(project => ({ folder: one.folder, project })),
)
// Through the project references a package reads the declarations of another, which therefore must be there.
const all = projects.map(({ folder, project }) => join(folder, project))
must(runTool('typescript', ['-b', '--force', ...all]), 'The types are wrong; see above.')
for (const { folder, project } of projects) declare(folder, project)

function bundle(folder: string): void {
  if (!existsSync(join(folder, 'tsup.config.ts'))) return
  must(runTool('tsup', ['--silent'], folder), `tsup failed in ${folder}.`)
}

function declare(folder: string, project: string): void {
  const args = [
    '--composite',
    'false',
    '--incremental',
    'false',
    '--declaration',
    '--rootDir',
    'src',
    '--outDir',
    'dist',
  ]
  must(runTool('typescript', ['-p', project, ...args], folder), `${project} failed in ${folder}.`)
}

function must(succeeded: boolean, message: string): void {
  if (succeeded) return
  console.error(message)
  process.exit(1)
}
