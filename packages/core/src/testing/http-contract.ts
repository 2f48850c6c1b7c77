import { afterEach, describe } from 'vitest'
import { accessContract } from './http-contract-access.ts'
import { answerContract } from './http-contract-answers.ts'
import { bodyContract } from './http-contract-bodies.ts'
import { bridgeRouteContract } from './http-contract-bridges.ts'
import { conversationContract } from './http-contract-conversation.ts'
import { feedContract } from './http-contract-following.ts'
import { frameContract } from './http-contract-frames.ts'
import { originContract } from './http-contract-origins.ts'
import { scriptContract } from './http-contract-script.ts'
import { slowContract } from './http-contract-slow.ts'
import {
  type CreateHttpHarness,
  type HttpAbility,
  type HttpStage,
  setHttpStage,
} from './http-contract-stage.ts'
import { stoppingContract } from './http-contract-stopping.ts'

export interface HttpContractOptions {
  /** Stands before the name of every test. */
  name: string
  /** Mounts the engine on a host that listens on loopback. */
  create: CreateHttpHarness
  /** What the host cannot do, and why; tests of it are skipped with this reason. */
  without?: Partial<Record<HttpAbility, string>>
}

/**
 * Everything that a visitor's browser relies on as a vitest suite, over real connections. Call it at the top of a
 * test file; a host that passes can carry the widget.
 */
export function httpContract({ name, create, without = {} }: HttpContractOptions): void {
  const stages: HttpStage[] = []
  const setStage = async (options?: Parameters<typeof setHttpStage>[1]): Promise<HttpStage> => {
    const stage = await setHttpStage(create, options)
    stages.push(stage)
    return stage
  }
  const whyNot = (ability: HttpAbility): string | undefined => without[ability]

  describe(`http contract: ${name}`, () => {
    afterEach(async () => {
      for (const stage of stages.splice(0)) await stage.close()
    })

    describe('conversation', () => conversationContract(setStage))
    describe('following', () => feedContract(setStage, whyNot))
    describe('answers', () => answerContract(setStage))
    describe('bodies', () => bodyContract(setStage, whyNot))
    if (whyNot('webSocket') === undefined) describe('frames', () => frameContract(setStage))
    describe('slow clients', () => slowContract(setStage, whyNot))
    describe('access', () => accessContract(setStage, whyNot))
    describe('origins', () => originContract(setStage))
    describe('widget script', () => scriptContract(setStage))
    describe('bridges', () => bridgeRouteContract(setStage, whyNot))
    describe('stopping', () => stoppingContract(setStage, whyNot))
  })
}
