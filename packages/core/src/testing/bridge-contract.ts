import { afterEach, describe } from 'vitest'
import { changeContract } from './bridge-contract-changes.ts'
import { card, type Stage } from './bridge-contract-fixtures.ts'
import { inboundContract } from './bridge-contract-inbound.ts'
import { recordingInbox } from './bridge-contract-inbox.ts'
import type { BridgeAbility, CreateBridgeHarness } from './bridge-contract-platform.ts'
import { postContract } from './bridge-contract-posts.ts'
import { receivingContract } from './bridge-contract-receiving.ts'
import { bridgeThreadContract } from './bridge-contract-threads.ts'

export interface BridgeContractOptions {
  /** Stands before the name of every test. */
  name: string
  /** A bridge on a platform that is new each time. */
  create: CreateBridgeHarness
  /** What the platform cannot do, and why; tests of it are skipped with this reason. */
  without?: Partial<Record<BridgeAbility, string>>
}

/**
 * Every promise of the `Bridge` contract as a vitest suite. Call it at the top of a test file, with the platform or
 * what stands in for it; a bridge that passes can carry conversations.
 */
export function bridgeContract({ name, create, without = {} }: BridgeContractOptions): void {
  const stages: Stage[] = []

  const setStage = async (): Promise<Stage> => {
    const inbox = recordingInbox()
    const harness = await create(inbox)
    let opened = 0
    const open = async (): Promise<string> => {
      opened += 1
      // A key of its own, as the engine gives it: the same once more would be the same thread.
      return (await harness.bridge.openThread(card(), `thread-${opened}`)).threadId
    }
    const stage = { ...harness, inbox, open }
    stages.push(stage)
    return stage
  }

  const whyNot = (ability: BridgeAbility): string | undefined => without[ability]

  describe(`bridge contract: ${name}`, () => {
    afterEach(async () => {
      for (const stage of stages.splice(0)) {
        await stage.bridge.stop()
        await stage.close()
      }
    })

    describe('threads', () => bridgeThreadContract(setStage, whyNot))
    describe('posts', () => postContract(setStage, whyNot))
    describe('changes', () => changeContract(setStage, whyNot))
    describe('what operators do', () => inboundContract(setStage, whyNot))
    describe('receiving', () => receivingContract(setStage))
  })
}
