import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const APP = fileURLToPath(new URL('app.ts', import.meta.url))

/** One life of the application. */
export interface Life {
  /** Resolves with the step at which it died, or `undefined` where it was killed from outside. */
  dead: Promise<string | undefined>
  kill(): void
}

/** Starts the application and waits until it serves; it may die at any moment after. */
export async function startLife(settings: Record<string, unknown>): Promise<Life> {
  const child: ChildProcess = fork(APP, [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let died: string | undefined
  const exited = once(child, 'exit')
  const ready = new Promise<void>(resolve => {
    child.on('message', (message: { ready?: true; died?: string }) => {
      if (message.ready) resolve()
      if (message.died) died = message.died
    })
  })
  await Promise.race([
    ready,
    exited.then(() => {
      throw new Error('The application ended before it was ready.')
    }),
  ])
  return {
    dead: exited.then(() => died),
    kill: () => void child.kill('SIGKILL'),
  }
}
