// A process that starts a bridge and stops it. Whatever the bridge left behind would keep it alive.
import { recordingInbox } from '@pocketping/core/testing'
import { type SlackBridgeOptions, slackBridge } from '../src/index.ts'

const bridge = slackBridge(JSON.parse(process.argv[2] ?? '{}') as SlackBridgeOptions)
const inbox = recordingInbox()
await bridge.start(inbox)
await bridge.stop()
await bridge.start(inbox)
await bridge.stop()
