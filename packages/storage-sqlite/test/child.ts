import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A second process that runs one of the programs beside this file. */
export interface Child {
  readonly process: ChildProcess
  /** The lines it has written so far. */
  readonly lines: string[]
  /** Calls back for each further line. */
  onLine(listener: () => void): void
  /** Its exit code, or the signal that ended it; all its lines are there by then. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export function startChild(program: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  let listener = (): void => undefined
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line)
    listener()
  })
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 0))
  })
  return {
    process: child,
    lines,
    ended,
    onLine(next) {
      listener = next
    },
  }
}
