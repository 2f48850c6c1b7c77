import { bridgeContract } from '@pocketping/core/testing'
import { createEventsHarness, createSocketHarness } from './harness.ts'
import { without } from './without.ts'

bridgeContract({ name: 'slack, Socket Mode', create: createSocketHarness, without })
bridgeContract({ name: 'slack, Events API', create: createEventsHarness, without })
