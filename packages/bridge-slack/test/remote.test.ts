import { bridgeContract, remoteHarness } from '@pocketping/core/testing'
import { createSocketHarness } from './harness.ts'
import { without } from './without.ts'

bridgeContract({
  name: 'slack, Socket Mode, in a process of its own',
  create: remoteHarness(createSocketHarness),
  without,
})
