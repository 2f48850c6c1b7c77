import type { AiOptions, PocketPingOptions, ProjectOptions, SessionRecord } from '../../src/index.ts'
import type { VisitorUpdate } from '../../src/protocol/index.ts'
import { type EngineStage, type StageOptions, setStage } from '../../src/testing/engine-stage.ts'
import { type AiScript, type ScriptedProvider, scriptedProvider } from '../../src/testing/index.ts'
import type { VisitorPage } from '../../src/testing/visitor-page.ts'

export const MINUTE = 60_000
export const HOUR = 3_600_000

// A visitor's pause, after which they are taken to have said all.
export const PAUSE = 3000

/** A visitor, a thread and an AI that says what a test wants. */
export interface AiScene {
  stage: EngineStage
  page: VisitorPage
  provider: ScriptedProvider
  /** What the AI said, to be read by the visitor. */
  answers(): string[]
  /** What was shown while it came. */
  readAlong(): string[]
  session(): Promise<SessionRecord>
  /** What the bridge shows in the thread. */
  thread(): string[]
  /** An operator writes in the thread. */
  write(text: string): Promise<string>
}

interface SceneOptions {
  ai?: Partial<AiOptions>
  script?: AiScript
  /** The project beside its AI. */
  project?: Partial<ProjectOptions>
  options?: PocketPingOptions
  stage?: StageOptions
}

/** Answers with words that cannot be mistaken for a person's. */
export const SAYS: AiScript = (_, call) => ({ text: `answer ${call + 1}` })

export async function setScene({
  ai,
  script = SAYS,
  project,
  options,
  stage: settings,
}: SceneOptions = {}): Promise<AiScene> {
  const provider = scriptedProvider(script)
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const stage = await setStage({
    ...settings,
    options: { logger, projects: [{ id: 'default', ...project, ai: { provider, ...ai } }], ...options },
  })
  const page = await stage.visit()
  return {
    stage,
    page,
    provider,
    answers: () => page.messages().flatMap(({ type, content }) => (type === 'ai' ? [content] : [])),
    readAlong: () => page.told.filter(isAi).map(({ content }) => content),
    async session() {
      const session = await stage.storage.findSession({ id: page.sessionId })
      if (!session) throw new Error('There is no session.')
      return session
    },
    thread: () => stage.platform.shownOf(page.sessionId),
    async write(text) {
      const thread = stage.platform.threadOf(page.sessionId)
      if (!thread) throw new Error('There is no thread.')
      const id = stage.platform.operator.write(thread.id, text)
      await stage.rest()
      return id
    },
  }
}

function isAi(update: VisitorUpdate): update is Extract<VisitorUpdate, { type: 'ai' }> {
  return update.type === 'ai'
}
