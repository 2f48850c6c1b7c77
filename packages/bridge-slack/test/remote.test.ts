import { bridgeContract, remoteHarness } from '@pocketping/core/testing'
import { createSocketHarness } from './harness.ts'

bridgeContract({
  name: 'slack, in a process of its own',
  create: remoteHarness(createSocketHarness),
  without: {
    titles: 'A thread in Slack has no name.',
    replies: 'What is said in a thread in Slack answers the thread.',
    'removing others': 'Slack lets bots remove only what they posted themselves.',
    'closing by hand': 'Slack knows no closed threads.',
  },
})
