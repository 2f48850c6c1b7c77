import { bridgeContract, remoteHarness } from '@pocketping/core/testing'
import { createTextHarness } from './harness.ts'

bridgeContract({
  name: 'discord, in a process of its own',
  create: remoteHarness(createTextHarness),
  without: {
    'closing by hand':
      'Discord does not tell who archived a thread, nor whether it was a person: it archives idle threads by itself.',
  },
})
