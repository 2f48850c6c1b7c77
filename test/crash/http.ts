/** Starts a conversation; answers with its token. */
export async function startSession(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token } = (await response.json()) as { token: string }
  return token
}
