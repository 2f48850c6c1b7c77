// For those who write a bridge: the suite that it must pass.

// For those who write an AI provider: the suite that it must pass.
export {
  type AiProviderContractOptions,
  type AiProviderHarness,
  aiProviderContract,
} from './ai-provider-contract.ts'
export { type BridgeContractOptions, bridgeContract } from './bridge-contract.ts'
export { type RecordingInbox, recordingInbox } from './bridge-contract-inbox.ts'
export type {
  BridgeAbility,
  BridgeHarness,
  BridgePlatform,
  CreateBridgeHarness,
  SeenMessage,
} from './bridge-contract-platform.ts'
export { remoteHarness } from './bridge-harness-remote.ts'
// For those who write an adapter to a web framework: the suite that a host with the engine on it must pass.
export { type HttpContractOptions, httpContract } from './http-contract.ts'
export type { CreateHttpHarness, HttpAbility, HttpHarness } from './http-contract-stage.ts'
// A model that says what a test wants.
export {
  type AiScript,
  type ScriptedProvider,
  type ScriptedProviderOptions,
  type ScriptedReply,
  scriptedProvider,
} from './scripted-provider.ts'
// For those who write a storage: the suite that it must pass.
export { type StorageContractOptions, storageContract } from './storage-contract.ts'
