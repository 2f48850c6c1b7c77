import { bridgeContract } from '@pocketping/core/testing'
import { createEventsHarness, createSocketHarness } from './harness.ts'

const without = {
  titles: 'A thread in Slack has no name.',
  replies: 'What is said in a thread in Slack answers the thread.',
  'removing others': 'Slack lets bots remove only what they posted themselves.',
  'closing by hand': 'Slack knows no closed threads.',
}

bridgeContract({ name: 'slack, Socket Mode', create: createSocketHarness, without })
bridgeContract({ name: 'slack, Events API', create: createEventsHarness, without })
