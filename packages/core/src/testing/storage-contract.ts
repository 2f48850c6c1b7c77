import { afterEach, describe } from 'vitest'
import type { Storage } from '../contracts/storage.ts'
import { commitContract } from './storage-contract-commits.ts'
import { concurrencyContract } from './storage-contract-concurrency.ts'
import { copyContract } from './storage-contract-copies.ts'
import { erasingContract } from './storage-contract-erasing.ts'
import { eventContract } from './storage-contract-events.ts'
import { jobCountContract } from './storage-contract-job-counts.ts'
import { jobContract } from './storage-contract-jobs.ts'
import { keyContract } from './storage-contract-keys.ts'
import { laneContract } from './storage-contract-lanes.ts'
import { leaseContract } from './storage-contract-leases.ts'
import { messageContract } from './storage-contract-messages.ts'
import { onceContract } from './storage-contract-once.ts'
import { recordContract } from './storage-contract-records.ts'
import { reopenContract } from './storage-contract-reopen.ts'
import { sessionContract } from './storage-contract-sessions.ts'
import { threadContract } from './storage-contract-threads.ts'
import { valueContract } from './storage-contract-values.ts'

export interface StorageContractOptions {
  /** Stands before the name of every test. */
  name: string
  /** A storage that is new and empty each time. The suite calls `migrate` and, in the end, `close`. */
  create: () => Storage | Promise<Storage>
  /** Present when what is stored outlives `close`: opens what the last `create` made, after it was closed. */
  reopen?: () => Storage | Promise<Storage>
}

/**
 * Every promise of the `Storage` contract as a vitest suite. Call it at the top of a test file; a storage that
 * passes can carry the engine.
 */
export function storageContract({ name, create, reopen }: StorageContractOptions): void {
  const opened: Storage[] = []

  async function opening(storage: Storage | Promise<Storage>): Promise<Storage> {
    const ready = await storage
    opened.push(ready)
    await ready.migrate()
    return ready
  }

  describe(`storage contract: ${name}`, () => {
    afterEach(async () => {
      for (const storage of opened.splice(0)) await storage.close()
    })

    const open = () => opening(create())
    const again = reopen && (() => opening(reopen()))
    describe('commits', () => commitContract(open))
    describe('records', () => recordContract(open))
    describe('sessions', () => sessionContract(open))
    describe('messages', () => messageContract(open))
    describe('threads', () => threadContract(open))
    describe('copies', () => copyContract(open))
    describe('jobs', () => jobContract(open))
    describe('lanes', () => laneContract(open))
    describe('once', () => onceContract(open))
    describe('leases', () => leaseContract(open))
    describe('values', () => valueContract(open, again))
    describe('keys', () => keyContract(open, again))
    describe('events', () => eventContract(open, again))
    describe('job counts', () => jobCountContract(open))
    describe('erasing', () => erasingContract(open))
    describe('concurrency', () => concurrencyContract(open))
    describe('closing', () => reopenContract(open, again))
  })
}
