import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const APP = fileURLToPath(new URL('app.ts', import.meta.url))

/** One life of the application. */
export interface Life {
  /** Another one in each life: in between, somebody else could take a port that was kept. */
  port: number
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
  const ready = new Promise<number>(resolve => {
    child.on('message', (message: { port?: number; died?: string }) => {
      if (message.port) resolve(message.port)
      if (message.died) died = message.died
    })
  })
  const port = await Promise.race([
    ready,
    exited.then(() => {
      throw new Error('The application ended before it was ready.')
    }),
  ])
  return {
    port,
    dead: exited.then(() => died),
    kill: () => void child.kill('SIGKILL'),
  }
}
