import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppSettings } from './app.ts'

const APP = fileURLToPath(new URL('app.ts', import.meta.url))

/** One life of the application. */
export interface Life {
  /**
   * Resolves once it serves, with its port: another one in each life, for in between somebody else could take one that was
   * kept. Rejects where it ended before.
   */
  ready: Promise<number>
  /** Resolves with the step at which it died, or `undefined` where it was killed from outside. */
  dead: Promise<string | undefined>
  kill(): void
}

// Longer than a lease: what a dead process held is free for the next, as if that had been started so much later.
const APART_MS = 16_000

let lives = 0

/** Starts the application; it may die at any moment. */
export function startLife(settings: Omit<AppSettings, 'aheadMs'>): Life {
  lives += 1
  const own: AppSettings = { ...settings, aheadMs: lives * APART_MS }
  const child: ChildProcess = fork(APP, [JSON.stringify(own)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Each life loads the same modules.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(settings.file), 'compiled') },
  })
  let died: string | undefined
  const exited = once(child, 'exit')
  const served = new Promise<number>(resolve => {
    child.on('message', (message: { port?: number; died?: string }) => {
      if (message.port) resolve(message.port)
      if (message.died) died = message.died
    })
  })
  const ready = Promise.race([
    served,
    exited.then(() => {
      throw new Error('The application ended before it was ready.')
    }),
  ])
  // Not everybody waits for it.
  ready.catch(() => undefined)
  return {
    ready,
    dead: exited.then(() => died),
    kill: () => void child.kill('SIGKILL'),
  }
}
