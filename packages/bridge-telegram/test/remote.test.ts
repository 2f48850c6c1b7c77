import { bridgeContract, remoteHarness } from '@pocketping/core/testing'
import { createPollingHarness } from './harness.ts'

bridgeContract({
  name: 'telegram, in a process of its own',
  create: remoteHarness(createPollingHarness),
  without: { deletions: 'Telegram does not tell bots what is deleted.' },
})
