import type { Storage } from '../contracts/storage.ts'

const METHODS: readonly (keyof Storage)[] = [
  'migrate',
  'commit',
  'findSession',
  'listSessions',
  'findMessage',
  'listMessages',
  'findThread',
  'listCopies',
  'listValues',
  'findKey',
  'listEvents',
  'listKept',
  'countJobs',
  'claimJobs',
  'lease',
  'close',
]

/** Decides what a call does: `run` carries it out on the storage behind. */
export type Around = (method: keyof Storage, args: unknown[], run: () => Promise<unknown>) => Promise<unknown>

/** A storage each of whose calls goes through a function first. */
export function aroundStorage(storage: Storage, around: Around): Storage {
  const wrapped = METHODS.map(method => {
    const run = (args: unknown[]): Promise<unknown> =>
      (storage[method] as (...args: unknown[]) => Promise<unknown>)(...args)
    return [method, (...args: unknown[]) => around(method, args, () => run(args))]
  })
  return Object.fromEntries(wrapped) as unknown as Storage
}
