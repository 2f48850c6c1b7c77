import { type Bridge, BridgeError } from '../../contracts/bridge.ts'
import type { BridgeCall, BridgeMethod, BridgeResults } from './bridge-call.ts'
import { createOnlyOnce } from './keyed-answers.ts'
import type { Receiving } from './receiving.ts'
import type { RemoteInbox } from './remote-inbox.ts'
import { toRequest, toWebhookAnswer } from './webhook.ts'

/** Does with the bridge of this process what the engine asks. @throws what the bridge throws */
export type CarryOut = (call: BridgeCall) => Promise<BridgeResults[BridgeMethod]>

export function createCarryOut(bridge: Bridge, inbox: RemoteInbox, receiving: Receiving): CarryOut {
  const onlyOnce = createOnlyOnce()

  const act = async (call: BridgeCall): Promise<BridgeResults[BridgeMethod]> => {
    switch (call.method) {
      case 'start':
        return done(receiving.start())
      case 'stop':
        return done(receiving.stop())
      case 'openThread':
        return bridge.openThread(call.card, call.key)
      case 'updateThread':
        return (await bridge.updateThread(call.threadId, call.card, call.cardId)) ?? null
      case 'closeThread':
        return done(bridge.closeThread(call.threadId))
      case 'reopenThread':
        return done(bridge.reopenThread(call.threadId))
      case 'send':
        return bridge.send(call.threadId, call.post, call.key)
      case 'edit':
        return bridge.edit(call.threadId, call.platformIds, call.post)
      case 'remove':
        return done(bridge.remove(call.threadId, call.platformIds))
      case 'react':
        return done(present(bridge.react)(call.threadId, call.platformId, call.mark))
      case 'typing':
        return done(present(bridge.typing)(call.threadId))
      case 'handleWebhook':
        return toWebhookAnswer(await present(bridge.handleWebhook)(toRequest(call.request), inbox))
    }
  }

  /** The engine was told what the bridge has, and asks for nothing else. */
  const present = <Method extends (...args: never[]) => unknown>(method: Method | undefined): Method => {
    if (!method) throw new BridgeError('refused', `The bridge "${bridge.id}" has no such method.`)
    return method.bind(bridge) as Method
  }

  return call => onlyOnce(call, () => act(call))
}

async function done(act: Promise<void>): Promise<null> {
  await act
  return null
}
