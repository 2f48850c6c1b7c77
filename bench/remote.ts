import { type ChildProcess, fork } from 'node:child_process'

/** Functions of another process: each takes one plain value and answers with one. */
export type Calls = Record<string, (input: never) => unknown>

/** The same functions, called from here. */
export type Remote<C extends Calls> = {
  [Name in keyof C]: (...input: Parameters<C[Name]>) => Promise<Awaited<ReturnType<C[Name]>>>
}

interface Question {
  id: number
  name: string
  input: unknown
}

type Answer = { id: number; result: unknown } | { id: number; error: string }

// Whoever answers nothing for so long hangs: the run is void.
const ANSWER_MS = 300_000

/** Starts a process that answers with `answerCalls`. */
export function startRemote<C extends Calls>(file: URL): { calls: Remote<C>; stop(): Promise<void> } {
  // A large young generation for both kinds alike: what is measured is not the collector's first steps.
  const child = fork(file, { execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'] })
  const open = new Map<number, { settle(answer: Answer): void }>()
  let lastId = 0

  child.on('message', (answer: Answer) => open.get(answer.id)?.settle(answer))
  const exited = new Promise<void>(resolve => {
    child.on('exit', code => {
      for (const [id, { settle }] of open) settle({ id, error: `The process ended with ${code}.` })
      resolve()
    })
  })

  const call = (name: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1
      const id = lastId
      const timer = setTimeout(() => settle({ id, error: `No answer in ${ANSWER_MS} ms.` }), ANSWER_MS)
      const settle = (answer: Answer): void => {
        clearTimeout(timer)
        open.delete(id)
        if ('error' in answer) reject(new Error(`${name}: ${answer.error}`))
        else resolve(answer.result)
      }
      open.set(id, { settle })
      child.send({ id, name, input } satisfies Question)
    })

  const calls = new Proxy({} as Remote<C>, {
    get: (_, name) => (input: unknown) => call(String(name), input),
  })
  return { calls, stop: () => end(child, exited) }
}

/** Answers the process that started this one, and ends with it. */
export function answerCalls<C extends Calls>(calls: C): void {
  process.on('disconnect', () => process.exit())
  process.on('message', ({ id, name, input }: Question) => {
    const call = calls[name] as (input: unknown) => unknown
    const answer = (message: Answer): void => void process.send?.(message)
    Promise.resolve()
      .then(() => call(input))
      .then(
        result => answer({ id, result }),
        (error: unknown) =>
          answer({ id, error: error instanceof Error ? String(error.stack) : String(error) }),
      )
  })
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(timer)
}
