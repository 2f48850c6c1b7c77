import { createServer } from 'node:net'

/** Starts a conversation; answers with its token. */
export async function startSession(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token } = (await response.json()) as { token: string }
  return token
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
