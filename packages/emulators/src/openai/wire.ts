/** A JSON object. */
export type Json = Record<string, unknown>

/** One message of a request, its parts joined. */
export interface ChatMessage {
  role: string
  content: string
}

/** A function that the model may call. */
export interface ChatFunction {
  name: string
  /** The JSON schema of its arguments. */
  parameters: Json
}

/** A request as the model gets it. */
export interface ChatRequest {
  model: string
  messages: ChatMessage[]
  functions: ChatFunction[]
  /** `auto`, `none`, `required`, or the name of a function. */
  choice: { mode: 'auto' | 'none' | 'required' } | { mode: 'named'; name: string }
  isStream: boolean
  hasUsage: boolean
  maxTokens: number | undefined
}
