import { fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppSettings } from './app.ts'

const APP = fileURLToPath(new URL('app.ts', import.meta.url))

/** One life of the application. */
export interface Life {
  /** Resolves once it serves. The life that makes the webhook tells its secret. */
  ready: Promise<{ port: number; secret?: string }>
  dead: Promise<unknown>
  kill(): void
}

// Longer than a lease: what a dead process held is free for the next, as if that had been started so much later.
const APART_MS = 16_000

let lives = 0

/** Starts the application; it may die at any moment. */
export function startLife(settings: Omit<AppSettings, 'aheadMs'>): Life {
  lives += 1
  const own: AppSettings = { ...settings, aheadMs: lives * APART_MS }
  const child = fork(APP, [JSON.stringify(own)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Each life loads the same modules.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(settings.file), 'compiled') },
  })
  const dead = once(child, 'exit')
  const ready = Promise.race([
    once(child, 'message').then(([message]) => message as { port: number; secret?: string }),
    dead.then(() => {
      throw new Error('The application ended before it was ready.')
    }),
  ])
  // Not everybody waits for it.
  ready.catch(() => undefined)
  return { ready, dead, kill: () => void child.kill('SIGKILL') }
}
