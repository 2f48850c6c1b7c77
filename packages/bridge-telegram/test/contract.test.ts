import { bridgeContract } from '@pocketping/core/testing'
import { createPollingHarness, createWebhookHarness } from './harness.ts'

const without = { deletions: 'Telegram does not tell bots what is deleted.' }

bridgeContract({ name: 'telegram, polling', create: createPollingHarness, without })
bridgeContract({ name: 'telegram, webhook', create: createWebhookHarness, without })
