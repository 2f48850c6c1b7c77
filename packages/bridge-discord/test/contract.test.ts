import { bridgeContract } from '@pocketping/core/testing'
import { createForumHarness, createImpersonatingHarness, createTextHarness } from './harness.ts'

const without = {
  'closing by hand':
    'Discord does not tell who archived a thread, nor whether it was a person: it archives idle threads by itself.',
}

bridgeContract({ name: 'discord, text channel', create: createTextHarness, without })
bridgeContract({ name: 'discord, forum', create: createForumHarness, without })
bridgeContract({ name: 'discord, impersonating', create: createImpersonatingHarness, without })
