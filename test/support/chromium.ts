import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
} from 'playwright-core'
import { PATIENCE_MS } from './patience.ts'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/**
 * Starts a headless Chromium: the one that `CHROME_PATH` names, else the one of `@sparticuz/chromium`, else an
 * installed Chrome, Chromium or Edge.
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const failures: string[] = []
  for (const candidate of candidates()) {
    try {
      const found = candidate()
      if (found) return await chromium.launch({ ...found, ...options })
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(
    ['No Chromium starts here. Install Chrome, or set CHROME_PATH to its executable.', ...failures].join(
      '\n\n',
    ),
  )
}

/** Opens a browser for one visitor, which waits as long as every test does. */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE_MS)
  return context
}

function candidates(): (() => LaunchOptions | undefined)[] {
  const chosen = process.env.CHROME_PATH
  // Whoever names a browser wants that one: a silent other one would test something else.
  if (chosen) return [() => ({ executablePath: chosen })]
  return [
    packaged,
    onPath('chromium'),
    onPath('chromium-browser'),
    () => ({ channel: 'chrome' }),
    () => ({ channel: 'msedge' }),
  ]
}

function onPath(name: string): () => LaunchOptions | undefined {
  return () => {
    const folders = (process.env.PATH ?? '').split(delimiter)
    const folder = folders.find(entry => existsSync(join(entry, name)))
    return folder ? { executablePath: join(folder, name) } : undefined
  }
}

/** The browser of `@sparticuz/chromium`, which has one for Linux on x64. */
function packaged(): LaunchOptions | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = unpack()
  const executablePath = join(folder, 'chromium')
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  // The package brings the libraries that a bare machine lacks (NSS, expat). The machine's own come first, because
  // the packaged ones need a glibc of 2.34.
  for (const libraries of [undefined, join(folder, 'al2023/lib')]) {
    const env = { ...process.env, ...fonts, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) }
    if (spawnSync(executablePath, ['--version'], { env }).status === 0)
      return { executablePath, env: defined(env) }
  }
  throw new Error(`${executablePath} does not run on this machine.`)
}

function unpack(): string {
  const manifest = readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const folder = join(modules, '.cache', `chromium-${version}`)
  if (existsSync(folder)) return folder

  const staging = `${folder}-${process.pid}`
  mkdirSync(staging, { recursive: true })
  const script = fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url))
  // The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS Lambda.
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
  const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`@sparticuz/chromium did not unpack: ${stderr}`)
  writeFileSync(join(staging, 'fonts.conf'), fontConfiguration(join(folder, 'fonts')))
  try {
    // One step, so that a process that starts meanwhile never sees half a browser.
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** The machine's fonts, and those of the package for a machine that has none. */
function fontConfiguration(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${join(dirname(fonts), 'fonts-cache')}</cachedir>
</fontconfig>
`
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
